"""A citation without a link: authors, year and title, told apart by the grammar that citations share.

Whatever the style, authors stand first, a year may follow, and then the title, which ends where quotes
or italics end, at a full stop, or where the venue begins in italics. What stands in italics is a title
only right behind the authors or the year; behind another sentence it is a journal or a book. Where the
parts cannot be told apart for sure, there is no citation: a wrong title is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from readinglist.importing.interpret.author_lists import AuthorList, author_list_at, authors, certain_authors
from readinglist.importing.interpret.labels import is_label
from readinglist.importing.interpret.titles import locator_at, without_bare_tag, without_locator
from readinglist.model.reading import Name
from readinglist.text.markdown.spans import Span
from readinglist.text.venues import venue

_YEAR = r"(?:1[4-9]|20)\d\d"
_MARKER = re.compile(r"\s*(?:(?:\[\d{1,3}\]|\(?\d{1,3}[.)]|\d{1,3}\s*(?=[^\W\d_]))\s*|[•·*–—-]\s+)?")
_SAME = re.compile(r"(?:[—–_-]\s?){2,}[.,:]?\s*|[—―]+[.,:]\s*")
_EDITORS = re.compile(r"[\s,]*\(?\b(?:eds?|editors?|Hrsg|coord|trans|dir)\b\.?\)?[.,]*", re.I)
_ISSUED = re.compile(
    rf"[\s.,:]*(?P<open>[(\[])?\s*(?:c(?:a|irca)?\.?\s*)?(?P<year>{_YEAR})(?P<range>\s*[/–-]\s*\d{{2,4}})?[a-z]?"
    r"(?(open)[^()\[\]]{0,40}[)\]])(?![\w-])[\s.,:;]*"
)
_UNDATED = re.compile(
    r"[\s.,:]*[(\[](?:n\. ?d\.|forthcoming|in press|under review|submitted|to appear)[)\]][\s.,:;]*", re.I
)
_SEPARATOR = re.compile(r"\s*(?:[.,:;]|\s[–—-]|—)?\s*(?:[–—]\s*)?(?:(?:from|in)\s+(?=\S))?")
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "‘": "’", "'": "'", "`": "'"}
# Where a title that nothing marks ends. One letter before the stop is an initial, or "vs." and its like.
_STOP = re.compile(
    r"(?<![A-Z])(?<!\bvs)(?<!\bSt)(?<!\bDr)(?<!\bNo)(?<!\bcf)(?<!\bet)(?<!\bv)\.(?:\s+(?=\S)|$)"
    r"|[?!](?:\s+(?=[A-Z“\"(\[])|$)"
)
_CONTAINER = re.compile(r"[.,;]?\s+(?:in|In)\s*:?\s*$|[.,;:]\s*$|[.,;]\s+\(?$")
_IN = re.compile(r"[.,]\s+(?:in:|In:?)\s|,\s+in\s+(?=[A-Z])|\s+[Ii]n:\s")
_TAIL = re.compile(
    rf"[\s.,;]*(?:\((?=[^()]*(?:{_YEAR}|\d|[A-Z]))[^()]*\)|\[(?:Internet|online|pre-?print|PDF)\])[\s.,;]*$"
)
_VENUE_TAIL = re.compile(
    rf",\s+(?:the\s+)?[A-Z][^,.()]{{1,80}}?[\s,]+(?:[Vv]ol\.?\s*|[Nn]o\.?\s*|[A-Z]?)(?!{_YEAR}\b)\d+"
)
_BEHIND_CONTAINER = re.compile(r"\s*(?:[\d(]|eds?\b|Online\b|https?:|$)")
_ONLINE = re.compile(
    r"[\s.,;:(\[]+(?:Available (?:online|at|from)\b|Retrieved from|Accessed\b|Online:|URL\b|https?://|doi:|arXiv:)",
    re.I,
)
_DATED_TAIL = re.compile(rf",?\s+\(?{_YEAR}\)?\s*\.?$")
_NO_TITLE = re.compile(
    r"\W*(?:(?-i:in\b)|in:|in\s+(?:the\s+)?proc|journal of|proceedings|proc\.|transactions of"
    r"|annals of|advances in|(?:vol|no|pp?)\.|volume \d|[^\W\d_]{0,2}\W*$)",
    re.I,
)
_OTHERS = re.compile(r"\W*(?:et\.?\s*al|and others|u\.\s?a)\W*", re.I)
_LETTERS = re.compile(r"[^\W\d_]")
_LONGEST = 1_500
_FEWEST_WORDS = 3


class Citation(NamedTuple):
    """What a text cites.

    Attributes:
        start, end: where the title stands in the text; the same place where the text names none.
        head: where the words before the authors end.
        same_authors: whether a dash stands for the authors of the citation before.
    """

    start: int
    end: int
    head: int = 0
    authors: tuple[Name, ...] = ()
    year: int | None = None
    same_authors: bool = False


class CitationHead(NamedTuple):
    """The authors and the year that stand in front of a title, and where they end."""

    authors: AuthorList | None
    year: int | None
    end: int
    same_authors: bool = False
    editors: bool = False
    is_dated: bool = False

    @property
    def names(self) -> tuple[Name, ...]:
        """The authors; editors are none."""
        return self.authors.authors if self.authors is not None and not self.editors else ()


def citation_head(text: str, at: int = 0, end: int | None = None) -> CitationHead | None:
    """The authors and the year that ``text`` has at ``at``; ``None``: it begins with no authors.

    ``end``: where the authors end at the latest.
    """
    same = _SAME.match(text, at)
    found = None if same else author_list_at(text[:end], at)
    if found is None and not same:
        return None
    end = same.end() if same else found.end if found else at
    editors = _EDITORS.match(text, end)
    end = editors.end() if editors else end
    year = _ISSUED.match(text, end)
    undated = _UNDATED.match(text, end) if year is None else None
    separator = _SEPARATOR.match(text, end)
    number = int(year["year"]) if year and not year["range"] else None
    end = next(match.end() for match in (year, undated, separator) if match)
    return CitationHead(found, number, end, bool(same), bool(editors), bool(year or undated))


def repeats_authors(text: str) -> bool:
    """Whether a citation begins with a dash, ``———.``, that stands for the authors of the one before."""
    marker = _MARKER.match(text)
    return _SAME.match(text, marker.end() if marker else 0) is not None


def parse_citation(spans: Sequence[Span]) -> Citation | None:
    """What ``spans`` cite, if authors stand first; ``None``: they do not, or it is not sure."""
    text = "".join(span.text for span in spans)
    if len(text) > _LONGEST:
        return None
    marker = _MARKER.match(text)
    start = marker.end() if marker else 0
    runs = _emphasised(spans)
    title = next((run[0] for run in runs if not _names_people(text[slice(*run)])), None)
    head = citation_head(text, start, title)
    if head is None:
        return None
    place = _title(text, head, [run for run in runs if title is not None and run[0] >= title])
    if place is None:
        return None
    return Citation(*place, start, head.names, head.year, head.same_authors)


def _names_people(text: str) -> bool:
    return _OTHERS.fullmatch(text) is not None or bool(certain_authors(text))


def _emphasised(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Where words are in italics or bold; none where all are."""
    runs: list[tuple[int, int]] = []
    at = 0
    both = all(span.bold for span in spans if _LETTERS.search(span.text))
    plainer = any(
        not (span.italic or (span.bold and not both)) and _LETTERS.search(span.text) for span in spans
    )
    for span in spans:
        start, at = at, at + len(span.text)
        if (span.italic or (span.bold and not both)) and plainer and _LETTERS.search(span.text):
            runs.append((start, at))
    return runs


