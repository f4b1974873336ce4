"""Headings and lines that open a session: ``Week 3 (Feb 7): Hardware``, ``Jan 11 — Introduction``.

What is left of such a line is the topic, which tells the kind of the session.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from readinglist.importing.interpret.dates import lone_weekday, written_date

_WEEK = re.compile(
    r"\b(?:weeks?|wk\.?|woche|semaine|semana|settimana)\s*(?:no\.?\s*|#\s*)?(\d{1,2})\b(?!\s*[/.:]\d)", re.I
)
_CJK_WEEK = re.compile(r"第?\s?(\d{1,2})\s?[周週]")
_COUNTED = re.compile(
    r"^\W*(?:lectures?|lec\.?|class|session|meeting|day|module|unit|seminar|sitzung|séance|clase|aula|lezione|discussion"
    r"|sesi[óo]n|sess[ãa]o|sessione|encuentro|encontro|cours|einheit|termin|college"
    r"|vorlesung|topic|l|s)\s*(?:no\.?\s*|#\s*)?(\d{1,3})\b",
    re.I,
)
_NUMBERED = re.compile(r"^\W*(\d{1,3})[.):]\s+(?=\S)")
_JOINT = re.compile(r"\s*(?:to\b|and\b|until\b|&|/|[–—-])\s*", re.I)
_EDGE = " \t\n:;,.|/·•–—-*_#"
_OPEN_EDGE = " \t\n:;,.|/·•–—-*_#"
_TOPIC_LABEL = re.compile(r"(?:topics?(?:\(s\))?|theme|subject|thema|tema|sujet|th[èe]me)\s*:\s*(?=\S)", re.I)
# Stands where a date was.
_CUT = "\x00"
_ASIDE = re.compile(
    rf"\((?:[^()\w]*{_CUT}[^()]{{1,30}}|[^()]{{1,30}}{_CUT}[^()\w]*)\)|\[(?:\W*{_CUT}[^\[\]]{{1,30}}|[^\[\]]{{1,30}}{_CUT}\W*)\]"
)
_EMPTY = re.compile(r"\(\s*[,;:–—-]?\s*\)|\[\s*[,;:–—-]?\s*\]")
_LONGEST = 300
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        (
            "break",
            r"\b(?:spring|fall|winter|summer|autumn|thanksgiving|easter|christmas|mid-?term|term|semester|reading|study)"
            r"\s+(?:break|recess|vacation)\b|^break\b|\brecess\b|vorlesungsfrei|\bferien\b|\bvacances\b|\bvacaciones\b",
        ),
        (
            "holiday",
            r"\bholidays?\b|\bno\s+(?:class(?:es)?|lectures?|meetings?|sessions?|school)\b"
            r"|\bcancel(?:l?ed|ation)\b"
            r"|\b(?:mlk|martin luther king|labou?r|memorial|veterans|presidents?['’]?s?)\b.{0,20}\bday\b"
            r"|\b(?:columbus|independence) day\b|\bthanksgiving\b|\bindigenous peoples|\bgood friday\b"
            r"|\beaster monday\b|\bfeiertag\b|\bfällt aus\b|\bkeine vorlesung\b"
            r"|\bpas de cours\b|\bfestivo\b|\bferiado\b|休講|放假|停课",
        ),
        (
            "exam",
            r"^(?:(?:in-?class|take-?home|mid-?term|final|oral|written)\s+)*"
            r"(?:exams?|examinations?|mid-?terms?|quiz(?:zes)?|finals?|test)\b(?!\s+(?:review|prep))"
            r"(?:\s+(?:\d+|[IVX]+|week|exam))?\W*$|^klausur\b|^prüfung\b|^examen\b",
        ),
        (
            "project",
            r"^(?:(?:final|mid-?term|mid-?semester|course|group|class|team|student|original)\s+)*(?:projects?|posters?)\b"
            r"|^(?:mid-?semester|mid-?term|final|student)\s+presentations?\b|^hackathon\b|^projekt",
        ),
        ("discussion", r"^(?:paper\s+|papers\s+)?discussions?\b|^diskussion\b|\bdiscussion section\b"),
        (
            "other",
            r"\brrr week\b|\breading (?:week|period|days?)\b|\bdead week\b|^office hours?\b"
            r"|^study (?:week|period)\b",
        ),
    )
)
_LONGEST_TOPIC = 200
_EVENT = re.compile(
    r"\b(?:(?:planning|kick-?off|organi[sz]ation(?:al)?|welcome|business|first|last|closing)"
    r" (?:meeting|session|day)s?"
    r"|meeting|kick-?off|gala|party|ceremony|social|reception|picnic|orientation|vorbesprechung"
    r"|organi[sz]ation|lunch|dinner|retreat|field trip|excursion)\W*$",
    re.I,
)
_MOST_WORDS_OF_EVENT = 4


class Heading(NamedTuple):
    """What a heading says. ``None``: nothing of it.

    ``number`` counts lectures or classes, not weeks. ``topic`` is what is left of the words.
    ``weekday`` (0 is Monday) stands in front of it, without a date. ``aside`` stood with the date in a
    bracket: initials, a room, a time.
    """

    topic: str
    week: int | None = None
    date_text: str | None = None
    number: int | None = None
    weekday: int | None = None
    aside: str = ""

    @property
    def opens_a_session(self) -> bool:
        """Whether week, date or number say that a session begins here."""
        return self.week is not None or self.date_text is not None or self.number is not None


def heading_of(text: str) -> Heading:
    """What the words of a heading say of the session that it opens."""
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return Heading(text)
    week, text = _taken(_WEEK, text)
    if week is None:
        week, text = _taken(_CJK_WEEK, text)
    date, aside = written_date(text), ""
    if date is not None:
        text = f"{text[: date.start]}{_CUT}{text[date.end :]}"
        while (other := written_date(text)) is not None and (joint := _JOINT.match(text, date.start + 1)):
            start = date.start + 1 if joint.end() >= other.start else other.start
            text = f"{text[:start]} {text[other.end :]}"
        text, aside = _without_cut(text)
    number, text = _taken(_COUNTED, text)
    if number is None and (week is not None or date is not None):
        number, text = _taken(_NUMBERED, text)
    text = re.sub(r"\bweek of\b(?=\W*$|\s*[:–—-])", "", text, flags=re.I) if date else text
    topic, weekday = _bare(text), lone_weekday(text.strip(_OPEN_EDGE))
    if weekday is not None:
        topic = _bare(text.strip(_OPEN_EDGE)[weekday.end :])
    return Heading(
        without_topic_label(topic),
        week,
        date.text if date else None,
        number,
        weekday.number if weekday else None,
        aside,
    )


def without_topic_label(text: str) -> str:
    """A topic without the word that says it is one: ``Topic: Locks``."""
    label = _TOPIC_LABEL.match(text)
    return text[label.end() :] if label else text


def _without_cut(text: str) -> tuple[str, str]:
    """The words around a date that was cut out, and what stood beside it in its bracket: ``Nets (…, FW)``."""
    match = _ASIDE.search(text)
    if match is None:
        return _EMPTY.sub(" ", text.replace(_CUT, " ")), ""
    aside = re.sub(rf"\s*{_CUT}\s*", " ", match[0][1:-1]).strip(_EDGE)
    return f"{text[: match.start()]} {text[match.end() :]}", aside


def _taken(pattern: re.Pattern[str], text: str) -> tuple[int | None, str]:
    match = pattern.search(text)
    return (int(match[1]), _without(text, match.start(), match.end())) if match else (None, text)


def _without(text: str, start: int, end: int) -> str:
    return _EMPTY.sub(" ", f"{text[:start]} {text[end:]}")


def _bare(text: str) -> str:
    text = " ".join(text.split()).strip(_EDGE)
    for opening, closing in (("(", ")"), ("[", "]")):
        if text.startswith(opening) and text.endswith(closing) and opening not in text[1:]:
            text = text[1:-1].strip(_EDGE)
        elif text.startswith(closing) or text.endswith(opening):
            text = text.strip(opening + closing + _EDGE)
    return text


def names_an_event(text: str) -> bool:
    """Whether a few words say what takes place, and name no work: ``Planning meeting``, ``No class``."""
    short = 0 < len(text.split()) <= _MOST_WORDS_OF_EVENT
    return short and (_EVENT.search(text) is not None or kind_of(text) not in ("lecture", "discussion"))


def kind_of(topic: str, *, has_readings: bool = False) -> str:
    """The kind of a session with such a topic; ``lecture`` where nothing speaks against it.

    A session with readings is no holiday, whatever its topic is.
    """
    for kind, pattern in _KINDS:
        if pattern.search(topic[:_LONGEST_TOPIC].strip(" *_#([")):
            return "lecture" if has_readings and kind in ("holiday", "break", "other") else kind
    return "lecture"
