"""One item of a page as the record of a work, and two records of one work as one. Pure.

Pages write addresses with dirt that stops them, so these are cleaned here, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from readinglist.importing.content import PageReading
from readinglist.model.citation_keys import is_citation_key
from readinglist.model.identifiers import Identifier, identifiers_of, identify, normalise_arxiv
from readinglist.model.identifiers.scheme import fields_of_identifier
from readinglist.model.reading import UNNAMED, Link, PartialDate, Reading

GUESSED_TYPES = ("document", "webpage", "article")
"""The types that a link alone gives a work."""

# The least that is known of a type: anything else that is known takes its place.
_VAGUE = ("document", "webpage")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")
_MARKUP = re.compile(r"(?<!\\)[*_`]+|\\(?=[^\w\s])")
_TWICE = re.compile(r"(arxiv\.org/(?:abs|pdf|html))/{2,}", re.I)
_AT_DOI = re.compile(r"(?:^|//)(?:dx\.|www\.)?doi\.org/.*?([.,;:]+)$", re.I)
_BROKEN = re.compile(r"\s*[\r\n]+\s*")
# Words of links that stand for one thing, in the spelling that the fields of an entry have.
_LABELS = {
    "pdf": "PDF",
    "code": "Code",
    "source code": "Code",
    "github": "Code",
    "slides": "Slides",
    "slide": "Slides",
    "video": "Video",
    "recording": "Video",
    "youtube": "Video",
    "poster": "Poster",
    "data": "Data",
    "dataset": "Data",
    "website": "Website",
    "web site": "Website",
    "homepage": "Website",
    "project page": "Website",
    "talk": "Talk",
}
_HOSTS = {
    "youtube.com": "Video",
    "youtu.be": "Video",
    "vimeo.com": "Video",
    "github.com": "Code",
    "gitlab.com": "Code",
    "arxiv.org": "arXiv",
    "doi.org": "DOI",
}
# Presentations of PowerPoint and Keynote are slides.
_ENDINGS = {".pdf": "PDF", ".ppt": "Slides", ".pptx": "Slides", ".key": "Slides", ".mp4": "Video"}


def record_of(item: PageReading) -> Reading:
    """Return the record that ``item`` makes; its key is the page's own, else `UNNAMED`.

    What the page holds as a record is taken as it is, and what the item says besides is added.
    Identifiers come from the links that lead to the work.
    """
    stated = item.record or Reading(key=UNNAMED)
    from_page = _with_venue(_with_identifiers(_record_of_words(item)))
    key = item.key or stated.key
    return complete(stated, from_page).replace(key=key if is_citation_key(key) else UNNAMED)


def _record_of_words(item: PageReading) -> Reading:
    """What the words and links of the item say."""
    links = [with_label(link) for link in item.links if link.url.strip()]
    main = next((link for link in links if is_address(link.url)), None)
    fields: dict[str, Any] = {
        "key": UNNAMED,
        "title": item.title or (None if item.record else _guess_title(item, links)),
        "author": item.author,
        "issued": PartialDate.of(item.year) if item.year is not None and abs(item.year) <= 9999 else None,
        "container_title_short": item.venue,
        "award": item.award,
        "url": main.url if main else None,
        "links": tuple(dict.fromkeys(link for link in links if main is None or link.url != main.url)),
    }
    # A bare identifier (arXiv:1706.03762) says what the work is, and is nothing to follow.
    bare = [link for link in fields["links"] if not is_address(link.url)]
    if bare:
        fields["links"] = tuple(link for link in fields["links"] if link not in bare)
        fields |= _fields_of(filter(None, (identify(link.url) for link in bare)))
    return Reading.model_validate(fields)


def _guess_title(item: PageReading, links: list[Link]) -> str | None:
    """A title where the reader could tell none apart: all words of an item that has no link either."""
    if links and identify(item.text) is None and (words := links[0].label):
        return words
    text = _plain_words(item.text)
    return None if not text or identify(text) is not None or links else text


def _plain_words(text: str) -> str:
    """The words of inline Markdown, without its marks and addresses."""
    return " ".join(_MARKUP.sub("", _LINK.sub(r"\1", text)).split())


def _with_identifiers(reading: Reading) -> Reading:
    """``reading`` with the identifiers that its links hold, and the type that follows."""
    named = identifiers_of(reading)
    fields = _fields_of(named)
    if fields.get("type") == "webpage" and (reading.url or "").partition("?")[0].lower().endswith(".pdf"):
        del fields["type"]  # a file is not yet a web page
    fields.pop("url", None)  # the page's own address stays, whatever form the identifier has
    version = normalise_arxiv(reading.url) if reading.url and "arxiv_id" in fields else None
    if version is not None and version.version is not None:
        fields["arxiv_version"] = version.version
    stated = {name: value for name, value in fields.items() if not getattr(reading, name) or name == "type"}
    return _replace_if_valid(reading, stated)


def _fields_of(named: Iterable[Identifier]) -> dict[str, object]:
    """What the identifiers of one work say together, the strongest first."""
    fields: dict[str, object] = {}
    for identifier in named:
        for name, value in fields_of_identifier(identifier).items():
            fields.setdefault(name, value)
    # A book or an article has a page as well, but is none.
    if fields.get("type") == "webpage" and fields.keys() & {"doi", "isbn"}:
        del fields["type"]
    return fields


def _with_venue(reading: Reading) -> Reading:
    """``reading`` with the venue's full name and the type of what appears there, where it is a known one."""
    short = reading.container_title_short
    if not short:
        return reading
    from readinglist.text.venues import venue

    # An acronym of two letters is known only beside a year.
    known = venue(f"{short} {reading.year}" if reading.year and short.isupper() else short)
    if known is None:
        return reading
    return _replace_if_valid(
        reading,
        {"type": known.kind, "container_title": known.title, "container_title_short": known.short or short},
    )


