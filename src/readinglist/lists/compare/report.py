"""Differences as text, Markdown for a pull request, JSON and HTML. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any

from readinglist.lists.compare.difference import WORDS, Difference, Differences
from readinglist.lists.compare.markdown import render_markdown
from readinglist.lists.compare.words import NOTHING, by_kind, by_subject, details, subject_of
from readinglist.report import find_renderer, inert_json, printable

SCHEMA_VERSION = 1


def render_differences(differences: Differences, format: str = "text") -> str:
    """``differences`` in the order given, as ``text``, ``markdown`` or ``json``.

    Raises:
        UnknownFormatError: there is no such format.
    """
    return find_renderer(REPORTS, format)(Differences(differences))


def _text(differences: Differences) -> str:
    lines = [] if differences else [NOTHING]
    for kind, group in by_kind(differences):
        lines.append(f"{WORDS[kind].capitalize()} ({len(group)})")
        for subject, members in by_subject(group):
            # What there is to say of the course needs no subject above it.
            indent = "    " if subject else "  "
            lines += [f"  {subject}"] if subject else []
            lines += [f"{indent}{line}" for member in members for line in details(member)]
        lines.append("")
    return "\n".join(map(printable, lines)).rstrip("\n") + "\n"


def _json(differences: Differences) -> str:
    document = {
        "schema_version": SCHEMA_VERSION,
        "differences": [difference.model_dump(mode="json") for difference in differences],
        "summary": differences.summary,
    }
    return inert_json(json.dumps(document, indent=2) + "\n")


def to_html(differences: Differences) -> str:
    """``differences`` for a notebook, escaped."""
    if not differences:
        return f"<p>{NOTHING}</p>"
    parts = []
    for kind, group in by_kind(differences):
        items = "".join(f"<li>{escape(printable(_line(difference)))}</li>" for difference in group)
        parts.append(f"<p><b>{escape(WORDS[kind].capitalize())}</b></p><ul>{items}</ul>")
    return "".join(parts)


def _line(difference: Difference) -> str:
    """One difference on one line."""
    subject, told = subject_of(difference), " ".join(details(difference))
    return f"{subject}: {told}" if subject and told else subject or told


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


REPORTS: dict[str, Callable[[Differences], str]] = {
    "text": _text,
    "markdown": render_markdown,
    "json": _json,
}
