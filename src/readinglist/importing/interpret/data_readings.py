"""Readings in a data file: texts, identifiers, mappings with title and address, and lists of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from readinglist.importing.content import PageReading
from readinglist.importing.interpret.data_keys import Entry, Keys, entry_of, is_address, linked, truth
from readinglist.importing.interpret.people import authors
from readinglist.importing.interpret.session_builder import ItemPlace, SessionDraft
from readinglist.importing.interpret.titles import Title, tag_of
from readinglist.importing.markup.blocks import blocks_of
from readinglist.importing.markup.data_tree import Node
from readinglist.model.identifiers import identify
from readinglist.model.reading import Link, Name
from readinglist.model.schedule import Level
from readinglist.text.markdown.page_parser import parse_spans
from readinglist.text.markdown.spans import Span, Spans, joined, plain
from readinglist.text.people import parse_name

Registry = Mapping[str, Node]
Untold = Callable[[Node, str], None]

_LABELS = {"url": None, "link": None, "href": None, "uri": None, "paper url": None, "paper link": None}
_ID = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*|[A-Za-z]+[_-]?(?:19|20)\d\d\w*")
_ID_KEYS = frozenset({"id", "tag", "key", "ref", "cite", "citekey", "cite_key", "bibkey", "slug"})
_DEEPEST = 12


class ReadingTaker:
    """Takes the readings that a value names into a session.

    ``registry`` holds the works that a file names by their ids; ``used`` are those of them
    that were asked for, ``missing`` what looks like an id and is none of theirs, with its
    line. ``untold`` is told what was not taken, and why.
    """

    def __init__(self, keys: Keys, registry: Registry, untold: Untold) -> None:
        self._keys = keys
        self._registry = registry
        self._untold = untold
        self.used: set[str] = set()
        self.missing: dict[str, int | None] = {}

    def take(self, node: Node, draft: SessionDraft, level: Level | None, depth: int = 0) -> None:
        """Take all readings of a value; ``level`` is that of its place."""
        if depth > _DEEPEST:
            self._untold(node, "it is nested too deeply")
        elif node.text is not None:
            self._text(node, draft, level)
        elif node.items is not None:
            for item in node.items:
                self.take(item, draft, level, depth + 1)
        elif node.pairs:
            self._mapping(node, draft, level, depth)

    def _text(self, node: Node, draft: SessionDraft, level: Level | None) -> None:
        text = (node.text or "").strip()
        known = self._registry.get(text)
        if known is not None:
            self.used.add(text)
            self.take_entry(entry_of(known, self._keys), draft, level, key=text, line=node.line)
        elif identify(text) is not None or is_address(text):
            draft.gathering.add_reading(
                PageReading(
                    line=node.line,
                    level=level or self._keys.levels.default,
                    text=text,
                    links=(Link(url=text),),
                )
            )
        elif "\n" in text:
            self._lines(text, node.line or 1, draft, level)
        elif text:
            if self._registry and _ID.fullmatch(text):
                self.missing.setdefault(text, node.line)
            draft.take_lines((parse_spans(text, {}),), node.line, ItemPlace(True, level))

    def _lines(self, text: str, line: int, draft: SessionDraft, level: Level | None) -> None:
        """A text of several lines is Markdown: its items are the readings, else its paragraphs."""
        blocks = [block for block in blocks_of(text.split("\n"), line) if block.kind in ("item", "text")]
        for block in blocks:
            spans = parse_spans(block.text, {})
            if block.kind == "item":
                draft.gathering.add(spans, block.line, level=level, depth=block.level)
            elif spans:
                draft.take_lines((spans,), block.line, ItemPlace(True, level))

    def _mapping(self, node: Node, draft: SessionDraft, level: Level | None, depth: int) -> None:
        entry = entry_of(node, self._keys)
        if self._by_id(entry, draft, level):
            return
        if entry.text("title", "topic", "readings", "url", "details") and not entry.of(
            "required", "optional"
        ):
            self.take_entry(entry, draft, level)
            return
        for key, value in node.pairs or ():
            said = self._keys.levels.heading(key)
            if said is not None or self._keys.role(key) == "readings":
                self.take(value, draft, said if said not in (None, "unspecified") else level, depth + 1)
            elif value.text is not None and (identify(value.text) is not None or is_address(value.text)):
                draft.gathering.add((Span(key, value.text.strip()),), value.line, level=level)
            elif value.text is None:
                self.take(value, draft, level, depth + 1)
            elif linked(value):
                self._untold(value, f"its key “{key}” is none that is read")

    def _by_id(self, entry: Entry, draft: SessionDraft, level: Level | None) -> bool:
        """Take a work that a mapping names by its id (``tag: barroso2013``); whether it does."""
        if entry.text("title", "topic", "url", "details", "readings"):
            return False
        texts = [(key, (node.text or "").strip()) for key, node in entry.node.pairs or ()]
        id = next((text for _, text in texts if text in self._registry), None)
        id = id or next((text for key, text in texts if text and key.lower() in _ID_KEYS), None)
        if id is None or " " in id:
            return False
        before, known = len(draft.gathering), self._registry.get(id)
        if known is None:
            self.missing.setdefault(id, entry.node.line)
            said = level or self._keys.levels.default
            draft.gathering.add_reading(PageReading(line=entry.node.line, level=said, text=id, title=id))
        else:
            self.used.add(id)
            self.take_entry(entry_of(known, self._keys), draft, level, key=id, line=entry.node.line)
        part = ", ".join(plain(parse_spans(text, {})) for text in _texts(entry.of("locator")))
        if len(draft.gathering) > before:
            update = {"locator": part or None, "note": entry.text("notes") or None}
            draft.gathering.update(before, **{name: said for name, said in update.items() if said})
        return True

    def take_entry(
        self,
        entry: Entry,
        draft: SessionDraft,
        level: Level | None,
        *,
        key: str | None = None,
        line: int | None = None,
    ) -> None:
        """Take the one reading that a mapping is; ``line`` is where it is named, if not there."""
        before = len(draft.gathering)
        draft.gathering.add(_spans(entry), line or entry.node.line, level=self._level(entry) or level)
        if len(draft.gathering) == before:
            self._untold(entry.node, "it stands beside a placeholder")
            return
        venue = tag_of(entry.text("venue"), self._keys.levels, certain=True) or Title("")
        year = re.search(r"\b(?:1[6-9]|20)\d\d\b", entry.text("year"))
        draft.gathering.update(
            before,
            author=names_in(entry.of("authors")),
            venue=venue.venue or next(iter(venue.notes), None),
            year=int(year[0]) if year else venue.year,
            award=entry.text("award") or venue.award,
            locator=entry.text("locator"),
            note="; ".join(node.text.strip() for _, node in entry.of("notes") if node.text),
            key=key or entry.text("id") or None,
            presenters=tuple(_texts(entry.of("presenters"))),
        )
        draft.gathering.add_links(before, _more_links(entry))
        for name, node in entry.of("children"):
            self._untold(node, f"its key “{name}” is none of a reading")
        self.untold_of(entry, None, "date", "week", "ignore")

    def untold_of(self, entry: Entry, *roles: str | None) -> None:
        """Tell of the links in the values of some roles."""
        for role in roles:
            for key, node in entry.fields.get(role, ()):
                self._untold(node, f"its key “{key}” is none that is read")

    def _level(self, entry: Entry) -> Level | None:
        """The level that a reading's own keys say: ``level: optional``, ``required: true``."""
        for key, node in entry.of("level", "kind"):
            yes = truth(node)
            if yes is None:
                said = self._keys.levels.word(node.text or "")
            else:
                named = self._keys.levels.marked(key.removeprefix("is_").replace("_", " "))
                other: Level = "optional" if named == "required" else "required"
                said = None if named is None else named if yes else other
            if said is not None:
                return said
        return None


