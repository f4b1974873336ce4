"""An edit changes the bytes that it means to change, and no others."""

from __future__ import annotations

import difflib
import unicodedata

import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readinglist.errors import UsageError
from readinglist.formats import bibtex
from readinglist.model.reading import Name, PartialDate, Reading

ODD = """\
% A hand-kept file, an @ in a comment, tabs, and every layout that people use.
@string{acm = "Association for Computing Machinery"}
@Comment{jabref-meta: databaseType:bibtex;}

@Article{first2020one,
\tauthor\t= {One, A. and Two, B.},   title = "A {Title} with {\\"o}",
\tjournal = {Journal}, year=2020 ,
\tnote = {kept
           over lines},
}
@misc{second2021two, title={Second}, year={2021}, custom = acm # { Press}}
@inproceedings ( third2022three ,
   Title   = {Third},
   date    = {2022-05-01}
 , booktitle = "Proc. of {X}"
)

@book{fourth2019four}
trailing words
"""
LAYOUTS = [ODD, ODD.replace("\n", "\r\n"), "@misc{a,title={x}}", "", "@misc{a,\n}\n"]
KEYS = ["first2020one", "second2021two", "third2022three", "fourth2019four"]


def readings(text: str) -> tuple[Reading, ...]:
    return bibtex.parse(text).readings


def changed(text: str, key: str, **changes: object) -> str:
    before = readings(text)
    after = [r.replace(**changes) if r.key == key else r for r in before]
    return bibtex.edit(text, before, after)


def diff(old: str, new: str) -> list[str]:
    lines = difflib.ndiff(old.splitlines(keepends=True), new.splitlines(keepends=True))
    return [line for line in lines if line[0] in "+-"]


@pytest.mark.parametrize("text", LAYOUTS)
def test_no_change_is_no_change(text: str) -> None:
    assert bibtex.edit(text, readings(text), readings(text)) == text


def test_one_value_is_replaced_where_it_stands() -> None:
    assert diff(ODD, changed(ODD, "first2020one", container_title="Other Journal")) == [
        "- \tjournal = {Journal}, year=2020 ,\n",
        "+ \tjournal = {Other Journal}, year=2020 ,\n",
    ]


def test_the_delimiters_of_the_old_value_stay() -> None:
    assert 'title = "New",' in changed(ODD, "first2020one", title="New")
    assert 'booktitle = "Proc. of Y"' in changed(ODD, "third2022three", container_title="Proc. of Y")
    assert "year={2020}" in changed(ODD, "second2021two", issued=PartialDate.of(2020))


def test_a_new_field_takes_the_layout_of_its_entry() -> None:
    assert diff(ODD, changed(ODD, "first2020one", doi="10.1000/xyz")) == ["+ \tdoi  = {10.1000/xyz},\n"]
    one_line = changed(ODD, "second2021two", doi="10.1000/xyz")
    assert "custom = acm # { Press}, doi    = {10.1000/xyz}}" in one_line
    assert "@book{fourth2019four,\n  title = {Four}}" in changed(ODD, "fourth2019four", title="Four")


def test_windows_line_endings_stay() -> None:
    text = ODD.replace("\n", "\r\n")
    new = changed(text, "first2020one", doi="10.1000/xyz")
    assert new.count("\r\n") == text.count("\r\n") + 1 == new.count("\n")


def test_a_removed_field_goes_with_its_line() -> None:
    assert diff(ODD, changed(ODD, "third2022three", container_title=None)) == [
        '-  , booktitle = "Proc. of {X}"\n'
    ]
    assert diff(ODD, changed(ODD, "first2020one", note=None)) == [
        "- \tnote = {kept\n",
        "-            over lines},\n",
    ]


def test_a_date_stays_in_the_fields_of_one_dialect() -> None:
    new = changed(ODD, "third2022three", issued=PartialDate.of(2023, 6))
    assert "date    =" not in new
    assert readings(new)[2].issued == PartialDate.of(2023, 6)


def test_a_date_whose_month_stays_keeps_it() -> None:
    text = "@misc{a, date = {2022-05-03}}\n"
    (reading,) = readings(changed(text, "a", issued=PartialDate.of(1500, 5)))
    assert reading.issued == PartialDate.of(1500, 5)


LISTED = """@misc{a, pdf = "http://b.net/p",
  links = "Slides   <http://b.net/s>;
           Code <http://b.net/c>; Talk in {\\L}{\\'o}d\\'z <http://a.net/x> ;", note = {kept}}
"""


def relinked(text: str, old: str, **changes: str) -> str:
    links = readings(text)[0].links
    return changed(
        text, "a", links=tuple(link.model_copy(update=changes) if link.url == old else link for link in links)
    )


@pytest.mark.parametrize("old", ["http://b.net/p", "http://b.net/s", "http://b.net/c", "http://a.net/x"])
def test_an_address_in_a_list_of_links_is_changed_alone(old: str) -> None:
    assert relinked(LISTED, old, url="https://new.org/~a_b") == LISTED.replace(old, "https://new.org/~a_b")


