"""The three-way merge: what a person wrote stays, what nobody touched follows, the rest is listed."""

from __future__ import annotations

import pytest
from merge_sample import (
    ARXIV,
    DOI,
    MINE,
    PREPRINT,
    PUBLISHED,
    entry,
    fields_of,
    first,
    heard,
    names,
    outcome,
    said,
)

from readinglist.metadata.merge.three_way import apply, merge
from readinglist.model.provenance import to_json
from readinglist.model.reading import Link, PartialDate

Y2017, Y2018 = PartialDate.of(2017), PartialDate.of(2018)


def test_an_empty_field_is_filled_with_its_receipt() -> None:
    merged = merge(entry(), {}, [heard(title="A Title", rules={"title": "subtitle joined"})])
    (change,) = merged.changes
    assert (change.field, change.old, change.new, change.source) == ("title", None, "A Title", "crossref")
    assert change.address == "https://crossref.example/10.5555/3295222"
    assert change.time == "2026-11-01T00:00:00Z"
    assert "subtitle joined" in change.rule and change.why
    assert merged.provenance["title"].value == "A Title"
    assert apply(entry(), merged).title == "A Title"


@pytest.mark.parametrize(
    ("mine", "base", "theirs", "expected"),
    [
        ("Old Title", "Old Title", "New Title", "changes"),
        (None, None, "New Title", "changes"),
        ("My Title", "Old Title", "Old Title", "kept"),
        ("New Title", "Old Title", "New Title", "nothing"),
        ("My Title", "Old Title", "New Title", "conflicts"),
        ("My Title", None, "New Title", "conflicts"),
        ("My Title", None, None, "nothing"),
        ("Old Title", "Old Title", None, "nothing"),
        (None, "Old Title", "Old Title", "kept"),
        (None, "Old Title", "New Title", "conflicts"),
        ("My Title", None, "my {title}!", "nothing"),
        ("Old Title", "Old Title", "OLD TITLE", "nothing"),
        ("my title", "Old Title", "My Title", "nothing"),
    ],
)
def test_each_case_of_the_three_way_merge(
    mine: str | None, base: str | None, theirs: str | None, expected: str
) -> None:
    assert first(mine, theirs, base=base) == expected


def test_a_conflict_shows_both_values_and_writes_neither() -> None:
    mine = entry(title="My Title")
    merged = merge(mine, {"title": said("Old Title")}, [heard(title="New Title")])
    (conflict,) = merged.conflicts
    assert (conflict.old, conflict.new) == ("My Title", "New Title")
    assert apply(mine, merged) == mine
    assert merged.provenance["title"] == said("Old Title")


def test_a_conflict_that_a_person_settled_comes_up_again_only_with_news() -> None:
    mine, theirs = entry(title="My Title", issued=Y2017), [heard(title="New Title", issued=Y2018)]
    merged = merge(mine, {}, theirs)
    assert fields_of(merged.conflicts) == ["title", "issued"]
    assert set(merged.settled(["issued"])) == {"issued"}
    again = merge(mine, merged.settled(), theirs)
    assert (again.changes, again.conflicts, fields_of(again.kept)) == ((), (), ["title", "issued"])
    news = merge(mine, merged.settled(), [heard(title="Newer Title", issued=Y2018)])
    assert fields_of(news.conflicts) == ["title"]


def test_the_receipt_of_what_has_not_changed_keeps_its_time() -> None:
    mine = entry(title="A Title")
    once = merge(mine, {}, [heard(title="A Title", time="2026-01-01T00:00:00Z")])
    later = merge(mine, once.provenance, [heard(title="A Title", time="2026-11-01T00:00:00Z")])
    assert later.provenance == once.provenance


def test_spelling_that_a_person_chose_stays_theirs_when_the_source_agrees_but_for_case() -> None:
    mine = entry(title="Attention is all you need")
    once = merge(mine, {}, [heard(title="Attention Is All You Need")])
    assert (once.changes, once.conflicts) == ((), ())
    news = merge(mine, once.provenance, [heard(title="Attention Is All They Need")])
    assert fields_of(news.conflicts) == ["title"]


