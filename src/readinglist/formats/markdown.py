"""The reading sections of a course page in Markdown, session by session.

The text is CommonMark that GFM, kramdown (Jekyll), Goldmark (Hugo), Python-Markdown
(MkDocs) and Pandoc (Quarto) read alike, and that Liquid has nothing to do in.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from readinglist.errors import UsageError
from readinglist.formats.citation import cite
from readinglist.formats.citation.parts import MONTHS, arxiv_url, doi_url, listed, stop, web_url
from readinglist.formats.reading_lists import (
    AS_WRITTEN,
    Item,
    assignment_words,
    main_url,
    page_items,
    reading_words,
)
from readinglist.model.reading import Link, Name, Reading
from readinglist.model.schedule import Assignment, Person, Session, Syllabus, groups_of
from readinglist.text.markdown.parser import Token, parse_inline
from readinglist.text.markdown.writer import (
    MARKDOWN,
    escape_markdown,
    inline_markdown,
    markdown_link,
    write_inline,
)
from readinglist.text.safety import one_line, safe_url

SHORT = "short"
"""The style that is made of the record: linked title, authors, venue and year, remarks."""

_PLAIN_KINDS = frozenset({"lecture", "discussion"})
_MOST_AUTHORS = 6
_SHOWN_OF_MORE = 3


def render(syllabus: Syllabus, *, style: str | None = None, heading: int = 2) -> str:
    """The sessions of ``syllabus`` with their readings, then the readings of no session.

    Args:
        syllabus: what to write.
        style: the citation style to write each reading in, as `cite` takes it; ``as-written``:
            the words of the page that the list was made from; ``None``: a short form with
            linked title, authors, venue and year.
        heading: level of the sessions' headings, 1 to 6.

    Raises:
        UsageError: no such level of heading, or no such style.
    """
    if not 1 <= heading <= 6:
        raise UsageError(f"a heading has a level from 1 to 6, not {heading}")
    blocks: list[str] = []
    for session in syllabus.sessions:
        blocks += _session(session, "#" * heading, style)
    if syllabus.unscheduled:
        if syllabus.sessions:
            blocks.append(f"{'#' * heading} Not scheduled")
        blocks.append(_list(reading_markdown(reading, style) for reading in syllabus.unscheduled))
    return "\n\n".join(blocks) + "\n"


def _session(session: Session, mark: str, style: str | None) -> Iterator[str]:
    yield f"{mark} {escape_markdown(heading_words(session))}"
    if session.speakers:
        word = "Speaker" if len(session.speakers) == 1 else "Speakers"
        yield f"{word}: {', '.join(map(_person, session.speakers))}"
    if session.links:
        yield f"Links: {', '.join(map(_link, session.links))}"
    if session.notes and (notes := inline_markdown(session.notes)):
        yield notes
    lists = (
        ("**Required**", session.required),
        ("*Optional*", session.optional),
        ("*Readings*", session.readings),
    )
    for title, assignments in lists:
        if assignments:
            yield title
            for heading, group in groups_of(assignments):
                if heading:
                    yield f"{escape_markdown(heading)}:"
                yield _list(filter(None, _items(group, style)))
    if session.tbd and (tbd := _placeholder(session.tbd)):
        yield tbd


def heading_words(session: Session) -> str:
    """What the heading of a session says, in plain words: week, topic, kind and date, as far as stated."""
    topic, kind = one_line(session.topic), one_line(session.kind)
    week = f"Week {session.week}" if session.week is not None else None
    name = " — ".join(filter(None, (week, topic))) or kind.capitalize() or "Session"
    said = kind in _PLAIN_KINDS or kind.casefold() in name.casefold()
    details = ", ".join(filter(None, ("" if said else kind, _date(session.date) if session.date else "")))
    return f"{name} ({details})" if details else name


def _placeholder(tbd: str) -> str:
    """What stands for readings that are yet to come, in italics where it has no markup of its own."""
    tokens = parse_inline(tbd)
    if any(token.kind != "text" for token in tokens):
        return write_inline(tokens, MARKDOWN)
    words = _words("".join(token.value for token in tokens))
    return f"*{words}*" if words else ""


def _date(day: datetime.date) -> str:
    """The date in English whatever the locale: ``7 February 2022``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _person(person: Person) -> str:
    name = markdown_link(person.name, person.url)
    return f"{name} ({_words(person.affiliation)})" if person.affiliation else name


def _link(link: Link) -> str:
    return markdown_link(link.words, link.url)


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _items(assignments: Iterable[Assignment], style: str | None) -> Iterator[str]:
    if style != AS_WRITTEN:
        return (assignment_markdown(assignment, style) for assignment in assignments)
    return (write_inline(item.words, MARKDOWN) for item in page_items(assignments))


