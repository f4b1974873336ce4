"""A reading and an assignment as items of a list."""

from __future__ import annotations

from readinglist.model.reading import Link, Name, Reading
from readinglist.model.schedule import Assignment
from readinglist.text.html import anchor, bdi, english_list, link_html
from readinglist.text.markdown.writer import inline_html
from readinglist.text.safety import safe_url

# A list of people that is longer than the first number shows the second one and folds the rest.
_FOLD_ABOVE = 8
_SHOWN_WHEN_FOLDED = 6


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
