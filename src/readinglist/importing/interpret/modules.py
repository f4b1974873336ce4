"""Modules of just-the-class: Markdown files whose definition lists have dates as terms.

https://kevinl.info/just-the-class/ keeps a file a module under ``_modules/``, with its title
in the front matter. Badges (``**Lecture**{: .label }``) say what kind a session or an item is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from readinglist.importing.content import Page, PageContent, PageSession, Skipped, natural_order
from readinglist.importing.interpret.course_facts import course_named
from readinglist.importing.interpret.dates import with_days
from readinglist.importing.interpret.headings import heading_of
from readinglist.importing.interpret.items import placeholder
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.people import authors
from readinglist.importing.interpret.session_blocks import SessionReader
from readinglist.importing.interpret.session_builder import links_of
from readinglist.importing.interpret.skipped_items import commented_out, skipped_in_block
from readinglist.importing.markup.blocks import Block, blocks_of
from readinglist.importing.markup.source_text import Source, source_of
from readinglist.model.schedule import Course, Level
from readinglist.settings import Hints
from readinglist.text.markdown.spans import Spans, joined, plain

_MODULE = re.compile(r"(?:.*/)?_modules/.*\.(?:md|markdown)", re.I)
_TERM = re.compile(r"^(?P<term>\S[^\n]{0,80})\n(?:[ \t]*\n)?:[ \t]+\S", re.M)
_TITLE = re.compile(r"^title[ \t]*:[ \t]*[\"']?(?P<title>[^\n\"'#]+)", re.M)
_KINDS = (
    (re.compile(r"exam|midterm|final|quiz", re.I), "exam"),
    (re.compile(r"project|presentation|demo day", re.I), "project"),
    (re.compile(r"holiday|no class", re.I), "holiday"),
    (re.compile(r"break", re.I), "break"),
    (re.compile(r"discussion|seminar|section|recitation", re.I), "discussion"),
    (re.compile(r"lecture|guest", re.I), "lecture"),
)
# "Paper discussion", "Pre-reading": what a badge so named stands at is read.
_READS = re.compile(r"\b(?:papers?|readings?|pre-?reads?)\b", re.I)
_GROUPS = "it says how sessions are grouped, which a list does not hold"


class ModulesReader:
    """Reads one module, or all modules of a folder in the order of their names."""

    name = "modules"

    def recognises(self, page: Page) -> float:
        """Nearly certain of files under ``_modules``; else by the dates that definitions have as terms."""
        if any(_MODULE.fullmatch(name) for name in page.files):
            return 0.95
        terms = [match["term"] for match in _TERM.finditer(page.text)]
        dated = sum(heading_of(term).opens_a_session for term in terms)
        return 0.7 if dated and dated * 2 >= len(terms) else 0.0

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The sessions of all modules."""
        words = LevelWords(hints)
        sessions: list[PageSession] = []
        skipped: list[Skipped] = []
        for file, text in _files(page):
            source = source_of(text)
            found = _module(source, words, file)
            sessions += found[0]
            skipped += sorted((*found[1], *commented_out(source, file=file)), key=lambda item: item.line or 0)
        course = _course(page)
        dated, remarks = with_days(sessions, hints, course.term, course.title, page.name)
        return PageContent(
            reader=self.name, course=course, sessions=dated, skipped=tuple(skipped), remarks=remarks
        )


def _files(page: Page) -> list[tuple[str | None, str]]:
    if not page.files:
        return [(None, page.text)]
    names = [name for name in page.files if _MODULE.fullmatch(name)] or list(page.files)
    return [(name, page.files[name]) for name in sorted(names, key=natural_order)]


def _course(page: Page) -> Course:
    """The course that the site's settings name, if they are at hand."""
    match = _TITLE.search(page.files.get("_config.yml", ""))
    return course_named(Course(), match["title"]) if match else Course()


