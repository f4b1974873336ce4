"""The recipes that run the check: each `run` block, script and unit is run here as it stands."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from workflow_steps import CHANGES, NIGHTLY, PULL_REQUEST, ROOT, WORKFLOWS, Forge, Machine, workflow

EVERY = pytest.mark.parametrize("path", [NIGHTLY, PULL_REQUEST, CHANGES], ids=lambda path: path.stem)
OF_PULL_REQUESTS = pytest.mark.parametrize("path", [PULL_REQUEST, CHANGES], ids=lambda path: path.stem)
# The jobs that have other rights than to read the repository.
RIGHTS = {"plan": {}, "issue": {"issues": "write"}, "comment": {"pull-requests": "write"}}
DEPLOY = ROOT / "deploy"


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in workflow(path)["jobs"].values() for step in job["steps"]]


# What can be read off the workflows ------------------------------------------------------


def test_there_are_no_workflows_but_those_that_are_tested_here() -> None:
    assert set(WORKFLOWS.iterdir()) == {NIGHTLY, PULL_REQUEST, CHANGES}


@EVERY
def test_no_text_from_outside_gets_into_a_script(path: Path) -> None:
    for step in steps(path):
        assert "${{" not in step.get("run", "")


@EVERY
def test_every_variable_of_a_script_is_set(path: Path) -> None:
    for step in steps(path):
        script = step.get("run", "")
        named = set(re.findall(r"\$\{?([A-Z][A-Z_]+)", script)) | set(re.findall(r'environ\["(\w+)"', script))
        own = set(re.findall(r"^ *export ([A-Z]+)=", script, re.MULTILINE))
        assert named <= {*step.get("env", {}), *own, "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"}


@EVERY
def test_every_action_is_pinned_to_a_commit(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert lines
    for line in lines:
        assert re.search(r"uses: actions/[a-z-]+(?:/(?:save|restore))?@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)


@EVERY
def test_a_checkout_leaves_no_token_behind(path: Path) -> None:
    checkouts = [step for step in steps(path) if "actions/checkout@" in step.get("uses", "")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@EVERY
def test_every_job_has_an_end_and_only_the_rights_that_it_needs(path: Path) -> None:
    whole = workflow(path)
    assert whole["permissions"] == {}
    assert set(whole["on"]) == {"workflow_call"}
    for name, job in whole["jobs"].items():
        assert job["timeout-minutes"] <= 60
        assert job.get("permissions", {}) == RIGHTS.get(name, {"contents": "read"})


def test_runs_of_one_night_do_not_overlap_and_a_newer_push_ends_the_older_check() -> None:
    assert workflow(NIGHTLY)["concurrency"]["cancel-in-progress"] is False
    assert workflow(PULL_REQUEST)["concurrency"]["cancel-in-progress"] is True
    assert workflow(CHANGES)["concurrency"]["cancel-in-progress"] is True


def test_one_part_that_breaks_down_does_not_stop_the_others() -> None:
    assert workflow(NIGHTLY)["jobs"]["check"]["strategy"]["fail-fast"] is False


@OF_PULL_REQUESTS
def test_a_pull_request_has_no_secrets_and_no_rights_of_the_base(path: Path) -> None:
    assert "${{ secrets" not in path.read_text(encoding="utf-8")
    with_token = [step for step in steps(path) if "${{ github.token }}" in step.get("env", {}).values()]
    assert len(with_token) == (path == CHANGES)
    (guard,) = [step for step in steps(path) if "pull_request_target" in step.get("if", "")]
    assert steps(path)[0] == guard
    assert guard["run"].rstrip().endswith("exit 1")


def test_where_the_token_can_write_no_code_of_the_list_runs() -> None:
    jobs = [job for path in (NIGHTLY, CHANGES) for job in workflow(path)["jobs"].values()]
    writing = [job for job in jobs if "write" in job.get("permissions", {}).values()]
    assert len(writing) == 2
    for step in (step for job in writing for step in job["steps"]):
        assert "checkout" not in step.get("uses", "") and "pip" not in step.get("run", "")


def test_what_one_run_saves_the_next_one_finds() -> None:
    (restored,) = [step["with"] for step in steps(NIGHTLY) if "cache/restore" in step.get("uses", "")]
    (saved,) = [step["with"] for step in steps(NIGHTLY) if "cache/save" in step.get("uses", "")]
    assert saved["path"] == restored["path"]
    assert saved["key"] == restored["key"]
    assert saved["key"].startswith(restored["restore-keys"].strip())
    assert "github.run_id" in saved["key"], "a key can be saved once only"


# The issue -------------------------------------------------------------------------------

nightly = pytest.mark.program("bash", "timeout", "awk")
ONE, TWO = "**1 link is dead.**\n\n| one.pdf |\n", "**2 links are dead.**\n\n| one.pdf |\n| two.pdf |\n"


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path)


@nightly
def test_an_issue_is_opened_on_the_first_red_night(forge: Forge) -> None:
    forge.tell("clean", "")
    assert forge.issues == []
    forge.tell("red", ONE, news=1)
    (issue,) = forge.issues
    assert issue["title"] == "Dead links in the reading list"
    assert issue["labels"] == ["dead-links"]
    assert issue["body"].startswith("<!-- readinglist links: data -->")
    assert "one.pdf" in issue["body"]
    assert issue["comments"] == []


@nightly
def test_a_night_without_news_leaves_the_issue_alone(forge: Forge) -> None:
    forge.tell("red", ONE, news=1)
    before = forge.issues
    forge.tell("red", ONE)
    assert forge.issues == before
    assert forge.calls() == ["list", "create", "create", "list"]


@nightly
def test_news_are_written_into_the_same_issue_with_a_comment(forge: Forge) -> None:
    forge.tell("red", ONE, news=1)
    forge.tell("red", TWO, news=1)
    (issue,) = forge.issues
    assert "two.pdf" in issue["body"]
    assert issue["comments"] == ["Dead since this night: 1 more. The list above is up to date."]
    forge.tell("red", ONE)
    (issue,) = forge.issues
    assert "two.pdf" not in issue["body"]
    assert len(issue["comments"]) == 1, "that a link is alive again is no reason to write to anybody"


@nightly
def test_the_issue_is_closed_once_and_with_a_comment(forge: Forge) -> None:
    forge.tell("red", ONE)
    forge.tell("clean", "")
    (issue,) = forge.issues
    assert (issue["state"], issue["stateReason"]) == ("CLOSED", "COMPLETED")
    assert issue["comments"] == ["Every link is alive again."]
    forge.tell("clean", "")
    assert forge.calls()[-2:] == ["close", "list"]


@nightly
def test_what_dies_again_gets_an_issue_of_its_own(forge: Forge) -> None:
    for state in ("red", "clean", "red"):
        forge.tell(state, ONE)
    assert [issue["state"] for issue in forge.issues] == ["CLOSED", "OPEN"]


@nightly
def test_an_issue_that_a_person_has_closed_stays_closed_until_there_is_news(forge: Forge) -> None:
    forge.tell("red", ONE)
    forge.change_issue(1, state="CLOSED", stateReason="NOT_PLANNED")
    forge.tell("red", ONE)
    assert len(forge.issues) == 1
    forge.tell("red", TWO, news=1)
    assert [issue["state"] for issue in forge.issues] == ["CLOSED", "OPEN"]


@nightly
def test_other_issues_with_the_label_are_left_alone(forge: Forge) -> None:
    forge.tell("red", ONE)
    forge.change_issue(1, body="A person wrote this.")
    forge.tell("clean", "")
    assert forge.issues[0]["state"] == "OPEN"
    forge.tell("red", ONE)
    assert [issue["body"][:5] for issue in forge.issues] == ["A per", "<!-- "]


@nightly
@pytest.mark.parametrize("data", ["lists/été", 'it"s `a` $(b)', "a;b --> <!--"])
def test_a_list_elsewhere_has_an_issue_of_its_own(tmp_path: Path, data: str) -> None:
    forge = Forge(tmp_path, data=data)
    forge.tell("red", ONE)
    forge.tell("red", ONE)
    (issue,) = forge.issues
    assert issue["title"] == f"Dead links in the reading list ({data})"
    marker = issue["body"].splitlines()[0]
    assert re.fullmatch(r"<!-- readinglist links: [\w./-]+ -->", marker, re.ASCII)


@nightly
def test_a_body_that_github_would_refuse_is_cut_at_a_line(forge: Forge) -> None:
    forge.tell("red", "".join(f"| row {number} of a long table: é |\n" for number in range(5000)))
    body = forge.issues[0]["body"]
    assert 50_000 < len(body) < 65_536
    assert "The whole list is in the report of the last run." in body
    assert all(line.endswith("|") for line in body.splitlines() if line.startswith("| row"))


# Whole nights ----------------------------------------------------------------------------


def put_list(forge: Forge, *files: str) -> None:
    """A list of readings whose links are files of the site, so that no network is needed."""
    data = forge.repository / forge.data
    entries = "".join(
        f"@misc{{{name}, title = {{{name}}}, url = {{{name}.pdf}}}}\n" for name in ("one", "two")
    )
    (data / "readings.bib").write_text(entries, encoding="utf-8")
    (data.parent / "readinglist.toml").write_text('[check]\nfiles = "public"\n', encoding="utf-8")
    shutil.rmtree(data.parent / "public", ignore_errors=True)
    (data.parent / "public").mkdir()
    for name in files:
        (data.parent / "public" / f"{name}.pdf").write_bytes(b"%PDF-1.4\n")


@nightly
def test_two_nights_make_it_sure_and_one_good_one_clears_it(forge: Forge) -> None:
    put_list(forge)
    assert forge.night() == "unsure"
    assert forge.issues == []
    assert forge.night() == "red"
    assert "one.pdf" in forge.issues[0]["body"]
    summary = (forge.folder / "night2" / "report.summary").read_text(encoding="utf-8")
    assert "one.pdf" in summary
    before = forge.issues
    assert forge.night() == "red"
    assert forge.issues == before, "a third night that finds the same has nothing to say"
    put_list(forge, "one", "two")
    assert forge.night() == "clean"
    assert forge.issues[0]["state"] == "CLOSED"


@nightly
def test_a_lost_history_closes_no_issue(forge: Forge) -> None:
    put_list(forge)
    forge.tell("red", ONE)
    assert forge.night() == "unsure"
    assert forge.issues[0]["state"] == "OPEN"


@nightly
def test_without_an_issue_the_run_fails(forge: Forge) -> None:
    data = forge.repository / "data"
    (data / "readings.bib").write_text("@misc{a, url = {javascript:a()}}", encoding="utf-8")
    assert forge.night(issue=False) == "red"
    assert forge.failed
    assert forge.issues == []
    (data / "readings.bib").write_text("@misc{a, title = {A}}", encoding="utf-8")
    assert forge.night(issue=False) == "clean"
    assert not forge.failed


# In parts --------------------------------------------------------------------------------


@nightly
@pytest.mark.parametrize(("shards", "parts"), [("1", ["1/1"]), ("3", ["1/3", "2/3", "3/3"])])
def test_the_parts_are_numbered(tmp_path: Path, shards: str, parts: list[str]) -> None:
    machine = Machine(tmp_path / "plan", tmp_path / "bin")
    code, outputs = machine.run(NIGHTLY, "plan", "Number the parts", {"${{ inputs.shards }}": shards})
    assert (code, json.loads(outputs["parts"])) == (0, parts)


@nightly
@pytest.mark.parametrize("shards", ["0", "101", "", "-1", "1.5", "1; exit 0", "$(exit)"])
def test_what_is_no_number_of_parts_is_refused(tmp_path: Path, shards: str) -> None:
    machine = Machine(tmp_path / "plan", tmp_path / "bin")
    code, outputs = machine.run(NIGHTLY, "plan", "Number the parts", {"${{ inputs.shards }}": shards})
    assert (code, outputs) == (1, {})
    assert "::error::shards is a whole number from 1 to 100." in machine.printed


@nightly
def test_several_machines_find_what_one_finds_and_closing_needs_them_all(tmp_path: Path) -> None:
    forge = Forge(tmp_path, shards=2)
    put_list(forge)
    with (forge.repository / "data" / "readings.bib").open("a", encoding="utf-8") as bib:
        bib.writelines(f"@misc{{x{number}, url = {{ftp://h{number}.eng.org/}}}}\n" for number in range(6))
    assert forge.night() == "red"
    assert forge.night() == "red"
    found = forge.report()
    assert (found["summary"]["links"], found["summary"]["unsafe"]) == (8, 6)
    # Two nights on whichever machine: what each remembers is joined.
    assert (found["summary"]["confirmed"], found["shard"]) == (2, None)
    put_list(forge, "one", "two")
    assert forge.night(absent=(1,)) == "unsure"
    assert forge.issues[0]["state"] == "OPEN"


def fake_check(tmp_path: Path, script: str) -> Machine:
    machine = Machine(tmp_path / "check", tmp_path / "bin")
    machine.program("readinglist", f"#!/bin/sh\n{script}\n")
    return machine


CHECK = {
    "${{ inputs.data }}": "my data",
    "${{ matrix.part }}": "2/3",
    "${{ inputs.all }}": "true",
    "${{ inputs.strict }}": "true",
    "${{ github.event.pull_request.base.sha || github.event.merge_group.base_sha }}": "HEAD",
}


@nightly
@pytest.mark.parametrize(("exits", "step"), [(0, 0), (1, 0), (2, 2), (124, 0), (130, 130), (3, 3)])
def test_only_what_could_not_be_done_fails_a_part(tmp_path: Path, exits: int, step: int) -> None:
    machine = fake_check(
        tmp_path, f'printf "%s|" "$@"; echo h > links-history/readings.links.json; exit {exits}'
    )
    code, _ = machine.run(NIGHTLY, "check", "Check", CHECK)
    assert code == step
    assert (machine.folder / "part" / "readings.links.json").read_text() == "h\n"
    assert machine.printed.startswith(
        "check|--data|my data|--shard|2/3|--history|links-history/readings.links.json|"
    )
    assert "|--all|" in machine.printed
    assert ("::warning::" in machine.printed) == (exits == 124)


# A pull request --------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> str:
    names = {
        f"GIT_{role}_{part}": "x@eng.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")
    }
    nothing = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    environment = {"PATH": os.environ["PATH"], **names, **nothing}
    command = ("git", "-c", "init.defaultBranch=main", *arguments)
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "check"
    (folder / "data").mkdir(parents=True)
    bib = "@misc{old, title = {Old}, url = {javascript:old()}}\n"
    (folder / "data" / "readings.bib").write_text(bib, encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=x")
    return folder


PR = {**CHECK, "${{ inputs.data }}": "data", "${{ inputs.strict }}": "false"}


@pytest.mark.program("bash", "git")
def test_a_pull_request_is_told_of_its_own_links_at_their_lines(clone: Path, tmp_path: Path) -> None:
    with (clone / "data" / "readings.bib").open("a", encoding="utf-8") as bib:
        bib.write("@misc{new,\n  title = {New},\n  url = {javascript:new()},\n}\n")
    machine = Machine(clone, tmp_path / "bin")
    code, _ = machine.run(PULL_REQUEST, "check", "Check", PR)
    assert code == 1
    assert "::error file=data/readings.bib,line=4" in machine.printed
    summary = machine.summary.read_text(encoding="utf-8")
    assert "new()" in summary
    assert "old()" not in machine.printed + summary


@pytest.mark.program("bash", "git")
def test_a_pull_request_without_new_links_passes(clone: Path, tmp_path: Path) -> None:
    machine = Machine(clone, tmp_path / "bin")
    code, _ = machine.run(PULL_REQUEST, "check", "Check", PR)
    assert code == 0
    assert "::error" not in machine.printed


@pytest.mark.program("bash")
@pytest.mark.parametrize("strict", ["true", "false"])
def test_a_pull_request_passes_on_what_the_check_says(tmp_path: Path, strict: str) -> None:
    machine = fake_check(tmp_path, 'printf "%s|" "$@"; echo report > links.md; exit 1')
    code, _ = machine.run(PULL_REQUEST, "check", "Check", {**CHECK, "${{ inputs.strict }}": strict})
    assert code == 1
    assert machine.printed.startswith("check|--data|my data|--changed-since|HEAD|--quiet|")
    assert ("|--strict|" in machine.printed) == (strict == "true")
    assert machine.summary.read_text() == "report\n"


@pytest.mark.program("bash")
def test_without_a_base_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    machine = fake_check(tmp_path, "exit 0")
    code, _ = machine.run(PULL_REQUEST, "check", "Check", {**CHECK, list(CHECK)[-1]: ""})
    assert code == 2
    assert "::error::" in machine.printed


# cron ------------------------------------------------------------------------------------


class Cron:
    """Runs the script for cron with a `readinglist` that says what a test wants."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def night(self, code: int, report: str = "", error: str = "") -> tuple[int, str]:
        program = self.folder / "readinglist"
        program.write_text(
            f"#!{sys.executable}\nimport pathlib, sys\n"
            "given = sys.argv[1:]\n"
            "pathlib.Path(given[given.index('-o') + 1]).write_text(%r)\n"
            % report
            + f"sys.stderr.write({error!r})\nsys.exit({code})\n",
            encoding="utf-8",
        )
        program.chmod(0o755)
        done = subprocess.run(
            [str(DEPLOY / "readinglist-nightly"), "data", str(self.folder / "a state")],
            env={"PATH": os.environ["PATH"], "READINGLIST": str(program)},
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr


@pytest.mark.program("sh", "cmp")
def test_cron_has_something_to_mail_only_when_there_is_news(tmp_path: Path) -> None:
    cron = Cron(tmp_path)
    assert cron.night(0, "all well") == (0, "")
    assert cron.night(1, "one is dead\n") == (1, "one is dead\n")
    assert cron.night(1, "one is dead\n") == (1, "")
    assert cron.night(0, "all well") == (0, "")
    assert cron.night(1, "one is dead\n") == (1, "")
    assert cron.night(1, "two are dead\n") == (1, "two are dead\n")


@pytest.mark.program("sh")
def test_cron_mails_why_nothing_could_be_checked(tmp_path: Path) -> None:
    assert Cron(tmp_path).night(2, "", "no network\n") == (2, "no network\n")


@pytest.mark.program("sh")
def test_the_script_for_cron_says_how_it_is_called() -> None:
    done = subprocess.run([str(DEPLOY / "readinglist-nightly")], capture_output=True, text=True)
    assert done.returncode != 0
    assert "readinglist-nightly DATA STATE" in done.stderr


@pytest.mark.program("sh", "cmp")
def test_the_script_for_cron_runs_the_real_check(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "readings.bib").write_text("@misc{a, url = {javascript:a()}}", encoding="utf-8")
    command = [str(DEPLOY / "readinglist-nightly"), str(tmp_path / "data"), str(tmp_path / "state")]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    first, second = (
        subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, cwd=tmp_path)
        for _ in range(2)
    )
    assert (first.returncode, second.returncode, second.stdout) == (1, 1, "")
    assert "javascript:a()" in first.stdout
    assert (tmp_path / "state" / "links.html").exists()


