"""The workflow that tells a pull request what it changes: its steps are run here as they stand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from workflow_steps import CHANGES, ROOT, Machine, workflow

from readinglist import ReadingList

DOCUMENT = (ROOT / "docs" / "changes.md").read_text(encoding="utf-8")
BASE = "${{ github.event.pull_request.base.sha || github.event.merge_group.base_sha }}"
runs = pytest.mark.program("bash", "awk", "git")


def git(folder: Path, *arguments: str) -> str:
    told = ("git", "-c", "user.name=a", "-c", "user.email=a@eng.org", *arguments)
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    return subprocess.run(
        told, cwd=folder, env=environment, check=True, capture_output=True, text=True
    ).stdout


class PullRequest:
    """A branch of a repository with a list, and the comments that its pull request has."""

    def __init__(self, folder: Path, data: str = "data") -> None:
        self.folder, self.data = folder, data
        self.clone = folder / "clone"
        self.clone.mkdir()
        example = ReadingList.example()
        ReadingList(example, course=example.course, sessions=example.sessions).write(self.clone / data)
        git(self.clone, "init", "-q", "-b", "main")
        git(self.clone, "add", ".")
        git(self.clone, "commit", "-q", "-m", "first")
        self.kept = folder / "kept.json"
        self.kept.write_text(json.dumps({"calls": [], "comments": []}), encoding="utf-8")
        self.pushes = 0

    @property
    def list(self) -> ReadingList:
        return ReadingList.read(self.clone / self.data)

    @property
    def comments(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.kept.read_text(encoding="utf-8"))["comments"]
        return found

    @property
    def calls(self) -> list[str]:
        return [" ".join(call) for call in json.loads(self.kept.read_text(encoding="utf-8"))["calls"]]

    def add_comment(self, body: str, *, own: bool) -> None:
        kept = json.loads(self.kept.read_text(encoding="utf-8"))
        url = f"https://github.com/eng/list/pull/7#issuecomment-{1000 + len(kept['comments'])}"
        kept["comments"].append({"body": body, "url": url, "viewerDidAuthor": own})
        self.kept.write_text(json.dumps(kept), encoding="utf-8")

    def push(self, *, base: str = "main") -> tuple[int, str]:
        """Run the whole workflow; exit code of the comparison, and the summary of the run."""
        self.pushes += 1
        compare = Machine(self.clone, self.folder / "bin")
        compare.summary.unlink(missing_ok=True)
        values = {"${{ inputs.data }}": self.data, BASE: base}
        code, outputs = compare.run(CHANGES, "compare", "Compare", values)
        self.printed = compare.printed
        if code:
            return code, ""
        self._comment((self.clone / "changes.md").read_bytes(), outputs["state"])
        (self.clone / "changes.md").unlink()
        return code, compare.summary.read_text(encoding="utf-8")

    def _comment(self, changes: bytes, state: str) -> None:
        machine = Machine(self.folder / f"comment{self.pushes}", self.folder / "bin")
        (machine.folder / "changes.md").write_bytes(changes)
        fake = Path(__file__).with_name("fake_gh.py")
        machine.program("gh", f'#!/bin/sh\nFAKE_GH="{self.kept}" exec "{sys.executable}" "{fake}" "$@"\n')
        values = {
            "${{ github.token }}": "secret",
            "${{ github.repository }}": "eng/list",
            "${{ github.event.pull_request.number }}": "7",
            "${{ inputs.data }}": self.data,
            "${{ needs.compare.outputs.state }}": state,
        }
        code, _ = machine.run(CHANGES, "comment", "Write or renew it", values)
        assert code == 0, machine.printed


@pytest.fixture
def pull(tmp_path: Path) -> PullRequest:
    return PullRequest(tmp_path)


@runs
def test_what_changes_is_in_the_summary_and_in_one_comment(pull: PullRequest) -> None:
    pull.list.remove("hennessy2019golden").write()
    code, summary = pull.push()
    assert code == 0 and "### Readings taken out" in summary and "hennessy2019golden" in summary
    (comment,) = pull.comments
    first, title, *_ = comment["body"].splitlines()
    assert (first, title) == (
        "<!-- readinglist changes: data -->",
        "## What this changes in the reading list",
    )
    assert "hennessy2019golden" in comment["body"]


@runs
def test_the_comment_is_renewed_where_there_is_something_else_to_say(pull: PullRequest) -> None:
    pull.list.remove("hennessy2019golden").write()
    pull.push()
    pull.push()
    assert pull.calls == ["pr view", "pr comment", "pr view"], "the same is not said twice"
    pull.list.remove("genc2021gemmini").write()
    pull.push()
    assert len(pull.comments) == 1 and "genc2021gemmini" in pull.comments[0]["body"]
    git(pull.clone, "checkout", "-q", ".")
    pull.push()
    assert len(pull.comments) == 1 and "Nothing is different." in pull.comments[0]["body"]


@runs
def test_a_pull_request_that_leaves_the_list_alone_gets_no_comment(pull: PullRequest) -> None:
    code, summary = pull.push()
    assert (code, summary, pull.comments) == (0, "Nothing is different.\n", [])


@runs
def test_comments_of_others_are_left_alone_whatever_is_in_them(pull: PullRequest) -> None:
    pull.add_comment("<!-- readinglist changes: data -->\nI am you", own=False)
    pull.add_comment("A report of another workflow", own=True)
    pull.list.remove("hennessy2019golden").write()
    pull.push()
    pull.list.remove("genc2021gemmini").write()
    pull.push()
    assert [comment["body"][:8] for comment in pull.comments] == ["<!-- rea", "A report", "<!-- rea"]
    assert pull.comments[0]["body"].endswith("I am you")
    assert "genc2021gemmini" in pull.comments[2]["body"]


@runs
@pytest.mark.parametrize("title", ["@everyone see #1", "</details><script>x</script>", "a | b [x](http://y)"])
def test_titles_of_strangers_mention_nobody_and_break_nothing(pull: PullRequest, title: str) -> None:
    pull.list.replace("hennessy2019golden", title=title).write()
    _, summary = pull.push()
    for text in (summary, pull.comments[0]["body"]):
        assert title not in text and "@everyone" not in text and "<script" not in text
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert len({row.count("|") for row in rows}) == 1


@runs
@pytest.mark.parametrize("data", ["lists/été", 'it"s `a` $(b)', "a;b --> <!--"])
def test_a_list_elsewhere_has_a_comment_of_its_own(tmp_path: Path, data: str) -> None:
    pull = PullRequest(tmp_path, data)
    pull.add_comment("<!-- readinglist changes: data -->", own=True)
    pull.list.remove("hennessy2019golden").write()
    pull.push()
    pull.push()
    other, comment = pull.comments
    assert other["body"] == "<!-- readinglist changes: data -->"
    marker, title = comment["body"].splitlines()[:2]
    assert re.fullmatch(r"<!-- readinglist changes: [\w./-]+ -->", marker, re.ASCII)
    assert re.fullmatch(r"## What this changes in the reading list \(`[\w./-]+`\)", title, re.ASCII)


@runs
def test_a_comment_that_github_would_refuse_is_cut_at_a_line(pull: PullRequest) -> None:
    entries = "".join(f"@misc{{k{n}, title = {{A title é {'x' * 40} {n}}}}}\n" for n in range(1500))
    with (pull.clone / "data" / "readings.bib").open("a", encoding="utf-8") as bib:
        bib.write(entries)
    _, summary = pull.push()
    body = pull.comments[0]["body"]
    assert len(summary) > 65_536 > len(body.encode()) > 50_000
    assert "All of it is in the summary of the run." in body


@runs
def test_a_list_that_cannot_be_read_fails_the_run(pull: PullRequest) -> None:
    for path in (pull.clone / "data").iterdir():
        path.unlink()
    assert pull.push()[0] == 2
    assert pull.push(base="nowhere")[0] == 2
    assert pull.push(base="")[0] == 2 and "::error::" in pull.printed
    assert pull.comments == []


def test_a_pull_request_from_a_fork_is_told_in_the_summary_alone() -> None:
    job = workflow(CHANGES)["jobs"]["comment"]
    assert "github.event.pull_request.head.repo.full_name == github.repository" in job["if"]
    assert "inputs.comment" in job["if"]


def test_the_workflow_of_the_document_gives_what_the_called_one_needs() -> None:
    (text,) = re.findall(r"^```yaml\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    caller, called = yaml.safe_load(text), workflow(CHANGES)
    (job,) = caller["jobs"].values()
    assert job["uses"].split("@")[0].endswith(str(CHANGES.relative_to(ROOT)))
    inputs = called["on"]["workflow_call"]["inputs"]
    needed = {name for name, value in inputs.items() if value.get("required")}
    assert needed <= set(job["with"]) <= set(inputs)
    rights = [right for each in called["jobs"].values() for right in each["permissions"].items()]
    assert job["permissions"] == dict(rights) and caller["permissions"] == {}
    # YAML 1.1 reads the key `on` as a truth value.
    assert caller[True] == {"pull_request": None}
    for name in inputs:
        assert f"`{name}`" in DOCUMENT, name
