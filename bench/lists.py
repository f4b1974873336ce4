"""What an import keeps of README lists of papers: ``python -m bench.lists FOLDER [--lost]``.

Every Markdown file of the folder is imported in memory, and each arXiv id and each outward link of
it that is no badge is looked for: in a reading, elsewhere in the list, among what was not taken.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from readinglist.importing.importer import import_pages
from readinglist.model.identifiers import identify
from readinglist.model.reading import Record

_COMMENT = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1>", re.S | re.I)
_BADGE = re.compile(r"\[!\[[^\]]*\]\([^)]*\)\]\([^)]*\)|!\[[^\]]*\]\([^)]*\)|<img\b[^<>]*>", re.I)
_BADGE_TAG = re.compile(r"<a\b[^<>]*>\s*(?:<(?:img|picture|source)\b[^<>]*>\s*|</picture>\s*)+</a>", re.I)
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\^{}|\[\]]+(?<![.,;:!?*_)])", re.I)
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf|html)/+v?(?:[a-z-]+/)?\d{4}\.?\d{3,5}|10\.48550/arxiv", re.I)
PLACES = ("reading", "of a reading", "of a session", "not taken", "lost")


def main(arguments: list[str] | None = None) -> int:
    """Print a row for each list, and how many links of all were kept."""
    parser = argparse.ArgumentParser(prog="python -m bench.lists", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lost", action="store_true", help="print what is lost or not taken")
    options = parser.parse_args(arguments)
    print(f"{'list':40} {'s':>5} {'sessions':>8} {'readings':>8}  ids: kept/all  links: {', '.join(PLACES)}")
    ids, links = Counter[str](), Counter[str]()
    for path in sorted(options.folder.glob("*.[mM][dD]")):
        found_ids, found_links = _measure(path, show=options.lost)
        ids += found_ids
        links += found_links
    print(
        f"ids: {ids['reading']} of {ids.total()} kept; links: {links.total() - links['lost']} of "
        f"{links.total()} kept or accounted for"
    )
    return 0


def _measure(path: Path, *, show: bool) -> tuple[Counter[str], Counter[str]]:
    start = time.process_time()
    imported = import_pages([path])
    seconds = time.process_time() - start
    content = imported.pages[0].content
    readings = [*(r for s in content.sessions for r in s.readings), *content.unscheduled]
    known = {
        "reading": set(_addresses(link.url for r in readings for link in r.links[:1])),
        "of a reading": set(_addresses(_texts(tuple(readings)))),
        "of a session": set(
            _addresses(_texts(tuple(s.model_copy(update={"readings": ()}) for s in content.sessions)))
        )
        | set(_addresses(_texts(content.course))),
        "not taken": set(_addresses(item.text for item in content.skipped)),
    }
    ids, links = Counter[str](), Counter[str]()
    for url in sorted(set(_outward(path.read_text(encoding="utf-8", errors="replace")))):
        place = next((place for place, urls in known.items() if _key(url) in urls), "lost")
        links[place] += 1
        if _ARXIV.search(url):
            ids["reading" if place == "of a reading" else place] += 1
        if show and place in ("lost", "not taken", "of a session"):
            print(f"    {place}: {url}")
    row = ", ".join(str(links[place]) for place in PLACES)
    print(
        f"{path.name[:40]:40} {seconds:5.1f} {len(content.sessions):8} {len(readings):8}  "
        f"{ids['reading']:>4}/{ids.total():<4}  {row}  ({content.reader})"
    )
    return ids, links


def _outward(text: str) -> Iterator[str]:
    """The addresses of a page that are neither in comments nor those of badges."""
    shown = _BADGE_TAG.sub("", _BADGE.sub("", _COMMENT.sub("", text)))
    for match in _ADDRESS.finditer(shown):
        yield match[0]


def _addresses(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for match in _ADDRESS.finditer(text):
            yield _key(match[0])


def _key(url: str) -> str:
    named = identify(url)
    if named is not None and named.scheme != "url":
        return str(named)
    return re.sub(r"[^a-z0-9]", "", url.lower().partition("://")[2])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Record):
        yield from _texts(tuple(getattr(value, name) for name in type(value).model_fields))
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


if __name__ == "__main__":
    sys.exit(main())
