"""From preprint to publication with evidence, and what is known against a work."""

from __future__ import annotations

import pytest
from merge_sample import ARXIV, DOI, MINE, PREPRINT, PUBLISHED, entry, heard, names

from readinglist.metadata.merge.published import Statement, arxiv_year, refusal, upgrade
from readinglist.metadata.merge.three_way import apply, merge
from readinglist.metadata.resolve.resolver import notice_findings
from readinglist.metadata.services.service import Candidate, Notice, NoticeKind
from readinglist.model.identifiers import Identifier
from readinglist.model.reading import PartialDate, Relation

AUTHORS = names("Vaswani, Ashish", "Shazeer, Noam")
OPENREVIEW = Identifier("openreview", "rJl-b3RcF7")


def with_fields(candidate: Candidate, **fields: object) -> Candidate:
    return candidate.model_copy(update={"fields": {**candidate.fields, **fields}})


def with_relation(candidate: Candidate, kind: str, target: Identifier) -> Candidate:
    relation = Relation.model_validate({"kind": kind, "target": target})
    return candidate.model_copy(update={"relations": (relation,)})


@pytest.mark.parametrize(
    "candidates",
    [
        [with_relation(PREPRINT, "published_as", DOI), PUBLISHED],
        [with_relation(PREPRINT, "preprint_of", DOI), PUBLISHED],
        [with_relation(PREPRINT, "version_of", DOI), PUBLISHED],
        [PREPRINT, with_relation(PUBLISHED, "version_of", ARXIV)],
        [PREPRINT, with_relation(PUBLISHED, "same_as", ARXIV)],
        [PREPRINT, with_fields(PUBLISHED, arxiv_id="1706.03762")],
    ],
)
def test_an_identifier_that_leads_to_the_publication_is_evidence(candidates: list[Candidate]) -> None:
    found = upgrade(MINE, candidates)
    assert found and found.may_be_applied and found.strength == "identifier"
    assert found.candidate and found.candidate.identifier == DOI
    assert found.evidence and all(e.statement and e.source and e.address for e in found.evidence)
    assert apply(MINE, merge(MINE, {}, candidates)).container_title == PUBLISHED.fields["container_title"]


def test_the_chain_names_who_says_what_and_where() -> None:
    found = upgrade(MINE, [with_relation(PREPRINT, "published_as", DOI), PUBLISHED])
    assert found
    (link,) = found.evidence
    assert link.statement == "arxiv:1706.03762 was published as doi:10.5555/3295222"
    assert (link.source, link.address) == ("arxiv", "https://arxiv.example/1706.03762")


def test_a_relation_in_the_wrong_direction_is_no_evidence() -> None:
    backwards = with_relation(PUBLISHED, "published_as", ARXIV)
    found = upgrade(MINE, [PREPRINT, backwards])
    assert found and found.strength == "search"


def test_the_candidate_of_a_proposal_is_the_one_that_was_given() -> None:
    found = upgrade(MINE, [with_relation(PREPRINT, "published_as", DOI), PUBLISHED])
    assert found and found.candidate is PUBLISHED


def test_a_chain_may_pass_through_another_name_of_the_preprint() -> None:
    own = Identifier("doi", "10.48550/arxiv.1706.03762")
    same_work = Statement(subject=ARXIV, relation=Relation(kind="same_as", target=own), source="datacite")
    published = Statement(subject=own, relation=Relation(kind="published_as", target=DOI), source="datacite")
    found = upgrade(MINE, [PREPRINT, PUBLISHED], [same_work, published])
    assert found and found.may_be_applied


def test_the_page_of_the_venue_under_the_entrys_own_link_is_evidence() -> None:
    page = with_fields(heard("openreview", by=OPENREVIEW), **PUBLISHED.fields)
    mine = MINE.replace(url="https://openreview.net/forum?id=rJl-b3RcF7")
    found = upgrade(mine, [page], identifiers=[OPENREVIEW])
    assert found and found.may_be_applied
    without = upgrade(mine, [PREPRINT, page])
    assert without and without.strength == "search"


