"""The links of a list: where each stands, and what is wrong with an address by its text alone."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from readinglist.model.reading import Link, Reading
from readinglist.model.schedule import Course, Person, Session, Syllabus

Trouble = Literal["placeholder", "unsafe", "bad", "escaped", "http"]

# What people write where an address is still missing.
_NO_ADDRESS = re.compile(
    r"#|\?*|-+|_+|\.{3,}|x{2,}|to[ _-]?do\b[^./]*|tb[adc]|fixme|n/?a|none|null|url|link|https?:?/*|<.*>",
    re.IGNORECASE,
)
# The front pages of services whose every work has a page of its own, and ids made of x.
_NO_WORK = re.compile(
    r"(?:https?:)?//(?:www\.|dx\.)?(?:arxiv\.org(?:/(?:abs|pdf|html))?|doi\.org(?:/10\.x+)?)/*(?:[x.]+|#)?",
    re.IGNORECASE,
)
# RFC 2606, section 3, and RFC 6761, section 6: names that lead nowhere, or to the reader's own machine.
_RESERVED = re.compile(
    r"(?:.*\.)?(?:example(?:\.(?:com|net|org))?|invalid|test|localhost)|127\.0\.0\.1", re.IGNORECASE
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_KNOWN = frozenset({"http", "https", "mailto"})
# What a browser would run as a script, or open on the reader's own machine.
_DANGEROUS = frozenset({"javascript", "data", "file", "vbscript", "blob", "filesystem", "view-source"})
_INVISIBLE = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
# A .bib file has $\sim$ or \~{} for the tilde of a home page, and \_ for an underscore.
_LATEX = re.compile(r"\\|[{}]|\$\\?\w*\$")
# A host or a DOI without the https:// that it needs; a browser looks for a file of this name.
_FORGOTTEN_SCHEME = re.compile(
    r"(?:www\.[^/\s]+|[\w.-]+\.(?:com|org|net|edu|gov|io|ai|dev)(?=[/:])|10\.\d{4,9}/)", re.IGNORECASE
)


class LinkPlace(NamedTuple):
    """A link and where it stands.

    Attributes:
        link: the address as it is written, with its words; those of a person are the name.
        field: name of the record's field.
        reading: whose link it is; ``None``: a session's or the course's.
        session: index of the session whose link it is; ``None``: a reading's or the course's.
        number: how many items of the same field stand before it.
    """

    link: Link
    field: str
    reading: Reading | None = None
    session: int | None = None
    number: int = 0


def link_places(syllabus: Syllabus) -> Iterator[LinkPlace]:
    """Every link that a field holds: of the course, of the sessions, of the readings, in their order.

    The addresses that follow from a reading's DOI and arXiv id are not among them.
    """
    yield from course_places(syllabus.course)
    for index, session in enumerate(syllabus.sessions):
        yield from session_places(session, index)
    for reading in syllabus.readings:
        yield from reading_places(reading)


def course_places(course: Course) -> Iterator[LinkPlace]:
    """The links that the fields of the course hold."""
    if course.url is not None:
        yield LinkPlace(Link(url=course.url), "url")
    yield from _links(course.links)
    yield from _people("instructors", course.instructors)


def session_places(session: Session, index: int) -> Iterator[LinkPlace]:
    """The links that the fields of a session hold; ``index`` counts the sessions from 0."""
    yield from _links(session.links, session=index)
    yield from _people("speakers", session.speakers, session=index)


def reading_places(reading: Reading) -> Iterator[LinkPlace]:
    """The links that a reading's fields hold, the main one first."""
    if reading.url is not None:
        yield LinkPlace(Link(url=reading.url), "url", reading)
    yield from _links(reading.links, reading=reading)


def _links(
    links: Iterable[Link], *, reading: Reading | None = None, session: int | None = None
) -> Iterator[LinkPlace]:
    return (LinkPlace(link, "links", reading, session, number) for number, link in enumerate(links))


def _people(field: str, people: Iterable[Person], session: int | None = None) -> Iterator[LinkPlace]:
    for number, person in enumerate(people):
        if person.url is not None:
            yield LinkPlace(Link(url=person.url, label=person.name), field, None, session, number)


def is_placeholder(url: str) -> bool:
    """Whether ``url`` only holds the place of an address: ``#``, ``TODO``, ``https://example.org/paper``."""
    return names_nothing(url) or _RESERVED.fullmatch(_host(url.strip()) or "") is not None


def names_nothing(url: str) -> bool:
    """Whether ``url`` names no page or work of any host: ``#``, ``TODO``, ``https://arxiv.org``."""
    text = url.strip()
    return bool(_NO_ADDRESS.fullmatch(text) or _NO_WORK.fullmatch(text))


# Cached, as each of the five rules of `lint` about links asks about every link.
@lru_cache(maxsize=1 << 16)
def trouble_of(url: str) -> tuple[Trouble, str] | None:
    """What is wrong with an address, and what to do about it; ``None``: nothing.

    An address has one trouble at most, the one to mend first.
    """
    if is_placeholder(url):
        return "placeholder", f"{url!r} is no address; give the real one, or leave the link out"
    scheme = scheme_of(url)
    if scheme in _DANGEROUS:
        return "unsafe", f"a link may not be a {scheme}: address; it is never shown as a link"
    if _LATEX.search(url):
        return "escaped", f"LaTeX is left in {url!r}; write the address as a browser shows it"
    if reason := _why_bad(url, scheme):
        return "bad", reason
    if scheme == "http":
        return "http", f"{url} is not encrypted; use https:// if the site offers it"
    return None


def scheme_of(url: str) -> str | None:
    """The scheme that a browser finds in ``url``, lower case; ``None``: it is relative.

    Browsers take out control characters and white space first (URL Standard, 4.4), and
    HTML's entities are characters by then.
    """
    match = _SCHEME.match(_INVISIBLE.sub("", html.unescape(url)))
    return match[1].lower() if match else None


def _why_bad(url: str, scheme: str | None) -> str | None:
    if hidden := _INVISIBLE.search(url):
        return f"{url!r} holds the character U+{ord(hidden[0]):04X}; take it out, or write a space as %20"
    if scheme is not None and scheme not in _KNOWN:
        return f"{url!r} begins with {scheme}:, and only http, https, mailto and relative ones become links"
    if scheme in ("http", "https") and not _host(url):
        return f"{url!r} names no site after {scheme}:"
    if scheme is None and _FORGOTTEN_SCHEME.match(url):
        return f"{url!r} is read as a file of this site; put https:// in front of it"
    return None


def _host(url: str) -> str | None:
    """The host that ``url`` names; ``None``: it names none, or it is broken."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def local_path(url: str) -> str | None:
    """The path of a relative link as it is written, ``None`` for any other link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    relative = scheme_of(url) is None and not parts.netloc and bool(parts.path)
    return parts.path if relative else None
