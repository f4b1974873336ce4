"""What an item of a page is as a record, which items are one work, and the key that it gets."""

from __future__ import annotations

import pytest
from import_sample import CHIMERA, ZERO, again, first, item, keys, page, row

from readinglist.importing import ImportedPage
from readinglist.importing import update_list as update_list
from readinglist.importing.content import PageContent, PageReading
from readinglist.importing.update.item_records import clean_address, complete, record_of, with_label
from readinglist.lists.reading_list import ReadingList
from readinglist.model.reading import Link, Name, PartialDate, Reading


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://arxiv.org/abs//2306.11698", "https://arxiv.org/abs/2306.11698"),
        ("https://doi.org/10.1145/3447786.3456245.", "https://doi.org/10.1145/3447786.3456245"),
        ("https://example.org/a paper.pdf", "https://example.org/a%20paper.pdf"),
        (" <https://example.org/x> ", "https://example.org/x"),
        ("https://example.org/a\n   b.pdf", "https://example.org/ab.pdf"),
        ("https://example.org/end.", "https://example.org/end."),
        ("http://user@example.org:80/A?q=1#part", "http://user@example.org:80/A?q=1#part"),
        ("assets/lec 1.pdf", "assets/lec%201.pdf"),
        ("", ""),
    ],
)
def test_an_address_loses_its_dirt_and_nothing_else(written: str, meant: str) -> None:
    assert clean_address(written) == meant
    assert clean_address(meant) == meant


@pytest.mark.parametrize(
    ("link", "label"),
    [
        (Link(url="https://example.org/x.pdf", label="pdf"), "PDF"),
        (Link(url="https://example.org/x.pdf"), "PDF"),
        (Link(url="https://github.com/a/b", label="[source code]"), "Code"),
        (Link(url="https://github.com/a/b"), "Code"),
        (Link(url="https://youtu.be/x"), "Video"),
        (Link(url="talk.pptx", label="slides"), "Slides"),
        (Link(url="https://example.org/", label="A Longer Read"), "A Longer Read"),
        (Link(url="https://example.org/"), None),
        (Link(url="http://[broken"), None),
    ],
)
def test_a_link_is_named_by_its_words_else_by_its_address(link: Link, label: str | None) -> None:
    assert with_label(link).label == label


def test_identifiers_come_from_the_links_that_lead_to_the_work() -> None:
    found = PageReading(
        title="ZeRO",
        links=(
            Link(url="https://arxiv.org/pdf/1910.02054v2.pdf"),
            Link(url="https://doi.org/10.1109/SC41405.2020.00024.", label="doi"),
            Link(url="https://arxiv.org/abs/1706.03762", label="See also Attention"),
        ),
    )
    record = record_of(found)
    assert (record.arxiv_id, record.arxiv_version) == ("1910.02054", 2)
    assert record.doi == "10.1109/sc41405.2020.00024"
    assert record.url == "https://arxiv.org/pdf/1910.02054v2.pdf"
    assert [link.label for link in record.links] == ["doi", "See also Attention"]


@pytest.mark.parametrize(
    ("urls", "type"),
    [
        ((ZERO,), "article"),
        (("https://doi.org/10.1145/3282307",), "document"),
        (("https://example.org/x.pdf",), "document"),
        (("https://example.org/post",), "webpage"),
        ((), "document"),
    ],
)
def test_a_type_says_no_more_than_is_known(urls: tuple[str, ...], type: str) -> None:
    assert record_of(item("Some Work", *urls)).type == type


def test_a_known_venue_gives_its_name_and_the_type_of_what_appears_there() -> None:
    record = record_of(item("Chimera", CHIMERA, venue="SC", year=2021, award="Best Paper finalist"))
    assert record.type == "paper-conference"
    assert record.container_title_short == "SC"
    assert record.container_title is not None
    assert (record.year, record.award) == (2021, "Best Paper finalist")
    unknown = record_of(item("Learned Index", venue="ICMD", year=2018))
    assert (unknown.container_title_short, unknown.container_title) == ("ICMD", None)


