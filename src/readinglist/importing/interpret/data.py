"""Data files in YAML, TOML or JSON that a site is made of: one schedule, or files that belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from readinglist.importing.content import Page, PageContent, PageReading, PageSession, Skipped, natural_order
from readinglist.importing.interpret.course_facts import course_named
from readinglist.importing.interpret.data_keys import Entry, Keys, entry_of, heading_in, linked
from readinglist.importing.interpret.data_sessions import MadeSession, SessionMaker
from readinglist.importing.interpret.dates import with_days
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.session_builder import SessionDraft
from readinglist.importing.interpret.skipped_items import known_addresses, skipped_comments, skipped_leaves
from readinglist.importing.markup.data_tree import Node, Tree, leaves, parse_json, parse_toml
from readinglist.model.schedule import Course
from readinglist.settings import Hints

_PARSERS: Mapping[str, str] = {".yml": "yaml", ".yaml": "yaml", ".toml": "toml", ".json": "json"}
_OTHERS = re.compile(
    r"(?:.*/)?(?:package(?:-lock)?|tsconfig|composer|pyproject|renovate|netlify|manifest|\.?prettierrc|book|hugo|config"
    r"|_quarto|mkdocs|_config|_toc|navigation|nav|menus?|people|staff|team|members|authors|social|settings|theme"
    r"|dependabot|environment|cargo|conda|docker-compose|citation)\.(?:ya?ml|toml|json)"
    r"|(?:.*/)?(?:node_modules|\.github|vendor|themes)/.*",
    re.I,
)
_TOML_TABLE = re.compile(r"^\[\[?[\w.\"-]+\]\]?\s*$", re.M)
_TOML_PAIR = re.compile(r"^[\w-]+\s*=\s*[\"'\[\d]", re.M)
_TITLES = ("title", "name", "course", "course_title", "coursename", "course_name")
_TERMS = ("term", "semester", "quarter")
_SEEN = 200_000
_BY_NAME = 0.7
_DEEPEST = 12


class DataReader:
    """Reads one data file, or those of a folder together: a registry of works, classes, and days."""

    name = "data"

    def recognises(self, page: Page) -> float:
        """Surer where sessions with readings are found in what is named or begins like a data file."""
        try:
            found = self.read(page, Hints())
        except ImportError:  # without PyYAML it cannot be told
            return 0.3
        readings = any(session.readings for session in found.sessions)
        if not readings and not (found.unscheduled and not page.files):
            # What a file is called counts where its keys say nothing, or where it is broken.
            return _BY_NAME if not page.files and _suffix(page.name) in _PARSERS and found.skipped else 0.0
        return 0.85 if found.sessions else 0.6

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The sessions of all files, and the works that no session names."""
        files = list(_files(page))
        reader = _Files(Keys(LevelWords(hints), hints.columns), is_folder=bool(page.files))
        for name, tree, _ in files:
            reader.look_at(name if page.files else None, tree)
        sessions, remarks = reader.sessions()
        loose = reader.loose()
        known = known_addresses(sessions, loose, reader.skipped)
        for name, tree, text in files:
            if tree.root is not None:
                reader.skipped += skipped_leaves(tree.root, name if page.files else None, known)
                reader.skipped += skipped_comments(text, name if page.files else None, known)
        dated, more = with_days(sessions, hints, reader.course.term, reader.course.title, page.name)
        return PageContent(
            reader=self.name,
            course=reader.course,
            sessions=dated,
            unscheduled=loose,
            skipped=tuple(sorted(reader.skipped, key=lambda item: (item.file or "", item.line or 0))),
            remarks=(*reader.remarks, *remarks, *more),
        )


def _files(page: Page) -> Iterator[tuple[str, Tree, str]]:
    """The data files with their names, their trees and what of their texts may hold comments."""
    if not page.files:
        kind = _kind(page)
        if kind is not None:
            yield page.name, tree_of(kind, page.text), page.text if kind != "json" else ""
        return
    for name in sorted(page.files, key=natural_order):
        kind = _PARSERS.get(_suffix(name))
        if kind is not None and not _OTHERS.fullmatch(name):
            yield name, tree_of(kind, page.files[name]), page.files[name] if kind != "json" else ""


def _suffix(name: str) -> str:
    return "." + name.lower().rpartition(".")[2] if "." in name else ""


def _kind(page: Page) -> str | None:
    """The language of a page, by its name, else by how it begins; ``None``: it is no data file."""
    known = _PARSERS.get(_suffix(page.name))
    if known is not None:
        return known
    head = page.text[:_SEEN]
    # "[[session]]" opens a table in TOML, and two lists in JSON.
    if _TOML_TABLE.search(head) and _TOML_PAIR.search(head):
        return "toml"
    if re.match(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"])", head):
        return "json"
    keys = len(re.findall(r"^[ \t]*(?:- )?[A-Za-z_][\w -]{0,40}:(?:\s|$)", head, re.M))
    lines = len([line for line in head.split("\n") if line.strip()])
    return "yaml" if keys > 2 and keys * 2 > lines else None


