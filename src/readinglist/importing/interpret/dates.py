"""Dates as course pages write them. Most leave the year out; the term says it."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from readinglist.importing.content import PageSession
from readinglist.settings import Hints

# English, German, French, Spanish, Portuguese, Italian, Dutch. Whole names: "Marginals 2" is no day.
_MONTHS = (
    "january jan januar janvier enero janeiro gennaio januari ene gen",
    "february feb februar février fevrier févr febrero fevereiro febbraio februari fév fev",
    "march mar märz mars marzo março maart mär mrz",
    "april apr avril abril aprile avr abr",
    "may mai mayo maio maggio mei mag",
    "june jun juni juin junio junho giugno giu",
    "july jul juli juillet julio julho luglio juil lug",
    "august aug août aout agosto augustus ago",
    "september sept sep septembre septiembre setembro settembre set",
    "october oct oktober okt octobre octubre outubro ottobre ott out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre decembre diciembre dezembro dicembre déc dic",
)
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_NAMES = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BEFORE = r"(?<![\w/.-])"
# Two letters (German "Mo") name a day of the week only right before a date.
_OF_WEEK = (
    "mon monday montag lundi lunes segunda segunda-feira lunedì maandag mo",
    "tue tues tuesday tu dienstag mardi martes terça terça-feira martedì dinsdag di",
    "wed weds wednesday we mittwoch mercredi miércoles miercoles quarta quarta-feira mercoledì woensdag mi",
    "thu thur thurs thursday th donnerstag jeudi jueves quinta quinta-feira giovedì donderdag do",
    "fri friday freitag vendredi viernes sexta sexta-feira venerdì vrijdag fr",
    "sat saturday samstag samedi sábado sabado sabato zaterdag sa",
    "sun sunday su sonntag dimanche domingo domenica zondag so",
)
_WEEKDAY_OF = {name: number for number, names in enumerate(_OF_WEEK) for name in names.split()}
_LONG_NAMES, _SHORT_NAMES = (
    "|".join(sorted((name for name in _WEEKDAY_OF if (len(name) > 2) is long), key=len, reverse=True))
    for long in (True, False)
)
# What stands beside a date: "Mon, Jan 3", "Jan 28, Tue", "April 24 (Wed)".
_WEEKDAY_AHEAD = re.compile(
    rf"(?<![\w/.-])(?P<weekday>(?:{_LONG_NAMES})\b|(?:{_SHORT_NAMES})(?=\.|\s?,|\s\Z))\.?(?:\s*,\s*|\s+)\Z",
    re.I,
)
_WEEKDAY_BEHIND = re.compile(
    rf"(?:\s*,\s*|\s*\(\s*)(?P<weekday>{_LONG_NAMES})\b\.?\)?"
    rf"|\s+(?P<end>{_LONG_NAMES})\b\.?(?=\s*(?:$|[:;,|–—-]))",
    re.I,
)
_LONGEST_WEEKDAY = 20
_NAMED = rf"(?P<name>{_NAMES})\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_THEN_YEAR = rf"(?:(?:\s*,\s*|\s+){_YEAR}(?![\d/-]))?"
_TIME = r"(?:[T ]\d\d:\d\d\S*)?"
_PAIR = r"(?P<first>\d{1,2})"
_AMONG = r"(?P<any_year>\d{4}|\d\d)"
_FORMS = tuple(
    re.compile(_BEFORE + pattern, re.I)
    for pattern in (
        rf"{_YEAR}\s?[-/.年]\s?(?P<month>\d{{1,2}})\s?[-/.月]\s?{_DAY}日?{_TIME}(?![\d/-])",
        rf"(?P<month>\d{{1,2}})月\s?{_DAY}日",
        rf"{_NAMED}\s+{_DAY}(?!\d){_THEN_YEAR}",
        # "1. September 2" is the second, and numbered.
        rf"{_DAY}\s*-?(?:de\s+)?{_NAMED}"
        rf"(?!\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d|\s*[:.]\d|\s*(?:h|am|pm|uhr)\b)){_THEN_YEAR}",
        rf"{_PAIR}\s?/\s?(?P<second>\d{{1,2}})(?:\s?/\s?{_AMONG})?(?![\d/])",
        rf"{_PAIR}-(?P<second>\d{{1,2}})-{_AMONG}(?![\d/-])",
        # Without a year it is a date only where nothing else stands beside it: "10-12" may be pages.
        rf"(?:(?<=\A)|(?<=\A[MTWRFSU] )|(?<=\A\w\w )|(?<=\A\w\w\w )){_PAIR}-(?P<second>\d\d)\s*\Z",
        rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.(?:\s?{_AMONG}(?!\d)|(?!\d))",
    )
)
_TERM_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d\d)(?!\d)|(?<=['’])\d\d\b")
_TERM = re.compile(
    r"\b(?P<season>spring|summer|fall|autumn|winter|michaelmas|lent|hilary|trinity|[ws]s|wise|sose"
    r"|(?:winter|sommer)semester)\b[\s,-]*(?:(?:term|semester|quarter)\b[\s,]*)?(?:of\s+)?"
    r"(?P<year>(?:19|20)\d\d|['’]\d\d)",
    re.I,
)
_NAMED_FORMS = tuple(form for form in _FORMS if {"name", "year"} <= set(form.groupindex))
_HEADING_YEAR = re.compile(rf"^#{{1,6}}[ \t][^\n]{{0,200}}?\b{_YEAR}\b", re.M)
_MOST = 200_000
_SHORT_YEARS = re.compile(r"(?<!\d)(\d\d)\s?[/-]\s?(\d\d)\s?[/-]\s?(\d\d)(?!\d)")
# A term lies in two years at most.
_FEW_YEARS = 2
_LONGEST = 400


# "Tue: Trees", "Thursday | Nets", "(Mon)": a day of the week that stands by itself.
_LONE_WEEKDAY = re.compile(
    rf"[\s*_(\[]*(?P<weekday>(?:{_LONG_NAMES})\b|(?:mo|tu|we|th|fr|sa|su)\b(?=\.|\W*[:|]|\W*\Z))\.?[)\]]?[*_]*"
    r"(?:\s*[:|]+[\s*_]*|\s*,\s*|\s+[–—-]+\s+|\s*\Z)",
    re.I,
)
# In capitals these are words of a title: "SAT: Solvers".
_OTHER_WORDS = ("SAT", "SUN")
_IN_WEEK_OF = re.compile(r"(?P<weekday>\w+) in the week of (?P<week>.+)")


class Weekday(NamedTuple):
    """A day of the week that stands by itself at the start of a text; 0 is Monday."""

    number: int
    end: int


def lone_weekday(text: str) -> Weekday | None:
    """The day of the week that ``text`` begins with and that no date follows; ``None``: there is none."""
    match = _LONE_WEEKDAY.match(text[:_LONGEST])
    if match is None or match["weekday"] in _OTHER_WORDS:
        return None
    return Weekday(_WEEKDAY_OF[match["weekday"].lower()], match.end())


def in_week_of(weekday: int, week: str) -> str:
    """The date of a day of the week in a week that a page dates: ``Thu in the week of Jan 20``."""
    return f"{_WEEKDAYS[weekday][:3]} in the week of {week}"


def _moved_to_weekday(text: str | None, day: datetime.date | None) -> datetime.date | None:
    """The day of `in_week_of`: of the week that begins on Monday, or on the Sunday that is named."""
    match = _IN_WEEK_OF.fullmatch(text) if text and day else None
    if match is None or day is None:
        return day
    ahead = _WEEKDAY_OF[match["weekday"].lower()] - day.weekday()
    return day + datetime.timedelta(ahead + 7 if day.weekday() == 6 and ahead < 0 else ahead)


class WrittenDate(NamedTuple):
    """A date as a page writes it.

    ``first`` and ``second`` are the numbers of a form such as ``3/4`` whose order is the
    page's; ``month`` and ``day`` those of a form that leaves no doubt. ``weekday`` is 0 for
    Monday. ``None``: not written. ``start`` and ``end`` are offsets in the text.
    """

    text: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    first: int | None = None
    second: int | None = None
    weekday: int | None = None


def written_date(text: str) -> WrittenDate | None:
    """The first date in ``text``; ``None``: there is none."""
    matches = [match for form in _FORMS if (match := form.search(text[:_LONGEST]))]
    # A fraction such as 1/2 is no date where a better one follows.
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        found = _written(match)
        if found is not None:
            return found
    return None


def _written(match: re.Match[str]) -> WrittenDate | None:
    parts = match.groupdict()
    numbers = {name: int(value) for name in ("month", "day", "first", "second") if (value := parts.get(name))}
    if name := parts.get("name"):
        numbers["month"] = _NUMBER_OF[name.lower()]
    year = parts.get("year") or parts.get("any_year")
    start, end, weekday = _with_weekday(match)
    found = WrittenDate(
        text=match.string[start:end].strip(" ,"),
        start=start,
        end=end,
        year=_full_year(year) if year else None,
        weekday=weekday,
        **numbers,
    )
    return found if _possible(found) else None


def _with_weekday(match: re.Match[str]) -> tuple[int, int, int | None]:
    """Where a date starts and ends with its day of the week, and which one that is."""
    text, start, end = match.string, match.start(), match.end()
    ahead = _WEEKDAY_AHEAD.search(text[max(0, start - _LONGEST_WEEKDAY) : start])
    if ahead is not None:
        return start - len(ahead[0]), end, _WEEKDAY_OF[ahead["weekday"].lower()]
    behind = _WEEKDAY_BEHIND.match(text, end)
    if behind is not None:
        return start, behind.end(), _WEEKDAY_OF[(behind["weekday"] or behind["end"]).lower()]
    return start, end, None


def _full_year(text: str) -> int:
    number = int(text.lstrip("'’"))
    return number if number > 99 else number + (2000 if number < 70 else 1900)


def _possible(date: WrittenDate) -> bool:
    if date.first is not None and date.second is not None:
        low, high = sorted((date.first, date.second))
        return 1 <= low <= 12 and high <= 31
    return date.month is not None and 1 <= date.month <= 12 and 1 <= (date.day or 0) <= 31


def term_of(text: str) -> str | None:
    """The term that a title names, ``Spring 2022``; ``None``: it names none."""
    match = _TERM.search(text[:_LONGEST])
    if match is None:
        return None
    season = match["season"]
    season = season.upper() if len(season) == 2 else season.capitalize()
    return f"{season} {_full_year(match['year'])}"


def years_named(text: str) -> set[int]:
    """The years of the terms, of the dates with a month's name, and of the Markdown headings in ``text``."""
    found = (match["year"] for form in (_TERM, *_NAMED_FORMS) for match in form.finditer(text[:_MOST]))
    headings = (match["year"] for match in _HEADING_YEAR.finditer(text[:_MOST]))
    return {_full_year(year) for year in (*found, *headings) if year}


