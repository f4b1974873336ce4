"""Edit the fields of one record, the course or a session, in the text of a schedule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from readinglist.errors import UsageError
from readinglist.formats.schedule_toml.blocks import (
    end_of_line_before,
    line_end,
    line_start,
    margin_at,
    newline_of,
)
from readinglist.formats.schedule_toml.lists import Item, comments_of, edit_array, edit_inline_table
from readinglist.formats.schedule_toml.syntax import Pair, Path, Table, Value, addresses, value_at
from readinglist.formats.schedule_toml.writer import field_source, item_fields, item_source
from readinglist.formats.splices import Splice
from readinglist.model.pairing import pair
from readinglist.model.reading import Link, Record
from readinglist.model.schedule import Assignment, Course, Person, Session


class RecordChange(NamedTuple):
    """A record as the text says it and as it shall be; ``path`` is that of its table."""

    path: Path
    before: Course | Session
    after: Course | Session

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that differ, in their usual order."""
        names = type(self.after).model_fields
        return tuple(name for name in names if getattr(self.before, name) != getattr(self.after, name))


class _Place(NamedTuple):
    """Where the fields of a record stand: those pairs of ``table`` whose key begins with ``prefix``."""

    table: Table
    prefix: tuple[str, ...]

    def pairs(self) -> dict[str, Pair]:
        depth = len(self.prefix)
        return {
            pair.key[depth]: pair
            for pair in self.table.pairs
            if len(pair.key) == depth + 1 and pair.key[:depth] == self.prefix
        }


class _ListChange(NamedTuple):
    """A list field that differs, with its source; ``kept`` are the numbers of the items that were read."""

    source: str
    kept: tuple[int, ...]
    before: Sequence[Record]
    after: Sequence[Record]
    origins: Sequence[int | None]


Moved = dict[Record, list[Item]]


class FieldEditor:
    """Edits the records of one text.

    ``kept`` tells for the path of a list which of its items could be read; the others
    stay where they are.
    """

    def __init__(self, text: str, tables: Sequence[Table], kept: Mapping[Path, tuple[int, ...]]) -> None:
        """Take a valid TOML ``text`` and the ``tables`` that a scan has found in it."""
        self._text = text
        self._kept = kept
        self._newline = newline_of(text)
        self._root = tables[0]
        self._tables: dict[Path, Table] = {}
        self._subtables: dict[Path, list[Table]] = defaultdict(list)
        for table, address in zip(tables[1:], addresses(tables)[1:], strict=True):
            self._tables[address] = table
            for depth in range(1, len(address)):
                self._subtables[address[:depth]].append(table)

    def splices(self, changes: Sequence[RecordChange]) -> list[Splice]:
        """What turns every record from what it was to what it shall be.

        Raises:
            UsageError: a record has no table of its own.
        """
        places = [self._place(change.path) for change in changes]
        moved: Moved = defaultdict(list)
        lists: dict[tuple[Path, str], _ListChange] = {}
        for change, place in zip(changes, places, strict=True):
            for name, listed in self._list_changes(change, place):
                lists[change.path, name] = listed
                _gather_moved(listed, moved)
        found: list[Splice] = []
        for change, place in zip(changes, places, strict=True):
            sources = {name: self._source(change, name, lists, moved, place) for name in change.fields}
            found += self._record_splices(change, place, sources)
        return found

    def _place(self, path: Path) -> _Place:
        if path in self._tables:
            return _Place(self._tables[path], ())
        root = _Place(self._root, tuple(part for part in path if isinstance(part, str)))
        if not root.pairs():
            raise UsageError(
                f"{path[0]} is written in braces; give it a header of its own, [course] or [[session]], first"
            )
        return root

    def _field_tables(self, path: Path) -> list[Table]:
        """The tables below a field that is written as ``[[session.speakers]]``, or as a single table."""
        own = [self._tables[path]] if path in self._tables else []
        return own + self._subtables.get(path, [])

    def _list_changes(self, change: RecordChange, place: _Place) -> Iterator[tuple[str, _ListChange]]:
        pairs = place.pairs()
        for name in change.fields:
            before, after = getattr(change.before, name), getattr(change.after, name)
            if name in pairs and isinstance(after, tuple):
                source = self._array_source(pairs[name].value)
                kept = self._kept.get((*change.path, name), ())
                found = pair(before, after, {"identity": _identity})
                yield name, _ListChange(source, kept, before, after, found)

    def _array_source(self, value: Value) -> str:
        source = self._text[value.start : value.end]
        # A single item may stand for a list of one.
        return source if value.kind == "array" else f"[{source}]"

    def _source(
        self,
        change: RecordChange,
        name: str,
        lists: Mapping[tuple[Path, str], _ListChange],
        moved: Moved,
        place: _Place,
    ) -> str | None:
        listed = lists.get((change.path, name))
        if listed is None:
            source = field_source(change.after, name)
            return None if source is None else source.replace("\n", self._newline)
        margin = margin_at(self._text, place.pairs()[name].start)
        return edit_array(listed.source, _new_items(listed, moved), newline=self._newline, margin=margin)

    def _record_splices(
        self, change: RecordChange, place: _Place, sources: Mapping[str, str | None]
    ) -> Iterator[Splice]:
        pairs = place.pairs()
        for name, source in sources.items():
            for table in self._field_tables((*change.path, name)):
                yield self._without_lines(table.start, table.stop)
            if name not in pairs and source is not None:
                yield self._new_line(place, name, source, tuple(type(change.after).model_fields), sources)
            elif name in pairs and source is None:
                yield self._without_lines(pairs[name].start, pairs[name].value.end)
            elif source is not None:
                yield Splice(pairs[name].value.start, pairs[name].value.end, source)

    def _without_lines(self, start: int, end: int) -> Splice:
        text = self._text
        if line_start(text, start) == 0:
            stop = line_end(text, end)
            return Splice(0, stop + len(self._newline) if text[stop:] else stop, "")
        return Splice(end_of_line_before(text, start), line_end(text, end), "")

    def _new_line(
        self, place: _Place, name: str, source: str, order: Sequence[str], sources: Mapping[str, str | None]
    ) -> Splice:
        """A line for a new field, behind the field that usually comes before it."""
        staying = {other: pair for other, pair in place.pairs().items() if sources.get(other, "") is not None}
        earlier = [staying[other] for other in order[: order.index(name)] if other in staying]
        # Dotted keys (course.title = …) stand in the root table, and behind no header.
        if not earlier and place.prefix:
            earlier = list(staying.values())[-1:] or [place.table.pairs[-1]]
        after = max((pair.value.end for pair in earlier[-1:]), default=place.table.end)
        first = min(staying.values(), key=lambda pair: pair.start, default=None)
        margin = margin_at(self._text, first.start if first else place.table.start)
        key = self._padded(".".join((*place.prefix, name)), tuple(staying.values()))
        if source.startswith("["):
            source = source.replace(self._newline, self._newline + margin)
        end = line_end(self._text, after)
        return Splice(end, end, f"{self._newline}{margin}{key}{source}")

    def _padded(self, name: str, pairs: Sequence[Pair]) -> str:
        """The name of a new field and its equals sign, in one column with those of the others."""
        columns = {pair.value.start - pair.start for pair in pairs}
        width = columns.pop() - 2 if len(columns) == 1 and len(pairs) > 1 else 0
        return f"{name.ljust(width)} = " if len(name) > width else f"{name.ljust(width)}= "


