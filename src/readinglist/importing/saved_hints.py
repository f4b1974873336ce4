"""Hints put into a settings file, so that the next import needs no options. Pure."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from readinglist.errors import SettingsError
from readinglist.formats.schedule_toml.blocks import at_end, newline_of
from readinglist.formats.schedule_toml.syntax import Table, scan
from readinglist.formats.schedule_toml.writer import string
from readinglist.formats.splices import Splice, splice_all
from readinglist.settings import Hints

_TABLE = "import"


def with_hints(text: str, hints: Hints, path: Path, *, below: tuple[str, ...] = ()) -> str:
    """Return the settings ``text`` with ``hints`` as its table ``[import]``; everything else stays as it is.

    Args:
        text: the settings file; may be empty.
        hints: what the table says from now on.
        path: the file, for messages.
        below: the tables that ours is in: ``tool``, ``readinglist`` in a ``pyproject.toml``.

    Raises:
        SettingsError: the table is written in a way that cannot be changed, or the file is not TOML.
    """
    header = (*below, _TABLE)
    before = _parsed(text)
    if before is None:
        raise SettingsError(path, "is not TOML; mend it first.")
    stated = hints.model_dump(mode="json", exclude_defaults=True)
    # The first one has no header: it is what stands above all others.
    table = next((table for table in scan(text)[1:] if table.path == header and not table.array), None)
    changed = text
    if table is not None:
        changed = _with_fields(text, table, stated)
    elif stated:
        body = newline_of(text).join((f"[{'.'.join(header)}]", *_lines(stated)))
        changed = splice_all(text, (at_end(text, body),))
    # TOML has further ways to write a table (dotted keys, inline tables): what was written is read again.
    if _parsed(changed) != _replaced(before, header, stated):
        shown = "; ".join(_lines(stated))
        name = ".".join(header)
        raise SettingsError(path, f"cannot be changed as it is written; put this into [{name}]: {shown}.")
    return changed


def _with_fields(text: str, table: Table, stated: dict[str, Any]) -> str:
    """The text with other values in the table, and with new fields behind its last."""
    there = {pair.key[0]: pair.value for pair in table.pairs if len(pair.key) == 1}
    splices = [
        Splice(there[name].start, there[name].end, _value(value))
        for name, value in stated.items()
        if name in there and _parsed(f"x = {text[there[name].start : there[name].end]}") != {"x": value}
    ]
    new = _lines({name: value for name, value in stated.items() if name not in there})
    if new:
        splices.append(Splice(table.stop, table.stop, "".join(f"{newline_of(text)}{line}" for line in new)))
    return splice_all(text, splices)


def _lines(stated: dict[str, Any]) -> list[str]:
    return [f"{name} = {_value(value)}" for name, value in stated.items()]


def _value(value: Any) -> str:
    if isinstance(value, dict):
        pairs = ", ".join(f"{string(name)} = {_value(item)}" for name, item in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return string(value) if isinstance(value, str) else str(value)


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _replaced(document: dict[str, Any], header: tuple[str, ...], stated: dict[str, Any]) -> dict[str, Any]:
    """``document`` with ``stated`` at the place of the table."""
    name, *rest = header
    if rest:
        return {**document, name: _replaced(document.get(name, {}), tuple(rest), stated)}
    others = {key: value for key, value in document.items() if key != name}
    return {**others, name: stated} if stated or name in document else others