def test_key_extra_note_award_and_keywords_are_nobodys_but_a_persons() -> None:
    candidate = heard(key="k", note="n", award="a", keyword=("x",), extra={"x": "y"}, arxiv_version=3)
    merged = merge(entry(), {}, [candidate])
    assert (merged.changes, merged.conflicts, merged.kept, merged.provenance) == ((), (), (), {})


def test_odd_values_of_a_service_are_left_out_and_the_rest_is_taken() -> None:
    candidate = heard(title="A Title", doi="not a doi", issued={"date_parts": [[None]]}, author=3, page=[])
    assert fields_of(merge(entry(), {}, [candidate]).changes) == ["title"]


def test_values_may_come_as_json() -> None:
    candidate = heard(author=[{"family": "Vaswani", "given": "Ashish"}], issued={"date_parts": [[2017]]})
    merged = merge(entry(), {}, [candidate])
    assert apply(entry(), merged) == entry(author=names("Vaswani, Ashish"), issued=Y2017)


# --- links, types, numbers of which a work has several -----------------------------------------


@pytest.mark.parametrize("base", [None, "https://old.example/", "https://mine.example/paper"])
def test_the_link_that_a_person_gave_is_never_changed(base: str | None) -> None:
    mine = "https://mine.example/paper.pdf"
    assert first(mine, "https://doi.org/10.5555/1", field="url", base=base) == "kept"
    assert first(None, "https://doi.org/10.5555/1", field="url") == "changes"


@pytest.mark.parametrize(
    ("field", "mine", "theirs"),
    [
        ("isbn", "978-0-12-374957-4", "9781450371995"),
        ("publisher", "Morgan Kaufmann", "Elsevier"),
        ("container_title_short", "CACM", "Commun. ACM"),
        ("abstract", "Mine.", "Theirs."),
        ("links", (Link(url="https://a.example/x.pdf"),), (Link(url="https://b.example/y"),)),
    ],
)
def test_another_of_several_right_values_is_no_conflict(field: str, mine: object, theirs: object) -> None:
    assert first(mine, theirs, field=field) in ("kept", "nothing")


def test_the_type_changes_only_from_a_preprint_to_a_publication() -> None:
    merged = merge(MINE, {}, [PUBLISHED])
    assert apply(MINE, merged).type == "paper-conference"
    for mine, theirs in (("chapter", "paper-conference"), ("article-journal", "article"), ("book", "report")):
        assert first(mine, theirs, field="type") in ("kept", "nothing")
    assert first("document", "article", field="type") == "nothing"


def test_a_type_that_a_person_set_back_stays() -> None:
    merged = merge(MINE, {}, [PUBLISHED])
    back = apply(MINE, merged).replace(type="article")
    again = merge(back, merged.provenance, [PUBLISHED])
    assert outcome(again, "type") == "kept"


# --- which source is believed -------------------------------------------------------------------


def test_the_first_source_in_the_order_of_trust_is_believed() -> None:
    one, other = heard("crossref", abstract="One."), heard("datacite", abstract="Other.")
    assert merge(entry(), {}, [one, other]).changes[0].new == "One."
    assert merge(entry(), {}, [other, one]).changes[0].new == "Other."


def test_the_published_version_goes_before_the_preprint_whatever_the_order() -> None:
    for candidates in ([PREPRINT, PUBLISHED], [PUBLISHED, PREPRINT]):
        done = apply(MINE, merge(MINE, {}, candidates))
        assert done.issued == PartialDate.of(2017, 12)
        assert (done.page, done.doi) == ("5998-6008", "10.5555/3295222")
        untitled = MINE.replace(title=None)
        assert apply(untitled, merge(untitled, {}, candidates)).title == "Attention is All you Need"
        assert (done.arxiv_id, done.abstract) == ("1706.03762", "The dominant models.")


def test_arxiv_gives_no_venue_and_no_doi() -> None:
    loud = heard(
        "arxiv",
        by=ARXIV,
        container_title="NeurIPS",
        publisher="arXiv",
        doi="10.48550/arxiv.1706.03762",
        volume="1",
    )
    datacite = heard("datacite", by=ARXIV, publisher="arXiv", type="article", issued=Y2017)
    assert fields_of(merge(MINE, {}, [loud, datacite]).changes) == ["issued"]


