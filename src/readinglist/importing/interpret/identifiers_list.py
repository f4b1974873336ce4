"""A text of identifiers and addresses, one a line, with headings, levels and remarks where there are such."""

from __future__ import annotations

import re
from typing import NamedTuple

from readinglist.importing.content import Page, PageContent, PageReading, PageSession, Skipped
from readinglist.importing.interpret.course_facts import course_named
from readinglist.importing.interpret.dates import term_of, with_days
from readinglist.importing.interpret.headings import Heading, heading_of
from readinglist.importing.interpret.items import Item, item_of, placeholder
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.session_builder import SessionDraft
from readinglist.model.identifiers import Identifier, identify
from readinglist.model.reading import Link
from readinglist.model.schedule import Course, Level
from readinglist.settings import Hints
from readinglist.text.markdown.page_parser import parse_spans
from readinglist.text.markdown.spans import Span, Spans

_BULLET = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+(?=\S)")
_COMMENT = re.compile(r"(?:^|\s)#(?:\s+|$)(?P<words>.*)$")
_HEADING = re.compile(r"^\s*(?:#{1,6}\s*|==+\s*|\[\s*)?(?P<words>.*?)\s*(?:#+|==+|\]|:)?\s*$")
# How JSON and HTML begin.
_OTHER_KIND = re.compile(r"\ufeff?\s*(?:\{|\[\s*[\[{\"]|<(?!https?:)[!?/a-z])", re.I)
# Links in Markdown, reStructuredText and HTML: a page of them is no list of addresses.
_LINKED = re.compile(r"\]\(|>`_|<a\s", re.I)
_BARE = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?|97[89][\d-]{10,14}")
_BETWEEN = re.compile(
    r"\s*(?:[,;&|]\s*(?:and\s+)?|\band\s+)(?=https?://|doi:|arxiv:|10\.\d{4,9}/|\d{4}\.\d{4,5}|isbn\b)", re.I
)
_JOINT = re.compile(r"(?:\W|\band\b|\bor\b)*+", re.I)
_MOST_LINKS = 12
_EDGE = " \t,;|-–—:"
_NAMES = (".txt", ".ids", ".list", ".urls", ".csv", ".tsv")
_SEEN = 100_000
_LONGEST_LINE = 4_000
_LONGEST_HEADING = 300


