"""Records as CSL-JSON."""

from __future__ import annotations

import json
from typing import Any

from readinglist.formats.citation.parts import BOOKS, CHAPTERS, edition_number, is_preprint, web_url
from readinglist.model.reading import Name, PartialDate, Reading
from readinglist.model.schedule import Syllabus

# CSL 1.0.2, appendix III.
TYPES = frozenset(
    {
        "article",
        "article-journal",
        "article-magazine",
        "article-newspaper",
        "bill",
        "book",
        "broadcast",
        "chapter",
        "classic",
        "collection",
        "dataset",
        "document",
        "entry",
        "entry-dictionary",
        "entry-encyclopedia",
        "figure",
        "graphic",
        "hearing",
        "interview",
        "legal_case",
        "legislation",
        "manuscript",
        "map",
        "motion_picture",
        "musical_score",
        "pamphlet",
        "paper-conference",
        "patent",
        "performance",
        "periodical",
        "personal_communication",
        "post",
        "post-weblog",
        "regulation",
        "report",
        "review",
        "review-book",
        "software",
        "song",
        "speech",
        "standard",
        "thesis",
        "treaty",
        "webpage",
    }
)
# The number of these, where they stand in a series, is their place in it.
_IN_SERIES = BOOKS | CHAPTERS | {"paper-conference"}


def render(syllabus: Syllabus) -> str:
    """The readings of ``syllabus`` as a list of CSL-JSON items, each once; its id is the citation key."""
    assigned = (a.reading for session in syllabus.sessions for a in session.assignments)
    readings = {reading.key: reading for reading in (*assigned, *syllabus.readings)}
    order = dict.fromkeys((*(reading.key for reading in syllabus.readings), *readings))
    return json.dumps([item(readings[key]) for key in order], ensure_ascii=False, indent=2) + "\n"


def item(reading: Reading) -> dict[str, Any]:
    """``reading`` as a CSL-JSON item, without the variables that it does not state.

    An arXiv preprint is written as Zotero writes one: publisher ``arXiv``, number
    ``arXiv:…``. A published work has its arXiv number in ``note``, in the form in which
    Zotero keeps one under *Extra*: as ``number`` or ``archive`` it would stand in its
    citations. An award is an ``annote``, which styles print in annotated bibliographies only.
    """
    series_number = reading.number if reading.collection_title and reading.type in _IN_SERIES else None
    values: dict[str, Any] = {
        "id": reading.key,
        "type": reading.type if reading.type in TYPES else "document",
        "title": reading.title,
        "author": _names(reading.author),
        "editor": _names(reading.editor),
        "issued": _date(reading.issued) if reading.issued else None,
        "container-title": reading.container_title,
        "container-title-short": reading.container_title_short,
        "collection-title": reading.collection_title,
        "collection-number": series_number,
        "publisher": reading.publisher,
        "publisher-place": reading.publisher_place,
        "volume": reading.volume,
        "issue": reading.issue,
        "number": None if series_number else reading.number,
        "chapter-number": reading.chapter_number,
        "edition": edition_number(reading.edition) if reading.edition else None,
        "page": reading.page,
        "genre": reading.genre,
        "DOI": reading.doi,
        "ISBN": reading.isbn,
        "ISSN": reading.issn,
        "URL": web_url(reading),
        "language": reading.language,
        "abstract": reading.abstract,
        "keyword": ", ".join(reading.keyword),
        "annote": reading.award,
        "note": reading.note,
    }
    _add_arxiv(reading, values)
    return {name: value for name, value in values.items() if value}


def _add_arxiv(reading: Reading, values: dict[str, Any]) -> None:
    if reading.arxiv_id is None:
        return
    number = f"arXiv:{reading.arxiv_id}" + (f"v{reading.arxiv_version}" if reading.arxiv_version else "")
    if is_preprint(reading):
        values["type"] = "article"
        values["publisher"] = values["publisher"] or "arXiv"
        values["number"] = values["number"] or number
    else:
        values["note"] = "\n".join(filter(None, (reading.note, number)))


def _names(names: tuple[Name, ...]) -> list[dict[str, str]]:
    """The names; people who are not named are a literal ``others``, as pandoc has it."""
    return [parts for parts in map(_name, names) if parts]


def _name(name: Name) -> dict[str, str]:
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.non_dropping_particle,
        "suffix": name.suffix,
    }
    if name.literal is not None:
        parts = {"literal": name.literal}
    return {part: text for part, text in parts.items() if text}


def _date(issued: PartialDate) -> dict[str, Any]:
    if issued.date_parts:
        return {"date-parts": [list(parts) for parts in issued.date_parts]}
    return {"literal": issued.literal}