def test_the_date_of_the_preprint_does_not_fill_a_published_entry() -> None:
    mine = entry(doi="10.5555/3295222", arxiv_id="1706.03762")
    merged = merge(mine, {}, [PREPRINT])
    assert outcome(merged, "issued") == "kept"
    assert apply(mine, merged).title == "Attention Is All You Need"


def test_what_the_preprint_says_otherwise_is_no_conflict_with_a_published_entry() -> None:
    mine = entry(doi="10.5555/3295222", arxiv_id="1706.03762", title="Attention and Its Needs", issued=Y2018)
    merged = merge(mine, {}, [PREPRINT])
    assert merged.conflicts == ()
    assert {"title", "issued"} <= set(fields_of(merged.kept))


def test_a_title_of_the_publication_is_not_given_to_the_preprint() -> None:
    title = "Attention Is What You Need"
    mine, base = entry(doi="10.5555/3295222", title=title), {"title": said(title)}
    merged = merge(mine, base, [PREPRINT], unavailable=())
    assert (outcome(merged, "title"), merged.provenance["title"]) == ("kept", said(title))


def test_the_date_of_a_published_entry_is_a_persons_even_if_it_is_that_of_the_preprint() -> None:
    mine = entry(doi="10.5555/3295222", issued=PartialDate.of(2017, 6))
    assert outcome(merge(mine, {}, [PREPRINT, PUBLISHED]), "issued") == "conflicts"


def test_the_date_of_the_preprint_gives_way_to_that_of_the_publication() -> None:
    mine = MINE.replace(issued=PartialDate.of(2016))
    preprint = PREPRINT.model_copy(
        update={"fields": {**PREPRINT.fields, "issued": PartialDate.of(2016, 12, 1)}}
    )
    merged = merge(mine, {}, [preprint, PUBLISHED])
    assert apply(mine, merged).issued == PartialDate.of(2017, 12)
    assert outcome(merge(mine, {}, [PREPRINT, PUBLISHED]), "issued") == "conflicts"


def test_journal_arxiv_gives_way_to_the_venue() -> None:
    mine = entry(type="article-journal", container_title="arXiv preprint arXiv:1706.03762")
    done = apply(mine, merge(mine, {}, [PUBLISHED]))
    assert done.container_title == "Advances in Neural Information Processing Systems"
    assert done.type == "paper-conference"


def test_what_belongs_to_the_publication_comes_from_one_publication() -> None:
    conference = heard(container_title="VLDB", type="paper-conference", doi="10.1/a", issued=Y2017)
    journal = heard("landing", container_title="The Other Journal", volume="7", doi="10.1/b", page="1-2")
    companion = heard("openreview", container_title="VLDB", page="3-4")
    done = apply(entry(), merge(entry(), {}, [conference, journal, companion]))
    assert (done.container_title, done.volume, done.page) == ("VLDB", None, "3-4")


def test_a_hijacked_record_is_not_believed_in_anything() -> None:
    by_field = heard(doi="10.65215/x", title="Attention Is All You Need", issued=PartialDate.of(2025))
    by_name = heard(by=DOI._replace(value="10.65215/x"), issued=PartialDate.of(2025))
    merged = merge(entry(), {}, [by_field, by_name])
    assert (merged.changes, merged.conflicts) == ((), ())


def test_names_in_parts_go_before_names_in_one_string() -> None:
    arxiv = heard("arxiv", by=ARXIV, author=names("Maaten, Laurens van der"))
    datacite = heard("datacite", by=ARXIV, author=names("van der Maaten, Laurens"))
    (change,) = merge(entry(), {}, [arxiv, datacite]).changes
    assert (change.source, change.new) == ("datacite", names("van der Maaten, Laurens"))


