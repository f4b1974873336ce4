"""The Jekyll template of Berkeley's AI-Sys courses: ``index.md`` with a table whose rows an include opens.

Dates and rows belong together by position, holidays included. What is required stands in a
``div`` with the class ``required_reading``, the rest in ``optional_reading``.
https://github.com/ucbrise/cs294-ai-sys-sp22
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from readinglist.importing.content import Page, PageContent, PageSession, Skipped
from readinglist.importing.interpret.course_facts import course_named, course_with
from readinglist.importing.interpret.dates import days, first_year
from readinglist.importing.interpret.headings import heading_of
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.session_blocks import SessionReader
from readinglist.importing.interpret.session_builder import ItemPlace
from readinglist.importing.interpret.skipped_items import commented_out, skipped_in_block, skipped_outside
from readinglist.importing.markup.blocks import Block, blocks_of
from readinglist.importing.markup.source_text import Source, source_of
from readinglist.model.schedule import Course
from readinglist.settings import Hints
from readinglist.text.markdown.spans import plain

_ENTRY = re.compile(r"include\s+[\w/-]*syllabus_entry(?:\.\w+)?(?:\s|$)")
_ENTRY_TAG = re.compile(r"\{%-?\s*include\s+[\w/-]*syllabus_entry(?:\.\w+)?[\s%-]")
_INCLUDE = re.compile(r"(?:.*/)?syllabus_entry(?:\.\w+)?")
# Two lectures a week: "assign week = lecture_counter | divided_by: 2.0 | floor | plus: 1", or "| ceil".
_PAIRED = re.compile(
    r"week\s*=\s*\w+\s*\|\s*divided_by:\s*2(?:\.0)?\s*\|\s*(?P<how>floor\s*\|\s*plus:\s*1|ceil)"
)
_ADDRESS = re.compile(r"^(?P<key>url|baseurl)\s*:\s*[\"']?(?P<value>[^\s\"'#]+)", re.M)


class BerkeleyReader:
    """Reads such a page, and a folder that holds one; there, the include tells how weeks are counted."""

    name = "berkeley"

    def recognises(self, page: Page) -> float:
        """Certain where the include opens a row, else not at all."""
        return 1.0 if _ENTRY_TAG.search(_text(page)[1]) else 0.0

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The rows of the table as sessions, and the facts above it."""
        file, text = _text(page)
        source = source_of(text)
        blocks = blocks_of(source.lines)
        starts = [index for index, block in enumerate(blocks) if _opens(block)]
        first = starts[0] if starts else len(blocks)
        end = next((i for i in range(first, len(blocks)) if _ends(blocks[i])), len(blocks))
        course, above = _course(blocks[:first], source, file)
        words = LevelWords(hints)
        rows = [
            _row(blocks[start + 1 : stop], words, source, file)
            for start, stop in itertools.pairwise((*starts, end))
        ]
        read = [row.session(blocks[start].line) for row, start in zip(rows, starts, strict=True)]
        year = first_year(hints, course.term, page.name)
        sessions, remarks = _placed(read, _dates(blocks[:first]), year, _weeks_include(page))
        skipped = (
            *above,
            *itertools.chain.from_iterable(row.skipped for row in rows),
            *skipped_outside(blocks[end:], source, file=file),
            *commented_out(source, file=file),
        )
        return PageContent(
            reader=self.name,
            course=_with_address(course, page),
            sessions=sessions,
            skipped=tuple(sorted(skipped, key=_line)),
            remarks=remarks,
        )


def _row(blocks: Sequence[Block], words: LevelWords, source: Source, file: str | None) -> SessionReader:
    row = SessionReader(words, source, base=ItemPlace(False), file=file)
    row.take_all(blocks)
    return row


def _line(item: Skipped) -> int:
    return item.line or 0


def _text(page: Page) -> tuple[str | None, str]:
    """The file with the rows (``None``: the page is a single one) and its text."""
    holding = [(name, text) for name, text in page.files.items() if _ENTRY_TAG.search(text)]
    if not holding:
        return None, page.text
    return min(holding, key=lambda file: (file[0].count("/"), file[0] != "index.md", file[0]))


def _opens(block: Block) -> bool:
    return block.kind == "tag" and _ENTRY.match(block.text) is not None


def _ends(block: Block) -> bool:
    return block.kind == "close" and block.text in ("table", "tbody")


