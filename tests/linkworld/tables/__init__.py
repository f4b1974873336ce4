"""Every behaviour of the world, a table a kind."""

from __future__ import annotations

from linkworld.behaviour import Behaviour
from linkworld.tables import (
    alive,
    elsewhere,
    files,
    forbidden,
    gone,
    local,
    locked,
    other_works,
    passing,
    redirects,
    refused_heads,
    registered,
    slow,
    soft_404s,
    tls,
    trouble,
    walls,
    wire,
)

_TABLES = (
    alive,
    files,
    refused_heads,
    passing,
    trouble,
    gone,
    soft_404s,
    other_works,
    redirects,
    elsewhere,
    walls,
    locked,
    slow,
    wire,
    tls,
    forbidden,
    registered,
    local,
)

BEHAVIOURS: tuple[Behaviour, ...] = tuple(row for table in _TABLES for row in table.ROWS)