def test_names_in_parts_are_taken_where_two_lists_of_a_preprint_differ() -> None:
    arxiv = heard("arxiv", by=ARXIV, author=names("Vaswani, Ashish"))
    datacite = heard("datacite", by=ARXIV, author=names("Vaswani, Ashish", "Shazeer, Noam"))
    assert merge(entry(), {}, [arxiv, datacite]).changes[0].source == "datacite"


def test_of_two_lists_that_agree_the_fuller_is_taken() -> None:
    crossref, arxiv = heard(author=names("Vaswani, A.")), heard("arxiv", author=names("Vaswani, Ashish"))
    assert merge(entry(), {}, [crossref, arxiv]).changes[0].source == "arxiv"


def test_an_alphabetical_list_loses_to_the_same_people_in_another_order() -> None:
    alphabetical = heard(author=names("Shazeer, Noam", "Vaswani, Ashish"))
    ordered = heard("landing", author=names("Vaswani, Ashish", "Shazeer, Noam"))
    (change,) = merge(entry(), {}, [alphabetical, ordered]).changes
    assert change.source == "landing"
    mine = entry(author=names("Vaswani, Ashish", "Shazeer, Noam"))
    assert merge(mine, {}, [alphabetical]).conflicts == ()


def test_the_title_with_its_subtitle_and_not_in_capitals_is_taken() -> None:
    short, full = heard(title="BERT"), heard("landing", title="BERT: Pre-training of Transformers")
    assert merge(entry(), {}, [short, full]).changes[0].new == "BERT: Pre-training of Transformers"
    loud, calm = heard(title="SYSTEMS FOR ML"), heard("landing", title="Systems for ML")
    assert merge(entry(), {}, [loud, calm]).changes[0].new == "Systems for ML"


# --- people ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (names("Vaswani, A."), names("Vaswani, Ashish"), names("Vaswani, Ashish")),
        (
            names("Vaswani, Ashish", "others"),
            names("Vaswani, Ashish", "Shazeer, Noam"),
            names("Vaswani, Ashish", "Shazeer, Noam"),
        ),
        (
            names("Vaswani, Ashish", "others"),
            names("Vaswani, A.", "Shazeer, N."),
            names("Vaswani, Ashish", "Shazeer, N."),
        ),
        (names("Konecny, Jakub"), names("Konečný, Jakub"), names("Konečný, Jakub")),
        (names("Andersen, David"), names("Andersen, David G."), names("Andersen, David G.")),
    ],
)
def test_the_fuller_list_of_authors_completes_the_one_that_a_person_wrote(
    mine: object, theirs: object, expected: object
) -> None:
    merged = merge(entry(author=mine), {}, [heard(author=theirs)])
    assert apply(entry(author=mine), merged).author == expected
    again = merge(apply(entry(author=mine), merged), merged.provenance, [heard(author=theirs)])
    assert (again.changes, again.conflicts) == ((), ())


@pytest.mark.parametrize(
    "theirs",
    [
        names("Vaswani, A.", "Shazeer, N."),
        names("Vaswani, Ashish", "others"),
        names("Ashish Vaswani", "Noam Shazeer"),
        names("Shazeer, Noam", "Vaswani, Ashish"),
    ],
)
def test_a_list_of_authors_that_says_less_changes_nothing(theirs: object) -> None:
    mine = names("Vaswani, Ashish", "Shazeer, Noam")
    assert first(mine, theirs, field="author") == "nothing"


def test_an_author_list_that_a_person_shortened_stays_short() -> None:
    full = names("Vaswani, Ashish", "Shazeer, Noam")
    short = names("Vaswani, Ashish", "others")
    assert first(short, full, field="author", base=to_json(full)) == "kept"


def test_a_group_is_never_split_into_a_person() -> None:
    group = names("Google Brain")
    assert first(group, names("Brain, Google"), field="author") == "nothing"


def test_missing_and_further_authors_are_conflicts() -> None:
    mine = names("Vaswani, Ashish", "Shazeer, Noam")
    assert first(mine, mine[1:], field="author") == "conflicts"
    assert first(mine, (*mine, *names("Parmar, Niki")), field="author") == "conflicts"


# --- when a source is silent, or speaks of another work --------------------------------------