def _title(text: str, head: CitationHead, runs: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Where the title stands behind the authors; ``None``: it is not sure."""
    at = head.end
    if text[at : at + 1] in _QUOTES and (quoted := _quoted(text, at)) is not None:
        return quoted
    italic = next((run for run in runs if run[0] <= at + 1 and run[1] > at + 2), None)
    if italic is not None:
        return _italic(text, max(at, italic[0]), italic[1])
    if not text[at:].strip() or locator_at(text[at:]) is not None:
        return (at, at) if _is_short(text, head) else None
    place = _plain(text, head, [run for run in runs if run[0] > at])
    return place if place is not None and _is_title(text, place, head) else None


def _is_short(text: str, head: CitationHead) -> bool:
    """Whether authors stand for their work: "Zuboff 2019", "Hennessy & Plover, Chapter 4"."""
    if head.authors is None or head.authors.order == "group":
        return False
    if head.authors.order == "forward":
        return head.is_dated and head.authors.has_given_name
    many = len(head.authors.authors) > 1  # "et al." counts
    apart = re.match(r"\s*[,(]", text[head.authors.end :]) is not None  # not "Windows 2000"
    if head.is_dated:
        return many or apart
    return many and locator_at(text[head.end :]) is not None


def _quoted(text: str, at: int) -> tuple[int, int] | None:
    """The words in the quotes that open at ``at``."""
    closing = _QUOTES[text[at]]
    ends = [
        match.start()
        for match in re.finditer(re.escape(closing), text[at + 1 :])
        if re.match(r"[\s.,;:)(?!\]*]|$", text[at + match.start() + 2 :])
        and not text[at + match.start()].isspace()
    ]
    for end in ends:
        inside = text[at + 1 : at + 1 + end]
        # Behind a quotation that is a part of the title, the title goes on.
        if re.match(r":?\s+(?!in\b)[a-z]|:\s+[A-Z]", text[at + end + 2 :]):
            return None
        # A quotation within the title has quotes of its own.
        if closing == text[at] or inside.count(text[at]) == inside.count(closing):
            return _trimmed(text, at + 1, at + 1 + end)
    return None


def _italic(text: str, start: int, end: int) -> tuple[int, int] | None:
    words = text[start:end]
    return (
        None
        if _NO_TITLE.match(words) and not re.match(r"\W*(?:annals|advances)", words, re.I)
        else _trimmed(text, start, end)
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " ,;:.\t" and text[start:end][-3:] != "...":
        end -= 1
    while start < end and text[start] in " \t,;:":
        start += 1
    return start, end


def _plain(text: str, head: CitationHead, runs: list[tuple[int, int]]) -> tuple[int, int] | None:
    """A title that nothing marks: up to a stop, or to where a book or journal begins."""
    at = head.end
    ends = [match.start() + (match[0][0] in "?!") for match in _STOP.finditer(text, at)][:1] or [len(text)]
    ends += [match.start() for match in _IN.finditer(text, at)][:1]
    ends += [match.start() for match in _ONLINE.finditer(text, at)][:1]
    for start, end in runs:
        before = text[at:start]
        # Between its title and its volume stands a journal: "Of bogs *Mire* **12** 3".
        if head.is_dated and _BEHIND_CONTAINER.match(text, end) and len(before.split()) > 1:
            ends.append(start)
            break
        if _CONTAINER.search(before) and len(before.strip(" .,;:")) > 2:
            ends.append(at + len(_CONTAINER.sub("", before)))
            break
    end = min(ends)
    marked = end < len(text.rstrip(" .,"))
    end = _trimmed(text, at, end)[1]
    part = without_locator(text[at:end])
    end = at + len(part[0]) if part and text.startswith(part[0], at) else end
    tail = _TAIL.search(text[at:end])
    if tail and tail.start() > 2:
        end = at + tail.start()
    venues = [match.start() for match in _VENUE_TAIL.finditer(text, at, end) if match.end() <= end + 1]
    if venues:
        end, marked = venues[-1], True
    elif not marked and (shorter := without_bare_tag(text[at:end].rstrip(" ,"))) is not None:
        end, marked = at + len(shorter[0]), True
    elif not head.is_dated and (dated := _DATED_TAIL.search(text[at:end])):
        end, marked = at + dated.start(), False
    # Among commas, nothing tells the end of a title from the publisher behind it.
    end = _trimmed(text, at, end)[1]
    if venues and re.search(r",\s+[A-Z]", text[at:end]):
        return None
    if not marked and "," in text[at:end] and (not head.is_dated or text[:at].rstrip().endswith(",")):
        return None
    return _trimmed(text, at, end)


def _is_title(text: str, place: tuple[int, int], head: CitationHead) -> bool:
    """Whether words that nothing marks are the title, and not a venue, a publisher or more authors."""
    words = text[slice(*place)]
    if _NO_TITLE.match(words) or is_label(words) or not _LETTERS.search(words) or venue(words) is not None:
        return False
    count = len(words.split())
    if head.authors is not None and head.authors.order == "family" and head.authors.is_plain:
        # "Pond, Marsh, and Fen: An Introduction" and "NeurIPS 2020 Tutorial" begin with no authors.
        name = head.authors.authors[0].literal or ""
        many = len(head.authors.authors) > 1
        apart = re.match(r"\s*[(,]", text[head.authors.end :]) is not None
        if not head.is_dated or not (many or (apart and not name.isupper() and venue(name) is None)):
            return False
    plain = head.authors is not None and not head.authors.is_certain
    if head.is_dated:
        return (count > 1 or not plain) and not (plain and len(authors(words)) > 1)
    if plain and (not _are_many(head) or authors(words)):
        return False
    return count > 1 and not certain_authors(words)


def _are_many(head: CitationHead) -> bool:
    return head.authors is not None and len(head.authors.authors) > 1
