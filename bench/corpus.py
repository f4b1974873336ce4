"""A bibliography of any size that looks like the lists that people keep, and is nobody's.

Real lists are mixed: part was typed by hand, part came from a reference manager, part
was pasted from an index. So blocks of entries in four house styles follow each other,
with comments between them. The text is valid BibTeX, every key is unique without regard
to case and every macro is defined, so that each program can read all of it.

Run as a program it writes a file: ``python -m bench.corpus 10000 corpus.bib``.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import material

SEED = 20220425
_BLOCK = 12  # entries of one house style before the next begins
_TYPES = ("article", "inproceedings", "book", "incollection", "phdthesis", "techreport", "misc", "online")
_TYPE_WEIGHTS = (34, 38, 6, 5, 3, 4, 8, 2)
_COMMANDS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0327": "c",
    "\u0328": "k",
}
_LETTERS = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "ı": "i", "đ": "dj", "Đ": "DJ"}


@dataclass(frozen=True)
class Style:
    """How one kind of author of .bib files writes an entry.

    Attributes:
        indent: what stands before a field.
        align: whether the equals signs stand below each other.
        quotes: whether values stand in quotation marks.
        latex: whether accents are LaTeX commands.
        dates: ``date`` instead of ``year`` and ``month``.
        upper: whether the entry type and the names of fields begin with a capital.
        extras: fields that this kind of program adds to every entry.
    """

    indent: str
    align: bool = False
    quotes: bool = False
    latex: bool = False
    dates: bool = False
    upper: bool = False
    extras: tuple[str, ...] = ()


_STYLES = (
    Style("  ", latex=True),  # typed by hand
    Style("\t", dates=True, extras=("file", "langid", "keywords")),  # exported by a reference manager
    Style("  ", align=True, latex=True, extras=("timestamp", "biburl", "bibsource")),  # from an index
    Style(" ", quotes=True, upper=True, latex=True),  # older, with quotation marks
)


def corpus(entries: int, seed: int = SEED) -> str:
    """The text of a bibliography with this many entries; the same arguments give the same text."""
    return "".join(_blocks(entries, random.Random(seed)))


def _blocks(entries: int, rng: random.Random) -> Iterator[str]:
    yield "% A made-up bibliography for measuring.\n\n"
    yield '@preamble{ "\\providecommand{\\noop}[1]{}" }\n\n'
    for short, name, _ in (*material.CONFERENCES, *material.JOURNALS):
        yield f'@string{{{_macro(short)} = "{name}"}}\n'
    yield '@string{proc = "Proceedings of the "}\n\n'
    for number in range(entries):
        style = _STYLES[number // _BLOCK % len(_STYLES)]
        if number % _BLOCK == 0:
            yield f"% --- {_words(rng, 2).title()} ---\n\n"
        elif rng.random() < 0.01:
            yield f"@comment{{{_words(rng, 6)}}}\n\n"
        yield _Entry(number, style, rng).text() + "\n"


def _macro(short: str) -> str:
    return short.lower().replace("-", "_")


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choice(material.NOUNS) for _ in range(count))


def tex(text: str, rng: random.Random) -> str:
    r"""``text`` with its accents as LaTeX commands, in one of the ways that people brace them."""
    shape = rng.choice(("{{\\{0}{1}}}", "{{\\{0}{{{1}}}}}", "\\{0}{{{1}}}"))
    written = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        base, mark = parts[0], parts[1:2]
        if letter in _LETTERS:
            written.append(f"{{\\{_LETTERS[letter]}}}")
        elif mark in _COMMANDS:
            command = _COMMANDS[mark]
            # A command that is a letter needs a brace or a blank before the letter that it is put on.
            form = "{{\\{0}{{{1}}}}}" if command.isalpha() else shape
            written.append(form.format(command, "\\i" if base == "i" and command != "." else base))
        else:
            written.append(letter)
    return "".join(written)


class _Entry:
    def __init__(self, number: int, style: Style, rng: random.Random) -> None:
        self._number, self._style, self._rng = number, style, rng
        self._type = rng.choices(_TYPES, _TYPE_WEIGHTS)[0]
        self._year = rng.randint(1968, 2022)
        self._first = rng.choice(material.FAMILY)
        self._fields: dict[str, str] = {}

    def text(self) -> str:
        """The entry with its last line's end."""
        self._fill()
        kind = self._type.capitalize() if self._style.upper else self._type
        width = max(map(len, self._fields)) if self._style.align else 0
        lines = [f"{self._style.indent}{name:<{width}} = {value}" for name, value in self._fields.items()]
        return f"@{kind}{{{self._key()},\n" + ",\n".join(lines) + self._rng.choice((",\n}\n", "\n}\n"))

    def _key(self) -> str:
        plain = unicodedata.normalize("NFD", self._first).encode("ascii", "ignore").decode().lower()
        plain = "".join(filter(str.isalnum, plain))
        if "biburl" in self._style.extras:
            return f"IDX:conf/{plain}/{plain.title()}{self._number}"
        return f"{plain}{self._year}n{self._number}"

    def _put(self, name: str, text: str, *, bare: bool = False) -> None:
        if self._style.upper:
            name = name.capitalize()
        if bare:
            self._fields[name] = text
        elif self._style.quotes and '"' not in text:
            self._fields[name] = f'"{text}"'
        else:
            self._fields[name] = f"{{{text}}}"

    def _written(self, text: str) -> str:
        return tex(text, self._rng) if self._style.latex else text

    def _fill(self) -> None:
        self._put("author", self._people())
        self._put("title", self._title())
        self._venue()
        self._when()
        self._identifiers()
        if self._rng.random() < 1 / 3:
            self._put("abstract", self._abstract())
        for extra in self._style.extras:
            self._put(extra, self._extra(extra))

    def _people(self) -> str:
        rng = self._rng
        if rng.random() < 0.02:
            return "{" + rng.choice(material.GROUPS) + "}"
        count = min(1 + int(rng.expovariate(0.27)), 40)
        families = [self._first, *rng.choices(material.FAMILY, k=count - 1)]
        people = " and ".join(self._person(family) for family in families)
        return people + (" and others" if rng.random() < 0.03 else "")

    def _person(self, family: str) -> str:
        rng = self._rng
        family = self._written(family)
        if rng.random() < 0.04:
            family = f"{rng.choice(material.PARTICLES)} {family}"
        given = self._written(rng.choice(material.GIVEN))
        if rng.random() < 0.4:
            given += f" {rng.choice('ABCDEFGHJKLMNPRSTVW')}."
        if rng.random() < 0.01:
            return f"{family}, {rng.choice(material.SUFFIXES)}, {given}"
        return f"{family}, {given}" if self._number % 3 else f"{given} {family}"

    def _title(self) -> str:
        rng = self._rng
        words = [rng.choice(material.ADJECTIVES), rng.choice(material.NOUNS), "for"]
        words += [rng.choice(material.ADJECTIVES), rng.choice(material.NOUNS)]
        words = [word if word == "for" else word.capitalize() for word in words]
        if rng.random() < 0.3:
            words.insert(3, rng.choice(material.PROTECTED))
        if rng.random() < 0.08:
            words.insert(0, rng.choice(material.MARKUP))
        title = " ".join(words)
        if rng.random() < 0.35:
            title += f": {rng.choice(material.VERBS).capitalize()} {self._written(_words(rng, 2).title())}"
        return f"{{{title}}}" if rng.random() < 0.1 else title

    def _venue(self) -> None:
        rng = self._rng
        if self._type == "article":
            short, name, publisher = rng.choice(material.JOURNALS)
            self._named("journal", short, name)
            self._put("volume", str(rng.randint(1, 60)), bare=rng.random() < 0.5)
            self._put("number", str(rng.randint(1, 12)))
        elif self._type in ("inproceedings", "incollection"):
            short, name, publisher = rng.choice(material.CONFERENCES)
            self._named("booktitle", short, name)
            if rng.random() < 0.4:
                self._put("address", self._written(rng.choice(material.PLACES)))
        else:
            publisher = self._written(rng.choice(material.SCHOOLS))
            self._put(*self._issuer(publisher))
            return
        if rng.random() < 0.6:
            self._put("publisher", publisher)
        start = rng.randint(1, 3000)
        self._put("pages", f"{start}--{start + rng.randint(1, 40)}")

    def _named(self, field: str, short: str, name: str) -> None:
        if self._rng.random() < 0.4:
            whole = field == "booktitle" and self._rng.random() < 0.5
            self._put(field, f"proc # {_macro(short)}" if whole else _macro(short), bare=True)
        else:
            self._put(field, name)

    def _issuer(self, name: str) -> tuple[str, str]:
        fields = {"phdthesis": "school", "techreport": "institution", "book": "publisher"}
        return fields.get(self._type, "howpublished"), name

    def _when(self) -> None:
        month = self._rng.randint(1, 12)
        if self._style.dates:
            self._put("date", f"{self._year}-{month:02d}")
            return
        self._put("year", str(self._year), bare=self._style.align)
        if self._rng.random() < 0.6:
            self._put("month", material.MONTHS[month - 1], bare=True)

    def _identifiers(self) -> None:
        rng = self._rng
        if rng.random() < 0.6:
            self._put(
                "doi",
                f"10.{rng.randint(1000, 9999)}/{rng.choice('abcxyz')}.{self._number}_{rng.randint(1, 99)}",
            )
        if rng.random() < 0.25:
            self._put(
                "eprint", f"{rng.randint(8, 22):02d}{rng.randint(1, 12):02d}.{rng.randint(1, 99999):05d}"
            )
            self._put("archivePrefix", "arXiv")
        if rng.random() < 0.6:
            self._put(
                "url", f"https://papers.example.org/~{rng.randint(1, 99)}/p%20{self._number}.pdf?v=1&id=a_b"
            )

    def _abstract(self) -> str:
        rng = self._rng
        pool = (*material.FILLERS, *material.FILLERS, *material.NOUNS, *material.ADJECTIVES)
        sentences = (" ".join(rng.choices(pool, k=rng.randint(9, 26))) for _ in range(rng.randint(4, 8)))
        text = " ".join(sentence.capitalize() + "." for sentence in sentences)
        return text + rng.choice(
            ("", "", f" It is {rng.randint(2, 90)}\\% faster than {self._written('Gödel')}.")
        )

    def _extra(self, name: str) -> str:
        rng = self._rng
        return {
            "file": f"/home/u/Zotero/storage/{rng.randint(10**7, 10**8)}/{self._first} - {self._year}.pdf",
            "langid": "english",
            "keywords": f"{rng.choice(material.NOUNS)}, {rng.choice(material.NOUNS)}",
            "timestamp": f"Tue, {rng.randint(10, 28)} Mar {self._year} 10:11:12 +0100",
            "biburl": f"https://index.example.org/rec/{self._number}.bib",
            "bibsource": "an index of papers, https://index.example.org",
        }[name]


def main() -> None:
    """Write a corpus: the arguments are the number of entries and the path."""
    Path(sys.argv[2]).write_text(corpus(int(sys.argv[1])), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
