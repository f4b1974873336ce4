"""Asking, merging and proposing, against sources that are made up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from readinglist import Name, PartialDate, Reading, ReadingList, Session, UsageError
from readinglist.lists.new_reading import add
from readinglist.metadata.resolve.resolution import Resolution, explain, render_resolution
from readinglist.metadata.resolve.resolver import resolve
from readinglist.metadata.resolve.rounds import Inquiry
from readinglist.metadata.services.service import Absent, Candidate, Found, Notice, Outcome, Unavailable
from readinglist.model.identifiers import Identifier
from readinglist.model.provenance import Lock
from readinglist.model.reading import Relation
from readinglist.web.asking.answers import Answer, Asker

DOI = Identifier("doi", "10.1145/1")
ARXIV = Identifier("arxiv", "1706.03762")
AUTHORS = (Name(family="Vaswani", given="Ashish"), Name(family="Shazeer", given="Noam"))


def candidate(identifier: Identifier, source: str = "fake", **more: object) -> Candidate:
    fields = more.pop("fields", {})
    return Candidate.model_validate(
        {
            "identifier": identifier,
            "source": source,
            "address": f"https://{source}.example/{identifier.value}",
            "retrieved": "2026-01-02T03:04:05Z",
            "fields": fields,
            **more,
        }
    )


class Fake:
    """A source with prepared answers that counts what it is asked."""

    def __init__(
        self,
        known: Mapping[Identifier, Candidate],
        name: str = "fake",
        down: bool = False,
        stop: bool = False,
    ) -> None:
        self.name, self.known, self.down, self.stop = name, known, down, stop
        self.asked: list[Identifier] = []

    def takes(self, identifier: Identifier) -> bool:
        return identifier.scheme in ("doi", "arxiv", "url")

    def fetch(self, identifiers: Sequence[Identifier], session: Asker) -> Iterator[Outcome]:
        self.asked += identifiers
        for identifier in identifiers:
            where = {"identifier": identifier, "source": self.name, "address": "https://fake.example"}
            if self.stop:
                raise KeyboardInterrupt
            if self.down:
                yield Unavailable(**where, reason="HTTP 503")
            elif identifier in self.known:
                yield Found(candidate=self.known[identifier])
            else:
                yield Absent(**where, reason="not found")


class Nobody:
    """A session that no fake source needs."""

    def get(self, url: str, **options: object) -> Answer:
        raise AssertionError(f"{url} was asked for")

    def forget(self, asked: str) -> None:
        """Nothing is kept here."""


PUBLISHED = candidate(
    DOI,
    fields={
        "type": "paper-conference",
        "title": "Attention Is All You Need",
        "author": AUTHORS,
        "issued": PartialDate.of(2017),
        "container_title": "Advances in Neural Information Processing Systems",
        "doi": "10.1145/1",
    },
)
PREPRINT = candidate(
    ARXIV,
    fields={
        "type": "article",
        "title": "Attention Is All You Need",
        "author": AUTHORS,
        "issued": PartialDate.of(2017, 6, 12),
        "arxiv_id": "1706.03762",
    },
    relations=[Relation(kind="published_as", target=DOI)],
)


def asked(
    *readings: Reading, source: Fake | None = None, lock: Lock | None = None, **options: object
) -> Resolution:
    source = source or Fake({DOI: PUBLISHED, ARXIV: PREPRINT})
    return resolve(readings, lock or Lock(), Nobody(), [source], [], **options)  # type: ignore[arg-type]


def test_what_is_missing_is_filled_and_says_by_whom() -> None:
    (entry,) = asked(Reading(key="a", title="Attention is all you need", doi="10.1145/1"))
    assert entry.after.author == AUTHORS
    assert entry.after.title == "Attention is all you need", "only its capitals differ"
    assert {c.field for c in entry.changes} >= {"author", "issued", "container_title"}
    assert all(c.source == "fake" and c.address for c in entry.changes)


def test_a_preprint_is_proposed_as_published_with_its_evidence() -> None:
    (entry,) = asked(
        Reading(key="a", type="article", title="Attention Is All You Need", arxiv_id="1706.03762")
    )
    assert entry.upgrade is not None and entry.upgrade.strength == "identifier"
    assert [e.source for e in entry.upgrade.evidence]
    assert entry.after.doi == "10.1145/1" and entry.after.arxiv_id == "1706.03762"
    assert entry.after.type == "paper-conference"


def test_what_only_a_search_finds_is_never_applied() -> None:
    alone = candidate(ARXIV, fields={**PREPRINT.fields})
    found = candidate(DOI, fields={**PUBLISHED.fields})
    (entry,) = asked(
        Reading(
            key="a", type="article", title="Attention Is All You Need", author=AUTHORS, arxiv_id="1706.03762"
        ),
        source=Fake({ARXIV: alone}),
        search=lambda title, family, session: [found],
    )
    assert entry.upgrade is not None and entry.upgrade.strength == "search"
    assert entry.after.doi is None
    assert "doi" in {change.field for change in entry.suggested}
    assert entry.waiting


def test_nobody_is_asked_twice() -> None:
    source = Fake({DOI: PUBLISHED, ARXIV: PREPRINT})
    readings = [Reading(key=key, title="T", doi="10.1145/1", arxiv_id="1706.03762") for key in ("a", "b")]
    asked(*readings, source=source)
    assert sorted(source.asked) == sorted({DOI, ARXIV})


def test_down_is_not_absent_and_changes_nothing() -> None:
    reading = Reading(key="a", title="T", doi="10.1145/1")
    resolution = asked(reading, source=Fake({}, down=True))
    (entry,) = resolution
    assert entry.after == reading and not resolution.waiting
    assert resolution.nobody_answered and entry.could_not_be_asked
    assert "could not ask fake: HTTP 503" in render_resolution(resolution, "text")


def test_a_person_who_stops_it_keeps_what_was_heard() -> None:
    first, second = Fake({}, name="slow", stop=True), Fake({ARXIV: PREPRINT})
    reading = Reading(key="a", title="Attention Is All You Need", arxiv_id="1706.03762")
    resolution = resolve([reading], Lock(), Nobody(), [first, second], [])
    assert resolution.interrupted
    assert resolution.entries[0].after.author == AUTHORS


def test_pages_are_read_only_where_nobody_said_the_venue() -> None:
    batched, paged = Fake({DOI: PUBLISHED}), Fake({}, name="pages")
    readings = [
        Reading(key="a", title="Attention Is All You Need", doi="10.1145/1", url="https://x.example/a"),
        Reading(key="b", title="Another", url="https://x.example/b"),
    ]
    resolve(readings, Lock(), Nobody(), [batched], [paged])
    assert [i.value for i in paged.asked] == ["https://x.example/b"]


def test_a_retraction_cannot_be_overlooked() -> None:
    bad = PUBLISHED.model_copy(update={"notices": (Notice(kind="retraction", text="retracted"),)})
    resolution = asked(
        Reading(key="a", title="Attention Is All You Need", doi="10.1145/1"), source=Fake({DOI: bad})
    )
    (finding,) = resolution.findings
    assert (finding.level, finding.key) == ("error", "a")
    for format in ("text", "json", "markdown"):
        assert "retracted" in render_resolution(resolution, format)


def test_applying_writes_entry_and_lock_and_twice_is_once(tmp_path: Path) -> None:
    text = "@misc{a,\n  title = {Attention Is All You Need},\n  doi = {10.1145/1},\n}\n"
    (tmp_path / "readings.bib").write_text(text)
    rl = ReadingList.read(tmp_path)
    resolution = asked(*rl)
    assert resolution.waiting
    done = rl.applied(resolution)
    assert done.diff().startswith("--- a/readings.bib")
    done.write()
    again = ReadingList.read(tmp_path)
    assert again.readings["a"].author == AUTHORS
    assert (tmp_path / "readings.lock.json").exists()
    second = asked(*again, lock=again.lock)
    assert not second.waiting
    assert again.applied(second).diff() == ""


def test_an_edit_by_a_person_stays(tmp_path: Path) -> None:
    (tmp_path / "readings.bib").write_text(
        "@misc{a,\n  title = {Attention Is All You Need},\n  doi = {10.1145/1},\n}\n"
    )
    rl = ReadingList.read(tmp_path)
    rl.applied(asked(*rl)).write()
    ReadingList.read(tmp_path).replace("a", container_title="NeurIPS 2017").write()
    edited = ReadingList.read(tmp_path)
    (entry,) = asked(*edited, lock=edited.lock)
    assert entry.after.container_title == "NeurIPS 2017"


def test_a_conflict_is_shown_until_it_is_decided() -> None:
    rl = ReadingList(
        [Reading(key="a", title="Attention Is All You Need", doi="10.1145/1", issued=PartialDate.of(1999))]
    )
    resolution = asked(*rl)
    assert [c.field for c in resolution.entries[0].conflicts] == ["issued"]
    assert rl.applied(resolution).readings["a"].year == 1999
    again = rl.applied(resolution)
    assert asked(*again, lock=again.lock).waiting
    decided = rl.applied(resolution, keep=True)
    assert decided.readings["a"].year == 1999
    assert not asked(*decided, lock=decided.lock).waiting


def test_a_list_that_changed_meanwhile_is_not_touched(tmp_path: Path) -> None:
    rl = ReadingList([Reading(key="a", title="Attention Is All You Need", doi="10.1145/1")])
    resolution = asked(*rl)
    with pytest.raises(UsageError, match="resolve it again"):
        rl.replace("a", note="new").applied(resolution)


def test_reports_say_field_by_field_old_and_new() -> None:
    resolution = asked(Reading(key="a", title="Attention Is All You Need", doi="10.1145/1"))
    text = render_resolution(resolution, "text")
    assert "author: Ashish Vaswani; Noam Shazeer  [fake]" in text
    data = json.loads(render_resolution(resolution, "json"))
    assert {p["field"] for p in data["proposals"]} >= {"author", "issued"}
    assert {"key", "kind", "field", "old", "new", "source", "address", "rule", "evidence"} <= set(
        data["proposals"][0]
    )
    assert "| change | author |" in render_resolution(resolution, "markdown")
    explained = explain(resolution.entries[0], resolution.lock.base("a"))
    assert "doi" in explained and "https://fake.example/10.1145/1" in explained


def test_hostile_answers_stay_text_in_reports() -> None:
    evil = "<script>alert(1)</script> | x \x1b[31m \u202e {{ y }}"
    bad = candidate(DOI, fields={"title": "Attention", "author": (Name(literal=evil),)})
    resolution = asked(Reading(key="a", title="Attention", doi="10.1145/1"), source=Fake({DOI: bad}))
    for format in ("text", "markdown"):
        shown = render_resolution(resolution, format)
        assert not set("\x1b\u202e") & set(shown)
    assert "<script" not in render_resolution(resolution, "markdown")


def asking(*sources: Fake) -> Inquiry:
    return Inquiry(Nobody(), list(sources), [])


def empty() -> ReadingList:
    return ReadingList(sessions=[Session(week=1, topic="First"), Session(week=2, topic="Second")])


def test_adding_makes_entry_key_and_assignment() -> None:
    added = add(
        empty(),
        "arXiv:1706.03762v5",
        asking(Fake({DOI: PUBLISHED, ARXIV: PREPRINT})),
        week=2,
        level="required",
    )
    assert added.done == "added"
    assert added.reading.key == "vaswani2017attention"
    assert added.reading.doi == "10.1145/1"
    assert [a.reading.key for a in added.rl.week(2).required] == ["vaswani2017attention"]
    assert added.rl.lock.base("vaswani2017attention")


def test_adding_says_where_it_is_already() -> None:
    source = Fake({DOI: PUBLISHED, ARXIV: PREPRINT})
    rl = add(empty(), "1706.03762", asking(source), week=1, level="required").rl
    same = add(rl, "https://arxiv.org/pdf/1706.03762.pdf", asking(source), week=1)
    assert same.done == "present" and any("week 1, “First”" in remark for remark in same.remarks)
    other = add(rl, "https://doi.org/10.1145/1", asking(source), week=2, level="optional")
    assert other.done == "assigned" and len(other.rl) == 1
    assert [a.level for a in other.rl.week(2).assignments] == ["optional"]


def test_adding_finds_the_paper_under_another_identifier() -> None:
    rl = ReadingList(
        [
            Reading(
                key="mine", title="Attention is all you need", author=AUTHORS, url="https://x.example/p.pdf"
            )
        ],
        sessions=[Session(week=1)],
    )
    added = add(rl, "10.1145/1", asking(Fake({DOI: PUBLISHED})))
    assert added.done == "present" and added.reading.key == "mine"
    assert "under another identifier" in added.remarks[0]


def test_adding_without_network_keeps_the_identifier_and_says_what_is_missing() -> None:
    added = add(empty(), "1706.03762", asking(Fake({}, down=True)), week=1)
    assert added.reading.arxiv_id == "1706.03762" and added.reading.title is None
    assert added.reading.key == "arxiv170603762"
    assert any("could not ask fake" in remark for remark in added.remarks)
    assert any("title, authors, year" in remark for remark in added.remarks)


@pytest.mark.parametrize("text", ["", "no identifier", "javascript:alert(1)"])
def test_what_is_no_identifier_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        add(empty(), text, asking(Fake({})))


def test_adding_to_a_week_that_is_not_there_is_refused_before_anybody_is_asked() -> None:
    source = Fake({ARXIV: PREPRINT})
    with pytest.raises(UsageError, match="no week 9"):
        add(empty(), "1706.03762", asking(source), week=9)
    assert not source.asked
