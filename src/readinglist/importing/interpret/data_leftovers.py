"""Links of a data file that no rule took or left: the net below all of them, so that nothing vanishes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from readinglist.importing.interpret.data_keys import linked
from readinglist.importing.markup.tree import Node, leaves
from readinglist.importing.page_content import FoundReading, FoundSession, Untaken

_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://[^\s<>\"'()\[\]]+|(?<=\]\()[^()\s]+(?=\))|(?<=href=[\"'])[^\"'<>]+", re.I
)
_COMMENT = re.compile(r"^[ \t]*#[^\n]*", re.M)
_WHY = "nothing is known of what stands at its place"


def told(
    sessions: Iterable[FoundSession], loose: Iterable[FoundReading], untaken: Iterable[Untaken]
) -> set[str]:
    """The addresses that are in what was found or left."""
    out: set[str] = set()
    readings = list(loose)
    for session in sessions:
        readings += session.readings
        out |= {link.url.strip() for link in session.links} | {p.url for p in session.speakers if p.url}
        out |= set(_in(" ".join(filter(None, (session.notes, session.tbd, session.topic)))))
    for reading in readings:
        out |= {link.url.strip() for link in reading.links}
        out |= set(_in(" ".join(filter(None, (reading.text, reading.note)))))
    for item in untaken:
        out.add(item.text)
        out |= set(_in(item.text))
    return out


def left_of(root: Node, file: str | None, known: set[str]) -> Iterator[Untaken]:
    """The texts of a tree with a link that is not among ``known``."""
    for leaf in leaves(root):
        if leaf.text is None or not linked(leaf):
            continue
        text = " ".join(leaf.text.split())
        addresses = _in(text) or [text]
        if any(address not in known for address in addresses) and text not in known:
            known.add(text)
            yield Untaken(line=leaf.line, file=file, text=text, why=_WHY)


def commented_in(text: str, file: str | None, known: set[str], first_line: int = 1) -> Iterator[Untaken]:
    """The comments of a YAML or TOML text with an address that is not among ``known``.

    A line of a text of several lines may begin like a comment; what was read of it is known.
    """
    line, at = first_line, 0
    for match in _COMMENT.finditer(text):
        line, at = line + text.count("\n", at, match.start()), match.start()
        addresses = [address for address in _in(match[0]) if "://" in address and address not in known]
        if addresses:
            shown = " ".join(match[0].split()).lstrip("# ")
            known.update(addresses)
            yield Untaken(line=line, file=file, text=shown, why="commented out")


def _in(text: str) -> list[str]:
    return [address.rstrip(".,;:") for address in _ADDRESS.findall(text)]
