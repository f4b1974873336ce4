"""The parts of a citation that the styles share: names, dates, pages, addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from readinglist.model.reading import Name, PartialDate, Reading
from readinglist.text.safety import one_line

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SHORT_MONTHS = (
    *("Jan.", "Feb.", "Mar.", "Apr.", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
)
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_HYPHENS = re.compile("([-\u2010\u2011])")

JOURNALS = frozenset({"article-journal", "article-magazine", "article-newspaper"})
BOOKS = frozenset({"book", "pamphlet", "periodical", "classic"})
CHAPTERS = frozenset({"chapter", "entry", "entry-dictionary", "entry-encyclopedia"})


# A page cites each reading in several styles, one after the other.
@lru_cache(maxsize=64)
def tidy(reading: Reading) -> Reading:
    """``reading`` with each text on one line; a text without a word is ``None``, such a name is left out.

    A work without a title goes by its citation key.
    """
    texts = {field: one_line(value) or None for field, value in reading if isinstance(value, str)}
    author, editor = (tuple(filter(None, map(_tidy_name, p))) for p in (reading.author, reading.editor))
    return reading.model_copy(
        update={**texts, "title": texts.get("title") or reading.key, "author": author, "editor": editor}
    )


def _tidy_name(name: Name) -> Name | None:
    parts = {part: one_line(value) or None for part, value in name if value is not None}
    changed = any(value != getattr(name, part) for part, value in parts.items())
    tidied = name.model_copy(update=parts) if changed else name
    return tidied if tidied.literal or tidied.family or tidied.given else None


@lru_cache(maxsize=1 << 13)
def initials(given: str) -> str:
    """The initials of given names: ``Jean-Pierre B.`` is ``J.-P. B.``.

    Words in lower case after the first (particles) and names of scripts without
    capitals stay whole.
    """
    words = given.replace(".", ". ").split()
    return " ".join(filter(None, (_initial_of_word(word, first=i == 0) for i, word in enumerate(words))))


def _initial_of_word(word: str, *, first: bool) -> str:
    if not first and word.islower():
        return word
    if word.isupper() and 1 < len(word) <= 3 and word.isalpha():
        return " ".join(f"{letter}." for letter in word)  # JP, as medical databases write J. P.
    pieces = _HYPHENS.split(word)
    return "".join(p if _HYPHENS.fullmatch(p) else _initial(p) for p in pieces).strip("-\u2010\u2011")


def _initial(word: str) -> str:
    word = unicodedata.normalize("NFC", word.strip("\"'.,()“”‘’"))
    if not word or word[0].lower() == word[0].upper():
        return word
    marks = next((i for i, c in enumerate(word[1:], 1) if not unicodedata.combining(c)), len(word))
    return f"{word[:marks]}."


def full_name(name: Name, given: Callable[[str], str] = str) -> str:
    """``name`` as it is spoken, its given names through ``given``: ``J. van der Berg Jr.``."""
    if name.literal:
        return name.literal
    first = given(name.given) if name.given else None
    return words(first, name.non_dropping_particle, name.family, name.suffix)


def listed(names: Sequence[Name], write: Callable[[Name], str]) -> str:
    """``A``, ``A and B``, ``A, B, and C``; ``A et al.`` and ``A, B, et al.`` where others are not named."""
    named = [write(name) for name in names if not name.is_others]
    if len(named) < len(names):
        return ", ".join([*named, "et al."]) if len(named) > 1 else words(*named, "et al.")
    if len(named) < 3:
        return " and ".join(named)
    return f"{', '.join(named[:-1])}, and {named[-1]}"


def words(*parts: str | None) -> str:
    """The parts that there are, between spaces."""
    return " ".join(part for part in parts if part)


def commas(parts: Iterable[str | None]) -> str:
    """The parts that there are, between commas; none after a part that ends in one."""
    return ", ".join(part.rstrip(",") for part in parts if part)


def stop(text: str) -> str:
    """``text`` as a sentence of its own: with a full stop unless it ends as a sentence does."""
    return text if not text or text.rstrip("”’\"'")[-1:] in tuple(".?!…") else f"{text}."


def sentences(parts: Iterable[str | None]) -> str:
    """The parts that there are, each ended by a full stop."""
    return " ".join(stop(part) for part in parts if part)


def year(issued: PartialDate | None) -> str | None:
    """The year, the first and last year of a range, or the words of a date without parts."""
    if issued is None or not issued.date_parts:
        return issued.literal if issued else None
    first, last = issued.date_parts[0][0], issued.date_parts[-1][0]
    return str(first) if first == last else f"{first}–{last}"


def month_day(issued: PartialDate | None, months: Sequence[str], *, day: bool = True) -> str | None:
    """The month by its name in ``months``, with the day where it is known; ``None`` for a range."""
    if issued is None or issued.month is None or len(issued.date_parts) > 1:
        return None
    name = months[issued.month - 1]
    return f"{name} {issued.day}" if day and issued.day is not None else name


def pages(page: str | None) -> str | None:
    """Pages with en dashes for the ranges."""
    return re.sub(r"\s*(?:-+|[–—])\s*", "–", page) if page else None


def numbered_pages(page: str | None) -> str | None:
    """Pages after ``p.`` for a single one and after ``pp.`` for more."""
    text = pages(page)
    return None if text is None else f"pp. {text}" if re.search("[–,;&]", text) else f"p. {text}"


def edition(text: str | None) -> str | None:
    """An edition as ``2nd ed.``; words that are no number stay."""
    if not text:
        return None
    bare = edition_number(text)
    if re.fullmatch("[0-9]{1,4}", bare):
        bare = _ordinal(int(bare))
    return f"{bare} ed." if bare else None


def edition_number(text: str) -> str:
    """An edition's number as digits (``2`` for ``Second``, ``2nd ed.``); words that are no number stay."""
    bare = re.sub(r"\s*\bed(?:itio)?n?\.?$", "", text, flags=re.IGNORECASE).strip()
    if bare.lower() in _ORDINALS:
        return str(_ORDINALS.index(bare.lower()) + 1)
    digits = re.fullmatch("([0-9]{1,4})(?:st|nd|rd|th)", bare)
    return digits[1] if digits else bare


