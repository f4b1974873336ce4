"""What a reader leaves: items, rows and links that are no part of the schedule, so that none is lost.

A reader of blocks says for each block that it leaves why it does; of a data file, what no rule
took or left is looked for when all has been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from readinglist.importing.content import PageReading, PageSession, Skipped
from readinglist.importing.interpret.data_keys import linked
from readinglist.importing.markup.blocks import Block
from readinglist.importing.markup.data_tree import Node, leaves
from readinglist.importing.markup.source_text import Source, hidden_links
from readinglist.model.reading import Link
from readinglist.text.markdown.spans import plain
from readinglist.text.markdown.writer import to_markdown

_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://[^\s<>\"'()\[\]]+|(?<=\]\()[^()\s]+(?=\))|(?<=href=[\"'])[^\"'<>]+", re.I
)
_COMMENT = re.compile(r"^[ \t]*#[^\n]*", re.M)
_WHY = "nothing is known of what stands at its place"


def skipped_outside(blocks: Iterable[Block], source: Source, *, file: str | None = None) -> Iterator[Skipped]:
    """The list items, rows and lines with links among ``blocks``, with the heading that they stand under."""
    why = "it stands outside of the schedule"
    for block in blocks:
        if block.kind == "heading":
            under = plain(source.spans(block.text))
            why = f"it stands under “{under}”, outside of the schedule" if under else why
        yield from skipped_in_block(block, source, why, file=file)


def skipped_in_block(block: Block, source: Source, why: str, *, file: str | None = None) -> Iterator[Skipped]:
    """A block that is skipped, if it is a list item or holds a link."""
    for text in block.cells or (block.text,):
        spans = source.spans(text) if text and block.kind not in ("open", "close", "tag") else ()
        linked = any(span.url or span.key for span in spans)
        if spans and (linked or block.kind == "item"):
            yield Skipped(line=block.line, text=to_markdown(spans), why=why, file=file)


def commented_out(source: Source, *, file: str | None = None) -> Iterator[Skipped]:
    """The lines with links that the page's author put into comments."""
    for line, text, why in hidden_links(source.hidden):
        yield Skipped(line=line, text=text, why=why, file=file)


def skipped_of_no_session(loose: PageSession, file: str | None) -> Iterator[Skipped]:
    """What would be links, people and notes of a session, if the readings stood in one."""
    people = (Link(url=person.url, label=person.name) for person in loose.speakers if person.url)
    texts = [f"[{link.words}]({link.url})" for link in (*loose.links, *people)]
    for text in (*texts, *filter(None, (loose.notes, loose.tbd))):
        yield Skipped(file=file, text=text, why="it would belong to a session, and stands in none")


def known_addresses(
    sessions: Iterable[PageSession], loose: Iterable[PageReading], skipped: Iterable[Skipped]
) -> set[str]:
    """The addresses that are in what was found or left."""
    out: set[str] = set()
    readings = list(loose)
    for session in sessions:
        readings += session.readings
        out |= {link.url.strip() for link in session.links} | {p.url for p in session.speakers if p.url}
        out |= set(_addresses_in(" ".join(filter(None, (session.notes, session.tbd, session.topic)))))
    for reading in readings:
        out |= {link.url.strip() for link in reading.links}
        out |= set(_addresses_in(" ".join(filter(None, (reading.text, reading.note)))))
    for item in skipped:
        out.add(item.text)
        out |= set(_addresses_in(item.text))
    return out


def skipped_leaves(root: Node, file: str | None, known: set[str]) -> Iterator[Skipped]:
    """The texts of a tree with a link that is not among ``known``."""
    for leaf in leaves(root):
        if leaf.text is None or not linked(leaf):
            continue
        text = " ".join(leaf.text.split())
        addresses = _addresses_in(text) or [text]
        if any(address not in known for address in addresses) and text not in known:
            known.add(text)
            yield Skipped(line=leaf.line, file=file, text=text, why=_WHY)


def skipped_comments(text: str, file: str | None, known: set[str], first_line: int = 1) -> Iterator[Skipped]:
    """The comments of a YAML or TOML text with an address that is not among ``known``.

    A line of a text of several lines may begin like a comment; what was read of it is known.
    """
    line, at = first_line, 0
    for match in _COMMENT.finditer(text):
        line, at = line + text.count("\n", at, match.start()), match.start()
        addresses = [a for a in _addresses_in(match[0]) if "://" in a and a not in known]
        if addresses:
            shown = " ".join(match[0].split()).lstrip("# ")
            known.update(addresses)
            yield Skipped(line=line, file=file, text=shown, why="commented out")


def _addresses_in(text: str) -> list[str]:
    return [address.rstrip(".,;:") for address in _ADDRESS.findall(text)]
