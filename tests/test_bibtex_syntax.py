"""The scanner against the BibTeX program itself."""

from __future__ import annotations

import random
from pathlib import Path

import oracle
import pytest

from readinglist.formats.bibtex.syntax import Lines, Scanner

FIELDS = ("title", "year", "journal", "note", "month", "volume")
# Text behind the entries: BibTeX skips an entry that begins on the last line behind another.
TAIL = "\n\nend\n"

TRAPS = {
    "missing comma between fields": "@misc{a, title={x} year=2}\n@misc{b, title={y}}",
    "quote in braces in quotes": '@misc{a, title="x {``y"} z", year=2}',
    "text behind a value": "@misc{a, title={x} extra }, year=2}\n@misc{b}",
    "repeated field": "@misc{a, title={x}, title={y}, year=3}",
    "capitals do not tell keys apart": "@misc{K, Title={x}, YEAR=3}\n@misc{k, title={z}}",
    "white space in odd places": "@misc\n{a, title={x}}\n@ misc {b, title = {y}}",
    "backslash before a brace": "@misc{a, note={C:\\dir\\}, year=3}\n@misc{b, title={y}}",
    "entry-like line in a value": "@misc{a, title={x\n@word{ y} z}, year=3}",
    "percent line in an entry": "@misc{a, title={x},\n% comment\n year=3}\n@misc{b, title={y}}",
    "strings and concatenation": '@string{s={A}}\n@string{t = s # " B"}\n'
    '@misc{a, journal=t # {, c}, month = "10~" # jan}',
    "no comma behind the key": "@misc{a title={x}, year=2}\n@misc{b, title={y}}",
    "no key": "@article{ title={x}, year=2}\n@misc{b, title={y}}",
    "empty key": "@misc{,title={x}}\n@misc{b}",
    "entry in a comment": "@comment{@misc{a, title={x}}}\n@misc{b, title={y}}",
    "comment without braces": "@comment @misc{a, title={x}}",
    "parentheses": "@misc(a, title={x), (y}, year=2)\n@misc{b}",
    "parenthesis in a key": "@misc(a)b, title={x})",
    "trailing commas": "@misc{a, title={x},}\n@misc{b,}\n@misc{c}",
    "two commas": "@misc{a, title={x},, year=2}\n@misc{b}",
    "closing brace missing": "@misc{a, title={x}, year=2\n@misc{b, title={y}}",
    "undefined string": "@misc{a, title=undefined # {x}, year=2}",
    "e-mail in free text": "foo@bar.com\n@misc{a, title={x}}",
    "concatenated numbers": '@misc{a, title = "x" # "y", year = 2 # 3}',
    "entry in a preamble": '@preamble{"@misc{no, title={x}}"}\n@misc{a, title={x}}',
    "broken preamble": '@preamble "x"\n@misc{a, title={x}}',
    "broken string": "@string{x y}\n@misc{a, title={x}}",
    "white space in a value": "@misc{a, title={  x \n\t y  }, year={}}",
    "odd keys": "@misc{a:b/c.d+e, title={x}}\n@misc{é, title={x}}",
    "field name with a digit first": "@misc{a, 2title={x}, year=2}\n@misc{b}",
    "letters behind a number": "@misc{a, title={x}, year=2012abc}\n@misc{b}",
    "two words without braces": "@misc{a, title=x y, year=2}\n@misc{b}",
    "Windows line endings": "@misc{a,\r\n  title={x},\r\n  year=2\r\n}\r\n",
    "braces too many": "@misc{a, title={x}}}}\n@misc{b, title={y}}",
    "brace in quotes": '@misc{a, title="a } b", year=2}\n@misc{b}',
    "blank in a key": "@misc{a b, title={x}}\n@misc{c}",
    "brace in a key": "@misc{a{b, title={x}}\n@misc{c}",
    "quotes in a key": '@misc{"a", title={x}}\n@misc{c}',
    "wrong closing delimiter": "@misc{a, title={x}, year=2)\n@misc{b, title={y}}",
    "no delimiter": "@misc a, title={x}\n@misc{b, title={y}}",
    "two ats": "@@misc{a, title={x}}",
    "type of nothing": "@{a, title={x}}",
    "accents and braces": '@misc{a, title={\\"{o} \\{ }}, year=2}',
    "commented out by a percent sign": "% @misc{a, title={x}}",
    "stray concatenation": "@misc{a, title = {x}, # year = 2}\n@misc{b}",
    "apostrophe in a field name": "@misc{a, t'x={1}, title={y}}\n@misc{b}",
    "string redefined": '@string{s = "A"}\n@string{S = "B"}\n@misc{a,journal=s}',
    "string in parentheses": '@string(s = "A")\n@misc{a,journal=S}',
    "commas first": "@misc{a,title={x}\n,year=2\n}",
    "quote never closed": '@misc{a,title={x},year="{2"}}',
}


