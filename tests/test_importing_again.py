"""A page is imported again: its changes are made, a person's edits stay, removals are proposed."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_sample import CHIMERA, PENSIEVE, ZERO, again, first, item, keys, kinds, page, row, stored

from readinglist.importing import ImportedPage, import_pages
from readinglist.importing import update_list as update_list
from readinglist.importing.content import PageContent
from readinglist.lists.reading_list import ReadingList
from readinglist.model.reading import Link
from readinglist.model.schedule import Course

CHIMERA_ITEM = item("Chimera: Efficiently Training Networks", CHIMERA)
ZERO_ITEM = item("ZeRO: Memory Optimizations", ZERO, level="optional")
PENSIEVE_ITEM = item("Neural Adaptive Video Streaming", PENSIEVE)
PAGE = page(
    row(1, "Training", CHIMERA_ITEM, ZERO_ITEM, links=(Link(label="Slides", url="lec1.pdf"),)),
    row(2, "Video", PENSIEVE_ITEM),
)
CHIMERA_KEY, ZERO_KEY, PENSIEVE_KEY = "chimeraefficiently", "zeromemory", "neuraladaptive"


def test_the_same_page_again_changes_nothing() -> None:
    before = first(PAGE)
    after = again(before, PAGE)
    assert after.rl == before.rl
    assert after.snapshot == before.snapshot
    assert after.account.changes == ()
    assert not after.account.waits


def test_the_same_page_again_changes_no_byte(tmp_path: Path) -> None:
    rl, memory = stored(first(PAGE), tmp_path)
    written = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    after = update_list([ImportedPage(PAGE, "page.md", "page.md")], rl, memory)
    after._replace(known=written["readings.import.json"][0]).write(tmp_path)
    assert {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in tmp_path.iterdir()} == written


def test_a_new_reading_stands_where_the_page_has_it() -> None:
    new = item("FBNet", "https://arxiv.org/abs/1812.03443")
    after = again(first(PAGE), page(row(1, "Training", new, CHIMERA_ITEM, ZERO_ITEM), PAGE.sessions[1]))
    assert keys(after) == {"required": ["fbnet", CHIMERA_KEY], "optional": [ZERO_KEY]}
    assert ("new", "reading") in kinds(after)


def test_what_a_person_edited_stays_when_the_page_changes_something_else() -> None:
    before = first(PAGE)
    rl = before.rl.replace(CHIMERA_KEY, title="Chimera: Efficiently Training Large-Scale Networks")
    rl = rl.assign(ZERO_KEY, week=1, level="required", note="read this twice")
    rl = rl.replace_session(0, topic="Training at scale")
    changed = page(row(1, "Training", CHIMERA_ITEM, ZERO_ITEM, notes="Bring a laptop."), PAGE.sessions[1])
    after = again(before, changed, rl)
    session = after.rl.sessions[0]
    assert session.topic == "Training at scale"
    assert session.notes == "Bring a laptop."
    assert keys(after) == {"required": [CHIMERA_KEY, ZERO_KEY]}
    assert session.required[1].note == "read this twice"
    assert after.rl.readings[CHIMERA_KEY].title == "Chimera: Efficiently Training Large-Scale Networks"
    assert {change.kind for change in after.account.changes} == {"changed"}


def test_a_level_that_the_page_changes_is_changed() -> None:
    zero = ZERO_ITEM.model_copy(update={"level": "required"})
    after = again(first(PAGE), page(row(1, "Training", CHIMERA_ITEM, zero), PAGE.sessions[1]))
    assert keys(after) == {"required": [CHIMERA_KEY, ZERO_KEY]}


def test_a_title_that_the_page_corrects_is_corrected_and_keeps_its_key() -> None:
    corrected = item("Chimera: Training Large-Scale Networks with Bidirectional Pipelines", CHIMERA)
    after = again(first(PAGE), page(row(1, "Training", corrected, ZERO_ITEM), PAGE.sessions[1]))
    assert after.rl.readings[CHIMERA_KEY].title == corrected.title
    assert len(after.rl) == 3


def test_an_address_that_the_page_corrects_finds_its_entry_by_title() -> None:
    moved = item(PENSIEVE_ITEM.title, "https://dl.acm.org/doi/10.1145/3098822.3098843")
    after = again(first(PAGE), page(PAGE.sessions[0], row(2, "Video", moved)))
    assert after.rl.readings[PENSIEVE_KEY].doi == "10.1145/3098822.3098843"
    assert after.rl.readings[PENSIEVE_KEY].url == "https://dl.acm.org/doi/10.1145/3098822.3098843"
    assert len(after.rl) == 3


def test_a_key_that_a_person_has_changed_is_found_again(tmp_path: Path) -> None:
    _, memory = stored(first(PAGE), tmp_path)
    for name in ("readings.bib", "schedule.toml"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(CHIMERA_KEY, "li2021chimera"), encoding="utf-8")
    after = update_list([ImportedPage(PAGE, "page.md", "page.md")], ReadingList.read(tmp_path), memory)
    assert set(after.rl.readings) == {"li2021chimera", ZERO_KEY, PENSIEVE_KEY}
    assert after.account.changes == ()


def test_what_both_have_changed_is_a_conflict_until_somebody_settles_it() -> None:
    before = first(PAGE)
    rl = before.rl.replace_session(1, topic="Streaming")
    changed = page(PAGE.sessions[0], row(2, "Adaptive video", PENSIEVE_ITEM))
    after = again(before, changed, rl)
    (conflict,) = after.account.changes
    assert (conflict.kind, conflict.field) == ("conflict", "topic")
    assert (conflict.list_says, conflict.page_says) == ("Streaming", "Adaptive video")
    assert after.account.waits
    assert after.rl.sessions[1].topic == "Streaming"
    assert kinds(again(after, changed)) == [("conflict", "session")]
    settled = again(after, changed, keep=True)
    assert not settled.account.waits
    assert again(settled, changed).account.changes == ()
    agreed = after.rl.replace_session(1, topic="Adaptive video")
    assert again(after, changed, agreed).account.changes == ()


def test_a_removal_is_proposed_every_time_and_made_only_on_demand() -> None:
    before = first(PAGE)
    changed = page(row(1, "Training", CHIMERA_ITEM, links=PAGE.sessions[0].links), PAGE.sessions[1])
    after = again(before, changed)
    assert kinds(after) == [("removal", "assignment")]
    assert after.rl == before.rl
    assert kinds(again(after, changed)) == [("removal", "assignment")]
    pruned = again(after, changed, prune=True)
    assert kinds(pruned) == [("removed", "assignment"), ("removed", "reading")]
    assert ZERO_KEY not in pruned.rl.readings
    assert keys(pruned) == {"required": [CHIMERA_KEY]}
    assert again(pruned, changed).account.changes == ()
    kept = again(after, changed, keep=True)
    assert kept.rl == before.rl
    assert again(kept, changed).account.changes == ()


def test_what_a_person_has_worked_on_is_not_pruned() -> None:
    before = first(PAGE)
    rl = before.rl.assign(ZERO_KEY, week=1, level="optional", note="mine")
    changed = page(row(1, "Training", CHIMERA_ITEM, links=PAGE.sessions[0].links), PAGE.sessions[1])
    after = again(before, changed, rl, prune=True)
    assert kinds(after) == [("conflict", "assignment")]
    assert after.rl == rl
    edited = before.rl.replace(ZERO_KEY, note="a classic")
    after = again(before, changed, edited, prune=True)
    assert kinds(after) == [("removed", "assignment"), ("differs", "reading")]
    assert after.rl.readings[ZERO_KEY].note == "a classic"
    assert [reading.key for reading in after.rl.unscheduled] == [ZERO_KEY]


def test_a_file_s_own_spelling_of_an_entry_is_no_edit(tmp_path: Path) -> None:
    braces = item("ZeRO: Memory for DNNs", ZERO, venue="SC", year=2020)
    before = first(page(row(1, "Training", braces, CHIMERA_ITEM)))
    rl, _ = stored(before, tmp_path)
    after = again(before, page(row(1, "Training", CHIMERA_ITEM)), rl, prune=True)
    assert kinds(after) == [("removed", "assignment"), ("removed", "reading")]


def test_a_reading_that_moves_takes_what_people_wrote_along() -> None:
    before = first(PAGE)
    rl = before.rl.assign(ZERO_KEY, week=1, level="optional", note="mine", presenters=("Ada",))
    changed = page(
        row(1, "Training", CHIMERA_ITEM, links=PAGE.sessions[0].links),
        row(2, "Video", PENSIEVE_ITEM, ZERO_ITEM),
    )
    after = again(before, changed, rl)
    assert kinds(after) == [("moved", "assignment")]
    assert keys(after, 0) == {"required": [CHIMERA_KEY]}
    assert keys(after, 1) == {"required": [PENSIEVE_KEY], "optional": [ZERO_KEY]}
    assert after.rl.sessions[1].optional[0].note == "mine"
    assert again(after, changed).account.changes == ()


def test_a_reading_that_both_have_moved_waits() -> None:
    three = page(*PAGE.sessions, row(3, "Rest"))
    before = first(three)
    rl = before.rl.unassign(ZERO_KEY, week=1).assign(ZERO_KEY, week=3)
    changed = page(
        row(1, "Training", CHIMERA_ITEM, links=PAGE.sessions[0].links),
        row(2, "Video", PENSIEVE_ITEM, ZERO_ITEM),
        row(3, "Rest"),
    )
    after = again(before, changed, rl)
    assert kinds(after) == [("conflict", "assignment")]
    assert after.rl == rl
    assert kinds(again(after, changed)) == [("conflict", "assignment")]
    settled = again(after, changed, keep=True)
    assert settled.rl == rl
    assert again(settled, changed).account.changes == ()


def test_a_session_that_moves_keeps_what_it_is() -> None:
    before = first(PAGE)
    rl = before.rl.replace_session(1, notes="mine")
    moved = [
        PAGE.sessions[1].model_copy(update={"week": 1, "date": PAGE.sessions[0].date}),
        PAGE.sessions[0].model_copy(update={"week": 2, "date": PAGE.sessions[1].date}),
    ]
    after = again(before, page(*moved), rl)
    assert [session.topic for session in after.rl.sessions] == ["Video", "Training"]
    assert [session.week for session in after.rl.sessions] == [1, 2]
    assert after.rl.sessions[0].notes == "mine"


def test_a_new_session_stands_where_the_page_has_it_among_a_person_s_own() -> None:
    before = first(PAGE)
    sessions = (
        before.rl.sessions[0],
        before.rl.sessions[0].model_copy(update={"topic": "Own", "date": None}),
    )
    rl = before.rl.with_syllabus(
        before.rl.syllabus.model_copy(update={"sessions": (*sessions, before.rl.sessions[1])})
    )
    after = again(before, page(PAGE.sessions[0], row(5, "Between"), PAGE.sessions[1]), rl)
    topics = [session.topic for session in after.rl.sessions]
    assert set(topics) == {"Training", "Own", "Between", "Video"}
    assert topics.index("Training") < topics.index("Between") < topics.index("Video")


def test_a_session_that_the_page_drops_is_proposed_with_its_readings() -> None:
    before = first(PAGE)
    changed = page(PAGE.sessions[0])
    after = again(before, changed)
    assert kinds(after) == [("removal", "session")]
    assert after.rl == before.rl
    pruned = again(after, changed, prune=True)
    assert kinds(pruned) == [("removed", "session"), ("removed", "reading")]
    assert [session.topic for session in pruned.rl.sessions] == ["Training"]
    rl = before.rl.replace_session(1, notes="mine")
    assert kinds(again(before, changed, rl, prune=True)) == [("conflict", "session")]


def test_what_a_person_has_removed_stays_out_and_is_told() -> None:
    before = first(PAGE)
    rl = before.rl.remove(ZERO_KEY)
    after = again(before, PAGE, rl)
    assert after.rl == rl
    assert kinds(after) == [("absent", "reading")]
    assert not after.account.waits
    rl = before.rl.unassign(ZERO_KEY, week=1)
    after = again(before, PAGE, rl)
    assert after.rl == rl
    assert kinds(after) == [("absent", "assignment")]


def test_a_session_that_a_person_has_removed_stays_out() -> None:
    before = first(PAGE)
    rl = before.rl.with_syllabus(
        before.rl.syllabus.model_copy(update={"sessions": before.rl.sessions[:1]})
    ).remove(PENSIEVE_KEY)
    after = again(before, PAGE, rl)
    assert after.rl == rl
    assert set(kinds(after)) == {("absent", "session"), ("absent", "reading")}
    changed = page(PAGE.sessions[0], row(2, "Video", PENSIEVE_ITEM, notes="now with guests"))
    waiting = again(before, changed, rl)
    assert ("conflict", "session") in kinds(waiting)
    assert waiting.rl == rl


def test_links_of_a_session_are_joined_one_by_one() -> None:
    before = first(PAGE)
    own = Link(label="Recording", url="https://video.example/1")
    rl = before.rl.replace_session(0, links=(*before.rl.sessions[0].links, own))
    more = Link(label="Form", url="https://forms.example/1")
    changed = page(
        row(1, "Training", CHIMERA_ITEM, ZERO_ITEM, links=(*PAGE.sessions[0].links, more)), PAGE.sessions[1]
    )
    after = again(before, changed, rl)
    assert [link.label for link in after.rl.sessions[0].links] == ["Slides", "Form", "Recording"]
    assert not after.account.waits


def test_a_course_is_joined_field_by_field() -> None:
    before = first(PAGE)
    rl = before.rl.replace_course(timezone="America/Los_Angeles", title="Systems for ML")
    changed = PAGE.model_copy(update={"course": Course(title="Systems", term="Spring 2022", location="Soda")})
    after = again(before, changed, rl)
    assert after.rl.course.location == "Soda"
    assert after.rl.course.title == "Systems for ML"
    assert after.rl.course.timezone == "America/Los_Angeles"


def test_without_a_snapshot_only_what_is_not_there_is_added() -> None:
    rl = first(PAGE).rl.replace(CHIMERA_KEY, title="Chimera, Efficiently Training Networks", award="Finalist")
    rl = rl.assign(ZERO_KEY, week=1, level="required").replace_session(1, topic="Streaming", notes=None)
    new = item("FBNet", "https://arxiv.org/abs/1812.03443")
    changed = page(
        row(1, "Training", CHIMERA_ITEM.model_copy(update={"award": "Best Paper"}), ZERO_ITEM, new),
        row(2, "Video", PENSIEVE_ITEM, notes="Bring a laptop."),
        row(3, "Rest"),
    )
    after = first(changed, rl)
    assert [session.topic for session in after.rl.sessions] == ["Training", "Streaming", "Rest"]
    assert after.rl.sessions[1].notes == "Bring a laptop."
    assert keys(after) == {"required": [CHIMERA_KEY, "fbnet", ZERO_KEY]}
    differing = {(change.subject, change.field) for change in after.account.of("differs")}
    assert differing == {("reading", "award"), ("assignment", "level"), ("session", "topic")}
    assert not after.account.waits
    assert again(after, changed).account.changes == ()


def test_without_a_snapshot_a_reading_that_the_list_reads_elsewhere_is_not_read_twice() -> None:
    rl = first(PAGE).rl.unassign(ZERO_KEY, week=1).assign(ZERO_KEY, week=2, level="optional")
    after = first(PAGE, rl)
    assert after.rl == rl
    assert kinds(after) == [("differs", "assignment")]


def test_pages_are_remembered_apart() -> None:
    other = page(row(7, "Clouds", item("The Sky Above the Clouds", "https://drive.example/sky")))
    before = first(PAGE)
    both = again(before, other, name="other.md")
    assert [session.topic for session in both.rl.sessions] == ["Training", "Video", "Clouds"]
    assert not both.account.waits
    assert again(both, PAGE).account.changes == ()
    assert again(both, other, name="other.md").account.changes == ()


def test_a_reading_that_another_page_names_is_not_removed_with_this_one() -> None:
    loose = PageContent(reader="hand", unscheduled=(ZERO_ITEM,))
    before = again(first(loose, name="list.txt"), PAGE)
    changed = page(row(1, "Training", CHIMERA_ITEM, links=PAGE.sessions[0].links), PAGE.sessions[1])
    after = again(before, changed, prune=True)
    assert ZERO_KEY in after.rl.readings


@pytest.mark.parametrize("settle", [{"prune": True}, {"keep": True}])
def test_once_settled_nothing_waits_any_more(settle: dict[str, bool]) -> None:
    after = again(first(PAGE), page(row(9, "Other")), **settle)
    assert again(after, page(row(9, "Other"))).account.changes == ()


def test_what_a_build_prints_in_other_quotes_is_no_change(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    typed = (
        '# Week 1\n\nRequired reading:\n\n- Ada\'s [Sketch of the "Engine"](https://e.org/a) -- still on...\n'
    )
    page.write_text(typed, encoding="utf-8")
    import_pages([page], into=tmp_path / "data").write(tmp_path / "data")
    page.write_text(
        "# Week 1\n\nRequired reading:\n\n- Ada’s [Sketch of the “Engine”](https://e.org/a) – still on…\n",
        encoding="utf-8",
    )
    read_again = import_pages([page], into=tmp_path / "data")
    assert read_again.account.changes == ()
    assert "Ada's" in read_again.rl.export("json")
