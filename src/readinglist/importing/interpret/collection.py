"""Collections: Markdown files whose front matter holds sessions, or the readings of one session.

https://jekyllrb.com/docs/collections/, https://gohugo.io/content-management/front-matter/
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from readinglist.importing.content import Page, PageContent, PageSession, Skipped
from readinglist.importing.interpret.course_facts import course_named
from readinglist.importing.interpret.data import tree_of
from readinglist.importing.interpret.data_keys import Entry, Keys, entry_of
from readinglist.importing.interpret.data_sessions import SessionMaker
from readinglist.importing.interpret.dates import with_days
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.session_blocks import SessionReader
from readinglist.importing.interpret.skipped_items import (
    commented_out,
    known_addresses,
    skipped_comments,
    skipped_leaves,
    skipped_outside,
)
from readinglist.importing.markup.blocks import blocks_of
from readinglist.importing.markup.data_tree import Node, Tree
from readinglist.importing.markup.source_text import Source, source_of
from readinglist.model.schedule import Course
from readinglist.settings import Hints

_NAMES = (".md", ".markdown", ".mdown", ".qmd", ".mdx", ".html")
_FRONT = re.compile(
    r"\ufeff?(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<body>.*?\n)(?:(?P=fence)|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S
)
_POST = re.compile(r"(?:.*/)?(?P<date>\d{4}-\d{2}-\d{2})-[^/]*")
_OWN = re.compile(r"permalink|redirect_(?:from|to)|canonical(?:_?url)?|slug|og_?image|image|thumbnail", re.I)
_LIKELY = re.compile(r"^[ \t]*(?:- +)?[\w-]*(?:read|paper|session|required|main|link|url)", re.M | re.I)
_SEEN = 100_000


class CollectionReader:
    """Reads the files of a folder, or one file; a file holds one session, or those of a term."""

    name = "collection"

    def recognises(self, page: Page) -> float:
        """Nearly certain where front matter holds readings or sessions with dates."""
        keys = Keys(LevelWords(), {})
        for _, text in page.texts(_NAMES):
            if not _LIKELY.search(text[:_SEEN]):
                continue
            try:
                front = _front_of(text)
            except ImportError:  # without PyYAML it cannot be told
                return 0.3
            entry = entry_of(front.root, keys) if front and front.root and front.root.pairs else None
            if entry is not None and (_lists(entry, keys) or entry.of("required", "optional", "readings")):
                return 0.9
        return 0.0

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The sessions of all files: term by term where the terms are known, else by the files' names."""
        parts = [
            _part(name if page.files else None, text, hints, page.name) for name, text in page.texts(_NAMES)
        ]
        first = [_first_day(part) for part in parts]
        if all(day is not None or not part.sessions for day, part in zip(first, parts, strict=True)):
            order = sorted(range(len(parts)), key=lambda index: (first[index] or datetime.date.max, index))
            parts = [parts[index] for index in order]
        courses = [part.course for part in parts if part.course != Course()]
        return PageContent(
            reader=self.name,
            course=courses[0] if len(courses) == 1 else Course(),
            sessions=tuple(session for part in parts for session in part.sessions),
            skipped=tuple(item for part in parts for item in part.skipped),
            remarks=tuple(dict.fromkeys(remark for part in parts for remark in part.remarks)),
        )


