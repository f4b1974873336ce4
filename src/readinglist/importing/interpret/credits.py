"""What stands before and behind the title of an item: chapters, tags, authors, venue; the rest is prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from readinglist.importing.interpret.labels import is_label
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.people import authors
from readinglist.importing.interpret.titles import Title, locator_at, tag_of
from readinglist.model.reading import Name
from readinglist.text.markdown.spans import Span, Spans, joined, sliced
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
_LETTER = re.compile(r"[^\W_]")
_LONGEST = 400
_LONGEST_NAME = 60


class Around(NamedTuple):
    """What the words around a title say: tags, authors, and the prose that is left of them."""

    tags: Title = Title("")
    authors: tuple[Name, ...] = ()
    prose: Spans = ()

    def with_more(self, other: Around) -> Around:
        """What both say, where the words of ``other`` follow."""
        return Around(self.tags.over(other.tags), self.authors or other.authors, self.prose or other.prose)


def before(spans: Sequence[Span], words: LevelWords, *, is_cited: bool = False) -> Around:
    """What words in front of a title say: ``Read Chapter 1 of``, ``[SOSP'19]``, ``Viola and Jones``.

    ``is_cited``: what stands behind the title is of a citation, so that one name is an author.
    """
    spans = joined(spans)
    text = _text(spans)
    bare = text.strip(" .,;:–—-*•")
    match = _READ.fullmatch(bare[:_LONGEST])
    if match and names_a_part(bare):
        return Around(Title("", locator=match["part"]))
    if not _LETTER.search(bare) or is_label(re.sub(r"\d+", "", bare)) or _COMMAND.fullmatch(bare):
        return Around()
    bracket = _BRACKETS.fullmatch(bare)
    tag = tag_of(bracket["round"] or bracket["square"] or "", words) if bracket else None
    if tag is not None:
        return Around(tag)
    said = credits(bare, words)
    if said is None and is_cited and len(text) <= _LONGEST_NAME and _ONE_NAME.fullmatch(text):
        said = Around(authors=authors(bare))
    return said if said is not None else Around(prose=spans)


def year_at_end(spans: Sequence[Span]) -> int | None:
    """The year that words behind a title end with, as those of citations do; ``None``: they do not."""
    match = _APPEARED.search(_text(spans)[-_LONGEST:])
    return int(match[1]) if match else None


def names_a_part(text: str) -> bool:
    """Whether words say which part of what follows them is read: ``Chapter 3 of the``."""
    match = _READ.fullmatch(text.strip(" .,;:–—-*•")[:_LONGEST])
    locator = locator_at(match["part"]) if match else None
    return match is not None and locator is not None and locator.end() == len(match["part"])


def behind(spans: Sequence[Span], words: LevelWords) -> Around:
    """What words behind a title say, tag by tag, up to where prose begins."""
    spans = joined(s._replace(text=_EMPTY.sub("", s.text)) if s.url is None else s for s in joined(spans))
    text = _text(spans)
    found, at = _tags(text, words)
    rest = text[at:]
    start = at + len(rest) - len(rest.lstrip(" .,;:|–—-"))
    said = credits(text[start:], words) if start < len(text) else Around()
    # A link among credits leads somewhere, so that it is kept with the words around it.
    linked = any(span.url for span in sliced(spans, start))
    if said is None or (linked and said.tags.notes):
        said = Around(prose=_unbracketed(spans, start, text))
    elif linked:
        said = said._replace(prose=_unbracketed(spans, start, text))
    return found.with_more(said)


def _unbracketed(spans: Spans, start: int, text: str) -> Spans:
    """The prose from ``start`` on, without brackets that it stands in as a whole."""
    whole = re.fullmatch(r"\(([^()]*)\)[\s.]*", text[start:])
    return joined(
        sliced(spans, start + whole.start(1), start + whole.end(1)) if whole else sliced(spans, start)
    )


def credits(text: str, words: LevelWords) -> Around | None:
    """Authors, venue, year and the like, where ``text`` holds nothing else; ``None``: it holds more.

    A single name counts only where ``by``, ``et al.``, a venue or a year shows that it is one.
    """
    bare = text.strip(" .,;:|–—-*")
    if not _LETTER.search(bare):
        return Around()
    if len(bare) > _LONGEST:
        return None
    said_by = _BY.match(bare)
    bare = bare[said_by.end() :] if said_by else bare
    issued = _ISSUED.search(bare)
    found = _whole(bare, words)
    if found is None or _is_unknown_venue(found):
        found = _with_names(bare, words) or found
    if found is None and issued and (found := _whole(bare[: issued.start()], words)):
        found = found.with_more(Around(Title("", year=int(issued[1]))))
    if found is None:
        return None
    names, tags = found.authors, found.tags
    sure = said_by or len(names) != 1 or tags.venue or tags.year
    return found if sure else None


def _whole(text: str, words: LevelWords) -> Around | None:
    """``text`` as one tag or one enumeration of authors."""
    tag = tag_of(text, words)
    if tag is not None:
        return Around(tag)
    names = authors(text)
    return Around(authors=names) if names else None


def _is_unknown_venue(said: Around) -> bool:
    return said.tags.venue is not None and venue(said.tags.venue) is None


def _with_names(text: str, words: LevelWords) -> Around | None:
    """``text`` as tags and authors, if what would be a venue that nobody knows is not a publisher's."""
    found = _chunks(text, words)
    if found is None or not found.authors or _PUBLISHER.search(text) is None:
        return found
    return None


def _chunks(text: str, words: LevelWords) -> Around | None:
    """``text`` as tags and authors between commas and stops; ``None``: a part of it is neither."""
    tags, names = Title(""), list[Name]()
    for chunk in filter(None, (chunk.strip(" .") for chunk in _CHUNK.split(text))):
        within = _IN.match(chunk)
        found = _whole(chunk[within.end() :] if within else chunk, words)
        if found is None or (within and found.authors):
            return None
        tags, names = tags.over(found.tags), [*names, *found.authors]
    return Around(tags, tuple(names))


def _tags(text: str, words: LevelWords) -> tuple[Around, int]:
    """What brackets and a chapter that ``text`` starts with say, and where they end."""
    found, at = Around(), 0
    while (step := _tag(text, at, words)) is not None:
        found, at = found.with_more(step[0]), step[1]
    return found, at


def _tag(text: str, at: int, words: LevelWords) -> tuple[Around, int] | None:
    match = _BRACKETS.match(text, at)
    if match:
        inside = match["round"] if match["round"] is not None else match["square"]
        tag = tag_of(inside, words) or (Title("") if is_label(inside) else None)
        said = Around(tag) if tag is not None else credits(inside, words)
        return (said, match.end()) if said is not None else None
    edge = _EDGE_THERE.match(text, at)
    start = edge.end() if edge else at
    locator = locator_at(text[start : start + _LONGEST])
    if locator and re.match(r"\s*(?:[.,;:)(]|$)", text[start + locator.end() :][:20]):
        return Around(Title("", locator=locator[0])), start + locator.end()
    return None


def _text(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)
