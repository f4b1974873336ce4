"""Places between two comments of a page: what is written, and that all the rest stays."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from readinglist.errors import UsageError
from readinglist.site.markers import fill_places, find_markers, find_places

COMMENTS = [
    "<!-- readinglist:{} -->",
    "<!--readinglist:{}-->",
    "{{% comment %}} readinglist:{} {{% endcomment %}}",
    "{{%- comment -%}}readinglist:{}{{%- endcomment -%}}",
    "{{# readinglist:{} #}}",
    "{{{{/* readinglist:{} */}}}}",
    "{{{{- /* readinglist:{} */ -}}}}",
    "/* readinglist:{} */",
    "[//]: # (readinglist:{})",
    '[comment]: <> "readinglist:{}"',
    ".. readinglist:{}",
    "# readinglist:{}",
    "% readinglist:{}",
    "// readinglist:{}",
]


def comment(form: str, does: str, name: str = "week-3") -> str:
    return form.format(f"{does} {name}")


@pytest.mark.parametrize("form", COMMENTS)
def test_a_place_stands_between_two_comments_of_any_language(form: str) -> None:
    begin, end = comment(form, "begin"), comment(form, "end")
    page = f"above\n{begin}\nold\n{end}\nbelow\n"
    written = fill_places(page, {"week-3": "new\nlines\n"})
    gap = "\n" if form.startswith(("[", "..")) else ""
    assert written == f"above\n{begin}\n{gap}new\nlines\n{gap}{end}\nbelow\n"
    assert fill_places(written, {"week-3": "new\nlines\n"}) == written
    assert fill_places(written, {"week-3": ""}) == f"above\n{begin}\n{end}\nbelow\n"


@pytest.mark.parametrize(
    "line",
    [
        "`readinglist:begin week-3` is what is written",
        "<!-- readinglist:start week-3 -->",
        "<!-- readinglist:begin -->",
        "<!-- readinglist:begin two words -->",
        "word # readinglist:begin week-3",
        "https://example.org/ // readinglist:begin week-3 and more",
    ],
)
def test_other_lines_are_no_markers(line: str) -> None:
    assert find_markers(f"above\n{line}\nbelow\n") == ()


def test_lines_get_the_margin_of_the_comment_and_empty_ones_none() -> None:
    page = "<ul>\n    <!-- readinglist:begin a -->\n  <!-- readinglist:end a -->\n</ul>\n"
    written = fill_places(page, {"a": "<li>1</li>\n\n<li>2</li>\n"})
    assert written == (
        "<ul>\n    <!-- readinglist:begin a -->\n    <li>1</li>\n\n    <li>2</li>\n"
        "  <!-- readinglist:end a -->\n</ul>\n"
    )


def test_two_comments_on_one_line_keep_the_text_in_that_line() -> None:
    page = "There are <!-- readinglist:begin n -->0<!-- readinglist:end n --> readings.\n"
    assert fill_places(page, {"n": "60\n"}) == page.replace("0<", "60<")
    assert fill_places(page, {"n": ""}) == page.replace("0<", "<")


def test_a_place_that_must_stand_apart_has_empty_lines_beside_it() -> None:
    page = "<!-- readinglist:begin a -->\n<!-- readinglist:end a -->\n"
    written = fill_places(page, {"a": "- one\n"}, apart={"a"})
    assert written == "<!-- readinglist:begin a -->\n\n- one\n\n<!-- readinglist:end a -->\n"
    assert fill_places(written, {"a": ""}, apart={"a"}) == page


def test_line_endings_are_those_of_the_page() -> None:
    page = "above\r\n<!-- readinglist:begin a -->\r\nold\r\n<!-- readinglist:end a -->\r\nbelow"
    written = fill_places(page, {"a": "one\ntwo\n"})
    assert written == page.replace("old", "one\r\ntwo")


@pytest.mark.parametrize("words", ["one\r", "one\r\ntwo\r\n", "one\r\r\n", "\r\none\r"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_carriage_returns_of_the_words_are_no_line_endings_of_the_page(words: str, newline: str) -> None:
    page = "<!-- readinglist:begin a -->\n<!-- readinglist:end a -->\n\n".replace("\n", newline)
    written = fill_places(page, {"a": words})
    assert written.count("\r") == (written.count("\n") if newline == "\r\n" else 0)
    assert fill_places(written, {"a": words}) == written


def test_places_not_named_stay_as_they_are() -> None:
    page = "".join(f"<!-- readinglist:begin {n} -->\n{n}\n<!-- readinglist:end {n} -->\n" for n in "abc")
    assert fill_places(page, {"c": "C", "a": "A"}) == page.replace("\na\n", "\nA\n").replace("\nc\n", "\nC\n")


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("\n\n<!-- readinglist:begin a -->\n", "line 3: the place 'a' begins and has no end; add"),
        ("\n<!-- readinglist:end a -->\n", "line 2: the place 'a' ends where it has not begun"),
        (
            "<!-- readinglist:begin a -->\n<!-- readinglist:begin b -->\n<!-- readinglist:end b -->\n",
            "line 2: the place 'a', which begins on line 1, has no end",
        ),
        (
            "<!-- readinglist:begin a -->\n<!-- readinglist:end b -->\n",
            "line 2: the place 'b' ends where it has not begun",
        ),
        (
            "<!-- readinglist:begin a --><!-- readinglist:end a -->\n" * 2,
            "line 2: the place 'a' begins twice; a name is that of one place",
        ),
    ],
)
def test_markers_that_are_not_in_order_are_told_with_their_line(page: str, message: str) -> None:
    for text in (page, page.replace("\n", "\r\n")):
        with pytest.raises(UsageError) as caught:
            find_places(text)
        assert message in str(caught.value)


def test_a_place_that_is_not_there_is_told_with_what_to_write() -> None:
    with pytest.raises(UsageError, match="<!-- readinglist:begin week-9 --> and <!-- readinglist:end week-9"):
        fill_places("no place\n", {"week-9": "text"})


@pytest.mark.parametrize("words", ["<!-- readinglist:end a -->", "x\n# readinglist:begin b\n"])
def test_words_that_hold_a_marker_are_refused(words: str) -> None:
    page = "<!-- readinglist:begin a -->\n<!-- readinglist:end a -->\n"
    with pytest.raises(UsageError, match="its end could not be found"):
        fill_places(page, {"a": words})


LINES = st.text(st.characters(blacklist_categories=("Cs",)), max_size=30).filter(
    lambda t: not find_markers(t)
)
ENDINGS = st.sampled_from(["\n", "\r\n"])


@given(
    outside=st.lists(LINES, min_size=2, max_size=5),
    words=st.lists(LINES, min_size=4, max_size=4),
    newline=ENDINGS,
    margin=st.sampled_from(["", "  ", "\t"]),
    form=st.sampled_from(COMMENTS),
)
def test_all_outside_of_the_places_stays_and_a_second_time_changes_nothing(
    outside: list[str], words: list[str], newline: str, margin: str, form: str
) -> None:
    names = [f"p{number}" for number in range(len(outside) - 1)]
    parts = [outside[0], newline]
    for name, text in zip(names, outside[1:], strict=True):
        parts += [margin, comment(form, "begin", name), newline, margin, comment(form, "end", name)]
        parts += [newline, text, newline]
    page = "".join(parts)
    # What stands outside may have taken a comment apart, or made one.
    assume([marker.name for marker in find_markers(page)] == [name for name in names for _ in "be"])
    new = dict(zip(names, words, strict=False))
    try:
        written = fill_places(page, new)
    except UsageError as error:
        assert "holds such a comment itself" in str(error)
        return
    assert stripped(written) == stripped(page)
    assert fill_places(written, new) == written


def stripped(page: str) -> str:
    """The page without what stands in its places."""
    kept, at = [], 0
    for place in sorted(find_places(page).values(), key=lambda place: place.start):
        kept.append(page[at : place.start])
        at = place.end
    return "".join((*kept, page[at:]))
