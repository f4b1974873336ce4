"""Markers come around the reading lists of a page, and nothing else of it changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from moved import jekyll, shape
from test_site_same import EXAMPLE, SEED, site

from readinglist.cli import run
from readinglist.errors import UsageError
from readinglist.importing import SourcePage, import_pages
from readinglist.importing.content import Page
from readinglist.site.new_markers import MarkedPage, add_markers

HEAD = """\
# Knots (Spring 2027)

{% capture dates %}
DATES
{% endcapture %}

<table><tbody>
"""
LISTS = """\
<div class="reading">
<div class="required_reading" markdown="1">
* [A Paper on N Knots](https://example.org/N)
</div>
</div>
"""
ROW = f"{{% include syllabus_entry %}}\n# Topic N\n\n{LISTS}\n"
MARKER = re.compile(r"[ \t]*<!-- readinglist:(?:begin|end) \S+ -->\r?\n")


def page(*rows: str, dates: str = "1/25/27 2/1/27 2/8/27 2/15/27") -> str:
    numbered = (row.replace("N", str(number)) for number, row in enumerate(rows, 1))
    return HEAD.replace("DATES", dates) + "".join(numbered) + "</tbody></table>\n"


def mark(text: str) -> MarkedPage:
    imported = import_pages([SourcePage(Page("index.md", text), "index.md")])
    return add_markers(text, imported.pages[0].content, imported.rl.syllabus)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_only_the_comments_come_in(newline: str) -> None:
    text = page(ROW, ROW, "{% include syllabus_entry %}\n# Holiday\n", ROW).replace("\n", newline)
    made = mark(text)
    assert MARKER.sub("", made.text) == text
    assert made.text.count("\n") == made.text.count(newline) == text.count("\n") + 6
    assert (made.marker, made.places) == ("week-{week}", ("week-1", "week-2", "week-4"))
    assert f'<!-- readinglist:begin week-2 -->{newline}<div class="reading">{newline}' in made.text
    assert f"</div>{newline}</div>{newline}<!-- readinglist:end week-2 -->{newline}" in made.text


@pytest.mark.parametrize("dates", ["1/25/27 1/27/27", "", "1/25/27"])
def test_sessions_are_numbered_where_weeks_repeat_or_are_missing(dates: str) -> None:
    made = mark(page("{% include syllabus_entry %}\n# Holiday\n", ROW, ROW, dates=f"1/25/27 {dates}"))
    assert (made.marker, made.places) == ("session-{session}", ("session-2", "session-3"))


def test_comments_have_the_margin_of_their_list() -> None:
    indented = "".join(f"  {line}\n" for line in LISTS.splitlines())
    made = mark(page(ROW.replace(LISTS, indented)))
    assert '  <!-- readinglist:begin week-1 -->\n  <div class="reading">' in made.text


def test_lists_beside_each_other_share_a_place() -> None:
    bare = LISTS.replace('<div class="reading">\n', "", 1).replace("</div>\n</div>\n", "</div>\n")
    optional = bare.replace("required", "optional").replace("org/", "org/more/").replace("Paper", "Book")
    made = mark(page(ROW.replace(LISTS, f"{bare}\n{optional}")))
    assert made.places == ("week-1",)
    assert made.text.index("begin week-1") < made.text.index("required_reading")
    assert made.text.index("optional_reading") < made.text.index("end week-1")


def test_what_a_build_takes_away_is_told() -> None:
    hidden = "<!--\n* [Gone](https://example.org/gone)\n-->\n</div>\n</div>\n"
    made = mark(page(ROW.replace("</div>\n</div>\n", hidden)))
    assert [(item.text, item.why) for item in made.lost] == [
        ("* [Gone](https://example.org/gone)", "commented out")
    ]


BETWEEN = LISTS + "\nSome words.\n\n" + LISTS.replace("org/", "org/more/").replace("Paper", "Book")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (page("{% include syllabus_entry %}\n# Talks\n"), "no reading list"),
        (page(ROW.replace(LISTS, BETWEEN)), "line 17: this stands between the reading lists"),
        (
            page(ROW.replace("</div>\n</div>\n", "</div>\n</div></td>\n")),
            "do not begin and end on lines of their",
        ),
        (page(ROW).replace("# Topic", "<!-- readinglist:begin x --># Topic"), "has markers already"),
        (
            "## Week 1: Knots\n\n- Required: [A Paper on Knots](https://example.org/a)\n",
            "the reader 'markdown'",
        ),
        (
            page(ROW, ROW, dates="1/25/27 1/25/27").replace("Topic 2", "Topic 1"),
            "several sessions of this week",
        ),
    ],
)
def test_a_page_whose_lists_are_not_known_for_sure_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        mark(text)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_dry_run_shows_the_lines_that_come_in_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("index.md").write_text(page(ROW), encoding="utf-8")
    before = files(tmp_path)
    assert run(["import", "index.md", "--markers", "--dry-run"]) == 0
    assert files(tmp_path) == before
    out = capfd.readouterr().out
    added = [line for line in out.splitlines() if re.match(r"[+-](?![+-]{2} )", line)]
    assert added == ["+<!-- readinglist:begin week-1 -->", "+<!-- readinglist:end week-1 -->"]


def test_a_refused_page_leaves_everything_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("index.md").write_text(page(ROW.replace(LISTS, BETWEEN)), encoding="utf-8")
    before = files(tmp_path)
    assert run(["import", "index.md", "--markers"]) == 2
    assert files(tmp_path) == before
    assert "index.md: line " in capfd.readouterr().err


@pytest.mark.parametrize("sources", [["."], ["-"], ["https://example.org/"], ["a.md", "b.md"]])
def test_only_one_file_can_get_markers(sources: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["import", *sources, "--markers"]) == 2
    assert "give one file" in " ".join(capfd.readouterr().err.split())


def test_where_the_target_is_in_the_settings_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("index.md").write_text(page(ROW), encoding="utf-8")
    target = '{ format = "fragment", path = "index.md", marker = "week-{week}" }'
    Path("readinglist.toml").write_text(f'[build]\noutput = "."\ntargets = [{target}]\n', encoding="utf-8")
    assert run(["import", "index.md", "--markers"]) == 0
    assert "Its target is in the settings" in capfd.readouterr().err


@pytest.mark.program("jekyll")
@pytest.mark.parametrize("which", ["example", "berkeley"])
def test_the_settings_that_are_advised_build_the_same_page(
    which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    source = EXAMPLE / "before" / "index.md" if which == "example" else SEED
    if not source.exists():
        pytest.skip("the real page is not at hand")
    root = site(tmp_path, source.read_text("utf-8"))
    before = jekyll(root, tmp_path / "before")
    monkeypatch.chdir(root)
    run(["import", "index.md", "--markers"])
    assert shape(jekyll(root, tmp_path / "marked")) == shape(before)
    said = capfd.readouterr().err
    Path("readinglist.toml").write_text(said[said.index("[build]") :], encoding="utf-8")
    assert run(["build"]) == 0
    assert "markdown=" not in Path("index.md").read_text("utf-8").split("<tbody>")[1].replace(
        '<td markdown="1">', ""
    )
    assert shape(jekyll(root, tmp_path / "after")) == shape(before)
    assert run(["build", "--check"]) == 0
