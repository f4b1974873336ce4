"""People as course pages name them: ``Prof. Tim Kraska (MIT)``, ``by Rumelhart and McClelland``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readinglist.model.reading import Name
from readinglist.model.schedule import Person
from readinglist.text.markdown.spans import Spans, plain
from readinglist.text.people import parse_name

_ROLE = re.compile(
    r"^\s*(?:(?:guest|invited|keynote|external|special)\s+)?"
    r"(?:speakers?|lecturers?|lectures?|talks?|guests?"
    r"|presenters?|discussants?|discussion leads?|instructors?|co-instructors?|by|with"
    r"|gast(?:vortrag|redner)?|vortragende[rn]?)"
    r"(?:\s+(?:by|from))?\s*[:–—-]?\s+",
    re.I,
)
_PRESENTED = re.compile(
    r"\W*(?:(?:presented|led|introduced|discussed|moderated)\s+by:?|(?:presenters?|(?:discussion\s+)?leads?(?:ers?)?"
    r"|discussion\s+leaders?|leaders?|discussants?|facilitators?|moderators?)\s*[:–—-])\s*(?P<names>[^()\[\]:]+?)"
    r"[\s.,;:)\]]*",
    re.I,
)
_GUEST = re.compile(r"\s*guest (?:speaker|lecturer)s?\b", re.I)
_TITLE = re.compile(r"^(?:(?:prof(?:essor)?|dr|mr|mrs|ms|assoc|asst|phd)\b\.?\s*)+", re.I)
_PERSON = re.compile(r"(?P<name>[^()\[\],;]+?)\s*(?:[(\[](?P<where>[^()\[\]]*)[)\]])?\s*$")
_BETWEEN = re.compile(r"\s*(?:[,;&+]|\band\b|\bund\b|\by\b|\bet\b(?!\s+al))\s*")
_WORD = r"(?:[A-ZÀ-ÞŁŠŽČ](?:[^\W\d_]|['’.-])*|d[aeiou]|de[lr]?|van|von|der|den|la|le|ter|ten|bin|al|el|st\.)"
_NAME = re.compile(rf"{_WORD}(?:\s+{_WORD}){{0,4}}")
_INVERTED = re.compile(
    r"(?:(?:van|von|de|der|den|la|le)\s+)*[A-ZÀ-ÞŁŠŽČ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)?,\s+[A-ZÀ-Þ]\b\.?(?:[\s-]?[A-ZÀ-Þ]\.)*"
)
_ET_AL = re.compile(r",?\s+et\.?\s+al\.?$", re.I)
_LONGEST = 400


def is_role(text: str) -> bool:
    """Whether a line starts by saying that people follow: ``Guest Speaker: …``."""
    match = _ROLE.match(text[:_LONGEST])
    return (match is not None and ":" in match[0]) or _GUEST.match(text) is not None


def speakers(spans: Spans) -> tuple[Person, ...]:
    """The people in a line such as ``Guest Speaker: Prof. Tim Kraska (MIT) and Ana Klimovic (ETH)``.

    A link's people have its address; affiliations are in brackets behind a name.
    """
    found: list[Person] = []
    first = True
    for text, url in _by_link(spans):
        if first and (role := _ROLE.match(text)):
            text, first = text[role.end() :], False
        found += _people(text, url, found)
    return tuple(found)


def _by_link(spans: Spans) -> Iterator[tuple[str, str | None]]:
    """Stretches with the same link, in order, bold and italic set aside."""
    text, url = "", None
    for span in spans:
        if span.url != url and text.strip():
            yield text, url
            text = ""
        text, url = text + span.text, span.url
    if text.strip():
        yield text, url


def _people(text: str, url: str | None, before: list[Person]) -> list[Person]:
    found: list[Person] = []
    text = text[:_LONGEST].strip()
    # "[Tim Kraska](…) (MIT)": the affiliation stands behind the link.
    alone = re.match(r"^[(\[]([^()\[\]]*)[)\]]\s*", text)
    if alone and before and before[-1].affiliation is None:
        before[-1] = before[-1].model_copy(update={"affiliation": alone[1].strip() or None})
        text = text[alone.end() :]
    for part in _outside_brackets(text):
        match = _PERSON.match(part.strip(" .:–—-"))
        name = _TITLE.sub("", match["name"].strip()) if match else ""
        if match and name and any(char.isalpha() for char in name):
            where = (match["where"] or "").strip() or None
            found.append(Person(name=" ".join(name.split()), affiliation=where, url=url or None))
    return found


def _outside_brackets(text: str) -> Iterator[str]:
    """The parts of an enumeration; what stands in brackets is not divided."""
    start = 0
    held = [(match.start(), match.end()) for match in re.finditer(r"\([^()]*\)|\[[^\[\]]*\]", text)]
    for match in _BETWEEN.finditer(text):
        if not any(left <= match.start() < right for left, right in held):
            yield text[start : match.start()]
            start = match.end()
    yield text[start:]


def authors(text: str) -> tuple[Name, ...]:
    """The authors that ``text`` enumerates; empty: it holds anything else besides names."""
    text = re.sub(r"^\s*(?:by|von|par)\s+", "", text[:_LONGEST].strip(" .,;:–—-()"), flags=re.I)
    if inverted := _inverted(text):
        return inverted
    others = _ET_AL.search(text)
    parts = [part.strip() for part in _BETWEEN.split(_ET_AL.sub("", text)) if part.strip()]
    if not parts or len(parts) > 60 or not all(_NAME.fullmatch(part) for part in parts):
        return ()
    names = tuple(name for part in parts if (name := parse_name(part)) is not None)
    return (*names, Name.others()) if others else names


def _inverted(text: str) -> tuple[Name, ...]:
    """The authors of "Dean, J. and Ghemawat, S."; empty: it is written otherwise."""
    if re.fullmatch(r"[\s,;&.]*", _INVERTED.sub("", re.sub(r"\b(?:and|und|et|y)\b", "&", text))):
        return tuple(name for match in _INVERTED.finditer(text) if (name := parse_name(match[0])) is not None)
    return ()


def named_presenters(text: str) -> tuple[str, ...]:
    """The people that words beside a title name as presenters: ``(presented by Ada and Tim)``."""
    match = _PRESENTED.fullmatch(text[:_LONGEST])
    names = [part.strip() for part in _BETWEEN.split(match["names"])] if match else []
    return tuple(names) if all(_NAME.fullmatch(name) for name in names) else ()


def presenters(spans: Spans) -> tuple[str, ...]:
    """The names in a cell that says who presents."""
    text = plain(spans)
    return tuple(part.strip(" *") for part in _outside_brackets(text[:_LONGEST]) if part.strip(" *"))
