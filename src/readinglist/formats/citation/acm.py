"""ACM style. Source: ACM, "Citation Style and Reference Formats" (acm.org, 2024)."""

from __future__ import annotations

from readinglist.formats.citation import parts
from readinglist.model.reading import Reading

_UNDATED = "[n. d.]"


def cite(reading: Reading) -> str:
    """``reading`` in ACM style."""
    head = parts.sentences([_people(reading), parts.year(reading.issued) or _UNDATED, _title(reading)])
    if reading.type in parts.JOURNALS:
        body = _journal(reading)
    elif reading.type == "paper-conference" or reading.type in parts.CHAPTERS:
        body = _inside(reading)
    else:
        body = _alone(reading)
    return parts.words(head, parts.stop(body), _address(reading))


def _people(reading: Reading) -> str:
    if reading.author:
        return parts.listed(reading.author, parts.full_name)
    return "" if reading.type in parts.CHAPTERS or not reading.editor else _editors(reading) or ""


def _editors(reading: Reading) -> str | None:
    if not reading.editor:
        return None
    mark = "(Ed.)" if len(reading.editor) == 1 else "(Eds.)"
    return parts.words(parts.listed(reading.editor, parts.full_name), mark)


def _title(reading: Reading) -> str | None:
    edition = parts.edition(reading.edition) if reading.type in parts.BOOKS else None
    return parts.words(reading.title, edition and f"({edition})")


def _journal(reading: Reading) -> str:
    numbers = parts.commas([reading.volume, parts.pages(reading.issue)])
    date = parts.words(
        parts.month_day(reading.issued, parts.SHORT_MONTHS, day=False), parts.year(reading.issued)
    )
    place = parts.words(parts.container(reading), numbers, f"({date})" if date and numbers else None)
    return parts.commas([place, parts.pages(reading.page)])


def _inside(reading: Reading) -> str:
    """What stands in proceedings or in a book."""
    edition = parts.edition(reading.edition)
    venue = parts.words(parts.container(reading), edition and f"({edition})", _series(reading))
    editors = _editors(reading) if reading.author else None
    where = parts.commas([venue and f"In {venue}", editors])
    chapter = f"Chapter {reading.chapter_number}" if reading.chapter_number else None
    imprint = [reading.publisher, reading.publisher_place, chapter, parts.pages(reading.page)]
    if reading.publisher or reading.publisher_place:
        return parts.sentences([where, parts.commas(imprint)])
    return parts.commas([where, *imprint])


def _series(reading: Reading) -> str | None:
    volume = f"Vol. {reading.volume}" if reading.volume else None
    text = parts.commas([reading.collection_title, volume])
    return f"({text})" if text else None


def _alone(reading: Reading) -> str:
    if parts.is_preprint(reading):
        return f"arXiv:{reading.arxiv_id}"
    kind = None
    if reading.type == "thesis":
        kind = parts.thesis(reading.genre, doctoral="Ph.D. Dissertation", master="Master’s thesis")
    elif reading.type == "report":
        kind = parts.words(reading.genre or "Technical Report", reading.number)
    elif reading.type == "manuscript":
        kind = "Unpublished manuscript"
    series = _series(reading) if reading.type in parts.BOOKS else None
    imprint = parts.commas([parts.company(reading), reading.publisher_place])
    return parts.sentences([kind, series, parts.container(reading), imprint])


def _address(reading: Reading) -> str | None:
    if reading.doi:
        return parts.doi_url(reading)
    url = parts.arxiv_url(reading) if parts.is_preprint(reading) else parts.web_url(reading)
    return f"Retrieved from {url}" if url else None
