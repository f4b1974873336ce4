"""Sessions in a data file: mappings with a date, a week or readings, nested in weeks and days or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readinglist.importing.content import PageSession, Skipped
from readinglist.importing.interpret.data_keys import Entry, Keys, entry_of, heading_in, linked, truth
from readinglist.importing.interpret.data_readings import ReadingTaker, Registry, links_in
from readinglist.importing.interpret.dates import written_date
from readinglist.importing.interpret.headings import Heading, heading_of, kind_of
from readinglist.importing.interpret.items import placeholder
from readinglist.importing.interpret.labels import is_label
from readinglist.importing.interpret.session_builder import SessionDraft
from readinglist.importing.markup.data_tree import Node, leaves
from readinglist.text.markdown.page_parser import parse_spans
from readinglist.text.markdown.spans import Span, Spans, plain

_KIND = re.compile(r"(?P<kind>[^()]{1,60}?)\s*\((?P<people>[^()]{1,200})\)\s*")
_GROUPS = "it says how sessions are grouped, which a list does not hold"
_NO_SESSIONS = frozenset(
    ["required", "optional", "readings", "links", "beside", "authors", "speakers", "presenters"]
)
_TOPICS = frozenset({"topic", "title"})
_DEEPEST = 12


class MadeSession(NamedTuple):
    """A session, and whether its entry says when it is, and that there is none that day."""

    session: PageSession
    dated: bool
    canceled: bool


class _Outer(NamedTuple):
    """What the entries around one say."""

    week: int | None = None
    date_text: str | None = None
    topic: str = ""


_NOTHING = _Outer()


class SessionMaker:
    """Makes sessions of the entries of one file."""

    def __init__(self, keys: Keys, registry: Registry, file: str | None) -> None:
        self._keys = keys
        self._file = file
        self._grouped: set[str] = set()
        # Where no key of a schedule says readings, its links are them, if words stand beside them.
        self._links_are_readings = False
        self.readings = ReadingTaker(keys, registry, self.untold)
        self.skipped: list[Skipped] = []

    def untold(self, node: Node, why: str) -> None:
        """Say of each link in a value that it was not taken."""
        for leaf in leaves(node):
            if linked(leaf):
                self._leave(leaf.line, leaf.text or "", why)

    def _leave(self, line: int | None, text: str, why: str) -> None:
        self.skipped.append(Skipped(line=line, file=self._file, text=" ".join(text.split()), why=why))

    def sessions(
        self, entries: Sequence[Node], outer: _Outer = _NOTHING, depth: int = 0
    ) -> Iterator[MadeSession]:
        """The sessions of a list of entries; a day within a week has the week's number, and so on."""
        has_readings = any(self._reads(node) for node in entries)
        if not has_readings and depth == 0:
            self._links_are_readings = any(map(self._says_more_than_links, entries))
        for node in entries:
            if not node.pairs:
                self.untold(node, "it is no entry with keys")
                continue
            entry = entry_of(node, self._keys)
            children = list(self._children(entry)) if depth < _DEEPEST else []
            if children:
                yield from self._nested(entry, children, outer, depth)
            else:
                yield self._made(entry, outer, itself=not has_readings and entry.is_work)

    def keyed(self, pairs: Sequence[tuple[str, Node]], week: int | None = None) -> Iterator[MadeSession]:
        """The sessions of a mapping from weeks, or from dates of a ``week``, to what is then."""
        for key, node in pairs:
            said = heading_in(key)
            outer = _Outer(said.week if said.week is not None else week, said.date_text, said.topic)
            if node.pairs:
                yield from self.sessions((node,), outer)
            elif node.items and all(item.pairs for item in node.items) and not self._all_works(node):
                yield from self.sessions(node.items, outer)
            else:
                yield self._of_readings(node, outer)

    def _all_works(self, node: Node) -> bool:
        entries = [entry_of(item, self._keys) for item in node.items or ()]
        return all(entry.is_work and not entry.is_session for entry in entries)

    def _of_readings(self, node: Node, outer: _Outer) -> MadeSession:
        draft = SessionDraft(self._keys.levels, file=self._file, topic=outer.topic)
        self.readings.take(node, draft, None)
        self.skipped += draft.skipped
        update = {"week": outer.week, "date_text": outer.date_text}
        return MadeSession(draft.session(node.line).model_copy(update=update), bool(outer.date_text), False)

    def _reads(self, node: Node) -> bool:
        entry = entry_of(node, self._keys)
        return bool(entry.of("required", "optional", "readings"))

    def _says_more_than_links(self, node: Node) -> bool:
        """Whether a link of an entry is written with words beside it: ``[The Book](…) 1.2-1.4``."""
        texts = [leaf.text for _, value in entry_of(node, self._keys).of("links") for leaf in leaves(value)]
        return any(_is_reading(parse_spans(text, {}), beside=True) for text in texts if text)

    def _children(self, entry: Entry) -> Iterator[tuple[str, Node]]:
        """The values of an entry that are lists of sessions."""
        for pairs in entry.fields.values():
            for key, node in pairs:
                listed = node.items and all(item.pairs for item in node.items)
                if (listed and self._holds_sessions(key, node)) or (
                    self._keys.role(key) not in _NO_SESSIONS and _is_keyed(node)
                ):
                    yield key, node

    def _holds_sessions(self, key: str, node: Node) -> bool:
        role = self._keys.role(key)
        if role in _NO_SESSIONS:
            return False
        entries = [entry_of(item, self._keys) for item in node.items or ()]
        if any(entry.is_session for entry in entries):
            return True
        return role == "children" and not all(entry.is_work for entry in entries)

    def _nested(
        self, entry: Entry, children: Sequence[tuple[str, Node]], outer: _Outer, depth: int
    ) -> Iterator[MadeSession]:
        heading = self._heading(entry, outer)
        own = {key for key, _ in children}
        rest = Node(entry.node.line, pairs=tuple(p for p in entry.node.pairs or () if p[0] not in own))
        left = entry_of(rest, self._keys)
        if left.of("required", "optional", "readings"):
            yield self._made(left, outer, itself=False)
        elif heading.topic and depth == 0:
            self._group(entry.node.line, heading.topic)
        if not left.of("required", "optional", "readings"):
            self.readings.untold_of(left, None, "links", "beside", "url", "notes", "details", "ignore")
        inner = _Outer(heading.week, heading.date_text, "")
        within = [
            made
            for _, node in children
            for made in (
                self.keyed(node.pairs, heading.week)
                if node.pairs
                else self.sessions(node.items or (), inner, depth + 1)
            )
            if made.dated or _says_more(made.session)
        ]
        if not within and not left.of("required", "optional", "readings"):
            yield self._made(left, outer, itself=False)
        yield from within

    def _group(self, line: int | None, topic: str) -> None:
        if topic not in self._grouped:
            self._grouped.add(topic)
            self._leave(line, topic, _GROUPS)

    def _heading(self, entry: Entry, outer: _Outer) -> Heading:
        """Week, date and topic of an entry."""
        week_text, date_text = entry.text("week"), entry.text("date")
        week = int(week_text) if re.fullmatch(r"\d{1,3}", week_text) else heading_of(week_text).week
        date = written_date(date_text) or written_date(week_text)
        topic = entry.text("topic") or entry.text("title") or entry.text("theme")
        if week is None and date_text:
            week = heading_of(date_text).week
        return Heading(
            topic or outer.topic,
            week if week is not None else outer.week,
            date.text if date else outer.date_text,
        )

    def _made(self, entry: Entry, outer: _Outer, *, itself: bool) -> MadeSession:
        """The session of an entry; ``itself``: the entry is the reading of its session, too."""
        heading = self._heading(entry, outer)
        draft = SessionDraft(self._keys.levels, file=self._file)
        self._topic(entry, draft, outer, itself=itself)
        said = heading_of(draft.topic)
        if said.week is not None and heading.week is None:
            heading, draft.topic = heading._replace(week=said.week), said.topic
        if itself:
            self.readings.take_entry(_without(entry, "date", "week", "kind", "speakers"), draft, None)
        else:
            self._readings(entry, draft)
            self._session_links(entry, draft)
        self._people(entry, draft, itself=itself)
        self.readings.untold_of(entry, None, "id", "ignore", "number", "week", "date", "year")
        for key, node in entry.of("children"):
            if self._keys.role(key) not in _TOPICS:
                self.untold(node, f"its key “{key}” is none that is read")
        self.skipped += draft.skipped
        session = draft.session(entry.node.line)
        canceled = any(truth(node) or truth(node) is None for _, node in entry.of("canceled"))
        update: dict[str, object] = {"week": heading.week, "date_text": heading.date_text}
        if kind := _kind(entry, session, canceled=canceled):
            update["kind"] = kind
        return MadeSession(session.model_copy(update=update), bool(heading.date_text), canceled)

    def _topic(self, entry: Entry, draft: SessionDraft, outer: _Outer, *, itself: bool) -> None:
        topics = [] if itself else [node for _, node in entry.of("topic", "title") if node.text]
        for node in topics:
            draft.add_topic(parse_spans((node.text or "").strip(), {}))
        for key, node in () if itself else entry.of("topic", "title", "children"):
            if node.text is None and self._keys.role(key) in _TOPICS:
                self._parts(node, draft)
        theme = entry.text("theme")
        if theme and not draft.topic and not itself:
            draft.add_topic(parse_spans(theme, {}))
        elif theme and theme != draft.topic:
            self._group(entry.node.line, theme)
        for _, node in entry.of("canceled"):
            if truth(node) is None and not draft.topic:
                draft.add_topic(parse_spans(node.text or "", {}))
        draft.topic = draft.topic or outer.topic or ("" if itself else _counted(entry) or _named_week(entry))

    def _parts(self, node: Node, draft: SessionDraft) -> None:
        """Take a topic in parts, each with its words and perhaps its slides."""
        for part in node.items or tuple(value for _, value in node.pairs or ()):
            entry = entry_of(part, self._keys)
            spans = parse_spans(part.text or entry.text("topic", "title"), {})
            if draft.topic:
                draft.add_note(spans)
            else:
                draft.add_topic(spans)
            for key, value in entry.of("links", "beside", "url"):
                for link in links_in(key, value):
                    draft.add_links((Span(link.label or "", link.url),), key)

    def _readings(self, entry: Entry, draft: SessionDraft) -> None:
        for key, node in entry.node.pairs or ():
            match self._keys.role(key):
                case "required":
                    self.readings.take(node, draft, "required")
                case "optional":
                    self.readings.take(node, draft, "optional")
                case "readings":
                    self.readings.take(node, draft, None)

    def _session_links(self, entry: Entry, draft: SessionDraft) -> None:
        for key, node in entry.of("links", "beside", "url"):
            if self._links_are_readings and self._keys.role(key) == "links":
                node = self._without_readings(node, draft)
            for link in links_in(key, node):
                draft.add_links((Span(link.label or "", link.url),), key)
        for key, node in entry.of("notes", "details", "kind", "locator", "venue", "award"):
            links = list(links_in(key, node)) if _are_mappings(node) else []
            for link in links:
                draft.add_links((Span(link.label or "", link.url),), key)
            if not links:
                self._note(node, draft, entry)

    def _without_readings(self, node: Node, draft: SessionDraft) -> Node:
        """The links of a list that are no readings; these are taken, and what has no link is a note."""
        rest = []
        for item in node.items or (node,):
            spans = parse_spans(item.text, {}) if item.text else ()
            if _is_reading(spans):
                self.readings.take(item, draft, None)
            elif spans and not linked(item):
                draft.add_note(spans)
            else:
                rest.append(item)
        return Node(node.line, items=tuple(rest))

    def _note(self, node: Node, draft: SessionDraft, entry: Entry) -> None:
        for leaf in leaves(node):
            spans = parse_spans(leaf.text or "", {})
            if placeholder(spans) is None and (node,) not in [(n,) for _, n in entry.of("kind")]:
                draft.add_note(spans)

    def _people(self, entry: Entry, draft: SessionDraft, *, itself: bool) -> None:
        for _, node in entry.of("speakers"):
            for part in node.items or (node,):
                draft.add_speakers(_person(part))
        kind = _KIND.fullmatch(entry.text("kind"))
        if kind:
            draft.add_speakers((Span(kind["people"]),))
        names = tuple(name for _, node in entry.of("presenters") for name in _names(node))
        if names and len(draft.gathering):
            draft.gathering.update(0, presenters=names)
        elif names:
            draft.add_speakers((Span(", ".join(names)),))


