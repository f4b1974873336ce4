"""Where the title stands in words that no link marks as the title: a citation, or a plain line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readinglist.importing.interpret.credits import credits
from readinglist.importing.interpret.kinds import kind_of
from readinglist.importing.interpret.labels import serves_the_session
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.people import authors
from readinglist.model.reading import Name
from readinglist.text.markdown.spans import Span, plain

_QUOTED = re.compile(r"[\"“„«](?P<title>[^\"“”„«»]{3,400})[\"”“»]")
# Authors, year, title: "Lamport, L. (1978). Time, clocks, and ordering. CACM."
_APA = re.compile(
    r"(?P<who>[^()]{2,300}?)\s*[(.,]\s*(?P<year>(?:19|20)\d\d)[a-z]?\)?[.,:]\s+(?P<title>[^.?!]{5,300}[.?!])"
)
_SENTENCE_END = re.compile(r"(?<=[a-z\d)’'\"”][a-z\d)’'\"”])[.]\s+(?=\S)|[?!]\s+(?=[A-Z])")
_BY = re.compile(r",?\s+by\s+(?=[A-ZÀ-Þ])")
_WHO = re.compile(r"\s*(?P<who>\S.{0,200}?)\s*[,:]\s*(?:from|in)?\s*[\"“„«]?\s*")
_NO_NAME = re.compile(
    r"\b(?:introduction|overview|reviews?|lectures?|readings?|discussions?|presentations?|projects?|exams?|quiz"
    r"|homework|updates?|notes?|weeks?|topics?|conclusions?|recap|seminar|workshop|guest|film|part)\b",
    re.I,
)
_LETTER = re.compile(r"[^\W_]")
_LONGEST = 1_500
_FEWEST_WORDS = 3

Place = tuple[int, int]


def title_place(spans: Sequence[Span], words: LevelWords) -> Place | None:
    """Offsets of the title in the joined text of ``spans``; ``None``: it cannot be told.

    Looked for in this order: words in quotes, words in italics or bold, a citation in APA
    style or as "Authors. Title. Venue", and at last the first sentence.
    """
    text = "".join(span.text for span in spans)
    if len(text) > _LONGEST or not _LETTER.search(text):
        return None
    quoted = _QUOTED.search(text)
    if quoted and len(quoted["title"].split()) > 1:
        return quoted.span("title")
    return _emphasised(spans) or _apa(text) or _sentence(text, words)


def _emphasised(spans: Sequence[Span]) -> Place | None:
    """The first words in italics or bold, if not all words are."""
    at = 0
    for span in spans:
        start, at = at, at + len(span.text)
        plainer = any(not (other.italic or other.bold) and _LETTER.search(other.text) for other in spans)
        long = len(span.text.split()) >= _FEWEST_WORDS
        if (span.italic or span.bold) and plainer and (long or who_wrote(_text_to(spans, start), span.text)):
            return start, at
    return None


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


def _apa(text: str) -> Place | None:
    match = _APA.match(text)
    if match and not re.search(r"[a-z]{3}\.\s", match["who"]):
        return match.span("title")
    return None


def _sentence(text: str, words: LevelWords) -> Place | None:
    """The first sentence, or the second where the first enumerates authors."""
    cuts = [match.end() for match in _SENTENCE_END.finditer(text)]
    bounds = [0, *cuts[:3], len(text)]
    if len(bounds) > 2:
        first = text[bounds[0] : bounds[1]]
        names = authors(first)
        if len(names) > 1 and credits(first, words) is not None:
            return bounds[1], bounds[2]
    start, end = bounds[0], bounds[1]
    by = _BY.search(text, start, end)
    if by and (said := credits(text[by.start() : end], words)) is not None and said.authors:
        end = by.start()
    comma = _credited(text[start:end], words)
    return start, comma if comma is not None else end


def _credited(sentence: str, words: LevelWords) -> int | None:
    """Where names and a venue behind a title begin: "Title, Ada Lovelace and Alan Turing, SOSP 2019"."""
    for match in re.finditer(r",\s+", sentence):
        said = credits(sentence[match.end() :], words)
        if said is not None and said.authors and len(sentence[: match.start()].split()) >= _FEWEST_WORDS:
            return match.start()
    return None


def is_bare(spans: Sequence[Span]) -> bool:
    """Whether there are no words at all in ``spans``."""
    return not _LETTER.search(plain(spans))
