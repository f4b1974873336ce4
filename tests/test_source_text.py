"""Titles, abstracts and names of every make become clean text, and what is text stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readinglist.model.reading import Name
from readinglist.text.people import parse_name, person, without_capitals
from readinglist.text.service_text import clean_abstract, clean_title, is_all_caps, join_title

MATH = '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML">{}</mml:math>'


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("A  Plain\n Title ", "A Plain Title"),
        ("A &lt; B &amp; C > D", "A < B & C > D"),
        ("AT&amp;amp;T", "AT&T"),
        ("A < B and C > D", "A < B and C > D"),
        ("Effects of <i>p</i> on <b>q</b>", "Effects of p on q"),
        ("&lt;i&gt;Drosophila&lt;/i&gt; works", "Drosophila works"),
        ("$\\less$p$\\greater$Deep$\\less$/p$\\greater$", "Deep"),
        ("CO<sub>2</sub> in 10<sup>−3</sup> m", "CO₂ in 10⁻³ m"),
        ("Q<sub>ΔE</sub>", "Q$_{ΔE}$"),
        ("Brand<sup>TM</sup> and the 5<sup>th</sup>", "Brand™ and the 5th"),
        ("The <scp>Linux</scp> Kernel", "The Linux Kernel"),
        ('<span style="font-variant: small-caps">Bert</span>', "Bert"),
        ("One<br/>Two", "One Two"),
        ("soft\u00adhyphen and\u200b zero", "softhyphen and zero"),
        ("a\x07bell and \ud800 half", "abell and half"),
        (MATH.format("<mml:msup><mml:mi>k</mml:mi><mml:mn>2</mml:mn></mml:msup>") + "-trees", "$k^2$-trees"),
        (
            MATH.format("<mml:mi>α</mml:mi><mml:mi>x</mml:mi><mml:mo>&lt;</mml:mo><mml:mi>y</mml:mi>"),
            "$\\alpha x\\lt y$",
        ),
        ("<math><mfrac><mn>1</mn><mi>n</mi></mfrac></math>", "$\\frac{1}{n}$"),
        ("<math><msqrt><mi>n</mi></msqrt></math>", "$\\sqrt{n}$"),
        ("<math><semantics><mi>x</mi><annotation>x_{1}</annotation></semantics></math>", "$x_{1}$"),
        (
            "<inline-formula><alternatives><tex-math>\\documentclass{a}\\begin{document}$$x^2$$\\end{document}"
            "</tex-math><mml:math><mml:mi>x</mml:mi></mml:math></alternatives></inline-formula>",
            "$x^2$",
        ),
        ("Cafe\u0301", "Café"),
        ('Schr\\"odinger', 'Schr\\"odinger'),
    ],
)
def test_markup_becomes_text_and_maths(text: str, clean: str) -> None:
    assert clean_title(text) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Schr\\\"odinger and {\\'E}tale", "Schrödinger and Étale"),
        ("$\\omega$Test of $x_{1}$", "$\\omega$Test of $x_{1}$"),
        ("\\emph{Very} {\\it good} 50\\%", "Very good 50%"),
        ('G{\\"o}del -- \\v{C}ech', "Gödel – Čech"),
        ("{BERT} and \\c{c}a", "BERT and ça"),
        ("\\unknown{x} stays", "\\unknown{x} stays"),
        ("0", "0"),
    ],
)
def test_tex_is_resolved_outside_of_formulas(text: str, clean: str) -> None:
    assert clean_title(text, tex=True) == clean


@pytest.mark.parametrize("value", [None, 7, [], {}, True])
def test_what_is_no_text_is_no_title(value: object) -> None:
    assert clean_title(value) == clean_abstract(value) == ""


def test_an_abstract_loses_its_heading_and_keeps_its_paragraphs_apart() -> None:
    assert (
        clean_abstract("<jats:title>Abstract</jats:title><jats:p>We do.</jats:p><jats:p>Two.</jats:p>")
        == "We do. Two."
    )
    assert clean_abstract("Abstract interpretation is old.") == "Abstract interpretation is old."


@pytest.mark.parametrize(
    ("title", "subtitle", "whole"),
    [
        ("Spark SQL", "Relational Data", "Spark SQL: Relational Data"),
        ("Spark SQL: Relational Data", "Relational Data", "Spark SQL: Relational Data"),
        ("What Now?", "An Answer", "What Now? An Answer"),
        ("", "Only", "Only"),
        ("Only", "", "Only"),
    ],
)
def test_the_subtitle_is_joined_once(title: str, subtitle: str, whole: str) -> None:
    assert join_title(title, subtitle) == whole


def test_only_a_title_of_words_in_capitals_shouts() -> None:
    assert is_all_caps("A PAPER WHOSE TITLE SHOUTS")
    assert not is_all_caps("BERT")
    assert not is_all_caps("GPT-4: A Report")


@pytest.mark.parametrize(
    "text",
    [
        "<" * 4000,
        "<i " * 1300,
        "&lt;i" * 800,
        "&amp;" * 800,
        "<math>" * 700,
        "<math>" + "<mrow>" * 600 + "</math>",
        "$\\less$" * 500,
        "{\\it " * 800,
        "\\'{" * 1300,
        "<sub>" * 800,
        "<!--" * 1000,
        "$" * 4000,
    ],
)
def test_hostile_markup_takes_no_time(text: str) -> None:
    start = time.thread_time()
    clean_title(text, tex=True)
    assert time.thread_time() - start < 0.5


@settings(deadline=None)
@given(st.text(alphabet="ab<>/&;lgtmisup$\\{}'\"^ \x00\u200b", max_size=60))
@example("<math><msup><mi>&lt;</mi></msup></math>")
def test_any_text_becomes_one_printable_line(text: str) -> None:
    for tex in (False, True):
        clean = clean_title(text, tex=tex)
        assert clean == " ".join(clean.split())
        assert "\x00" not in clean
        assert "\u200b" not in clean


@settings(deadline=None)
@given(st.text(alphabet="ABCdef 0123.,:-()<>=", max_size=60))
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    if not {"<a", "<b"} & {text.lower()[n : n + 2] for n in range(len(text))}:
        assert clean_title(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "given_name", "particle", "family", "suffix"),
    [
        ("Ashish Vaswani", "Ashish", None, "Vaswani", None),
        ("Laurens van der Maaten", "Laurens", "van der", "Maaten", None),
        ("Christopher De Sa", "Christopher", None, "De Sa", None),
        ("Guy Van den Broeck", "Guy", None, "Van den Broeck", None),
        ("H. Brendan McMahan", "H. Brendan", None, "McMahan", None),
        ("Quoc V. Le", "Quoc V.", None, "Le", None),
        ("Di He", "Di", None, "He", None),
        ("John Smith Jr.", "John", None, "Smith", "Jr."),
        ("John Smith, Jr.", "John", None, "Smith", "Jr."),
        ("Smith, John", "John", None, "Smith", None),
        ("Smith, John, Jr.", "John", None, "Smith", "Jr."),
        ("Smith, Jr., John", "John", None, "Smith", "Jr."),
        ("de Freitas, Nando", "Nando", "de", "Freitas", None),
        ("Ann Lee (MIT)", "Ann", None, "Lee", None),
        ("Ann Lee*", "Ann", None, "Lee", None),
        ("Ann Lee, PhD", "Ann", None, "Lee", None),
        ("Henry Euler III", "Henry", None, "Euler", "III"),
    ],
)
def test_a_name_of_one_string_is_cut_with_care(
    text: str, given_name: str, particle: str | None, family: str, suffix: str | None
) -> None:
    expected = Name(given=given_name, non_dropping_particle=particle, family=family, suffix=suffix)
    assert parse_name(text) == expected


@pytest.mark.parametrize("text", ["The ATLAS Collaboration", "OpenAI", "Gemini Team", "Plato", "张 伟"])
def test_what_cannot_be_cut_stays_whole(text: str) -> None:
    assert parse_name(text) == Name(literal=text)


@pytest.mark.parametrize("text", ["", "  ", None, 3, ":unkn", "(:unkn) unknown", "Unknown", "anonymous"])
def test_what_is_no_name_is_none(text: object) -> None:
    assert parse_name(text) is None


@pytest.mark.parametrize("text", ["et al.", "others", "and others", "12 additional authors not shown"])
def test_people_who_are_not_named_are_others(text: str) -> None:
    assert parse_name(text) == Name.others()


def test_names_in_parts_are_never_cut_anew() -> None:
    assert person("Maria", "García Márquez") == Name(given="Maria", family="García Márquez")
    assert person("Ana Maria", "Lopez", "Jr.") == Name(given="Ana Maria", family="Lopez", suffix="Jr.")
    assert person(None, None, None, "Google Brain") == Name(literal="Google Brain")
    assert person("Plato", None) == Name(literal="Plato")
    assert person("(:unkn)", "unknown") is None


def test_family_names_in_capitals_are_written_like_others() -> None:
    loud = (
        Name(given="Ashish", family="VASWANI"),
        Name(given="Pat", family="O'BRIEN"),
        Name(given="KAI", family="LI"),
    )
    quiet = [(name.given, name.family) for name in without_capitals(loud)]
    assert quiet == [("Ashish", "Vaswani"), ("Pat", "O'Brien"), ("Kai", "Li")]


def test_initials_and_teams_keep_their_capitals() -> None:
    names = (Name(given="Venkat", family="RK"), Name(literal="IEEE"), Name(given="Ann", family="McDONALD"))
    assert without_capitals(names) == names
