"""What strangers write is text in the bibliographies, and in what pandoc makes of them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hostile_readers import pandoc
from hostile_sample import hostile, unseen

from readinglist.formats import FORMATS
from readinglist.formats.bibtex import parse

SAMPLE = hostile()


def texts(value: Any) -> str:
    """Every text in a tree of JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    return " ".join(map(texts, value)) if isinstance(value, list) else str(value)


def test_csl_json_says_what_strangers_write() -> None:
    found = json.loads(FORMATS["csl-json"].render(SAMPLE.syllabus))
    assert [item["id"] for item in found] == [reading.key for reading in SAMPLE.syllabus.readings]
    assert not re.search("[\x00-\x09\x0b-\x1f]", FORMATS["csl-json"].render(SAMPLE.syllabus))


@pytest.mark.program("pandoc")
def test_every_entry_is_read_by_pandoc_whatever_its_key_is() -> None:
    text = FORMATS["bibtex"].render(SAMPLE.syllabus)
    found = json.loads(pandoc(text, "bibtex", "csljson"))
    assert len(found) == len(SAMPLE.syllabus.readings)


@pytest.mark.parametrize(
    "formula",
    [
        "$\\input{/etc/passwd}$",
        "$\\immediate\\write18{x}$",
        "$^^5cinput x$",
        "\\(\\href{javascript:pwned()}{x}\\)",
        "$a\\def\\x{\\x}\\x$",
        "$\\csname input\\endcsname x$",
    ],
)
def test_a_formula_that_would_act_is_text_in_a_bibliography(formula: str) -> None:
    (attacked,) = hostile([formula]).of("title")
    text = FORMATS["bibtex"].render(hostile([formula]).syllabus)
    title = text[text.index("title") : text.index("howpublished")]
    assert not re.search(r"(?<!\\text)\\(?:input|immediate|write|href|def|csname)", title)
    assert list(unseen([attacked], texts([r.title for r in parse(text).readings]))) == []


@pytest.mark.parametrize("formula", ["$x^2$", "$\\alpha_i \\leq \\mathrm{def}$", "$O(n \\log n)$"])
def test_a_formula_that_prints_stays_a_formula(formula: str) -> None:
    assert formula in FORMATS["bibtex"].render(hostile([formula]).syllabus)
