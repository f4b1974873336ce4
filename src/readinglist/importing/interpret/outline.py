"""Which headings, bold lines and list items of a Markdown page open its sessions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readinglist.importing.interpret.dates import written_date
from readinglist.importing.interpret.headings import Heading, heading_of, kind_of
from readinglist.importing.interpret.labels import serves_the_session
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.people import is_role
from readinglist.importing.markup.blocks import Block
from readinglist.importing.markup.source_text import Source
from readinglist.text.markdown.spans import Spans, joined, plain, sliced

# Ranks of what can open a session: headings have 1 to 6.
_BOLD = 7
_ITEM = 8
_BESIDES = re.compile(
    r"grading|grades?|polic(?:y|ies)|staff|instructors?|teaching|tas?|contact|office hours|logistics|overview"
    r"|prerequisites?|description|about|goals?|objectives|outcomes|format|assignments?|homework|projects?|faq"
    r"|deliverables|deadlines|acknowledge?ments?|licen[sc]e|contribut\w*|install\w*|(?:table of )?contents"
    r"|announcements?|news|communication|attendance|participation|academic|honor|accommodations?|textbooks?"
    r"|materials|resources|tools|links|credits?|(?:related|other|similar) courses|(?:previous|past)\b.*"
    r"|archive",
    re.I,
)
_COUNTED = re.compile(
    r"\W*(?:weeks?|wk|woche|semaine|semana|lectures?|lec|class|session|meeting|day|module|unit|seminar"
    r"|sitzung|séance|clase|aula|lezione|sesi[óo]n|sess[ãa]o|sessione|vorlesung|settimana)\b"
    r"\s*#?\d{1,3}\b",
    re.I,
)
_SEPARATOR = re.compile(r"[\s:.,;|()\[\]–—-]*")
_LONGEST_LINE = 200


class Opening(NamedTuple):
    """What opens a session.

    Attributes:
        at: where its block is among the blocks of the page.
        rank: 1 to 6 of a heading, 7 of a bold line, 8 and more of a list item, by depth.
        heading: what its words say.
        spans: its words.
        lead: of an item, its words up to there: week, number, date.
        rest: an item's words behind them, which may be a reading.
    """

    at: int
    rank: int
    heading: Heading
    spans: Spans
    lead: Spans = ()
    rest: Spans = ()


def openings(blocks: Sequence[Block], source: Source, words: LevelWords) -> tuple[Opening, ...]:
    """What opens the sessions of a page, in order.

    These are the headings, bold lines and list items that name a week, a date or the number
    of a lecture, and those of the same rank that stand among them ("Spring break"). A page
    without any has no calendar.
    """
    candidates = tuple(_candidates(blocks, source))
    found = [opening for opening in candidates if opening.heading.opens_a_session]
    if not found:
        return ()
    if any(opening.rank <= _BOLD for opening in found):
        found = list(_without_stray_items(found, blocks))
    return tuple(_with_others(candidates, found, words))


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
    return not serves_the_session(text) and not _BESIDES.fullmatch(text.strip(" :"))


def _candidates(blocks: Sequence[Block], source: Source) -> Iterator[Opening]:
    for index, block in enumerate(blocks):
        if block.kind not in ("heading", "text", "item") or len(block.text) > 2_000:
            continue
        spans = source.spans(block.text)
        if block.kind == "heading":
            yield Opening(index, block.level, heading_of(plain(spans)), spans)
        elif block.kind == "text" and block.level == 0 and spans and _is_bold_line(spans):
            yield _of_line(index, spans)
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
        return Opening(index, rank, Heading(plain(spans)), spans)
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
