"""What the page offers for copying: each reading's citation in several styles, and the whole list as BibTeX.

The BibTeX text stands in the page once, in the address of the download link, which
works without a script; the script takes single entries out of it by their place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import quote

from readinglist.formats.bibtex.writer import render_reading
from readinglist.formats.citation import cite
from readinglist.formats.html.reading import title_of
from readinglist.model.reading import Reading
from readinglist.model.schedule import Syllabus

_STYLES = {"IEEE": "ieee", "ACM": "acm", "APA": "apa"}


def numbered(syllabus: Syllabus) -> dict[Reading, int]:
    """Every reading of the page, each once, with its place from 0.

    The list's own come first, then those that only sessions hold.
    """
    assigned = (a.reading for session in syllabus.sessions for a in session.assignments)
    unique = dict.fromkeys((*syllabus.readings, *assigned))
    return {reading: place for place, reading in enumerate(unique)}


def bibtex_href(entries: list[str]) -> str:
    """The entries as one file in a ``data:`` address (RFC 2397)."""
    text = quote("\n".join(entries), safe="/:@,;=+$!*()", errors="replace")
    return f"data:application/x-bibtex;charset=utf-8,{text}"


def bibtex_entries(citations: Mapping[Reading, int]) -> list[str]:
    """Each reading's BibTeX entry, in ASCII: what is copied works in the oldest program too."""
    return [render_reading(reading, ascii=True) for reading in citations]


def citations_json(citations: Mapping[Reading, int], entries: list[str]) -> str:
    """The citations for the page's script: a list of ``{title, bibtex: [start, end], styles: {name: text}}``.

    ``start`` and ``end`` count UTF-16 units, as JavaScript does. Nothing in the text can
    end the element that it stands in, and nothing in it is markup of a site generator.
    """
    rows, start = [], 0
    for reading, entry in zip(citations, entries, strict=True):
        end = start + len(entry.encode("utf-16-le", "surrogatepass")) // 2
        styles = {name: cite(reading, style=style) for name, style in _STYLES.items()}
        rows.append({"title": title_of(reading), "bibtex": [start, end], "styles": styles})
        start = end + 1
    return script_safe(json.dumps(rows, ensure_ascii=False, separators=(",", ":")))


def script_safe(text: str) -> str:
    r"""JSON ``text`` that may stand in ``<script>``, with ``\u`` for the signs that mean something there.

    These are ``<``, ``>``, ``&``, a site generator's double braces, and surrogates without
    a partner, which no file can hold. Only strings hold them: a structural brace is never
    followed by another one or by ``%``.
    """
    text = re.sub(r"[<>&\u2028\u2029\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)
    return re.sub(r"\{(?=[{%])", r"\\u007b", text)
