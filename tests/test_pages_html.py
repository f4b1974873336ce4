"""Tables and lists in HTML, fragments of a page and saved pages of live sites, with their labelled truth."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from page_forms import ANY_TEXTS, Meeting, addresses, courses, found, truth
from page_markup import html_cards, html_jumbles, html_lists, html_site, html_table

from readinglist.importing.content import Page, PageContent, PageReading
from readinglist.importing.interpret.html import HtmlReader
from readinglist.settings import Hints


def read(text: str, **hints: object) -> PageContent:
    return HtmlReader().read(Page("schedule.html", text), Hints.model_validate(hints))


def shown(reading: PageReading) -> tuple[str, str | None, str | None]:
    return reading.level, reading.title, reading.links[0].url if reading.links else None


SAVED = """\
<!DOCTYPE html>
<!-- saved from url=(0044)https://knots.example.edu/cs7/schedule.html -->
<html><head><title>Schedule | CS 7: Knots and Nets, Fall 2022</title>
<script>document.write("<a href='https://example.org/script'>no link</a>")</script></head>
<body>
<div id="navbar" class="navbar"><ul>
<li><a href="https://knots.example.edu/cs7/">Home</a></li></ul></div>
<div class="container">
<h1>Schedule</h1>
<ul>
<li><b>Aug 25</b>: Introduction [<a href="l1.pdf">slides</a>]
  <ul>
  <li><a href="https://example.org/ends.pdf">Arguments from One End</a> (Stone, Reef, Clove; 1984)</li>
  <li><i>Optional:</i> <a href="https://example.org/rope.pdf">The Philosophy of Rope &amp; Twine</a></li>
  </ul>
</li>
<li><b>Aug 30</b>: Congestion
  <ul>
  <li><a href="https://example.org/avoid.pdf">Avoiding Tangles Altogether</a>
  <li><a href="https://example.org/pull.pdf">Pulling Harder</a> (supplementary)
  </ul>
