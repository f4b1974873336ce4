"""Differences as Markdown for a pull request: a count, then a table for each kind. Pure.

What strangers wrote stays text, links to nothing and names nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

from readinglist.lists.compare.difference import WORDS, Difference, Differences, Kind
from readinglist.lists.compare.words import LONGEST, NOTHING, by_kind, subject_of
from readinglist.report import clip, markdown_cell

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


def render_markdown(differences: Differences) -> str:
    """``differences`` as Markdown; it ends in a line feed."""
    if not differences:
        return f"{NOTHING}\n"
    counted = "; ".join(f"{WORDS[kind]}: {number}" for kind, number in differences.summary.items())
    lines = [f"**{counted[0].upper()}{counted[1:]}**", ""]
    for kind, group in by_kind(differences):
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
        ("session" if group[0].key is None else "reading", [subject_of(d) for d in group]),
        ("session", [d.session or "" if d.key else "" for d in group]),
        ("what", [d.field or "" for d in group]),
        (before, [clip(d.before or "", LONGEST) for d in group]),
        (after, [clip(d.after or "", LONGEST) for d in group]),
    ]
    if kind in ("session_added", "session_removed", "session_moved"):
        columns = columns[:1]
    used = [(head, cells) for head, cells in columns if any(cells)]
    yield f"| {' | '.join(head for head, _ in used)} |"
    yield f"|{' --- |' * len(used)}"
    for row in zip(*(cells for _, cells in used), strict=True):
        yield f"| {' | '.join(markdown_cell(cell) for cell in row)} |"
