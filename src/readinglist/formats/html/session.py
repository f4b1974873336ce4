"""A session as a section of the page."""

from __future__ import annotations

from collections.abc import Mapping

from readinglist.formats.html.reading import assignment_html
from readinglist.model.reading import Reading
from readinglist.model.schedule import Assignment, Session, groups_of
from readinglist.text.html import (
    bdi,
    english_list,
    escape_html,
    items_html,
    link_html,
    person_html,
    time_html,
)
from readinglist.text.markdown.writer import inline_html

# "lecture" is the rule, and "other" says nothing.
_UNMARKED_KINDS = ("", "lecture", "other")


def section_ids(sessions: tuple[Session, ...]) -> tuple[str, ...]:
    """An anchor for each session: ``week-3``, the week's second ``week-3-2``, without a week ``session-5``.

    The number of a session without a week is its place on the page, from 1.
    """
    seen: dict[int, int] = {}
    ids = []
    for place, session in enumerate(sessions, 1):
        if session.week is None:
            ids.append(f"session-{place}")
            continue
        count = seen[session.week] = seen.get(session.week, 0) + 1
        ids.append(f"week-{session.week}" + (f"-{count}" if count > 1 else ""))
    return tuple(ids)


def session_html(
    session: Session, anchor_id: str, citations: Mapping[Reading, int], load_line: str = ""
) -> str:
    """The session as ``<section>``.

    Args:
        session: what to show.
        anchor_id: its anchor.
        citations: each reading's place in the page's citations.
        load_line: HTML that says how much its week asks for; empty: that is said elsewhere, or not at all.
    """
    date = f' data-date="{session.date.isoformat()}"' if session.date else ""
    row = "" if _has_content(session) else " row"
    return (
        f'<section class="session{row}" id="{anchor_id}" aria-labelledby="{anchor_id}-topic"{date}>\n'
        f"{_when_html(session, load_line)}"
        f'<div class="what">\n<h2 id="{anchor_id}-topic">{bdi(_topic(session))}</h2>\n'
        f"{_kind_html(session)}{_speakers_html(session)}"
        f"{_notes_html(session)}{items_html(map(link_html, session.links), 'links')}"
        f"{_readings_html(session, citations)}"
        "</div>\n</section>\n"
    )


def _has_content(session: Session) -> bool:
    return bool(session.assignments or session.tbd or session.speakers or session.notes or session.links)


def _topic(session: Session) -> str:
    return session.topic or session.kind.capitalize() or "Session"


def _when_html(session: Session, load_line: str) -> str:
    week = "" if session.week is None else f'<span class="week">Week {session.week}</span>\n'
    date = time_html(session.date) + "\n" if session.date else ""
    return f'<p class="when">{week}{date}{load_line}</p>\n'


def _kind_html(session: Session) -> str:
    if session.kind.casefold() in _UNMARKED_KINDS:
        return ""
    label = session.kind[:1].upper() + session.kind[1:]
    return f'<p class="kind" data-kind="{escape_html(session.kind)}">{bdi(label)}</p>\n'


def _speakers_html(session: Session) -> str:
    if not session.speakers:
        return ""
    label = "Speaker" if len(session.speakers) == 1 else "Speakers"
    return f'<p class="speakers">{label}: {english_list(map(person_html, session.speakers))}</p>\n'


def _notes_html(session: Session) -> str:
    return f'<p class="notes">{inline_html(session.notes)}</p>\n' if session.notes else ""


def _readings_html(session: Session, citations: Mapping[Reading, int]) -> str:
    """Required, without a level, then the optional ones folded, and what is yet to come."""
    blocks = []
    for title, assignments in (("Required reading", session.required), ("Reading", session.readings)):
        if assignments:
            blocks.append(f"<h3>{title}</h3>\n{_list_html(assignments, citations)}")
    if session.optional:
        blocks.append(
            f'<details class="optional">\n<summary>Optional reading ({len(session.optional)})</summary>\n'
            f"{_list_html(session.optional, citations)}</details>\n"
        )
    if session.tbd:
        blocks.append(f'<p class="tbd">{inline_html(session.tbd)}</p>\n')
    return "".join(blocks)


def _list_html(assignments: tuple[Assignment, ...], citations: Mapping[Reading, int]) -> str:
    out = []
    for heading, group in groups_of(assignments):
        rows = "".join(assignment_html(a, citations[a.reading]) for a in group)
        title = f'<p class="group">{bdi(heading)}</p>\n' if heading else ""
        out.append(f'{title}<ul class="readings">\n{rows}</ul>\n')
    return "".join(out)