<li><b>Sep 5</b>: Labor Day (no class)</li>
<li><b>Sep 8</b>: TBA</li>
</ul>
<p>See also <a href="https://example.org/2021">the page of last year</a>.</p>
</div>
<!-- <a href="https://example.org/hidden">Not yet</a> -->
<div id="footer">By <a href="mailto:ada@example.edu">Ada</a></div>
</body></html>
"""


def test_a_saved_page_of_a_live_site() -> None:
    page = read(SAVED)
    assert (page.course.title, page.course.term) == ("CS 7: Knots and Nets", "Fall 2022")
    assert [
        (s.line, s.date, s.topic, s.kind, s.tbd, [(r.line, *shown(r)) for r in s.readings])
        for s in page.sessions
    ] == [
        (
            11,
            date(2022, 8, 25),
            "Introduction",
            "lecture",
            None,
            [
                (13, "unspecified", "Arguments from One End", "https://example.org/ends.pdf"),
                (14, "optional", "The Philosophy of Rope & Twine", "https://example.org/rope.pdf"),
            ],
        ),
        (
            17,
            date(2022, 8, 30),
            "Congestion",
            "lecture",
            None,
            [
                (19, "unspecified", "Avoiding Tangles Altogether", "https://example.org/avoid.pdf"),
                (20, "optional", "Pulling Harder", "https://example.org/pull.pdf"),
            ],
        ),
        (22, date(2022, 9, 5), "Labor Day (no class)", "holiday", None, []),
        (23, date(2022, 9, 8), "", "lecture", "TBA", []),
    ]
    first = page.sessions[0].readings[0]
    assert ([name.literal for name in first.author], first.year) == (["Stone", "Reef", "Clove"], 1984)
    assert [link.url for link in page.sessions[0].links] == ["l1.pdf"]


def test_what_stands_around_a_saved_page_is_told_of_with_its_line() -> None:
    assert [(item.line, item.text, item.why) for item in read(SAVED).skipped if item.line != 2] == [
        (
            25,
            "See also [the page of last year](https://example.org/2021).",
            "it stands outside of the schedule",
        ),
        (27, '<a href="https://example.org/hidden">Not yet</a>', "commented out"),
        (7, "[Home](https://knots.example.edu/cs7/)", "it stands in the navigation"),
        (28, "[Ada](mailto:ada@example.edu)", "it stands in a footer"),
    ]


WORDS_IN_CELLS = """\
<h2>CS 8 Reading list, Spring 2019</h2>
<table border=1>
<tr><td>Jan 8</td><td>Overview</td><td><a href="l1.pdf">Slides</a></td></tr>
<tr><td>Jan 10</td><td>Consistency</td><td>
<b>Required:</b><br>
<a href="https://example.org/many.pdf">How to Tie Many Knots at Once</a>, Stone and Reef, 1979<br>
<b>Additional:</b><br>
<a href="https://example.org/shared.pdf">Shared Ropes: A Tutorial</a>, Adams and Clove
</td></tr>
<tr><td>Jan 15</td><td>Caches</td><td>
<a href="https://example.org/cache.pdf">Keeping Rope at Hand</a>
<br>Suggested: <a href="https://example.org/smith.pdf">On Drawers</a>
[<a href="https://example.org/smith.ppt">slides</a>]
</td></tr>
<tr><td>Jan 17</td><td>No class</td><td></td></tr>
</table>
"""


def test_words_in_a_cell_mark_what_follows_them() -> None:
    page = read(WORDS_IN_CELLS)
    assert (page.course.title, page.course.term) == ("CS 8 Reading list", "Spring 2019")
    assert [(s.line, s.date, s.topic, s.kind) for s in page.sessions] == [
        (3, date(2019, 1, 8), "Overview", "lecture"),
        (4, date(2019, 1, 10), "Consistency", "lecture"),
        (10, date(2019, 1, 15), "Caches", "lecture"),
        (15, date(2019, 1, 17), "No class", "holiday"),
    ]
    assert [[shown(r) for r in s.readings] for s in page.sessions] == [
        [],
        [
            ("required", "How to Tie Many Knots at Once", "https://example.org/many.pdf"),
            ("optional", "Shared Ropes: A Tutorial", "https://example.org/shared.pdf"),
        ],
        [
            ("unspecified", "Keeping Rope at Hand", "https://example.org/cache.pdf"),
            ("optional", "On Drawers", "https://example.org/smith.pdf"),
        ],
        [],
    ]
    assert [(link.label, link.url) for link in page.sessions[2].readings[1].links] == [
        (None, "https://example.org/smith.pdf"),
        ("slides", "https://example.org/smith.ppt"),
    ]
    assert [name.literal for name in page.sessions[1].readings[1].author] == ["Adams", "Clove"]
    assert page.skipped == ()


COLUMNS = """\
<html><head><title>CS 9: Safe Knots (Fall 2026)</title></head><body>
<header class="site-header"><a href="/">CS 9</a><a href="/staff">Staff</a></header>
<main><h1>CS 9: Safe Knots</h1>
<p><span class="tag">Lecture</span> <span class="tag">Presentation</span></p>
<table>
<thead><tr><th>Date</th><th>Topic</th><th>Required Reading</th><th>Optional Material</th></tr></thead>
<tbody>
<tr class="module"><td colspan="4"><span>MODULE 1</span> Foundations</td></tr>
<tr><td><span>Wed Aug 26</span><span class="tag">Lecture</span></td>
<td><ul><li>Introduction</li><li>What a proof is</li></ul></td>
<td><a href="https://example.org/read.pdf">How to Read a Knot</a></td>
<td><ul><li><a href="https://example.org/film">Caught Between</a></li>
<li><a href="https://example.org/safe.pdf">Practical Safety</a></li></ul></td></tr>
<tr><td>Mon Sep 7</td><td colspan="3">Labor Day &mdash; no class</td></tr>
<tr><td rowspan="2">Wed Sep 9</td><td rowspan="2">Locks</td>
<td><a href="https://example.org/lock.pdf">A Lock of Hair</a></td><td></td></tr>
<tr><td><a href="https://example.org/key.pdf">The Key of C</a></td><td>N/A</td></tr>
</tbody></table></main>
<footer><a href="https://example.edu">Example</a></footer></body></html>
"""


def test_a_table_with_columns_for_each_level_and_merged_cells() -> None:
    page = read(COLUMNS)
    assert (page.course.title, page.course.term) == ("CS 9: Safe Knots", "Fall 2026")
    assert [(s.date, s.topic, s.kind, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (
            date(2026, 8, 26),
            "Introduction",
            "lecture",
            [
                ("required", "How to Read a Knot", "https://example.org/read.pdf"),
                ("optional", "Caught Between", "https://example.org/film"),
                ("optional", "Practical Safety", "https://example.org/safe.pdf"),
            ],
        ),
        (date(2026, 9, 7), "Labor Day — no class", "holiday", []),
        (
            date(2026, 9, 9),
            "Locks",
            "lecture",
            [
                ("required", "A Lock of Hair", "https://example.org/lock.pdf"),
                ("required", "The Key of C", "https://example.org/key.pdf"),
            ],
        ),
    ]
    assert page.sessions[0].notes == "What a proof is"
    assert [(item.line, item.text) for item in page.skipped] == [
        (2, "[CS 9](/)"),
        (2, "[Staff](/staff)"),
        (19, "[Example](https://example.edu)"),
    ]


def test_a_column_of_topics_may_hold_readings_and_one_of_weeks_more_than_its_number() -> None:
    page = read(
        """\
