"""One list item of a page: what is its title, what are its links, and what the words around them say."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.importing.content import PageReading
from readinglist.importing.interpret.dates import days, first_year, term_of, written_date
from readinglist.importing.interpret.headings import heading_of, kind_of
from readinglist.importing.interpret.items import Item, item_of
from readinglist.importing.interpret.levels import LevelWords, stated_default
from readinglist.importing.interpret.people import authors, speakers
from readinglist.importing.interpret.session_builder import session_line
from readinglist.importing.interpret.titles import split_title
from readinglist.settings import Hints
from readinglist.text.markdown.page_parser import parse_spans
from readinglist.text.markdown.parser import inline_links
from readinglist.text.markdown.spans import Span, joined, plain
from readinglist.text.markdown.writer import to_markdown
from readinglist.text.safety import safe_url

WORDS = LevelWords()
URL = "https://example.org/p.pdf"


def item(text: str, hints: Hints | None = None) -> Item:
    return item_of(parse_spans(text), LevelWords(hints), line=7)


def reading(text: str, hints: Hints | None = None) -> PageReading:
    (found,) = item(text, hints).readings
    return found


def said(text: str) -> dict[str, object]:
    """What was found of an item besides its own words and its one link."""
    kept = reading(text).model_dump(exclude_defaults=True)
    return {name: value for name, value in kept.items() if name not in ("line", "text", "links")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"[On Caches]({URL})", {"title": "On Caches"}),
        (f"[Sparse Nets. [ICLR’18]]({URL})", {"title": "Sparse Nets", "venue": "ICLR", "year": 2018}),
        (f"[Sparse Nets [GRAPHX, 2016]]({URL})", {"title": "Sparse Nets", "venue": "GRAPHX", "year": 2016}),
        (f"[Sparse Nets (POPL '14)]({URL})", {"title": "Sparse Nets", "venue": "POPL", "year": 2014}),
        (f"[Sparse Nets]({URL}) MLSys'20", {"title": "Sparse Nets", "venue": "MLSys", "year": 2020}),
        (f"[Sparse Nets]({URL}), KDD 2017.", {"title": "Sparse Nets", "venue": "KDD", "year": 2017}),
        (f"[SOSP'19] [Sparse Nets]({URL})", {"title": "Sparse Nets", "venue": "SOSP", "year": 2019}),
        (f"[Sparse Nets (OSDI16)]({URL})", {"title": "Sparse Nets", "venue": "OSDI", "year": 2016}),
        (
            f"[Sparse Nets [SC'21, Best Paper finalist]]({URL})",
            {"title": "Sparse Nets", "venue": "SC", "year": 2021, "award": "Best Paper finalist"},
        ),
        (
            f"[Sparse Nets [Best Paper Award, DAC’21]]({URL})",
            {"title": "Sparse Nets", "venue": "DAC", "year": 2021, "award": "Best Paper Award"},
        ),
        (f"[Sparse Nets [Blog post]]({URL})", {"title": "Sparse Nets", "note": "Blog post"}),
        (f"[Nets (formerly: Webs)]({URL})", {"title": "Nets", "note": "formerly: Webs"}),
        (f"[Windows 2000]({URL})", {"title": "Windows 2000"}),
        (f"[Search (1/2)]({URL})", {"title": "Search (1/2)"}),
        (f"[Who Needs Nets?]({URL})", {"title": "Who Needs Nets?"}),
        (f'["Nets in the Wild"]({URL})', {"title": "Nets in the Wild"}),
        (
            f"Read Chapter 1 of [_The Book_]({URL}). You need the library's network.",
            {"title": "The Book", "locator": "Chapter 1", "note": "You need the library's network."},
        ),
        (f"Chapter 3 of the [book]({URL})", {"title": "book", "locator": "Chapter 3"}),
        (f"[The Book (Chapters 1 and 2)]({URL})", {"title": "The Book", "locator": "Chapters 1 and 2"}),
        (f"[Nets]({URL}) (section 1, without 1.4).", {"title": "Nets", "locator": "section 1, without 1.4"}),
        (f"[Nets]({URL}), §§ 2-3", {"title": "Nets", "locator": "§§ 2-3"}),
        (f"[Chapter 3]({URL})", {"locator": "Chapter 3"}),
        (
            f"[How to Skim]({URL}) gives some good advice.",
            {"title": "How to Skim", "note": "gives some good advice."},
        ),
        (f"[Nets]({URL}): a short story.", {"title": "Nets", "note": "a short story."}),
        (
            f"Ada's [Notes on the Engine]({URL}) will help, too.",
            {"title": "Notes on the Engine", "note": "Ada's Notes on the Engine will help, too."},
        ),
        (
            f"[Nets]({URL}), Ada Lovelace, Alan Turing. SOSP 2019. Best paper award",
            {
                "title": "Nets",
                "author": (
                    {"family": "Lovelace", "given": "Ada"},
                    {"family": "Turing", "given": "Alan"},
                ),
                "venue": "SOSP",
                "year": 2019,
                "award": "Best paper award",
            },
        ),
        (
            f"[Nets]({URL}) (Lovelace et al., 2017)",
            {"title": "Nets", "author": ({"literal": "Lovelace"}, {"literal": "others"}), "year": 2017},
        ),
        (
            f"Ada Lovelace and Alan Turing [Nets in the Wild]({URL}) CVPR 2001.",
            {
                "title": "Nets in the Wild",
                "author": (
                    {"family": "Lovelace", "given": "Ada"},
                    {"family": "Turing", "given": "Alan"},
                ),
                "venue": "CVPR",
                "year": 2001,
            },
        ),
        (f"Required: [Nets]({URL})", {"title": "Nets", "level": "required"}),
        (f"(Optional) [Nets]({URL})", {"title": "Nets", "level": "optional"}),
        (f"[Nets]({URL}) (Required)", {"title": "Nets", "level": "required"}),
        (f"**Optional** [Nets]({URL})", {"title": "Nets", "level": "optional"}),
        (f"[Nets]({URL}) `optional`", {"title": "Nets", "level": "optional"}),
        (f"Pflichtlektüre: [Netze]({URL})", {"title": "Netze", "level": "required"}),
    ],
)
def test_an_item_with_one_link(text: str, expected: dict[str, object]) -> None:
    assert said(text) == expected
    assert reading(text).links[0].url == URL
    assert reading(text).line == 7


@pytest.mark.parametrize(
    ("text", "title", "links"),
    [
        (
            "Nets in the Wild [[PDF](a), [slides](b), [code](c)]",
            "Nets in the Wild",
            "PDF a, slides b, code c",
        ),
        ("Nets in the Wild: [code](c) | [paper](a)", "Nets in the Wild", "paper a, code c"),
        ("[Nets in the Wild](u)[[pdf](a)] [video](v)", "Nets in the Wild", "None u, pdf a, video v"),
        ("[PDF](a) Nets in the Wild", "Nets in the Wild", "PDF a"),
        ("Nets in the Wild: https://example.org/a", "Nets in the Wild", "None https://example.org/a"),
        ("[paper](a)", None, "paper a"),
        ("https://example.org/a_(b).", None, "None https://example.org/a_(b)"),
        ("<https://example.org/a>", None, "None https://example.org/a"),
        ("[Nets](http://example.org/~ada papers/n.pdf)", "Nets", "None http://example.org/~ada papers/n.pdf"),
        (
            "[Nets broken\nover lines](https://example.org/a\n)",
            "Nets broken over lines",
            "None https://example.org/a",
        ),
        (
            "[Nets](https://en.example.org/wiki/Net_(maths))",
            "Nets",
            "None https://en.example.org/wiki/Net_(maths)",
        ),
        ("A tutorial on [nets](u) (and one more [tutorial](v))", "nets", "None u"),
    ],
)
def test_several_links_are_one_reading(text: str, title: str | None, links: str) -> None:
    found = reading(text)
    assert found.title == title
    assert ", ".join(f"{link.label} {link.url}" for link in found.links) == links


def test_links_in_prose_stay_in_the_prose() -> None:
    found = reading("[Nets](u). The later paper [Webs of Nets](v) is better, and so is a [tutorial](w).")
    assert [link.url for link in found.links] == ["u"]
    assert found.note == "The later paper [Webs of Nets](v) is better, and so is a [tutorial](w)."


def test_an_enumeration_of_titles_is_a_reading_each() -> None:
    text = "[Nets in the Wild](a) [[slides](s)] and [Webs of the World](b) (Optional)"
    first, second = item(text).readings
    assert (first.title, [link.url for link in first.links], first.level) == (
        "Nets in the Wild",
        ["a", "s"],
        "unspecified",
    )
    assert (second.title, [link.url for link in second.links], second.level) == (
        "Webs of the World",
        ["b"],
        "optional",
    )
    assert second.text == "[Webs of the World](b) (Optional)"
    assert first.item is second.item is None  # of two levels, they stand in two lists


def test_citation_keys_are_kept() -> None:
    assert [r.key for r in item("{% cite ada1843 turing1936 --locator 3 %}").readings] == [
        "ada1843",
        "turing1936",
    ]
    found = reading("{% reference ada1843 %}, the notes only")
    assert (found.key, found.text) == ("ada1843", "[@ada1843], the notes only")
    assert reading("[@ada1843]").key == "ada1843"


@pytest.mark.parametrize(
    ("text", "title", "names"),
    [
        (
            "Ada Lovelace and Alan Turing. Nets in the Wild. OSDI 2004.",
            "Nets in the Wild",
            "Ada Lovelace, Alan Turing",
        ),
        (
            "Nets in the Wild, Ada Lovelace and Alan Turing, OSDI 2004",
            "Nets in the Wild",
            "Ada Lovelace, Alan Turing",
        ),
        (
            "Lovelace, A. and Turing, A. (2004). Nets in the Wild. OSDI.",
            "Nets in the Wild",
            "A. Lovelace, A. Turing",
        ),
        ('Lovelace et al. "Nets in the Wild". OSDI 2004. [pdf](u)', "Nets in the Wild", "Lovelace, et al."),
        ("Nets in the Wild by Ada Lovelace and Alan Turing", "Nets in the Wild", "Ada Lovelace, Alan Turing"),
        ("*Nets in the Wild*, chapters 1-3", "Nets in the Wild", ""),
    ],
)
def test_a_citation_without_a_linked_title(text: str, title: str, names: str) -> None:
    found = reading(text)
    assert (found.title, ", ".join(map(str, found.author))) == (title, names)


@pytest.mark.parametrize(
    "text",
    [
        "More reading coming soon ...",
        "TBD",
        "N/A",
        "[N/A](https://arxiv.org)",
        "Readings to be announced",
        "—",
    ],
)
def test_a_placeholder_is_no_reading(text: str) -> None:
    assert item(text).readings == ()
    assert item(text).tbd


def test_an_empty_address_is_a_reading_without_link() -> None:
    found = reading("[Nets in the Wild]()")
    assert (found.title, found.links) == ("Nets in the Wild", ())


def test_hints_say_what_words_and_bold_mean() -> None:
    hints = Hints(required=("bold", "KEY"), optional=("companion",), level="optional")
    assert reading("**[Nets](u)**", hints).level == "required"
    assert reading("[Nets](u) (Companion)", hints).level == "optional"
    assert reading("KEY: [Nets](u)", hints).level == "required"
    assert reading("[Nets](u)", hints).level == "optional"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Required reading:", "required"),
        ("**Suggested papers**", "optional"),
        ("Additional Systems Reading", "optional"),
        ("Further reading", "optional"),
        ("Reading (optional)", "optional"),
        ("supplementary:", "optional"),
        ("Lectures complémentaires", "optional"),
        ("必读", "required"),
        ("Readings", "unspecified"),
        ("Discussion paper:", "unspecified"),
        ("Main Memory Systems", None),
        ("Related Work on Caches", None),
        ("Introduction", None),
    ],
)
def test_headings_that_mark_readings(text: str, level: str | None) -> None:
    assert WORDS.heading(text) == level


def test_a_page_states_what_is_unmarked() -> None:
    assert stated_default("Mandatory: unless otherwise specified.") == "required"
    assert stated_default("All readings are optional unless marked otherwise") == "optional"
    assert stated_default("Required: [Nets](u)") is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1/24/22", "1/24/22"),
        ("Week 3 (Feb 7): Marginals 2", "Feb 7"),
        ("Mon Jan 3", "Mon Jan 3"),
        ("Thursday, September 5th, 2024", "Thursday, September 5th, 2024"),
        ("22 Aug 2024", "22 Aug 2024"),
        ("am 24.01.2022", "24.01.2022"),
        ("Tues, 9/6", "Tues, 9/6"),
        ("2022-01-24T10:00:00", "2022-01-24T10:00:00"),
        ("(11/11) Holiday", "11/11"),
        ("1月24日", "1月24日"),
        ("3. Mai", "3. Mai"),
        ("Novel 3", None),
        ("Decoding 4 and Marginals 2", None),
        ("Section 13/45", None),
        ("version 1.2.3", None),
    ],
)
def test_dates_in_words(text: str, written: str | None) -> None:
    found = written_date(text)
    assert (found.text if found else None) == written


def test_the_year_goes_on_where_the_months_begin_again() -> None:
    found = days(["Nov 29", None, "Dec 6", "Jan 10"], 2023)
    assert found == (
        datetime.date(2023, 11, 29),
        None,
        datetime.date(2023, 12, 6),
        datetime.date(2024, 1, 10),
    )


def test_what_the_numbers_of_a_date_mean_is_decided_by_the_page() -> None:
    assert days(["3/9", "17/9"], 2021) == (datetime.date(2021, 9, 3), datetime.date(2021, 9, 17))
    assert days(["9/3", "9/17"], 2021) == (datetime.date(2021, 9, 3), datetime.date(2021, 9, 17))
    # No number is above 12, but only as days of March these run on from week to week.
    assert days(["1/3", "8/3"], 2021) == (datetime.date(2021, 3, 1), datetime.date(2021, 3, 8))


def test_no_year_no_day_and_no_such_day() -> None:
    assert days(["Jan 11", "2/30/22"], None) == (None, None)
    assert first_year(Hints(term="Fall ’19")) == 2019
    assert first_year(Hints(year=2020, term="Fall 2019"), "Spring 2022") == 2020
    assert (term_of("Machine Learning Systems (Spring 2022)"), term_of("Systems")) == ("Spring 2022", None)


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 1, 1)))
def test_a_date_in_any_form_is_that_day(day: datetime.date) -> None:
    forms = (
        f"{day:%b} {day.day}",
        f"{day.day} {day:%B}",
        f"{day.isoformat()}",
        f"{day:%d.%m.%Y}",
        f"{day:%a %b} {day.day}",
    )
    for form in forms:
        assert days([form], day.year) == (day,), form


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Week 3: Hardware (Feb 7)", ("Hardware", 3, "Feb 7")),
        ("Week 3 (Feb 7): Hardware", ("Hardware", 3, "Feb 7")),
        ("Jan 11 — Introduction", ("Introduction", None, "Jan 11")),
        ("Lecture 12 (2/14/2023) - Nets (Part 2)", ("Nets (Part 2)", None, "2/14/2023")),
        ("Week of Jan 8", ("", None, "Jan 8")),
        ("Week 0", ("", 0, None)),
        ("Sept 5 - Sept 7: Nets", ("Nets", None, "Sept 5")),
        ("第3周 基础", ("基础", 3, None)),
        ("Nets", ("Nets", None, None)),
    ],
)
def test_headings_of_sessions(text: str, expected: tuple[object, ...]) -> None:
    heading = heading_of(text)
    assert (heading.topic, heading.week, heading.date_text) == expected


@pytest.mark.parametrize(
    ("topic", "kind"),
    [
        ("Holiday (Presidents Day)", "holiday"),
        ("no class - MLK day", "holiday"),
        ("Spring Break", "break"),
        ("RRR Week", "other"),
        ("Project Presentations", "project"),
        ("Poster Session", "project"),
        ("Midterm", "exam"),
        ("Exam review", "lecture"),
        ("Discussion of Caches", "discussion"),
        ("Projection Methods", "lecture"),
        ("Test-Time Compute", "lecture"),
    ],
)
def test_kinds_of_sessions(topic: str, kind: str) -> None:
    assert kind_of(topic) == kind


def test_people_and_their_affiliations() -> None:
    spans = parse_spans(
        "[Guest Speakers: Prof. Ada Lovelace (Engine, Inc)](https://a.org) and Alan Turing (NPL)"
    )
    assert [(p.name, p.affiliation, p.url) for p in speakers(spans)] == [
        ("Ada Lovelace", "Engine, Inc", "https://a.org"),
        ("Alan Turing", "NPL", None),
    ]
    assert [str(name) for name in authors("Ada Lovelace, Alan Turing, et al.")] == [
        "Ada Lovelace",
        "Alan Turing",
        "et al.",
    ]
    assert authors("gives a good overview") == ()


@pytest.mark.parametrize(
    ("text", "links", "note", "unlinked"),
    [
        (
            "Lecture slides: [[pdf](a), [pptx](b)]",
            "Lecture slides (PDF) a, Lecture slides (PPTX) b",
            None,
            (),
        ),
        ("Lecture slides: [PDF], [PPTX]", "", None, ("PDF", "PPTX")),
        (
            "[Submit your review](u) before 1 PM.",
            "Submit your review u",
            "Submit your review before 1 PM.",
            (),
        ),
        ("[Slides](a) and [notes](b)", "Slides a, notes b", None, ()),
        ("There is no class today.", "", "There is no class today.", ()),
    ],
)
def test_lines_of_a_session(text: str, links: str, note: str | None, unlinked: tuple[str, ...]) -> None:
    line = session_line(parse_spans(text))
    assert ", ".join(f"{link.label} {link.url}" for link in line.links) == links
    assert (line.note, line.unlinked) == (note, unlinked)


def test_titles_keep_what_is_theirs() -> None:
    for title in (
        "ImageNet 2012",
        "C++11",
        "Life in May 2020",
        "A (B) C",
        "Net[flix] and Chill",
        "What Is ...",
    ):
        assert split_title(title, WORDS).title == title


MARKUP = st.sampled_from(
    ("[", "]", "(", ")", "*", "**", "_", "`", "<", ">", "&amp;", "\\", "!", "{", "}", "|", "](", " ")
)
TEXTS = st.lists(st.one_of(MARKUP, st.text(max_size=6)), max_size=30).map("".join)


@given(TEXTS)
def test_any_text_is_an_item_whose_words_are_kept(text: str) -> None:
    spans = parse_spans(text)
    found = item_of(spans, WORDS)
    if plain(spans):
        assert found.tbd is not None or found.readings
    for one in found.readings:
        assert plain(parse_spans(one.text)) in plain(spans) or len(found.readings) > 1


SPANS = st.builds(
    Span,
    text=st.text(max_size=8),
    url=st.none() | st.just("https://e.org/a?b=1&c"),
    bold=st.booleans(),
    italic=st.booleans(),
    code=st.booleans(),
    key=st.none(),
)


@given(st.lists(SPANS))
def test_spans_as_markdown_show_the_same(spans: list[Span]) -> None:
    assert plain(parse_spans(to_markdown(spans))) == plain(joined(spans))


@given(
    st.lists(
        st.sampled_from(("https://e.org/a", "mailto:ada@e.org", "notes.pdf", "https://e.org/?q=a&b=(c)")),
        max_size=4,
    )
)
def test_links_as_markdown_lead_to_the_same(urls: list[str]) -> None:
    spans = [span for url in urls for span in (Span("to "), Span("a place", url))]
    assert [url for url, _ in inline_links(to_markdown(spans))] == [safe_url(url) for url in urls]


@pytest.mark.parametrize("address", ["N/A", "#", "TBD", "todo"])
def test_an_address_that_is_none_leads_nowhere(address: str) -> None:
    (reading,) = item_of(parse_spans(f"[Maps of Color Considered]({address})", {}), LevelWords()).readings
    assert (reading.title, reading.links) == ("Maps of Color Considered", ())
    assert reading.text == "[Maps of Color Considered]()"


@pytest.mark.parametrize(
    ("tail", "note"),
    [
        (" Slides [Alpha](https://e.org/b)", "Slides [Alpha](https://e.org/b)"),
        (", [SOSP'21](https://e.org/b)", "[SOSP'21](https://e.org/b)"),
    ],
)
def test_a_link_among_credits_is_kept(tail: str, note: str) -> None:
    (reading,) = item_of(parse_spans(f"[Maps of Color](https://e.org/a){tail}", {}), LevelWords()).readings
    assert (reading.title, reading.note) == ("Maps of Color", note)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[x <a href=u>*y](v) *z*</a> *k*", "[x \\*y](v) *z* *k*"),
        ("<a href=u>w [x</a>](v) z", "[w ](u)[x](v) z"),
        ("![x <a href=u>y](v) z", "x y z"),
    ],
)
def test_an_anchor_that_crosses_a_link_ends_with_it(text: str, written: str) -> None:
    assert to_markdown(parse_spans(text)) == written


@pytest.mark.parametrize("title", ["Heron SQL: Queries on Ponds", "Open NPI: A Library of Reeds"])
def test_a_system_in_front_of_a_colon_is_no_author(title: str) -> None:
    """Its capitals look like initials behind a family name."""
    found = reading(f"[{title}](https://u1.invalid/a.pdf)")
    assert (found.title, found.author) == (title, ())
