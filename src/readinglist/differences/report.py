"""Differences as text, Markdown for a pull request, JSON and HTML. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from readinglist.differences.difference import WORDS, Difference, Differences
from readinglist.errors import UnknownFormatError
from readinglist.report import inert_json, markdown_cell, printable

SCHEMA_VERSION = 1
_NOTHING = "Nothing is different."
_LONGEST = 200


def render_differences(differences: Differences, format: str = "text") -> str:
    """``differences`` in the order given, as ``text``, ``markdown`` or ``json``.

    Raises:
        UnknownFormatError: there is no such format.
    """
    if format not in REPORTS:
        raise UnknownFormatError("report format", format, REPORTS)
    return REPORTS[format](Differences(differences))


def _text(differences: Differences) -> str:
    lines = [] if differences else [_NOTHING]
    for kind, group in _by_kind(differences):
        lines += [f"{WORDS[kind]} ({len(group)})".capitalize(), *(f"  {_line(d)}" for d in group), ""]
    return "\n".join(map(printable, lines)).rstrip("\n") + "\n"


def _line(difference: Difference) -> str:
    """One difference on one line: what it is about, and what it was and is."""
    about = [f"{difference.key}, {difference.title}" if difference.title else difference.key]
    about += [difference.session, difference.field, _change(difference)]
    return ": ".join(part for part in about if part)


def _change(difference: Difference) -> str:
    before, after = (_clipped(text) for text in (difference.before, difference.after))
    if difference.kind in ("session_added", "session_removed", "session_moved"):
        return ""
    if before and after:
        return f"{before} -> {after}"
    if difference.kind in ("metadata", "assignment", "session", "course"):
        return f"now {after}" if after else f"no longer {before}"
    return after or before or "not assigned"


def _clipped(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _markdown(differences: Differences) -> str:
    if not differences:
        return f"{_NOTHING}\n"
    counted = "; ".join(f"{WORDS[kind]}: {number}" for kind, number in differences.summary.items())
    lines = [f"**{counted[0].upper()}{counted[1:]}**", ""]
    for kind, group in _by_kind(differences):
        lines += [f"### {WORDS[kind].capitalize()}", "", *_table(group), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(group: list[Difference]) -> Iterator[str]:
    yield "| reading | where | what | before | after |"
    yield "| --- | --- | --- | --- | --- |"
    for difference in group:
        reading = ", ".join(part for part in (difference.key, difference.title) if part)
        cells = (
            reading,
            difference.session or "",
            difference.field or "",
            _clipped(difference.before),
            _clipped(difference.after),
        )
        yield f"| {' | '.join(markdown_cell(cell) for cell in cells)} |"


def _json(differences: Differences) -> str:
    document = {
        "schema_version": SCHEMA_VERSION,
        "differences": [difference.model_dump(mode="json") for difference in differences],
        "summary": differences.summary,
    }
    return inert_json(json.dumps(document, indent=2) + "\n")


def _by_kind(differences: Differences) -> Iterator[tuple[Any, list[Difference]]]:
    order = list(WORDS)
    ranked = sorted(differences, key=lambda difference: order.index(difference.kind))
    for kind, group in groupby(ranked, key=lambda difference: difference.kind):
        yield kind, list(group)


def to_html(differences: Differences) -> str:
    """``differences`` for a notebook, escaped."""
    from html import escape

    if not differences:
        return f"<p>{_NOTHING}</p>"
    parts = []
    for kind, group in _by_kind(differences):
        items = "".join(f"<li>{escape(printable(_line(difference)))}</li>" for difference in group)
        parts.append(f"<p><b>{escape(WORDS[kind].capitalize())}</b></p><ul>{items}</ul>")
    return "".join(parts)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the JSON report."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:readinglist:differences:{SCHEMA_VERSION}",
        "title": "Differences of two reading lists",
        "type": "object",
        "properties": {
            "schema_version": {"const": SCHEMA_VERSION},
            "differences": {"type": "array", "items": Difference.model_json_schema()},
            "summary": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
        },
        "required": ["schema_version", "differences", "summary"],
        "additionalProperties": False,
    }


REPORTS: dict[str, Callable[[Differences], str]] = {"text": _text, "markdown": _markdown, "json": _json}
