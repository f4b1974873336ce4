"""Data of a YAML, TOML or JSON file as a tree of texts, each with its line.

Numbers, dates and truth values stay as they are written: a reading list has no use for what
YAML 1.1 makes of ``no`` or ``1:30``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

DEEPEST = 60
"""How deep data may be nested."""
MOST_NODES = 300_000
"""How many values a file may have, those that aliases repeat counted each time."""
LONGEST = 4_000_000
"""How many characters a file may have."""

_ADDRESS = re.compile(r"(?:https?|ftp)://|\]\([^()\s]+\)|<a\s[^<>]*href", re.I)


class Node(NamedTuple):
    """A value: a text, a list (``items``) or a mapping (``pairs``); none of them: null.

    Attributes:
        line: 1-based line where it begins; ``None``: not known.
        text: a scalar as it is written.
        items: the values of a list.
        pairs: keys and values of a mapping, in order.
    """

    line: int | None
    text: str | None = None
    items: tuple[Node, ...] | None = None
    pairs: tuple[tuple[str, Node], ...] | None = None

    def get(self, key: str) -> Node | None:
        """The value of a key, whatever its case; ``None``: it is not there, or this is no mapping."""
        return next((value for name, value in self.pairs or () if name.lower() == key.lower()), None)

    @property
    def value(self) -> Any:
        """The value as `json` has it, but for its scalars, which are texts."""
        if self.items is not None:
            return [item.value for item in self.items]
        return self.text if self.pairs is None else {name: node.value for name, node in self.pairs}

    @property
    def is_empty(self) -> bool:
        """Whether it is null, or a text, list or mapping with nothing in it."""
        return not (self.text or "").strip() and not self.items and not self.pairs


class Fault(NamedTuple):
    """What cannot be read: its line (``None``: not known), its text, and why."""

    line: int | None
    text: str
    why: str


class Tree(NamedTuple):
    """What a file holds (``None``: it could not be read at all), and what of it could not be read."""

    root: Node | None
    faults: tuple[Fault, ...] = ()


def refused(why: str, line: int | None = None) -> Tree:
    """A file that is not read."""
    return Tree(None, (Fault(line, "", why),))


def leaves(node: Node) -> Iterator[Node]:
    """All texts in a value, in order."""
    stack = [node]
    while stack:
        here = stack.pop()
        if here.text is not None:
            yield here
        stack += reversed(here.items or ())
        stack += reversed([value for _, value in here.pairs or ()])


def has_address(text: str) -> bool:
    """Whether a text holds a link."""
    return _ADDRESS.search(text) is not None
