"""The lists of readings that a session shows, and their items in the page's own words. Pure.

The style ``as-written`` gives an item the words of the page that the list was made from, which an
assignment keeps in `text`. They are a stranger's: they come as tokens, which each format escapes
in its own way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from readinglist.formats.citation.parts import listed
from readinglist.model.reading import Name, Reading
from readinglist.model.schedule import Assignment, Course, Level, Session
from readinglist.text.markdown.parser import Token, parse_inline
from readinglist.text.markdown.smart_quotes import smart
from readinglist.text.safety import one_line, safe_url

AS_WRITTEN = "as-written"
"""The name of this style, where a format has several."""

# In the order of the page: what binds, what may bind, what does not.
_SHOWN: tuple[tuple[Level, str, str], ...] = (
    ("required", "required_reading", "Required reading"),
    ("unspecified", "other_reading", "Reading"),
    ("optional", "optional_reading", "Optional reading"),
)


class ReadingsOfLevel(NamedTuple):
    """One list of a session.

    Attributes:
        level: the level of its readings.
        css_class: what the list is called in HTML; templates and their scripts look for it.
        label: what the list is called for people.
        assignments: its readings, in order.
        tbd: inline Markdown that stands in place of readings yet to come; ``None``: none does.
    """

    level: Level
    css_class: str
    label: str
    assignments: tuple[Assignment, ...]
    tbd: str | None


def lists_of(session: Session) -> Iterator[ReadingsOfLevel]:
    """The lists of ``session`` that have something in them; what is yet to come ends the last one."""
    by_level: dict[Level, tuple[Assignment, ...]] = {
        "required": session.required,
        "unspecified": session.readings,
        "optional": session.optional,
    }
    there = [shown for shown in _SHOWN if by_level[shown[0]]]
    if session.tbd and not there:
        there = [_SHOWN[0]]
    for place, (level, css_class, label) in enumerate(there, 1):
        tbd = session.tbd if place == len(there) else None
        yield ReadingsOfLevel(level, css_class, label, by_level[level], tbd or None)


class Item(NamedTuple):
    """An assignment and the words that stand for it in its list; none where another item names it."""

    assignment: Assignment
    words: tuple[Token, ...]


def page_items(assignments: Iterable[Assignment]) -> Iterator[Item]:
    """The items of a list.

    A reading whose text is empty has no words of its own as long as the item above it links
    it; once that is gone it gets them again.
    """
    linked: frozenset[str | None] = frozenset()
    for assignment in assignments:
        own = (safe_url(link.url) for link in assignment.reading.all_links())
        if assignment.text == "" and not linked.isdisjoint(own):
            yield Item(assignment, ())
            continue
        words = assignment_words(assignment)
        linked = frozenset(token.value for token in words if token.kind == "link")
        yield Item(assignment, words)


def assignment_words(assignment: Assignment) -> tuple[Token, ...]:
    """The item of a list that a page has for ``assignment``, as tokens of inline Markdown.

    These are the words that the assignment keeps, with the quotes and dashes that a site's
    Markdown makes of them. Where it keeps none they are the linked title, and what the
    assignment says besides.
    """
    if assignment.text:
        return smart(parse_inline(assignment.text, main_url(assignment.reading)))
    return smart((*_title(assignment.reading), *_remarks(assignment)))


def reading_words(reading: Reading) -> tuple[Token, ...]:
    """The same for a reading that no session assigns: its linked title."""
    return smart(tuple(_title(reading)))


def typeset(text: str) -> tuple[Token, ...]:
    """The same for inline Markdown that is no reading, such as a placeholder."""
    return smart(parse_inline(text))


def typeset_heading(text: str) -> str:
    """The heading of a group of readings, with such quotes and dashes; it has no markup."""
    return "".join(token.value for token in smart((Token("text", one_line(text)),)))


def main_url(reading: Reading) -> str | None:
    """Where the title leads; ``None`` where there is no address that may become a link."""
    return next((link.url for link in reading.all_links() if safe_url(link.url)), None)


def _title(reading: Reading) -> Iterator[Token]:
    words = Token("text", one_line(reading.title or "") or one_line(reading.key))
    url = safe_url(main_url(reading))
    yield from (words,) if url is None else (Token("link", url), words, Token("/link", url))


def _remarks(assignment: Assignment) -> Iterator[Token]:
    if assignment.locator:
        yield Token("text", f" ({one_line(assignment.locator)})")
    if assignment.presenters:
        names = one_line(listed([Name(literal=name) for name in assignment.presenters], str))
        yield Token("text", f", presented by {names}")
    if assignment.note:
        yield Token("text", ". ")
        yield from parse_inline(assignment.note)


def course_name(course: Course) -> str:
    """The course in one line, with its term; empty where nothing is stated."""
    return ", ".join(filter(None, (one_line(course.title or ""), one_line(course.term or ""))))


def session_name(session: Session) -> str:
    """What a session is about; its week or its kind where no topic is stated."""
    week = "" if session.week is None else f"Week {session.week}"
    return one_line(session.topic) or week or one_line(session.kind).capitalize() or "Session"