def _spans(entry: Entry) -> Spans:
    """The title with its main address, and the citation behind it."""
    titles = entry.of("title", "topic", "readings")
    title = next((node.text.strip() for _, node in titles if node.text and not is_address(node.text)), "")
    url = next(iter(_addresses(entry)), None)
    spans = parse_spans(title, {}) if title else ()
    if any(span.url for span in spans) or url is None:
        shown = spans
    else:
        shown = tuple(span._replace(url=url) for span in spans) or (Span(url, url),)
    details = entry.text("details")
    if details and details != title:
        shown = (*shown, Span(". " if plain(shown)[-1:] not in "?!." else " "), *parse_spans(details, {}))
    return joined(shown)


def _addresses(entry: Entry) -> Iterator[str]:
    """The addresses of the work, the main one first: what a key such as ``url`` says before a ``pdf``."""
    pairs = sorted(entry.of("url", "readings"), key=lambda pair: pair[0].lower() not in _LABELS)
    for key, node in pairs:
        text = (node.text or "").strip()
        if is_address(text) or identify(text) is not None:
            yield text
        elif text and key.lower() in ("doi", "arxiv") and identify(f"{key}:{text}") is not None:
            yield f"{key.lower()}:{text}"


def _more_links(entry: Entry) -> Iterator[Link]:
    first = True
    for key, node in sorted(entry.of("url"), key=lambda pair: pair[0].lower() not in _LABELS):
        for text in _texts(((key, node),)):
            named = identify(text) is not None or is_address(text)
            if named and not first:
                yield Link(url=text, label=None if key.lower() in _LABELS else key)
            first = first and not named
    for key, node in entry.of("beside", "links"):
        yield from links_in(key, node)