def first_year(hints: Hints, *texts: str | None) -> int | None:
    """The year of the term's first day: from hints, else from the first text that names one."""
    if hints.year is not None:
        return hints.year
    for text in (hints.term, *texts):
        match = _TERM_YEAR.search(text[:_LONGEST]) if text else None
        if match:
            return _full_year(match[0])
    return None


def days(texts: Sequence[str | None], year: int | None) -> tuple[datetime.date | None, ...]:
    """The days that dates of one page mean, in the page's order.

    Args:
        texts: the dates as written, in order; ``None``: a place without one.
        year: of the first of them; ``None``: unknown, so that dates without a year mean no day.

    Where the months start again in the list (November, then January), the year goes on.
    Which number of ``3/4`` is the month is what fits all dates of the page, else what
    makes the page run forwards in shorter steps, else the first, as in America. In
    ``19/04/02`` the year stands first where the page would run over many years otherwise.
    """
    dates = _year_in_place([written_date(text) if text else None for text in texts])
    month_first = _month_first([date for date in dates if date is not None])
    out: list[datetime.date | None] = []
    last: datetime.date | None = None
    for date in dates:
        day = _day(date, month_first, last, year) if date else None
        last = day or last
        out.append(day)
    return tuple(map(_moved_to_weekday, texts, out))


