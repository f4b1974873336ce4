"""``readings.lock.json``: which source said what of each field, and when; the base of the merge.

A lock is untrusted text: people merge it by hand, and pull requests change it. What of it is
not understood is left out and reported, and a field without a base counts as a person's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, Field

from readinglist.model.citation_keys import is_citation_key
from readinglist.model.finding import Finding
from readinglist.model.reading import Reading, Record, schema_of

VERSION: Literal[1] = 1
# The rest of a record is a person's or the file's own: no source speaks of it.
FIELDS = tuple(
    name
    for name in Reading.model_fields
    if name not in {"key", "extra", "entry_type", "arxiv_version", "award", "note", "keyword"}
)
_PLACE = {name: place for place, name in enumerate(FIELDS)}
_SHOWN = 5


class Provenance(Record):
    """What a source said of one field when that was last taken over, or found to agree."""

    value: Any = Field(description="the field's value as the source gave it, as JSON")
    source: str = Field(description="name of the source")
    address: str = Field(default="", description="the address that was asked, without contact data")
    time: str = Field(default="", description="when the source said it first, ISO 8601 in UTC")
    rule: str = Field(default="", description="the rule that chose this source's value")


class Lock(Record):
    """The provenance of a whole list."""

    version: Literal[1] = Field(default=VERSION, description="grows when readers must change")
    entries: Mapping[str, Mapping[str, Provenance]] = Field(
        default_factory=dict, description="citation key to field to provenance"
    )

    def base(self, key: str) -> Mapping[str, Provenance]:
        """What is known of the entry ``key``, by field; empty where nothing is."""
        return self.entries.get(key, {})

    def with_entry(self, key: str, mapping: Mapping[str, Provenance]) -> Lock:
        """A copy in which ``mapping`` is all that is known of ``key``; an empty one removes it."""
        others = {name: fields for name, fields in self.entries.items() if name != key}
        return Lock(entries={**others, key: dict(mapping)} if mapping else others)

    def only(self, keys: Iterable[str]) -> Lock:
        """A copy without the entries that are not in ``keys``."""
        wanted = frozenset(keys)
        return Lock(entries={key: fields for key, fields in self.entries.items() if key in wanted})


class Parsed(NamedTuple):
    """A lock, and what was wrong with its text."""

    lock: Lock
    findings: tuple[Finding, ...]


def to_json(value: Any) -> Any:
    """The value of a record's field as JSON, without what is not stated."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    return [to_json(item) for item in value] if isinstance(value, tuple | list) else value


def from_json(field: str, value: Any) -> Any:
    """The value that `to_json` made ``value`` of.

    Raises:
        pydantic.ValidationError: it does not fit the field.
    """
    return getattr(Reading.model_validate({"key": "any", field: value}), field)


def render(lock: Lock) -> str:
    """``lock`` as text: entries by key, one line a field, so that a change shows as that line."""
    entries = []
    for key, fields in sorted(lock.entries.items()):
        names = sorted(fields, key=lambda name: (_PLACE.get(name, len(_PLACE)), name))
        lines = [f"      {_line(name)}: {_line(fields[name].model_dump(mode='json'))}" for name in names]
        if lines:
            entries.append(f"    {_line(key)}: {{\n" + ",\n".join(lines) + "\n    }")
    body = "{\n" + ",\n".join(entries) + "\n  }" if entries else "{}"
    return f'{{\n  "version": {lock.version},\n  "entries": {body}\n}}\n'


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def parse(text: str, file: str | None = None) -> Parsed:
    """The lock that ``text`` is, and findings about what of it is not understood.

    A text that is no lock, or a lock of a later version, gives an empty lock and a finding
    of level ``error``: whoever gets one must not save over the file.

    Args:
        text: the content of the file.
        file: its path as findings name it; ``None``: not from a file.
    """
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return _refused("broken-lock", _why_broken(text, error), file)
    if not isinstance(data, dict) or not isinstance(data.get("entries"), dict):
        return _refused("broken-lock", "this is no lock of a reading list; restore it or delete it", file)
    # True == 1 in Python, but it is no version.
    if data.get("version") is True or data.get("version") != VERSION:
        message = (
            f"this lock is of version {str(data.get('version'))[:20]}, and only {VERSION} is known; "
            "use a later version of readinglist, or delete the lock"
        )
        return _refused("foreign-lock", message, file)
    return _parse_entries(data["entries"], file)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # `json` keeps the last of two equal names; a merge by hand may leave both.
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return result


def _no_constant(name: str) -> None:
    # `json` takes NaN and Infinity, which RFC 8259 does not allow.
    raise ValueError(f"{name} is no JSON")


def _why_broken(text: str, error: Exception) -> str:
    if any(line.startswith("<<<<<<< ") for line in text.splitlines()):
        return "git's conflict marks are in this file; settle the merge, or delete the file"
    problem = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
    return f"this is no JSON ({problem}); restore the file, or delete it"


def _refused(rule: str, message: str, file: str | None) -> Parsed:
    return Parsed(Lock(), (Finding(rule=rule, level="error", message=message, file=file),))


def _parse_entries(data: Mapping[str, Any], file: str | None) -> Parsed:
    entries: dict[str, dict[str, Provenance]] = {}
    findings = []
    for key, fields in data.items():
        understood = dict(_valid_fields(fields))
        if is_citation_key(key) and _is_text(key) and understood:
            entries[key] = understood
        bad = [name for name in fields if name not in understood] if isinstance(fields, dict) else ["all"]
        if bad or key not in entries:
            shown = ", ".join(ascii(name)[1:-1][:40] for name in bad[:_SHOWN]) or "all"
            message = (
                f"not understood, so ignored: {shown}{' and more' if len(bad) > _SHOWN else ''}; "
                "the fields count as written by a person until a source agrees with them"
            )
            known = key if key in entries else ascii(key)[1:-1][:40]
            findings.append(
                Finding(rule="broken-lock", level="warning", message=message, file=file, key=known)
            )
    return Parsed(Lock(entries=entries), tuple(findings))


def _valid_fields(fields: Any) -> Iterator[tuple[str, Provenance]]:
    if not isinstance(fields, dict):
        return
    for name, stated in fields.items():
        if name not in _PLACE or not isinstance(stated, dict):
            continue
        try:
            if not _is_text(_line(stated)):
                continue
            said = Provenance.model_validate(stated)
            # In the spelling of the record, with which the merge compares it.
            value = to_json(from_json(name, said.value))
        except (ValueError, RecursionError):
            continue
        if value not in (None, [], ""):
            yield name, said.model_copy(update={"value": value})


def _is_text(text: str) -> bool:
    """Whether ``text`` can be written as UTF-8; JSON's escapes may hold halves of surrogate pairs."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `render` writes."""
    return schema_of(Lock, f"urn:readinglist:lock:{VERSION}", "Lock of a reading list")