def _ordinal(number: int) -> str:
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def thesis(genre: str | None, *, doctoral: str, master: str) -> str:
    """The kind of a thesis in the words of a style; a genre of another kind stays."""
    if genre is None:
        return "Thesis"
    if re.search(r"\bph\.?\s?d|doctor|dissertation", genre, re.IGNORECASE):
        return doctoral
    return master if re.search(r"\bmaster|\bm\.?sc?\b", genre, re.IGNORECASE) else genre


def doi_url(reading: Reading) -> str | None:
    """The address that the DOI has by the DOI Handbook."""
    return f"https://doi.org/{reading.doi}" if reading.doi else None


def arxiv_url(reading: Reading) -> str | None:
    """The address of the preprint's page on arXiv."""
    return next((link.url for link in reading.identifier_links() if link.label == "arXiv"), None)


def web_url(reading: Reading) -> str | None:
    """An address that a printed citation can give: the reading's own, else the preprint's.

    An address that is relative, or for other programs than a browser, is none.
    """
    if reading.url and re.match(r"https?://[^\s/]", reading.url, re.IGNORECASE):
        return reading.url.replace(" ", "%20")
    return arxiv_url(reading)


def container(reading: Reading) -> str | None:
    """The journal, proceedings, book or site; a conference with its acronym where that says something new."""
    full, short = reading.container_title, reading.container_title_short
    if not full or not short:
        return full or short
    if reading.type != "paper-conference" or re.search(rf"\b{re.escape(short)}\b", full, re.I):
        return full
    return f"{full} ({short})"


def company(reading: Reading) -> str | None:
    """The publisher, unless it is the author too and is named already."""
    return None if reading.publisher in {name.literal for name in reading.author} else reading.publisher


def publisher(reading: Reading) -> str | None:
    """``Place: Publisher``, or one of them."""
    return ": ".join(filter(None, (reading.publisher_place, reading.publisher))) or None


def is_preprint(reading: Reading) -> bool:
    """Whether all that is known to have appeared is the preprint on arXiv."""
    unpublished = reading.type in ("article", "document", "manuscript") and not reading.doi
    return unpublished and reading.arxiv_id is not None
