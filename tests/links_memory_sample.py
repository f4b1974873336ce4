"""Nights, links and memories of them, for the tests of what is remembered."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from hypothesis import strategies as st

from readinglist.links.assessment import Standing, assess
from readinglist.links.exchange import Observation
from readinglist.links.memory import Memory
from readinglist.links.results import LinkTarget, Use
from readinglist.links.verdicts import CLASS_OF, Verdict

FIRST_NIGHT = datetime.datetime(2026, 11, 1, 2, 15, tzinfo=datetime.UTC)
PAGE = "https://a.org/p.pdf"
LOOKED: tuple[Verdict, ...] = tuple(v for v, kind in CLASS_OF.items() if kind in ("alive", "dead", "unknown"))
NOT_LOOKED: tuple[Verdict, ...] = tuple(v for v in CLASS_OF if v not in LOOKED)


def night(number: int) -> datetime.datetime:
    return FIRST_NIGHT + datetime.timedelta(days=number)


def day(number: int) -> datetime.date:
    return night(number).date()


Look = tuple[str, datetime.datetime, Observation]
"""What a run has to say of a link: its name, when the run began, what was observed."""


def look(verdict: Verdict, number: int = 0, *, name: str = PAGE, **content: str | bool) -> Look:
    return name, night(number), Observation(verdict, **content)  # type: ignore[arg-type]


def nights(*verdicts: Verdict, confirm_runs: int = 2) -> list[Standing]:
    """Where a link stands after each of some nights in a row."""
    memory: Memory | None = None
    standings = []
    for number, verdict in enumerate(verdicts):
        standings.append(assess(memory, *look(verdict, number), confirm_runs=confirm_runs))
        memory = standings[-1].memory
    return standings


def remembered(*verdicts: Verdict) -> Memory:
    memory = nights(*verdicts)[-1].memory
    assert memory is not None
    return memory


def target(url: str = PAGE, *uses: Use) -> LinkTarget:
    return LinkTarget(url=url, name=url, uses=uses)


def use(
    key: str | None = "one", date: datetime.date | None = None, week: int | None = None, **more: str
) -> Use:
    return Use(key=key, field="url", date=date, week=week, **more)


moments = st.integers(0, 60 * 24 * 400).map(lambda minutes: FIRST_NIGHT + datetime.timedelta(minutes=minutes))


@st.composite
def memories(draw: st.DrawFn, name: str = PAGE, most: int = 45) -> Memory:
    """A memory that some runs have made, in an order in which runs may be made."""
    memory: Memory | None = None
    looks: Iterable[tuple[Verdict, datetime.datetime]] = draw(
        st.lists(st.tuples(st.sampled_from(LOOKED), moments), min_size=1, max_size=most)
    )
    for verdict, at in sorted(looks, key=lambda item: item[1]):
        content = draw(
            st.sampled_from([{}, {"etag": '"a"'}, {"title": "A"}, {"title": "B", "etag": 'W/"b"'}])
        )
        seen = Observation(verdict, unchanged=draw(st.booleans()), **content)
        memory = assess(memory, name, at, seen, confirm_runs=draw(st.integers(1, 3))).memory
    assert memory is not None
    return memory