def seen(text: str) -> list[tuple[str, dict[str, str]]]:
    found = []
    for entry in Scanner(text).entries():
        values = entry.values()
        found.append((entry.key, {name: values[name] for name in FIELDS if name in values}))
    return found


def bibtex_sees(text: str, folder: Path) -> list[tuple[str, dict[str, str]]]:
    found = oracle.entries(text.encode(), folder)
    return [(key, {name: value.strip() for name, value in values.items()}) for key, values in found]


@pytest.mark.program("bibtex")
@pytest.mark.parametrize("text", TRAPS.values(), ids=TRAPS.keys())
def test_sees_what_bibtex_sees(text: str, tmp_path: Path) -> None:
    assert seen(text + TAIL) == bibtex_sees(text + TAIL, tmp_path)


MARKS = '@ @misc{ @article( @string{ @preamble{ @comment { } " # , = ( ) % \\ key title abc jan 12 é volume=3'
PIECES = (
    *MARKS.split(),
    " ",
    "\n",
    "\r\n",
    "year = 1999",
    "title = {x {y} z}",
    'note = "a {"} b"',
    "@misc{k1, title = {T}, year = 2}\n",
    "@misc{k2, title = {T}}\n",
    "journal = s # {b}",
    "@string{s = {S}}\n",
)


@pytest.mark.program("bibtex")
def test_finds_every_entry_that_bibtex_finds_in_random_text(tmp_path: Path) -> None:
    """And sees the same in it; it may find more, behind an entry that never closes."""
    draw = random.Random(20220425)
    compared = 0
    for _ in range(400):
        text = "".join(draw.choices(PIECES, k=draw.randint(1, 14))) + TAIL
        ours, theirs = seen(text), bibtex_sees(text, tmp_path)
        compared += len(theirs)
        recovered = any("never" in fault.message for fault in Scanned(text).faults)
        if recovered:
            assert len(ours) >= len(theirs), text
        else:
            assert ours == theirs, text
    assert compared > 200


class Scanned(Scanner):
    """A scanner that has read its text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.all = list(self.entries())


@pytest.mark.parametrize("text", TRAPS.values(), ids=TRAPS.keys())
def test_offsets_point_at_what_they_name(text: str) -> None:
    for entry in Scanned(text).all:
        assert text[entry.start] == "@"
        assert text[entry.key_start : entry.key_end] == entry.key
        for field in entry.fields:
            assert text[field.start :].lower().startswith(field.name)
            value = text[field.value_start : field.value_end]
            assert value == value.strip()
            assert (
                entry.start
                < field.start
                < field.value_start
                <= field.value_end
                <= max(entry.end, entry.key_end) + 1
            )


def test_goes_on_behind_an_entry_that_never_closes() -> None:
    text = "@misc{a, title={x\n@misc{b, title={y}}\n@misc{c, title = {z\n@misc{d, title={w}}\n"
    scanned = Scanned(text)
    assert [entry.key for entry in scanned.all] == ["a", "b", "c", "d"]
    assert [entry.values() for entry in scanned.all] == [{}, {"title": "y"}, {}, {"title": "w"}]
    assert [(Lines(text)(fault.offset), fault.key) for fault in scanned.faults] == [(1, "a"), (3, "c")]


def test_every_loss_is_a_fault_with_its_line() -> None:
    text = (
        "\n@misc{a, title={x},\n  note = {n} year = 1}\n@misc{A, title={lost}}\n@misc{c, journal = nature}\n"
    )
    scanned = Scanned(text)
    places = [(fault.rule, Lines(text)(fault.offset), fault.key) for fault in scanned.faults]
    assert places == [("bibtex-syntax", 3, "a"), ("duplicate-key", 4, "A"), ("undefined-string", 5, "c")]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_are_counted_for_every_line_ending(ending: str) -> None:
    text = ending.join(["a", "b", "c"])
    assert [Lines(text)(text.index(char)) for char in "abc"] == [1, 2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "@misc{a, t={" + "{" * 300_000,
        "@a{" * 100_000,
        "\n@a{x, t={" * 20_000,
        "@" * 300_000,
        '@a{x,t="' + '"' * 300_000,
        "@a{x" + " " * 300_000,
        "@a{x, t = " + "s # " * 100_000,
    ],
    ids=["braces", "types", "unclosed", "ats", "quotes", "blanks", "concatenation"],
)
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    scanned = Scanned(text)
    assert scanned.faults
    assert len(scanned.all) <= text.count("@")