def _is_reading(spans: Spans, *, beside: bool = False) -> bool:
    """Whether a link has a title in words; ``beside``: and words that it does not cover."""
    linked_words = [span for span in spans if span.url and span.text.strip() != span.url]
    titled = bool(linked_words) and not all(is_label(span.text) for span in linked_words)
    return titled and (not beside or any(not span.url and re.search(r"\w", span.text) for span in spans))


def _without(entry: Entry, *roles: str) -> Entry:
    return entry._replace(fields={role: pairs for role, pairs in entry.fields.items() if role not in roles})


def _counted(entry: Entry) -> str:
    """``Lesson 3`` of an entry that says its number only."""
    for key, node in entry.of("number"):
        if re.fullmatch(r"\d{1,3}", node.text or "") and key.lower() in ("lesson", "lecture", "lec"):
            return f"{key.capitalize()} {node.text}"
    return ""


def _named_week(entry: Entry) -> str:
    """The words of an entry whose week is no number: ``week: Spring break``."""
    text = entry.text("week")
    return "" if re.fullmatch(r"\d*", text) or heading_of(text).opens_a_session else text


def _is_keyed(node: Node) -> bool:
    """Whether a mapping is one from weeks or dates to what is then."""
    pairs = node.pairs or ()
    opening = [key for key, value in pairs if value.text is None and heading_in(key).opens_a_session]
    return len(opening) * 2 > len(pairs)


