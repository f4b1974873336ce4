"""What pages say, as sessions and readings with citation keys: the syllabus that a page is. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readinglist.importing.page_content import Found, FoundReading, FoundSession, Untaken
from readinglist.importing.update.addresses import cleaned
from readinglist.importing.update.own_words import in_own_words
from readinglist.importing.update.work import record_of
from readinglist.importing.update.works import gathered, keyed
from readinglist.model.pairing import misplaced
from readinglist.model.reading import Link, Reading
from readinglist.model.schedule import FIELD_OF_LEVEL, Assignment, Session, Syllabus
from readinglist.report import session_words


class Said(NamedTuple):
    """What one page says.

    Attributes:
        syllabus: its course, sessions and works.
        untaken: what of it is in no list.
        remarks: what a person should look at.
    """

    syllabus: Syllabus
    untaken: tuple[Untaken, ...]
    remarks: tuple[str, ...]


def said(pages: Sequence[Found], before: Sequence[Reading], now: Sequence[Reading]) -> tuple[Said, ...]:
    """What each of ``pages`` says; a work that several of them name has one key in all.

    Args:
        pages: what was found, in order.
        before: the works of the same pages when they were read last, with the keys they got.
        now: the entries of the list.
    """
    works = gathered(record for page in pages for record in _records(page))
    entries = keyed(works.readings, before, now)
    numbers = iter(works.work_of)
    result = []
    for page in pages:
        mine = [entries[next(numbers)] for _ in items_of(page)]
        result.append(_said(page, mine))
    if result:
        result[0] = result[0]._replace(remarks=(*works.remarks, *result[0].remarks))
    return tuple(result)


def items_of(page: Found) -> tuple[FoundReading, ...]:
    """Every reading of a page: session by session, then those under no session."""
    return (*(item for session in page.sessions for item in session.readings), *page.unscheduled)


def _records(page: Found) -> Iterator[Reading]:
    """A record for each of `items_of` ``page``."""
    for session in page.sessions:
        yield from map(record_of, session.readings)
    for item in page.unscheduled:
        yield _with_note(item, record_of(item))


def _said(page: Found, entries: Sequence[Reading]) -> Said:
    """``entries`` holds the entry of each of `items_of` ``page``."""
    rest = iter(entries)
    untaken = list(page.untaken)
    sessions = []
    for session in page.sessions:
        named = [(item, next(rest)) for item in session.readings]
        assignments, twice = _assignments(named)
        untaken += twice
        sessions.append(_session(session, assignments))
    readings = tuple({entry.key: entry for entry in entries}.values())
    course = page.course.model_copy(update={"links": tuple(map(_clean, page.course.links))})
    syllabus = Syllabus(course=course, sessions=tuple(sessions), readings=readings)
    return Said(syllabus, tuple(untaken), (*page.remarks, *_remarks(syllabus, page.unscheduled)))


def _assignments(
    named: Sequence[tuple[FoundReading, Reading]],
) -> tuple[tuple[Assignment, ...], list[Untaken]]:
    """The assignments of one session; an item that says all that another one says is not taken."""
    found: dict[tuple[object, ...], Assignment] = {}
    twice = []
    for item, entry in named:
        assignment = Assignment(
            reading=entry,
            level=item.level,
            locator=item.locator,
            note=item.note,
            presenters=item.presenters,
            group=item.group,
        )
        assignment = in_own_words(assignment, item.text if item.item is None else item.item)
        if item.item == "":  # the item is that of the reading above
            assignment = assignment.model_copy(update={"text": ""})
        same = (entry.key, item.level, item.locator, item.note, item.presenters)
        if same in found:
            why = "stands twice in this session"
            twice.append(Untaken(line=item.line, text=item.text or entry.title or entry.key, why=why))
        found.setdefault(same, assignment)
    return tuple(found.values()), twice


def _session(session: FoundSession, assignments: Sequence[Assignment]) -> Session:
    lists = {
        field: tuple(assignment for assignment in assignments if assignment.level == level)
        for level, field in FIELD_OF_LEVEL.items()
    }
    return Session(
        week=session.week,
        date=session.date,
        topic=session.topic,
        kind=session.kind,
        speakers=session.speakers,
        links=tuple(map(_clean, session.links)),
        notes=session.notes,
        tbd=session.tbd,
        **lists,
    )


def _clean(link: Link) -> Link:
    """A link of a session keeps the page's own words."""
    return link.model_copy(update={"url": cleaned(link.url)})


def _with_note(item: FoundReading, entry: Reading) -> Reading:
    """A reading under no session keeps what an assignment would say of it as its note."""
    words = "; ".join(filter(None, (item.locator, item.note)))
    return entry.replace(note=words) if words and not entry.note else entry


def _remarks(syllabus: Syllabus, unscheduled: Sequence[FoundReading]) -> Iterator[str]:
    dated = [session for session in syllabus.sessions if session.date is not None]
    for number in misplaced([session.date.toordinal() for session in dated if session.date]):
        yield f"{session_words(dated[number])} is out of order on the page; look at its date"
    levels = sum(item.level != "unspecified" for item in unscheduled)
    if levels:
        yield (
            f"{levels} readings under no session are marked as required or optional: a level is kept only "
            "for a reading in a session; assign them, or say which headings are sessions"
        )
