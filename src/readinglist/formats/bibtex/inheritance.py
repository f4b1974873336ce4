"""What an entry takes over from others: ``crossref`` and ``xdata``.

BibTeX fills the fields that an entry lacks from the entry that its ``crossref`` names;
BibLaTeX does the same and turns a book's title into the ``booktitle`` of its parts
(biblatex manual, 2.4.1 and appendix B). Both are followed, to any depth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from readinglist.formats.bibtex.fields import IN_A_BOOK
from readinglist.formats.bibtex.syntax import Entry

# What an entry takes from the one that its crossref or xdata names: all but what is its own.
_NOT_INHERITED = frozenset(
    [
        "crossref",
        "xref",
        "xdata",
        "ids",
        "key",
        "label",
        "shorthand",
        "entryset",
        "entrysubtype",
        "execute",
        "options",
        "presort",
        "sortkey",
        "relatedtype",
        "related",
        "keywords",
        "lintignore",
        "week",
        "level",
    ]
)
# biblatex manual, appendix B: a work in a book is in what its parent calls its title.
_PARENT_NAMES = {"title": "booktitle", "subtitle": "booksubtitle"}

Report = Callable[[Entry, str], None]


def inherit(
    entry: Entry, entries: Mapping[str, Entry], report: Report, path: tuple[str, ...] = ()
) -> dict[str, str]:
    """The values of ``entry`` with what it inherits.

    ``entries`` is by lower-case key. ``report`` is called for parents that are missing and for
    circles; the reference itself then stays among the values.
    """
    values = entry.values()
    path = (*path, entry.key.lower())
    for name in ("xdata", "crossref"):
        for key in [part.strip() for part in values.get(name, "").split(",") if part.strip()]:
            parent = entries.get(key.lower())
            if parent is None:
                report(entry, f"{name} names {key!r}, and no entry has that key")
            elif key.lower() in path:
                report(entry, f"{name} goes round in a circle: {' -> '.join((*path, key.lower()))}")
            else:
                taken = _fields_for(entry, parent, inherit(parent, entries, report, path), name)
                values = {**taken, **{k: v for k, v in values.items() if v or k not in taken}}
                values.pop(name, None)
    return values


def _fields_for(entry: Entry, parent: Entry, values: Mapping[str, str], name: str) -> dict[str, str]:
    """What ``parent`` offers to ``entry``: its fields, under the names that they have there."""
    offered = {k: v for k, v in values.items() if k not in _NOT_INHERITED and v}
    if name == "crossref" and entry.type in IN_A_BOOK and parent.type not in IN_A_BOOK:
        for theirs, ours in _PARENT_NAMES.items():
            if theirs in offered:
                offered.setdefault(ours, offered[theirs])
                del offered[theirs]
    return offered
