"""How one work is related to another: the same one elsewhere, its preprint, its publication."""

from __future__ import annotations

from typing import Literal

from readinglist.model.identifiers import Identifier
from readinglist.model.reading import Record

RelationKind = Literal["published_as", "preprint_of", "version_of", "same_as"]


class Relation(Record):
    """A statement of a source that the work is related to another one."""

    kind: RelationKind
    target: Identifier
