"""What is said of a link that nobody looked at in this run; pure."""

from __future__ import annotations

from typing import Any

from readinglist.links.memory import confirm
from readinglist.links.memory.memory import Memory, day_of
from readinglist.links.results import LinkResult, LinkTarget, Witness
from readinglist.links.verdicts import MEANINGS, class_of


def recalled(target: LinkTarget, memory: Memory) -> LinkResult:
    """What the last run that asked said of a link that is not due yet.

    A history may have been tampered with, so nothing is confirmed by it alone.
    """
    said = f"{MEANINGS[memory.verdict]}, as was found on {day_of(memory.asked)}"
    address = memory.to if class_of(memory.verdict) == "alive" else ""
    return LinkResult(**_common(target, memory), verdict=memory.verdict, reason=said, address=address or None)


def put_off(target: LinkTarget, memory: Memory | None, why: str) -> LinkResult:
    """A link that should have been looked at in this run and was not: nothing is said of it.

    Args:
        target: the link.
        memory: what is remembered of it; ``None``: nothing.
        why: why nobody looked, and what to do about it, in words.
    """
    before = "" if memory is None else f" (on {day_of(memory.asked)}: {MEANINGS[memory.verdict]})"
    return LinkResult(**_common(target, memory), verdict="unchecked", reason=why + before)


def _common(target: LinkTarget, memory: Memory | None) -> dict[str, Any]:
    standing = confirm.of_memory(memory)
    witnesses = () if memory is None else (_witness(memory),)
    return {
        "url": target.url,
        "used_by": target.uses,
        "witnesses": witnesses,
        "runs": standing.runs,
        "since": standing.since,
        "last_alive": standing.last_alive,
        "history": standing.history,
        "fresh": False,
    }


def _witness(memory: Memory) -> Witness:
    said = MEANINGS[memory.verdict]
    return Witness(name="history", said=said, at=memory.asked, verdict=memory.verdict)
