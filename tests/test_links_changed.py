"""What git knows of the list: which links are new, and what the base branch sets."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.errors import SettingsError, UsageError
from readinglist.links.run import changed_since
from readinglist.links.targets import gather_targets
from readinglist.store.data_files import read_files
from readinglist.store.git import Revision, find_revision, list_at, settings_at

pytestmark = pytest.mark.program("git")

BIB = """@misc{one, title = {One}, url = {https://eng.org/one}}
@misc{two, title = {Two}, url = {https://eng.org/two}, doi = {10.1145/2}}
"""
SCHEDULE = """[[session]]
week = 1
links = [{ url = "https://eng.org/slides" }]
required = ["one"]
"""


class Repository:
    """A real one; its git asks neither the machine's nor the user's settings."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        names = {
            f"GIT_{role}_{part}": "x@eng.org"
            for role in ("AUTHOR", "COMMITTER")
            for part in ("NAME", "EMAIL")
        }
        environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", **names}
        environment["GIT_CONFIG_SYSTEM"] = "/dev/null"
        done = subprocess.run(
            ("git", *arguments), cwd=self.root, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def put(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        return path

    def commit(self, **texts: str) -> str:
        for name, text in texts.items():
            self.put({"bib": "data/readings.bib", "schedule": "data/schedule.toml"}.get(name, name), text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=x")
        return self.git("rev-parse", "HEAD")

    def new_links(self, name: str, data: str = "data") -> list[str]:
        path = self.root / data
        loaded = read_files(path)
        targets = gather_targets(loaded.files.syllabus, loaded.origins, loaded.session_origins)
        revision = find_revision(path if path.is_dir() else path.parent, name)
        return [target.name for target in changed_since(revision, path, loaded.files.syllabus, targets)]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    found = Repository(tmp_path / "clone")
    found.commit(bib=BIB, schedule=SCHEDULE)
    return found


def test_nothing_has_changed_where_nothing_was_changed(repository: Repository) -> None:
    assert repository.new_links("HEAD") == []
    repository.put("data/readings.bib", BIB.replace(", title", ",\n  title  "))
    assert repository.new_links("HEAD") == []


def test_all_links_of_a_changed_entry_are_looked_at_and_no_others(repository: Repository) -> None:
    repository.put("data/readings.bib", BIB.replace("{Two}", "{Two, corrected}"))
    assert repository.new_links("HEAD") == ["https://eng.org/two", "doi:10.1145/2"]


def test_a_new_entry_and_a_new_link_of_a_session_are_looked_at(repository: Repository) -> None:
    repository.put("data/readings.bib", BIB + "@misc{three, url = {https://eng.org/three}}")
    repository.put(
        "data/schedule.toml", SCHEDULE.replace("week = 1", 'week = 1\nnotes = "[n](https://eng.org/n)"')
    )
    assert repository.new_links("main") == ["https://eng.org/n", "https://eng.org/three"]


def test_a_known_link_that_an_entry_now_uses_too_is_looked_at(repository: Repository) -> None:
    repository.put("data/readings.bib", BIB + "@misc{three, url = {https://eng.org/slides}}")
    assert repository.new_links("HEAD") == ["https://eng.org/slides"]


def test_a_session_that_moves_brings_in_no_link(repository: Repository) -> None:
    repository.put("data/schedule.toml", SCHEDULE.replace("week = 1", "week = 2"))
    assert repository.new_links("HEAD") == []


def test_what_the_other_branch_did_meanwhile_is_not_this_one_s_doing(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create", "mine")
    repository.commit(bib=BIB.replace("{One}", "{Uno}"))
    repository.git("switch", "--quiet", "main")
    repository.commit(bib=BIB.replace("{Two}", "{Due}"))
    repository.git("switch", "--quiet", "mine")
    assert repository.new_links("main") == ["https://eng.org/one"]


def test_a_list_that_is_new_is_new_as_a_whole(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    first = repository.commit(**{"README": "x"})
    repository.commit(bib=BIB)
    assert len(repository.new_links(first)) == 3


def test_everything_is_new_before_the_first_commit(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.put("data/readings.bib", BIB)
    assert len(repository.new_links("HEAD")) == 3
    with pytest.raises(UsageError, match="there is no revision main"):
        repository.new_links("main")


def test_a_data_folder_that_was_renamed_is_not_new(repository: Repository) -> None:
    repository.git("mv", "data", "liste")
    repository.put("liste/readings.bib", BIB.replace("{Two}", "{Due}"))
    assert repository.new_links("HEAD", "liste") == ["https://eng.org/two", "doi:10.1145/2"]


@pytest.mark.parametrize("folder", ["données été", "a b", "-x", ":(top)x", "*", "q\nr", "d/e"])
def test_a_folder_may_have_any_name(tmp_path: Path, folder: str) -> None:
    repository = Repository(tmp_path / "clone")
    repository.put(f"{folder}/readings.bib", BIB)
    repository.commit()
    repository.put(f"{folder}/readings.bib", BIB.replace("{One}", "{Uno}"))
    assert repository.new_links("HEAD", folder) == ["https://eng.org/one"]


def test_a_bib_file_alone_is_compared_too(repository: Repository) -> None:
    repository.put("data/readings.bib", BIB.replace("{One}", "{Uno}"))
    assert repository.new_links("HEAD", "data/readings.bib") == ["https://eng.org/one"]


def test_the_bytes_of_a_revision_come_back_as_they_are(repository: Repository) -> None:
    hostile = "@misc{é, url = {https://eng.org/é}}\r\n\ufeff\n"
    repository.put(".gitattributes", "*.bib diff=evil\n")
    repository.git("config", "diff.evil.textconv", "false")
    repository.commit(bib=hostile)
    path = repository.put("data/readings.bib", "")
    revision = find_revision(repository.root, "HEAD")
    assert revision.file_at_commit(path) == revision.file_at_base(path) == hostile.encode()
    assert revision.file_at_commit(repository.root / "data") is None
    assert revision.file_at_commit(repository.root / "data" / "nothing") is None


def test_a_latin_1_list_is_read_as_ever(repository: Repository) -> None:
    (repository.root / "data/readings.bib").write_bytes("@misc{a, title = {\xc9t\xe9}}".encode("latin-1"))
    repository.commit()
    revision = find_revision(repository.root, "HEAD")
    assert list_at(revision, repository.root / "data").files.syllabus.readings[0].title == "Été"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "--output=x",
            "-x",
            "--help",
            "",
            " ",
            "a..b",
            "a...b",
            "main\nx",
            "main x",
            "main\0",
            "../x",
            "..",
            "^main",
        ),
        *(":/fix", "main:data", "a" * 300, "$(touch x)", "`x`", "main;x", "é", "\x1b[31m"),
    ],
)
def test_what_is_no_name_of_one_revision_is_refused(repository: Repository, name: str) -> None:
    with pytest.raises(UsageError, match="revision") as caught:
        find_revision(repository.root, name)
    assert "\x1b" not in str(caught.value)
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize("name", ["HEAD~1", "main@{0}", "v1.0", "v1.0^{}", "feature/a-b", "HEAD^"])
def test_names_that_git_knows_are_taken(repository: Repository, name: str) -> None:
    repository.git("tag", "--annotate", "--message=x", "v1.0")
    repository.git("branch", "feature/a-b")
    repository.commit()
    revision = find_revision(repository.root, name)
    assert revision.commit == repository.git("rev-parse", f"{name}^{{commit}}")


@given(st.text(max_size=30))
def test_any_text_is_a_revision_or_a_clear_no(name: str) -> None:
    with pytest.raises(UsageError):
        find_revision(Path("/"), name or "x")


def test_an_unknown_revision_is_said_to_be_unknown(repository: Repository) -> None:
    with pytest.raises(UsageError, match="there is no revision trunk; name a branch"):
        find_revision(repository.root, "trunk")
    with pytest.raises(UsageError, match="there is no revision 1234567890abcdef"):
        find_revision(repository.root, "1234567890abcdef" * 2 + "12345678")


def test_a_shallow_clone_is_told_to_fetch_more(repository: Repository, tmp_path: Path) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.commit(bib=BIB.replace("{One}", "{Uno}"))
    shallow = tmp_path / "shallow"
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.root}", str(shallow))
    with pytest.raises(UsageError, match="fetch-depth: 0"):
        find_revision(shallow, first)


def test_a_shallow_clone_of_two_branches_is_told_to_fetch_more(
    repository: Repository, tmp_path: Path
) -> None:
    repository.git("switch", "--quiet", "--create", "mine")
    repository.commit(bib=BIB.replace("{One}", "{Uno}"))
    repository.git("switch", "--quiet", "main")
    repository.commit(bib=BIB.replace("{Two}", "{Due}"))
    shallow = tmp_path / "shallow"
    address = f"file://{repository.root}"
    repository.git(
        "clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=mine", address, str(shallow)
    )
    with pytest.raises(UsageError, match=r"where this branch left origin/main.*fetch-depth: 0"):
        find_revision(shallow, "origin/main")


def test_branches_without_a_common_commit_are_not_compared(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--orphan", "other")
    repository.commit(bib=BIB)
    with pytest.raises(UsageError, match="no commit in common"):
        find_revision(repository.root, "main")


def test_outside_of_a_repository_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not in a git repository"):
        find_revision(tmp_path, "HEAD")


def test_without_git_it_says_so(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository.root))
    with pytest.raises(UsageError, match="git is not installed"):
        find_revision(repository.root, "HEAD")


def test_what_a_hook_tells_git_does_not_lead_elsewhere(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository(tmp_path / "other")
    other.commit(bib=BIB)
    for name, value in {
        "GIT_DIR": other.root / ".git",
        "GIT_WORK_TREE": other.root,
        "GIT_INDEX_FILE": "x",
    }.items():
        monkeypatch.setenv(name, str(value))
    revision = find_revision(repository.root, "HEAD")
    assert revision.root == repository.root.resolve()
    assert revision.commit == repository.git("rev-parse", "HEAD")


def test_a_path_outside_of_the_repository_is_refused(repository: Repository, tmp_path: Path) -> None:
    revision = find_revision(repository.root, "HEAD")
    with pytest.raises(UsageError, match="is not in the repository"):
        revision.file_at_commit(tmp_path / "elsewhere.bib")


def test_nothing_is_written_into_the_repository(repository: Repository) -> None:
    repository.put("data/readings.bib", BIB + " ")
    before = {path: path.stat().st_mtime_ns for path in repository.root.rglob("*") if path.is_file()}
    repository.new_links("HEAD")
    assert before == {path: path.stat().st_mtime_ns for path in repository.root.rglob("*") if path.is_file()}


def test_a_pull_request_cannot_change_the_settings_that_it_is_checked_by(repository: Repository) -> None:
    ours = '[check]\nallow_private = ["wiki.eng.org"]\n'
    repository.put("readinglist.toml", ours)
    repository.commit()
    repository.git("switch", "--quiet", "--create", "theirs")
    repository.put("readinglist.toml", ours.replace("wiki.eng.org", "169.254.169.254"))
    # A nearer file would take the place of the one that counts.
    repository.put("data/readinglist.toml", '[check]\nallow_private = ["*"]\n')
    repository.commit()
    settings = settings_at(find_revision(repository.root, "main"), repository.root / "data")
    assert settings.check.allow_private == ("wiki.eng.org",)
    assert settings.file == repository.root / "readinglist.toml"


def test_settings_come_from_the_tip_of_the_named_branch_and_the_list_from_where_this_one_left(
    repository: Repository,
) -> None:
    repository.git("branch", "theirs")
    repository.commit(
        **{"readinglist.toml": "[check]\nconfirm_runs = 7\n", "bib": BIB.replace("{One}", "{Uno}")}
    )
    repository.git("switch", "--quiet", "theirs")
    revision = find_revision(repository.root, "main")
    assert settings_at(revision, repository.root / "data").check.confirm_runs == 7
    assert list_at(revision, repository.root / "data").files.syllabus.readings[0].title == "One"


def test_without_settings_at_the_revision_the_defaults_hold(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "clone")
    repository.put("readings.bib", BIB)
    repository.commit()
    # Beside a list at the top of the repository is outside of it.
    (tmp_path / "readinglist.toml").write_text("[check]\nconfirm_runs = 9\n", encoding="utf-8")
    repository.put("readinglist.toml", "[check]\nconfirm_runs = 8\n")
    settings = settings_at(find_revision(repository.root, "HEAD"), repository.root)
    assert (settings.file, settings.check.confirm_runs) == (None, 2)


def test_settings_that_are_wrong_at_the_revision_are_named(repository: Repository) -> None:
    repository.commit(**{"readinglist.toml": "[check]\nconfirm_runs = 0\n"})
    with pytest.raises(SettingsError, match="confirm_runs"):
        settings_at(find_revision(repository.root, "HEAD"), repository.root / "data")


def test_a_revision_without_commits_holds_nothing(tmp_path: Path) -> None:
    assert Revision(tmp_path, None, None).file_at_base(tmp_path / "readings.bib") is None
