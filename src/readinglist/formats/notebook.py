"""Small pieces of HTML by which a notebook shows records.

They carry no script and no style sheet, only a few inline styles that fit a light and
a dark notebook alike, so that they cannot change anything else on the notebook's page.
"""

from __future__ import annotations

from collections.abc import Iterable

from readinglist.formats.html.sections import own_url, people_html, small_links, title_of, venue_words
from readinglist.model.finding import Finding
from readinglist.model.reading import Reading
from readinglist.model.schedule import Assignment, Session, Syllabus, Week
from readinglist.text.html import anchor, bdi, english_list, link_html, person_html, time_html
from readinglist.text.markdown.writer import inline_html

SOFT = 'style="opacity:.75"'
_CELL = 'style="text-align:left;vertical-align:top"'
_LEVEL_WORDS = {"required": "Required", "optional": "Optional", "unspecified": "Reading"}


def reading_html(reading: Reading) -> str:
    """The reading with its people, venue and links."""
    lines = [f"<strong>{anchor(own_url(reading), bdi(title_of(reading)))}</strong>"]
    if people := people_html(reading):
        lines.append(f"<div>{people}</div>")
    facts = [bdi(words) for words in (venue_words(reading), reading.award) if words]
    facts += [link_html(link) for link in small_links(reading, own_url(reading))]
    lines.append(f"<div {SOFT}>{' · '.join((*facts, f'<code>{bdi(reading.key)}</code>'))}</div>")
    return f"<div>{''.join(lines)}</div>"


def assignment_html(assignment: Assignment) -> str:
    """The reading, with how binding it is and what of it is read."""
    remarks = [f"<em>{_LEVEL_WORDS[assignment.level]}</em>"]
    if assignment.locator:
        remarks.append(bdi(assignment.locator))
    if assignment.presenters:
        remarks.append(f"presented by {english_list(map(bdi, assignment.presenters))}")
    if assignment.note:
        remarks.append(inline_html(assignment.note))
    return f"<div>{reading_html(assignment.reading)}<div {SOFT}>{' · '.join(remarks)}</div></div>"


def session_html(session: Session) -> str:
    """The session with its speakers, notes, links and readings."""
    when = [] if session.week is None else [f"Week {session.week}"]
    if session.date:
        when.append(time_html(session.date))
    if session.kind:
        when.append(bdi(session.kind))
    lines = [f"<strong>{bdi(session.topic)}</strong>"] if session.topic else []
    lines.append(f"<div {SOFT}>{' · '.join(when)}</div>")
    if session.speakers:
        lines.append(f"<div>{english_list(map(person_html, session.speakers))}</div>")
    if session.notes:
        lines.append(f"<div>{inline_html(session.notes)}</div>")
    if session.links:
        lines.append(f"<div>{' · '.join(map(link_html, session.links))}</div>")
    lines.append(_list_html(assignment_html(assignment) for assignment in session.assignments))
    if session.tbd:
        lines.append(f"<div><em>{inline_html(session.tbd)}</em></div>")
    return f"<div>{''.join(lines)}</div>"


def week_html(week: Week) -> str:
    """The sessions of the week, one below the other."""
    name = "Without a week" if week.number is None else f"Week {week.number}"
    return f"<div><strong>{name}</strong>{_list_html(map(session_html, week.sessions))}</div>"


def syllabus_html(syllabus: Syllabus) -> str:
    """A table of the sessions: when, what, and the titles that are read; then the readings of no session."""
    course = syllabus.course
    title = " · ".join(bdi(words) for words in (course.title or "Reading list", course.term) if words)
    head = ("Week", "Date", "Topic", "Required", "Optional", "Reading")
    table = table_html(head, map(_row, syllabus.sessions))
    loose = _titles_html(syllabus.unscheduled)
    rest = f"<div>Not scheduled: {loose}</div>" if loose else ""
    return f"<div><strong>{title}</strong>{table if syllabus.sessions else ''}{rest}</div>"


def _row(session: Session) -> tuple[str, ...]:
    levels = (session.required, session.optional, session.readings)
    return (
        "" if session.week is None else str(session.week),
        time_html(session.date) if session.date else "",
        bdi(session.topic or session.kind),
        *(_titles_html(a.reading for a in assignments) for assignments in levels),
    )


def _titles_html(readings: Iterable[Reading]) -> str:
    return "<br>".join(anchor(own_url(reading), bdi(title_of(reading))) for reading in readings)


def findings_html(findings: Iterable[Finding]) -> str:
    """A table of the findings, in their order; one sentence where there are none."""
    head = ("Level", "Place", "About", "Message", "Rule")
    rows = [
        (
            finding.level,
            bdi(":".join(str(part) for part in (finding.file, finding.line) if part is not None)),
            bdi(" ".join(part for part in (finding.key, finding.field) if part)),
            bdi(finding.message),
            f"<code>{bdi(finding.rule)}</code>",
        )
        for finding in findings
    ]
    return table_html(head, rows) if rows else "<div>No findings.</div>"


def table_html(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of fragments of HTML, under the titles in ``head``."""
    titles = "".join(f'<th scope="col" {_CELL}>{title}</th>' for title in head)
    body = "".join(f"<tr>{''.join(f'<td {_CELL}>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"


def _list_html(items: Iterable[str]) -> str:
    rows = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{rows}</ul>" if rows else ""
