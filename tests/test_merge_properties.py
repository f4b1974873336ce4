"""Whatever people and sources do in whatever order: no edit is lost, and nothing is done twice."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from merge_sample import ARXIV, DOI, entry, names

from readinglist import ReadingList
from readinglist.formats.bibtex.parser import parse
from readinglist.formats.bibtex.writer import render_reading
from readinglist.metadata.merge.equality import compare, exact
from readinglist.metadata.merge.three_way import apply, merge
from readinglist.metadata.services.service import Candidate
from readinglist.model.identifiers import Identifier
from readinglist.model.provenance import FIELDS, Lock, Provenance, to_json
from readinglist.model.provenance import parse as parse_lock
from readinglist.model.provenance import render as render_lock
from readinglist.model.reading import Link, PartialDate, Reading

QUICK = settings(deadline=None, max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])

# Values that agree, that complete one another and that contradict, for every kind of field.
VALUES: dict[str, list[Any]] = {
    "type": ["article", "document", "paper-conference", "article-journal"],
    "title": ["Deep Nets", "deep {nets}", "Deep Nets: A Survey", "Deep Trees", "Soil of Wetlands"],
    "author": [
        names("Vaswani, Ashish", "Shazeer, Noam"),
        names("Shazeer, Noam", "Vaswani, Ashish"),
        names("Vaswani, A.", "Shazeer, Noam M."),
        names("Vaswani, Ashish", "others"),
        names("Vaswani, A.", "others"),
        names("Ashish Vaswani", "Noam Shazeer"),
        names("Doe, Jane"),
    ],
    "issued": [PartialDate.of(2017), PartialDate.of(2017, 6), PartialDate.of(2018), PartialDate.of(2018, 2)],
    "container_title": ["NeurIPS", "Journal of Nets", "J. Nets", "arXiv preprint arXiv:1706.03762"],
    "page": ["405-450", "405", "405--50", "e7"],
    "doi": ["10.5555/3295222", "10.5555/other", "10.65215/hijacked"],
    "url": ["https://a.example/", "http://a.example", "https://b.example/x"],
    "volume": ["7", "07", "8"],
    "publisher": ["ACM", "Elsevier", "arXiv"],
    "abstract": ["One.", "one", "Two."],
    "links": [(Link(url="https://a.example/x.pdf"),), (Link(url="https://b.example/y.pdf", label="PDF"),)],
}
some_fields = st.fixed_dictionaries({}, optional={f: st.sampled_from(v) for f, v in VALUES.items()})
readings = some_fields.map(lambda fields: entry(**fields))


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    source = draw(st.sampled_from(["crossref", "datacite", "arxiv", "landing"]))
    return Candidate(
        identifier=draw(st.sampled_from([DOI, ARXIV, Identifier("url", "https://a.example/")])),
        source=source,
        address=f"https://{source}.example/{draw(st.integers(0, 2))}",
        retrieved="2026-11-01T00:00:00Z",
        fields=draw(some_fields),
        online=draw(st.sampled_from([None, "2017-06-12", "2018"])),
    )


@st.composite
def bases(draw: st.DrawFn) -> dict[str, Provenance]:
    sources = st.sampled_from(["crossref", "arxiv", "gone"])
    return {
        field: Provenance(value=to_json(value), source=draw(sources), address="https://a.example/", time="t")
        for field, value in draw(some_fields).items()
    }


lists = st.lists(candidates(), max_size=4)


@given(readings, bases(), lists)
@QUICK
def test_applying_twice_is_applying_once(mine: Reading, base: dict[str, Provenance], heard: Any) -> None:
    once = merge(mine, base, heard)
    done = apply(mine, once)
    again = merge(done, once.provenance, heard)
    assert again.changes == ()
    assert apply(done, again) == done
    assert again.provenance == once.provenance


@given(readings, bases(), lists)
@QUICK
def test_conflicts_and_kept_fields_are_never_written(
    mine: Reading, base: dict[str, Provenance], heard: Any
) -> None:
    merged = merge(mine, base, heard)
    done = apply(mine, merged)
    changed = {change.field for change in merged.changes}
    for change in (*merged.conflicts, *merged.kept):
        assert change.field not in changed
        assert getattr(done, change.field) == getattr(mine, change.field) == change.old
    for field in Reading.model_fields:
        if field not in changed:
            assert getattr(done, field) == getattr(mine, field)
    assert len(changed) == len(merged.changes)


@given(readings, bases(), st.lists(candidates(), min_size=2, max_size=3), lists)
@QUICK
def test_the_order_of_candidates_of_one_source_makes_no_difference(
    mine: Reading, base: dict[str, Provenance], of_one: list[Candidate], others: list[Candidate]
) -> None:
    of_one = [candidate.model_copy(update={"source": "crossref"}) for candidate in of_one]
    for turned in permutations(of_one):
        assert merge(mine, base, [*turned, *others]) == merge(mine, base, [*of_one, *others])
        assert merge(mine, base, [*others, *turned]) == merge(mine, base, [*others, *of_one])


@given(readings, bases(), lists)
@QUICK
def test_what_a_person_wrote_is_kept_or_completed(
    mine: Reading, base: dict[str, Provenance], heard: Any
) -> None:
    """A value without a base, in an entry that says where it was published, loses nothing."""
    mine = mine.replace(doi="10.5555/3295222", type="paper-conference")
    base = {field: said for field, said in base.items() if field == "doi"}
    done = apply(mine, merge(mine, base, heard))
    for field in FIELDS:
        if (value := getattr(mine, field)) and field not in ("doi", "container_title"):
            assert compare(field, value, getattr(done, field)) in ("same", "fuller"), field


@given(readings, candidates())
@QUICK
def test_whatever_a_source_says_otherwise_is_told(mine: Reading, said: Candidate) -> None:
    said = said.model_copy(update={"fields": {f: v for f, v in said.fields.items() if f != "title"}})
    merged = merge(mine, {}, [said])
    told = {change.field for change in (*merged.changes, *merged.conflicts, *merged.kept)}
    for believed in merge(entry(), {}, [said]).changes:
        value = getattr(mine, believed.field)
        if not value or compare(believed.field, value, believed.new) == "different":
            assert believed.field in told


@given(st.lists(some_fields, min_size=1, max_size=5))
@QUICK
def test_a_field_that_no_person_touched_follows_the_source(years: list[dict[str, Any]]) -> None:
    mine, base = entry(), dict[str, Provenance]()
    for says in years:
        says = {field: value for field, value in says.items() if value != "10.65215/hijacked"}
        candidate = Candidate(
            identifier=Identifier("url", "https://a.example/"),
            source="landing",
            address="https://a.example/",
            retrieved="2026-11-01T00:00:00Z",
            fields={**says, "type": "paper-conference"},
        )
        merged = merge(mine, base, [candidate])
        assert merged.conflicts == ()
        mine, base = apply(mine, merged), dict(merged.provenance)
        for field, theirs in says.items():
            if field != "type":
                assert compare(field, getattr(mine, field), theirs) in ("same", "poorer"), field


class Years(RuleBasedStateMachine):
    """A person, two sources and a tool that takes turns at one entry, through the real lock file.

    Who owns a field is kept by this machine, apart from the merge: the last to write it,
    until source and person say the same letter for letter.
    """

    fields = ("title", "author", "issued", "container_title", "page", "url", "volume", "abstract")

    def __init__(self) -> None:
        super().__init__()
        self.reading = entry(type="paper-conference", doi="10.5555/3295222")
        self.lock = Lock()
        self.says: dict[str, dict[str, Any]] = {"crossref": {}, "arxiv": {}}
        self.up = {"crossref": True, "arxiv": True}
        self.owned: dict[str, Any] = {}

    @rule(field=st.sampled_from(fields), data=st.data())
    def person_edits(self, field: str, data: st.DataObject) -> None:
        self._edit(field, data.draw(st.sampled_from(VALUES[field])))

    @rule(field=st.sampled_from(fields))
    def person_removes(self, field: str) -> None:
        if field in self.lock.base(self.reading.key):
            self._edit(field, () if field == "author" else None)

    def _edit(self, field: str, value: Any) -> None:
        if value != getattr(self.reading, field):
            self.reading = self.reading.replace(**{field: value})
            self.owned[field] = value

    @rule(source=st.sampled_from(["crossref", "arxiv"]), field=st.sampled_from(fields), data=st.data())
    def source_says(self, source: str, field: str, data: st.DataObject) -> None:
        self.says[source][field] = data.draw(st.sampled_from(VALUES[field]))

    @rule(source=st.sampled_from(["crossref", "arxiv"]))
    def source_goes_down_or_up(self, source: str) -> None:
        self.up[source] = not self.up[source]

    def _ask(self) -> list[Candidate]:
        by = {"crossref": DOI, "arxiv": ARXIV}
        return [
            Candidate(
                identifier=by[source],
                source=source,
                address=f"https://{source}.example/",
                retrieved="2026-11-01T00:00:00Z",
                fields=dict(fields),
            )
            for source, fields in self.says.items()
            if self.up[source]
        ]

    @rule()
    def tool_refreshes(self) -> None:
        asked, key = self._ask(), self.reading.key
        self._release(asked)
        base = self.lock.base(key)
        merged = merge(self.reading, base, asked)
        self.reading = apply(self.reading, merged)
        text = render_lock(self.lock.with_entry(key, merged.provenance))
        self.lock, findings = parse_lock(text)
        assert findings == ()
        for field in {"author", "page"} & set(self.owned) - set(base):
            value = getattr(self.reading, field)
            if value != self.owned[field]:
                assert compare(field, self.owned[field], value) == "fuller"
                self.owned[field] = value

    def _release(self, asked: list[Candidate]) -> None:
        """A field is a source's again where the file says just what a source says, or said last."""
        base = self.lock.base(self.reading.key)
        for field in list(self.owned):
            value = to_json(self.owned[field])
            said = [to_json(c.fields[field]) for c in asked if field in c.fields]
            if value in said or (field in base and value == base[field].value):
                del self.owned[field]

    @invariant()
    def no_edit_is_ever_lost(self) -> None:
        for field, value in self.owned.items():
            assert getattr(self.reading, field) == value, field


