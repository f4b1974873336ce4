"""Differences as text, Markdown for a pull request, JSON and HTML. Pure.

In Markdown, what strangers wrote stays text, links to nothing and mentions no one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby
from typing import Any

from readinglist.lists.differences.comparison import WORDS, Difference, Differences, Kind
from readinglist.report import clip, find_renderer, inert_json, markdown_cell, printable

SCHEMA_VERSION = 1

_NOTHING = "Nothing is different."
_LONGEST = 200  # characters of a value that a report shows
_WIDTH = 76  # of a terminal of 80 columns, with the indent
# A list that is new would push everything else out of a summary.
_OPEN_ROWS = 12
# What "before" and "after" are where they are no values of a field.
_HEADS: dict[Kind, tuple[str, str]] = {
    "added": ("", "where"),
    "removed": ("where it was", ""),
    "renamed": ("old key", "new key"),
    "assigned": ("", "also"),
    "unassigned": ("no longer", ""),
    "moved": ("from", "to"),
}


def render_differences(differences: Differences, format: str = "text") -> str:
    """``differences`` in the order given, as ``text``, ``markdown`` or ``json``.

    Raises:
        UnknownFormatError: there is no such format.
    """
    return find_renderer(REPORTS, format)(Differences(differences))


def _text(differences: Differences) -> str:
    lines = [] if differences else [_NOTHING]
    for kind, group in _by_kind(differences):
        lines.append(f"{WORDS[kind].capitalize()} ({len(group)})")
        # Those that follow each other and are about one thing stand under it.
        for subject, members in groupby(group, key=_subject):
            # What there is to say of the course needs no subject above it.
            indent = "    " if subject else "  "
            lines += [f"  {subject}"] if subject else []
            lines += [f"{indent}{line}" for member in members for line in _details(member)]
        lines.append("")
    return "\n".join(map(printable, lines)).rstrip("\n") + "\n"


def _markdown(differences: Differences) -> str:
    """``differences`` as Markdown; it ends in a line feed."""
    if not differences:
        return f"{_NOTHING}\n"
    counted = "; ".join(f"{WORDS[kind]}: {number}" for kind, number in differences.summary.items())
    lines = [f"**{counted[0].upper()}{counted[1:]}**", ""]
    for kind, group in _by_kind(differences):
        table = list(_table(kind, group))
        if len(group) > _OPEN_ROWS:
            heading = f"<details><summary>{WORDS[kind].capitalize()} ({len(group)})</summary>"
            lines += [heading, "", *table, "", "</details>", ""]
        else:
            lines += [f"### {WORDS[kind].capitalize()}", "", *table, ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(kind: Kind, group: list[Difference]) -> Iterator[str]:
    """The rows under their heads; a column in which nothing stands is left out."""
    before, after = _HEADS.get(kind, ("before", "after"))
    columns = [
        ("session" if group[0].key is None else "reading", [_subject(d) for d in group]),
        ("session", [d.session or "" if d.key else "" for d in group]),
        ("what", [d.field or "" for d in group]),
        (before, [clip(d.before or "", _LONGEST) for d in group]),
        (after, [clip(d.after or "", _LONGEST) for d in group]),
    ]
    # What they were or are is the session itself once more.
    if kind in ("session_added", "session_removed", "session_moved"):
        columns = columns[:1]
    used = [(head, cells) for head, cells in columns if any(cells)]
    yield f"| {' | '.join(head for head, _ in used)} |"
    yield f"|{' --- |' * len(used)}"
    for row in zip(*(cells for _, cells in used), strict=True):
        yield f"| {' | '.join(markdown_cell(cell) for cell in row)} |"


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
        return f"<p>{_NOTHING}</p>"
    parts = []
    for kind, group in _by_kind(differences):
        items = "".join(f"<li>{escape(printable(_one_line(difference)))}</li>" for difference in group)
        parts.append(f"<p><b>{escape(WORDS[kind].capitalize())}</b></p><ul>{items}</ul>")
    return "".join(parts)


def _one_line(difference: Difference) -> str:
    """One difference on one line."""
    subject, details = _subject(difference), " ".join(_details(difference))
    return f"{subject}: {details}" if subject and details else subject or details


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


def _by_kind(differences: Differences) -> Iterator[tuple[Kind, list[Difference]]]:
    """The differences of each kind, kinds in the order of `WORDS`."""
    # The sort is stable: within a kind, the order of the list stays.
    order = list(WORDS)
    ranked = sorted(differences, key=lambda difference: order.index(difference.kind))
    for kind, group in groupby(ranked, key=lambda difference: difference.kind):
        yield kind, list(group)


def _subject(difference: Difference) -> str:
    """The reading that it is about, else the session; empty for the course."""
    if difference.key is None:
        return difference.session or ""
    return f"{difference.key}, {difference.title}" if difference.title else difference.key


def _details(difference: Difference) -> list[str]:
    """What it was and is, on one line, or on two where one would be too long; none: its kind says all."""
    if difference.kind in ("session_added", "session_removed", "session_moved"):
        return []
    of_reading = difference.session if difference.key else None
    about = "".join(f"{part}: " for part in (of_reading, difference.field) if part)
    before, after = (clip(text or "", _LONGEST) for text in (difference.before, difference.after))
    if before and after:
        one = f"{about}{before} -> {after}"
        return [one] if len(one) <= _WIDTH else [f"{about}{before}", f"-> {after}"]
    # A value of a field needs a word that tells old from new; a place in the schedule is told by the heading.
    if difference.kind in ("metadata", "assignment", "session", "course"):
        return [f"{about}now {after}" if after else f"{about}no longer {before}"]
    return [about + (after or before or "not assigned")]


REPORTS: dict[str, Callable[[Differences], str]] = {
    "text": _text,
    "markdown": _markdown,
    "json": _json,
}
