"""What is remembered of a link after a run, and whether it is believed to be dead; pure.

A link counts as dead when as many runs in a row as the settings say have found it dead, or
when two who know it on their own say so in one run. Every run counts, two on one day as
well, and each once: it is known by the time at which it began, so that shards, merges and
an archive that is unpacked twice count nothing twice; a job that is started once more is a
run of its own. Unknown verdicts between neither count nor clear; one look that finds it
alive clears all.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from readinglist.links.exchange import Observation
from readinglist.links.memory import (
    ADDRESS,
    DIGEST,
    ETAG,
    FIRST,
    HTTP_DATE,
    KEPT_CLASSES,
    LONGEST_ADDRESS,
    LONGEST_DIGEST,
    LONGEST_TITLE,
    MOST_VERDICTS,
    Memory,
    Pair,
    append_verdict,
    day_of,
    has_room,
    kept_content,
    stamp_of,
    stored_name,
)
from readinglist.links.results import Change, LinkResult, LinkTarget, Witness
from readinglist.links.verdicts import MEANINGS, class_of

_TITLE_READ = 1000
# Each alone tells that the same stands there as before.
_TELLING = ("etag", "title", "digest")
# They tell what was, or what the settings ask for, and not what is.
_NO_EYE_WITNESSES = frozenset({"archive", "history", "settings"})
_WITNESSES_NEEDED = 2


def remember(
    before: Memory | None, name: str, run: datetime.datetime, observation: Observation
) -> Memory | None:
    """Return the memory of a link after this run.

    It is ``before``, which may be ``None``, where the observation says nothing of the link:
    it is unsafe, ignored or was not asked about.

    Args:
        before: what was remembered; ``None``: it was never looked at.
        name: what makes two spellings of the link one.
        run: when the *run* began: everything that a run remembers, its shards too, has one time.
        observation: what this run found.
    """
    if observation.verdict_class not in KEPT_CLASSES:
        return before
    # A clock that was never set tells a time that no memory may have.
    at = max(stamp_of(run), FIRST)
    if before is not None and at <= before.asked:
        # A clock was put back: still, a run is not older than the one before.
        at = stamp_of(datetime.datetime.fromisoformat(before.asked) + datetime.timedelta(milliseconds=1))
    fields = {**_times(before, observation, at), **_content(before, observation, at)}
    return Memory(name=stored_name(name), asked=at, **fields)


def _times(before: Memory | None, observation: Observation, at: str) -> dict[str, Any]:
    day = day_of(at)
    earlier = "" if before is None else before.seen
    fields: dict[str, Any] = {"seen": append_verdict(earlier, (day, observation.verdict))}
    fields["first"] = (before and before.first) or (day if observation.verdict_class == "alive" else None)
    if observation.verdict_class == "alive":
        return fields
    if before is not None:
        known = {"since": before.dead_since, "confirmed": before.confirmed, "dead": before.dead}
        fields |= {"alive": before.last_alive, **known}
    if observation.verdict_class == "dead":
        fields["since"] = fields.get("since") or day
        fields["dead"] = (*fields.get("dead", ()), at)[-MOST_VERDICTS:]
    return fields


def _content(before: Memory | None, observation: Observation, at: str) -> dict[str, Any]:
    """Return what is remembered of what stands there: only what was learnt while it was alive."""
    if observation.verdict_class != "alive" or observation.unchanged:
        return kept_content(before, at) if before is not None else {}
    # A hundred characters between quotes, each of which takes two in JSON, and the W/ of a weak one.
    etag = _if_storable(observation.etag, ETAG, 110)
    content = {
        "to": _if_storable(observation.address or "", ADDRESS, LONGEST_ADDRESS),
        "etag": etag,
        # A date of HTTP has 29 characters. RFC 9110, 13.1.3: beside an ETag it is not looked at.
        "modified": "" if etag else _if_storable(observation.last_modified, HTTP_DATE, 29),
        "title": _storable_title(observation.title),
        "digest": _if_storable(observation.digest, DIGEST, LONGEST_DIGEST),
    }
    if before is None or not before.is_fresh(day_of(at)):
        return content
    if not any(content[name] and content[name] == getattr(before, name) for name in _TELLING):
        return content
    # That the same stood there before spoke for it, so it is not judged anew; a part of it was not read.
    older = kept_content(before, at)
    return {**older, **content, **{name: content[name] or older[name] for name in ("title", "digest")}}


def _if_storable(text: str, pattern: str, longest: int) -> str:
    """``text`` if it has the shape that is kept, else nothing."""
    return text if re.fullmatch(pattern, text) and has_room(text, longest) else ""


def _storable_title(title: str) -> str:
    """Return as much of a title as there is room for, in one line."""
    words = " ".join(title[:_TITLE_READ].split())
    if not words.isprintable():
        words = "".join(char for char in words if char.isprintable())
    # How much a character takes in JSON differs, so it is tried.
    while not has_room(words, LONGEST_TITLE):
        words = words[:-8]
    return words


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

    @property
    def fields(self) -> dict[str, Any]:
        """What of it a `LinkResult` states."""
        return {name: value for name, value in self._asdict().items() if name != "memory"}


def assess(
    before: Memory | None,
    name: str,
    run: datetime.datetime,
    observation: Observation,
    witnesses: Iterable[Witness] = (),
    *,
    confirm_runs: int,
) -> Standing:
    """Return where a link stands after this run, with its new memory (see `remember`).

    Args:
        before: what earlier runs remember of it; ``None``: nothing.
        name: what makes two spellings of the link one.
        run: when the run began.
        observation: what this run found.
        witnesses: who said what in this run.
        confirm_runs: runs in a row that must find it dead before that counts.
    """
    was_confirmed = before is not None and before.confirmed is not None
    memory = remember(before, name, run, observation)
    confirmed = (
        memory is not None
        and observation.verdict_class == "dead"
        and (was_confirmed or len(memory.dead) >= confirm_runs or is_proved(witnesses))
    )
    if memory is not None and confirmed and not was_confirmed:
        memory = memory.model_copy(update={"confirmed": day_of(memory.asked)})
    change: Change | None = None
    if confirmed:
        change = "still" if was_confirmed else "new"
    elif was_confirmed and observation.verdict_class == "alive":
        change = "recovered"
    return recall_standing(memory)._replace(confirmed=confirmed, change=change)


def recall_standing(memory: Memory | None) -> Standing:
    """Return where a link stands that this run did not ask about: never confirmed, and no news."""
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
    """Return whether what was said in one run is enough: by two who know it on their own."""
    dead = {
        witness.name
        for witness in witnesses
        if witness.verdict is not None and class_of(witness.verdict) == "dead"
    }
    return len(dead - _NO_EYE_WITNESSES) >= _WITNESSES_NEEDED


def carry_over(target: LinkTarget, memory: Memory) -> LinkResult:
    """Return what the last run that asked said of a link that is not due yet.

    A history may have been tampered with, so nothing is confirmed by it alone.
    """
    said = f"{MEANINGS[memory.verdict]}, as was found on {day_of(memory.asked)}"
    address = memory.to if class_of(memory.verdict) == "alive" else ""
    return LinkResult(
        **_known_fields(target, memory), verdict=memory.verdict, reason=said, address=address or None
    )


def postpone(target: LinkTarget, memory: Memory | None, why: str) -> LinkResult:
    """Return the result of a link that this run should have asked about and did not: it is unchecked.

    Args:
        target: the link.
        memory: what is remembered of it; ``None``: nothing.
        why: why it was not asked about, and what to do about it, in words.
    """
    before = "" if memory is None else f" (on {day_of(memory.asked)}: {MEANINGS[memory.verdict]})"
    return LinkResult(**_known_fields(target, memory), verdict="unchecked", reason=why + before)


def _known_fields(target: LinkTarget, memory: Memory | None) -> dict[str, Any]:
    witnesses: tuple[Witness, ...] = ()
    if memory is not None:
        said = MEANINGS[memory.verdict]
        witnesses = (Witness(name="history", said=said, at=memory.asked, verdict=memory.verdict),)
    return {
        "url": target.url,
        "used_by": target.uses,
        "witnesses": witnesses,
        "fresh": False,
        **recall_standing(memory).fields,
    }
