"""The history of links as a value, and as text: one line a link, sorted by name; pure.

::

    [{"readinglist":"history of links","version":1}
    ,{"name":"https://a.org/p","asked":"2026-11-03T02:15:00.000Z","first":"2026-11-03","seen":"ok 2026-11-03"}
    ]

The comma stands in front, so that every link is a line of its own to git and the whole is
JSON. Where git merges such a file with ``merge=union``, or leaves its conflict marks in it,
both sides are read and each link's memories merge into one.

The text is not trusted; it may come with a stranger's pull request. What is not understood
is left out line by line. A history that was written to deceive can put off a look at a
link that was never found dead, for as long as links may go unasked; it can make the first
run that finds a link dead count as the last of several, or the last of several as the
first; and with the validators or the title of a page as it is now it can hide for
`memory.WHOLE_DAYS` that this page says "not found", or is another one. It cannot make a link
alive or dead that this run asks about, nor have an address asked for that the list does not
lead to: where a link led before is compared, never followed.

----
The file that the history of links is kept in: read with caution, saved whole or not at all.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from readinglist.errors import ChangedOnDiskError, FileError, MissingFileError
from readinglist.links.exchange import Observation
from readinglist.links.memory import Memory, day_of, merge_memories, stored_name
from readinglist.links.results import LinkTarget
from readinglist.model.finding import Finding
from readinglist.model.reading import why_invalid
from readinglist.store.files import read_source, write_sources

VERSION: Literal[1] = 1
MOST_LINKS = 1 << 14
LONGEST_LINE = 1 << 12
MOST_BYTES = MOST_LINKS * LONGEST_LINE
"""Everything that `render` writes is within these three, and nothing beyond them is read."""
KEPT_DAYS = 90
"""Days for which a link is remembered that the list does not name any more."""

_HEADER = {"readinglist": "history of links", "version": VERSION}
_FIRST_LINE = re.compile(r'\[\{"readinglist":[^{}]*\},?')
# Seven marks, and behind a space the name of a side; "|||||||" is the base, where git is told to show it:
# https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
_CONFLICT = re.compile(r"(?:<{7}|\|{7}|={7}|>{7})(?: |\Z)")
_SHOWN = 5
# A clock or a time zone may be ahead of ours, but not by more.
_AHEAD = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class History:
    """What is remembered of links, by name."""

    links: Mapping[str, Memory] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.links)

    def get(self, name: str) -> Memory | None:
        """Return what is remembered of a link; ``None``: it was never looked at, or that is forgotten."""
        return self.links.get(stored_name(name))

    def observation(self, name: str, on: datetime.date) -> Observation:
        """What a request about a link, made on a day (in UTC), may use; empty where nothing is known."""
        memory = self.get(name)
        return Observation() if memory is None else memory.observation(on)

    def dead_links(self, targets: Iterable[LinkTarget]) -> dict[str, datetime.date]:
        """Return the addresses of those of ``targets`` that are known as dead, and since when they are."""
        known = ((target.url, self.get(target.name)) for target in targets)
        return {url: memory.dead_since for url, memory in known if memory and memory.dead_since is not None}

    def with_memories(self, memories: Iterable[Memory | None]) -> History:
        """A copy in which these take the place of what was known of their links; ``None`` is passed over."""
        return History({**self.links, **{memory.name: memory for memory in memories if memory is not None}})

    def prune(self, names: Collection[str], today: datetime.date) -> History:
        """Return a copy without the links that are not in ``names`` and were not asked about for `KEPT_DAYS`.

        Where there are more than `MOST_LINKS`, those go that the list does not name, and then
        those that were not asked about for the longest time.
        """
        wanted = frozenset(map(stored_name, names))
        oldest = today - datetime.timedelta(days=KEPT_DAYS)
        kept = [
            memory for name, memory in self.links.items() if name in wanted or day_of(memory.asked) >= oldest
        ]
        if len(kept) > MOST_LINKS:
            kept.sort(key=lambda memory: (memory.name in wanted, memory.asked, memory.name), reverse=True)
        return History({memory.name: memory for memory in kept[:MOST_LINKS]})


class Parsed(NamedTuple):
    """A history, and what was wrong with its text.

    ``writable`` is ``False`` where the text is no history that this version knows: the caller
    gets such a one must not save over the file.
    """

    history: History
    findings: tuple[Finding, ...] = ()
    writable: bool = True


def merge(a: History, b: History) -> History:
    """Return what two histories know together; their order, and merging one again, makes no difference."""
    both = {name: merge_memories(a.links[name], b.links[name]) for name in a.links.keys() & b.links.keys()}
    return History({**a.links, **b.links, **both})


def render(history: History) -> str:
    """Return the history as text; the same history gives the same bytes, all of them ASCII."""
    lines = [f"[{_json(_HEADER)}\n"]
    lines += [f",{_line(memory)}\n" for _, memory in sorted(history.links.items())]
    return "".join([*lines, "]\n"])


def _line(memory: Memory) -> str:
    # What is not known takes no room: an ordinary link has 250 bytes at most.
    return _json(memory.model_dump(mode="json", exclude_defaults=True))


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def parse(text: str, *, today: datetime.date, file: str | None = None) -> Parsed:
    """Return the history that ``text`` is, and findings about what of it is not understood.

    An empty text is an empty history. A text that is no history, or one of a later version,
    gives an empty history and a finding of level ``error``.

    Args:
        text: the content of the file.
        today: what is of a later day is not believed.
        file: its path as findings name it; ``None``: not from a file.
    """
    if not text.strip():
        return Parsed(History())
    if len(text) > MOST_BYTES:
        why = f"it is larger than {MOST_BYTES >> 20} MiB; restore the file, or delete it."
        return unreadable_history(why, file)
    reader = _Reader(today)
    for row in _rows(text):
        if reader.is_full:
            reader.leave_out(row, f"there are more than {MOST_LINKS} links, and the rest is left out")
            break
        reader.take(row)
    if reader.versions != {VERSION}:
        return _foreign(reader.versions, file)
    return Parsed(History(reader.links), tuple(_findings(reader, file)))


class _Row(NamedTuple):
    """One value of the file as text, and its 1-based line; ``None``: not known."""

    text: str
    line: int | None


class _Unread(NamedTuple):
    """A line that is left out, or a part of it, and why."""

    line: int | None
    why: str


@dataclass(slots=True)
class _Reader:
    """What has been read so far."""

    today: datetime.date
    links: dict[str, Memory] = field(default_factory=dict)
    versions: set[object] = field(default_factory=set)
    conflict: int | None = None
    unread: list[_Unread] = field(default_factory=list)
    rows: int = 0

    @property
    def is_full(self) -> bool:
        """Whether no more is read. Both sides of a conflict may name every link."""
        return self.rows >= 2 * MOST_LINKS or len(self.links) >= MOST_LINKS

    def take(self, row: _Row) -> None:
        """Read one row."""
        if _CONFLICT.match(row.text):
            self.conflict = self.conflict or row.line
        elif row.text.startswith('{"readinglist":'):
            self.versions.add(_version(row.text))
        else:
            self.rows += 1
            self._link(row)

    def _link(self, row: _Row) -> None:
        if len(row.text) > LONGEST_LINE:
            self.leave_out(row, f"the line is longer than {LONGEST_LINE} characters")
            return
        try:
            memory = self._memory(row)
        except ValidationError as error:
            self.leave_out(row, _shown(why_invalid(error)))
            return
        if max(memory.days) > self.today + _AHEAD:
            self.leave_out(row, "it names a day that is yet to come")
            return
        # Twice in one file: both sides of a conflict, or what git merged by lines.
        known = self.links.get(memory.name)
        self.links[memory.name] = memory if known is None else merge_memories(known, memory)

    def _memory(self, row: _Row) -> Memory:
        try:
            return Memory.model_validate_json(row.text, strict=True)
        except ValidationError as error:
            strange = {detail["loc"][:1] for detail in error.errors() if detail["type"] == "extra_forbidden"}
            if not strange:
                raise
        # A later release may have something to add that this one can do without.
        stated = {name: value for name, value in json.loads(row.text).items() if (name,) not in strange}
        memory = Memory.model_validate_json(_json(stated), strict=True)
        self.leave_out(
            row, _shown(f"not known, so left out: {', '.join(sorted(str(n) for (n,) in strange))}")
        )
        return memory

    def leave_out(self, row: _Row, why: str) -> None:
        """Note that a row, or a part of it, is not taken."""
        self.unread.append(_Unread(row.line, why))


def _rows(text: str) -> Iterator[_Row]:
    """Yield the values of the file, line by line, or of a file that a formatter of JSON has laid out anew."""
    first = text.lstrip().partition("\n")[0].rstrip()
    if not _FIRST_LINE.fullmatch(first) and not _CONFLICT.match(first):
        yield from _rows_of_json(text)
        return
    # Not `splitlines`: to git and to JSON only these end a line.
    for number, line in enumerate(re.split(r"\r?\n", text), 1):
        if _CONFLICT.match(line):
            yield _Row(line, number)
            continue
        value = line.strip().removeprefix("[").strip(",")
        if value not in ("", "]"):
            yield _Row(value, number)


def _rows_of_json(text: str) -> Iterator[_Row]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):  # brackets may be nested deeper than the parser can go
        return
    if isinstance(values, list):
        yield from (_Row(_json(value), None) for value in values)


def _version(text: str) -> object:
    try:
        header = json.loads(text)
    except (ValueError, RecursionError):
        return None
    known = header.get("readinglist") == _HEADER["readinglist"]
    version = header.get("version")
    # `true` is an `int` to Python.
    return version if known and isinstance(version, int) and not isinstance(version, bool) else None


def _foreign(versions: Collection[object], file: str | None) -> Parsed:
    later = sorted(version for version in versions if isinstance(version, int) and version > VERSION)
    if not later:
        return unreadable_history(
            "it does not begin as a history of links does; restore the file, or delete it.", file
        )
    why = f"it is of version {str(later[-1])[:20]}, and only {VERSION} is known"
    advice = "use a later version of readinglist, or delete it."
    return unreadable_history(f"{why}; {advice}", file, rule="foreign-history")


def unreadable_history(why: str, file: str | None, rule: str = "broken-history") -> Parsed:
    """Return an empty history in place of one that cannot be read; ``why`` says what to do, too."""
    message = f"no earlier run is remembered, and this one will not be: {why}"
    return Parsed(History(), (Finding(rule=rule, level="error", message=message, file=file),), writable=False)


def _findings(reader: _Reader, file: str | None) -> Iterator[Finding]:
    if reader.conflict is not None:
        message = (
            "git's conflict marks are in the history of links; both sides were taken, and a run that "
            "saves it takes the marks out. Set merge=union for it in .gitattributes"
        )
        yield Finding(
            rule="history-conflict", level="warning", message=message, file=file, line=reader.conflict
        )
    for unread in reader.unread[:_SHOWN]:
        message = (
            f"not understood in the history of links: {unread.why}; the next run that saves it mends this"
        )
        yield Finding(rule="broken-history", level="warning", message=message, file=file, line=unread.line)
    if len(reader.unread) > _SHOWN:
        message = f"{len(reader.unread) - _SHOWN} more lines of the history of links are not understood"
        yield Finding(rule="broken-history", level="warning", message=message, file=file)


def _shown(text: str) -> str:
    """Return what a stranger wrote, in a message: printable, and not too long."""
    return ascii(text)[1:-1][:200]


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of what `render` writes."""
    header = {"type": "object", "properties": {name: {"const": value} for name, value in _HEADER.items()}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:readinglist:links-history:{VERSION}",
        "title": "History of the links of a reading list",
        "type": "array",
        "prefixItems": [{**header, "required": list(_HEADER), "additionalProperties": False}],
        "minItems": 1,
        "maxItems": 1 + MOST_LINKS,
        "items": Memory.model_json_schema(),
    }