@pytest.mark.parametrize("bare", ["arXiv:1706.03762", "10.1145/3282307", "doi:10.1145/3282307"])
def test_a_bare_identifier_is_no_address(bare: str) -> None:
    record = record_of(item("Some Work", bare))
    assert record.url is None
    assert record.links == ()
    assert record.arxiv_id or record.doi


def test_an_item_without_title_and_link_is_named_by_its_words() -> None:
    assert record_of(PageReading(text="Handout on **consensus**, see [notes]()")).title == (
        "Handout on consensus, see notes"
    )


@pytest.mark.parametrize("year", [-10000, 10000, 0])
def test_no_year_breaks_a_record(year: int) -> None:
    assert record_of(item("X", year=year)).title == "X"


def test_a_key_that_cannot_be_cited_is_not_taken() -> None:
    rl = first(
        page(row(1, "A", item("Some Work Here", key="bad key,{}"), item("Other Work Here", key="good")))
    ).rl
    assert list(rl.readings) == ["workhere", "good"]


def test_what_the_page_holds_as_a_record_is_taken_as_it_is() -> None:
    held = Reading(
        key="vaswani2017", type="paper-conference", title="Attention Is All You Need", doi="10.1000/x"
    )
    record = record_of(PageReading(title="Attention", record=held, year=2017, links=(Link(url=ZERO),)))
    assert (record.key, record.title, record.doi) == ("vaswani2017", "Attention Is All You Need", "10.1000/x")
    assert record.year == 2017


def test_one_paper_in_two_weeks_is_one_entry_with_two_assignments() -> None:
    found = page(
        row(1, "A", item("ZeRO: Memory Optimizations", ZERO)),
        row(
            2,
            "B",
            item("ZeRO: Memory Optimizations", "https://arxiv.org/pdf/1910.02054.pdf", level="optional"),
        ),
        row(3, "C", item("Zero: memory optimizations", "https://example.org/zero.pdf", locator="section 3")),
    )
    rl = first(found).rl
    (key,) = rl.readings
    assert [a.level for a in rl.assignments] == ["required", "optional", "required"]
    assert rl.sessions[2].required[0].locator == "section 3"
    assert {link.url for link in rl.readings[key].all_links()} >= {ZERO, "https://example.org/zero.pdf"}


def test_one_identifier_under_two_titles_is_two_entries_and_a_remark() -> None:
    found = page(row(1, "A", item("Attention Is All You Need", ZERO), item("Deep Residual Learning", ZERO)))
    imported = first(found)
    assert list(imported.rl.readings) == ["attentionall", "deepresidual"]
    (remark,) = imported.account.remarks
    assert "arxiv:1910.02054 stands under two titles" in remark
    assert again(imported, found).account.changes == ()


def test_a_title_alone_does_not_join_what_identifiers_part() -> None:
    found = page(row(1, "A", item("Learned Index Structures Revisited", ZERO)))
    other = page(row(2, "B", item("Learned Index Structures Revisited", CHIMERA)))
    rl = first(page(*found.sessions, *other.sessions)).rl
    assert len(rl) == 2


def test_short_titles_are_those_of_many_works() -> None:
    one = item("Introduction", "https://a.example/1")
    two = item("Introduction", "https://b.example/1")
    assert len(first(page(row(1, "A", one, two))).rl) == 2
    mine = {"author": (Name(family="Codd"),)}
    assert len(first(page(row(1, "A", one.model_copy(update=mine), two.model_copy(update=mine)))).rl) == 1


def test_the_same_item_twice_in_a_session_is_one_assignment_and_told() -> None:
    twice = item("ZeRO: Memory Optimizations", ZERO, line=7)
    imported = first(page(row(1, "A", twice, twice)))
    assert len(imported.rl.assignments) == 1
    (left,) = imported.account.untaken
    assert (left.line, left.why) == (7, "stands twice in this session")


def test_two_parts_of_a_book_are_two_assignments() -> None:
    book = "https://example.org/book"
    found = page(
        row(
            1,
            "A",
            item("Principles of System Design", book, locator="chapter 1"),
            item("Principles of System Design", book, locator="chapter 3"),
        )
    )
    imported = first(found)
    assert [a.locator for a in imported.rl.assignments] == ["chapter 1", "chapter 3"]
    assert len(imported.rl) == 1


