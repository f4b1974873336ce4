"""YAML as a tree of texts. No tag makes an object, and aliases cannot blow a small file up.

https://yaml.org/spec/1.1/, as PyYAML reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readinglist.errors import MissingExtraError
from readinglist.importing.markup.data_tree import (
    DEEPEST,
    LONGEST,
    MOST_NODES,
    Node,
    Tree,
    TreeFault,
    refused,
)

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_KNOWN_TAG = re.compile(r"!|tag:yaml\.org,2002:(?:str|int|float|bool|null|timestamp|seq|map|omap|set|merge)")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_MERGE = "<<"


def parse_yaml(text: str, first_line: int = 1) -> Tree:
    """The tree of a YAML text that begins on line ``first_line``; several documents are a list.

    Raises:
        MissingExtraError: PyYAML is not installed.
    """
    try:
        import yaml
    except ImportError as error:
        raise MissingExtraError("reading YAML", "pages") from error
    if len(text) > LONGEST:
        return refused(f"the file has more than {LONGEST:,} characters")
    builder = _Builder(first_line)
    try:
        for event in _events(_CONTROL.sub(" ", text.removeprefix("\ufeff"))):
            builder.take(event)
            if builder.refusal is not None:
                return Tree(None, (builder.refusal,))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + first_line if mark is not None else None
        return refused(f"it is not YAML: {getattr(error, 'problem', None) or 'it cannot be read'}", line)
    return Tree(builder.root(), tuple(builder.faults))


def _events(text: str) -> Iterator[Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events: Iterator[Any] = yaml.parse(text, Loader=loader)
    return events


class _Frame:
    """A list or mapping that is not yet at its end."""

    def __init__(self, event: Any, line: int, is_mapping: bool) -> None:
        self.anchor = event.anchor
        self.tag = event.tag
        self.line = line
        self.is_mapping = is_mapping
        self.key: str | None = None
        self.key_line = line
        self.items: list[Node] = []
        self.pairs: dict[str, Node] = {}
        self.merged: list[Node] = []
        self.size = 1

    def add(self, node: Node, size: int) -> None:
        """Add a value, or, in a mapping, a key and then its value."""
        self.size += size
        if not self.is_mapping:
            self.items.append(node)
        elif self.key is None:
            self.key = node.text if node.text is not None else ""
        else:
            if self.key == _MERGE:
                self.merged += node.items if node.items is not None else (node,)
            else:
                self.pairs[self.key] = node
            self.key = None

    def node(self) -> Node:
        """The list or mapping, with what is merged into it (https://yaml.org/type/merge.html)."""
        if not self.is_mapping:
            return Node(self.line, items=tuple(self.items))
        for other in self.merged:
            for key, value in other.pairs or ():
                self.pairs.setdefault(key, value)
        return Node(self.line, pairs=tuple(self.pairs.items()))


class _Builder:
    """Makes the tree of the events of a text, without recursion."""

    def __init__(self, first_line: int) -> None:
        self._first = first_line
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._documents: list[Node] = []
        self.faults: list[TreeFault] = []
        self.refusal: TreeFault | None = None

    def root(self) -> Node | None:
        """The value of the one document, or the list of them."""
        filled = [node for node in self._documents if not node.is_empty]
        if len(filled) > 1:
            return Node(filled[0].line, items=tuple(filled))
        return filled[0] if filled else None

    def take(self, event: Any) -> None:
        """Take in the next event."""
        import yaml

        line = event.start_mark.line + self._first if event.start_mark else self._first
        if isinstance(event, yaml.ScalarEvent):
            self._add(self._scalar(event, line), 1, event.anchor)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor, line)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._frames.append(_Frame(event, line, isinstance(event, yaml.MappingStartEvent)))
            self._check_tag(event.tag, line, "")
            if len(self._frames) > DEEPEST:
                self.refusal = TreeFault(line, "", f"it is nested more than {DEEPEST} deep")
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            frame = self._frames.pop()
            self._add(frame.node(), frame.size, frame.anchor)

    def _scalar(self, event: Any, line: int) -> Node:
        plain = event.implicit[0]
        if not self._check_tag(event.tag, line, event.value):
            return Node(line)
        return Node(line) if plain and event.value in _NULL else Node(line, event.value)

    def _check_tag(self, tag: str | None, line: int, value: str) -> bool:
        if tag is None or _KNOWN_TAG.fullmatch(tag):
            return True
        shown = tag.replace("tag:yaml.org,2002:", "!!")
        self.faults.append(TreeFault(line, f"{shown} {value}".strip(), f"the tag {shown} is not read"))
        return False

    def _alias(self, anchor: str, line: int) -> None:
        known = self._anchors.get(anchor)
        if known is None:
            why = f"the alias *{anchor}" + (
                " stands within itself" if self._is_open(anchor) else " has no anchor"
            )
            self.faults.append(TreeFault(line, f"*{anchor}", why))
        node, size = known or (Node(line), 1)
        self._add(node, size, None)

    def _is_open(self, anchor: str) -> bool:
        return any(frame.anchor == anchor for frame in self._frames)

    def _add(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, size)
        if self._frames:
            self._frames[-1].add(node, size)
            too_many = self._frames[-1].size > MOST_NODES
        else:
            self._documents.append(node)
            too_many = False
        if too_many:
            self.refusal = TreeFault(
                node.line, "", f"it has more than {MOST_NODES:,} values, aliases counted"
            )
