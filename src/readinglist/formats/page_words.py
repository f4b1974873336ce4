"""A reading in the words of the page that the list was made from: the style ``as-written``. Pure.

What an assignment keeps in `text` are a stranger's words: they come as tokens, which each
format escapes in its own way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from readinglist.formats.citation.parts import listed
from readinglist.model.reading import Name, Reading
from readinglist.model.schedule import Assignment
from readinglist.text.markdown.parser import Token, parse_inline
from readinglist.text.markdown.smart_quotes import smart
from readinglist.text.safety import one_line, safe_url

AS_WRITTEN = "as-written"
"""The name of this style, where a format has several."""


class Item(NamedTuple):
    """An assignment and the words that stand for it in its list; none where another item names it."""

    assignment: Assignment
    words: tuple[Token, ...]


def page_items(assignments: Iterable[Assignment]) -> Iterator[Item]:
    """The items of a list.

    A reading whose text is empty has no words of its own as long as the item above it links
    it; once that is gone it gets them again.
    """
    linked: frozenset[str] = frozenset()
    for assignment in assignments:
        if assignment.text == "" and not linked.isdisjoint(_addresses(assignment.reading)):
            yield Item(assignment, ())
            continue
        words = assignment_words(assignment)
        linked = frozenset(token.value for token in words if token.kind == "link")
        yield Item(assignment, words)


def _addresses(reading: Reading) -> Iterator[str]:
    return (url for link in reading.all_links() if (url := safe_url(link.url)))


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
        yield Token("text", f", presented by {_people(assignment.presenters)}")
    if assignment.note:
        yield Token("text", ". ")
        yield from parse_inline(assignment.note)


def _people(names: Sequence[str]) -> str:
    return one_line(listed([Name(literal=name) for name in names], str))
