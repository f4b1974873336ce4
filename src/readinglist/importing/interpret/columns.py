"""What the columns of a schedule's table hold, by the words at their heads and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from readinglist.importing.interpret.dates import written_date
from readinglist.importing.interpret.headings import heading_of
from readinglist.importing.interpret.labels import is_label, serves_the_session
from readinglist.importing.interpret.levels import LevelWords
from readinglist.model.identifiers import identify

Role = Literal[
    "week", "date", "topic", "speakers", "presenters", "links", "notes", "required", "optional", "readings",
    "authors", "venue", "year", "ignore",
]  # fmt: skip
ROLES: tuple[Role, ...] = get_args(Role)

# In this order: a head such as "Week / Date" is that of a date, which may name a week, too.
_PATTERNS: tuple[tuple[Role, str], ...] = (
    ("date", r"\b(?:dates?|days?|when|datum|tag|fecha|data|giorno|día)\b|日期|日付|날짜|时间"),
    (
        "week",
        r"^(?:#|no\.?|nr\.?|number)$|\b(?:weeks?|wk|woche|semaine|semana|settimana)\b|周次|^周$|週|주차",
    ),
    (
        "readings",
        r"\b(?:readings?|papers?|articles?|literature|references|texts?|bibliography|chapters?|to read"
        r"|lekt[üu]re|literatur|lecturas?|lectures? (?:obligatoires?|à faire)|leituras?|letture"
        r"|bibliograf[íi]a|title)\b"
        r"|论文|论文题目|文献|阅读|読み物|논문",
    ),
    ("authors", r"^authors?(?:\(s\))?$|^autor(?:en|es)?$"),
    ("venue", r"^(?:venue|conference|journal|published(?: (?:in|at))?|where|conf\.?|publication)$"),
    ("year", r"^(?:year|jahr|année|año)$"),
    (
        "presenters",
        r"\b(?:presenters?|presented by|discussants?|discussion lead(?:er)?s?|leads?|led by|students?"
        r"|scribes?|hosts?|hosted by|moderators?|facilitators?|chairs?|organi[sz]ers?"
        r"|vortragende)\b|报告人",
    ),
    (
        "speakers",
        r"\b(?:speakers?|lecturers?|instructors?|guests?|taught by|professor|dozent(?:in)?|orador)\b",
    ),
    (
        "links",
        r"\b(?:slides?|videos?|recordings?|links?|code|repo|pdf|urls?|blogs?|materials?|handouts?|folien|files?"
        r"|lecture notes)\b|课件|幻灯片",
    ),
    (
        "notes",
        r"\b(?:notes?|comments?|remarks?|details|assignments?|homeworks?|due|deadlines?|hw|labs?|todo|events?"
        r"|deliverables?|assigned|out|logistics|anmerkung(?:en)?|notas|remarques)\b|作业|备注",
    ),
    (
        "topic",
        r"\b(?:topics?|subjects?|themes?|lectures?|contents?|class|sessions?|descriptions?|what|agenda|thema|inhalt"
        r"|sujet|th[èe]me|contenu|tema|assunto|argomento|module|unit|activity|activities)\b|主题|主題|内容|テーマ|주제",
    ),
)
_WORDS = tuple((role, re.compile(pattern, re.I)) for role, pattern in _PATTERNS)


# Heads of columns whose links may be works.
_MAY_READ = re.compile(
    r"materials?|links?|urls?|pdf|files?|resources?|notes?|comments?|details|remarks|blogs?"
    r"|content|activit(?:y|ies)|preparation|prep"
)
_NUMBER = re.compile(r"\W*\d{1,2}[a-z]?\W*")
_FILE = re.compile(r"\.(?:pdf|ps|epub|djvu)(?:[?#].*)?$", re.I)
_OUTWARD = re.compile(r"(?:https?:)?//", re.I)
_CITED = re.compile(r"\bet\.? al\b|[^\W\d_][\s_,(]+['’]?(?:(?:19|20)\d\d|\d\d\b)[a-z]?", re.I)
_SHORT = 60
_TITLE_WORDS = 3
_FEWEST = 2
_MOST_COLUMNS = 8


class CellWords(NamedTuple):
    """A cell of a table: its words, those in front of its first link, and its links as words and address."""

    text: str
    ahead: str = ""
    links: tuple[tuple[str, str], ...] = ()


class Columns(NamedTuple):
    """What the columns of a table hold.

    Attributes:
        roles: one for each column; ``None``: it is not known.
        themed: the column whose cells name a theme and, behind it, papers; ``None``: there is none.
        told: whether a person says which column holds the readings.
        decided: the same in words, with the option that would decide otherwise.
    """

    roles: tuple[Role | None, ...]
    themed: int | None = None
    told: bool = False
    decided: str = ""


class _Content(NamedTuple):
    """What stands in a column: shares of its cells that are not empty, and numbers of links."""

    cells: int
    dated: float
    numbered: float
    # All links; those that name a work; of these, the ones that surely do; links behind words of their cell.
    links: int
    works: int
    sure: int
    behind: int

    @property
    def mostly_works(self) -> bool:
        return self.works >= max(_FEWEST, self.cells / 3)


def columns_of(
    heads: Sequence[str],
    rows: Sequence[Sequence[CellWords]],
    words: LevelWords,
    columns: Mapping[str, str] | None = None,
) -> Columns:
    """What the columns of a table with these rows hold.

    A head that says what stands below it is believed, unless it says "links" or "topic" and
    no other column holds readings, but this one does. A head that says nothing, or that is not
    there, leaves it to the cells: dates, numbers, links to works.
    """
    named = roles_of(heads, words, columns)
    width = max((len(named), *(len(row) for row in rows)))
    roles: list[Role | None] = [*named, *(None for _ in range(width - len(named)))]
    told = {i for i, head in enumerate(heads) if _hint(head, i, _told(columns)) is not None}
    found = [_content([row[i] for row in rows if i < len(row)], words) for i in range(width)]
    free = [i for i in range(width) if i not in told]
    _place(roles, heads, found, free)
    themed = _reads(roles, heads, found, free)
    says_reading = any(roles[i] in ("readings", "required", "optional") for i in told)
    return Columns(tuple(roles), themed, says_reading, _decided(roles, heads, found, themed))


def _content(cells: Iterable[CellWords], words: LevelWords) -> _Content:
    shown = [cell for cell in cells if cell.text.strip() or cell.links]
    count = max(len(shown), 1)
    marked = [(link, words.prefix(cell.text) is not None) for cell in shown for link in cell.links]
    works = [link for link, is_marked in marked if _is_work(*link, marked=is_marked)]
    return _Content(
        len(shown),
        sum(len(c.text) < _SHORT and written_date(c.text) is not None for c in shown) / count,
        sum(_says_number(cell.text) for cell in shown) / count,
        sum(len(cell.links) for cell in shown),
        len(works),
        sum(_is_surely_a_work(*link) for link in works),
        sum(len(cell.links) for cell in shown if len(cell.ahead.strip(" :[(|,;–—-")) > 1),
    )


def _says_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None or (len(text) < _SHORT and heading_of(text).week is not None)


def _is_work(label: str, url: str, *, marked: bool) -> bool:
    """Whether a link of a cell leads to a work: out of the site or to a file, and is not called slides."""
    if not _OUTWARD.match(url) and not _FILE.search(url):
        return False
    if serves_the_session(label):
        return (marked and is_label(label)) or _has_identifier(url)
    # A name that leads to somebody's page ("Hosted by") is shorter than most titles.
    return marked or len(label.split()) >= _TITLE_WORDS or _is_surely_a_work(label, url) or label == url


def _is_surely_a_work(label: str, url: str) -> bool:
    return bool(_FILE.search(url) or _CITED.search(label) or _has_identifier(url))


def _has_identifier(url: str) -> bool:
    named = identify(url)
    return named is not None and named.scheme != "url"


def _place(
    roles: list[Role | None], heads: Sequence[str], found: Sequence[_Content], free: Sequence[int]
) -> None:
    """Find the columns of dates and of numbers, where no head names them."""
    for index in free:
        column, role = found[index], roles[index]
        if "date" not in roles and role in (None, "topic") and column.dated > (0.5 if role is None else 0.8):
            roles[index] = "date"
        elif role == "topic" and column.numbered > 0.8 and column.works == 0 and roles.count("topic") > 1:
            roles[index] = None
        elif role is None and "week" not in roles and column.numbered > 0.5 and not _head(heads, index):
            roles[index] = "week"


def _reads(
    roles: list[Role | None], heads: Sequence[str], found: Sequence[_Content], free: Sequence[int]
) -> int | None:
    """Find the column of readings, where no head names it; the result is the one that is the topic's, too."""
    if {"readings", "required", "optional"} & set(roles):
        return None
    headless = not any(map(str.strip, heads))
    if headless and (len(found) > _MOST_COLUMNS or not {"date", "week"} & set(roles)):
        return None
    beside = [i for i in free if roles[i] is None or (roles[i] in ("links", "notes") and _may_read(heads, i))]
    best = max(beside, key=lambda i: (found[i].links if headless else found[i].works, i), default=None)
    topics = [i for i in free if roles[i] == "topic" and found[i].sure * 2 > max(found[i].works, 2)]
    themed = max(topics, key=lambda i: found[i].sure, default=None)
    if themed is not None and (best is None or found[themed].sure > found[best].works):
        if found[themed].behind * 2 >= found[themed].works:
            return themed
        roles[themed] = "readings"
    elif best is not None and (found[best].mostly_works or (headless and found[best].links >= _FEWEST)):
        roles[best] = "readings"
        if headless:
            for index in (i for i in free if roles[i] is None):
                roles[index] = "notes" if "topic" in roles else "topic"
    return None


