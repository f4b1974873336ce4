"""APA style.

Source: Publication Manual of the American Psychological Association, 7th edition (2020), chapters 9 and 10.
"""

from __future__ import annotations

from collections.abc import Sequence

from readinglist.formats.citation import parts
from readinglist.model.reading import Name, Reading

_MOST_AUTHORS = 20  # more are the first 19, an ellipsis and the last one (9.8)
_DATED_BY_DAY = frozenset({"webpage", "post-weblog", "article-magazine", "article-newspaper", "report"})
_FORMS = {
    "software": "Computer software",
    "dataset": "Data set",
    "manuscript": "Unpublished manuscript",
}


def cite(reading: Reading) -> str:
    """``reading`` in APA style."""
    people, date, title = _people(reading), f"({_date(reading)})", _title(reading)
    head = [people, date, title] if people else [title, date]  # without author the title leads (9.12)
    return parts.words(parts.sentences([*head, _source(reading)]), _address(reading))


def _people(reading: Reading) -> str:
    if reading.author:
        return _names(reading.author)
    if not reading.editor or reading.type in parts.CHAPTERS:
        return ""
    return f"{_names(reading.editor)} {_editor_mark(reading)}"


def _editor_mark(reading: Reading) -> str:
    return "(Ed.)" if len(reading.editor) == 1 else "(Eds.)"


def _names(names: Sequence[Name]) -> str:
    written = [_inverted(name) for name in names if not name.is_others]
    if len(written) < len(names):
        return ", ".join([*written, "et al."])
    if len(written) > _MOST_AUTHORS:
        return f"{', '.join(written[:19])}, . . . {written[-1]}"
    if len(written) == 1:
        return written[0]
    return f"{', '.join(written[:-1])}, & {written[-1]}"


def _inverted(name: Name) -> str:
    if name.literal or not name.family:
        return name.literal or name.given or ""
    family = parts.words(name.non_dropping_particle, name.family)
    return parts.commas([family, parts.initials(name.given) if name.given else None, name.suffix])


def _date(reading: Reading) -> str:
    year = parts.year(reading.issued) or "n.d."
    day = parts.month_day(reading.issued, parts.MONTHS) if reading.type in _DATED_BY_DAY else None
    return parts.commas([year, day])


def _title(reading: Reading) -> str:
    """The title with what belongs behind it: edition, report number, arXiv number, form in brackets."""
    notes: list[str | None] = []
    if reading.type in parts.BOOKS:
        notes = [parts.edition(reading.edition), f"Vol. {reading.volume}" if reading.volume else None]
    elif reading.type == "report" and reading.number:
        notes = [f"{reading.genre or 'Report'} No. {reading.number}"]
    elif parts.is_preprint(reading):
        notes = [f"arXiv:{reading.arxiv_id}"]
    note, form = parts.commas(notes), _form(reading)
    return parts.words(reading.title, note and f"({note})", form and f"[{form}]")


def _form(reading: Reading) -> str | None:
    if reading.type != "thesis":
        return None if parts.is_preprint(reading) else _FORMS.get(reading.type)
    kind = parts.thesis(reading.genre, doctoral="Doctoral dissertation", master="Master’s thesis")
    return parts.commas([kind, reading.publisher])


def _source(reading: Reading) -> str | None:
    if parts.is_preprint(reading):
        return "arXiv"
    if reading.type in parts.JOURNALS:
        volume = f"{reading.volume or ''}({parts.pages(reading.issue)})" if reading.issue else reading.volume
        return parts.commas([parts.container(reading), volume, parts.pages(reading.page)])
    if reading.type == "paper-conference" or reading.type in parts.CHAPTERS:
        return parts.sentences([_inside(reading), reading.publisher])
    site = None if reading.type in parts.BOOKS else parts.container(reading)
    company = None if reading.type == "thesis" else parts.company(reading)  # not named twice (9.29)
    return parts.sentences(dict.fromkeys([site, company]))


def _inside(reading: Reading) -> str | None:
    venue = reading.container_title or reading.container_title_short
    where = [
        parts.edition(reading.edition),
        f"Vol. {reading.volume}" if reading.volume else None,
        f"Chapter {reading.chapter_number}" if reading.chapter_number else None,
        parts.numbered_pages(reading.page),
    ]
    place = f"({parts.commas(where)})" if any(where) else None
    if venue is None:
        return place
    editors = None
    if reading.editor:
        names = parts.listed(reading.editor, lambda name: parts.full_name(name, parts.initials))
        editors = f"{names.replace(' and ', ' & ')} {_editor_mark(reading)},"
    return parts.words("In", editors, venue, place)


def _address(reading: Reading) -> str | None:
    if parts.is_preprint(reading):
        return parts.arxiv_url(reading)
    return parts.doi_url(reading) or parts.web_url(reading)