@lru_cache(maxsize=16)
def tree_of(kind: str, text: str, first_line: int = 1) -> Tree:
    """The tree of a text in a language; a page that is first recognised and then read is parsed once."""
    if kind == "json":
        return parse_json(text)
    if kind == "toml":
        return parse_toml(text, first_line)
    from readinglist.importing.markup.yaml_tree import parse_yaml

    return parse_yaml(text, first_line)


class _List(NamedTuple):
    """Entries of a file that are sessions: a list of them, or a mapping from weeks or dates."""

    file: str | None
    entries: tuple[Node, ...] = ()
    pairs: tuple[tuple[str, Node], ...] = ()


class _Works(NamedTuple):
    """Works that a file enumerates: by their ids where it has such."""

    file: str | None
    entries: tuple[tuple[str | None, Node], ...]
    # Whether a name or a key says that these are readings.
    named: bool


class _Files:
    """What is found in the files of a page, until all are seen."""

    def __init__(self, keys: Keys, *, is_folder: bool) -> None:
        self._keys = keys
        self._is_folder = is_folder
        self._lists: list[_List] = []
        self._works: list[_Works] = []
        self._used: set[str] = set()
        self._missing: dict[str, int | None] = {}
        self.course = Course()
        self.skipped: list[Skipped] = []
        self.remarks: list[str] = []

    def look_at(self, file: str | None, tree: Tree) -> None:
        """Find the lists of sessions and of works in a file."""
        for fault in tree.faults:
            self.skipped.append(
                Skipped(line=fault.line, file=file, text=fault.text or "the file", why=fault.why)
            )
        if tree.root is None and tree.faults:
            where = f"{file or 'The file'}{f', line {tree.faults[0].line}' if tree.faults[0].line else ''}"
            self.remarks.append(f"{where}: {tree.faults[0].why}; nothing of it is read until that is mended.")
        if tree.root is not None:
            stem = (file or "").rpartition("/")[2].partition(".")[0]
            self._look(file, stem, tree.root, not self._is_folder, 0)

    def _look(self, file: str | None, key: str, node: Node, may_be_works: bool, depth: int) -> None:
        named = may_be_works or self._says_works(key)
        if depth > _DEEPEST:
            self._leave(file, node, "it is nested too deeply")
        elif node.items is not None:
            self._look_at_list(file, key, node, named, depth)
        elif node.pairs is not None:
            self._look_at_mapping(file, key, node, named, depth)
        elif linked(node):
            self._leave(file, node, f"its key “{key}” is none that is read")

    def _says_works(self, key: str) -> bool:
        return self._keys.role(key) in ("readings", "required", "optional")

    def _look_at_list(self, file: str | None, key: str, node: Node, named: bool, depth: int) -> None:
        items = node.items or ()
        entries = [entry_of(item, self._keys) for item in items if item.pairs]
        if not entries:
            if self._says_works(key):
                self._works.append(_Works(file, tuple((None, item) for item in items), True))
            else:
                self._leave(file, node, f"its key “{key}” is none that is read")
        elif self._are_sessions(entries, key):
            self._lists.append(_List(file, entries=items))
        elif sum(entry.is_work for entry in entries) * 2 > len(entries):
            works = tuple((entry.text("id") or None, entry.node) for entry in entries)
            self._works.append(_Works(file, works, named))
        else:
            for item in items:
                self._look(file, key, item, False, depth + 1)

    def _are_sessions(self, entries: Sequence[Entry], key: str) -> bool:
        """Whether most entries of a list say when they are or what is read then."""
        count = sum(entry.is_session or self._nests(entry) for entry in entries)
        if self._says_works(key) and not any(entry.is_dated for entry in entries):
            return False
        return count * 2 > len(entries) or (self._keys.role(key) == "children" and count > 0)

    def _nests(self, entry: Entry) -> bool:
        return any(
            entry_of(item, self._keys).is_session
            for _, node in entry.of("children", "topic", "title", "theme")
            for item in node.items or ()
            if item.pairs
        )

    def _look_at_mapping(self, file: str | None, key: str, node: Node, named: bool, depth: int) -> None:
        pairs = node.pairs or ()
        opening = [name for name, value in pairs if heading_in(name).opens_a_session and value.text is None]
        if opening and len(opening) * 2 > len(pairs):
            self._lists.append(_List(file, pairs=pairs))
            return
        if self._is_registry(pairs):
            self._works.append(_Works(file, pairs, named))
            return
        entry = entry_of(node, self._keys)
        if entry.is_session and depth > 0 and not self._nests(entry):
            self._lists.append(_List(file, entries=(node,)))
            return
        if depth == 0:
            self._course(pairs)
        for name, value in pairs:
            if value.text is None or linked(value):
                self._look(file, name, value, depth == 0 and named and not self._is_folder, depth + 1)

    def _is_registry(self, pairs: Sequence[tuple[str, Node]]) -> bool:
        mappings = [value for _, value in pairs if value.pairs]
        works = [value for value in mappings if entry_of(value, self._keys).is_work]
        known = [name for name, _ in pairs if self._keys.role(name) not in (None, "topic")]
        return bool(works) and len(works) * 2 > len(pairs) and len(known) * 2 < len(pairs)

    def _course(self, pairs: Iterable[tuple[str, Node]]) -> None:
        texts = {name.lower(): value.text for name, value in pairs if value.text}
        title = next((texts[name] for name in _TITLES if name in texts), None)
        term = next((texts[name] for name in _TERMS if name in texts), None)
        if title and self.course.title is None:
            self.course = course_named(self.course, title)
        if term and self.course.term is None:
            self.course = self.course.model_copy(update={"term": term})

    def _leave(self, file: str | None, node: Node, why: str) -> None:
        for leaf in leaves(node):
            if linked(leaf):
                text = " ".join((leaf.text or "").split())
                self.skipped.append(Skipped(line=leaf.line, file=file, text=text, why=why))

    def sessions(self) -> tuple[list[PageSession], list[str]]:
        """The sessions of all files, days and classes that are two lists put together by their order."""
        registry = {id: node for works in self._works for id, node in works.entries if id}
        made: list[list[MadeSession]] = []
        for found in self._lists:
            maker = SessionMaker(self._keys, registry, found.file)
            sessions = list(maker.keyed(found.pairs) if found.pairs else maker.sessions(found.entries))
            self.skipped += maker.skipped
            self._used |= maker.readings.used
            self._missing |= maker.readings.missing
            made.append([one for one in sessions if _says_something(one)])
        together, remarks = _put_together(made)
        return together, [*remarks, *self._unknown()]

    def _unknown(self) -> Iterator[str]:
        """A remark on the ids that no work has."""
        if self._used and self._missing:
            names = ", ".join(f"{id} (line {line})" for id, line in self._missing.items())
            yield f"No file has a work with the id {names}; the readings have the id as their title."

    def loose(self) -> tuple[PageReading, ...]:
        """The works that no session names."""
        readings: list[PageReading] = []
        for works in self._works:
            rest = [(id, node) for id, node in works.entries if id is None or id not in self._used]
            known = len(rest) < len(works.entries)
            if not (works.named or known):
                for _, node in rest:
                    self._leave(works.file, node, "nothing says that it is a reading")
                continue
            draft = SessionDraft(self._keys.levels, file=works.file, topic="-")
            maker = SessionMaker(self._keys, {}, works.file)
            for id, node in rest:
                if id is not None and node.pairs:
                    maker.readings.take_entry(entry_of(node, self._keys), draft, None, key=id)
                else:
                    maker.readings.take(node, draft, None)
            readings += draft.gathering.readings
            self.skipped += (*maker.skipped, *draft.skipped)
        return tuple(readings)


