"""IEEE style. Source: IEEE Reference Guide (IEEE Periodicals, 2023), sections II and III."""

from __future__ import annotations

from readinglist.formats.citation import parts
from readinglist.model.reading import Name, Reading

_MOST_AUTHORS = 6  # more than six are the first one and "et al."


def cite(reading: Reading) -> str:
    """``reading`` in IEEE style."""
    if reading.type in parts.BOOKS:
        text = _book(reading)
    elif reading.type in ("software", "dataset"):
        text = _software(reading)
    else:
        text = _paper(reading)
    url = None if reading.doi or parts.is_preprint(reading) else parts.web_url(reading)
    return parts.words(parts.stop(text), url and f"[Online]. Available: {url}")


def _paper(reading: Reading) -> str:
    if reading.type in parts.JOURNALS:
        rest = _journal(reading)
    elif reading.type == "paper-conference":
        rest = _conference(reading)
    elif reading.type in parts.CHAPTERS:
        rest = _chapter(reading)
    else:
        rest = _report(reading)
    return _after_title(_people(reading), reading.title or "", parts.commas([*rest, _doi(reading)]))


def _after_title(people: str, title: str, rest: str) -> str:
    """People, title between quotes, rest; the comma after a title stands before its closing quote."""
    mark = "" if title[-1:] in ".,?!…" else "," if rest else "."
    return parts.words(f"{people}," if people else None, f"“{title}{mark}”", rest)


def _journal(reading: Reading) -> list[str | None]:
    return [
        parts.container(reading),
        _volume(reading),
        reading.issue and f"no. {parts.pages(reading.issue)}",
        parts.numbered_pages(reading.page),
        _date(reading),
    ]


def _conference(reading: Reading) -> list[str | None]:
    venue = parts.container(reading)
    return [
        parts.words("in", venue) if venue else None,
        _series(reading),
        _volume(reading),
        _publisher(reading),
        _date(reading),
        parts.numbered_pages(reading.page),
    ]


def _publisher(reading: Reading) -> str | None:
    """The place of the conference; its publisher where nothing else says where the paper appeared."""
    return reading.publisher_place or (None if parts.container(reading) else reading.publisher)


def _chapter(reading: Reading) -> list[str | None]:
    book = parts.commas([parts.container(reading), _series(reading), _volume(reading), _editors(reading)])
    return [
        parts.words("in", _imprint(book, reading)) if book else _imprint("", reading),
        reading.chapter_number and f"ch. {reading.chapter_number}",
        parts.numbered_pages(reading.page),
    ]


def _book(reading: Reading) -> str:
    title = parts.commas([reading.title, _series(reading), _volume(reading)])
    return parts.commas([_people(reading), _imprint(title, reading), _doi(reading)])


def _imprint(title: str, reading: Reading) -> str:
    """A book: title and edition, then place, publisher and year."""
    head = parts.commas([title, parts.edition(reading.edition)])
    tail = parts.commas([parts.publisher(reading), parts.year(reading.issued)])
    return parts.words(parts.stop(head) if tail else head, tail)


def _report(reading: Reading) -> list[str | None]:
    """Reports, theses, preprints, pages of the web, and whatever has no form of its own."""
    if parts.is_preprint(reading):
        return [parts.year(reading.issued), f"arXiv:{reading.arxiv_id}"]
    kind = reading.genre
    if reading.type == "thesis":
        kind = parts.thesis(kind, doctoral="Ph.D. dissertation", master="M.S. thesis")
    elif reading.type == "report":
        kind = parts.words(_report_kind(kind), reading.number)
    elif reading.type in ("webpage", "post-weblog"):
        kind = None
    where = [parts.container(reading), reading.publisher, reading.publisher_place]
    return [
        kind if reading.type == "thesis" else None,
        *where,
        None if reading.type == "thesis" else kind,
        _date(reading),
        "unpublished" if reading.type == "manuscript" else None,
    ]


def _report_kind(genre: str | None) -> str:
    return "Tech. Rep." if genre is None or genre.lower() in ("technical report", "tech. rep.") else genre


def _software(reading: Reading) -> str:
    date = parts.year(reading.issued)
    work = [_people(reading), reading.title, date and f"({date})"]
    return parts.sentences([*work, parts.container(reading), parts.company(reading), _doi(reading)])


def _people(reading: Reading) -> str:
    if reading.author:
        return _names(reading.author)
    return "" if reading.type in parts.CHAPTERS or not reading.editor else _editors(reading) or ""


def _editors(reading: Reading) -> str | None:
    if not reading.editor:
        return None
    return f"{_names(reading.editor)}, {'Ed.' if len(reading.editor) == 1 else 'Eds.'}"


def _names(names: tuple[Name, ...]) -> str:
    if len(names) > _MOST_AUTHORS:
        names = (names[0], Name.others())
    return parts.listed(names, lambda name: parts.full_name(name, parts.initials))


def _volume(reading: Reading) -> str | None:
    return f"vol. {reading.volume}" if reading.volume else None


def _series(reading: Reading) -> str | None:
    return f"ser. {reading.collection_title}" if reading.collection_title else None


def _date(reading: Reading) -> str | None:
    date = parts.month_day(reading.issued, parts.SHORT_MONTHS)
    year = parts.year(reading.issued)
    if date and reading.issued and reading.issued.day:
        return f"{date}, {year}"
    return parts.words(date, year) or None


def _doi(reading: Reading) -> str | None:
    return f"doi: {reading.doi}" if reading.doi else None
