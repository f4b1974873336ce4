"""What a run says of one link, and what is remembered of it from then on; pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from readinglist.links.memory import memory as shapes
from readinglist.links.memory import verdict_history
from readinglist.links.memory.memory import Memory, day_of, stamp_of
from readinglist.links.verdicts import Verdict, VerdictClass, class_of

_TITLE_READ = 1000
# Each alone tells that the same stands there as before.
_TELLING = ("etag", "title", "digest")


class Look(NamedTuple):
    """What this run says of one link, as far as it is remembered.

    ``at`` is when the *run* began: all looks of a run, those of its shards too, carry the
    same time. ``unchanged``: the server said that nothing has changed since the page was
    read, so that nothing new is known of its content.
    """

    name: str
    verdict: Verdict
    at: datetime.datetime
    address: str | None = None
    etag: str = ""
    last_modified: str = ""
    title: str = ""
    digest: str = ""
    unchanged: bool = False

    @property
    def kind(self) -> VerdictClass:
        """The class of the verdict."""
        return class_of(self.verdict)


def remember(before: Memory | None, look: Look) -> Memory | None:
    """The memory of a link after a look.

    It is ``before``, which may be ``None``, after a look that says nothing: one that is
    unsafe, ignored or was not made.

    Args:
        before: what was remembered; ``None``: it was never looked at.
        look: what this run says.
    """
    if look.kind not in verdict_history.KEPT_CLASSES:
        return before
    at = max(stamp_of(look.at), shapes.FIRST)
    if before is not None and at <= before.asked:
        # A clock was put back: still, a run is not older than the one before.
        at = _next(before.asked)
    fields = {**_times(before, look, at), **_content(before, look, at)}
    return Memory(name=shapes.known_as(look.name), asked=at, **fields)


def _times(before: Memory | None, look: Look, at: str) -> dict[str, Any]:
    day = day_of(at)
    earlier = "" if before is None else before.seen
    fields: dict[str, Any] = {"seen": verdict_history.extended(earlier, (day, look.verdict))}
    fields["first"] = (before and before.first) or (day if look.kind == "alive" else None)
    if look.kind == "alive":
        return fields
    if before is not None:
        known = {"since": before.dead_since, "confirmed": before.confirmed, "dead": before.dead}
        fields |= {"alive": before.last_alive, **known}
    if look.kind == "dead":
        fields["since"] = fields.get("since") or day
        fields["dead"] = (*fields.get("dead", ()), at)[-verdict_history.MOST :]
    return fields


def _content(before: Memory | None, look: Look, at: str) -> dict[str, Any]:
    """What is remembered of what stands there: only what was learnt while it was alive."""
    if look.kind != "alive" or look.unchanged:
        return shapes.content_of(before, at) if before is not None else {}
    etag = _fitting(look.etag, shapes.ETAG, 110)
    content = {
        "to": _fitting(look.address or "", shapes.ADDRESS, shapes.LONGEST_ADDRESS),
        "etag": etag,
        # RFC 9110, 13.1.3: beside an ETag it is not looked at.
        "modified": "" if etag else _fitting(look.last_modified, shapes.HTTP_DATE, 29),
        "title": _shortened(look.title),
        "digest": _fitting(look.digest, shapes.DIGEST, shapes.LONGEST_DIGEST),
    }
    if before is None or not before.is_fresh(day_of(at)) or not _is_the_same(before, content):
        return content
    # That the same stood there before spoke for it, so it is not judged anew; a part of it was not read.
    older = shapes.content_of(before, at)
    return {**older, **content, **{name: content[name] or older[name] for name in ("title", "digest")}}


def _is_the_same(before: Memory, content: Mapping[str, str]) -> bool:
    return any(content[name] and content[name] == getattr(before, name) for name in _TELLING)


def _fitting(text: str, pattern: str, longest: int) -> str:
    """``text`` if it has the shape that is kept, else nothing."""
    return text if re.fullmatch(pattern, text) and shapes.has_room(text, longest) else ""


def _shortened(title: str) -> str:
    """As much of a title as there is room for, in one line."""
    words = " ".join(title[:_TITLE_READ].split())
    if not words.isprintable():
        words = "".join(char for char in words if char.isprintable())
    while not shapes.has_room(words, shapes.LONGEST_TITLE):
        words = words[:-8]
    return words


def _next(stamp: str) -> str:
    return stamp_of(datetime.datetime.fromisoformat(stamp) + datetime.timedelta(milliseconds=1))