FILE_NAME = "readings.links.json"
_ATTEMPTS = 5


def read(path: Path, *, today: datetime.date) -> Parsed:
    """Return the history in a file; an empty one where there is no such file, or one that cannot be read."""
    try:
        return _read(path, today)[0]
    except FileError as error:
        return unreadable_history(error.reason, str(path))


def write(
    path: Path, history: History, *, names: Collection[str], today: datetime.date
) -> tuple[History, bool]:
    """Save what is known now, together with what another run has saved in the meantime.

    Nothing is saved over a file that is no history, or one of a later version.

    Args:
        path: the file; its folder must be there.
        history: what this run remembers.
        names: the links of the list; others are forgotten after a while.
        today: the day, in UTC.

    Returns:
        What the file says now, and whether it was saved or said so already.

    Raises:
        FileError: the file cannot be read or written.
        ChangedOnDiskError: other runs kept changing it.
    """
    for attempt in range(_ATTEMPTS):
        parsed, old = _read(path, today)
        if not parsed.writable:
            return history, False
        result = merge(parsed.history, history).prune(names, today)
        try:
            write_sources([(path, render(result).encode("ascii"), old)])
        except ChangedOnDiskError:  # another run has saved meanwhile: what it knows is merged as well
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return result, True
    raise AssertionError("the last attempt returns or raises")


def _read(path: Path, today: datetime.date) -> tuple[Parsed, bytes | None]:
    try:
        source = read_source(path, max_bytes=MOST_BYTES)
    except MissingFileError:
        return Parsed(History()), None
    return parse(source.text, today=today, file=str(path)), source.data
