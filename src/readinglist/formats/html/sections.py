"""Sessions as sections of the page, and readings and assignments as items of their lists."""

from __future__ import annotations

from collections.abc import Mapping

from readinglist.model.reading import Link, Name, Reading
from readinglist.model.schedule import Assignment, Session, groups_of
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
from readinglist.text.safety import safe_url

# "lecture" is the rule, and "other" says nothing.
_UNMARKED_KINDS = ("", "lecture", "other")
# A list of people that is longer than the first number shows the second one and folds the rest.
_FOLD_ABOVE = 8
_SHOWN_WHEN_FOLDED = 6


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
    data_date = f' data-date="{session.date.isoformat()}"' if session.date else ""
    # A holiday or a break has nothing beside its name, and takes one row.
    content = session.assignments or session.tbd or session.speakers or session.notes or session.links
    row = "" if content else " row"
    week = "" if session.week is None else f'<span class="week">Week {session.week}</span>\n'
    date = time_html(session.date) + "\n" if session.date else ""
    topic = session.topic or session.kind.capitalize() or "Session"
    notes = f'<p class="notes">{inline_html(session.notes)}</p>\n' if session.notes else ""
    return (
        f'<section class="session{row}" id="{anchor_id}" aria-labelledby="{anchor_id}-topic"{data_date}>\n'
        f'<p class="when">{week}{date}{load_line}</p>\n'
        f'<div class="what">\n<h2 id="{anchor_id}-topic">{bdi(topic)}</h2>\n'
        f"{_kind_html(session)}{_speakers_html(session)}"
        f"{notes}{items_html(map(link_html, session.links), 'links')}"
        f"{_readings_html(session, citations)}"
        "</div>\n</section>\n"
    )


def _kind_html(session: Session) -> str:
    if session.kind.casefold() in _UNMARKED_KINDS:
        return ""
    # Not by `capitalize`, which would make the other capitals small.
    label = session.kind[:1].upper() + session.kind[1:]
    return f'<p class="kind" data-kind="{escape_html(session.kind)}">{bdi(label)}</p>\n'


def _speakers_html(session: Session) -> str:
    if not session.speakers:
        return ""
    label = "Speaker" if len(session.speakers) == 1 else "Speakers"
    return f'<p class="speakers">{label}: {english_list(map(person_html, session.speakers))}</p>\n'


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


def assignment_html(assignment: Assignment, citation: int) -> str:
    """An assignment as ``<li>``; ``citation`` is the place of its reading in the page's citations."""
    extra = []
    if assignment.locator:
        extra.append(f'<p class="locator">Read: {bdi(assignment.locator)}</p>')
    if assignment.presenters:
        people = english_list(bdi(name) for name in assignment.presenters)
        extra.append(f'<p class="presenters">Presented by {people}</p>')
    if assignment.note:
        extra.append(f'<p class="note">{inline_html(assignment.note)}</p>')
    return _item(assignment.reading, citation, "".join(f"{line}\n" for line in extra))


def reading_html(reading: Reading, citation: int) -> str:
    """A reading that no session assigns, as ``<li>``; ``citation`` as in `assignment_html`."""
    return _item(reading, citation, "")


def _item(reading: Reading, citation: int, extra: str) -> str:
    main = own_url(reading)
    title = anchor(main, bdi(title_of(reading)))
    parts = [f'<p class="title">{title}</p>']
    if people := people_html(reading):
        parts.append(f'<div class="people">{people}</div>')
    if facts := _facts_html(reading, main):
        parts.append(facts)
    if reading.note:
        parts.append(f'<p class="note">{bdi(reading.note)}</p>')
    body = "\n".join(parts)
    return f'<li class="reading" data-citation="{citation}">\n{body}\n{extra}</li>\n'


def title_of(reading: Reading) -> str:
    """The title; the citation key where there is none, so that there is always something to click."""
    return reading.title or reading.key


def own_url(reading: Reading) -> str | None:
    """Where the title leads: the reading's own link, else its DOI or arXiv page; ``None``: nowhere safe."""
    candidates = (reading.url, *(link.url for link in reading.identifier_links()))
    return next((url for url in candidates if url and safe_url(url)), None)


def people_html(reading: Reading) -> str:
    """The authors, else the editors, else nothing; a long list is folded behind its first names."""
    people = reading.author or reading.editor
    if not people:
        return ""
    role = "" if reading.author else " (ed.)" if len(people) == 1 else " (eds.)"
    named = [name for name in people if not name.is_others]
    if len(named) <= _FOLD_ABOVE:
        return _names_html(people) + role
    shown, folded = named[:_SHOWN_WHEN_FOLDED], people[_SHOWN_WHEN_FOLDED:]
    more = f"and {len(named) - len(shown)} more"
    first = ", ".join(bdi(str(name)) for name in shown)
    return f'{first}, <details class="more"><summary>{more}</summary> {_names_html(folded)}</details>{role}'


def _names_html(people: tuple[Name, ...]) -> str:
    names = [bdi(str(name)) for name in people]
    return ", ".join(names) if people[-1].is_others else english_list(names)


def _facts_html(reading: Reading, main: str | None) -> str:
    """The line below the people: venue and year, award, and the links that the title does not give."""
    facts = []
    if venue := venue_words(reading):
        facts.append(f'<li class="venue">{bdi(venue)}</li>')
    if reading.award:
        facts.append(f'<li class="award">{bdi(reading.award)}</li>')
    facts += [f'<li class="link">{link_html(link)}</li>' for link in small_links(reading, main)]
    return f'<ul class="facts">\n{"".join(facts)}</ul>' if facts else ""


def venue_words(reading: Reading) -> str:
    """``ISCA 2016`` for an acronym, ``Nature, 2016`` for a name; the date's words where it has no year."""
    when = "" if reading.issued is None else str(reading.year or reading.issued)
    between = " " if reading.container_title_short else ", "
    return between.join(part for part in (reading.venue, when) if part)


def small_links(reading: Reading, main: str | None) -> tuple[Link, ...]:
    """The identifiers' links always, so that one can look for them; others where they say more."""
    own = (Link(url=reading.url),) if reading.url and reading.url != main else ()
    further: dict[str, Link] = {link.url: link for link in reading.identifier_links()}
    for link in (*own, *reading.links):
        if link.url != main:
            further.setdefault(link.url, link)
    return tuple(further.values())
