"""Whether a dead link is believed to be dead, and whether that is news; pure.

A link counts as dead when as many runs in a row as the settings say have found it dead, or
when two who know it on their own say so in one run. Every run counts, two on one day as
well, and each once: it is known by the time at which it began, so that shards, merges and
an archive that is unpacked twice count nothing twice; a job that is started once more is a
run of its own. Unknown verdicts between neither
count nor clear; one look that finds it alive clears all.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from readinglist.links.memory.look import Look, remember
from readinglist.links.memory.memory import Memory, day_of
from readinglist.links.memory.verdict_history import Pair
from readinglist.links.results import Change, Witness
from readinglist.links.verdicts import class_of

# They tell what was, or what somebody wants, and not what is.
_NO_EYE_WITNESSES = frozenset({"archive", "history", "settings"})
_WITNESSES_NEEDED = 2


class Standing(NamedTuple):
    """What a run's verdict means after those of earlier runs.

    ``memory`` is what is remembered from now on; the other fields are those of `LinkResult`.
    """

    memory: Memory | None
    confirmed: bool = False
    runs: int = 0
    since: datetime.date | None = None
    last_alive: datetime.date | None = None
    history: tuple[Pair, ...] = ()
    change: Change | None = None


def stand(
    before: Memory | None, look: Look, witnesses: Iterable[Witness] = (), *, confirm_runs: int
) -> Standing:
    """Where a link stands after a look.

    A look that says nothing of the link (unsafe, ignored, not looked at) leaves what is
    remembered as it was.

    Args:
        before: what earlier runs remember of it; ``None``: nothing.
        look: what this run says.
        witnesses: who said what in this run.
        confirm_runs: runs in a row that must find it dead before that counts.
    """
    was_confirmed = before is not None and before.confirmed is not None
    memory = remember(before, look)
    confirmed = (
        memory is not None
        and look.kind == "dead"
        and (was_confirmed or len(memory.dead) >= confirm_runs or is_proved(witnesses))
    )
    if memory is not None and confirmed and not was_confirmed:
        memory = memory.model_copy(update={"confirmed": day_of(memory.asked)})
    change = _change(look, was_confirmed, confirmed)
    return of_memory(memory)._replace(confirmed=confirmed, change=change)


def of_memory(memory: Memory | None) -> Standing:
    """Where a link stands that nobody looked at in this run: never confirmed, and no news."""
    if memory is None:
        return Standing(None)
    return Standing(
        memory,
        runs=len(memory.dead),
        since=memory.dead_since,
        last_alive=None if memory.last_alive is None else day_of(memory.last_alive),
        history=memory.history,
    )


def is_proved(witnesses: Iterable[Witness]) -> bool:
    """Whether what was said in one run is enough: by two who know it on their own."""
    dead = {
        witness.name
        for witness in witnesses
        if witness.verdict is not None and class_of(witness.verdict) == "dead"
    }
    return len(dead - _NO_EYE_WITNESSES) >= _WITNESSES_NEEDED


def _change(look: Look, was_confirmed: bool, confirmed: bool) -> Change | None:
    if confirmed:
        return "still" if was_confirmed else "new"
    return "recovered" if was_confirmed and look.kind == "alive" else None
