"""The list of authors that a text begins with, in the orders and spellings that citations use.

``Family, Given M.``, ``Family, G. M., and Given Family``, ``Family GM, Family GM`` (Vancouver),
``G. M. Family``, family names alone, and each of them with ``et al.``. Several such grammars may fit
one text; the one that explains most of it is taken, and none where two explain it differently.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from readinglist.model.reading import Name
from readinglist.text.given_names import GIVEN_NAMES
from readinglist.text.people import GROUP_WORDS, parse_name, person, without_capitals

_LETTERS = "".join(chr(n) for n in (*range(0x41, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000)))
_UP = f"[{''.join(char for char in _LETTERS if char.isupper())}]"
_LET = r"[^\W\d_]"
# Words that begin a title, a place or a part of a work, and never are a name.
_NO_NAME = (
    r"(?!(?i:the|a|an|and|or|of|on|in|at|to|for|from|with|by|how|why|what|when|where|who|is|are|towards?|via|chapters?"
    r"|chap|ch|sections?|sec|parts?|pp?|pages?|vol(?:ume)?|no|book|appendix|introduction|proc(?:eedings)?|journal"
    r"|conference|symposium|workshop|press|verlag|lectures?|notes?|draft|optional|required|excerpts?|selections?"
    r"|read|see|skim|review|textbook|paper|article|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|ed|eds|editors?|trans|[js]r|ii|iii|iv)\b)"
)
# Every repetition has an end, so that no page can make a match take long.
_CAP = (
    rf"{_NO_NAME}(?:(?:[dDlL]|[ODN]|[Dd]e)['’])?(?:[a-z]{{2}}-)?"
    rf"{_UP}(?:{_LET}|[\u0300-\u036f]|['’‘-](?={_LET})){{1,40}}"
)
_INITIAL = rf"(?:{_UP}\.|{_UP}[a-zà-ÿ]\.)"
_INITIALS = rf"(?:{_INITIAL}(?:\s?-?{_INITIAL}){{0,4}}|{_UP}(?![\w'’])(?:\s{_UP}(?![\w'’]))?)"
_PARTICLE = (
    r"(?:v[ao]n|der|den|de['’]|d[aeiou]|de[lrs]|della|dal|d[ao]s|la|le|l[ao]s|te[rn]|zu[rm]?|af|av|bin|ibn"
    r"|al|el|y|e|wa|st\.|san)"
)
_VON = rf"(?:(?i:{_PARTICLE})\s+){{0,3}}"
_SUFFIX = r"(?:[JS]r\b\.?|I{2,3}\b|IV\b)"
# Two or three capitals behind a family name are initials: "Egret KA".
_FAMILY = rf"{_VON}{_CAP}(?:\s+{_VON}(?!{_UP}{{2,3}}\b){_CAP}){{0,2}}"
# A letter alone begins no name: "A Cyborg Manifesto".
_FIRST = rf"(?:{_CAP}|(?!{_UP}\s){_INITIALS})(?:\s+(?:{_CAP}|{_INITIALS})){{0,3}}"
# Behind a family name, a word that follows initials begins the title: "Lewin, C. I. Symbolic Wading".
_GIVEN = (
    rf"(?:{_INITIALS}|(?!{_UP}{{3,}}\b){_CAP}(?:\s+{_CAP}){{0,3}}(?:\s+{_INITIALS})?)"
    rf"(?:\s+{_PARTICLE}(?![\w.])){{0,3}}"
)
_SINGLE = rf"{_VON}(?:(?:Le|La|El|Du|De|Mac|Van|Von|Al)\s+)?{_CAP}"
_AND = r"(?:,\s*)?(?:&|\band\b|\bund\b|\by\b|\be\b|\bet\b(?!\.?\s*al)|\bog\b|\boch\b|\ben\b)\s*"
_COMMA = rf"\s*(?:{_AND}|;\s*(?:{_AND})?|,\s*)"
_OTHERS = re.compile(
    r"[\s,;]*(?:(?:&|and)\s+)?[*_]*(?:\bet\.?\s*al\b\.{0,2}|\band\s+others\b|\bothers\b|\band\s+colleagues\b|\bu\.\s?a\.|\be\.\s?a\."
    r"|\by\s+otros\b|\bund\s+andere\b|\bet\s+autres\b)[*_]*(?<![\s,])"
)
_MANY = 60
_LONGEST = 1_200

_INVERTED = (
    rf"(?P<family>{_FAMILY})(?:\s+(?P<jr>{_SUFFIX}))?,\s*(?P<given>{_GIVEN})(?:,\s*(?P<suffix>{_SUFFIX}))?"
)
_VANCOUVER = (
    rf"(?P<family>{_FAMILY})\s+(?P<given>{_UP}{{1,3}}(?:[ -]{_UP}){{0,2}})(?![\w'’-])"
    rf"(?:\s+(?P<suffix>{_SUFFIX}))?"
)
_FORWARD = rf"(?P<whole>{_FIRST}\s+(?:{_PARTICLE}\s+){{0,3}}{_CAP}(?:\s+y\s+{_CAP})?(?:,?\s+{_SUFFIX})?)"
_INITIALED = rf"(?P<whole>(?!{_UP}\s){_INITIALS}\s+{_VON}{_CAP}(?:\s+{_VON}{_CAP})?(?:,?\s+{_SUFFIX})?)"
_ALONE = rf"(?P<alone>{_SINGLE})(?![\w'’])"


# What stands behind a name, so that a pattern gives back words which are none.
_BEHIND = (
    r"(?:(?<=\.)|(?=\s*(?:[.,;:()\[\]*_\"“„«‘'|/—–&-]|(?:and|und|y|e|et|og|och|en|others|u\.)(?!\w)"
    r"|(?:1[4-9]|20)\d\d\b|$)))"
)


class AuthorList(NamedTuple):
    """Authors, where their list ends, and how it is written.

    ``order`` is ``inverted``, ``initials`` (before or behind family names), ``forward``, ``family``
    (no given names) or ``group``.
    """

    authors: tuple[Name, ...]
    end: int
    order: str

    @property
    def is_plain(self) -> bool:
        """Whether its names could as well be words of a title: "Deep Learning", "Nature"."""
        return self.order in ("forward", "family", "group") and not any(
            name.is_others for name in self.authors
        )

    @property
    def is_in_order(self) -> bool:
        """Whether it may stand behind a title: persons whose family names stand last, or with initials."""
        return self.order in ("forward", "family", "initials") or self.is_inverted_by_initials

    @property
    def is_inverted_by_initials(self) -> bool:
        """Whether the first name is a family name with initials behind it."""
        return self.order == "inverted" and "." in (self.authors[0].given or "")[:2]

    @property
    def is_certain(self) -> bool:
        """Whether they are persons for sure: by their order, by initials, by frequent given names."""
        return not self.is_plain or self.has_given_name or any("." in (n.given or "") for n in self.authors)

    @property
    def has_given_name(self) -> bool:
        """Whether one of the given names is a frequent one."""
        return any(map(_is_given, self.authors))


class _Grammar(NamedTuple):
    order: str
    first: re.Pattern[str]
    further: re.Pattern[str]


def _grammar(order: str, first: str, further: str | None = None) -> _Grammar:
    return _Grammar(order, re.compile(first + _BEHIND), re.compile((further or first) + _BEHIND))


_GRAMMARS = (
    _grammar("inverted", _INVERTED),
    _grammar("inverted", _INVERTED, _FORWARD),
    _grammar("initials", _VANCOUVER),
    _grammar("initials", _INITIALED),
    _grammar("forward", _FORWARD),
    _grammar("family", _ALONE),
)
_SEPARATOR = re.compile(_COMMA)
_CONJUNCTION = re.compile(_AND)
_GROUP = re.compile(
    rf"(?P<group>{_NO_NAME.replace('the|', '', 1)}(?:[Tt]he\s+)?{_UP}[\w&'’.-]{{1,40}}"
    rf"(?:\s+(?:(?:of|for|and|on|the|de|für|&)\s+){{0,2}}{_UP}[\w&'’-]{{0,40}}){{0,8}})"
)
_YEAR_FOLLOWS = re.compile(r"[\s.,(]*(?:1[4-9]|20)\d\d\b")
_GROUP_WORD = re.compile(rf"(?:{GROUP_WORDS})(?!-)", re.I)
# After a list come a year, a title in quotes or italics, or punctuation; never another word.
_BOUNDARY = re.compile(r"\s*(?:[.,;:()\[\]*_\"“„«‘'|/—–-]|(?:1[4-9]|20)\d\d\b|$)")


def author_list_at(text: str, at: int = 0, *, alone: bool = False) -> AuthorList | None:
    """The authors whose list begins at ``at``; ``None``: none does, or it can be read in two ways.

    ``alone``: the text is that list and nothing else, as behind a title.
    """
    text = text[: at + _LONGEST]
    group = _group(text, at)
    if group is not None:
        return group
    found = [one for one in (_match(grammar, text, at) for grammar in _GRAMMARS) if one is not None]
    if not found:
        return None
    # Initials prove an order: words in another order that go on behind them begin the title.
    if any(one.order == "initials" or one.is_inverted_by_initials for one in found):
        found = _without_titles(found, text)
        if not found:
            return None
    found = _without_pairs(found)
    end = max(one.end for one in found)
    best = [one for one in found if one.end == end]
    decided = _decided(best, alone=alone or _CONJUNCTION.search(text, at, end) is not None)
    return None if decided is not None and _may_be_a_system(decided, text, at) else decided


def _may_be_a_system(found: AuthorList, text: str, at: int) -> bool:
    """Whether one name with initials behind it may as well be what a paper is about: "Spark SQL: …"."""
    single = found.order == "initials" and len(found.authors) == 1
    return (
        single
        and text.startswith(":", found.end)
        and re.search(rf"\s{_UP}{{2,3}}$", text[at : found.end]) is not None
    )


def authors(text: str) -> tuple[Name, ...]:
    """The authors that ``text`` enumerates; empty: it holds anything else besides names."""
    text = re.sub(r"^\s*(?:by|von|par)\s+", "", text.strip(" ,;:–—-()"), flags=re.I).rstrip(" .,;:–—-")
    # A stop behind an initial is part of the name, at the end of a sentence too.
    text += "." * bool(re.search(rf"\b{_UP}$", text))
    found = author_list_at(text, alone=True)
    return found.authors if found is not None and found.end >= len(text) else ()


def certain_authors(text: str) -> tuple[Name, ...]:
    """The authors that ``text`` enumerates, if initials or given names show that they are."""
    found = author_list_at(text.strip(" ,;:–—-()"), alone=True)
    return authors(text) if found is not None and found.is_certain else ()


def _group(text: str, at: int) -> AuthorList | None:
    match = _GROUP.match(text, at)
    if match is None or not _GROUP_WORD.search(match[0]) or _BOUNDARY.match(text, match.end()) is None:
        return None
    return AuthorList((Name(literal=" ".join(match[0].split())),), match.end(), "group")


def _match(grammar: _Grammar, text: str, at: int) -> AuthorList | None:
    names: list[Name] = []
    end, pattern = at, grammar.first
    position, mark = at, ""
    while len(names) < _MANY and (match := pattern.match(text, position)) is not None:
        name = _name(match)
        if name is None:
            break
        names.append(name)
        end, pattern = match.end(), grammar.further
        separator = _SEPARATOR.match(text, end)
        sign = separator[0].strip(" ,")[:1] or "," if separator else ""
        # Semicolons go on, and behind "and" there is one name more.
        if separator is None or (sign == "," and mark not in ("", ",")):
            break
        position, mark = separator.end(), sign
    if not names:
        return None
    others = _OTHERS.match(text, end)
    if grammar.order == "family" and len(names) > 1 and others is None and mark in ("", ","):
        return None  # without "and", these may be family and given names
    if others is not None:
        names.append(Name.others())
        end = others.end()
    if _BOUNDARY.match(text, end) is None and text[end - 1] != ".":
        return None
    return AuthorList(without_capitals(tuple(names)), end, grammar.order)


def _without_titles(found: list[AuthorList], text: str) -> list[AuthorList]:
    """The lists in the order that initials prove.

    "Kofi A. Egret" and "Knot A. Imagined Colonies" have one form: a given name or a year decides.
    """
    proved = [one for one in found if one.order in ("inverted", "initials")]
    forward = next((one for one in found if one.order == "forward"), None)
    longest = max(one.end for one in proved)
    if forward is None or forward.end <= longest or text[longest - 1 : longest] == ".":
        return proved
    if forward.has_given_name or len(forward.authors) > 1 or _YEAR_FOLLOWS.match(text, forward.end):
        return [forward]
    sentence = re.match(r",\s+[a-z]", text[forward.end :]) is not None
    return [] if text[longest : longest + 1] == "." and not sentence else proved


def _without_pairs(found: list[AuthorList]) -> list[AuthorList]:
    """The lists without pairs of whole names that were taken for "Family, Given"."""
    forward = next((one for one in found if one.order == "forward"), None)
    inverted = [one for one in found if one.order == "inverted"]
    if forward is None or len(forward.authors) < 2 or not inverted:
        return found
    first, second = forward.authors[:2]
    if len(forward.authors) == 2 and not (_is_given(first) or _is_given(second)):
        return found
    # "Garça Santos, Ana Paula": but a list that goes on behind that is one of whole names.
    is_pair = max(one.end for one in inverted) >= forward.end and _are_given(second) and not _is_given(first)
    return [one for one in found if (one in inverted) == is_pair]


def _are_given(name: Name) -> bool:
    """Whether both words of a name are frequent given names: "Ana Paula"."""
    return _is_given(name) and _unaccented(name.family or "") in GIVEN_NAMES


def _is_given(name: Name) -> bool:
    return _unaccented(re.split(r"[\s-]", name.given or "")[0]) in GIVEN_NAMES


def _name(match: re.Match[str]) -> Name | None:
    parts = match.groupdict()
    if "whole" in parts:
        # Behind two initials all words are the family name: "A. P. Garça Santos", not "J. Edgar Hoover".
        initials = re.match(rf"((?:{_INITIAL}[\s-]?){{2,}})\s*(?={_CAP}\s+{_CAP}$)", parts["whole"])
        if initials:
            return person(initials[1], parts["whole"][initials.end() :])
        return parse_name(parts["whole"])
    if "alone" in parts:
        alone = " ".join(parts["alone"].split())
        return Name(literal=alone)
    given = parts["given"]
    if re.fullmatch(rf"{_UP}{{1,3}}(?: {_UP}){{0,2}}", given):
        given = " ".join(f"{letter}." for letter in given.replace(" ", ""))  # Vancouver: "Otter EM"
    # "Koko, Ngũgĩ wa": the particle of the family name stands behind the given name.
    tail = re.search(rf"(?:\s+{_PARTICLE})+$", given)
    family = parts["family"]
    if tail:
        given, family = given[: tail.start()], f"{tail[0].strip()} {family}"
    return person(given, family, parts.get("suffix") or parts.get("jr"))


def _decided(best: list[AuthorList], *, alone: bool) -> AuthorList | None:
    """The one of several readings of the same words that is sure."""
    if len(best) == 1:
        return best[0]
    by_order = {one.order: one for one in reversed(best)}
    if "initials" in by_order:
        return by_order["initials"]
    forward, family = by_order.get("forward"), by_order.get("family")
    if forward is not None and (alone or len(forward.authors) != 2):
        return forward
    if forward is not None and not forward.has_given_name:
        return None  # "Santos Garça, Olena Leleka": two persons, or one
    if forward is not None:
        return forward
    inverted = [one for one in best if one.order == "inverted"]
    if len(inverted) > 1:
        # "Zurkow, Mary Ellen, Ravi K. Sarus, Ruth Barcoo": all behind the first are in order.
        pairs, mixed = inverted
        return mixed if len(mixed.authors) > len(pairs.authors) > 1 else pairs
    if family is None or not inverted:
        return best[0]
    names = [name for name in inverted[0].authors if not name.is_others]
    return inverted[0] if len(names) == 1 or inverted[0].is_certain else None


def _unaccented(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