def _replace_if_valid(reading: Reading, fields: dict[str, object]) -> Reading:
    try:
        return reading.replace(**fields)
    except ValidationError:  # an identifier that the record is stricter about
        return reading


def complete(mine: Reading, other: Reading) -> Reading:
    """Return ``mine`` with what only ``other`` says of the same work; its links stand behind mine."""
    fields = {
        name: getattr(other, name)
        for name, field in Reading.model_fields.items()
        if name not in ("key", "links", "extra")
        and getattr(mine, name) in (field.default, None)
        and getattr(other, name) not in (field.default, None)
    }
    if mine.type in _VAGUE and other.type not in _VAGUE:
        fields["type"] = other.type
    fields["links"] = tuple(_merge_links(mine, other))
    fields["extra"] = {**other.extra, **mine.extra}
    return mine.replace(**fields)


def _merge_links(mine: Reading, other: Reading) -> Iterator[Link]:
    """The links of both, each address once; another main link becomes a further one."""
    main = (with_label(Link(url=other.url)),) if mine.url and other.url else ()
    # By clean addresses: two spellings of one are one link.
    seen = {clean_address(mine.url or other.url or "")}
    for link in (*mine.links, *main, *other.links):
        if clean_address(link.url) not in seen:
            seen.add(clean_address(link.url))
            yield link


def clean_address(url: str) -> str:
    """Return ``url`` as it was meant: what it leads to stays the same, and nothing else is touched.

    Spaces become ``%20``; a line break in an address goes, with the blanks around it; so do angle
    brackets around it, a second slash in arXiv's addresses and the stop behind a DOI.
    """
    text = _BROKEN.sub("", url.strip())
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1].strip()
    text = _TWICE.sub(r"\1/", text.replace(" ", "%20"))
    stopped = _AT_DOI.search(text)
    return text[: stopped.start(1)] if stopped else text


def is_address(url: str) -> bool:
    """Whether ``url`` is something to follow, and not a bare identifier such as ``arXiv:1706.03762``."""
    scheme = url.partition(":")[0].lower()
    named = identify(url)
    return scheme in ("http", "https", "ftp") or named is None or named.scheme == "url"


def with_label(link: Link) -> Link:
    """Return ``link`` with a clean address, and a label: its own, else one that the address gives away."""
    url = clean_address(link.url)
    words = " ".join((link.label or "").split()).strip("[]() ")
    return Link(url=url, label=_LABELS.get(words.casefold(), words) or _address_label(url))


def _address_label(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # a bracket that is no IPv6 address
        return None
    path = parts.path.lower()
    ending = next((words for end, words in _ENDINGS.items() if path.endswith(end)), None)
    return _HOSTS.get(host) or ending