<table>
<thead><tr><th>Week</th><th>Date</th><th>Content</th><th>Assignments</th></tr></thead>
<tr><td rowspan="2">1<br>Beginnings</td><td>Aug 29</td><td>Introduction</td><td>Read the syllabus</td></tr>
<tr><td>Aug 31</td><td>Ropes</td><td></td></tr>
<tr><td>2</td><td>Sep 5</td>
<td>Required Reading: <a href="https://example.org/a">The Lottery of Knots</a></td><td>Slides due</td></tr>
</table>
""",
        year=2023,
    )
    assert [(s.week, s.date, s.topic, s.notes, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (1, date(2023, 8, 29), "Introduction", "Read the syllabus", []),
        (1, date(2023, 8, 31), "Ropes", None, []),
        (
            2,
            date(2023, 9, 5),
            "",
            "Slides due",
            [("required", "The Lottery of Knots", "https://example.org/a")],
        ),
    ]


def test_columns_can_be_told() -> None:
    text = "<table><tr><th>Tag</th><th>Was</th><th>Zettel</th></tr><tr><td>12.10.</td><td>Knoten</td>"
    text += "<td><a href='https://example.org/a'>Die Knoten der Alten</a></td></tr></table>"
    page = read(text, year=2023, columns={"Tag": "date", "Was": "topic", "Zettel": "required"})
    assert [(s.date, s.topic, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (date(2023, 10, 12), "Knoten", [("required", "Die Knoten der Alten", "https://example.org/a")])
    ]


def test_words_that_a_person_names_go_before_those_that_are_known() -> None:
    page = read(WORDS_IN_CELLS, required=["Additional"], optional=["Required"], level="required")
    assert [[r.level for r in s.readings] for s in page.sessions] == [
        [],
        ["optional", "required"],
        ["required", "optional"],
        [],
    ]


EXPORTED = (
    '<html><head><meta content="text/html; charset=UTF-8"><style>.c1{color:red}</style></head>'
    '<body class="doc-content">'
    '<p class="c4 title" id="h.x"><span class="c3">CS 10: Reading Group (Spring 2023)</span></p>\n'
    '<h2 class="c5" id="h.y"><span class="c6">Week 1 (Jan 11): Scheduling</span></h2>\n'
    '<p class="c1"><span class="c7">Required</span></p>\n'
    '<ul class="c8"><li class="c1"><span class="c2"><a href="https://www.google.com/url?q=https://arxiv.org/abs/'
    '2101.00001&amp;sa=D&amp;source=editors&amp;usg=AO">A Paper on Knots</a></span>'
    "<span>, SOSP 2021</span></li></ul>\n"
    '<p class="c1"><span style="font-weight:700">Optional</span></p>\n'
    '<ul><li><span><a href="https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fp%3Fa%3D1%26b&amp;sa=D">'
    "Another Paper</a></span></li></ul>\n"
    "<h2><span>Week 2 (Jan 18): no meeting</span></h2></body></html>"
)


def test_a_document_that_googles_editor_exported() -> None:
    page = read(EXPORTED)
    assert (page.course.title, page.course.term) == ("CS 10: Reading Group", "Spring 2023")
    assert [(s.week, s.date, s.topic, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (
            1,
            date(2023, 1, 11),
            "Scheduling",
            [
                ("required", "A Paper on Knots", "https://arxiv.org/abs/2101.00001"),
                ("optional", "Another Paper", "https://example.org/p?a=1&b"),
            ],
        ),
        (2, date(2023, 1, 18), "no meeting", []),
    ]
    assert page.skipped == ()


OLD = """\
<HTML><HEAD><TITLE>CS 3 Readings</TITLE></HEAD><BODY BGCOLOR=white>
<CENTER><H1>CS 3: Readings, Fall 1999</H1></CENTER>
<B>Lecture 1 (9/2).</B> Introduction
<UL>
<LI><A HREF="a.ps">Hints for the Design of Knots</A> B. Stone. SOSP 1983.
</UL>
<B>Lecture 2 (9/7).</B> Ropes<P>
<UL>
<LI>No reading
</UL>
<P>
<FONT SIZE=+1>Lecture 3 (9/9).</FONT> Nets
<BLOCKQUOTE>
<A HREF="c.ps">Monitors of Rope</A><BR>
<A HREF="d.ps">Processes of Rope</A> (optional)
</BLOCKQUOTE>
</BODY></HTML>
"""


def test_a_page_from_before_style_sheets() -> None:
    page = read(OLD)
    assert (page.course.title, page.course.term) == ("CS 3: Readings", "Fall 1999")
    assert [(s.line, s.date, s.topic, s.tbd, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (
            3,
            date(1999, 9, 2),
            "Introduction",
            None,
            [("unspecified", "Hints for the Design of Knots", "a.ps")],
        ),
        (7, date(1999, 9, 7), "Ropes", "No reading", []),
        (
            12,
            date(1999, 9, 9),
            "Nets",
            None,
            [("unspecified", "Monitors of Rope", "c.ps"), ("optional", "Processes of Rope", "d.ps")],
        ),
    ]


def test_a_list_of_terms_that_are_dates() -> None:
    page = read(
        """\
