"""LaTeX text: what is decoded, what stays, and the way back."""

from __future__ import annotations

import subprocess
import time
from unicodedata import combining, normalize

import pytest
from depth import examples
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from readinglist.text.latex import decode, encode, unknown_commands
from readinglist.text.latex.decoder import _Decoder

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((spelling, "é") for spelling in (r"\'e", r"\'{e}", r"{\'e}", r"{\'{e}}", r"\' e", r"{\' {e}}")),
        *((spelling, "ï") for spelling in (r"\"i", r"\"{\i}", r"{\"\i}", r"{\"{\i}}", r"\"\i")),
        *((spelling, "ç") for spelling in (r"\c{c}", r"\c c", r"{\c c}", r"{\c{c}}")),
        (r"\v{s} \H{o} \k{a} \r{a} \u{g} \d{a} \b{b}", "š ő ą å ğ ạ ḇ"),
        (r"\.z \=a \^{\j} \`a \~n \^o", "ż ā ĵ à ñ ô"),
        (r"\t{oo}", "o\u0361o"),
        (r"\'{\ae} \'{\o}", "ǽ ǿ"),
        (r"\={\"u} \d{\'{a}}", "ǖ ạ́"),
        (r"\'{}e \~{} \^{} {\'}", "´e ~ ^ ´"),
        (r"\'etude \'Ecole", "étude École"),
        (r"Erd{\H{o}}s, G{\"o}del, {\L}ukasiewicz", "Erdős, Gödel, Łukasiewicz"),
        ("E\u0301", "É"),
    ],
)
def test_accents_in_all_spellings(value: str, expected: str) -> None:
    assert decode(value) == normalize("NFC", expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (r"Stra\ss e", "Straße"),
        (r"Stra\ss{}e", "Straße"),
        (r"\o{} x {\o} x \O  x", "ø x ø x Øx"),
        (r"\ae\AE\oe\OE\aa\AA\l\L\dh\TH\ng", "æÆœŒåÅłŁðÞŋ"),
        (r"\& \% \$ \# \_ \{ \}", "& % $ # _ { }"),
        (r"\textbackslash{}x \textasciitilde{} \textasciicircum{} \textquotedblleft{}", "\\x ~ ^ “"),
        (r"\ldots{} \dots{} \S{}1 \P{} \copyright{} \texttrademark", "… … §1 ¶ © ™"),
        (r"a \textendash{} b\textemdash c", "a – b—c"),
        (r"a\ b\,c\;d \\ e\\[f", "a b c d e [f"),
        (r"data\-base shelf\/ful\@", "database shelfful"),
        (r"\alpha{} \textonehalf{} \rightarrow", "α ½ →"),
    ],
)
def test_letters_and_symbols(value: str, expected: str) -> None:
    assert decode(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1--2 --- x - y", "1–2 — x - y"),
        ("``q'' and `s' and don't", "“q” and ‘s’ and don't"),
        ("?`Que? !`No!", "¿Que? ¡No!"),
        ("a~b", f"a{NBSP}b"),
        ("-{}-", "--"),
        ("100% sure", "100% sure"),
        ("http://x.org/a%20b", "http://x.org/a%20b"),
    ],
)
def test_ligatures(value: str, expected: str) -> None:
    assert decode(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{GPipe}: {E}asy {{Scaling}}", "GPipe: Easy Scaling"),
        (r"{\em x} \emph{y} \textit{z} {\bf\it w} \textsc{{A}b}", "x y z w Ab"),
        (r"\mbox{a} \text{b} 1\textsuperscript{st}", "a b 1st"),
        (r"\url{http://a.b/c_d%20--~e}", "http://a.b/c_d%20--~e"),
        (r"\url{http://a.b/c\_d\%20}", "http://a.b/c_d%20"),
        (r"\href{http://a.b/{c}}{the \emph{text}}", "the text"),
        (r"\textcolor{red}{x} \texorpdfstring{$x$}{ex}", "x ex"),
        (r"\enquote{a {b} c} \MakeUppercase{a\'e}b", "“a b c” AÉb"),
        (r"{\uppercase{d}}e {\vphantom{a}}{al}", "De al"),
    ],
)
def test_formatting_gives_its_content(value: str, expected: str) -> None:
    assert decode(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "$x_{1}$",
        r"$\alpha$ and $$\frac{a}{b} -- ``$$",
        r"\(a_{b}\) \[c~d\]",
        r"$\text{\'e}$",
        r"$a\$b$",
        r"$O(n \log n)$",
        "$5",
        "a $ b",
    ],
)
def test_formulas_and_lone_dollar_signs_stay(value: str) -> None:
    assert decode(value) == value