def assignment_markdown(assignment: Assignment, style: str | None = None) -> str:
    """``assignment`` as the item of a list; ``style`` as `render` takes it.

    Raises:
        UsageError: no such style.
    """
    if style == AS_WRITTEN:
        return write_inline(assignment_words(assignment), MARKDOWN)
    parts = [reading_markdown(assignment.reading, style)]
    if assignment.locator:
        parts.append(f"Read: {_sentence(assignment.locator)}")
    if assignment.note:
        parts.append(inline_markdown(assignment.note))
    if assignment.presenters:
        names = listed([Name(literal=name) for name in assignment.presenters], str)
        parts.append(f"Presented by {_sentence(names)}")
    return " ".join(filter(None, parts))


def items_of(assignments: Iterable[Assignment], style: str = AS_WRITTEN) -> Iterator[Item]:
    """The items of a list: ``as-written``, ``short``, or as a citation style has them.

    Raises:
        UsageError: no such style.
    """
    if style == AS_WRITTEN:
        return page_items(assignments)
    citation = None if style == SHORT else style
    return (Item(each, tuple(parse_inline(assignment_markdown(each, citation)))) for each in assignments)


def reading_item(reading: Reading, style: str = AS_WRITTEN) -> tuple[Token, ...]:
    """The same for a reading that no session assigns."""
    if style == AS_WRITTEN:
        return reading_words(reading)
    return tuple(parse_inline(reading_markdown(reading, None if style == SHORT else style)))


def reading_markdown(reading: Reading, style: str | None = None) -> str:
    """``reading`` as the item of a list; ``style`` as `render` takes it.

    Raises:
        UsageError: no such style.
    """
    if style == AS_WRITTEN:
        return write_inline(reading_words(reading), MARKDOWN)
    return _in_short(reading) if style is None else _item(reading, style)


# Several targets of one build show the same.
@lru_cache(maxsize=1 << 13)
def _in_short(reading: Reading) -> str:
    return _item(reading, None)


def _item(reading: Reading, style: str | None) -> str:
    main = main_url(reading)
    parts = _short(reading, main) if style is None else [_cited(reading, main, style)]
    if reading.award:
        parts.append(f"**{_sentence(reading.award)}**")
    shown = {main} if style is None else {main, *(link.url for link in reading.identifier_links())}
    links = [link for link in reading.all_links() if link.url not in shown and safe_url(link.url)]
    if links:
        parts.append(f"{', '.join(map(_link, links))}.")
    if reading.note:
        parts.append(_sentence(reading.note))
    return " ".join(filter(None, parts))


def _short(reading: Reading, main: str | None) -> list[str]:
    title = one_line(reading.title or "") or reading.key
    ending = stop(title)[len(title) :]
    venue = one_line(reading.venue or "") or ("arXiv" if reading.arxiv_id else "")
    year = str(reading.year) if reading.year is not None else ""
    appeared = " ".join(filter(None, (f"*{_words(venue)}*" if venue else "", year)))
    return [
        f"{markdown_link(title, main)}{ending}",
        _sentence(_people(reading)),
        f"{appeared}." if appeared else "",
    ]


def _people(reading: Reading) -> str:
    if not reading.author and not reading.editor:
        return ""
    names: Sequence[Name] = reading.author or reading.editor
    if len(names) > _MOST_AUTHORS:
        names = (*names[:_SHOWN_OF_MORE], Name.others())
    role = "" if reading.author else " (Ed.)" if len(reading.editor) == 1 else " (Eds.)"
    return listed(names, str) + role


def _cited(reading: Reading, main: str | None, style: str) -> str:
    """The citation, its title linked to the reading, and the address that it may end in linked to itself."""
    text = cite(reading, style)
    printed = (doi_url(reading), arxiv_url(reading), web_url(reading))
    address = next((url for url in printed if url and text.endswith(url)), "")
    tail = markdown_link(address, address) if address else ""
    text = text.removesuffix(address)
    title = one_line(reading.title or "")
    if not title or title not in text:
        return " ".join(filter(None, (markdown_link(text, main), tail)))
    before, _, after = text.partition(title)
    linked = f"{_inner(before, line_start=True)}{markdown_link(title, main)}{_inner(after)}"
    return f"{linked}{tail}"


def _inner(text: str, *, line_start: bool = False) -> str:
    """Escaped text that keeps the spaces at its ends."""
    left, right = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :] if text.strip() else ""
    return f"{left and ' '}{escape_markdown(text, line_start=line_start)}{right and ' '}"


def _sentence(text: str) -> str:
    return _words(stop(one_line(text)))


def _words(text: str) -> str:
    """Escaped text for a place within a line."""
    return escape_markdown(text, line_start=False)