<h1>Seminar (Winter 2020)</h1>
<dl>
<dt>January 7</dt><dd>Overview <a href="s.pdf">[slides]</a></dd>
<dt>January 9</dt><dd><p>Caches</p>
<p><a href="https://example.org/a">A Paper on Drawers</a> <span class="badge">Required</span></p>
<p><a href="https://example.org/b">B Paper on Drawers</a> <span class="badge">Optional</span></p></dd>
</dl>
"""
    )
    assert [(s.date, s.topic, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (date(2020, 1, 7), "Overview", []),
        (
            date(2020, 1, 9),
            "Caches",
            [
                ("required", "A Paper on Drawers", "https://example.org/a"),
                ("optional", "B Paper on Drawers", "https://example.org/b"),
            ],
        ),
    ]
    assert [link.url for link in page.sessions[0].links] == ["s.pdf"]


def test_many_links_of_a_navigation_are_told_of_together() -> None:
    links = "".join(f"<a href='/{n}'>Page {n}</a>" for n in range(9))
    page = read(f"<nav>{links}</nav><h2>Week 1</h2><ul><li><a href='a'>A Paper</a></ul>")
    assert [(item.line, item.why) for item in page.skipped] == [(1, "9 links that stand in the navigation")]
    assert all(f"[Page {n}](/{n})" in page.skipped[0].text for n in range(9))


def test_scripts_are_no_links_and_what_is_embedded_is_told_of() -> None:
    page = read(
        "<h2>Week 1</h2><ul><li><a href='javascript:alert(1)'>Clever</a> <a href='#top'>Top</a>"
        "<li><a href='https://example.org/a'>A Paper</a></ul><iframe src='https://example.org/film'></iframe>"
    )
    dumped = page.model_dump_json()
    assert "javascript:" not in dumped and "#top" not in dumped
    assert [item.why for item in page.skipped] == ["it is embedded in the page"]


def test_no_entity_is_expanded() -> None:
    bomb = (
        '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )
    page = read(f"{bomb}<h2>Week 1</h2><ul><li><a href='https://example.org/a'>A &b; &c; Paper</a></ul>")
    dumped = page.model_dump_json()
    assert "lol" not in dumped.replace("ENTITY", "").replace('"lol"', "") and "root:" not in dumped
    assert [r.links[0].url for s in page.sessions for r in s.readings] == ["https://example.org/a"]


def test_links_in_tags_that_are_nested_without_end_are_told_of() -> None:
    text = "<div>" * 5_000 + "<a href='https://example.org/deep'>Deep</a>"
    page = read(text)
    assert "https://example.org/deep" in page.model_dump_json()
    assert "nested more than" in page.remarks[-1]


def test_how_sure_it_is() -> None:
    def sure(name: str, text: str) -> float:
        return HtmlReader().recognises(Page(name, text))

    assert sure("schedule", SAVED) > 0.9
    assert sure("part.html", WORDS_IN_CELLS) > 0.8
    assert 0 < sure("part.txt", WORDS_IN_CELLS) < 0.8
    assert sure("README.md", "- [A](https://example.org)\n- 1 < 2\n") == 0
    assert sure("README.md", "# Nets\n<div>\n- [A](https://example.org)\n</div>\n") == 0


@pytest.mark.parametrize(
    "text", ["", "\ufeff", "<", "<!--", "<html>", "\x00", "<p>&#0;&#xD800;</p>", "<a href"]
)
def test_a_page_with_nothing_in_it(text: str) -> None:
    assert read(text).sessions == ()


@given(courses())
def test_a_made_up_course_comes_back(meetings: tuple[Meeting, ...]) -> None:
    for text in (html_table(meetings), html_site(meetings), html_cards(meetings), html_lists(meetings)):
        assert found(read(text, year=meetings[0].date.year)) == truth(meetings)


@given(html_jumbles())
@example("<!-- <a href='https://u1.example.org/p'>x</a> -->")
def test_no_link_vanishes(text: str) -> None:
    kept = read(text).model_dump_json()
    assert addresses(text) <= addresses(kept)


@given(ANY_TEXTS)
def test_any_text_can_be_read(text: str) -> None:
    assert 0 <= HtmlReader().recognises(Page("a.html", text)) <= 1
    assert isinstance(read(text), PageContent)
