"""What a reading's record promises of the page or file behind one of its links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from readinglist.links.results import Expected
from readinglist.model.links import LinkPlace as Place
from readinglist.model.reading import Reading
from readinglist.text import latex

_WORD = re.compile(r"[^\W\d_]+")
_THE_WORK = frozenset(
    {"abstract", "arxiv", "article", "chapter", "doi", "fulltext", "manuscript", "paper", "pdf", "preprint"}
)
# A poster as PDF is a PDF, but no copy of the work.
_BESIDE_THE_WORK = frozenset(
    {"appendix", "artifact", "blog", "code", "data", "dataset", "demo", "errata", "erratum", "notes", "page"}
    | {"poster", "project", "repository", "review", "reviews", "slides", "summary", "supplement"}
    | {"supplementary", "talk", "thread", "tutorial", "video", "website"}
)
NOTHING = Expected()


def promised(place: Place) -> Expected:
    """What should stand at the link of ``place``; what nobody has promised is left out."""
    titles, families = _work(place.reading) if place.reading and _leads_to_the_work(place) else ((), ())
    pdf = _is_pdf(place)
    return Expected(titles=titles, families=families, pdf=pdf) if titles or families or pdf else NOTHING


def both(first: Expected, second: Expected) -> Expected:
    """What two uses of one link promise: any of the titles will do."""
    if second is NOTHING or first is NOTHING:
        return first if second is NOTHING else second
    return Expected(
        titles=tuple(dict.fromkeys((*first.titles, *second.titles))),
        families=tuple(dict.fromkeys((*first.families, *second.families))),
        pdf=first.pdf or second.pdf,
    )


def _leads_to_the_work(place: Place) -> bool:
    if place.field in ("url", "doi", "arxiv_id"):
        return True
    words = _words(place.link.label)
    return place.field == "links" and bool(words & _THE_WORK) and not words & _BESIDE_THE_WORK


def _is_pdf(place: Place) -> bool:
    if place.field in ("doi", "arxiv_id"):
        return False
    try:
        path = urlsplit(place.link.url).path
    except ValueError:  # a bracket that is no IPv6 address
        path = ""
    return path.lower().endswith(".pdf") or (place.field == "links" and "pdf" in _words(place.link.label))


def _words(label: str | None) -> frozenset[str]:
    return frozenset(_WORD.findall((label or "").lower()))


@lru_cache(maxsize=16)
def _work(reading: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The titles and the family names that the work may be known by."""
    sources = (reading.extra.get("preprinttitle"), reading.extra.get("shorttitle"))
    # The page of a book is all that many a chapter has.
    book = reading.container_title if reading.type == "chapter" else None
    titles = (reading.title, *(_plain(source) for source in sources if source), book)
    people = reading.author or reading.editor
    families = (name.family or name.literal or name.given for name in people if not name.is_others)
    return _each_once(titles), _each_once(families)


def _plain(source: str) -> str:
    return latex.decode(source).strip()


def _each_once(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