class _Part(NamedTuple):
    """What one file gives."""

    course: Course = Course()
    sessions: tuple[PageSession, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[str, ...] = ()


def _front_of(text: str) -> Tree | None:
    """The front matter of a page; ``None``: it has none."""
    match = _FRONT.match(text)
    if match is None:
        return None
    return tree_of("toml" if match["fence"] == "+++" else "yaml", match["body"], 2)


def _first_day(part: _Part) -> datetime.date | None:
    return min((session.date for session in part.sessions if session.date), default=None)


def _part(file: str | None, text: str, hints: Hints, name: str) -> _Part:
    front = _front_of(text)
    keys = Keys(LevelWords(hints), hints.columns)
    source = source_of(_without_toml(text))
    faults = tuple(
        Skipped(line=fault.line, file=file, text=fault.text or "the front matter", why=fault.why)
        for fault in (front.faults if front else ())
    )
    root = front.root if front and front.root else Node(1, pairs=())
    entry = entry_of(root, keys)
    maker = SessionMaker(keys, {}, file)
    if _lists(entry, keys):
        course = _course(entry)
        lists = [node.items or () for _, node in _lists(entry, keys)]
        sessions = [made.session for entries in lists for made in maker.sessions(entries)]
        rest = tuple(skipped_outside(blocks_of(source.lines), source, file=file))
    else:
        course = Course()
        session, rest = _one(entry, maker, source, keys, file)
        sessions = [session] if session is not None else []
    dated, remarks = with_days(sessions, hints, course.term, course.title, file, name)
    rest = (*faults, *maker.skipped, *rest, *commented_out(source, file=file))
    known = known_addresses(sessions, (), rest) | _own_addresses(root)
    rest = (*rest, *skipped_leaves(root, file, known), *_commented(text, file, known))
    skipped = sorted(rest, key=_line)
    return _Part(course, dated, tuple(skipped), remarks)


def _line(item: Skipped) -> int:
    return item.line or 0


def _own_addresses(root: Node) -> set[str]:
    """Where the page itself stands on its site, which is no link on it."""
    return {node.text for key, node in root.pairs or () if node.text and _OWN.fullmatch(key)}


def _commented(text: str, file: str | None, known: set[str]) -> Iterator[Skipped]:
    match = _FRONT.match(text)
    return skipped_comments(match["body"], file, known, 2) if match else iter(())


def _without_toml(text: str) -> str:
    """The page without front matter in TOML, which the source of a page does not know; lines stay."""
    match = _FRONT.match(text)
    if match is None or match["fence"] != "+++":
        return text
    return "\n" * match[0].count("\n") + text[match.end() :]


def _lists(entry: Entry, keys: Keys) -> list[tuple[str, Node]]:
    """The values of front matter that are lists of sessions."""
    found = []
    for key, node in (pair for pairs in entry.fields.values() for pair in pairs):
        entries = [entry_of(item, keys) for item in node.items or () if item.pairs]
        role = keys.role(key)
        if role in ("required", "optional", "readings", "links", "beside"):
            continue
        if entries and sum(inner.is_session for inner in entries) * 2 > len(node.items or ()):
            found.append((key, node))
    return found


def _course(entry: Entry) -> Course:
    """The course or the term that front matter names."""
    texts = {key.lower(): node.text for key, node in entry.node.pairs or () if node.text}
    term = next((texts[name] for name in ("semester", "term", "quarter") if name in texts), None)
    title = next((texts[name] for name in ("title", "course") if name in texts), None)
    course = course_named(Course(), title) if title else Course()
    return course.model_copy(update={"term": term}) if term else course


def _one(
    entry: Entry, maker: SessionMaker, source: Source, keys: Keys, file: str | None
) -> tuple[PageSession | None, tuple[Skipped, ...]]:
    """The one session of a file: what its front matter says, then what its text says."""
    blocks = blocks_of(source.lines)
    named = _POST.fullmatch(file) if file else None
    made = next(iter(maker.sessions((entry.node,))), None) if entry.node.pairs else None
    if made is None or not (made.dated or named or made.session.readings or made.session.week is not None):
        return None, tuple(skipped_outside(blocks, source, file=file))
    reader = SessionReader(keys.levels, source, topic=made.session.topic or "-", file=file)
    reader.take_all(blocks)
    said = reader.session(1)
    session = made.session
    update: dict[str, object] = {
        "line": 1,
        "readings": (*session.readings, *said.readings),
        "links": tuple(dict.fromkeys((*session.links, *said.links))),
        "speakers": (*session.speakers, *said.speakers),
        "notes": " ".join(filter(None, (session.notes, said.notes))) or None,
        "tbd": session.tbd or said.tbd,
        "date_text": session.date_text or (named["date"] if named else None),
    }
    return session.model_copy(update=update), reader.skipped
