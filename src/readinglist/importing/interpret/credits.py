"""What stands around the title of an item: chapters, tags, authors, venue; the rest is prose.

Where no link marks the title, credits tell where it stands: behind authors, before a venue.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readinglist.importing.interpret.author_lists import author_list_at, authors, certain_authors
from readinglist.importing.interpret.citations import CitationHead, citation_head
from readinglist.importing.interpret.headings import kind_of
from readinglist.importing.interpret.labels import is_label, serves_the_session
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.titles import Title, locator_at, tag_of
from readinglist.model.reading import Name
from readinglist.text.markdown.spans import Span, Spans, joined, plain, sliced
from readinglist.text.venues import venue

_EDGE = r"[\s.,;:|/•·*–—-]*"
_EDGE_THERE = re.compile(_EDGE)
_BRACKETS = re.compile(rf"{_EDGE}(?:\((?P<round>[^()\[\]]*)\)|\[(?P<square>[^\[\]]*)\])")
_EMPTY = re.compile(r"[\[(][\s,;|/&·•+-]*(?:(?:and|or)\s*)?[\])]")
_READ = re.compile(
    r"(?:(?:please\s+)?(?:re-?)?(?:read|skim|see|study|review|browse)\b\s*)?(?:the\s+)?(?P<part>.*?)"
    r"(?:\s*\b(?:of|from|in)\b)?(?:\s+the)?(?:\s+(?:book|paper|article|textbook|chapter))?\s*",
    re.I,
)
_COMMAND = re.compile(r"(?:please\s+)?(?:re-?)?(?:read|skim|see|study|review|browse)(?:\s+the)?", re.I)
_BY = re.compile(r"(?:by|von|par)\s+", re.I)
_CHUNK = re.compile(r"\s*[,;]\s*|\s+[–—-]\s+|(?<=[a-z\d]{2})\.\s+|\.\s+(?=\d|In\b)")
_IN = re.compile(r"^(?:in|at)\s+(?:proc(?:eedings|\.)?\s+(?:of\s+)?)?(?:the\s+)?", re.I)
_ISSUED = re.compile(r"[\s,.]*\(?\b((?:19|20)\d\d)[a-z]?\)?$")
# One name and a stop: "Leslie Lamport. ", "C. J. Fidge."
_ONE_NAME = re.compile(r"\s*(?:[A-ZÀ-Þ](?:\.|[\w’'-]+)[\s-]*){1,3}\s[A-ZÀ-Þ][\w’'-]+\.\s*")
_APPEARED = re.compile(r"\b((?:19|20)\d\d)\b[\s.)]*(?:\.|$|[A-Z]{2,})")
_PUBLISHER = re.compile(
    r"\b(?:press|springer|wiley|elsevier|pearson|addison|mcgraw|prentice|o['’]reilly|morgan|north-holland|academic|books?"
    r"|verlag|publish\w*|technical|report|tr|rfc|blog|talk|keynote|manuscript|draft|version|edition)\b",
    re.I,
)
# What says where a work appeared, so that the sentence before it may be no title.
_SOURCE = re.compile(
    r"\b(?:1[4-9]|20)\d\d\b|\b(?:press|journal|pp\.|vol\.|in:|proceedings|publish\w*)|\d\s?\(\d+\)|[\"“„«]",
    re.I,
)
_LETTER = re.compile(r"[^\W_]")
_LONGEST = 400
_LONGEST_NAME = 60
_QUOTED = re.compile(r"[\"“„«](?P<title>[^\"“”„«»]{3,400})[\"”“»]")
_SENTENCE_END = re.compile(
    r"(?<!\b[Cc]h)(?<!\b[Cc]hs)(?<!\b[Vv]ol)(?<!\bpp)(?<!\b[Ss]ec)(?<!\b[Ss]ecs)(?<!\b[Nn]o)(?<!\bal)(?<!\bvs)(?<!\bapp)"
    r"(?<=[a-z\d)’'\"”][a-z\d)’'\"”])[.]\s+(?=\S)|[?!]\s+(?=[A-Z])"
)
_AUTHORS_FOLLOW = re.compile(r",?\s+by\s+(?=[A-ZÀ-Þ])")
_WHO = re.compile(r"\s*(?P<who>\S.{0,200}?)\s*[,:]\s*(?:from|in)?\s*[\"“„«]?\s*")
_NO_NAME = re.compile(
    r"\b(?:introduction|overview|reviews?|lectures?|readings?|discussions?|presentations?|projects?|exams?|quiz"
    r"|homework|updates?|notes?|weeks?|topics?|conclusions?|recap|seminar|workshop|guest|film|part)\b",
    re.I,
)
_A_LETTER = re.compile(r"[^\W_]")
_LONGEST_CITATION = 1_500
_FEWEST_WORDS = 3
_FEW_WORDS = 8
_MOST_COMMAS = 40

TitlePlace = tuple[int, int]


class ItemCredits(NamedTuple):
    """What the words around a title say: tags, authors, and the prose that is left of them."""

    tags: Title = Title("")
    authors: tuple[Name, ...] = ()
    prose: Spans = ()

    def with_more(self, other: ItemCredits) -> ItemCredits:
        """What both say, where the words of ``other`` follow."""
        return ItemCredits(
            self.tags.over(other.tags), self.authors or other.authors, self.prose or other.prose
        )


def credits_before(spans: Sequence[Span], words: LevelWords, *, is_cited: bool = False) -> ItemCredits:
    """What words in front of a title say: ``Read Chapter 1 of``, ``[SOSP'19]``, ``Viola and Jones``.

    ``is_cited``: what stands behind the title is of a citation, so that one name is an author.
    """
    spans = joined(spans)
    text = _text(spans)
    bare = text.strip(" .,;:–—-*•")
    tags, at = tags_before(text, words)
    if at:
        return ItemCredits(tags).with_more(credits_before(sliced(spans, at), words, is_cited=is_cited))
    head = citation_head(text.strip()) if len(text) <= _LONGEST_CITATION else None
    if head is not None and _LETTER.search(text[: head.end]) is None:
        return ItemCredits()  # a dash for the authors above
    if head is not None and head.end == len(text.strip()) and _is_by_authors(head):
        return ItemCredits(Title("", year=head.year), head.names)
    match = _READ.fullmatch(bare[:_LONGEST])
    if match and names_a_part(bare):
        return ItemCredits(Title("", locator=match["part"]))
    if not _LETTER.search(bare) or is_label(re.sub(r"\d+", "", bare)) or _COMMAND.fullmatch(bare):
        return ItemCredits()
    bracket = _BRACKETS.fullmatch(bare)
    tag = tag_of(bracket["round"] or bracket["square"] or "", words) if bracket else None
    if tag is not None:
        return ItemCredits(tag)
    said = parse_credits(bare, words)
    if said is None and is_cited and len(text) <= _LONGEST_NAME and _ONE_NAME.fullmatch(text):
        said = ItemCredits(authors=authors(bare))
    return said if said is not None else ItemCredits(prose=spans)


def tags_before(text: str, words: LevelWords) -> tuple[Title, int]:
    """What square brackets in front of a citation say, and where they end: ``[pp. 91-104] Rail, Ada. …``."""
    match = re.match(r"\s*\[([^\[\]]{1,60})\][\s:]*(?=\S)", text)
    tag = tag_of(match[1], words) if match else None
    return (tag, match.end()) if match and tag is not None else (Title(""), 0)


def _is_by_authors(head: CitationHead) -> bool:
    """Whether words in front of a linked title are authors: "Hong et al., 2020," but not "Deep Nets"."""
    listed = head.authors
    return listed is not None and (head.is_dated or listed.is_certain or len(listed.authors) > 1)


def says_no_title(text: str) -> bool:
    """Whether words beside a link name no work: ``See``, ``Paper:``."""
    bare = text.strip(" .,;:–—-")
    return is_label(bare) or _COMMAND.fullmatch(bare) is not None


def year_at_end(spans: Sequence[Span]) -> int | None:
    """The year that words behind a title end with, as those of citations do; ``None``: they do not."""
    match = _APPEARED.search(_text(spans)[-_LONGEST:])
    return int(match[1]) if match else None


def names_a_part(text: str) -> bool:
    """Whether words say which part of what follows them is read: ``Chapter 3 of the``."""
    match = _READ.fullmatch(text.strip(" .,;:–—-*•")[:_LONGEST])
    locator = locator_at(match["part"]) if match else None
    return match is not None and locator is not None and locator.end() == len(match["part"])


def credits_behind(spans: Sequence[Span], words: LevelWords) -> ItemCredits:
    """What words behind a title say, tag by tag, up to where prose begins."""
    spans = joined(s._replace(text=_EMPTY.sub("", s.text)) if s.url is None else s for s in joined(spans))
    text = _text(spans)
    found, at = _tags(text, words)
    rest = text[at:]
    start = at + len(rest) - len(rest.lstrip(" .,;:|–—-"))
    said = parse_credits(text[start:], words) if start < len(text) else ItemCredits()
    # A link among credits leads somewhere, so that it is kept with the words around it.
    linked = any(span.url for span in sliced(spans, start))
    if said is None or (linked and said.tags.notes):
        said = ItemCredits(prose=_unbracketed(spans, start, text))
    elif linked:
        said = said._replace(prose=_unbracketed(spans, start, text))
    return found.with_more(said)


def _unbracketed(spans: Spans, start: int, text: str) -> Spans:
    """The prose from ``start`` on, without brackets that it stands in as a whole."""
    whole = re.fullmatch(r"\(([^()]*)\)[\s.]*", text[start:])
    return joined(
        sliced(spans, start + whole.start(1), start + whole.end(1)) if whole else sliced(spans, start)
    )


def parse_credits(text: str, words: LevelWords) -> ItemCredits | None:
    """Authors, venue, year and the like, where ``text`` holds nothing else; ``None``: it holds more.

    A single name counts only where ``by``, ``et al.``, a venue or a year shows that it is one.
    """
    bare = text.strip(" .,;:|–—-*")
    if not _LETTER.search(bare):
        return ItemCredits()
    if len(bare) > _LONGEST:
        return None
    said_by = _BY.match(bare)
    bare = bare[said_by.end() :] if said_by else bare
    issued = _ISSUED.search(bare)
    found = _whole(bare, words)
    if found is None or _is_unknown_venue(found):
        found = _with_names(bare, words) or found
    if found is None and issued and (found := _whole(bare[: issued.start()], words)):
        found = found.with_more(ItemCredits(Title("", year=int(issued[1]))))
    if found is None:
        return None
    names, tags = found.authors, found.tags
    sure = said_by or len(names) != 1 or tags.venue or tags.year
    return found if sure else None


def _whole(text: str, words: LevelWords) -> ItemCredits | None:
    """``text`` as one tag or one enumeration of authors."""
    tag = tag_of(text, words)
    if tag is not None:
        return ItemCredits(tag)
    names = authors(text)
    listed = author_list_at(text.strip(" ,;:–—-()"), alone=True)
    # Behind a title, "Sprenger, New York" is a publisher and its town.
    if not names or (listed is not None and not listed.is_in_order):
        return None
    return ItemCredits(authors=names)


def _is_unknown_venue(said: ItemCredits) -> bool:
    return said.tags.venue is not None and venue(said.tags.venue) is None


def _with_names(text: str, words: LevelWords) -> ItemCredits | None:
    """``text`` as tags and authors, if what would be an unknown venue is not a publisher's."""
    found = _chunks(text, words)
    if found is None or not found.authors or _PUBLISHER.search(text) is None:
        return found
    return None


def _chunks(text: str, words: LevelWords) -> ItemCredits | None:
    """``text`` as tags and authors between commas and stops; ``None``: a part of it is neither."""
    tags, names = Title(""), list[Name]()
    listed = author_list_at(text, alone=True)
    if listed is not None and listed.is_certain and listed.is_in_order:
        names, text = list(listed.authors), text[listed.end :]
    alone = 0
    for chunk in filter(None, (chunk.strip(" .") for chunk in _CHUNK.split(text))):
        within = _IN.match(chunk)
        found = _whole(chunk[within.end() :] if within else chunk, words)
        if found is None or (within and found.authors):
            return None
        alone += len(found.authors) == 1 and found.authors[0].literal is not None
        tags, names = tags.over(found.tags), [*names, *found.authors]
    # "Burrow, London, 1999" is a publisher and its town; three family names are authors.
    return None if alone == 2 else ItemCredits(tags, tuple(names))


def _tags(text: str, words: LevelWords) -> tuple[ItemCredits, int]:
    """What brackets and a chapter that ``text`` starts with say, and where they end."""
    found, at = ItemCredits(), 0
    while (step := _tag(text, at, words)) is not None:
        found, at = found.with_more(step[0]), step[1]
    return found, at


def _tag(text: str, at: int, words: LevelWords) -> tuple[ItemCredits, int] | None:
    match = _BRACKETS.match(text, at)
    if match:
        inside = match["round"] if match["round"] is not None else match["square"]
        tag = tag_of(inside, words) or (Title("") if is_label(inside) else None)
        said = ItemCredits(tag) if tag is not None else parse_credits(inside, words)
        return (said, match.end()) if said is not None else None
    edge = _EDGE_THERE.match(text, at)
    start = edge.end() if edge else at
    locator = locator_at(text[start : start + _LONGEST])
    if locator and re.match(r"\s*(?:[.,;:)(]|$)", text[start + locator.end() :][:20]):
        return ItemCredits(Title("", locator=locator[0])), start + locator.end()
    return None


def _text(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)


def join_credit_lines(lines: list[Spans], words: LevelWords) -> Iterator[Spans]:
    """The lines of a cell or an item, those that say more about the work above it joined to that line.

    These are lines with links such as ``[pdf] [code]``, and lines that name authors or a venue.
    """
    held: Spans | None = None
    for spans in lines:
        if held is not None and _says_more(spans, words) and not _is_lead(held, words):
            stop = "" if plain(held)[-1:] in ".!?:,;" or plain(spans)[:1] in "([,;–—-" else "."
            linked = any(span.url for span in held)
            held = joined((*held, Span(" " if linked else f"{stop} "), *spans))
            continue
        if held is not None:
            yield held
        held = spans
    if held is not None:
        yield held


def _says_more(spans: Spans, words: LevelWords) -> bool:
    links = [span for span in spans if span.url]
    if links:
        bare = plain(span for span in spans if not span.url).strip(" ()[]|,;:/·-")
        return all(is_label(span.text) for span in links) and (not bare or is_label(bare))
    said = parse_credits(plain(spans), words)
    return said is not None and bool(said.authors or said.tags.venue or said.tags.year)


def _is_lead(spans: Spans, words: LevelWords) -> bool:
    return words.heading(plain(spans)) is not None or plain(spans).endswith(":")


def title_place(spans: Sequence[Span], words: LevelWords) -> TitlePlace | None:
    """Offsets of the title in the joined text of ``spans``; ``None``: it cannot be told.

    Looked for in this order: words in quotes, words in italics or bold, and at last the first
    sentence, or the one behind its authors.
    """
    text = "".join(span.text for span in spans)
    if len(text) > _LONGEST_CITATION or not _A_LETTER.search(text):
        return None
    # Authors stand first, and what follows them is no citation that is understood.
    listed = author_list_at(text)
    if listed is not None and listed.is_certain:
        return None
    quoted = _QUOTED.search(text)
    if quoted and len(quoted["title"].split()) > 1:
        return quoted.span("title")
    return _emphasised(spans) or _sentence(text, words)


def _emphasised(spans: Sequence[Span]) -> TitlePlace | None:
    """The first words in italics or bold, if not all words are, and no sentence stands before them.

    Behind a sentence, words in italics name the journal or book in which that appeared.
    """
    at = 0
    for span in spans:
        start, at = at, at + len(span.text)
        if _SENTENCE_END.search(_text_to(spans, start)) or len(_text_to(spans, start).split()) > _FEW_WORDS:
            return None
        plainer = any(not (other.italic or other.bold) and _A_LETTER.search(other.text) for other in spans)
        long = len(span.text.split()) >= _FEWEST_WORDS
        if (
            (span.italic or span.bold)
            and plainer
            and not certain_authors(span.text)
            and (long or _is_named(spans, start, at))
        ):
            return start, at
    return None


def _is_named(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether words in italics are a title although they are few: behind authors, or before a part of it."""
    text = _text(spans)
    behind = text[end:].lstrip(" ,:;(–—-")
    if not text[:start].strip(" •·*–—-") and (locator_at(behind) or _BY.match(behind)):
        return not is_label(text[start:end])
    return bool(who_wrote(text[:start], text[start:end]))


def _text_to(spans: Sequence[Span], end: int) -> str:
    return "".join(span.text for span in spans)[:end]


def who_wrote(ahead: str, title: str) -> tuple[Name, ...]:
    """The authors that stand, with a comma, before a title in italics or quotes: ``McKay, *Amiable*``.

    Empty: what stands there says something else of it.
    """
    match = _WHO.fullmatch(ahead)
    if match is None or not title[:1].isupper() or serves_the_session(title) or kind_of(title) != "lecture":
        return ()
    return () if _NO_NAME.search(match["who"]) else authors(match["who"])


def _sentence(text: str, words: LevelWords) -> TitlePlace | None:
    """The first sentence, or the second where the first enumerates authors."""
    cuts = [match.end() for match in _SENTENCE_END.finditer(text)]
    bounds = [0, *cuts[:3], len(text)]
    if len(bounds) > 2:
        first = text[bounds[0] : bounds[1]]
        names = authors(first)
        if len(names) > 1 and parse_credits(first, words) is not None:
            return bounds[1], bounds[2]
    start, end = bounds[0], bounds[1]
    by = _AUTHORS_FOLLOW.search(text, start, end)
    if by and (said := parse_credits(text[by.start() : end], words)) is not None:
        end = by.start() if _are_certain(said, text[by.end() : end]) else end
    comma = _credited(text[start:end], words)
    if comma is None and by is None and _SOURCE.search(text[end:]) and not _is_understood(text[end:], words):
        return None
    return start, comma if comma is not None else end


def _is_understood(text: str, words: LevelWords) -> bool:
    return is_bare(credits_behind((Span(text),), words).prose)


def _credited(sentence: str, words: LevelWords) -> int | None:
    """Where names and a venue behind a title begin: "Title, Ada Lovelace and Alan Turing, SOSP 2019"."""
    for match in itertools.islice(re.finditer(r",\s+", sentence), _MOST_COMMAS):
        said = parse_credits(sentence[match.end() :], words)
        if (
            said is not None
            and _are_certain(said, sentence[match.end() :])
            and len(sentence[: match.start()].split()) >= _FEWEST_WORDS
        ):
            return match.start()
    return None


def _are_certain(said: ItemCredits, text: str) -> bool:
    """Whether authors behind a title are persons for sure, and not the last words of the title."""
    listed = author_list_at(text, alone=True)
    return bool(said.authors) and (listed is None or (listed.is_certain and listed.is_in_order))


def title_and_author(title: str) -> tuple[str, tuple[Name, ...]]:
    """A title without the authors that its own words name: ``How to Sketch by Andy Coot``."""
    for match in re.finditer(r",?\s+[Bb]y\s+(?=[^\W\d_a-z])", title):
        listed = author_list_at(title, match.end())
        if listed and listed.end == len(title.rstrip(" .")) and listed.is_certain and listed.is_in_order:
            return title[: match.start()], listed.authors
    return title, ()


def is_bare(spans: Sequence[Span]) -> bool:
    """Whether there are no words at all in ``spans``."""
    return not _A_LETTER.search(plain(spans))
