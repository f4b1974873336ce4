"""The file of the history: read with caution, saved whole, shared by runs at one time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from links_memory_sample import PAGE, day, look, remembered

from readinglist.errors import ChangedOnDiskError, FileError
from readinglist.links import history as module
from readinglist.links.assessment import remember
from readinglist.links.history import MOST_BYTES, History, merge, read, render, write

TODAY = day(3)
HISTORY = History().with_memories([remembered("ok", "gone")])


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / module.FILE_NAME
    assert read(path, today=TODAY) == (History(), (), True)
    assert write(path, HISTORY, names=[PAGE], today=TODAY) == (HISTORY, True)
    assert read(path, today=TODAY) == (HISTORY, (), True)
    assert path.read_bytes() == render(HISTORY).encode()


def test_a_second_save_of_the_same_touches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "h.json"
    write(path, HISTORY, names=[PAGE], today=TODAY)
    os.utime(path, (1, 1))
    write(path, HISTORY, names=[PAGE], today=TODAY)
    assert path.stat().st_mtime == 1


def test_what_another_run_has_saved_in_the_meantime_stays(tmp_path: Path) -> None:
    path = tmp_path / "h.json"
    other = History().with_memories([remembered("ok", "timeout"), remember(None, *look("ok", name="b"))])
    write(path, other, names=[], today=TODAY)
    saved, _ = write(path, HISTORY, names=[PAGE], today=TODAY)
    assert saved == merge(HISTORY, other) == read(path, today=TODAY).history


def test_links_that_left_the_list_go_with_a_save(tmp_path: Path) -> None:
    path = tmp_path / "h.json"
    write(path, HISTORY, names=[PAGE], today=TODAY)
    write(path, History(), names=[PAGE], today=day(365))
    assert len(read(path, today=day(365)).history) == 1
    write(path, History(), names=[], today=day(365))
    assert len(read(path, today=day(365)).history) == 0


@pytest.mark.parametrize("text", ["@book{a, title = {B}}", render(HISTORY).replace(":1}", ":2}")])
def test_a_file_that_is_no_history_of_ours_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "readings.bib"
    path.write_text(text)
    assert not read(path, today=TODAY).writable
    assert write(path, HISTORY, names=[PAGE], today=TODAY) == (HISTORY, False)
    assert path.read_text() == text


def test_a_file_with_conflict_marks_is_mended_by_a_save(tmp_path: Path) -> None:
    path = tmp_path / "h.json"
    text = render(HISTORY)
    path.write_text(f"<<<<<<< a\n{text}=======\n{text}>>>>>>> b\n")
    assert read(path, today=TODAY).findings[0].file == str(path)
    write(path, History(), names=[PAGE], today=TODAY)
    assert path.read_text() == text


def test_a_byte_order_mark_and_broken_bytes_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "h.json"
    path.write_bytes(b"\xef\xbb\xbf" + render(HISTORY).encode())
    assert read(path, today=TODAY) == (HISTORY, (), True)
    path.write_bytes(render(HISTORY).encode().replace(b"\n]", b"\n,\xff\xfe\n]"))
    assert [finding.rule for finding in read(path, today=TODAY).findings] == ["broken-history"]
    assert len(read(path, today=TODAY).history) == 1


def test_what_cannot_be_read_is_a_finding_and_the_run_goes_on(tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    huge.touch()
    os.truncate(huge, MOST_BYTES + 1)
    utf16 = tmp_path / "utf16.json"
    utf16.write_text(render(HISTORY), encoding="utf-16")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, words in ((tmp_path, "folder"), (huge, "64 MiB"), (utf16, "UTF-16"), (pipe, "pipe")):
        parsed = read(path, today=TODAY)
        assert (len(parsed.history), parsed.writable) == (0, False)
        assert [(finding.rule, finding.level) for finding in parsed.findings] == [("broken-history", "error")]
        assert words in parsed.findings[0].message
        with pytest.raises(FileError):
            write(path, HISTORY, names=[PAGE], today=TODAY)


def test_a_run_that_never_finds_it_unchanged_gives_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "h.json"
    saves = []

    def changed(changes: object) -> None:
        saves.append(changes)
        raise ChangedOnDiskError(path, "it changed")

    monkeypatch.setattr(module, "write_sources", changed)
    with pytest.raises(ChangedOnDiskError):
        write(path, HISTORY, names=[PAGE], today=TODAY)
    assert 1 < len(saves) < 10


# Saves larger and larger histories, and says so before it begins.
CHILD = """
import sys
from pathlib import Path
from links_memory_sample import day, look
from readinglist.links.assessment import remember
from readinglist.links.history import History, write
print("ready", flush=True)
for number in range(1_000_000):
    names = [f"https://a.org/{number}/{index}" for index in range(2000)]
    history = History().with_memories(remember(None, *look("ok", name=name)) for name in names)
    write(Path(sys.argv[1]), history, names=names, today=day(0))
"""


def test_a_run_that_is_killed_leaves_a_whole_history(tmp_path: Path) -> None:
    path = tmp_path / "h.json"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", CHILD, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout is not None and child.stdout.readline() == b"ready\n"
        while not path.exists():
            time.sleep(0.01)
        first = path.stat().st_ino
        while path.stat().st_ino == first:
            time.sleep(0.001)
        child.send_signal(signal.SIGKILL)
    parsed = read(path, today=TODAY)
    assert parsed.findings == ()
    assert len(parsed.history) > 0 and len(parsed.history) % 2000 == 0
