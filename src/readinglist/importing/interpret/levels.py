"""Words that say whether a reading is required or optional, in the languages that courses use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from readinglist.importing.markup.blocks import Block
from readinglist.model.schedule import Level
from readinglist.settings import Hints

_REQUIRED = (
    "required|mandatory|compulsory|obligatory|must[- ]reads?|must|core|main|primary|essential"
    "|pflicht\\w*|verpflichtend\\w*|obligatori?\\w*|obligatoires?|obrigat[óo]ri\\w*|obbligatori\\w*|verplicht\\w*"
    "|必读|必讀|必読|필독"
)
_OPTIONAL = (
    "optional(?:ly)?|opt\\.|suggested|recommended|supplementa(?:ry|l)|supplements?|additional|further|extra"
    "|bonus|related|see also|background (?:readings?|materials?|papers?)|deep dives?|not required"
    "|(?:for|if) (?:the |you are |you're )?(?:interested|curious)|(?:to )?learn more|more readings?"
    "|optionale?\\w*|empfohlen\\w*|weiterf[üu]hrend\\w*|erg[äa]nzend\\w*|zusatz\\w*|zus[äa]tzlich\\w*|freiwillig\\w*"
    "|facultati[fv]\\w*|optionnel\\w*|compl[ée]mentaires?|pour aller plus loin|recommand[ée]\\w*|opcional\\w*"
    "|complementari\\w*|recomendad\\w*|facoltativ\\w*|consigliat\\w*|aanbevolen|aanvullend\\w*"
    "|选读|選讀|推荐|推薦|参考|参考文献|선택"
)
# What may stand beside the word in a heading: "Required reading for Monday:", "Suggested papers".
_NOUN = (
    "readings?|papers?|materials?|articles?|texts?|literature|references?|resources?|sources?|links?|books?"
    "|lekt[üu]re|literatur|lectures?|lecturas?|leituras?|letture|bibliograf[íi]a|bibliographie|文献|阅读|閱讀|読み物"
)
_READINGS = (
    "readings?|papers?|literature|references|articles|texts|lekt[üu]re|literatur|lecturas?|leituras?|letture"
    "|bibliograf[íi]a|bibliographie|文献|阅读|閱讀|読み物"
)
_UNMARKED = re.compile(
    r"(?:(?:paper|discussion|assigned|weekly|class|pre-?class|course|today's|this week's)\s+)?"
    rf"(?:{_READINGS})(?:\s+(?:list|assignments?|for\b[^:]{{1,40}}))?",
    re.I,
)
_READ = re.compile(r"(?:please\s+)?(?:to\s+)?read(?:\s+(?:before|for|by)\b[^:]{1,40})?", re.I)
_LONGEST = 100
_EDGE = " \t\u00a0:.·–—-*_#()[]【】（）：「」|✦★☆"


class Prefix(NamedTuple):
    """A level that stands in front of an item, and how many characters say so."""

    level: Level
    length: int


class LevelWords:
    """What the words of one page mean, hints included.

    Of hints, ``bold`` and ``italic`` are no words: they say that what is set so has the level.
    ``legend`` is what the page itself says of such marks, and of stars; ``graded``: it
    has "suggested" beside "additional" and nothing required, so that only the latter is optional.
    """

    def __init__(
        self,
        hints: Hints | None = None,
        *,
        default: Level = "unspecified",
        legend: Mapping[str, Level] | None = None,
        graded: bool = False,
    ) -> None:
        hints = hints or Hints()
        self.default: Level = hints.level or default
        # What a person says goes before what is known; "not required" is optional, so optional
        # words are looked at first.
        patterns: tuple[tuple[Level, str], ...] = (
            ("optional", _pattern(hints.optional)),
            ("required", _pattern(hints.required)),
            ("unspecified", _SOFT if graded else ""),
            ("optional", _OPTIONAL),
            ("required", _REQUIRED),
        )
        self._patterns = tuple((level, pattern) for level, pattern in patterns if pattern)
        self._set = {**(legend or {}), **{word.casefold(): level for word, level in _styles(hints)}}
        stars = sorted((mark for mark in self._set if _STAR.fullmatch(mark)), key=len, reverse=True)
        shown = "|".join(map(re.escape, stars)) or r"(?!)"
        self._starred = re.compile(rf"\s*[(\[]?(?P<ahead>{shown})[)\]]?(?![*★☆†‡])\s*(?=\S)")
        self._star_behind = re.compile(rf"(?<![*★☆†‡])\s*[(\[]?(?P<behind>{shown})[)\]]?\s*$")

    def word(self, text: str) -> Level | None:
        """The level of a tag, a badge or a cell that says nothing else: ``(Required)``, ``optional``."""
        bare = text.strip(_EDGE)
        if not bare or len(bare) > 60:
            return None
        for level, pattern in self._patterns:
            if re.fullmatch(rf"(?:{pattern})(?:\s+(?:{_NOUN}))?", bare, re.I):
                return level
        return None

    def heading(self, text: str) -> Level | None:
        """The level of what stands below a heading or a line such as ``Required reading:``.

        A plain ``Readings`` has the page's default level. ``None``: it says nothing of readings.
        """
        bare = text.strip(_EDGE)
        level = self.marked(bare)
        if level is not None or len(bare) > _LONGEST:
            return level
        return self.default if _UNMARKED.fullmatch(bare) or _READ.fullmatch(bare) else None

    def marked(self, text: str) -> Level | None:
        """The level that a heading states; ``None``: it states none, though it may be one of readings."""
        bare = text.strip(_EDGE)
        if not bare or len(bare) > _LONGEST:
            return None
        level = self.word(bare)
        if level is not None:
            return level
        for level, pattern in self._patterns:
            noun = rf"(?:\W+\w+){{0,3}}?\W+(?:{_NOUN})\b"
            if re.match(rf"(?:{pattern})\b{noun}", bare, re.I) or re.search(
                rf"\b(?:{_NOUN})\W+(?:{pattern})\W*$", bare, re.I
            ):
                return level
        return None

    def prefix(self, text: str) -> Prefix | None:
        """The level in front of an item: ``Required: …``, ``(Optional) …``, ``Optional - …``."""
        head = text[:120]
        if star := self._starred.match(head):
            return Prefix(self._set[star["ahead"]], star.end())
        for level, pattern in self._patterns:
            said = rf"(?:{pattern})(?:\s+(?:{_NOUN}))?"
            match = re.match(
                rf"\s*(?:[(\[【（]\s*{said}\s*[:.]?\s*[)\]】）]\s*[:.–—-]?|{said}\s*(?:[:：]|\s[–—-](?=\s)))\s*",
                head,
                re.I,
            )
            if match:
                return Prefix(level, match.end())
        return None

    def suffix(self, text: str) -> Prefix | None:
        """The level that a star behind an item gives it, by the page's legend, and how long that is."""
        star = self._star_behind.search(text[-20:])
        return Prefix(self._set[star["behind"]], len(star[0])) if star else None

    def style(self, *, bold: bool, italic: bool) -> Level | None:
        """The level of an item that is bold or italic throughout; ``None``: no hint says so."""
        return (self._set.get("bold") if bold else None) or (self._set.get("italic") if italic else None)


