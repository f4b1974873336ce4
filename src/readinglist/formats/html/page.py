"""The page as a whole: head, header, navigation, sections, footer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import quote

from readinglist.formats.bibtex.writer import render_reading
from readinglist.formats.citation import cite
from readinglist.formats.html.head import head_html, script_html
from readinglist.formats.html.sections import reading_html, section_ids, session_html, title_of
from readinglist.formats.html.workload import PlacedLoad, line_html, table_html
from readinglist.model.reading import Reading
from readinglist.model.schedule import Course, Syllabus
from readinglist.report import count_words
from readinglist.settings import LoadSettings
from readinglist.text.html import (
    anchor,
    bdi,
    english_list,
    escape_html,
    items_html,
    link_html,
    person_html,
    time_html,
)
from readinglist.text.markdown.writer import inline_html
from readinglist.workload import weekly_workload, weeks_of_work

_STYLES = {"IEEE": "ieee", "ACM": "acm", "APA": "apa"}


def render(
    syllabus: Syllabus, *, title: str | None = None, load: bool = True, pace: LoadSettings | None = None
) -> str:
    """The syllabus as one complete HTML page that loads nothing from anywhere.

    The same syllabus gives the same page: which session is *today's* is decided in the
    reader's browser, in the course's time zone, by the rule of `current_session`.

    Args:
        syllabus: what to show.
        title: the page's title and heading; ``None``: the course's title.
        load: whether to say how much each week asks for.
        pace: how fast readings are read, and what is too much; ``None``: the default.
    """
    pace = pace or LoadSettings()
    heading = title or syllabus.course.title or "Reading list"
    ids = section_ids(syllabus.sessions)
    citations = number_readings(syllabus)
    entries = bibtex_entries(citations)
    weeks = _weeks(syllabus, ids, pace) if load else {}
    load_lines = {anchor_id: line_html(week.load, pace) for anchor_id, week in weeks.items()}
    sections = "".join(
        session_html(session, anchor_id, citations, load_lines.get(anchor_id, ""))
        for session, anchor_id in zip(syllabus.sessions, ids, strict=True)
    )
    table = table_html(tuple(weeks.values()), pace)
    nothing = "" if citations or ids else '<p class="empty">There is no reading yet.</p>\n'
    return (
        f"{head_html(heading, syllabus.course.term)}"
        '<body>\n<a class="skip" href="#main">Skip to the schedule</a>\n'
        f"{_header_html(syllabus.course, heading)}"
        f"{_nav_html(syllabus, ids, bibtex_href(entries) if entries else None)}"
        f'<main id="main" tabindex="-1" data-timezone="{escape_html(syllabus.course.timezone or "UTC")}">\n'
        f"{sections}{_unscheduled_html(syllabus.unscheduled, citations)}{table}"
        f"{nothing}</main>\n"
        f"{_footer_html(syllabus, citations)}"
        f"{script_html(citations_json(citations, entries))}"
        "</body>\n</html>\n"
    )


def _weeks(syllabus: Syllabus, ids: tuple[str, ...], pace: LoadSettings) -> dict[str, PlacedLoad]:
    """What each week asks for, by the anchor of its first session."""
    # By identity: two sessions of a list may be equal.
    anchors = {id(session): anchor_id for session, anchor_id in zip(syllabus.sessions, ids, strict=True)}
    first = [anchors[id(week.sessions[0])] for week in weeks_of_work(syllabus.sessions)]
    return {
        anchor_id: PlacedLoad(load, anchor_id)
        for anchor_id, load in zip(first, weekly_workload(syllabus, pace), strict=True)
    }


def _header_html(course: Course, heading: str) -> str:
    name = bdi(course.term) if course.term else ""
    days = (time_html(day) for day in (course.start, course.end) if day)
    dates = f"<span>{' to '.join(days)}</span>" if course.start or course.end else ""
    term = f'<p class="term">{name} {dates}</p>\n' if name or dates else ""
    notes = f'<p class="notes">{inline_html(course.notes)}</p>\n' if course.notes else ""
    links = items_html(map(link_html, course.links), "links")
    return (
        f"<header>\n{term}<h1>{anchor(course.url, bdi(heading))}</h1>\n"
        f"{_course_facts_html(course)}{notes}{links}</header>\n"
    )


def _course_facts_html(course: Course) -> str:
    """When, where and by whom, as far as it is stated."""
    facts = []
    if course.meets:
        facts.append(("When", bdi(course.meets)))
    if course.location:
        facts.append(("Where", bdi(course.location)))
    if course.instructors:
        label = "Instructor" if len(course.instructors) == 1 else "Instructors"
        facts.append((label, english_list(map(person_html, course.instructors))))
    rows = "".join(f"<div><dt>{label}</dt><dd>{value}</dd></div>\n" for label, value in facts)
    return f'<dl class="about">\n{rows}</dl>\n' if rows else ""


def _nav_html(syllabus: Syllabus, ids: tuple[str, ...], bibtex: str | None) -> str:
    """The bar of weeks. Its link to today's session waits, hidden, for the script."""
    # A week with several sessions is one item, which leads to the first of them.
    first: dict[int, str] = {}
    for session, anchor_id in zip(syllabus.sessions, ids, strict=True):
        if session.week is not None:
            first.setdefault(session.week, anchor_id)
    word = '<span class="hidden">Week </span>'
    items = "".join(f'<li><a href="#{target}">{word}{week}</a></li>\n' for week, target in first.items())
    weeks = f'<ul class="weeks">\n{items}</ul>\n' if items else ""
    tools = '<li><a id="jump" class="today" href="#main" hidden>Jump to today</a></li>\n'
    if syllabus.unscheduled and syllabus.sessions:
        tools += '<li><a href="#unscheduled">Not scheduled</a></li>\n'
    if bibtex:
        tools += f'<li><a class="download" download="readings.bib" href="{bibtex}">Download BibTeX</a></li>\n'
    return f'<nav aria-label="Schedule">\n{weeks}<ul class="tools">\n{tools}</ul>\n</nav>\n'


