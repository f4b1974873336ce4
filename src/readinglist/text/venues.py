"""Venues by any of their names: one title and one short form for each that `venues.toml` lists.

A wrong venue is worse than an unknown one. So a name is recognised only where nothing
of it is left over: "... Workshops", "Companion of ...", "Findings of ..." are other
venues, and so is a conference that has the name but another sponsor.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

_LONGEST = 400  # letters of a name that are looked at
# "Sig..." is a special interest group of ACM, unless it is a signal or a sign.
_SPONSOR = re.compile(
    r"acm|ieee|cvf|usenix|ifip|siam|aaai|iacr|rsj|chi|vldb|iw3c2|sig(?!nal|ns?$)[a-z]+|international|annual",
    re.I,
)
# Not sponsors, but words that are left out and put in as freely.
_FREE = frozenset({"international", "annual"})
# The stems of the tens: twent(y), twent(ieth).
_TENS = "twent|thirt|fort|fift|sixt|sevent|eight|ninet"
_ONES = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
# But not "first-order logic".
_ORDINAL = re.compile(
    rf"\b(?:\d+(?:st|nd|rd|th)|(?:(?:{_TENS})y[\s-]+)?(?:{_ONES})|(?:{_TENS})ieth|tenth|eleventh|twelfth"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teenth)\b(?![\s-]+order)",
    re.I,
)
_YEAR = re.compile(r"(?<![\w])(?:(?:19|20)\d\d|['’‘`]\s?\d\d)(?!\w)")
_VOLUME = re.compile(
    r"(?:[\s,:–—-]+\bvol(?:ume)?\.?\s*\d+(?:\s*[:(](?:\s*(?:long|short|and|papers))+\s*\)?)?|\s+\d{1,3})\s*$",
    re.I,
)
_PROCEEDINGS = re.compile(
    r"^\s*(?:in\s*:?\s+)?(?:proceedings\s+(?:of\s+)?(?:the\s+)?|proc\.?\s+(?:of\s+)?(?:the\s+)?|the\s+)", re.I
)
_MARK = r"[A-Z][\w&*/+-]*(?: (?!\d)[A-Z][\w&]*)?"
_WHEN = r"(?:[\s-]?['’‘`]?\s?(?:(?:19|20)\d\d|\d\d))"
# Where a name says its acronym besides: "SC20: ...", "... (ISCA)", "..., ICML 2019, Rome", "... - WWW '18".
_LEADING = re.compile(rf"^\s*({_MARK}?){_WHEN}\s*[:–—-]\s+")
_IN_BRACKETS = re.compile(rf"\s*\(\s*({_MARK}?){_WHEN}?\s*\)")
_TRAILING = re.compile(rf"\s+[-–—:]\s+({_MARK}?){_WHEN}?\s*$")
_BEFORE_PLACE = re.compile(rf",\s+({_MARK}?){_WHEN}\s*(?:,[^()]*)?$")
_ACRONYM = re.compile(rf"({_MARK}?){_WHEN}?")


class Venue(NamedTuple):
    """A conference or journal."""

    title: str
    short: str | None
    """Its acronym; ``None``: people use none."""
    kind: str
    """CSL item type of what appears there."""


class _Entry(NamedTuple):
    venue: Venue
    sponsors: frozenset[str]
    marks: frozenset[str]
    acronyms: frozenset[str]


def venue(name: str) -> Venue | None:
    """The venue that ``name`` names, in whatever spelling; ``None``: none of the table for sure."""
    text = " ".join(name[:_LONGEST].translate(str.maketrans("", "", "{}®™")).split())
    journal = _journals().get(_literal(text))
    if journal:
        return journal
    return _by_acronym(text) or _by_name(text)


def _by_acronym(text: str) -> Venue | None:
    """A name that is an acronym, perhaps with a year: "ICML '19", "Proc. SOSP 2019", "ACM CCS"."""
    match = _ACRONYM.fullmatch(_PROCEEDINGS.sub("", text).strip())
    if match is None:
        return None
    dated = match[0] != match[1]
    words = match[1].split()
    for start in range(len(words)):
        acronym, sponsors = " ".join(words[start:]), {word.lower() for word in words[:start]}
        # Two letters alone stand for too many things.
        entry = _acronyms().get(acronym) if dated or start or len(acronym) > 2 else None
        if entry and sponsors <= entry.sponsors:
            return entry.venue
    return None


def _by_name(text: str) -> Venue | None:
    bare, marks = _without_marks(text)
    core, sponsors = _core(bare)
    found = [
        entry
        for entry, stated in _conferences().get(core, ())
        if marks <= entry.marks and _sponsors_fit(core, sponsors, stated, entry)
    ]
    return found[0].venue if len({entry.venue for entry in found}) == 1 else None


def _sponsors_fit(core: str, sponsors: frozenset[str], stated: frozenset[str], entry: _Entry) -> bool:
    """Whether every sponsor in front of the name belongs there.

    A core of two words ("Middleware Conference") says little, and one alone nothing: there,
    the sponsors of the name must all be present.
    """
    if len(core.split()) < 3 and stated - _FREE - sponsors:
        return False
    return sponsors <= entry.sponsors | stated | {"annual"}


def _without_marks(text: str) -> tuple[str, frozenset[str]]:
    """The name without the acronyms that it states, and these, in the form that compares them."""
    marks, text = set[str](), _VOLUME.sub("", text)
    for pattern in (_LEADING, _IN_BRACKETS, _BEFORE_PLACE, _TRAILING):
        match = pattern.search(text)
        if match:
            marks.add(_mark(match[1]))
            text = f"{text[: match.start()]} {text[match.end() :]}"
    return text.strip(), frozenset(marks)


def _mark(acronym: str) -> str:
    """An acronym for comparison: its letters. Years that cling to it are no part of it."""
    return re.sub(r"[^a-z&]", "", acronym.casefold())


def _core(text: str) -> tuple[str, frozenset[str]]:
    """What is left of a conference's name without year, number and sponsors; and the sponsors."""
    # Twice, because "The Proceedings of the ..." begins in two of these ways.
    for pattern in (_VOLUME, _ORDINAL, _YEAR, _PROCEEDINGS, _PROCEEDINGS):
        text = pattern.sub(" ", text)
    words = _literal(text).split()
    sponsors = {word for word in words if _SPONSOR.fullmatch(word)}
    return " ".join(word for word in words if word not in sponsors and word != "the"), frozenset(sponsors)