def _are_mappings(node: Node) -> bool:
    return bool(node.pairs) or bool(node.items and all(item.pairs for item in node.items))


def _says_more(session: PageSession) -> bool:
    """Whether a session says more than when it is."""
    parts = (session.topic, session.readings, session.links, session.notes, session.tbd, session.speakers)
    return any(parts)


def _kind(entry: Entry, session: PageSession, *, canceled: bool) -> str | None:
    said = _KIND.fullmatch(entry.text("kind"))
    named = kind_of(said["kind"] if said else entry.text("kind"), has_readings=bool(session.readings))
    if canceled and not session.readings:
        return session.kind if session.kind != "lecture" else "holiday"
    return named if named != "lecture" and session.kind == "lecture" else None


def _person(node: Node) -> tuple[Span, ...]:
    """The words of a person: a text, or a mapping with name, affiliation and address."""
    if node.text is not None:
        return parse_spans(node.text, {})
    name, url = node.get("name"), node.get("url") or node.get("link") or node.get("website")
    where = node.get("affiliation") or node.get("institution")
    if name is None or not name.text:
        return ()
    shown = Span(name.text, url.text if url else None)
    return (shown, Span(f" ({where.text})")) if where and where.text else (shown,)


def _names(node: Node) -> Iterator[str]:
    for part in node.items or (node,):
        text = part.text or plain(_person(part))
        if text.strip():
            yield text.strip()