def _pattern(words: Iterable[str]) -> str:
    own = [re.escape(word.strip()) for word in words if word.strip() and not _is_style(word)]
    return "|".join(sorted(own, key=len, reverse=True))


def _styles(hints: Hints) -> Iterable[tuple[str, Level]]:
    for word in hints.required:
        yield word, "required"
    for word in hints.optional:
        yield word, "optional"


def _is_style(word: str) -> bool:
    return word.strip().casefold() in ("bold", "italic")


_DEFAULT = re.compile(
    r"\b(?P<required>required|mandatory)\W+(?:readings?\W+)?(?:unless|if not|except where)\b"
    r"|\b(?:unmarked|all other|other|remaining)\b.{0,40}\bare (?P<rest>required|mandatory|optional)\b"
    r"|\ball\b.{0,40}\b(?:readings?|papers?)\b.{0,20}\bare (?P<all>required|mandatory|optional)\b"
    r".{0,20}\b(?:unless|except)",
    re.I,
)


def stated_default(text: str) -> Level | None:
    """The level of unmarked readings, where a page states it: ``Mandatory: unless otherwise specified``."""
    match = _DEFAULT.search(text[:500])
    if match is None:
        return None
    return "optional" if (match["rest"] or match["all"] or "").lower() == "optional" else "required"


