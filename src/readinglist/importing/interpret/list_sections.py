"""The sections of a page without a calendar: headings, `<summary>` lines and bold lines over lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from readinglist.importing.content import OF_THIS_PAGE, Skipped
from readinglist.importing.interpret.labels import is_label
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.skipped_items import skipped_outside
from readinglist.importing.markup.blocks import Block
from readinglist.importing.markup.source_text import Source
from readinglist.text.markdown.spans import Spans, plain

_ORNAMENT = re.compile(r"^[^\w(\[“\"'¿¡]+|[\s:：#]+$")
_COUNT = re.compile(r"\s*[(\[]\d{1,4}[)\]]$")
_NUMBERING = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){1,4}[.)]?|(?:\d{1,2}|[ivx]{1,4}|[A-Za-z])[.)])\s+(?=\S)", re.I
)
_PICTURE = re.compile(
    r"\[\s*!\[(?P<alt>[^\[\]]{0,300})\](?:\([^()\s]{0,2000}(?:\s\"[^\"]{0,200}\")?\)|\[[^\[\]]{0,100}\])\s*\]\((?P<url>[^()\s]{0,2000})\)"
)
_HOSTS = (("github.com", "Code"), ("arxiv.org", "arXiv"), ("huggingface.co", "Model"), ("youtu", "Video"))
_UNFOLD = re.compile(r"(?:click|tap|show|expand|toggle|details?|more)\b.*", re.I)
_TELLS_NO_TOPIC = re.compile(r"(?:\W|\d|before|after|and|earlier)*", re.I)
_BOLD_RANK, _SUMMARY_RANK, _LONGEST_TITLE = 7, 10, 200


class Section(NamedTuple):
    """A stretch of a page under a heading.

    ``path`` is the words of its heading and of those above it; ``blocks`` are what stands below
    it up to the next heading, ``line`` is that of the heading, and ``heading`` its inline Markdown.
    """

    path: tuple[str, ...]
    line: int
    blocks: list[Block]
    heading: str = ""


def leads_out(spans: Spans) -> bool:
    """Whether a link among ``spans`` leads to anything but a place of the page."""
    return any(span.url and not span.url.startswith("#") for span in spans)


def with_named_pictures(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, each badge in them as a link that is called after what it leads to; headings without."""
    for block in blocks:
        if "![" not in block.text and not any("![" in cell for cell in block.cells):
            yield block
        elif block.kind == "heading":
            yield block._replace(text=_PICTURE.sub("", block.text).strip())
        else:
            cells = tuple(_PICTURE.sub(_named, cell) for cell in block.cells)
            yield block._replace(text=_PICTURE.sub(_named, block.text), cells=cells)


def _named(picture: re.Match[str]) -> str:
    alt, url = picture["alt"].strip(), picture["url"]
    label = alt if alt and is_label(alt) else next((name for host, name in _HOSTS if host in url), "link")
    return f"[{label}]({url})"


def sections_in(blocks: Iterable[Block], source: Source, words: LevelWords) -> list[Section]:
    """The sections of a page; the first one, without words, is what stands above all, with the title."""
    blocks = tuple(blocks)
    titles = sum(block.kind == "heading" and block.level == 1 for block in blocks)
    title: str | None = None
    sections = [Section((), 0, [])]
    above: list[tuple[int, str]] = []
    depth = 0
    summary: list[str] | None = None

    def open_section(rank: int, text: str, block: Block) -> None:
        while above and above[-1][0] >= rank:
            above.pop()
        if text:
            above.append((rank, text))
        heading = block.text if text else ""
        sections.append(Section(tuple(words for _, words in above), block.line, [], heading))

    for index, block in enumerate(blocks):
        text = _bare(plain(source.spans(block.text))) if block.kind in ("heading", "text") else ""
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if block.kind == "heading":
            is_first = title is None and len(sections) == 1 and block.level == 1
            if is_first and (titles == 1 or (following and following.kind not in ("item", "row"))):
                title = text
                sections[0].blocks.append(block)
            elif text and words.heading(text) is not None:
                if not (sections[-1].path and sections[-1].blocks):
                    open_section(block.level, "", block)
                sections[-1].blocks.append(block)
            else:
                open_section(block.level, text, block)
        elif block.text in ("details", "summary") and block.kind in ("open", "close"):
            if block.text == "details":
                depth += 1 if block.kind == "open" else -1
                if block.kind == "close" and above and above[-1][0] > _SUMMARY_RANK + depth:
                    open_section(above[-1][0], "", block)
            elif block.kind == "open":
                summary = []
            elif summary is not None:
                written, summary = " ".join(summary), None
                text = _bare(plain(source.spans(written)))
                if text and not _UNFOLD.fullmatch(text):
                    open_section(_SUMMARY_RANK + depth, text, block._replace(text=written))
        elif summary is not None and block.kind == "text":
            summary.append(block.text)
        elif following is not None and following.kind in ("item", "row") and is_bold_line(block, source):
            open_section(_BOLD_RANK, text, block)
        else:
            sections[-1].blocks.append(block)
    return _merged(sections)


def is_bold_line(block: Block, source: Source) -> bool:
    """Whether a block is a short line that is bold throughout and links nothing."""
    if block.kind != "text" or block.level or len(block.text) > _LONGEST_TITLE:
        return False
    spans = source.spans(block.text)
    return bool(spans) and all(s.url is None and (s.bold or not s.text.strip(" :.–—-")) for s in spans)


def _bare(text: str) -> str:
    """The words of a heading without ornaments, its number and how many papers it has."""
    return _NUMBERING.sub("", _COUNT.sub("", _ORNAMENT.sub("", _ORNAMENT.sub("", text)))).strip()


def _merged(sections: Sequence[Section]) -> list[Section]:
    """The sections, what comes behind a ``</details>`` with the section that it goes on with."""
    found: list[Section] = []
    at: dict[tuple[str, ...], int] = {}
    for section in sections:
        known = at.get(section.path)
        if known is not None and section.path and not section.heading:
            found[known].blocks.extend(section.blocks)
            continue
        at[section.path] = len(found)
        found.append(section)
    return found


def topics_of(sections: Sequence[Section]) -> list[str]:
    """A topic for each section: its heading, with those above it as far as others have the same."""
    counts = Counter(
        section.path[-number:] for section in sections for number in range(1, len(section.path) + 1)
    )
    return [_topic(section.path, counts) for section in sections]


def _topic(path: tuple[str, ...], counts: Mapping[tuple[str, ...], int]) -> str:
    for number in range(1, len(path) + 1):
        if counts[path[-number:]] == 1 and not re.fullmatch(
            r"(?:\W|\d|before|after|and|earlier)*", path[-number], re.I
        ):
            return ": ".join(path[-number:])
    return ": ".join(path)


def without_anchors(
    blocks: Iterable[Block], source: Source, file: str | None
) -> tuple[list[Block], list[Skipped]]:
    """The blocks without those whose links all lead to places of the page: its table of contents."""
    kept: list[Block] = []
    skipped: list[Skipped] = []
    for block in blocks:
        texts = block.cells or ((block.text,) if block.kind in ("item", "text") else ())
        urls = [span.url for text in texts for span in source.spans(text) if span.url]
        if urls and all(url.startswith("#") for url in urls):
            why = OF_THIS_PAGE
            skipped += (
                item.model_copy(update={"why": why}) for item in skipped_outside([block], source, file=file)
            )
        else:
            kept.append(block)
    return kept, skipped
