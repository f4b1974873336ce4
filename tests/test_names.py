"""Names: BibTeX's own program as the judge of the parts, properties for the way back."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path
from unicodedata import normalize

import pytest
from depth import examples
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from readinglist.formats.bibtex.names import Parts, parse_names, render_names, split_list, split_name
from readinglist.model.reading import Name

STYLE = """
ENTRY { author } {} {}
INTEGERS { i }
FUNCTION {line} { write$ newline$ }
FUNCTION {misc}
{ "KEY " cite$ * line
  #1 'i :=
  { i author num.names$ #1 + < }
    { "F:" author i "{ff}" format.name$ * line
      "V:" author i "{vv}" format.name$ * line
      "L:" author i "{ll}" format.name$ * line
      "J:" author i "{jj}" format.name$ * line
      i #1 + 'i :=
    }
  while$
}
READ
ITERATE {call.type$}
"""

TRAPS = r"""
Donald E. Knuth
Knuth, Donald E.
Plato
plato
Ludwig van Beethoven
van Beethoven, Ludwig
van Beethoven
ludwig van beethoven
Beethoven, Ludwig van
Charles Louis Xavier Joseph de la Vall{\'e}e Poussin
de la Vall{\'e}e Poussin, Charles Louis Xavier Joseph
De La Cruz, Juan
Juan De La Cruz
Juan de la Cruz
Juan De la Cruz
Juan de La Cruz
de la Cruz and De la Cruz
King, Jr., Martin Luther
King, Jr, Martin
Martin Luther King, Jr.
Ford, Jr., Henry and Ford, III, Henry
von Last, Jr, First Middle
{Barnes and Noble} and {Simon {and} Schuster}
{DeepSpeed Team}
The {DeepSpeed Team}
{\'E}mile Zola
{\'e}mile Zola
\'Emile Zola
\'emile Zola
{\AA}ngstr{\"o}m Anders
{\aa}ngstr{\"o}m Anders
Anders {\aa}ngstr{\"o}m Bo
Anders {\AA}ngstr{\"o}m Bo
Anders {\oe}uvre Bo
Anders {\OE}uvre Bo
Anders {\ss}trasse Bo
Anders {\L}trasse Bo
Anders {\relax de} Bo
Anders {\relax De} Bo
Anders {\uppercase{d}}e la Bo
Anders {de} Bo
Anders {de}Bo Bo
Anders {De}bo Bo
Anders {}de Bo
Anders 1de Bo
Anders 12 Bo
Anders {\'{\i}}x Bo
Anders {\'\i} Bo
Anders {\i} Bo
Anders {\"} Bo
Anders {\} Bo
Anders $de$ Bo
Jean-Paul Sartre
Sartre, Jean-Paul
Jean-paul Sartre
jean-Paul Sartre
Jean--Paul Sartre
Jean -Paul Sartre
Jean- Paul Sartre
Henry Bates-Smith
Henry Bates-smith
Henry bates-Smith
Henry J. Kitt-Peak-Jones
Kitt-Peak
Kitt-peak
-Smith
Smith-
Jean~Paul Sartre
Jean Paul~Sartre
Jean~de~la~Fontaine
~Smith
Smith~
Ada~~Lovelace
Anders {a~b} Bo
et Al.
Smith et Al.
Smith et al.
others
Knuth, Donald and others
Others, Many and OTHERS
Smith,
Smith, Ann,
Smith, Jr, Ann,
Smith , Ann
Smith,Ann
Smith, ann
A, B, C, D
A, B, C, D, E
von A, B, C, d
Smith, , Ann
van der Waals, Johannes Diderik
Johannes Diderik van der Waals
Vincent van Gogh AND Paul Gauguin And Ada Lovelace
Andy Anders and andrew band
Band and, Ann
and Smith
Smith and
aa bb cc dd
Aa bb Cc dd
Aa bb Cc dd Ee
aa Bb cc Dd, Ee
Aa bb, cc
Aa, bb cc
bb Aa bb Aa, Cc
Aa-bb-Cc Dd
aa-Bb Cc
Aa {bb} {cc} Dd
{Aa bb} Cc
O'Brien, Pat
d'Alembert, Jean
Jean D'Alembert
Jean d'Alembert le Rond
(Bob) Smith
"Bob" Smith
J.~R.~R. Tolkien
Bin Laden, O. and bin Laden, O.
{\v{C}}apek, Karel
{\v{c}}apek brothers Karel
Karel {\v c}apek Bro
Karel {\v C}apek Bro
Karel {\'{}}x Bro
""".strip().splitlines()

TOKENS = (
    *(
        "Ada",
        "Bo",
        "C.",
        "D.E.",
        "van",
        "de",
        "la",
        "der",
        "von",
        "Jr",
        "III",
        "and",
        "al.",
        "1x",
        "2",
        "(x)",
        "d'A",
    ),
    *(
        r"{\'e}x",
        r"{\'E}x",
        r"{\oe}",
        r"{\AA}s",
        r"\'Ac",
        r"\'ac",
        r"{\v{s}}",
        r"{\v S}",
        r"{\i}",
        r"{\relax x}",
    ),
    *(
        "{Big Co}",
        "{a}",
        "{}",
        "{and}",
        "{x, y}",
        "x{Y}",
        "Y{x}",
        "{a-b}c",
        "{{A} b}",
        "$x$",
        "$X$",
        "@",
        "Z",
    ),
)
SEPARATORS = (" ", " ", " ", " ", "-", "~", ", ", ",", " , ", "--", " -", "~ ", " and ", " AND ")


def ask_bibtex(values: list[str], folder: Path) -> list[list[Parts]]:
    """What the BibTeX program makes of each value; ties as spaces."""
    (folder / "parts.bst").write_text(STYLE)
    entries = (f"@misc{{k{number}, author = {{{value}}}}}\n" for number, value in enumerate(values))
    (folder / "names.bib").write_text("".join(entries))
    (folder / "names.aux").write_text("\\citation{*}\n\\bibstyle{parts}\n\\bibdata{names}\n")
    run = subprocess.run(["bibtex", "names"], cwd=folder, capture_output=True, text=True, timeout=120)
    blocks = (folder / "names.bbl").read_text().split("KEY ")[1:]
    assert [block.split("\n")[0] for block in blocks] == [f"k{n}" for n in range(len(values))], run.stdout
    return [_read_block(block) for block in blocks]


def _read_block(block: str) -> list[Parts]:
    lines = block.splitlines()[1:]
    assert [line[:2] for line in lines] == ["F:", "V:", "L:", "J:"] * (len(lines) // 4)
    texts = [line[2:].replace("~", " ") for line in lines]
    return [Parts(*texts[at : at + 4]) for at in range(0, len(texts), 4)]


def our_answer(value: str) -> list[Parts]:
    names = (split_name(text) for text in split_list(value))
    return [Parts(*(part.replace("~", " ") for part in name)) for name in names]


def differences(values: list[str], folder: Path) -> list[tuple[str, list[Parts], list[Parts]]]:
    pairs = zip(values, ask_bibtex(values, folder), strict=True)
    answers = [(value, theirs, our_answer(value)) for value, theirs in pairs]
    return [(value, a, b) for value, a, b in answers if comparable(value, a) != comparable(value, b)]


def comparable(value: str, names: list[Parts]) -> list[Parts]:
    """The answer without what is left to chance.

    At a third comma BibTeX does not set what stands between the tokens: it then prints what
    an earlier name had left there.
    """
    if value.count(",") < 3:
        return names
    return [Parts(*(part.replace("-", " ") for part in name)) for name in names]


def corpus(size: int) -> list[str]:
    """Names that nobody has, each short enough for BibTeX not to break its output lines."""
    chance = random.Random(20220425)
    values = []
    while len(values) < size:
        pieces = [chance.choice(TOKENS)]
        for _ in range(chance.randrange(7)):
            pieces += [chance.choice(SEPARATORS), chance.choice(TOKENS)]
        value = "".join(pieces)
        if len(value) < 70:
            values.append(value)
    return values


@pytest.mark.program("bibtex")
def test_hand_written_traps_are_split_as_bibtex_splits_them(tmp_path: Path) -> None:
    assert len(TRAPS) >= 60
    assert differences(TRAPS, tmp_path) == []


@pytest.mark.program("bibtex")
def test_thousands_of_generated_names_are_split_as_bibtex_splits_them(tmp_path: Path) -> None:
    assert differences(corpus(4000), tmp_path) == []


@pytest.mark.program("bibtex")
def test_bibtex_reads_the_parts_of_rendered_names(tmp_path: Path) -> None:
    names = [
        Name(family="Cruz", non_dropping_particle="De la", given="Juan"),
        Name(family="Cruz", non_dropping_particle="De La", given="Juan"),
        Name(family="King", suffix="Jr.", given="Martin Luther"),
        Name(family="Zola", given="Émile"),
        Name(family="Barnes and Noble", given="and"),
        Name(family="Deep Speed"),
    ]
    parsed = ask_bibtex([render_names([name]) for name in names], tmp_path)
    assert [len(found) for found in parsed] == [1] * len(names)
    for name, [parts] in zip(names, parsed, strict=True):
        assert [bool(part) for part in parts] == [
            bool(part) for part in (name.given, name.non_dropping_particle, name.family, name.suffix)
        ]


def test_letters_beyond_ascii_have_their_case() -> None:
    assert split_name("Émile Zola") == Parts(first="Émile", last="Zola")
    assert split_name("Anna ödön Nagy") == Parts(first="Anna", von="ödön", last="Nagy")
    assert split_name("王 小明") == Parts(first="王", last="小明")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("A and B", ["A", "B"]),
        ("A AND B", ["A", "B"]),
        ("A\n  and\n  B", ["A", "B"]),
        ("A\tand B", ["A", "B"]),
        ("{A and B} and C", ["{A and B}", "C"]),
        ("A and and B", ["A", "", "B"]),
        ("Andy and Brand", ["Andy", "Brand"]),
        ("A{ and }B", ["A{ and }B"]),
        ("A~and B", ["A~and B"]),
    ],
)
def test_a_list_is_split_at_and_outside_of_braces(value: str, expected: list[str]) -> None:
    assert split_list(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Knuth, Donald E.", Name(family="Knuth", given="Donald E.")),
        ("Donald E. Knuth", Name(family="Knuth", given="Donald E.")),
        (r"Paul Erd{\H{o}}s", Name(family="Erdős", given="Paul")),
        (r"\c{C}elik, Ay{\c{s}}e", Name(family="Çelik", given="Ayşe")),
        ("E\u0301mile Zola", Name(family="Zola", given="Émile")),
        ("van der Waals, J.~D.", Name(non_dropping_particle="van der", family="Waals", given="J. D.")),
        ("King, Jr., Martin Luther", Name(family="King", suffix="Jr.", given="Martin Luther")),
        ("{DeepSpeed Team}", Name(literal="DeepSpeed Team")),
        ("{others}", Name(literal="others")),
        ("others", Name.others()),
        (r"{\'E}mile", Name(family="Émile")),
        ("Plato", Name(family="Plato")),
        ("Jean-Paul   Sartre", Name(family="Sartre", given="Jean-Paul")),
        ("family=Beethoven, given=Ludwig", Name(family="Beethoven", given="Ludwig")),
        (
            "given={Jean Paul}, given-i=JP, prefix=de la, useprefix=true, suffix=III, family=Cruz",
            Name(family="Cruz", given="Jean Paul", non_dropping_particle="de la", suffix="III"),
        ),
        ('"family={Smith, Jones}", given=Ann', Name(family="Smith, Jones", given="Ann")),
    ],
)
def test_a_good_name_becomes_a_record_without_a_problem(value: str, expected: Name) -> None:
    assert parse_names(value) == ((expected,), ())


@pytest.mark.parametrize(
    ("value", "expected", "word"),
    [
        ("A, B, C, D", [Name(family="A", suffix="B", given="C D")], "more than two commas"),
        ("Smith, Ann,", [Name(family="Smith", given="Ann")], "comma at its end"),
        (", Ann", [Name(given="Ann")], "in front of its comma"),
        ("A and and B", [Name(family="A"), Name(family="B")], "name 2 is empty"),
        ("Smith and", [Name(family="and", given="Smith")], "joins nothing"),
        ("{Smith", [Name(family="Smith")], "opening brace"),
        ("Smith}, Ann", [Name(family="Smith", given="Ann")], "closing brace"),
        ("{}", [Name(literal="{}")], "no text"),
        (",", [Name(literal=",")], "no text"),
        ("others and Smith", [Name.others(), Name(family="Smith")], "only the last"),
        ("family=Smith, hobby=chess", [Name(family="Smith")], "hobby=chess"),
        ("prefix=van, suffix=Jr", [Name(literal="prefix=van, suffix=Jr")], "neither"),
    ],
)
def test_a_wrong_name_is_kept_and_reported(value: str, expected: list[Name], word: str) -> None:
    names, problems = parse_names(value)
    assert list(names) == expected
    assert any(word in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([Name(family="Knuth", given="Donald E.")], "Knuth, Donald E."),
        ([Name(family="Waals", given="J. D.", non_dropping_particle="van der")], "van der Waals, J. D."),
        ([Name(family="King", given="Martin", suffix="Jr.")], "King, Jr., Martin"),
        ([Name(family="Zola", given="Émile"), Name.others()], r"Zola, {\'E}mile and others"),
        ([Name(literal="Barnes and Noble")], "{Barnes and Noble}"),
        ([Name(family="van Rossum", given="Guido")], "{van Rossum}, Guido"),
        ([Name(family="Bates-Smith", given="Ann")], "Bates-Smith, Ann"),
        ([Name(family="De La Cruz", given="Ann")], "De La Cruz, Ann"),
        ([Name(family="Plato")], "Plato"),
    ],
)
def test_braces_protect_only_what_would_be_split_wrongly(names: list[Name], expected: str) -> None:
    assert render_names(names) == expected


def test_unicode_letters_stay_where_they_may() -> None:
    assert render_names([Name(family="Erdős", given="Pál")], ascii=False) == "Erdős, Pál"


_PIECES = st.one_of(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8),
    st.sampled_from(
        ["and", "others", "van", "De", "la", ",", "-", "--", "~", "{", "}", "\\", "$", "É", "é", "中"]
    ),
    st.sampled_from(
        ["family=", "Jean-Paul", "d'", "“", "``", "''", "'", "$x$", "\\relax", "#", "%", "=", "."]
    ),
)
_TEXTS = (
    st.lists(_PIECES, min_size=1, max_size=4)
    .flatmap(lambda pieces: st.sampled_from(["", " "]).map(lambda between: between.join(pieces)))
    .map(lambda text: normalize("NFC", " ".join(text.split())))
    .filter(bool)
)
_OPTIONAL = st.none() | _TEXTS
_PEOPLE = st.builds(
    Name, family=_TEXTS, given=_OPTIONAL, suffix=_OPTIONAL, non_dropping_particle=_OPTIONAL
) | st.builds(Name, given=_TEXTS, suffix=_OPTIONAL, non_dropping_particle=_OPTIONAL)
_NAMES = st.lists(_PEOPLE | st.builds(Name, literal=_TEXTS), max_size=4).flatmap(
    lambda names: st.sampled_from([names, [*names, Name.others()]])
)


@settings(deadline=None, max_examples=examples(300), suppress_health_check=[HealthCheck.too_slow])
@example([Name(family="others"), Name(given="and"), Name(literal="others"), Name(literal="&")], True)
@example([Name(family="x", non_dropping_particle="中"), Name(family="and", given="and", suffix="and")], True)
@given(_NAMES, st.booleans())
def test_rendered_names_are_read_back(names: list[Name], ascii: bool) -> None:
    assert parse_names(render_names(names, ascii=ascii)) == (tuple(names), ())


@settings(deadline=None, max_examples=examples(300), suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.sampled_from("aB {}\\,~-=\"$'`\n") | st.characters(), max_size=60))
def test_any_text_gives_names_or_problems(value: str) -> None:
    names, problems = parse_names(value)
    assert bool(names or problems) == bool(value.strip())
    assert len(names) == sum(bool(text) for text in split_list(value))


@pytest.mark.parametrize(
    "unit", ["{", "}", ",", "~", "-", " and ", "a ", "A-", "{a} ", "\\", "=", "family=,"]
)
def test_a_megabyte_of_anything_is_read(unit: str) -> None:
    start = time.process_time()
    names, problems = parse_names(unit * (1_000_000 // len(unit)))
    # Linear work takes about a second; quadratic work would take hours.
    assert time.process_time() - start < 30
    assert names or problems