def test_a_search_hit_alone_is_shown_and_never_enough() -> None:
    found = upgrade(MINE, [PREPRINT, PUBLISHED])
    assert found and found.strength == "search" and not found.may_be_applied
    assert found.candidate == PUBLISHED
    assert "search" in found.evidence[0].statement


def test_a_search_hit_that_the_journal_reference_confirms_is_enough() -> None:
    hit = with_fields(PUBLISHED, volume="573", page="94-100", issued=PartialDate.of(2003))
    mine = MINE.replace(arxiv_id="hep-ph/0301001")
    by = Identifier("arxiv", "hep-ph/0301001")
    preprint = with_fields(
        heard("arxiv", by=by, rules={"journal_ref": "Phys.Lett.B573:94-100,2003"}), author=AUTHORS
    )
    confirmed = upgrade(mine, [preprint, hit])
    assert confirmed and confirmed.may_be_applied
    doubtful = upgrade(mine, [preprint, with_fields(hit, volume="574")])
    assert doubtful and not doubtful.may_be_applied


def test_an_identifier_goes_before_a_search_whatever_the_order() -> None:
    by_search = with_fields(
        heard(by=Identifier("doi", "10.1/copy")), **{**PUBLISHED.fields, "doi": "10.1/copy"}
    )
    linked = with_relation(PUBLISHED, "version_of", ARXIV)
    found = upgrade(MINE, [PREPRINT, by_search, linked])
    assert found and found.candidate == linked


def test_a_second_publication_is_named_and_not_chosen() -> None:
    journal = Identifier("doi", "10.1145/9")
    other = with_relation(
        with_fields(heard(by=journal), **{**PUBLISHED.fields, "doi": "10.1145/9"}), "version_of", ARXIV
    )
    found = upgrade(MINE, [with_relation(PUBLISHED, "version_of", ARXIV), other])
    assert found and found.alternatives == (journal,)


def test_a_published_entry_a_book_and_a_preprint_alone_have_no_upgrade() -> None:
    linked = [with_relation(PREPRINT, "published_as", DOI), PUBLISHED]
    assert upgrade(MINE.replace(container_title="NeurIPS"), linked) is None
    assert upgrade(MINE.replace(doi="10.5555/3295222"), linked) is None
    assert upgrade(entry(type="book", title="Attention Is All You Need"), linked) is None
    assert upgrade(MINE, [PREPRINT]) is None
    assert upgrade(MINE, []) is None


def test_journal_arxiv_is_a_preprint() -> None:
    mine = MINE.replace(type="article-journal", container_title="arXiv preprint arXiv:1706.03762")
    found = upgrade(mine, [with_relation(PREPRINT, "published_as", DOI), PUBLISHED])
    assert found and found.may_be_applied


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"doi": "10.65215/x"}, "not to be trusted"),
        ({"issued": PartialDate.of(2014)}, "dated 2014"),
        ({"author": names("Mallory, Eve", "Vaswani, Ashish")}, "the same title"),
        ({"author": names("Mallory, Eve"), "title": "Soil"}, "another title"),
    ],
)
def test_hijacked_and_wrong_copies_are_refused_with_the_reason(
    changes: dict[str, object], reason: str
) -> None:
    mine = MINE.replace(author=AUTHORS)
    copy = with_fields(PUBLISHED, **changes)
    said = refusal(mine, copy)
    assert said and reason in said
    found = upgrade(mine, [with_relation(PREPRINT, "published_as", DOI), copy])
    assert found and found.strength == "refused" and found.candidate is None
    assert [r.reason for r in found.refused] == [said] and not found.may_be_applied