def _literal(text: str) -> str:
    """A name for comparison: letters and digits only, in small letters."""
    return " ".join(
        re.sub(r"[^\w]+", " ", text.replace("&", " and ").casefold()).removeprefix("the ").split()
    )


@cache
def _rows() -> tuple[tuple[Venue, tuple[str, ...], _Entry], ...]:
    """Each venue, all of its names, and what its name is compared with."""
    text = resources.files(__package__).joinpath("venues.toml").read_text(encoding="utf-8")
    rows = []
    for row in tomllib.loads(text)["venue"]:
        title, short = str(row["title"]), row.get("short")
        shown = Venue(title, str(short) if short else None, str(row.get("kind", "paper-conference")))
        acronyms = frozenset(_strings(row, "acronyms")) | ({shown.short} if shown.short else set())
        marks = frozenset(_mark(acronym) for acronym in acronyms)
        entry = _Entry(shown, frozenset(_strings(row, "sponsors")), marks, acronyms)
        rows.append((shown, (title, *_strings(row, "also")), entry))
    return tuple(rows)


def _strings(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    values = row.get(name, ())
    return tuple(str(value) for value in values) if isinstance(values, list) else ()


@cache
def _journals() -> Mapping[str, Venue]:
    return {
        _literal(name): shown
        for shown, names, _ in _rows()
        if shown.kind == "article-journal"
        for name in names
    }


@cache
def _conferences() -> Mapping[str, tuple[tuple[_Entry, frozenset[str]], ...]]:
    """Core of a name to the venues that it may name, each with the sponsors of that name."""
    found: dict[str, tuple[tuple[_Entry, frozenset[str]], ...]] = {}
    for shown, names, entry in _rows():
        if shown.kind == "article-journal":
            continue
        for core, sponsors in map(_core, names):
            found[core] = (*found.get(core, ()), (entry, sponsors))
    return found


@cache
def _acronyms() -> Mapping[str, _Entry]:
    """Acronym to its venue; journals' acronyms, and those of several venues, name nothing for sure."""
    entries = [entry for shown, _, entry in _rows()]
    counts = [acronym for entry in entries for acronym in entry.acronyms]
    return {acronym: entry for entry in entries for acronym in entry.acronyms if counts.count(acronym) == 1}
