"""The links of a page that its reader missed, so that none is lost without a word. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import accumulate, chain
from typing import Any

from readinglist.importing.content import LinkPlaces, Page, PageContent, Skipped
from readinglist.importing.interpret.items import is_dead_end
from readinglist.model.identifiers import identifiers_of, identify, without_detour
from readinglist.model.reading import Record

# What scripts and style sheets name is for the browser.
_OPENS = re.compile(r"<(script|style)\b", re.I)
_CLOSES = {name: re.compile(rf"</{name}\s*>", re.I) for name in ("script", "style")}
# Images, and what the head of a document refers to, are nothing to follow.
_EMBEDDED = re.compile(r"!\[[^\[\]]*\]\([^()\s]*\)|<(?:img|link|meta|source)\b[^<>]*>", re.I)
# A bare address; what a Markdown link leads to, perhaps with a Liquid expression in front, and with
# one level of brackets; what an anchor leads to.
_ADDRESS = re.compile(
    r"(?P<bare>(?:https?|ftp)://[^\s<>\"'`\\^{}|\[\]]+)"
    r"|\]\(\s*<?(?P<target>(?:\{\{[^{}()]*\}\})?[^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*)"
    r"|<a\b[^<>]{0,2000}?\bhref\s*=\s*(?:\"(?P<double>[^\"<>]*)\"|'(?P<single>[^'<>]*)'|(?P<unquoted>[^\s\"'<>]+))",
    re.I,
)
_LETTER = re.compile(r"\w")
_BEHIND = ".,;:!?*_\"'’”…"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_LONGEST_LINE = 200  # that is shown whole; of a longer one the link alone


def find_missed_links(page: Page, content: PageContent) -> tuple[Skipped, ...]:
    """Return the links of ``page`` that are neither in ``content`` nor among what it says was skipped.

    Links within the page (``#today``), what stands for an address to come (``TBD``), addresses of
    scripts and those of images do not count.
    """
    return account_for_links(page, content)[0]


def account_for_links(page: Page, content: PageContent) -> tuple[tuple[Skipped, ...], LinkPlaces]:
    """Return the links that `find_missed_links` finds, and how many links of ``page`` are where."""
    places = _places(content)
    known = set().union(*places.values())
    files: Mapping[str, str] = page.files or {"": page.text}
    shown = {
        name: _EMBEDDED.sub(lambda match: _blank(match[0]), _without_scripts(text))
        for name, text in files.items()
    }
    missed = tuple(item for name, text in shown.items() for item in _missed_in_file(name, text, known))
    links = {_comparable(url) for text in shown.values() for url, _ in _links(text)}
    found = Counter(next((name for name, urls in places.items() if url in urls), "untaken") for url in links)
    return missed, LinkPlaces(**found)


def _places(content: PageContent) -> dict[str, set[str]]:
    """The links in each place, by the names of `LinkPlaces`."""
    # An assignment keeps its whole item; of a reading under no session the list does not.
    loose = tuple(item.model_copy(update={"text": "", "item": None}) for item in content.unscheduled)
    readings = (*chain.from_iterable(session.readings for session in content.sessions), *loose)
    bare = {"readings": (), "demoted": ()}
    # A record may name a work by what is no address, where the page has a link.
    records = (item.record for item in readings if item.record is not None)
    return {
        "readings": {_comparable(item.links[0].url) for item in readings if item.links}
        | {str(name) for record in records for name in identifiers_of(record)},
        "of_readings": set(_known_links(readings)),
        "of_sessions": set(_known_links(tuple(each.model_copy(update=bare) for each in content.sessions))),
        "of_course": set(_known_links(content.course)),
        "untaken": set(_known_links((*content.skipped, *content.remarks))),
    }


def _missed_in_file(name: str, text: str, known: set[str]) -> Iterator[Skipped]:
    lines = text.split("\n")
    ends = list(accumulate(len(line) + 1 for line in lines))
    number = 0
    seen: set[str] = set()
    for url, at in _links(text):
        if _comparable(url) in known or url in seen:
            continue
        seen.add(url)
        # Links come in order, so that the lines are counted once for all of them.
        while ends[number] <= at:
            number += 1
        line = " ".join(lines[number].split())
        yield Skipped(
            line=number + 1,
            file=name or None,
            text=line if url in line and len(line) <= _LONGEST_LINE else url,
            why="the reader found no place for this link",
        )


def _without_scripts(text: str) -> str:
    """``text`` with blanks for its scripts and style sheets; one that is never closed goes to the end.

    Blanks keep every offset and line number.
    """
    pieces, at = [], 0
    while (opening := _OPENS.search(text, at)) is not None:
        closing = _CLOSES[opening[1].lower()].search(text, opening.end())
        end = closing.end() if closing else len(text)
        pieces += [text[at : opening.start()], _blank(text[opening.start() : end])]
        at = end
    return "".join((*pieces, text[at:]))


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _links(text: str) -> Iterator[tuple[str, int]]:
    """Each address of a text, and where it stands."""
    for match in _ADDRESS.finditer(text):
        url = next(filter(None, match.groups()), "")
        url = _trimmed(url) if match["bare"] else url
        if _LETTER.search(url) and not url.startswith("#") and not is_dead_end(url):
            yield unescape(url), match.start()


def _trimmed(url: str) -> str:
    """``url`` without the punctuation of the sentence, or the markup, that it stands in."""
    while url and (
        url[-1] in _BEHIND or (url[-1] in _PAIRS and url.count(_PAIRS[url[-1]]) < url.count(url[-1]))
    ):
        url = url[:-1]
    return url


def _comparable(url: str) -> str:
    """What an address is compared by: the work that it names, or itself without what is often left out."""
    named = identify(url)
    if named is not None and named.scheme != "url":
        return str(named)
    return _trimmed(without_detour(unescape(re.sub(r"\s+", "", url)))).replace("%20", "").rstrip("/")


def _known_links(value: Any) -> Iterator[str]:
    # The readers leave Markdown, in which an address shows by one of these; most texts have none.
    for text in _texts(value):
        yield from (_comparable(url) for url, _ in _links(text)) if "://" in text or "](" in text else ()
    for url in _urls(value):
        yield _comparable(url)


def _urls(value: Any) -> Iterator[str]:
    """Every address that a record holds as such."""
    if isinstance(value, Record):
        for name in type(value).model_fields:
            field = getattr(value, name)
            yield from (field,) if name == "url" and field else _urls(field)
    elif isinstance(value, tuple):
        for item in value:
            yield from _urls(item)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a record, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, Mapping):
        yield from _texts(tuple(value.values()))
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
