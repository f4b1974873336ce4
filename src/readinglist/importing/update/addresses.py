"""Addresses as pages write them, without the dirt that stops them, and the words for what they lead to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from readinglist.model.identifiers import identify
from readinglist.model.reading import Link

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
_ENDINGS = {".pdf": "PDF", ".ppt": "Slides", ".pptx": "Slides", ".key": "Slides", ".mp4": "Video"}


def cleaned(url: str) -> str:
    """``url`` as it was meant: what it leads to stays the same, and nothing else is touched.

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
    """``link`` with a clean address, and a label: its own, else one that the address gives away."""
    url = cleaned(link.url)
    words = " ".join((link.label or "").split()).strip("[]() ")
    return Link(url=url, label=_LABELS.get(words.casefold(), words) or _from_address(url))


def _from_address(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # a bracket that is no IPv6 address
        return None
    path = parts.path.lower()
    ending = next((words for end, words in _ENDINGS.items() if path.endswith(end)), None)
    return _HOSTS.get(host) or ending