def test_entries_of_the_list_are_found_again_and_keep_their_keys() -> None:
    rl = ReadingList(
        [
            Reading(key="rajbhandari2020zero", title="ZeRO: Memory Optimizations", arxiv_id="1910.02054"),
            Reading(key="byTitle", title="Chimera: Efficiently Training Networks"),
        ]
    )
    found = page(
        row(
            1,
            "A",
            item("ZeRO", "https://arxiv.org/abs/1910.02054v3"),
            item("Chimera: efficiently training networks"),
        )
    )
    imported = first(found, rl)
    assert keys(imported) == {"required": ["rajbhandari2020zero", "byTitle"]}
    assert len(imported.rl) == 2


def test_keys_that_pages_state_are_not_given_to_others() -> None:
    found = PageContent(
        reader="hand",
        unscheduled=(
            item("Clipper Serving System", level="unspecified"),
            item("Other Thing Entirely", level="unspecified", key="clipperserving"),
        ),
    )
    assert list(first(found).rl.readings) == ["clipperservingb", "clipperserving"]


def test_a_bibliography_says_what_the_works_of_a_page_are() -> None:
    held = Reading(
        key="rajbhandari2020zero",
        type="paper-conference",
        title="ZeRO: Memory Optimizations Toward Training Trillion Parameter Models",
        author=(Name(family="Rajbhandari", given="Samyam"),),
        issued=PartialDate.of(2020),
        arxiv_id="1910.02054",
    )
    bib = PageContent(reader="bib", unscheduled=(PageReading(record=held),))
    course = page(
        row(1, "A", item("ZeRO: Memory Optimizations Toward Training Trillion Parameter Models", ZERO))
    )
    rl = update_list([ImportedPage(course, "a", "a"), ImportedPage(bib, "b", "b")], ReadingList()).rl
    (key,) = rl.readings
    assert key == "rajbhandari2020zero"
    assert rl.readings[key].type == "paper-conference"
    assert rl.readings[key].url == ZERO
    assert rl.sessions[0].required[0].reading == rl.readings[key]


def test_completing_a_record_loses_no_link() -> None:
    mine = Reading(key="a", url="https://a.example/", links=(Link(url="https://b.example/", label="PDF"),))
    other = Reading(
        key="b", url="https://c.example/x.pdf", links=(Link(url="https://d.example/", label="Code"),)
    )
    urls = [link.url for link in complete(mine, other).all_links()]
    assert urls == [
        "https://a.example/",
        "https://b.example/",
        "https://c.example/x.pdf",
        "https://d.example/",
    ]


def test_a_level_without_a_session_is_told() -> None:
    loose = item("ZeRO: Memory Optimizations", ZERO, level="optional", note="skim", locator="section 2")
    imported = first(PageContent(reader="hand", unscheduled=(loose,)))
    (remark,) = imported.account.remarks
    assert remark.startswith("1 readings under no session")
    (reading,) = imported.rl
    assert reading.note == "section 2; skim"


def test_dates_that_run_backwards_are_told() -> None:
    imported = first(page(row(2, "A"), row(1, "B"), row(3, "C")))
    assert [remark for remark in imported.account.remarks if "out of order" in remark]


def test_the_account_counts_what_is_on_the_page() -> None:
    found = page(
        row(
            1,
            "A",
            item("ZeRO: Memory Optimizations", ZERO),
            item("A Blog Post Somewhere", "https://a.example/p"),
        ),
        row(2, "B", item("A Handout Without Link", level="optional")),
        row(3, "Holiday", kind="holiday"),
        unscheduled=(item("Loose Work Of Somebody", CHIMERA, level="unspecified"),),
    )
    account = first(found).account
    assert (account.sessions, account.sessions_with_readings, account.unscheduled) == (3, 2, 1)
    assert account.levels == {"required": 2, "optional": 1, "unspecified": 0}
    assert (account.readings, account.with_identifier, account.with_address, account.without_link) == (
        4,
        2,
        1,
        1,
    )