# "Compulsory reading in bold", "Papers marked with * are optional", "★ = required".
_LEVELS: tuple[tuple[Level, str], ...] = (("optional", _OPTIONAL), ("required", _REQUIRED))
_MARK = (
    r"(?P<mark>bold(?:face)?|italics?|(?:an? )?(?:star|asterisk)s?|starred|(?<![\w*])\*{1,3}(?![\w*])"
    r"|[★☆†‡]{1,3}|fett\w*|kursiv\w*|gras|italique|negrita)"
)
_BETWEEN = r"[\W_]+(?:\w+[\W_]+){0,4}?"
_SHOWS_MARK = re.compile(_MARK, re.I)
_UP_TO_MARK = r"[\W_]*(?:\w+[\W_]+){0,3}?"
_LEGENDS = tuple(
    (level, re.compile(rf"\b(?:{words})\b{_BETWEEN}(?:in|by|with|mit|en|is|are|=){_UP_TO_MARK}{_MARK}", re.I))
    for level, words in _LEVELS
) + tuple((level, re.compile(rf"{_MARK}{_BETWEEN}\b(?:{words})\b", re.I)) for level, words in _LEVELS)
_READS = re.compile(rf"\b(?:{_NOUN}|items?|entries|works|ones)\b|=|:", re.I)
_SENTENCES = re.compile(r"(?<=[.;!?])\s+|\n")
_STAR = re.compile(r"\*{1,3}|[★☆†‡]{1,3}")
_LONGEST_LEGEND = 250
# Grades below "required": where a page has both, the first are what to read, the second what else there is.
_SOFT = "suggested|recommended|empfohlen\\w*|recommand[ée]\\w*|recomendad\\w*|推荐|推薦"
_FURTHER = (
    "optional|additional|further|supplementa(?:ry|l)|extra|bonus|weiterf[üu]hrend\\w*|zus[äa]tzlich\\w*"
    "|compl[ée]mentaires?|complementari\\w*|选读"
)


def _label(words: str) -> re.Pattern[str]:
    """A line or a part of one that is no more than such words: ``**Suggested:**``, ``## Further reading``."""
    return re.compile(rf"(?:^|[\s*_#>|(\[])(?:{words})(?:\s+(?:{_NOUN}))?[*_ \t]*(?:[:)\]|]|$)", re.I | re.M)


_SOFT_LABEL, _FURTHER_LABEL, _HARD_LABEL = _label(_SOFT), _label(_FURTHER), _label(_REQUIRED)
_PLAIN_LABEL = re.compile(rf"^[\s*_#>|-]*(?:{_READINGS})[*_ \t]*(?:[:|]|$)", re.I | re.M)


class _Legend(NamedTuple):
    """A mark that a sentence of the page explains: ``bold``, ``italic`` or a star."""

    mark: str
    level: Level
    sentence: str


def _legend(text: str) -> _Legend | None:
    """The legend in a text; ``None``: there is none."""
    if _SHOWS_MARK.search(text) is None:
        return None
    for level, pattern in _LEGENDS:
        for sentence in _SENTENCES.split(text):
            match = pattern.search(sentence) if len(sentence) <= _LONGEST_LEGEND else None
            if match is None or not _READS.search(sentence):
                continue
            mark = match["mark"].lower()
            if _STAR.fullmatch(mark):
                return _Legend(mark, level, sentence)
            if mark.startswith(("bold", "fett", "gras", "negrita")):
                return _Legend("bold", level, sentence)
            return _Legend("italic" if mark.startswith(("ital", "kursiv")) else "*", level, sentence)
    return None


def stated_words(blocks: Iterable[Block], hints: Hints, more: str = "") -> tuple[LevelWords, tuple[str, ...]]:
    """What words and marks mean on a page with these blocks, and a remark for each that it states itself.

    ``more`` are words of the page that are in no block.
    """
    remarks: list[str] = []
    default: Level = "unspecified"
    legend: dict[str, Level] = {}
    texts: list[str] = []
    for block in blocks:
        texts += (block.text, *block.cells)
        if block.kind not in ("text", "item"):
            continue
        level = stated_default(block.text) if hints.level is None and default == "unspecified" else None
        if level is not None:
            default = level
            remarks.append(f"{_says(block.line, block.text)}: readings without a mark are taken as {level}.")
        elif (stated := _legend(block.text)) is not None and stated.mark not in legend:
            legend[stated.mark] = stated.level
            what = {"bold": "in bold", "italic": "in italics"}.get(stated.mark, f"with {stated.mark}")
            said = _says(block.line, stated.sentence)
            remarks.append(f"{said}: readings {what} are taken as {stated.level}.")
    text = "\n".join((*texts, more))
    graded = bool(_SOFT_LABEL.search(text) and _FURTHER_LABEL.search(text))
    graded = graded and not (_HARD_LABEL.search(text) or _PLAIN_LABEL.search(text))
    return LevelWords(hints, default=default, legend=legend, graded=graded), tuple(remarks)


def _says(line: int, text: str) -> str:
    return f"Line {line} says “{' '.join(text.split())[:100]}”"
