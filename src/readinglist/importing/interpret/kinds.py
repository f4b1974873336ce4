"""Which kind of session a topic names: a holiday, a break, an exam, projects, a discussion, a lecture."""

from __future__ import annotations

import re

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
_LONGEST = 200


def kind_of(topic: str, *, has_readings: bool = False) -> str:
    """The kind of a session with such a topic; ``lecture`` where nothing speaks against it.

    A session with readings is no holiday, whatever its topic is.
    """
    for kind, pattern in _KINDS:
        if pattern.search(topic[:_LONGEST].strip(" *_#([")):
            return "lecture" if has_readings and kind in ("holiday", "break", "other") else kind
    return "lecture"