TestYears = Years.TestCase
TestYears.settings = settings(
    deadline=None,
    max_examples=examples(120),
    stateful_step_count=25,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_a_way_through_the_file_does_not_look_like_an_edit() -> None:
    """What the tool writes into readings.bib, and reads from it again, is still untouched."""
    for reading in ReadingList.example().readings.values():
        for ascii in (True, False):
            (back,) = parse(render_reading(reading, ascii=ascii, classic=False)).readings
            for field in FIELDS:
                mine, theirs = getattr(reading, field), getattr(back, field)
                assert (not mine and not theirs) or exact(field, mine, theirs), (reading.key, field)


def stated_by(reading: Reading, source: str) -> Candidate:
    left_out = {"key", "extra", "entry_type", "note", "award", "keyword", "arxiv_version"}
    fields = {name: value for name, value in reading if value and name not in left_out}
    by = Identifier("url", reading.url or "")
    return Candidate(identifier=by, source=source, address=reading.url or "", retrieved="t", fields=fields)


def test_a_list_that_is_right_gets_no_proposal() -> None:
    for reading in ReadingList.example().readings.values():
        merged = merge(reading, {}, [stated_by(reading, "crossref")])
        assert (merged.changes, merged.conflicts, merged.kept) == ((), (), ()), reading.key


def test_titles_and_links_alone_get_everything_that_a_source_states() -> None:
    for reading in ReadingList.example().readings.values():
        bare = Reading(key=reading.key, title=reading.title, url=reading.url)
        merged = merge(bare, {}, [stated_by(reading, "landing")])
        done = apply(bare, merged)
        assert merged.conflicts == ()
        for field in ("author", "issued", "title", "arxiv_id", "abstract"):
            assert getattr(done, field) == getattr(reading, field), (reading.key, field)
        if reading.type != "article":
            assert done.container_title == reading.container_title
