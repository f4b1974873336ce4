"""What pages say, as a syllabus of sessions and readings with citation keys. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readinglist.formats.reading_lists import assignment_words, main_url
from readinglist.importing.content import PageContent, PageReading, PageSession, Skipped
from readinglist.importing.update.item_records import clean_address, record_of
from readinglist.importing.update.works import assign_keys, group_by_work
from readinglist.model.pairing import misplaced
from readinglist.model.reading import Link, Reading
from readinglist.model.schedule import FIELD_OF_LEVEL, Assignment, Session, Syllabus
from readinglist.report import session_words
from readinglist.text.markdown.parser import parse_inline
from readinglist.text.safety import safe_url

_DESTINATION = re.compile(r"\]\((?P<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")


class PageSyllabus(NamedTuple):
    """What one page says.

    Attributes:
        syllabus: its course, sessions and works.
        skipped: what of it is in no list.
        remarks: what a person should look at.
    """

    syllabus: Syllabus
    skipped: tuple[Skipped, ...]
    remarks: tuple[str, ...]


def syllabi_of_pages(
    pages: Sequence[PageContent], before: Sequence[Reading], now: Sequence[Reading]
) -> tuple[PageSyllabus, ...]:
    """Return what each of ``pages`` says; a work that several of them name has one key in all.

    Args:
        pages: what was read of them, in order.
        before: the works of the same pages when they were read last, with the keys they got.
        now: the entries of the list.
    """
    works = group_by_work(record for page in pages for record in _records(page))
    entries = assign_keys(works.readings, before, now)
    # The number of a work for each item, in the order of `items_of`.
    numbers = iter(works.work_of)
    result = [_page_syllabus(page, [entries[next(numbers)] for _ in items_of(page)]) for page in pages]
    # What looks odd among all pages is reported with the first.
    if result:
        result[0] = result[0]._replace(remarks=(*works.remarks, *result[0].remarks))
    return tuple(result)


def items_of(page: PageContent) -> tuple[PageReading, ...]:
    """Every reading of a page: session by session, then those under no session."""
    return (*(item for session in page.sessions for item in session.readings), *page.unscheduled)


def _records(page: PageContent) -> Iterator[Reading]:
    """A record for each of `items_of` ``page``."""
    for session in page.sessions:
        yield from map(record_of, session.readings)
    for item in page.unscheduled:
        record = record_of(item)
        # What an assignment would say has no other place where there is no assignment.
        words = "; ".join(filter(None, (item.locator, item.note)))
        yield record.replace(note=words) if words and not record.note else record


def _page_syllabus(page: PageContent, entries: Sequence[Reading]) -> PageSyllabus:
    """``entries`` holds the entry of each of `items_of` ``page``."""
    rest = iter(entries)
    skipped = list(page.skipped)
    sessions = []
    for session in page.sessions:
        assignments, twice = _assignments([(item, next(rest)) for item in session.readings])
        skipped += twice
        sessions.append(_session(session, assignments))
    readings = tuple({entry.key: entry for entry in entries}.values())
    course = page.course.model_copy(update={"links": tuple(map(_clean_link, page.course.links))})
    syllabus = Syllabus(course=course, sessions=tuple(sessions), readings=readings)
    return PageSyllabus(
        syllabus, tuple(skipped), (*page.remarks, *_remarks(syllabus, items_of(page), page.unscheduled))
    )


def _assignments(
    named: Sequence[tuple[PageReading, Reading]],
) -> tuple[tuple[Assignment, ...], list[Skipped]]:
    """The assignments of one session; an item that says all that another one says is skipped."""
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
        assignment = with_page_words(assignment, item.text if item.item is None else item.item)
        if item.item == "":  # the whole item is kept with the reading above
            assignment = assignment.model_copy(update={"text": ""})
        same = (entry.key, item.level, item.locator, item.note, item.presenters)
        if same in found:
            why = "stands twice in this session"
            twice.append(Skipped(line=item.line, text=item.text or entry.title or entry.key, why=why))
        found.setdefault(same, assignment)
    return tuple(found.values()), twice


def _session(session: PageSession, assignments: Sequence[Assignment]) -> Session:
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
        links=tuple(map(_clean_link, session.links)),
        notes=session.notes,
        tbd=session.tbd,
        **lists,
    )


def _clean_link(link: Link) -> Link:
    """``link`` with a clean address, in the page's own words."""
    return link.model_copy(update={"url": clean_address(link.url)})


def _unsure(items: Sequence[PageReading]) -> Iterator[str]:
    unsure = [item for item in items if item.unsure and item.title]
    if unsure:
        shown = "; ".join(f"line {item.line}, “{item.title[:60]}”" for item in unsure[:3] if item.title)
        more = f" and {len(unsure) - 3} more" if len(unsure) > 3 else ""
        what = "1 reading has" if len(unsure) == 1 else f"{len(unsure)} readings have"
        yield f"{what} all words of the item as title, as title and authors are not told apart: {shown}{more}"


def _remarks(
    syllabus: Syllabus, items: Sequence[PageReading], unscheduled: Sequence[PageReading]
) -> Iterator[str]:
    yield from _unsure(items)
    dated = [session for session in syllabus.sessions if session.date is not None]
    for number in misplaced([session.date.toordinal() for session in dated if session.date]):
        yield f"{session_words(dated[number])} is out of order on the page; look at its date"
    levels = sum(item.level != "unspecified" for item in unscheduled)
    if levels:
        yield (
            f"{levels} readings under no session are marked as required or optional: a level is kept only "
            "for a reading in a session; assign them, or say which headings are sessions"
        )


def with_page_words(assignment: Assignment, text: str) -> Assignment:
    """Return ``assignment`` with ``text``, the item of the page as inline Markdown, where it says more.

    The address that the reading leads to is left out of it, so that a better one in the
    entry is followed. Nothing is kept where the linked title says the same.
    """
    if not text.strip():
        return assignment
    kept = assignment.model_copy(update={"text": _without_address(text, main_url(assignment.reading))})
    # Who presents stands elsewhere on the page, and is to be seen on the site, too.
    unsaid = assignment.model_copy(update={"presenters": ()})
    return assignment if assignment_words(kept) == assignment_words(unsaid) else kept


def _without_address(text: str, home: str | None) -> str:
    address = safe_url(home)
    if address is None:
        return text
    shorter = _DESTINATION.sub(lambda link: "]()" if safe_url(link["url"]) == address else link[0], text)
    # What looks like a link may be code, which would say something else now.
    return shorter if parse_inline(shorter, home) == parse_inline(text) else text