def test_text_around_a_formula_is_decoded() -> None:
    assert decode(r"{G}\"odel's $\"{o}$ --- {\'e} $x$--$y$") == r"Gödel's $\"{o}$ — é $x$–$y$"


def test_ensuremath_is_a_sign_or_a_formula() -> None:
    assert decode(r"\ensuremath{\alpha}-x \ensuremath{x^{2}}") == "α-x $x^{2}$"


@pytest.mark.parametrize(
    ("value", "expected", "commands"),
    [
        (r"a \foo{b{\'e}c}{d} e", r"a \foo{b{\'e}c}{d} e", (r"\foo",)),
        (r"{\noopsort{1973b}}1973", r"{\noopsort{1973b}}1973", (r"\noopsort",)),
        (r"{\foo}bar {\'e}", r"{\foo}bar é", (r"\foo",)),
        (r"\foo \bar{x} \foo", r"\foo \bar{x} \foo", (r"\foo", r"\bar")),
        (r"\7 {x}", r"\7 x", (r"\7",)),
        (r"\foo{", r"\foo", (r"\foo",)),
        (r"{\'e} \& $\foo$ \(\bar\)", r"é & $\foo$ \(\bar\)", ()),
    ],
)
def test_a_command_that_nobody_knows_stays_and_is_named(
    value: str, expected: str, commands: tuple[str, ...]
) -> None:
    assert (decode(value), unknown_commands(value)) == (expected, commands)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain text, 1 (a).", "Plain text, 1 (a)."),
        ("Émile", r"{\'E}mile"),
        ("naïve", r"na{\"i}ve"),
        ("Çelik Erdős", r"{\c{C}}elik Erd{\H{o}}s"),
        ("Straße Øre", r"Stra{\ss}e {\O}re"),
        ("R&D 100% #1 a_b $5", r"R\&D 100\% \#1 a\_b \$5"),
        ("{x}", r"\{x\}"),
        ("}x{", r"{\textbraceright}x{\textbraceleft}"),
        ("a–b—c", "a--b---c"),
        ("“q” don’t", r"``q'' don{\textquoteright}t"),
        ("a--b", "a-{}-b"),
        (f"a{NBSP}b", "a~b"),
        (r"\alpha", r"{\textbackslash}alpha"),
        ("$x_1$ costs $5 or $6", r"$x_1$ costs \$5 or \$6"),
        ("中 😀", "中 😀"),
    ],
)
def test_encoded_as_people_write_it(text: str, expected: str) -> None:
    assert encode(text) == expected


def test_only_special_characters_are_escaped_where_unicode_may_stay() -> None:
    assert encode("Émile – “R&D” 中", ascii=False) == r"Émile – “R\&D” 中"


@pytest.mark.parametrize("text", ["$x$", "$$x$$", r"\(x\)", "$x^{2}$, $y$"])
def test_formulas_are_encoded_as_they_are(text: str) -> None:
    assert encode(text) == encode(text, ascii=False) == text


@pytest.mark.parametrize("text", ["$ x$", "$x $", "$5 or $6", "$}{$", "$", "$$", r"\(", r"$\$"])
def test_other_dollar_signs_are_escaped(text: str) -> None:
    assert encode(text).count(r"\$") == text.count("$")
    assert decode(encode(text)) == text


@pytest.mark.program("pandoc")
def test_pandoc_reads_the_encoded_text_back() -> None:
    texts = [
        "Émile Çelik Erdős naïve Straße Øre Łódź İstanbul ñandú ą ğ",
        "R&D 100% #1 a_b $5 {x} \\alpha ~ ^ < > | ` -- ---",
        "a–b—c … § ¶ © £ × ÷ ± • † ‡ ¬ → ← α Ω ≤ ∞",
        "“q” ‘s’ don’t",
    ]
    for ascii in (True, False):
        markup = "\n\n".join(encode(text, ascii=ascii) for text in texts)
        run = subprocess.run(
            ["pandoc", "-f", "latex", "-t", "plain", "--wrap=none"],
            input=markup,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert run.stdout.strip().split("\n\n") == texts


_TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8),
        st.text("$\\(){}a1 -'`?!~^\"“”‘’–—\u0301\u0323éıi", max_size=8),
        st.sampled_from([r"\alpha", r"\(x\)", "$x$", "$$", "--", "---", "``", "''", "?`", "x̂", "ǖ", "<b>"]),
    ),
    max_size=6,
).map("".join)