def _course(blocks: Sequence[Block], source: Source, file: str | None) -> tuple[Course, list[Skipped]]:
    """What the page says of the course above the table, and what is no fact of it."""
    course, skipped, under = Course(), list[Skipped](), ""
    for block in blocks:
        spans = source.spans(block.text)
        if block.kind == "heading":
            under = plain(spans) if course.title else under
            course = course_named(course, plain(spans)) if not course.title else course
        told = course_with(course, spans) if block.kind == "item" and not under else None
        why = f"it stands under “{under}”, above the schedule" if under else "it is no fact that a list holds"
        skipped += skipped_in_block(block, source, why, file=file) if told is None else ()
        course = told or course
    return course, skipped


def _with_address(course: Course, page: Page) -> Course:
    """The course with the site's address, where the site's settings are at hand."""
    found = {m["key"]: m["value"] for m in _ADDRESS.finditer(page.files.get("_config.yml", ""))}
    if not found.get("url", "").startswith("http"):
        return course
    return course.model_copy(
        update={"url": f"{found['url'].rstrip('/')}/{found.get('baseurl', '').strip('/')}"}
    )


def _dates(blocks: Iterable[Block]) -> list[str]:
    """The words between ``{% capture dates %}`` and its end, one a row."""
    captured, dates = False, list[str]()
    for block in blocks:
        if block.kind == "tag":
            captured = re.match(r"capture\s+\w*dates?\b", block.text) is not None
        elif captured:
            dates += block.text.split()
    return dates


def _weeks_include(page: Page) -> str | None:
    """The text of the include that counts weeks; ``None``: it is not at hand."""
    return next((text for name, text in page.files.items() if _INCLUDE.fullmatch(name)), None)


def _placed(
    rows: Sequence[PageSession], dates: Sequence[str], year: int | None, include: str | None
) -> tuple[tuple[PageSession, ...], tuple[str, ...]]:
    """The sessions with the date of their position and their week, and what should be checked."""
    texts = [dates[i] if i < len(dates) else None for i in range(len(rows))]
    dated = days(texts, year)
    weeks = _weeks(dated, include)
    sessions = tuple(
        row.model_copy(update={"date_text": text, "date": day, "week": week})
        for row, text, day, week in zip(rows, texts, dated, weeks, strict=True)
    )
    return sessions, tuple(_remarks(sessions, len(dates), year, include))


def _weeks(dated: Sequence[datetime.date | None], include: str | None) -> list[int | None]:
    """The number of each row's week: as the include counts, else by the calendar, else that of the row."""
    rows = range(1, len(dated) + 1)
    paired = _PAIRED.search(include) if include is not None else None
    if paired:
        return [(row + 1) // 2 if paired["how"] == "ceil" else row // 2 + 1 for row in rows]
    first = next((day for day in dated if day is not None), None)
    if include is not None or first is None:
        return list(rows)
    monday = first - datetime.timedelta(days=first.weekday())
    return [(day - monday).days // 7 + 1 if day is not None and day >= monday else None for day in dated]


def _remarks(
    sessions: Sequence[PageSession], dates: int, year: int | None, include: str | None
) -> Iterator[str]:
    if dates != len(sessions):
        yield f"The page has {len(sessions)} rows and {dates} dates; dates belong to rows by position."
    weeks = [session.week for session in sessions]
    if include is None and weeks != list(range(1, len(weeks) + 1)):
        yield (
            "Weeks are counted by the calendar from the first date on: the page's own numbers are made by"
            " _includes/syllabus_entry, which was not read."
        )
    for session in sessions:
        said = heading_of(session.topic).date_text
        if said is None or session.date is None or _is_share(said, session.topic):
            continue
        day = days([said], session.date.year)[0]
        if day and day != session.date:
            yield f"Line {session.line}: the row is that of {session.date}, but its heading says {said!r}."
    unknown = [session.date_text for session in sessions if session.date_text and session.date is None]
    if unknown:
        yield f"{len(unknown)} dates are no day for sure, the first of them {unknown[0]!r}."


def _is_share(text: str, topic: str) -> bool:
    """Whether what could be a date numbers the parts of a topic: ``Architecture search (1/2)``."""
    return re.fullmatch(r"\d/\d", text) is not None and not topic.lstrip(" (").startswith(text)