def _may_read(heads: Sequence[str], index: int) -> bool:
    return any(map(_MAY_READ.fullmatch, re.findall(r"\w+", _head(heads, index).lower())))


def _head(heads: Sequence[str], index: int) -> str:
    return " ".join(heads[index].split()) if index < len(heads) else ""


def _decided(
    roles: Sequence[Role | None], heads: Sequence[str], found: Sequence[_Content], themed: int | None
) -> str:
    """What was decided, and the option for what else a column might hold."""
    parts: list[str] = []
    for index, role in enumerate(roles):
        name, links = _head(heads, index) or str(index + 1), found[index].works
        role_words = "topic and readings" if index == themed else role or "not read"
        counted = role in ("readings", "required", "optional") or index == themed
        parts.append(f"{name}={role_words}" + (f" ({links} links)" if counted and links else ""))
    if not parts:
        return ""
    other = _other(roles, heads, found, themed)
    return f"columns: {', '.join(parts)}{f'; else {other}' if other else ''}"


def _other(
    roles: Sequence[Role | None], heads: Sequence[str], found: Sequence[_Content], themed: int | None
) -> str:
    """The option for the next best reading of the columns."""
    if themed is not None:
        return f'--column "{_head(heads, themed)}=topic"'
    if {"readings", "required", "optional"} & set(roles):
        rest = [i for i in range(len(roles)) if roles[i] in (None, "links") and found[i].mostly_works]
    else:
        rest = [i for i in range(len(roles)) if roles[i] in (None, "links", "topic", "notes")]
        rest = [i for i in rest if found[i].works or roles[i] == "topic"]
    best = max(rest, key=lambda i: (found[i].works, roles[i] == "topic"), default=None)
    return f'--column "{_head(heads, best) or best + 1}=readings"' if best is not None else ""