def test_the_words_of_a_link_change_in_its_list() -> None:
    new = relinked(LISTED, "http://b.net/c", label="Source")
    assert [link.label for link in readings(new)[0].links] == ["PDF", "Slides", "Source", "Talk in Łódź"]
    assert new.startswith('@misc{a, pdf = "http://b.net/p",') and new.endswith("note = {kept}}\n")


def test_a_removed_entry_goes_alone() -> None:
    before = readings(ODD)
    new = bibtex.edit(ODD, before, [r for r in before if r.key != "second2021two"])
    assert diff(ODD, new) == [
        "- @misc{second2021two, title={Second}, year={2021}, custom = acm # { Press}}\n"
    ]


def test_a_new_entry_goes_to_the_end() -> None:
    new = Reading(key="new2024x", type="webpage", title="A GPipe Page", url="https://example.org/~a_b")
    text = bibtex.edit(ODD, readings(ODD), [*readings(ODD), new])
    assert text.startswith(ODD + "\n@online{new2024x,\n")
    assert bibtex.edit("", (), [new]).startswith("@online{new2024x,\n")


def test_letters_are_written_as_the_file_needs_them() -> None:
    name = (Name(family="Łuszczak", given="Zoë"),)
    before = readings(ODD)
    after = [before[0].replace(author=name), *before[1:]]
    assert "Łuszczak, Zoë" in bibtex.edit(ODD, before, after)
    assert bibtex.edit(ODD, before, after, ascii=True).isascii()
    assert readings(bibtex.edit(ODD, before, after, ascii=True))[0].author == name


def test_what_cannot_be_written_is_refused() -> None:
    text = "@misc{a, crossref = {b}}\n@misc{b, note = {N}}"
    with pytest.raises(UsageError, match=r"the change of a .*note"):
        changed(text, "a", note=None)  # it is b's note


def test_the_second_of_two_equal_keys_does_not_take_over() -> None:
    text = "@misc{a, title={x}}\n@misc{A, title={y}}"
    with pytest.raises(UsageError, match="twice"):
        bibtex.edit(text, readings(text), [])


VALUES = {
    "title": st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1, max_size=30
    ),
    "note": st.none() | st.text("ab {}%&\\#_$~^-\"'`üŁ日", min_size=1, max_size=20),
    "volume": st.none() | st.integers(1, 999).map(str),
    "doi": st.none() | st.just("10.1000/a_b(c)"),
    "url": st.none() | st.just("https://example.org/a%20b#c_d&e={f}"),
    "issued": st.none() | st.builds(PartialDate.of, st.integers(1500, 2100), st.none() | st.integers(1, 12)),
    "container_title": st.none() | st.just("Journal of Things & Others"),
    "keyword": st.just(()) | st.just(("one", "two words")),
    "arxiv_id": st.none() | st.just("2107.06925"),
    "author": st.just(()) | st.just((Name(family="van der Berg", given="A."), Name(literal="The Team"))),
}
EDITS = st.lists(
    st.sampled_from(KEYS).flatmap(
        lambda key: st.sampled_from(sorted(VALUES)).flatmap(
            lambda field: VALUES[field].map(lambda value: (key, field, value))
        )
    ),
    min_size=1,
    max_size=6,
)


def applied(edits: list[tuple[str, str, object]], before: tuple[Reading, ...]) -> dict[str, Reading]:
    after = {reading.key: reading for reading in before}
    for key, field, value in edits:
        after[key] = after[key].replace(**{field: squeezed(value)})
    return after


def squeezed(value: object) -> object:
    if not isinstance(value, str):
        return value
    return " ".join(unicodedata.normalize("NFC", value).split()) or None


@settings(deadline=None, max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
@given(edits=EDITS, ending=st.sampled_from(["\n", "\r\n"]))
def test_any_edit_reads_back_and_leaves_other_entries_alone(
    edits: list[tuple[str, str, object]], ending: str
) -> None:
    text = ODD.replace("\n", ending)
    after = applied(edits, readings(text))
    new = bibtex.edit(text, readings(text), list(after.values()))
    read = {reading.key: reading for reading in readings(new)}
    for key, field, _ in edits:
        assert getattr(read[key], field) == getattr(after[key], field)
    assert bibtex.edit(new, readings(new), list(applied(edits, readings(new)).values())) == new
    for key in {*KEYS} - {key for key, _, _ in edits}:
        assert entry_text(new, key) == entry_text(text, key)
    assert new.split("@Article")[0] == text.split("@Article")[0]
    assert new.endswith(f"{ending}trailing words{ending}")


def entry_text(text: str, key: str) -> str:
    from readinglist.formats.bibtex.syntax import Scanner

    return next(text[e.start : e.end] for e in Scanner(text).entries() if e.key == key)
