"""What a reader of Markdown leaves: list items and links that are no part of the schedule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from readinglist.importing.markup.blocks import Block
from readinglist.importing.markup.source import Source, hidden_links
from readinglist.importing.page_content import FoundSession, Untaken
from readinglist.model.reading import Link
from readinglist.text.markdown.spans import plain
from readinglist.text.markdown.writer import to_markdown


def left_over(blocks: Iterable[Block], source: Source, *, file: str | None = None) -> Iterator[Untaken]:
    """The list items, rows and lines with links among ``blocks``, with the heading that they stand under."""
    why = "it stands outside of the schedule"
    for block in blocks:
        if block.kind == "heading":
            under = plain(source.spans(block.text))
            why = f"it stands under “{under}”, outside of the schedule" if under else why
        yield from left(block, source, why, file=file)


def left(block: Block, source: Source, why: str, *, file: str | None = None) -> Iterator[Untaken]:
    """A block that is not taken, if there is anything in it that somebody might miss."""
    for text in block.cells or (block.text,):
        spans = source.spans(text) if text and block.kind not in ("open", "close", "tag") else ()
        linked = any(span.url or span.key for span in spans)
        if spans and (linked or block.kind == "item"):
            yield Untaken(line=block.line, text=to_markdown(spans), why=why, file=file)


def commented_out(source: Source, *, file: str | None = None) -> Iterator[Untaken]:
    """The lines with links that the page's author put into comments."""
    for line, text, why in hidden_links(source.hidden):
        yield Untaken(line=line, text=text, why=why, file=file)


def of_no_session(loose: FoundSession, file: str | None) -> Iterator[Untaken]:
    """What would be links, people and notes of a session, if the readings stood in one."""
    people = (Link(url=person.url, label=person.name) for person in loose.speakers if person.url)
    texts = [f"[{link.words}]({link.url})" for link in (*loose.links, *people)]
    for text in (*texts, *filter(None, (loose.notes, loose.tbd))):
        yield Untaken(file=file, text=text, why="it would belong to a session, and stands in none")
