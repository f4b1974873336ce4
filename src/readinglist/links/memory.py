"""What is remembered of one link between runs, and what two memories of it know together; pure.

A memory comes out of a file that a stranger may have changed, so it is never believed on its
own: it can put off a look and say for how long a link was dead, but what a link *is* is
what this run finds. Two memories of one link merge into one whatever their order and
however often, so that two nights, two shards or two branches lose nothing and count
nothing twice: a run is known by its time.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Annotated, Any, cast

from pydantic import AfterValidator, Field, model_validator

from readinglist.links.exchange import Observation
from readinglist.links.verdicts import CLASS_OF, Verdict, class_of
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

Pair = tuple[datetime.date, Verdict]

MOST_VERDICTS = 30
"""Pairs of a day and a verdict that are kept."""
VERDICTS = r"^[a-z0-9_]+ [0-9-]{10}(\+[0-9]+(\*[0-9]+)?)*( [a-z0-9_]+ [0-9-]{10}(\+[0-9]+(\*[0-9]+)?)*)*$"
LONGEST_VERDICTS = 1000
"""Characters of a text of so many pairs, at most."""
KEPT_CLASSES = frozenset({"alive", "dead", "unknown"})
"""Classes of verdicts that are remembered; the others only say that it was not asked about."""

_KEPT_VERDICTS = frozenset(verdict for verdict, name in CLASS_OF.items() if name in KEPT_CLASSES)
_GROUP = re.compile(r"([a-z0-9_]+) ([0-9]{4}-[0-9]{2}-[0-9]{2})((?:\+[0-9*]+)*)(?: (?=.)|\Z)")
_STEP = re.compile(r"\+([0-9]{1,5})(?:\*([0-9]{1,2}))?")


# The verdicts of earlier runs as one short text --------------------------------------
#
# ``ok 2026-09-01+14*3 gone 2026-10-14+1`` says: found on 1 September and three times more, each time
# 14 days later; gone on 14 and 15 October. So a line of the history stays short and a person can read it.


def render_verdicts(pairs: Iterable[Pair], last: Pair) -> str:
    """Return the text of pairs and ``last``, the latest of them; the newest `MOST_VERDICTS` are kept."""
    kept = sorted({*pairs, last})[-MOST_VERDICTS:]
    kept.remove(last)
    return _text([*kept, last])


# Links that were asked about on the same nights have the same text.
@lru_cache(maxsize=1 << 12)
def parse_verdicts(trail: str) -> tuple[Pair, ...]:
    """Return the pairs that a text stands for, oldest first.

    Raises:
        ValueError: `render_verdicts` writes no such text.
    """
    pairs = tuple(_pairs(trail))
    if not pairs or pairs[-1][0] < max(day for day, _ in pairs) or render_verdicts(pairs, pairs[-1]) != trail:
        raise ValueError("these are no verdicts with their days")
    return pairs


@lru_cache(maxsize=1 << 12)
def append_verdict(trail: str, last: Pair) -> str:
    """Return the text that ``last`` is added to; the empty text is one of no pairs."""
    return render_verdicts(parse_verdicts(trail) if trail else (), last)


def last_verdict(trail: str) -> Verdict:
    """Return the newest verdict of a text that `render_verdicts` wrote."""
    return cast(Verdict, trail.rsplit(" ", 2)[-2])


def _text(pairs: Sequence[Pair]) -> str:
    groups = ((verdict, [day for day, _ in group]) for verdict, group in groupby(pairs, lambda pair: pair[1]))
    return " ".join(f"{verdict} {days[0]}{_steps(days)}" for verdict, days in groups)


def _steps(days: Sequence[datetime.date]) -> str:
    steps = ((later - earlier).days for earlier, later in pairwise(days))
    counted = ((step, len(list(same))) for step, same in groupby(steps))
    return "".join(f"+{step}*{count}" if count > 1 else f"+{step}" for step, count in counted)


def _pairs(trail: str) -> Iterator[Pair]:
    place = count = 0
    while place < len(trail):
        group = _GROUP.match(trail, place)
        if group is None or group[1] not in _KEPT_VERDICTS:
            raise ValueError("these are no verdicts with their days")
        place = group.end()
        verdict = cast(Verdict, group[1])
        steps = [(int(step), int(times or 1)) for step, times in _STEP.findall(group[3])]
        # Counted before it is spelt out, so that a few characters do not become a million pairs.
        count += 1 + sum(times for _, times in steps)
        if count > MOST_VERDICTS:
            raise ValueError(f"there are more than {MOST_VERDICTS} verdicts")
        for day in _days(datetime.date.fromisoformat(group[2]), steps):
            yield day, verdict


def _days(day: datetime.date, steps: Iterable[tuple[int, int]]) -> Iterator[datetime.date]:
    yield day
    for step, times in steps:
        for _ in range(times):
            try:
                day += datetime.timedelta(days=step)
            except OverflowError:
                raise ValueError("there is no such day") from None
            yield day


# One link -----------------------------------------------------------------------------


def has_room(text: str, limit: int) -> bool:
    """Return whether ``text``, as JSON in ASCII, takes no more than ``limit`` characters."""
    # A character takes twelve at most, as two halves of a surrogate pair.
    return len(text) * 12 <= limit or len(json.dumps(text)) - 2 <= limit


def stored_name(name: str) -> str:
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
        max_length=MOST_VERDICTS,
        description="the latest of the runs since then that found it dead",
    )
    seen: str = Field(
        max_length=LONGEST_VERDICTS,
        pattern=VERDICTS,
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
        if parse_verdicts(self.seen)[-1][0] != day_of(self.asked):
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
        return last_verdict(self.seen)

    @property
    def history(self) -> tuple[Pair, ...]:
        """The last verdicts with their days, oldest first."""
        return parse_verdicts(self.seen)

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

    def observation(self, on: datetime.date) -> Observation:
        """Return what a request made on a day may use.

        That is nothing once the page was judged `WHOLE_DAYS` ago, so that neither a server nor
        a file that always says "it is the same" is believed for ever.

        Args:
            on: the day, in UTC.
        """
        if not any(self.content().values()) or not self.is_fresh(on):
            return Observation()
        alive = [verdict for _, verdict in self.history if class_of(verdict) == "alive"]
        verdict = alive[-1] if alive else "ok"
        return Observation(verdict, self.to or None, self.etag, self.modified, self.title, self.digest)

    def is_fresh(self, on: datetime.date) -> bool:
        """Return whether what was learnt of the page may spare work on a day."""
        return abs((on - self.read_on).days) < WHOLE_DAYS

    @property
    def read_on(self) -> datetime.date:
        """The day on which `content` was learnt, and judged with no help of an older one."""
        return self.read or day_of(self.asked)

    def content(self) -> dict[str, str]:
        """Return what is remembered of what stood there, by the names of the fields; all empty: nothing."""
        return {name: getattr(self, name) for name in _CONTENT}


def stamp_of(at: datetime.datetime) -> str:
    """Return a moment as it is remembered."""
    return at.astimezone(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day_of(stamp: str) -> datetime.date:
    """Return the day, in UTC, of a moment."""
    return datetime.date.fromisoformat(stamp[:10])


def merge_memories(a: Memory, b: Memory) -> Memory:
    """Return what two memories of one link know together.

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
        dead=tuple(sorted({stamp for stamp in (*a.dead, *b.dead) if stamp > alive})[-MOST_VERDICTS:]),
        seen=render_verdicts((*a.history, *b.history), last.history[-1]),
        **kept_content(max(a, b, key=_age_of_content), last.asked),
    )


def kept_content(memory: Memory, asked: str) -> dict[str, Any]:
    """Return the fields of what stood there, for a memory of a link that was ``asked`` about again."""
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
