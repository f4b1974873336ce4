"""Names of people as services give them. Names that come in parts stay in these parts."""

from __future__ import annotations

import re

from readinglist.model.reading import Name
from readinglist.text.service_text import plain

GROUP_WORDS = (
    r"\b(?:collaborations?|consortium|consortia|team|group|project|initiative|committee|network|institute|university"
    r"|laborator(?:y|ies)|foundation|association|society|organi[sz]ation|inc\.?|corporation|llc|gmbh|ltd\.?"
    r"|investigators|contributors|authors|community|council|agency|commission|ministry|department|bureau|united|nations"
    r"|academy|academies|federation|union|cent(?:er|re)|bank|news|times)\b"
)
"""What names a group of people, as a pattern."""

_GROUP = re.compile(GROUP_WORDS, re.I)
_TEAM = re.compile(r"(?:[A-Z]\w+ )?(?:collaboration|consortium|team)", re.I)
# Not "I", which is an initial.
_SUFFIX = re.compile(r"(?:jr|sr)\.?|I{2,3}|IV|VI{0,3}", re.I)
_DEGREE = re.compile(r",?\s+(?:ph\.?\s?d\.?|m\.?d\.?|m\.?sc\.?|dr\.)$", re.I)
# Particles that stand before a family name in capitals, too. Names that are also given names are not here.
_CAPITAL_PARTICLES = frozenset({"De", "Del", "Della", "Van", "Von", "Dos", "Le", "La", "El", "Du", "Mac"})
# Marks of a footnote, an affiliation's number that clings to the name, a remark in brackets.
_NOTE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|[*†‡§¶]+|(?<=[a-z])\d+)\s*$")
_UNKNOWN = re.compile(r"\(?:?(?:unkn?|none|tba|null|unav|etal)\)?\b.*|anonymous|unknown|n/?a|-+|\.+", re.I)
_OTHERS = re.compile(
    r"(?:and\s+)?(?:others|et\.?\s*al\.?|\d+\s+(?:more|others|additional authors)\b.*)", re.I
)
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONGEST = 200  # letters that are looked at


def person(given: object, family: object, suffix: object = None, literal: object = None) -> Name | None:
    """A name from the parts that a service gives; ``None``: it gives no name.

    The parts stay what they are; only particles in small letters that lead the family
    name ("van der Maaten") become its particle.
    """
    first, last, tail = (plain(part, _LONGEST) for part in (given, family, suffix))
    whole = plain(literal, _LONGEST)
    if not last:
        # A given name alone is a name that the service did not split.
        alone = whole or first
        return None if not alone or _UNKNOWN.fullmatch(alone) else Name(literal=alone)
    if _UNKNOWN.fullmatch(last):
        return None
    if first and _TEAM.fullmatch(last):  # "Collaboration, ATLAS": a team that was cut like a person
        return Name(literal=f"{first} {last}")
    particle, core = _particle(last)
    return Name(family=core, given=first or None, suffix=tail or None, non_dropping_particle=particle)


def parse_name(text: object) -> Name | None:
    """A name that is one string, "First von Last" or "Last, First"; ``None``: it is none.

    What cannot be split with confidence (a team, a single word) stays whole. A double
    family name without hyphen cannot be told from a middle name: sources with names in
    parts are to be preferred.
    """
    name = plain(text, _LONGEST)
    # Again and again, as notes and degrees come in rows: "Ada Lovelace, M.Sc., Ph.D. (editor)".
    while (shorter := _DEGREE.sub("", _NOTE.sub("", name))) != name:
        name = shorter
    if not name or _UNKNOWN.fullmatch(name):
        return None
    if _OTHERS.fullmatch(name):
        return Name.others()
    # Names in Chinese characters have the family name first, or are not cut at all.
    if _GROUP.search(name) or " " not in name or _IDEOGRAPH.search(name):
        return Name(literal=name)
    head, comma, tail = name.partition(",")
    if comma and not _SUFFIX.fullmatch(tail.strip()):
        return _parse_inverted(head.strip(), tail.strip())
    return _parse_forward(head.split(), tail.strip() or None)


def _parse_inverted(family: str, rest: str) -> Name | None:
    """A name that was written as "Last, First" or "Last, First, Suffix"."""
    given, _, suffix = (part.strip() for part in rest.partition(","))
    if given and suffix and _SUFFIX.fullmatch(given):  # BibTeX's "Last, Jr, First"
        given, suffix = suffix, given
    return person(given, family, suffix)


def _parse_forward(words: list[str], suffix: str | None) -> Name:
    """A name that was written as "First von Last Suffix"."""
    if suffix is None and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    start = len(words) - 1
    while start > 1 and (words[start - 1] in _CAPITAL_PARTICLES or words[start - 1][0].islower()):
        start -= 1
    if start > 1 and words[start] == "y":  # Spanish: "Ortega y Gasset" is one family name
        start -= 1
    particle, core = _particle(" ".join(words[start:]))
    return Name(
        family=core,
        given=" ".join(words[:start]) or None,
        suffix=suffix,
        non_dropping_particle=particle,
    )


def _particle(family: str) -> tuple[str | None, str]:
    """The leading words in small letters, and the family name without them."""
    words = family.split()
    count = 0
    while count < len(words) - 1 and words[count][0].islower():
        count += 1
    return (" ".join(words[:count]) or None, " ".join(words[count:])) if count else (None, family)


def without_capitals(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """The names with family names in capitals ("VASWANI") in capitals and small letters.

    Some publishers print family names so; that is typography, no part of the name. One
    without any vowel may be initials, and one beside a given name that is in capitals too
    is judged the same way.
    """
    return tuple(_without_capitals(name) for name in names)


def _without_capitals(name: Name) -> Name:
    family, given = name.family or "", name.given or ""
    if not _is_in_capitals(family) or not given:
        return name
    quiet = _capitalise(given) if _is_in_capitals(given) else given
    return Name(**{**dict(name), "family": _capitalise(family), "given": quiet})


def _is_in_capitals(text: str) -> bool:
    letters = re.sub(r"[^\w]|\d", "", text)
    return len(letters) > 1 and letters.isupper() and re.search("[AEIOUYÀ-ÆÈ-ÏÒ-ÖØ-Ý]", text) is not None


def _capitalise(text: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), text)