def _told(columns: Mapping[str, str] | None) -> dict[str, str]:
    return {" ".join(name.split()).casefold(): role for name, role in (columns or {}).items()}


def _hint(head: str, index: int, told: Mapping[str, str]) -> str | None:
    """What a person says of a column, by its head or, where it has none, by its number."""
    head = " ".join(head.split())
    return told.get((head or str(index + 1)).casefold(), told.get(head.strip(" *_:()#\\").casefold()))


def roles_of(
    heads: Sequence[str], words: LevelWords, columns: Mapping[str, str] | None = None
) -> tuple[Role | None, ...]:
    """What each column holds; ``None``: its head does not say.

    ``columns`` are a person's hints, by the words of the head; they go before what is known.
    """
    told = _told(columns)
    return tuple(
        _role(" ".join(head.split()), words, _hint(head, index, told)) for index, head in enumerate(heads)
    )


def _role(head: str, words: LevelWords, hint: str | None) -> Role | None:
    if hint is not None:
        return next((role for role in ROLES if role == hint), "ignore")
    bare = head.strip(" *_:()#") or head
    found = next((role for role, pattern in _WORDS if pattern.search(bare)), None)
    level = words.marked(bare)
    if (level == "required" or level == "optional") and found in (None, "readings", "topic", "links"):
        return level
    return found


def is_schedule(roles: Sequence[Role | None]) -> bool:
    """Whether columns of such roles are those of a schedule or a reading list."""
    known = set(roles)
    reads = known & {"readings", "required", "optional"}
    placed = known & {"date", "week"}
    return bool((reads and len(known - {None}) > 1) or (placed and known & {"topic", "links"}))
