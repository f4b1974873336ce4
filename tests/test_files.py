"""Files on disk: encodings, whole saves, and every reason not to save."""

from __future__ import annotations

import os
import resource
import socket
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist.errors import ChangedOnDiskError, FileError, MissingFileError, UnsafePathError, UsageError
from readinglist.store import files
from readinglist.store.files import confine, read_source, write_atomically, write_sources

NOBODY = 65534


def in_child(work: Callable[[], object]) -> str:
    """What ``work`` raises in a child process; the empty string if nothing."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        said = ""
        try:
            work()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        result = stream.read().decode()
    os.waitpid(child, 0)
    return result


def run_as_nobody(work: Callable[[], object]) -> str:
    """What ``work`` raises for a user who is not root."""

    def without_rights() -> None:
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        work()

    return in_child(without_rights)


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "readings.bib"
    path.write_bytes(b"old")
    return path


# --- reading ---


@pytest.mark.parametrize(
    ("data", "text", "encoding", "bom"),
    [
        (b"", "", "utf-8", False),
        ("a\r\nb\rc\n\u2028é".encode(), "a\r\nb\rc\n\u2028é", "utf-8", False),
        (b"\xef\xbb\xbftext", "text", "utf-8", True),
        (b"\xef\xbb\xbf\xef\xbb\xbftext", "\ufefftext", "utf-8", True),
        (b"Caf\xe9\x85\r\n", "Café\x85\r\n", "latin-1", False),
        (b"\xef\xbb\xbfCaf\xe9", "ï»¿Café", "latin-1", False),
        (b"\xed\xa0\x80", "í\xa0\x80", "latin-1", False),
    ],
)
def test_text_is_decoded_and_gives_its_own_bytes_back(
    tmp_path: Path, data: bytes, text: str, encoding: str, bom: bool
) -> None:
    path = tmp_path / "f"
    path.write_bytes(data)
    source = read_source(path)
    assert (source.path, source.data) == (path, data)
    assert (source.text, source.encoding, source.bom) == (text, encoding, bom)
    assert source.encode(source.text) == data


@settings(deadline=None, max_examples=examples(200))
@given(data=st.binary(max_size=60))
def test_any_bytes_but_utf_16_come_back_unchanged(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        with pytest.raises(FileError, match="UTF-16"):
            read_source(path)
    else:
        source = read_source(path)
        assert source.encode(source.text) == data


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_by_name(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "f"
    path.write_bytes("\ufefftext".encode(encoding))
    with pytest.raises(FileError, match="UTF-16 text; save it as UTF-8"):
        read_source(path)


def test_new_text_keeps_the_encoding_and_the_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"\xef\xbb\xbfa")
    assert read_source(path).encode("é") == b"\xef\xbb\xbf\xc3\xa9"
    path.write_bytes(b"\xe9")
    assert read_source(path).encode("éè") == b"\xe9\xe8"


def test_text_that_the_encoding_cannot_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"\xe9")
    with pytest.raises(FileError, match="convert the file to UTF-8"):
        read_source(path).encode("é and ł")
    path.write_bytes(b"a")
    with pytest.raises(FileError, match="surrogate"):
        read_source(path).encode("\ud800")


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    fifo, link = tmp_path / "fifo", tmp_path / "loop"
    os.mkfifo(fifo)
    link.symlink_to(link)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        for path, words in (
            (tmp_path, "folder"),
            (fifo, "pipe"),
            (Path("/dev/full"), "device"),
            (link, "circle"),
            (tmp_path / "socket", r"."),
            (tmp_path / ("n" * 300), "too long"),
            (tmp_path / "a\0b", "not a usable path"),
        ):
            with pytest.raises(FileError, match=words):
                read_source(path)
            with pytest.raises(FileError, match=words):
                write_atomically(path, b"new")
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    assert leftovers(tmp_path) == []


def test_a_missing_file_is_missing(tmp_path: Path, file: Path) -> None:
    for path in (tmp_path / "none", tmp_path / "none" / "none"):
        with pytest.raises(MissingFileError) as caught:
            read_source(path)
        assert caught.value.path == path
    with pytest.raises(FileError, match="not a folder"):
        read_source(file / "below")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    path.touch()
    os.truncate(path, files.MAX_BYTES + 1)
    with pytest.raises(FileError, match="larger than 1024 MiB"):
        read_source(path)


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A folder that everybody may reach, unlike those of pytest, in which only the user may look."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


def test_missing_rights_are_an_error_that_says_so(open_path: Path) -> None:
    secret = open_path / "secret"
    secret.write_bytes(b"x")
    secret.chmod(0)
    assert run_as_nobody(lambda: read_source(secret)).startswith(f"FileError: {secret}: no permission")
    closed = open_path / "closed"
    closed.mkdir()
    (closed / "f").write_bytes(b"old")
    (closed / "f").chmod(0o666)
    closed.chmod(0o555)
    said = run_as_nobody(lambda: write_sources([(closed / "f", b"new", b"old")]))
    assert said.startswith(f"FileError: {closed / 'f'}: no permission")
    said = run_as_nobody(lambda: write_atomically(closed / "new", b"new"))
    assert said.startswith(f"FileError: {closed / 'new'}: no permission")
    assert (closed / "f").read_bytes() == b"old"
    assert [path.name for path in closed.iterdir()] == ["f"]


def test_somebody_elses_file_is_not_replaced(open_path: Path) -> None:
    theirs = open_path / "theirs"
    theirs.write_bytes(b"old")
    theirs.chmod(0o644)
    if os.geteuid() == 0:
        assert "read-only" in run_as_nobody(lambda: write_atomically(theirs, b"new"))
        assert theirs.read_bytes() == b"old"
    theirs.chmod(0o666)
    assert run_as_nobody(lambda: write_atomically(theirs, b"new")) == ""
    assert theirs.read_bytes() == b"new"


# --- saving ---


def test_files_are_saved_and_new_ones_created(tmp_path: Path, file: Path) -> None:
    other = tmp_path / "schedule.toml"
    write_sources([(file, b"new", b"old"), (other, b"fresh", None)])
    assert (file.read_bytes(), other.read_bytes()) == (b"new", b"fresh")
    assert leftovers(tmp_path) == []


def test_unchanged_bytes_are_not_written_again(file: Path) -> None:
    os.utime(file, ns=(1, 1))
    before = file.stat()
    write_sources([(file, b"old", b"old")])
    assert not write_atomically(file, b"old")
    after = file.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert write_atomically(file, b"new")
    assert file.stat().st_ino != before.st_ino


@pytest.mark.parametrize(
    ("now", "read", "word"),
    [(b"theirs", b"old", "changed"), (None, b"old", "vanished"), (b"theirs", None, "appeared")],
)
def test_a_file_that_somebody_changed_stops_the_whole_save(
    tmp_path: Path, file: Path, now: bytes | None, read: bytes | None, word: str
) -> None:
    if now is None:
        file.unlink()
    else:
        file.write_bytes(now)
    other = tmp_path / "other"
    other.write_bytes(b"a")
    for new in (b"new", read):
        if new is not None:
            with pytest.raises(ChangedOnDiskError, match=f"{word} since it was read") as caught:
                write_sources([(other, b"b", b"a"), (file, new, read)])
            assert caught.value.path == file
    assert other.read_bytes() == b"a"
    assert (file.read_bytes() if file.exists() else None) == now
    assert leftovers(tmp_path) == []


def test_a_change_during_the_save_is_noticed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def sync_while_somebody_writes(descriptor: int) -> None:
        file.write_bytes(b"theirs")
        sync(descriptor)

    # The moment between the first look and the renames cannot be hit from outside.
    monkeypatch.setattr(os, "fsync", sync_while_somebody_writes)
    with pytest.raises(ChangedOnDiskError):
        write_sources([(file, b"new", b"old")])
    assert file.read_bytes() == b"theirs"
    assert leftovers(file.parent) == []


def test_the_new_file_is_on_disk_before_it_takes_the_old_ones_place(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def noted_sync(descriptor: int) -> None:
        what = os.fstat(descriptor)
        steps.append("folder" if stat.S_ISDIR(what.st_mode) else f"{what.st_size} bytes")
        sync(descriptor)

    def noted_replace(path: Path, target: Path) -> Path:
        steps.append("rename")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    write_sources([(file, b"12345", b"old")])
    assert steps == ["5 bytes", "rename", "folder"]


def test_permissions_are_kept_and_new_files_follow_the_umask(tmp_path: Path, file: Path) -> None:
    for mode in (0o600, 0o640, 0o664, 0o755):
        file.chmod(mode)
        write_atomically(file, f"{mode}".encode())
        assert stat.S_IMODE(file.stat().st_mode) == mode
    umask = os.umask(0o027)
    try:
        write_atomically(tmp_path / "new", b"")
    finally:
        os.umask(umask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_the_owner_is_kept_where_that_is_allowed(file: Path) -> None:
    if os.geteuid() == 0:
        os.chown(file, NOBODY, NOBODY)
    owner = (file.stat().st_uid, file.stat().st_gid)
    write_atomically(file, b"new")
    assert (file.stat().st_uid, file.stat().st_gid) == owner


def test_a_read_only_file_is_left_alone_even_for_root(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(FileError, match="read-only"):
        write_sources([(file, b"new", b"old")])
    assert file.read_bytes() == b"old"
    assert leftovers(file.parent) == []


def test_a_symbolic_link_stays_and_its_target_is_saved(tmp_path: Path, file: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.bib"
    link.symlink_to(Path("..") / file.name)
    write_sources([(link, b"new", b"old")])
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    with pytest.raises(UsageError):
        write_sources([(link, b"a", b"new"), (file, b"b", b"new")])
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "target")
    write_sources([(dangling, b"x", None)])
    assert (tmp_path / "target").read_bytes() == b"x"


def test_a_full_disk_leaves_the_old_files_and_nothing_else(tmp_path: Path, file: Path) -> None:
    other = tmp_path / "other"

    def save() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        write_sources([(other, b"small", None), (file, b"x" * 5000, b"old")])

    assert in_child(save) == f"FileError: {file}: the file would be larger than this system allows."
    assert file.read_bytes() == b"old"
    assert not other.exists()
    assert leftovers(tmp_path) == []


def test_a_failure_after_the_first_rename_says_what_is_saved(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    replace = Path.replace

    def replace_once(path: Path, target: Path) -> Path:
        if target == file:
            raise OSError(5, "Input/output error")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", replace_once)
    with pytest.raises(FileError, match=f"Input/output error. Already saved: {other}"):
        write_sources([(other, b"a", None), (file, b"new", b"old")])
    assert (other.read_bytes(), file.read_bytes()) == (b"a", b"old")
    assert leftovers(tmp_path) == []


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="its folder does not exist"):
        write_atomically(tmp_path / "none" / "f", b"x")
    assert not (tmp_path / "none").exists()


def test_folders_are_made_where_that_is_asked_for(tmp_path: Path, file: Path) -> None:
    assert write_atomically(tmp_path / "a" / "b" / "f", b"x", make_folders=True)
    assert (tmp_path / "a" / "b" / "f").read_bytes() == b"x"
    with pytest.raises(FileError, match="not a folder"):
        write_atomically(file / "below" / "f", b"x", make_folders=True)
    with pytest.raises(FileError):
        files.make_folder(file)


def test_old_remains_of_killed_runs_are_removed_and_nothing_else(file: Path) -> None:
    folder = file.parent
    old, recent = folder / f".readinglist-{'0' * 16}.tmp", folder / f".readinglist-{'1' * 16}.tmp"
    foreign = folder / ".readinglist-notes.tmp"
    for path in (old, recent, foreign):
        path.touch()
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(old, (two_days_ago, two_days_ago))
    os.utime(foreign, (two_days_ago, two_days_ago))
    write_atomically(file, b"new")
    assert leftovers(folder) == [recent.name, foreign.name]


# --- paths of settings ---


def test_a_path_inside_of_its_folder_is_given_back(tmp_path: Path) -> None:
    for relative in ("page.html", "a/b/c.md", ".hidden", "..name", "a/./b", "ü ü"):
        assert confine(tmp_path, relative) == tmp_path / relative
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert confine(tmp_path, "link/x") == tmp_path / "link" / "x"


def test_a_folder_may_itself_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "root").symlink_to("real")
    assert confine(tmp_path / "root", "x") == tmp_path / "root" / "x"


@pytest.mark.parametrize("relative", ["/etc/passwd", "../x", "a/../../x", "a/..", "..", "out/x", "a\0b"])
def test_a_path_that_leaves_its_folder_is_refused(tmp_path: Path, relative: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "out").symlink_to(tmp_path)
    with pytest.raises(UnsafePathError):
        confine(root, relative)