def links_in(key: str, node: Node, depth: int = 0) -> Iterator[Link]:
    """The links in a value: addresses, Markdown, mappings with name and address, and lists of them."""
    if depth > _DEEPEST:
        return
    if node.text is not None:
        yield from _links_in_text(key, node.text)
    for item in node.items or ():
        yield from links_in(key, item, depth + 1)
    pairs = dict(node.pairs or ())
    url = _first(pairs, "url", "link", "href", "file")
    if url:
        label = _first(pairs, "name", "title", "label", "text")
        yield Link(url=" ".join(url.split()), label=label or key)
    else:
        for name, value in pairs.items():
            yield from links_in(name, value, depth + 1)


def _first(pairs: Mapping[str, Node], *names: str) -> str | None:
    return next((pairs[name].text for name in names if name in pairs and pairs[name].text), None)


def _links_in_text(key: str, text: str) -> Iterator[Link]:
    text = text.strip()
    if is_address(text):
        yield Link(url=text, label=key.replace("_", " "))
        return
    for span in parse_spans(text, {}):
        if span.url and span.url.strip():
            yield Link(url=span.url.strip(), label=span.text.strip() if span.text != span.url else key)


def names_in(pairs: tuple[tuple[str, Node], ...]) -> tuple[Name, ...]:
    """The authors in values: one text, or a list of texts or of mappings with the parts of a name."""
    found: list[Name] = []
    for _, node in pairs:
        if node.text is not None:
            found += authors(re.sub(r"\s*\([^()]*\)", "", node.text).replace(";", ",")) or _one(node.text)
        for item in node.items or ():
            parts = (item.get(name) for name in ("name", "given", "first", "family", "last"))
            found += _one(item.text or " ".join(part.text for part in parts if part and part.text))
    return tuple(found)


def _one(text: str) -> list[Name]:
    name = parse_name(text)
    return [name] if name is not None else []


def _texts(pairs: tuple[tuple[str, Node], ...]) -> Iterator[str]:
    for _, node in pairs:
        for part in (node, *(node.items or ())):
            said = part.get("name") or part
            if said.text and said.text.strip():
                yield said.text.strip()
