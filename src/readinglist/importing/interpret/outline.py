"""Which headings, bold lines and list items of a Markdown page open its sessions."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readinglist.importing.interpret.dates import days, in_week_of, lone_weekday, written_date
from readinglist.importing.interpret.headings import Heading, heading_of, kind_of
from readinglist.importing.interpret.labels import serves_the_session
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.people import is_role
from readinglist.importing.markup.blocks import Block
from readinglist.importing.markup.source_text import Source
from readinglist.report import count_words
from readinglist.text.markdown.spans import Spans, joined, plain, sliced

# Ranks of what can open a session: headings have 1 to 6.
_BOLD = 7
_PARAGRAPH = 8
_ITEM = 9
_FEWEST = 2
_FEWEST_OF_ITEMS = 8
# Dates are compared within one year, whichever it is; this one has a 29 February.
_ANY_YEAR = 2024
_COUNTS = re.compile(r"(?P<number>\d{1,2})[.):]?\s+(?=[^\W\d_])")
_BESIDES = re.compile(
    r"grading|grades?|polic(?:y|ies)|staff|instructors?|teaching|tas?|contact|office hours|logistics|overview"
    r"|prerequisites?|description|about|goals?|objectives|outcomes|format|assignments?|homework|projects?|faq"
    r"|deliverables|deadlines|acknowledge?ments?|licen[sc]e|contribut\w*|install\w*|(?:table of )?contents"
    r"|announcements?|news|communication|attendance|participation|academic|honor|accommodations?|textbooks?"
    r"|materials|resources|tools|links|credits?|(?:related|other|similar) courses|(?:previous|past)\b.*"
    r"|archive|people|team|members|organi[sz]ers|participants|speakers|authors|maintainers",
    re.I,
)
_COUNTED = re.compile(
    r"\W*(?:weeks?|wk|woche|semaine|semana|lectures?|lec|class|session|meeting|day|module|unit|seminar"
    r"|sitzung|séance|clase|aula|lezione|sesi[óo]n|sess[ãa]o|sessione|vorlesung|settimana)\b"
    r"\s*#?\d{1,3}\b",
    re.I,
)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_SEPARATOR = re.compile(r"[\s:.,;|()\[\]–—-]*")
_LONGEST_LINE = 200


class Opening(NamedTuple):
    """What opens a session.

    Attributes:
        at: where its block is among the blocks of the page.
        rank: 1 to 6 of a heading, 7 of a bold line, 8 of a paragraph, 9 and more of a list item, by depth.
        heading: what its words say.
        spans: its words.
        lead: of an item, its words up to there: week, number, date.
        rest: an item's words behind them, which may be a reading.
        is_day: whether it is a day of the week below what opens the week.
    """

    at: int
    rank: int
    heading: Heading
    spans: Spans
    lead: Spans = ()
    rest: Spans = ()
    is_day: bool = False

    @property
    def is_paragraph(self) -> bool:
        """Whether it is a plain paragraph, most of which open nothing."""
        return self.rank == _PARAGRAPH


_KINDS = {_BOLD: "bold", _PARAGRAPH: "paragraphs"}


def decided(opened: Sequence[Opening], blocks: Sequence[Block], source: Source) -> str:
    """What opens the sessions, in words, with the option for the next best; empty: nothing does."""
    if not opened:
        return ""
    ranks = Counter(opening.rank for opening in opened)
    parts = ", ".join(count_words(ranks[rank], _rank_words(rank)) for rank in sorted(ranks))
    rest = Counter(o.rank for o in _candidates(blocks, source) if o.rank <= _BOLD and o.rank not in ranks)
    other, count = min(rest.items(), key=lambda pair: (-pair[1], pair[0]), default=(0, 0))
    option = f"; else --sessions {_KINDS.get(other, f'h{other}')}" if count >= _FEWEST else ""
    return f"sessions: {parts}{option}"


def _rank_words(rank: int) -> str:
    words = {_BOLD: "bold line", _PARAGRAPH: "paragraph"}
    return words.get(rank) or (f"level-{rank} heading" if rank < _BOLD else "list item")


def openings(
    blocks: Sequence[Block], source: Source, words: LevelWords, kind: str | None = None
) -> tuple[Opening, ...]:
    """What opens the sessions of a page, in order.

    These are the headings, bold lines and list items that name a week, a date or the number
    of a lecture, and those of the same rank that stand among them ("Spring break"). A page
    without any has no calendar. Which ranks are those of sessions is decided by all of the page:
    a date in one of many sub-headings makes no session of it. Days of a dated week ("Tue: …") are
    sessions of their own.

    ``kind``: a person says which they are: ``h1`` to ``h6``, ``bold``, ``paragraphs``, ``items``.
    """
    candidates = tuple(_candidates(blocks, source))
    if kind is not None:
        return tuple(_told(candidates, blocks, words, kind))
    headings = [o for o in candidates if not o.is_paragraph]
    found = [opening for opening in headings if opening.heading.opens_a_session]
    if not found:
        dated = [o for o in candidates if o.is_paragraph and o.heading.date_text is not None]
        found = dated if len(dated) >= _FEWEST and _runs(dated) else []
    found = list(_of_calendar(found, headings)) if found else []
    if not found:
        return ()
    found = list(_of_calendar(found, headings))
    if any(opening.rank <= _BOLD for opening in found):
        found = list(_without_stray_items(found, blocks))
    opened = tuple(_with_others(headings, found, words))
    return _numbered(_with_weekdays(opened, candidates))


def _told(
    candidates: Sequence[Opening], blocks: Sequence[Block], words: LevelWords, kind: str
) -> Iterator[Opening]:
    """The candidates of the kind that a person names, but for those that say what stands below them."""
    level = int(kind[1]) if kind.startswith("h") else None
    for opening in candidates:
        right = {
            "bold": opening.rank == _BOLD,
            "items": opening.rank == _ITEM,
            "paragraphs": opening.is_paragraph or opening.rank == _BOLD,
        }.get(kind, opening.rank == level)
        text = plain(opening.spans)
        if right and words.heading(text) is None and not _is_beside(text):
            yield opening


def _of_calendar(found: Sequence[Opening], candidates: Sequence[Opening]) -> Iterator[Opening]:
    """The openings of those ranks that are the calendar's.

    The best rank is the one with the most openings, dates of which run one way. Of a deeper one
    most must open a session, and not here and there one; of a higher one, more than the page's title.
    """
    ranks = {rank: [o for o in found if o.rank == rank] for rank in sorted({o.rank for o in found})}
    shares = {
        rank: len(opened) / max(sum(o.rank == rank for o in candidates), 1) for rank, opened in ranks.items()
    }
    best = max(ranks, key=lambda rank: (_runs(ranks[rank]), shares[rank] * len(ranks[rank]), -rank))
    if best >= _BOLD and not _meets(ranks[best]):
        return iter(())
    kept = set()
    for rank, opened in ranks.items():
        title_only = rank == 1 < best and len(opened) == 1 and len(ranks[best]) >= _FEWEST
        stray = rank <= _BOLD and rank > best and shares[best] >= 0.5 and shares[rank] < 0.5
        if not title_only and not (stray and len(ranks[best]) > 1):
            kept.add(rank)
    return (opening for opening in found if opening.rank in kept)


def _runs(opened: Sequence[Opening]) -> bool:
    """Whether the dates of openings run one way, as those of a calendar do; two or none always do."""
    texts = [opening.heading.date_text for opening in opened if opening.heading.date_text]
    known = [day for day in days(texts, _ANY_YEAR) if day is not None]
    steps = [later >= earlier for earlier, later in itertools.pairwise(known)]
    return len(steps) < _FEWEST or max(sum(steps), len(steps) - sum(steps)) * 4 >= len(steps) * 3


def _meets(opened: Sequence[Opening]) -> bool:
    """Whether dates could be those of meetings: they run one way, on few days of the week.

    Those of works in a list do neither.
    """
    texts = [opening.heading.date_text for opening in opened if opening.heading.date_text]
    if len(texts) < _FEWEST_OF_ITEMS:
        return True
    whole = [day for day in days(texts, None) if day is not None]
    usual = Counter(day.weekday() for day in whole).most_common(_FEWEST)
    return _runs(opened) and (
        len(whole) < _FEWEST_OF_ITEMS or sum(count for _, count in usual) * 5 >= len(whole) * 3
    )


def _with_weekdays(opened: Sequence[Opening], candidates: Sequence[Opening]) -> tuple[Opening, ...]:
    """The openings, and below those of dated weeks the lines that begin with a day of the week."""
    known = {opening.at: opening for opening in opened}
    within: dict[int, list[Opening]] = {}
    above: Opening | None = None
    for opening in candidates:
        if opening.at in known:
            above = known[opening.at]
        elif opening.rank < (above.rank if above else 0):
            above = None
        elif above is not None and opening.heading.weekday is not None and opening.rank > above.rank:
            dated = above.heading.date_text is not None or above.heading.week is not None
            if dated and written_date(plain(opening.spans)) is None:
                within.setdefault(above.at, []).append(opening)
    if len({o.heading.weekday for found in within.values() for o in found}) < _FEWEST:
        return tuple(opened)
    for at, found in within.items():
        week = known[at].heading
        for opening in found:
            day = opening.heading.weekday
            date = in_week_of(day, week.date_text) if day is not None and week.date_text else None
            known[opening.at] = opening._replace(
                heading=opening.heading._replace(date_text=date), is_day=True
            )
    return tuple(known[at] for at in sorted(known))


def _numbered(opened: tuple[Opening, ...]) -> tuple[Opening, ...]:
    """The openings without numbers in front of their topics, where these count them: ``2 Nets (May 10)``."""
    matches = [_COUNTS.match(opening.heading.topic) for opening in opened]
    numbers = [int(match["number"]) for match in matches if match]
    if len(numbers) < _FEWEST or any(b != a + 1 for a, b in itertools.pairwise(numbers)):
        return opened
    return tuple(
        opening._replace(
            heading=opening.heading._replace(
                topic=opening.heading.topic[match.end() :], number=int(match["number"])
            )
        )
        if match
        else opening
        for opening, match in zip(opened, matches, strict=True)
    )


def _with_others(
    candidates: Sequence[Opening], found: Sequence[Opening], words: LevelWords
) -> Iterator[Opening]:
    """The openers, and what is of their kind among them: a break, an exam, a topic without date."""
    sure = {opening.at for opening in found}
    ranks, last = {opening.rank for opening in found}, found[-1].at
    above: Opening | None = None
    for opening in candidates:
        # An item is of the kind of the items beside it, not of those below other headings.
        alike = above is not None and (opening.rank <= _BOLD or above.rank == opening.rank)
        if opening.at in sure or (alike and opening.rank in ranks and _belongs(opening, last, words)):
            yield opening
            above = opening
        elif opening.rank <= _BOLD and above is not None and opening.rank < above.rank:
            above = opening if above.rank > _BOLD else above


def _belongs(opening: Opening, last: int, words: LevelWords) -> bool:
    """Whether something without date or week among or behind the sessions is one."""
    text = plain(opening.spans)
    if words.heading(text) is not None or is_role(text):
        return False
    if opening.at > last:
        return kind_of(opening.heading.topic) in ("break", "holiday", "exam") and opening.rank <= _BOLD
    return not serves_the_session(text) and not _is_beside(text)


def _candidates(blocks: Sequence[Block], source: Source) -> Iterator[Opening]:
    for index, block in enumerate(blocks):
        if block.kind not in ("heading", "text", "item") or len(block.text) > 2_000:
            continue
        spans = source.spans(block.text)
        if block.kind == "heading":
            yield Opening(index, block.level, heading_of(plain(spans)), spans)
        elif block.kind == "text" and block.level == 0 and spans and _is_bold_line(spans):
            yield _of_line(index, spans)
        elif block.kind == "text" and block.level == 0 and spans and len(plain(spans)) <= _LONGEST_LINE:
            found = of_start(index, _PARAGRAPH, spans)
            # The line below a heading may be its date.
            above = blocks[index - 1].kind if index else ""
            if found.heading.weekday is not None or (found.heading.date_text and above != "heading"):
                yield found
        elif block.kind == "item" and spans:
            yield _of_item(index, block, spans)


def _is_bold_line(spans: Spans) -> bool:
    text = plain(spans)
    return len(text) <= _LONGEST_LINE and (
        all(span.bold or not span.text.strip(" :.–—-") for span in spans)
        or (spans[0].bold and heading_of(spans[0].text).opens_a_session)
    )


def _of_line(index: int, spans: Spans) -> Opening:
    if all(span.bold or not span.text.strip(" :.–—-") for span in spans):
        return Opening(index, _BOLD, heading_of(plain(spans)), spans)
    return of_start(index, _BOLD, spans)


def _of_item(index: int, block: Block, spans: Spans) -> Opening:
    """An item: only what stands at its start opens a session, since titles hold dates and numbers, too."""
    return of_start(index, _ITEM + block.level - 1, spans)


def of_start(index: int, rank: int, spans: Spans) -> Opening:
    """An item or a line as what opens a session, by the week, the number and the date that it starts with."""
    text = "".join(span.text for span in spans)
    end = _endof_start(text)
    if end is None:
        day = lone_weekday(text)
        if day is None:
            return Opening(index, rank, Heading(plain(spans)), spans)
        rest = joined(sliced(spans, day.end))
        return Opening(index, rank, Heading(plain(rest), weekday=day.number), spans, (), rest)
    rest = joined(sliced(spans, end))
    heading = heading_of(text[:end])._replace(topic=plain(rest))
    return Opening(index, rank, heading, spans, joined(sliced(spans, 0, end)), rest)


def _endof_start(text: str) -> int | None:
    """Where week, number and date at the start of an item end; ``None``: it starts otherwise."""
    end = 0
    for _ in range(3):
        start = _behind_separator(text, end)
        date = written_date(text[start : start + 60])
        counted = _COUNTED.match(text, start)
        if date is not None and date.start <= 1:
            end = start + date.end
        elif counted:
            end = counted.end()
        else:
            break
    return _behind_separator(text, end) if end else None


def _behind_separator(text: str, at: int) -> int:
    match = _SEPARATOR.match(text, at)
    return match.end() if match else at


def _without_stray_items(found: Sequence[Opening], blocks: Sequence[Block]) -> Iterator[Opening]:
    """The openings without items such as "Jan 12: homework due" in a session that has a heading.

    An item opens a session of its own where its heading names a week only, and readings are in it.
    """
    week_only = False
    for opening in found:
        if opening.rank <= _BOLD:
            week_only = opening.heading.week is not None and opening.heading.date_text is None
            yield opening
        elif week_only and opening.heading.date_text and _holds_more(opening, blocks):
            yield opening


def _holds_more(opening: Opening, blocks: Sequence[Block]) -> bool:
    if any(span.url and not serves_the_session(span.text) for span in opening.rest):
        return True
    following = blocks[opening.at + 1] if opening.at + 1 < len(blocks) else None
    return following is not None and following.kind == "item" and following.level > blocks[opening.at].level


def _is_beside(text: str) -> bool:
    """Whether a heading is that of a part that holds no readings: ``Contributors (in order of names):``."""
    return _BESIDES.fullmatch(_BRACKETS.sub("", text).strip(" \t:*_#")) is not None