def test_the_line_for_cron_calls_the_script() -> None:
    (line,) = [line for line in (DEPLOY / "crontab").read_text().splitlines() if re.match(r"[0-9*]", line)]
    minute, hour, *rest, user, program, data, state = line.split()
    assert 0 <= int(minute) < 60 and 0 <= int(hour) < 24 and rest == ["*", "*", "*"]
    assert (DEPLOY / program).stat().st_mode & 0o111
    assert user and data.startswith("/") and state.startswith("/")
    assert "%" not in line, "cron takes it for a line end"


# systemd ---------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in DEPLOY.glob("readinglist-check@.*"):
        text = unit.read_text(encoding="utf-8").replace("/opt/readinglist/bin/readinglist", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    units = [str(tmp_path / f"readinglist-check@srv-course-data.{kind}") for kind in ("service", "timer")]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", units[0]],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_the_service_calls_the_check_with_options_that_exist() -> None:
    from readinglist.cli.links import check

    text = (DEPLOY / "readinglist-check@.service").read_text(encoding="utf-8").replace("\\\n", " ")
    (command,) = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
    known = {name for option in check.params for name in option.opts}
    assert {word for word in command.split() if word.startswith("--")} <= known
    assert "KillSignal=SIGINT" in text


# pre-commit ------------------------------------------------------------------------------

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_a_hook_for_a_commit_needs_no_network_and_one_for_a_push_may() -> None:
    stages = {hook["id"]: hook["stages"] for hook in HOOKS}
    assert "pre-commit" in stages["readinglist-lint"]
    assert "pre-commit" not in stages["readinglist-check"]
    assert all(hook["pass_filenames"] is False for hook in HOOKS), "the list is its folder, not one file"


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_for_the_files_of_a_list(hook: dict[str, Any]) -> None:
    for name in ("data/readings.bib", "readings.bib", "a/b/schedule.toml"):
        assert re.search(hook["files"], name)
    for name in ("paper.bib", "data/xreadings.bib", "schedule.toml.orig"):
        assert not re.search(hook["files"], name)


@pytest.mark.program("git")
@pytest.mark.parametrize(
    ("hook", "url", "code"), [(0, "javascript:a()", 1), (1, "javascript:a()", 1), (1, "", 0)]
)
def test_a_hook_stops_what_is_wrong(clone: Path, hook: int, url: str, code: int) -> None:
    git(clone, "update-ref", "refs/remotes/origin/HEAD", "HEAD")
    (clone / "data" / "readings.bib").write_text(f"@misc{{old, title = {{Old}}, url = {{{url}}}}}\n", "utf-8")
    command = [*HOOKS[hook]["entry"].split(), *HOOKS[hook].get("args", ())]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    # git tells its hooks where the repository is.
    environment = {"PATH": path, "GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index"}
    done = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr


# The document ----------------------------------------------------------------------------

DOCUMENT = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
CALLERS = [
    yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
]


@pytest.mark.parametrize(("number", "path"), [(0, NIGHTLY), (1, PULL_REQUEST)])
def test_the_workflows_of_the_document_give_what_the_called_ones_need(number: int, path: Path) -> None:
    caller, called = CALLERS[number], workflow(path)
    (job,) = caller["jobs"].values()
    assert job["uses"].split("@")[0].endswith(str(path.relative_to(ROOT)))
    inputs = called["on"]["workflow_call"]["inputs"]
    assert set(job["with"]) <= set(inputs)
    assert {name for name, value in inputs.items() if value.get("required")} <= set(job["with"])
    needed = {
        right: level
        for each in called["jobs"].values()
        for right, level in each.get("permissions", {}).items()
    }
    assert job["permissions"] == needed
    assert caller["permissions"] == {}
    assert set(caller[True]) & {"pull_request_target", "push"} == set()


def test_the_document_names_every_input_with_its_default() -> None:
    for name, value in workflow(NIGHTLY)["on"]["workflow_call"]["inputs"].items():
        row = re.search(rf"^\| `{name}` \|.*\| (.*) \|$", DOCUMENT, re.MULTILINE)
        assert row, name
        default = value.get("default")
        shown = "must be given" if default is None else f"`{str(default).lower()}`"
        assert row[1] == shown
    for name in workflow(PULL_REQUEST)["on"]["workflow_call"]["inputs"]:
        assert re.search(rf"`{name}(?:: \w+)?`", DOCUMENT), name


def test_the_commands_of_the_document_have_options_that_exist() -> None:
    from readinglist.cli import cli

    blocks = re.findall(r"^```console\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines() if line.startswith("$ readinglist ")]
    assert commands
    for line in commands:
        verb, *words = line.split()[2:]
        known = {name for option in cli.commands[verb].params for name in option.opts}
        assert {word for word in words if word.startswith("-")} <= known, line


def test_the_hooks_of_the_document_exist() -> None:
    (repository,) = CALLERS[2]["repos"]
    assert [hook["id"] for hook in repository["hooks"]] == [hook["id"] for hook in HOOKS]


def test_the_line_of_the_document_is_that_of_the_file() -> None:
    (line,) = [line for line in (DEPLOY / "crontab").read_text().splitlines() if re.match(r"[0-9*]", line)]
    assert f"```\n{line}\n```" in DOCUMENT


@pytest.mark.program("awk")
def test_histories_that_are_put_behind_each_other_are_one(tmp_path: Path) -> None:
    import datetime

    from readinglist.links import history
    from readinglist.links.assessment import remember
    from readinglist.links.exchange import Observation
    from readinglist.links.history import History

    now = datetime.datetime(2026, 11, 2, 2, 30, tzinfo=datetime.UTC)
    common, *parts = (
        History().with_memories(
            remember(None, f"https://{name}.org/{n}", now, Observation("ok")) for n in range(3)
        )
        for name in ("common", "one", "two")
    )
    files = []
    for number, part in enumerate(parts):
        files.append(tmp_path / f"part{number}.links.json")
        files[-1].write_text(history.render(history.merge(common, part)), encoding="ascii")
    command = ["awk", "!seen[$0]++", *map(str, files)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    parsed = history.parse(text, today=now.date())
    assert parsed.findings == ()
    assert parsed.history == history.merge(history.merge(common, parts[0]), parts[1])