def _says_something(made: MadeSession) -> bool:
    session = made.session
    return bool(made.dated or session.topic or session.readings or session.links or session.week is not None)


def _put_together(made: Sequence[Sequence[MadeSession]]) -> tuple[list[PageSession], list[str]]:
    """All sessions; a list of days and a list of classes are one schedule."""
    days = next((found for found in made if _are_days(found)), None)
    classes = [found for found in made if found and not any(one.dated for one in found)]
    if days is None or len(classes) != 1:
        return [one.session for found in made for one in found], []
    others = (found for found in made if found is not days and found is not classes[0])
    rest = [one.session for found in others for one in found]
    free = sum(not day.canceled for day in days)
    remark = (
        f"{len(classes[0])} classes without dates are put on {free} days by their order; look at the dates."
    )
    return [*_joined(days, classes[0]), *rest], [remark]


def _are_days(found: Sequence[MadeSession]) -> bool:
    """Whether all sessions have a date, and few of them say what they are about or what is read."""
    taught = sum(bool(one.session.readings or (one.session.topic and not one.canceled)) for one in found)
    return bool(found) and all(one.dated for one in found) and taught * 2 <= len(found)


def _joined(days: Sequence[MadeSession], classes: Sequence[MadeSession]) -> Iterator[PageSession]:
    """The classes on the days that are not canceled, in order; what is left of either is itself."""
    waiting = iter([one.session for one in classes])
    for day in days:
        found = None if day.canceled else next(waiting, None)
        yield day.session if found is None else _on(day.session, found)
    yield from waiting


def _on(day: PageSession, found: PageSession) -> PageSession:
    """A class on a day, with the notes, links and people of both."""
    notes = " ".join(filter(None, (found.notes, day.notes))) or None
    return found.model_copy(
        update={
            "date_text": day.date_text,
            "week": found.week if found.week is not None else day.week,
            "notes": notes,
            "links": (*found.links, *day.links),
            "speakers": (*found.speakers, *day.speakers),
            "topic": found.topic or day.topic,
        }
    )