def test_a_source_that_could_not_be_asked_leaves_its_fields_as_they_are() -> None:
    mine = entry(title="Attention Is All You Need", issued=Y2018)
    base = {"issued": said(to_json(Y2018), "crossref")}
    landing = heard("landing", issued=Y2017)
    for unavailable in (None, {"crossref"}):
        merged = merge(mine, base, [landing], unavailable=unavailable)
        assert outcome(merged, "issued") == "kept"
        assert merged.provenance["issued"].source == "crossref"
    # Crossref was asked and does not know the work any more.
    assert outcome(merge(mine, base, [landing], unavailable=()), "issued") == "changes"


def test_no_candidate_is_no_change_and_keeps_the_base() -> None:
    base = {"title": said("A Title")}
    merged = merge(entry(title="A Title"), base, [])
    assert (merged.changes, merged.conflicts, merged.kept) == ((), (), ())
    assert merged.provenance == base


def test_an_identifier_that_leads_to_another_work_fills_nothing() -> None:
    mine = entry(title="Attention Is All You Need")
    other = heard(title="Soil Chemistry of Wetlands", volume="3", author=names("Doe, Jane"))
    merged = merge(mine, {}, [other])
    assert merged.changes == ()
    assert fields_of(merged.conflicts) == ["title"]
    assert "another title" in merged.conflicts[0].why
    again = merge(mine, merged.settled(), [other])
    assert again.conflicts == ()


def test_of_two_candidates_the_one_of_another_title_is_left_out() -> None:
    mine = entry(title="Attention Is All You Need")
    other = heard(title="Soil Chemistry of Wetlands", volume="3")
    merged = merge(mine, {}, [other, heard("landing", title="Attention Is All You Need", page="1-2")])
    assert (fields_of(merged.changes), merged.conflicts) == (["page"], ())


def test_candidates_of_an_entry_without_title_must_be_of_one_work() -> None:
    one, other = heard(title="Deep Nets", page="1-2"), heard("landing", title="Soil", volume="3")
    assert fields_of(merge(entry(), {}, [one, other]).changes) == ["title", "page"]


def test_a_page_that_suddenly_has_another_title_fills_nothing_while_the_source_is_silent() -> None:
    mine, base = entry(title="Attention Is All You Need"), {"title": said("Attention Is All You Need")}
    lost = heard("landing", title="Domain for sale", publisher="Sellers")
    merged = merge(mine, base, [lost], unavailable={"crossref"})
    assert (merged.changes, merged.provenance) == ((), base)


@pytest.mark.parametrize("title", ["GFS", "The GFS paper about a file system", "gfs", "Google-Filesystem"])
def test_a_short_title_of_the_same_work_does_not_look_like_another_work(title: str) -> None:
    merged = merge(entry(title=title), {}, [heard(title="The Google File System", volume="37")])
    assert "volume" in fields_of(merged.changes)


def test_a_title_that_a_page_gave_and_nobody_touched_follows_any_source() -> None:
    mine, base = entry(title="[PDF]"), {"title": said("[PDF]", "page")}
    merged = merge(mine, base, [heard(title="The Google File System")], unavailable=())
    assert apply(mine, merged).title == "The Google File System"


def test_the_other_of_the_dates_online_and_in_print_is_no_conflict() -> None:
    candidate = heard(issued=PartialDate.of(2019, 1), online="2018-11-05", print="2019-01")
    for own in (PartialDate.of(2018), PartialDate.of(2018, 11)):
        assert outcome(merge(entry(issued=own), {}, [candidate]), "issued") == "kept"
    assert outcome(merge(entry(issued=Y2017), {}, [candidate]), "issued") == "conflicts"


def test_a_year_that_a_person_wrote_gets_no_month_but_an_untouched_one_does() -> None:
    exactly = PartialDate.of(2017, 12)
    assert first(Y2017, exactly, field="issued") == "nothing"
    assert first(Y2017, exactly, field="issued", base=to_json(Y2017)) == "changes"
    assert first(exactly, Y2017, field="issued", base=to_json(exactly)) == "nothing"
