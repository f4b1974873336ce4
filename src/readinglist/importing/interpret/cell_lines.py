"""The lines of a table's cell or of a list item: which of them say more about the work above."""

from __future__ import annotations

from collections.abc import Iterator

from readinglist.importing.interpret.credits import credits
from readinglist.importing.interpret.labels import is_label
from readinglist.importing.interpret.levels import LevelWords
from readinglist.text.markdown.spans import Span, Spans, joined, plain


def merged(lines: list[Spans], words: LevelWords) -> Iterator[Spans]:
    """The lines of a cell or an item, those that say more about the work above it joined to that line.

    These are lines with links such as ``[pdf] [code]``, and lines that name authors or a venue.
    """
    held: Spans | None = None
    for spans in lines:
        if held is not None and _says_more(spans, words) and not _is_lead(held, words):
            stop = "" if plain(held)[-1:] in ".!?:,;" or plain(spans)[:1] in "([,;–—-" else "."
            linked = any(span.url for span in held)
            held = joined((*held, Span(" " if linked else f"{stop} "), *spans))
            continue
        if held is not None:
            yield held
        held = spans
    if held is not None:
        yield held


def _says_more(spans: Spans, words: LevelWords) -> bool:
    links = [span for span in spans if span.url]
    if links:
        bare = plain(span for span in spans if not span.url).strip(" ()[]|,;:/·-")
        return all(is_label(span.text) for span in links) and (not bare or is_label(bare))
    said = credits(plain(spans), words)
    return said is not None and bool(said.authors or said.tags.venue or said.tags.year)


def _is_lead(spans: Spans, words: LevelWords) -> bool:
    return words.heading(plain(spans)) is not None or plain(spans).endswith(":")