def _year_in_place(dates: list[WrittenDate | None]) -> list[WrittenDate | None]:
    """The dates with the year where it is, should all of them have it in front: ``19/04/02``."""
    short = [date for date in dates if date is not None and date.first is not None]
    if not short or not all(_SHORT_YEARS.search(date.text) for date in short):
        return dates
    fronts, ends = ({date.first for date in short}, {date.year for date in short})
    if len(fronts) > _FEW_YEARS or len(ends) <= _FEW_YEARS:
        return dates
    return [_year_first(date) if date is not None and date in short else date for date in dates]


def _year_first(date: WrittenDate) -> WrittenDate:
    year, month, day = (int(part) for part in _SHORT_YEARS.findall(date.text)[0])
    return date._replace(year=_full_year(f"{year:02}"), month=month, day=day, first=None, second=None)


def _month_first(dates: Iterable[WrittenDate]) -> bool:
    pairs = [(d.first, d.second) for d in dates if d.first is not None and d.second is not None]
    if any(second > 12 for _, second in pairs):
        return True
    if any(first > 12 for first, _ in pairs):
        return False
    return _steps([a * 31 + b for a, b in pairs]) <= _steps([b * 31 + a for a, b in pairs])


def _steps(days: Sequence[int]) -> int:
    """How far a list of days jumps about in all, backwards counting double."""
    return sum(max(b - a, 2 * (a - b)) for a, b in itertools.pairwise(days))