def test_a_refused_copy_does_not_hide_the_publication() -> None:
    copy = heard(by=Identifier("doi", "10.65215/x"), **{**PUBLISHED.fields, "doi": "10.65215/x"})
    found = upgrade(MINE, [copy, with_relation(PREPRINT, "published_as", DOI), PUBLISHED])
    assert found and found.candidate == PUBLISHED and found.may_be_applied
    assert [r.identifier.value for r in found.refused] == ["10.65215/x"]


def test_what_a_person_did_not_write_is_compared_with_what_the_preprint_says() -> None:
    bare = entry(arxiv_id="1706.03762", title=None)
    found = upgrade(bare, [PREPRINT, with_fields(PUBLISHED, author=names("Mallory, Eve"))])
    assert found and found.strength == "refused"


@pytest.mark.parametrize("fields", [{"title": "Soil Chemistry"}, {"author": ()}, {"title": None}])
def test_a_search_hit_that_cannot_be_compared_is_refused(fields: dict[str, object]) -> None:
    found = upgrade(MINE, [PREPRINT, with_fields(PUBLISHED, **fields)])
    assert found and found.strength == "refused"
    assert "only a search" in found.refused[0].reason


def test_a_year_before_the_preprint_an_initial_and_sorted_authors_are_no_reason_to_refuse() -> None:
    mine = MINE.replace(author=AUTHORS)
    for changes in (
        {"issued": PartialDate.of(2016)},
        {"author": names("Vaswani, A.", "Shazeer, N.")},
        {"author": names("Shazeer, Noam", "Vaswani, Ashish")},
        {"title": "Attention Is All You Need: Transformers"},
    ):
        assert refusal(mine, with_fields(PUBLISHED, **changes)) is None


@pytest.mark.parametrize(
    ("arxiv_id", "year"),
    [
        ("1706.03762", 2017),
        ("0704.0001", 2007),
        ("hep-th/9901001", 1999),
        ("math.GT/0309136", 2003),
        (None, None),
    ],
)
def test_an_arxiv_id_says_its_year(arxiv_id: str | None, year: int | None) -> None:
    assert arxiv_year(arxiv_id) == year


# --- retractions and the like ---------------------------------------------------------------------


def notice(kind: NoticeKind, doi: str | None = None, text: str = "") -> Notice:
    return Notice(kind=kind, text=text, doi=doi)


@pytest.mark.parametrize(
    ("kind", "rule", "level"),
    [
        ("retraction", "retracted", "error"),
        ("withdrawal", "withdrawn", "error"),
        ("removal", "withdrawn", "error"),
        ("expression_of_concern", "expression-of-concern", "error"),
        ("correction", "corrected", "info"),
    ],
)
def test_each_kind_of_notice_is_a_finding(kind: NoticeKind, rule: str, level: str) -> None:
    candidate = heard(notices=(Notice(kind=kind, text="Two\nlines", doi="10.1/n", date="2010-02-02"),))
    (finding,) = notice_findings("wakefield1998", [candidate])
    assert (finding.rule, finding.level, finding.key) == (rule, level, "wakefield1998")
    for part in ("crossref", "2010-02-02", "https://doi.org/10.1/n", "Two lines"):
        assert part in finding.message


def test_one_notice_of_two_sources_is_one_finding_that_names_both() -> None:
    told = [
        heard("crossref", notices=(notice("retraction", "10.1/n"), notice("retraction", "10.1/n"))),
        heard("datacite", notices=(notice("retraction", "10.1/n"), notice("retraction"))),
    ]
    (finding,) = notice_findings("k", told)
    assert "crossref and datacite say" in finding.message


def test_the_gravest_comes_first_and_different_notices_stay_apart() -> None:
    told = [
        heard(notices=(notice("correction", "10.1/a"), notice("correction", "10.1/b"), notice("retraction")))
    ]
    assert [f.rule for f in notice_findings("k", told)] == ["retracted", "corrected", "corrected"]
    assert notice_findings("k", [heard()]) == ()
