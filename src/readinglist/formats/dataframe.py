"""The list as a table: one row an assignment, for pandas and for whatever takes rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from readinglist.errors import MissingExtraError
from readinglist.model.reading import Reading
from readinglist.model.schedule import LEVELS, Assignment, Session, Syllabus

if TYPE_CHECKING:
    import pandas

# Column to pandas type. All of them can say "not stated". Dates count seconds, because
# pandas' nanoseconds end in the year 2262, and a wrong year must not cost the whole table.
_DTYPES = {
    "week": "Int64",
    "date": "datetime64[s]",
    "topic": "string",
    "kind": "string",
    "level": "category",
    "key": "string",
    "type": "string",
    "title": "string",
    "authors": "string",
    "first_author": "string",
    "n_authors": "Int64",
    "year": "Int64",
    "venue": "string",
    "container_title": "string",
    "publisher": "string",
    "doi": "string",
    "arxiv_id": "string",
    "url": "string",
    "award": "string",
    "locator": "string",
    "note": "string",
}
COLUMNS = tuple(_DTYPES)


def rows(syllabus: Syllabus) -> list[dict[str, object]]:
    """One row for each assignment in the order of the page, then one for each unscheduled reading.

    Every row has all of `COLUMNS`, in their order. ``None`` is what is not stated; an
    unscheduled reading has no week, date, topic, kind, level and locator. ``authors`` are
    all names, joined by ``"; "``; ``first_author`` is the name that a work is cited by;
    ``n_authors`` counts the people who are named. ``note`` is the remark of the
    assignment, or of the reading if it is unscheduled.
    """
    scheduled = [_assigned(session, a) for session in syllabus.sessions for a in session.assignments]
    return [*scheduled, *(_row({"note": r.note}, r) for r in syllabus.unscheduled)]


def _assigned(session: Session, assignment: Assignment) -> dict[str, object]:
    placed = {
        "week": session.week,
        "date": session.date,
        "topic": session.topic,
        "kind": session.kind,
        "level": assignment.level,
        "locator": assignment.locator,
        "note": assignment.note,
    }
    return _row(placed, assignment.reading)


def _row(placed: Mapping[str, object], reading: Reading) -> dict[str, object]:
    people = [name for name in reading.author if not name.is_others]
    known = {
        **placed,
        "key": reading.key,
        "type": reading.type,
        "title": reading.title,
        "authors": "; ".join(map(str, reading.author)) or None,
        "first_author": people[0].sort_family if people else None,
        "n_authors": len(people),
        "year": reading.year,
        "venue": reading.venue,
        "container_title": reading.container_title,
        "publisher": reading.publisher,
        "doi": reading.doi,
        "arxiv_id": reading.arxiv_id,
        "url": reading.url,
        "award": reading.award,
    }
    return {column: known.get(column) for column in COLUMNS}


def to_frame(syllabus: Syllabus) -> pandas.DataFrame:
    """The `rows` as a frame whose types do not depend on what is in it.

    Text is pandas' ``string``, numbers are ``Int64``, ``date`` is a ``datetime64``, and
    ``level`` is a category in which required < optional < unspecified. What is not stated
    is missing (``NA``, ``NaT``).

    Raises:
        MissingExtraError: pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise MissingExtraError("a frame", "notebook") from error

    levels = pandas.CategoricalDtype(list(LEVELS), ordered=True)
    table = rows(syllabus)
    return pandas.DataFrame(
        {
            column: pandas.Series(
                [row[column] for row in table], dtype=levels if dtype == "category" else dtype
            )
            for column, dtype in _DTYPES.items()
        }
    )