def _identity(item: Record) -> Hashable:
    """What an item of a list is recognised by when it has changed."""
    if isinstance(item, Assignment):
        return item.reading.key
    if isinstance(item, Person):
        return item.name
    return item.url if isinstance(item, Link) else None


def _without_level(item: Record) -> Record:
    return item.model_copy(update={"level": "unspecified"}) if isinstance(item, Assignment) else item


def _gather_moved(listed: _ListChange, moved: Moved) -> None:
    """Keep the source of the items that leave this list: another list may get them."""
    value = value_at(listed.source)
    comments = comments_of(listed.source)
    for number, item in enumerate(listed.before):
        if number not in listed.origins:
            at = listed.kept[number]
            source = listed.source[value.items[at].start : value.items[at].end]
            moved[_without_level(item)].append(Item(None, source, comments[at]))


def _new_items(listed: _ListChange, moved: Moved) -> list[Item]:
    value = value_at(listed.source)
    items = []
    for item, origin in zip(listed.after, listed.origins, strict=True):
        if origin is None:
            known = moved.get(_without_level(item))
            items.append(known.pop(0) if known else Item(None, item_source(item)))
            continue
        at = listed.kept[origin]
        old = listed.before[origin]
        source = listed.source[value.items[at].start : value.items[at].end]
        items.append(Item(at, None if item == old else _edit_item(source, old, item)))
    for number in range(len(value.items)):
        if number not in listed.kept:
            _put_back(items, number)
    return items


def _put_back(items: list[Item], number: int) -> None:
    """Put an item that could not be read behind the nearest one that stood before it."""
    before = [item.origin for item in items if item.origin is not None and item.origin < number]
    place = next((at for at, item in enumerate(items, 1) if before and item.origin == max(before)), 0)
    items.insert(place, Item(number))


def _edit_item(source: str, before: Record, after: Record) -> str:
    if value_at(source).kind != "table":
        return item_source(after)
    old, new = item_fields(before), item_fields(after)
    names: Iterable[str] = {**old, **new}
    return edit_inline_table(
        source, {name: new.get(name) for name in names if old.get(name) != new.get(name)}
    )