def _module(source: Source, words: LevelWords, file: str | None) -> tuple[list[PageSession], list[Skipped]]:
    """The sessions of one file, and what of it is no part of them."""
    blocks = blocks_of(source.lines)
    module = heading_of(source.front.get("title", ""))
    stated = source.front.get("week", "")
    week = int(stated) if re.fullmatch(r"\d{1,3}", stated) else module.week
    skipped = []
    if module.topic:
        skipped.append(Skipped(line=1, file=file, text=module.topic, why=_GROUPS))
    starts = [index for index in range(len(blocks)) if _is_term(blocks, index)]
    for block in blocks[: starts[0] if starts else len(blocks)]:
        skipped += skipped_in_block(
            block, source, "it stands above the first session of its module", file=file
        )
    sessions = []
    for start, stop in itertools.pairwise((*starts, len(blocks))):
        session, rest = _session(blocks[start:stop], source, words, file, week)
        sessions.append(session)
        skipped += rest
    return sessions, skipped


def _is_term(blocks: Sequence[Block], index: int) -> bool:
    """Whether a block is what a definition below it is of."""
    block = blocks[index]
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    defined = following is not None and following.kind == "item" and following.marker == ":"
    return defined and (block.kind == "heading" or (block.kind == "text" and block.level == 0))


def _session(
    blocks: Sequence[Block], source: Source, words: LevelWords, file: str | None, week: int | None
) -> tuple[PageSession, tuple[Skipped, ...]]:
    heading = heading_of(plain(source.spans(blocks[0].text)))
    reader = _ModuleReader(words, source, topic=heading.topic, file=file)
    reader.take_all(blocks[1:])
    session = reader.session(blocks[0].line)
    update: dict[str, object] = {
        "week": heading.week if heading.week is not None else week,
        "date_text": heading.date_text,
    }
    if session.kind == "lecture" and reader.kind is not None:
        update["kind"] = reader.kind
    return session.model_copy(update=update), reader.skipped


class _ModuleReader(SessionReader):
    """Takes the definitions of one date.

    Attributes:
        kind: what badges say of the session; ``None``: they say nothing.
    """

    kind: str | None = None

    def _item(self, block: Block, spans: Spans, *, has_more: bool) -> None:
        badges, spans = _without_badges(spans)
        level: Level | None = None
        for badge in badges:
            level = self._words.marked(badge) or level
            if self._words.heading(badge) is None:
                self._badge(badge)
        if not spans:
            return
        reads = any(self._words.heading(badge) is not None or _READS.search(badge) for badge in badges)
        if not self.topic and block.marker == ":" and level is None and not (reads and links_of(spans)):
            self.add_topic(spans)
        elif all(span.italic for span in spans) and (authors(plain(spans)) or placeholder(spans)):
            self.add_speakers(spans if placeholder(spans) is None else ())
        elif level is not None or reads:
            self.gathering.add(spans, block.line, level=level, depth=block.level)
        else:
            super()._item(block, spans, has_more=has_more)

    def _badge(self, text: str) -> None:
        """Take in what a badge says: the kind of the session, or a word on it ("HW 1 due")."""
        kind = next((kind for pattern, kind in _KINDS if pattern.search(text)), None)
        if kind is None:
            self._notes.append(text)
        elif self.kind is None or kind != "discussion":
            self.kind = self.kind if self.kind == "lecture" else kind


def _without_badges(spans: Spans) -> tuple[list[str], Spans]:
    """The bold words at either end of an item, and what is left of it."""
    badges: list[str] = []
    kept = list(spans)
    while kept and (kept[0].bold or not kept[0].text.strip()) and kept[0].url is None:
        badges.append(kept.pop(0).text)
    while kept and (kept[-1].bold or not kept[-1].text.strip()) and kept[-1].url is None:
        badges.append(kept.pop().text)
    return [badge.strip() for badge in badges if badge.strip()], joined(kept)
