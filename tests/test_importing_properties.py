"""What holds of every page: nothing vanishes, the same page changes nothing, the page alone is followed."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import Any

from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from import_sample import again, first, page

from readinglist.importing import Imported, ImportedPage
from readinglist.importing import update_list as update_list
from readinglist.importing.content import PageContent, PageReading, PageSession
from readinglist.importing.update.item_records import clean_address
from readinglist.importing.update.snapshots import parse, render
from readinglist.lists.reading_list import ReadingList
from readinglist.model.reading import Link, Name
from readinglist.model.schedule import LEVELS, Person

TEXT = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
TITLES = (
    st.sampled_from(
        ["Chimera: Training Networks", "ZeRO", "Neural Video", "A Few Useful Things to Know", "Introduction"]
    )
    | TEXT
)
URLS = st.sampled_from(
    [
        "https://arxiv.org/abs/1910.02054",
        "https://arxiv.org/pdf/2107.06925v2.pdf",
        "https://arxiv.org/abs//2306.11698",
        "https://doi.org/10.1145/3098822.3098843.",
        "https://example.org/a b.pdf",
        "assets/paper.pdf",
        "https://openreview.net/forum?id=r1gs9JgRZ",
        "https://www.usenix.org/system/files/osdi21-qiao.pdf",
    ]
)
LINKS = st.builds(Link, url=URLS, label=st.none() | st.sampled_from(["PDF", "code", "Slides"]) | TEXT)
ITEMS = st.builds(
    PageReading,
    level=st.sampled_from(LEVELS),
    title=TITLES,
    links=st.lists(LINKS, max_size=3).map(tuple),
    author=st.lists(st.builds(Name, family=TEXT), max_size=2).map(tuple),
    year=st.none() | st.integers(1950, 2030),
    venue=st.none() | st.sampled_from(["SC", "NeurIPS", "ICMD"]),
    locator=st.none() | st.just("chapter 1"),
    note=st.none() | TEXT,
    presenters=st.lists(TEXT, max_size=2, unique=True).map(tuple),
)
SESSIONS = st.builds(
    PageSession,
    week=st.none() | st.integers(0, 16),
    date=st.none() | st.dates(datetime.date(2022, 1, 1), datetime.date(2022, 6, 1)),
    topic=st.sampled_from(["", "Training", "Video", "Holiday", "Clouds"]),
    kind=st.sampled_from(["lecture", "holiday"]),
    speakers=st.lists(st.builds(Person, name=TEXT), max_size=1).map(tuple),
    links=st.lists(LINKS, max_size=2, unique=True).map(tuple),
    notes=st.none() | TEXT,
    tbd=st.none() | st.just("More to come"),
    readings=st.lists(ITEMS, max_size=3).map(tuple),
)
PAGES = st.builds(
    lambda sessions, loose: page(*sessions, unscheduled=tuple(loose)),
    st.lists(SESSIONS, max_size=4),
    st.lists(ITEMS.map(lambda item: item.model_copy(update={"level": "unspecified"})), max_size=2),
)


def shown(rl: ReadingList) -> list[Any]:
    """What a list says, without the keys that it says it with."""
    return [
        (
            *(
                getattr(session, f)
                for f in ("week", "date", "topic", "kind", "speakers", "links", "notes", "tbd")
            ),
            [
                (a.reading.replace(key="x"), a.level, a.locator, a.note, a.presenters)
                for a in session.assignments
            ],
        )
        for session in rl.sessions
    ]


@given(PAGES)
@settings(max_examples=examples(60), deadline=None)
def test_every_item_and_every_link_is_in_the_list_or_among_what_is_left(found: PageContent) -> None:
    imported = first(found)
    account = imported.account
    in_sessions = sum(len(session.readings) for session in found.sessions)
    twice = sum(item.why == "stands twice in this session" for item in account.untaken)
    assert sum(account.levels.values()) + twice == in_sessions
    assert len(imported.rl.sessions) == len(found.sessions)
    have = {link.url for session in imported.rl.sessions for link in session.links}
    have |= {link.url for reading in imported.rl for link in reading.all_links()}
    items = [*found.unscheduled, *(item for session in found.sessions for item in session.readings)]
    wanted = {link.url for item in items for link in item.links}
    wanted |= {link.url for session in found.sessions for link in session.links}
    assert {clean_address(url) for url in wanted} <= have


@given(PAGES)
@settings(max_examples=examples(60), deadline=None)
def test_the_same_page_again_changes_no_byte(found: PageContent) -> None:
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder, "data")
        first(found).write(into)
        before = {path.name: path.read_bytes() for path in into.iterdir()} if into.exists() else {}
        if not before:
            return
        held = before["readings.import.json"]
        memory = parse(held.decode("ascii"), "x")
        after = update_list([ImportedPage(found, "page.md", "page.md")], ReadingList.read(into), memory)
        assert after.account.changes == ()
        after._replace(known=held).write(into)
        assert {path.name: path.read_bytes() for path in into.iterdir()} == before


@given(PAGES)
@settings(max_examples=examples(50), deadline=None)
def test_a_snapshot_reads_back(found: PageContent) -> None:
    memory = first(found).snapshot
    assert render(parse(render(memory), "x")) == render(memory)


@given(PAGES, PAGES)
@settings(max_examples=examples(60), deadline=None)
def test_what_nobody_has_edited_follows_the_page(one: PageContent, other: PageContent) -> None:
    followed = again(first(one), other, prune=True)
    assert not followed.account.of("conflict", "removal", "differs", "absent")
    fresh = first(other)
    assert [session[:-1] for session in shown(followed.rl)] == [session[:-1] for session in shown(fresh.rl)]
    for mine, theirs in zip(shown(followed.rl), shown(fresh.rl), strict=True):
        assert len(mine[-1]) == len(theirs[-1])
        for a, b in zip(sorted(mine[-1], key=str), sorted(theirs[-1], key=str), strict=True):
            assert a[1:] == b[1:]
    assert again(followed, other).account.changes == ()


def edited(imported: Imported, choice: int) -> ReadingList:
    """What a person makes of a list: the topic and notes of one session, the title of one reading."""
    rl = imported.rl
    if rl.sessions:
        rl = rl.replace_session(choice % len(rl.sessions), topic="mine", notes="mine")
    if len(rl):
        rl = rl.replace(list(rl.readings)[choice % len(rl)], title="Mine and Nobody Else's", note="mine")
    return rl


@given(PAGES, PAGES, st.integers(0, 5), st.booleans())
@settings(max_examples=examples(60), deadline=None)
def test_a_person_s_edits_stay_whatever_the_page_does(
    one: PageContent, other: PageContent, choice: int, prune: bool
) -> None:
    before = first(one)
    rl = edited(before, choice)
    after = again(before, other, rl, prune=prune)
    assert sum(session.topic == "mine" for session in after.rl.sessions) == bool(rl.sessions)
    assert sum(session.notes == "mine" for session in after.rl.sessions) == bool(rl.sessions)
    titles = [reading.title for reading in after.rl if reading.note == "mine"]
    assert titles == ["Mine and Nobody Else's"] * bool(len(rl))


@given(PAGES, PAGES)
@settings(max_examples=examples(50), deadline=None)
def test_nothing_is_removed_that_nobody_asked_to_remove(one: PageContent, other: PageContent) -> None:
    before = first(one)
    after = again(before, other)
    assert set(before.rl.readings) <= set(after.rl.readings)
    assert len(after.rl.sessions) >= len(before.rl.sessions)
    assert again(after, other).rl == after.rl


def test_sessions_without_week_date_and_topic_do_not_multiply() -> None:
    reading = PageReading(level="required", title="Chimera: Training Networks")
    spoken = PageSession(speakers=(Person(name="Ada"),))
    read, later = PageSession(readings=(reading,)), PageSession(tbd="More to come")
    before = first(page(PageSession(), PageSession(), read, later))
    other = page(PageSession(), spoken, spoken, PageSession())
    after = again(before, other)
    assert again(after, other).rl == after.rl