def _depths(markup: str) -> list[int]:
    """How deep in braces each character stands, as BibTeX counts."""
    depths, depth = [], 0
    for char in markup:
        depth += (char == "{") - (char == "}")
        depths.append(depth)
    return depths


@settings(deadline=None, max_examples=examples(500), suppress_health_check=[HealthCheck.too_slow])
@example("``?`'''-–—-'’‘“", True)
@example("e\u0301\u0323 ı\u0301 \u0301", True)
@example(r"\\($a$$b$$$c$$\)", False)
@given(_TEXTS, st.booleans())
def test_encoded_text_is_decoded_to_itself(text: str, ascii: bool) -> None:
    assert decode(encode(text, ascii=ascii)) == normalize("NFC", text)


@settings(deadline=None, max_examples=examples(500), suppress_health_check=[HealthCheck.too_slow])
@given(_TEXTS, st.booleans())
def test_encoded_text_may_stand_between_the_delimiters_of_bibtex(text: str, ascii: bool) -> None:
    markup = encode(text, ascii=ascii)
    depths = _depths(markup)
    assert min(depths, default=0) >= 0
    assert depths[-1:] in ([], [0])
    # Between dollar signs text stays as it is, quotes included.
    if "$" not in text and "\\" not in text:
        assert all(depth for char, depth in zip(markup, depths, strict=True) if char == '"')


@settings(deadline=None, max_examples=examples(200))
@given(st.text(st.characters(max_codepoint=0x24F, exclude_categories=["Cc", "Cs"]), max_size=40))
def test_latin_letters_with_accents_become_ascii(text: str) -> None:
    letters = "".join(char for char in normalize("NFC", text) if len(normalize("NFD", char)) == 2)
    marks = set("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327\u0328")
    common = [
        char for char in letters if normalize("NFD", char)[0].isascii() and normalize("NFD", char)[1] in marks
    ]
    assert encode("".join(common)).isascii()


@settings(deadline=None, max_examples=examples(500))
@given(st.text(st.sampled_from("ab {}\\$'`\"~^-?!%&_.ocvtiu[]()\u0301é"), max_size=40))
def test_any_markup_is_decoded_to_normal_form(value: str) -> None:
    text = decode(value)
    assert text == normalize("NFC", text)
    # Marks of one letter are put in order; one that is a command may then be parted from its backslash.
    named = (command for command in unknown_commands(value) if not combining(command[-1]))
    assert all(command in text for command in named)


SPANS = [
    *(r"{\'e}", r"\'e", r"\"{o}", r"{\o}", r"{\v{s}}", r"{\c c}", r"\&", r"\foo{", r"\url{", r"\\", "\\"),
    *("{A}", "a", " ", "--", "-", "''", "'", "~", "`", "$x$", "$", "{", "}", "é"),
]


@settings(deadline=None, max_examples=examples(500))
@given(st.lists(st.sampled_from(SPANS), max_size=8))
def test_the_quick_way_and_the_thorough_way_agree(spans: list[str]) -> None:
    value = "".join(spans)
    assert decode(value) == normalize("NFC", _Decoder(value).run())


UNITS = [
    "{",
    "}",
    "\\",
    "$",
    "$a",
    "$$a",
    "$a}",
    r"\(",
    r"\({",
    r"\'",
    r"\'{",
    r"\d\'",
    r"\foo{",
    r"\url{",
    "`",
    "-",
]


@pytest.mark.parametrize(
    "unit", [*UNITS, r"{\'e", r"\uppercase{", r"\enquote{", r"\ensuremath{", r"\href{", r"\t\ "]
)
def test_half_a_megabyte_of_anything_is_decoded(unit: str) -> None:
    value = unit * (500_000 // len(unit))
    start = time.process_time()
    decode(value)
    # Linear work takes less than a second; quadratic work would take many minutes.
    assert time.process_time() - start < 30


@pytest.mark.parametrize("unit", ["{", "\\", "$", "$a}", r"\({", "`", "é", "-"])
def test_half_a_megabyte_of_anything_is_encoded(unit: str) -> None:
    value = unit * (500_000 // len(unit))
    start = time.process_time()
    assert decode(encode(value)) == value
    assert time.process_time() - start < 30
