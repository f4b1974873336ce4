"""What the columns of a schedule's table hold, by the words at their heads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from readinglist.importing.interpret.levels import LevelWords

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
        r"\b(?:presenters?|presented by|discussants?|discussion lead(?:er)?s?|leads?|students?|scribes?"
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


def roles_of(
    heads: Sequence[str], words: LevelWords, columns: Mapping[str, str] | None = None
) -> tuple[Role | None, ...]:
    """What each column holds; ``None``: its head does not say.

    ``columns`` are a person's hints, by the words of the head; they go before what is known.
    """
    told = {" ".join(name.split()).casefold(): role for name, role in (columns or {}).items()}
    return tuple(_role(" ".join(head.split()), words, told) for head in heads)


def _role(head: str, words: LevelWords, told: Mapping[str, str]) -> Role | None:
    hint = told.get(head.casefold())
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
