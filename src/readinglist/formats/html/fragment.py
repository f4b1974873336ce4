"""Reading lists as a token of HTML, to be included in a page that others write. Pure.

The classes are those of Berkeley's course template, so that its styles and its script find
them. Text is escaped, no template engine finds a tag in it, and no line is empty, so that
the token passes through Markdown and Liquid as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from readinglist.errors import UsageError
from readinglist.formats.markdown import items_of, reading_item
from readinglist.formats.reading_lists import AS_WRITTEN, ReadingsOfLevel, lists_of, typeset, typeset_heading
from readinglist.model.schedule import Session, Syllabus, groups_of
from readinglist.text.html import escape_html, link_html, person_html, time_html
from readinglist.text.markdown.writer import HTML, inline_html, write_inline
from readinglist.text.safety import one_line

_Group = tuple[str | None, list[str]]
# What the template's pages have above the groups of a list.
_GROUP_HEADING = 3


def render(syllabus: Syllabus, *, style: str = AS_WRITTEN, heading: int = 0) -> str:
    """The reading lists of ``syllabus``, session by session; empty where it has no reading.

    Args:
        syllabus: what to show.
        style: ``as-written``: in the words of the page that the list was made from, else the
            linked title; ``short``: linked title, authors, venue, year; or a citation style.
        heading: 0: the lists alone; 1 to 6: also the sessions, each under a heading of this
            level, with date, speakers, links and notes, and the lists under labels.

    Raises:
        UsageError: no such level of heading, or no such style.
    """
    if not 0 <= heading <= 6:
        raise UsageError(f"a heading has a level from 1 to 6, or is left out with 0, not {heading}")
    lines: list[str] = []
    for session in syllabus.sessions:
        lists = [line for each in lists_of(session) for line in _level_list(each, style, heading)]
        if lists:
            lists = ['<div class="reading">', *lists, "</div>"]
        lines += _session(session, lists, heading) if heading else lists
    if syllabus.unscheduled:
        items = [write_inline(reading_item(reading, style), HTML) for reading in syllabus.unscheduled]
        unscheduled = _list("unscheduled_reading", "Not scheduled", [(None, items)], heading)
        lines += ('<div class="reading">', *unscheduled, "</div>")
    return "".join(f"{line}\n" for line in lines)


def _level_list(each: ReadingsOfLevel, style: str, heading: int) -> Iterator[str]:
    groups = [
        (
            typeset_heading(name) if name else None,
            [write_inline(item.words, HTML) for item in items_of(group, style) if item.words],
        )
        for name, group in groups_of(each.assignments)
    ]
    if each.tbd:  # ends the last group, or is one of its own
        groups[-1:] = [
            (name, [*items, write_inline(typeset(each.tbd), HTML)])
            for name, items in groups[-1:] or [(None, [])]
        ]
    return _list(each.css_class, each.label, groups, heading)


def _list(css_class: str, label: str, groups: Iterable[_Group], heading: int) -> Iterator[str]:
    yield f'<div class="{css_class}">'
    if heading:
        yield _heading(label, heading + 1)
    for name, items in groups:
        if name:
            yield _heading(name, heading + 2 if heading else _GROUP_HEADING)
        yield "<ul>"
        yield from (f"<li>{words}</li>" for words in items)
        yield "</ul>"
    yield "</div>"


def _session(session: Session, lists: Iterable[str], heading: int) -> Iterator[str]:
    date = f' data-date="{session.date.isoformat()}"' if session.date else ""
    yield f'<section class="session"{date}>'
    week = "" if session.week is None else f"Week {session.week}"
    topic = ": ".join(filter(None, (week, one_line(session.topic))))
    yield _heading(topic or session.kind.capitalize() or "Session", heading)
    if session.date:
        yield f'<p class="date">{time_html(session.date)}</p>'
    if session.speakers:
        word = "Speaker" if len(session.speakers) == 1 else "Speakers"
        yield f'<p class="speakers">{word}: {", ".join(map(person_html, session.speakers))}</p>'
    if session.links:
        yield f'<p class="links">{", ".join(map(link_html, session.links))}</p>'
    if session.notes:
        yield f'<p class="notes">{inline_html(session.notes)}</p>'
    yield from lists
    yield "</section>"


def _heading(words: str, level: int) -> str:
    return f"<h{min(level, 6)}>{escape_html(one_line(words))}</h{min(level, 6)}>"