def _unscheduled_html(readings: tuple[Reading, ...], citations: Mapping[Reading, int]) -> str:
    if not readings:
        return ""
    rows = "".join(reading_html(reading, citations[reading]) for reading in readings)
    return (
        '<section class="session" id="unscheduled" aria-labelledby="unscheduled-topic">\n'
        '<p class="when"></p>\n<div class="what">\n<h2 id="unscheduled-topic">Not scheduled</h2>\n'
        f'<ul class="readings">\n{rows}</ul>\n</div>\n</section>\n'
    )


def _footer_html(syllabus: Syllabus, citations: Mapping[Reading, int]) -> str:
    counts = [count_words(len(citations), "reading")]
    if syllabus.sessions:
        counts.append(count_words(len(syllabus.sessions), "session"))
    return f"<footer>\n<p>{' in '.join(counts)}</p>\n</footer>\n"


def number_readings(syllabus: Syllabus) -> dict[Reading, int]:
    """Every reading of the page, each once, with its place from 0.

    The list's own come first, then those that only sessions hold.
    """
    assigned = (a.reading for session in syllabus.sessions for a in session.assignments)
    unique = dict.fromkeys((*syllabus.readings, *assigned))
    return {reading: place for place, reading in enumerate(unique)}


def bibtex_href(entries: list[str]) -> str:
    """The entries as one file in a ``data:`` address (RFC 2397)."""
    text = quote("\n".join(entries), safe="/:@,;=+$!*()", errors="replace")
    return f"data:application/x-bibtex;charset=utf-8,{text}"


def bibtex_entries(citations: Mapping[Reading, int]) -> list[str]:
    """Each reading's BibTeX entry, in ASCII: what is copied works in the oldest program too."""
    return [render_reading(reading, ascii=True) for reading in citations]


def citations_json(citations: Mapping[Reading, int], entries: list[str]) -> str:
    """The citations for the page's script: a list of ``{title, bibtex: [start, end], styles: {name: text}}``.

    ``start`` and ``end`` count UTF-16 units, as JavaScript does. Nothing in the text can
    end the element that it stands in, and nothing in it is markup of a site generator.
    """
    rows, start = [], 0
    for reading, entry in zip(citations, entries, strict=True):
        end = start + len(entry.encode("utf-16-le", "surrogatepass")) // 2
        styles = {name: cite(reading, style=style) for name, style in _STYLES.items()}
        rows.append({"title": title_of(reading), "bibtex": [start, end], "styles": styles})
        start = end + 1
    return script_safe(json.dumps(rows, ensure_ascii=False, separators=(",", ":")))


def script_safe(text: str) -> str:
    r"""JSON ``text`` that may stand in ``<script>``, with ``\u`` for the signs that mean something there.

    These are ``<``, ``>``, ``&``, a site generator's double braces, and surrogates without
    a partner, which no file can hold. Only strings hold them: a structural brace is never
    followed by another one or by ``%``.
    """
    text = re.sub(r"[<>&\u2028\u2029\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)
    return re.sub(r"\{(?=[{%])", r"\\u007b", text)