class IdentifiersListReader:
    """Reads a list of DOIs, arXiv ids, ISBNs and addresses."""

    name = "identifiers"

    def recognises(self, page: Page) -> float:
        """Surer the more lines begin or end with an identifier, and the fewer are anything else."""
        if page.files or _OTHER_KIND.match(page.text):
            return 0.0
        words = LevelWords()
        lines = [line for line in page.text[:_SEEN].split("\n") if line.strip()][:2_000]
        bare = [line for line in lines if not _LINKED.search(line)]
        named = sum(_named(_without_remark(line)[0]) is not None for line in bare)
        others = sum(not _is_beside(line, words) for line in lines) - named
        if not named or others > named:
            return 0.0
        sure = 0.86 if page.name.lower().endswith(_NAMES) or "." not in page.name else 0.55
        return sure * named / (named + max(others, 0))

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The readings under their headings; those above the first one are unscheduled."""
        reader = _Reader(LevelWords(hints))
        for number, line in enumerate(page.text.removeprefix("\ufeff").split("\n"), start=1):
            reader.take(number, line.strip())
        reader.finish()
        dated, remarks = with_days(reader.sessions, hints, reader.course.term, page.name)
        return PageContent(
            reader=self.name,
            course=reader.course,
            sessions=dated,
            unscheduled=tuple(reader.loose),
            skipped=tuple(sorted(reader.skipped, key=lambda item: item.line or 0)),
            remarks=remarks,
        )


class _Named(NamedTuple):
    """What names a work on a line: the text of it, what it is, and the words before and behind it."""

    text: str
    identifier: Identifier
    before: str
    behind: str


def _named(line: str) -> _Named | None:
    """The identifier at the start of a line, else at its end or in it; ``None``: there is none."""
    bare = _BULLET.sub("", line.strip())[:_LONGEST_LINE]
    is_one = " " not in bare or "://" not in bare
    if is_one and (whole := identify(bare)):
        return _Named(bare, whole, "", "")
    words = list(re.finditer(r"\S+", bare))
    for match in words[:60]:
        text = match[0].strip("<>[],;|\"'").lstrip("(")
        text = text.rstrip(")") if text.count(")") > text.count("(") else text
        found = identify(text) if _may_name(text) else None
        if found is not None:
            return _Named(
                text,
                found,
                bare[: match.start()].rstrip(_EDGE + "(<[").lstrip(_EDGE),
                bare[match.end() :].lstrip(_EDGE + ")>]").rstrip(_EDGE),
            )
    return None


def _is_one(text: str) -> bool:
    """Whether a text is one identifier and nothing else."""
    named = _named(text)
    return named is not None and not (named.before.strip(":") or named.behind)


def _with_more(named: _Named) -> tuple[_Named, tuple[Link, ...]]:
    """What a line names, without the further addresses behind it, and these."""
    links: list[Link] = []
    while len(links) < _MOST_LINKS and (more := _named(named.behind)) is not None:
        links.append(Link(url=more.text))
        between = "" if _JOINT.fullmatch(more.before) else more.before
        named = named._replace(behind=f"{between} {more.behind}".strip())
    return named, tuple(links)


def _may_name(text: str) -> bool:
    """Whether a word among others may be an identifier: a year or a number of pages is none."""
    return "/" in text or ":" in text or _BARE.fullmatch(text) is not None


def _without_remark(line: str) -> tuple[str, str]:
    """A line without the remark behind it, and that; a fragment of an address is none."""
    match = _COMMENT.search(line)
    return (line[: match.start()].strip(), match["words"].strip()) if match else (line.strip(), "")


def _is_beside(line: str, words: LevelWords) -> bool:
    """Whether a line is a remark, a heading, a level or a placeholder."""
    bare = line.strip()
    if bare.startswith("#") or _heading(bare) is not None:
        return True
    return words.heading(bare) is not None or placeholder((Span(bare),)) is not None


def _heading(line: str) -> Heading | None:
    """The session that a line opens; ``None``: it opens none."""
    match = _HEADING.match(line) if len(line) <= _LONGEST_HEADING and "://" not in line else None
    heading = heading_of(match["words"]) if match else Heading("")
    return heading if heading.opens_a_session and _named(line) is None else None


class _Reader:
    """The lines as they come up."""

    def __init__(self, words: LevelWords) -> None:
        self._words = words
        self._draft = SessionDraft(words)
        self._opening: tuple[Heading, int] | None = None
        self._level: Level | None = None
        self.course = Course()
        self.sessions: list[PageSession] = []
        self.loose: list[PageReading] = []
        self.skipped: list[Skipped] = []

    def take(self, number: int, line: str) -> None:
        """Take in a line."""
        if not line:
            return
        heading = _heading(line)
        if heading is not None:
            self.finish()
            self._opening, self._level = (heading, number), None
            return
        if self._is_title(line):
            self.course = course_named(self.course, line.strip("#= \t"))
            return
        level = self._words.heading(line.lstrip("#= ").rstrip("= "))
        if level is not None and "://" not in line and _named(line) is None:
            self._level = level
            return
        text, remark = _without_remark(line)
        if text:
            self._item(number, text, remark)
        elif remark and ("://" in remark or _named(remark) is not None):
            self.skipped.append(Skipped(line=number, text=remark, why="commented out"))

    def _is_title(self, line: str) -> bool:
        """Whether a line above everything else names the course and its term."""
        above = self._opening is None and not len(self._draft.gathering) and self.course == Course()
        return above and "://" not in line and _named(line) is None and term_of(line) is not None

    def _item(self, number: int, text: str, remark: str) -> None:
        prefix = self._words.prefix(text)
        level = prefix.level if prefix else self._level
        rest = text[prefix.length :] if prefix else text
        parts = _BETWEEN.split(rest)
        # Several identifiers and nothing else are a reading each; beside a title, they are its links.
        for part in parts if len(parts) > 1 and all(map(_is_one, parts)) else (rest,):
            self._one(number, part, text, level, remark)

    def _one(self, number: int, part: str, text: str, level: Level | None, remark: str) -> None:
        """Take the one reading that a line, or a part of it, names; ``text`` is the line."""
        named = _named(part)
        if named is None:
            self._without_identifier(number, part, level, remark)
            return
        said = self._said(*_with_more(named), level, number)
        self._draft.gathering.add_reading(
            said.model_copy(
                update={
                    "line": number,
                    "text": text if not remark else f"{text} # {remark}",
                    "note": "; ".join(filter(None, (said.note, remark))) or None,
                }
            )
        )

    def _said(self, named: _Named, more: tuple[Link, ...], level: Level | None, number: int) -> PageReading:
        """What the words around an identifier say: a title behind it, or in front of it, and a level."""
        sides = [side for side in (named.behind, named.before) if not _JOINT.fullmatch(side)]
        sides.sort(key=len, reverse=True)
        told = [self._words.word(side) for side in sides]
        words, *other = [side for side, said in zip(sides, told, strict=True) if said is None] or [""]
        links = (Link(url=named.text), *more)
        level = next(filter(None, told), level)
        item = item_of((Span(words, named.text),), self._words, line=number, level=level) if words else Item()
        if not item.readings:
            return PageReading(level=level or self._words.default, links=links, note=words or None)
        found = item.readings[0]
        note = "; ".join(filter(None, (found.note, *other))) or None
        return found.model_copy(update={"note": note, "links": links})

    def _without_identifier(self, number: int, text: str, level: Level | None, remark: str) -> None:
        spans: Spans = parse_spans(_BULLET.sub("", text), {})
        if (
            placeholder(spans) is not None
            or self._draft.is_citation(spans)
            or any(span.url for span in spans)
        ):
            self._draft.gathering.add(spans, number, level=level)
        else:
            whole = f"{text} # {remark}" if remark else text
            self.skipped.append(Skipped(line=number, text=whole, why="it has no identifier and no address"))

    def finish(self) -> None:
        """End the session that is open."""
        draft, self._draft = self._draft, SessionDraft(self._words)
        self.skipped += draft.skipped
        if self._opening is None:
            self.loose += draft.gathering.readings
            return
        heading, line = self._opening
        draft.topic = heading.topic
        update = {"week": heading.week, "date_text": heading.date_text}
        self.sessions.append(draft.session(line).model_copy(update=update))
