"""What stands in or beside a title and is no part of it: venue, year, award, chapters, a level, a remark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from readinglist.importing.interpret.levels import LevelWords
from readinglist.model.schedule import Level
from readinglist.text.venues import venue

_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT_YEAR = r"['’‘`´]\s?\d\d"
_NAME = r"[A-Z][\w&+/.-]*(?:[ :][A-Z&][\w&+/.-]*){0,4}?"
_DATED = re.compile(
    rf"(?P<venue>{_NAME})(?:\s*,?\s*(?P<year>(?:19|20)\d\d|{_SHORT_YEAR})|(?P<two>(?<=[A-Za-z])\d\d))"
)
_AWARD = re.compile(
    r"\baward\b|\bbest\b.{0,40}\b(?:paper|student|thesis|dissertation|demo|artifact)|\bdistinguished paper\b"
    r"|\bhonou?rable mention\b|\btest[- ]of[- ]time\b|\boutstanding paper\b|\bfinalist\b|\brunner[- ]up\b",
    re.I,
)
_NUMBER = r"(?:(?:\d+(?:\.\d+)*|[IVX]+|[A-Z])\b|[“\"„][^“”\"„]{2,80}[”\"])"
_PART = (
    r"(?:chapters?|chaps?\.?|chs?\.|sections?|sects?\.|secs?\.?|§{1,2}|pages?|pp?\.|parts?|appendi(?:x|ces)|app\.|volumes?|vol\."
    r"|units?|books?(?=\s+(?:\d|[IVX]+\b))|kapitel|kap\.|abschnitte?|seiten?|chapitres?|cap[íi]tulos?|capitol[oi]|第)"
)
_LOCATOR = re.compile(
    rf"{_PART}\s*{_NUMBER}(?:\s*(?:[-–—,&;]|\band\b|\bto\b|\bthrough\b|\bor\b)+\s*(?:{_PART}\s*)?{_NUMBER})*",
    re.I,
)
_PART_ALONE = r"(?:abstract|introduction|appendix|appendices|preface|foreword|prologue|epilogue|conclusions?)"
_BOUNDED_LOCATOR = re.compile(
    rf"(?:{_LOCATOR.pattern}|{_PART_ALONE}$|first \w+ (?:pages|sections|chapters))",
    re.I,
)
_TAIL = re.compile(r"\s*(?:\[(?P<square>[^\[\]]*)\]|\((?P<round>[^()]*)\))[\s.,;:]*$")
_HEAD = re.compile(r"^\s*\[(?P<square>[^\[\]]*)\][\s:.–—-]*(?=\S)")
_BARE_START = re.compile(r"(?:\s*[,.–—:-]\s*|\s+)(?:(?:in|at)\s+)?(?=[A-Z])")
_REMARK = re.compile(
    r"(?:formerly|previously|originally|also|aka|a\.k\.a|pre-?print|draft|blog|video|talk|slides|skim|just|only"
    r"|skip|except|focus|extended|full|short|technical|tech|journal|conference|workshop|demo|poster|survey|book"
    r"|tutorial|textbook|website|link|pdf|free|paywall|requires?|read|see|but|until|up to|through|by|cont'?d"
    r"|continued|classic|oral|spotlight|invited|keynote)\b",
    re.I,
)
_MONTH = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b",
    re.I,
)
_LONGEST = 1_000
_MOST_TAGS = 8
_MOST_WORDS = 5


class Title(NamedTuple):
    """A title and what its tags say. ``None`` and empty: they say nothing of it."""

    title: str
    venue: str | None = None
    year: int | None = None
    award: str | None = None
    locator: str | None = None
    level: Level | None = None
    notes: tuple[str, ...] = ()

    def over(self, other: Title) -> Title:
        """The same title with what only ``other`` says of it."""
        return Title(
            self.title or other.title,
            self.venue or other.venue,
            self.year or other.year,
            self.award or other.award,
            self.locator or other.locator,
            self.level or other.level,
            (*self.notes, *other.notes),
        )


def split_title(text: str, words: LevelWords) -> Title:
    """The title in ``text``, and what the tags around it say.

    ``Mixed precision training. [ICLR'18]``, ``Naiad (SOSP '13, Best Paper)``, ``TFX, KDD 2017``,
    ``Interstellar (formerly: …)`` and ``[SOSP'19] PipeDream`` all have the title alone as title.
    Round brackets are a tag only where all in them reads as one; square ones behind a title
    always are.
    """
    if len(text) > _LONGEST:
        return Title(text)
    found = Title("")
    for _ in range(_MOST_TAGS):
        shorter = _without_tag(text, words) or without_locator(text)
        if shorter is None:
            break
        text, tag = shorter
        found = tag.over(found)
    return found._replace(title=_bare(text))


def _without_tag(text: str, words: LevelWords) -> tuple[str, Title] | None:
    match = _TAIL.search(text)
    if match and match.start() > 0:
        inside = match["square"] if match["square"] is not None else match["round"]
        tag = tag_of(inside, words, certain=match["square"] is not None)
        if tag is not None:
            return text[: match.start()], tag
    match = _HEAD.match(text)
    if match and (tag := tag_of(match["square"], words)) is not None:
        return text[match.end() :], tag
    return without_bare_tag(text)


def without_bare_tag(text: str) -> tuple[str, Title] | None:
    """A title without a venue behind it that no brackets mark: ``PipeDream, SOSP'19``."""
    for match in reversed(list(_BARE_START.finditer(text))[-_MOST_WORDS:]):
        tag = _dated(text[match.end() :].rstrip(" ."), known=True)
        if tag is not None and match.start() > 0:
            return text[: match.start()], tag
    return None


def tag_of(text: str, words: LevelWords, *, certain: bool = False) -> Title | None:
    """What the words in brackets say, without a title; ``None``: they read like words of a title.

    ``certain``: they are a tag whatever they say, and what is not understood is a remark.
    """
    if not text.strip():
        return Title("") if certain else None
    if (level := words.word(text)) is not None:
        return Title("", level=level)
    if _BOUNDED_LOCATOR.match(text.strip()):
        return Title("", locator=" ".join(text.split()))
    if _REMARK.match(text.strip()) and not _DATED.fullmatch(text.strip()):
        return Title("", notes=(" ".join(text.split()),))
    found, rest = Title(""), []
    for part in filter(None, (part.strip() for part in re.split(r"[,;]", text))):
        said = _part(part, words)
        found = found.over(said) if said else found
        if said is None:
            rest.append(part)
    return _with_rest(found, rest, certain)


def _with_rest(found: Title, rest: list[str], certain: bool) -> Title | None:
    """The tag with the parts that say nothing by themselves: beside a year, one is who published it."""
    if (
        len(rest) == 1
        and found.venue is None
        and (found.year or found.award)
        and re.fullmatch(_NAME, rest[0])
    ):
        return found._replace(venue=rest[0])
    if rest and not certain:
        return None
    return found._replace(notes=(*found.notes, ", ".join(rest))) if rest else found


def _part(text: str, words: LevelWords) -> Title | None:
    if _YEAR.fullmatch(text):
        return Title("", year=int(text))
    if (dated := _dated(text, known=False) or _dated_with_more(text)) is not None:
        return dated
    if _AWARD.search(text) and ". " not in text:
        return Title("", award=text)
    if (level := words.word(text)) is not None:
        return Title("", level=level)
    if _LOCATOR.fullmatch(text):
        return Title("", locator=text)
    return Title("", venue=text) if len(text) < 40 and venue(text) is not None else None


def _dated(text: str, *, known: bool) -> Title | None:
    """A venue with its year. ``known``: with a year in four digits it must be one that people know."""
    match = _DATED.fullmatch(text.strip())
    if match is None or _is_month(match["venue"]):
        return None
    name, digits = match["venue"].strip(" ,"), match["year"] or match["two"]
    number = int(re.sub(r"\D", "", digits))
    if number < 100:
        number += 2000 if number < 70 else 1900
    doubtful = (known and (match["year"] or "").isdigit()) or match["two"] is not None
    if doubtful and venue(name) is None:
        return None
    return Title("", venue=name, year=number)


def _dated_with_more(text: str) -> Title | None:
    """A venue that people know, its year, and a few words: ``ICLR 2017 oral``."""
    match = re.fullmatch(r"(?P<dated>.*?\d\d)\s+(?P<more>[^\d]{1,40})", text)
    dated = _dated(match["dated"], known=True) if match else None
    if match is None or dated is None or venue(dated.venue or "") is None:
        return None
    is_award = _AWARD.search(match["more"])
    return dated._replace(award=match["more"]) if is_award else dated._replace(notes=(match["more"],))


def _is_month(name: str) -> bool:
    return _MONTH.match(name) is not None


def without_locator(text: str) -> tuple[str, Title] | None:
    """A title without ``, Chapter 3`` behind it or ``Chapter 3 of`` in front of it, and that."""
    if _LOCATOR.fullmatch(text.strip()):
        return "", Title("", locator=text.strip())
    match = re.search(rf"\s*[,:–—-]\s*({_LOCATOR.pattern})\s*\.?$", text, re.I)
    if match and match.start() > 0:
        return text[: match.start()], Title("", locator=match[1])
    match = re.match(rf"({_LOCATOR.pattern})\s*(?:of|from|in)\s+(?=\S)", text, re.I)
    return (text[match.end() :], Title("", locator=match[1])) if match else None


def locator_at(text: str) -> re.Match[str] | None:
    """The part to read that ``text`` starts with; ``None``: it starts with something else."""
    return _LOCATOR.match(text)


def _bare(text: str) -> str:
    """A title without the quotes around it, and without the stop behind it."""
    text = " ".join(text.split()).strip(" ,;:–—-")
    if (
        text.endswith(".")
        and not text.endswith("..")
        and not re.search(r"\b(?:\w\.)+$|\b(?:etc|al|vs|Jr|Inc)\.$", text)
    ):
        text = text[:-1].rstrip()
    for opening, closing in (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("‘", "’"), ("'", "'")):
        inside = text[1:-1]
        if text[:1] == opening and text[-1:] == closing and not {opening, closing} & set(inside):
            return _bare(inside)
    return text


def notes_of(parts: Iterable[str]) -> str | None:
    """Remarks as one; ``None``: there are none."""
    return "; ".join(filter(None, parts)) or None