def _day(
    date: WrittenDate, month_first: bool, last: datetime.date | None, year: int | None
) -> datetime.date | None:
    month, day = date.month, date.day
    if date.first is not None and date.second is not None:
        month, day = (date.first, date.second) if month_first else (date.second, date.first)
    if month is None or day is None:
        return None
    if date.year is not None:
        return _real(date.year, month, day)
    if last is not None:
        # More than half a year back is no slip of the page, but the next year.
        return _real(last.year + (month < last.month - 5), month, day)
    return _real(year, month, day) if year is not None else None


def _real(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def with_days(
    sessions: Sequence[PageSession], hints: Hints, *texts: str | None
) -> tuple[tuple[PageSession, ...], tuple[str, ...]]:
    """The sessions with the days that their dates mean, and what a person should check.

    ``texts`` are a page's words that may name the term: its title, its name.
    """
    found = days([session.date_text for session in sessions], first_year(hints, *texts))
    dated = tuple(
        session if session.date is not None or day is None else session.model_copy(update={"date": day})
        for session, day in zip(sessions, found, strict=True)
    )
    return dated, tuple(_remarks(dated))


def _remarks(sessions: Iterable[PageSession]) -> Iterable[str]:
    unknown = [s.date_text for s in sessions if s.date_text and s.date is None and written_date(s.date_text)]
    if unknown:
        yield (
            f"{len(unknown)} dates name no year, the first of them {unknown[0]!r}: say the term, as in"
            " “Spring 2022”, or the year."
        )
    for session in sessions:
        written = written_date(session.date_text) if session.date_text else None
        if written and session.date and written.weekday not in (None, session.date.weekday()):
            yield (
                f"{session.date_text!r} is another day of the week in {session.date.year}:"
                f" {session.date:%Y-%m-%d} is a {_WEEKDAYS[session.date.weekday()]}."
            )
