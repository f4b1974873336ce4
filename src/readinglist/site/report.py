"""What a build has done, or would do, as text, JSON and a patch. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from readinglist.report import printable
from readinglist.site.build_plan import Plan

Names = Callable[[Path], str]


class Row(NamedTuple):
    """One file of a plan.

    Attributes:
        path: what it is called.
        state: ``wrote``, ``stale``, ``unchanged``, ``left over`` or ``removed``.
        bytes: how large it is or shall be; ``None`` for one that is left over.
        why: why it is stale or left over; empty where it is neither.
    """

    path: str
    state: str
    bytes: int | None
    why: str


def rows(plan: Plan, name: Names, *, dry: bool, prune: bool) -> Iterator[Row]:
    """Every file of ``plan``.

    Args:
        plan: what was planned.
        name: gives the name of a file for people.
        dry: nothing was written.
        prune: whether what is left over is removed.
    """
    for file in plan.files:
        state = ("stale" if dry else "wrote") if file.stale else "unchanged"
        yield Row(name(file.path), state, len(file.data), file.why)
    for leftover in plan.leftovers:
        removed = prune and not dry
        advice = "" if prune else "; --prune removes it"
        yield Row(
            name(leftover.path),
            "removed" if removed else "left over",
            None,
            f"the list has no such week or session{'' if removed else advice}",
        )


def as_text(row: Row) -> str:
    """One line about a file: a reason where it is stale or left over, else its size."""
    detail = f"{row.bytes:,} bytes" if row.state in ("wrote", "unchanged") else row.why
    return f"{row.state:<9}  {printable(row.path)}  ({detail})\n"


def as_json(plan: Plan, name: Names, *, dry: bool, prune: bool) -> str:
    """All files and remarks as JSON: ``{"targets": [{"path", "state", "bytes", "why"}], "remarks": […]}``."""
    targets = [row._asdict() for row in rows(plan, name, dry=dry, prune=prune)]
    return json.dumps({"targets": targets, "remarks": plan.remarks}, indent=2, ensure_ascii=False) + "\n"


def as_patch(plan: Plan, name: Names, *, prune: bool) -> Iterator[str]:
    """What would change, a unified diff for each file; with ``prune`` also what would be removed."""
    yield from (file.diff(name(file.path)) for file in plan.files)
    if prune:
        yield from (leftover.diff(name(leftover.path)) for leftover in plan.leftovers)


def summary(plan: Plan) -> str:
    """What is to be done about a site that is not what the list says, in one sentence."""
    stale = sum(file.stale for file in plan.files)
    left = len(plan.leftovers)
    found = [f"{stale} of {len(plan.files)} files {'is' if stale == 1 else 'are'} stale"] if stale else []
    found += [f"{left} {'file is' if left == 1 else 'files are'} left over"] if left else []
    command = "readinglist build --prune" if left else "readinglist build"
    return f"{', and '.join(found)}: run '{command}' and commit what it does."
