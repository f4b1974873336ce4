"""What is remembered of one link between runs, and what two memories of it know together; pure.

A memory comes out of a file that anybody may have changed, so it is never believed on its
own: it can put off a look and say for how long a link was dead, but what a link *is* is
what this run finds. Two memories of one link merge into one whatever their order and
however often, so that two nights, two shards or two branches lose nothing and count
nothing twice: a run is known by its time.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from readinglist.links.exchange import Remembered
from readinglist.links.memory import verdict_history
from readinglist.links.verdicts import Verdict, class_of
from readinglist.model.reading import Record

WHOLE_DAYS = 28
"""Days for which what was learnt of a page spares work: then it is read and judged as if it were new."""
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_TITLE, LONGEST_DIGEST = 800, 500, 400, 64
"""Characters in JSON and ASCII, so that a whole line has its limit."""
FIRST = "1990-01-01T00:00:00.000Z"
"""Before that there were no links: what is said to be older comes from a clock that is not set."""
STAMP = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"
ADDRESS = r"^(https?://[\x21-\x7e]+)?$"
# What is sent to a server is only what RFC 9110 (8.8.3 and 5.6.7) allows there.
ETAG = r'^((W/)?"[\x21\x23-\x5b\x5d-\x7e]{0,100}")?$'
HTTP_DATE = r"^([A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT)?$"
DIGEST = r"^[0-9a-zA-Z]*$"

_FIRST_DAY = datetime.date.fromisoformat(FIRST[:10])
_NO_CONTROLS = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
_CONTENT = ("to", "etag", "modified", "title", "digest")


def has_room(text: str, limit: int) -> bool:
    """Whether ``text``, as JSON in ASCII, takes no more than ``limit`` characters."""
    # A character takes twelve at most, as two halves of a surrogate pair.
    return len(text) * 12 <= limit or len(json.dumps(text)) - 2 <= limit


def known_as(name: str) -> str:
    """The name under which a link is remembered: its own, or a digest where that is too long or not plain."""
    if name and name.isprintable() and has_room(name, LONGEST_NAME):
        return name
    return f"digest:{hashlib.blake2b(name.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"


def _at_most(limit: int) -> AfterValidator:
    def check(text: str) -> str:
        if not has_room(text, limit):
            raise ValueError(f"it is longer than {limit} characters")
        return text

    return AfterValidator(check)


def _real(stamp: str) -> str:
    if datetime.datetime.fromisoformat(stamp) and stamp < FIRST:
        raise ValueError("it is before there were links")
    return stamp


Stamp = Annotated[str, Field(pattern=STAMP), AfterValidator(_real)]
"""A moment in UTC, to the millisecond, in the one spelling in which text sorts as time does."""
Day = Annotated[datetime.date, Field(ge=_FIRST_DAY)]


class Memory(Record):
    """What is remembered of one link: one line of the history.

    Names are short because each stands in every line. A run of dead verdicts lasts until
    the link is found alive; unknown verdicts in it do not end it.
    """

    name: Annotated[str, Field(min_length=1, pattern=_NO_CONTROLS), _at_most(LONGEST_NAME)] = Field(
        description="what makes two spellings of the link one"
    )
    asked: Stamp = Field(description="when the last run began that asked about it")
    alive: Stamp | None = Field(
        default=None,
        description="last run that found it alive; null: the last that asked, if it did, otherwise none",
    )
    first: Day | None = Field(default=None, description="first day on which it was alive; null: none")
    since: Day | None = Field(default=None, description="first day of its being dead; null: it is not")
    confirmed: Day | None = Field(default=None, description="day on which that was confirmed; null: none")
    dead: tuple[Stamp, ...] = Field(
        default=(),
        max_length=verdict_history.MOST,
        description="the latest of the runs since then that found it dead",
    )
    seen: str = Field(
        max_length=verdict_history.LONGEST,
        pattern=verdict_history.SHAPE,
        description="the last verdicts with their days; ok 2026-09-01+14*3: then thrice, every 14 days",
    )
    read: Day | None = Field(
        default=None,
        description="day on which what follows was learnt, and judged with no help of it; null: when asked",
    )
    to: Annotated[str, Field(pattern=ADDRESS), _at_most(LONGEST_ADDRESS)] = Field(
        default="", description="where it led; empty: nowhere else"
    )
    etag: Annotated[str, Field(pattern=ETAG)] = Field(default="", description="the server's ETag")
    modified: Annotated[str, Field(pattern=HTTP_DATE)] = Field(
        default="", description="the server's Last-Modified, where there is no ETag"
    )
    title: Annotated[str, Field(pattern=_NO_CONTROLS), _at_most(LONGEST_TITLE)] = Field(
        default="", description="title of what stood there"
    )
    digest: Annotated[str, Field(max_length=LONGEST_DIGEST, pattern=DIGEST)] = Field(
        default="", description="fingerprint of what stood there"
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Memory:
        if verdict_history.pairs_of(self.seen)[-1][0] != day_of(self.asked):
            raise ValueError("the last verdict is not of the day on which it was asked")
        if class_of(self.verdict) == "alive" and (self.alive or self.since or self.confirmed or self.dead):
            raise ValueError("it cannot be alive and dead")
        if self.alive is not None and self.alive >= self.asked:
            raise ValueError("it was alive after it was asked about")
        if self.read is not None and (self.read >= day_of(self.asked) or not any(self.content().values())):
            raise ValueError("what stands there was not read on that day")
        if list(self.dead) != sorted(set(self.dead)) or not self._dead_in_time():
            raise ValueError("the runs that found it dead are not in order")
        return self

    def _dead_in_time(self) -> bool:
        return not self.dead or (self.alive or "") < self.dead[0] <= self.dead[-1] <= self.asked

    @property
    def verdict(self) -> Verdict:
        """What the last run said that asked."""
        return verdict_history.last_verdict(self.seen)

    @property
    def history(self) -> tuple[verdict_history.Pair, ...]:
        """The last verdicts with their days, oldest first."""
        return verdict_history.pairs_of(self.seen)

    @property
    def last_alive(self) -> str | None:
        """The last run that found it alive; ``None``: none did."""
        return self.asked if class_of(self.verdict) == "alive" else self.alive

    @property
    def dead_since(self) -> datetime.date | None:
        """The first day of its being dead; ``None``: it is not."""
        days = (self.since, day_of(self.dead[0]) if self.dead else None)
        return min((day for day in days if day), default=None)

    @property
    def days(self) -> tuple[datetime.date, ...]:
        """The days that it names, but for those of `history`, of which none is later than the last."""
        stated = (self.first, self.since, self.confirmed, self.read)
        return (*(day for day in stated if day), day_of(self.asked))

    def remembered(self, on: datetime.date) -> Remembered:
        """What a request made on a day may use.

        That is nothing once the page was judged `WHOLE_DAYS` ago, so that neither a server nor
        a file that always says "it is the same" is believed for ever.

        Args:
            on: the day, in UTC.
        """
        if not any(self.content().values()) or not self.is_fresh(on):
            return Remembered()
        alive = [verdict for _, verdict in self.history if class_of(verdict) == "alive"]
        verdict = alive[-1] if alive else "ok"
        return Remembered(verdict, self.to or None, self.etag, self.modified, self.title, self.digest)

    def is_fresh(self, on: datetime.date) -> bool:
        """Whether what was learnt of the page may spare work on a day."""
        return abs((on - self.read_on).days) < WHOLE_DAYS

    @property
    def read_on(self) -> datetime.date:
        """The day on which `content` was learnt, and judged with no help of an older one."""
        return self.read or day_of(self.asked)

    def content(self) -> dict[str, str]:
        """What is remembered of what stood there, by the names of the fields; all empty: nothing."""
        return {name: getattr(self, name) for name in _CONTENT}


def stamp_of(at: datetime.datetime) -> str:
    """A moment as it is remembered."""
    return at.astimezone(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day_of(stamp: str) -> datetime.date:
    """The day, in UTC, of a moment."""
    return datetime.date.fromisoformat(stamp[:10])


def merged(a: Memory, b: Memory) -> Memory:
    """What two memories of one link know together.

    Every part is a greatest or a least one, or a union cut to its greatest members: so the
    order of merges does not show, and a repeated one changes nothing.
    """
    if a == b:
        return a
    last = max(a, b, key=lambda memory: (memory.asked, class_of(memory.verdict) == "alive", memory.verdict))
    alive = max(a.last_alive or "", b.last_alive or "")
    return Memory(
        name=a.name,
        asked=last.asked,
        alive=alive if alive and alive != last.asked else None,
        first=min((day for day in (a.first, b.first) if day), default=None),
        since=_of_the_newest(a, b, lambda memory: memory.since),
        confirmed=_of_the_newest(a, b, lambda memory: memory.confirmed),
        dead=tuple(sorted({stamp for stamp in (*a.dead, *b.dead) if stamp > alive})[-verdict_history.MOST :]),
        seen=verdict_history.trail_of((*a.history, *b.history), last.history[-1]),
        **content_of(max(a, b, key=_age_of_content), last.asked),
    )


def content_of(memory: Memory, asked: str) -> dict[str, Any]:
    """The fields of what stood there, for a memory of a link that was ``asked`` about again."""
    content = memory.content()
    is_older = any(content.values()) and memory.read_on != day_of(asked)
    return {"read": memory.read_on if is_older else None, **content}


def _of_the_newest(
    a: Memory, b: Memory, day: Callable[[Memory], datetime.date | None]
) -> datetime.date | None:
    """The earlier day, of those memories that know when it was alive last: others speak of an older death."""
    alive = max(a.last_alive or "", b.last_alive or "")
    days = (day(memory) for memory in (a, b) if (memory.last_alive or "") == alive)
    return min((day for day in days if day), default=None)


def _age_of_content(memory: Memory) -> tuple[str, ...]:
    # Whatever is of one day needs an order, too: any will do that is the same everywhere.
    content = tuple(memory.content().values())
    return (memory.read_on.isoformat() if any(content) else "", *content)
