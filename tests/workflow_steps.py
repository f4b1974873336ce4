"""The steps of a workflow as GitHub would run them: each `run` block in bash, with its environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = ROOT / ".github" / "workflows"
NIGHTLY = WORKFLOWS / "links.yml"
PULL_REQUEST = WORKFLOWS / "links-pull-request.yml"
CHANGES = WORKFLOWS / "changes-pull-request.yml"


def workflow(path: Path) -> dict[str, Any]:
    # YAML 1.1 reads the key `on` as a truth value.
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in document.items()}


def step(path: Path, job: str, name: str) -> dict[str, Any]:
    steps = workflow(path)["jobs"][job]["steps"]
    found: dict[str, Any] = next(each for each in steps if each.get("name") == name)
    return found


class Machine:
    """A runner: a folder to work in, the programs that it has, and what the steps have put out."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs = folder, programs
        folder.mkdir(parents=True, exist_ok=True)
        programs.mkdir(parents=True, exist_ok=True)
        self.summary = folder.parent / f"{folder.name}.summary"
        self.printed = ""

    def run(self, path: Path, job: str, name: str, values: Mapping[str, str]) -> tuple[int, dict[str, str]]:
        """The exit code of a step, and its outputs; ``values`` are those of the expressions in ``env``."""
        this = step(path, job, name)
        given = {key: values[text] if "${{" in text else text for key, text in this.get("env", {}).items()}
        outputs = self.folder.parent / f"{self.folder.name}.output"
        outputs.write_text("", encoding="utf-8")
        script = self.folder.parent / f"{self.folder.name}.sh"
        script.write_text(this["run"], encoding="utf-8")
        environment = {
            "PATH": os.pathsep.join(
                [str(self.programs), str(Path(sys.executable).parent), os.environ["PATH"]]
            ),
            "GITHUB_OUTPUT": str(outputs),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "LANG": "C.UTF-8",
            **{
                name: value
                for name, value in os.environ.items()
                if name in ("FAKE_GH", "COVERAGE_PROCESS_START")
            },
            **given,
        }
        # How GitHub runs `shell: bash`.
        command = ("bash", "--noprofile", "--norc", "-eo", "pipefail", str(script))
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=120
        )
        self.printed = done.stdout + done.stderr
        lines = outputs.read_text(encoding="utf-8").splitlines()
        return done.returncode, dict(line.split("=", 1) for line in lines)

    def program(self, name: str, text: str) -> None:
        path = self.programs / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)


class Forge:
    """A repository on GitHub: its list, its issues, its cache, and a night at a time."""

    def __init__(self, folder: Path, *, shards: int = 1, data: str = "data") -> None:
        self.folder, self.shards, self.data = folder, shards, data
        self.repository = folder / "repository"
        (self.repository / data).mkdir(parents=True)
        self.cache: dict[str, str] = {}
        self.issue_file = folder / "issues.json"
        self.issue_file.write_text(json.dumps({"issues": [], "labels": [], "calls": []}), encoding="utf-8")
        self.nights = self.told = 0
        self.failed = False

    @property
    def kept(self) -> dict[str, Any]:
        kept: dict[str, Any] = json.loads(self.issue_file.read_text(encoding="utf-8"))
        return kept

    @property
    def issues(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.kept["issues"]
        return found

    def change_issue(self, number: int, **fields: str) -> None:
        kept = self.kept
        kept["issues"][number - 1].update(fields)
        self.issue_file.write_text(json.dumps(kept), encoding="utf-8")

    def machine(self, name: str) -> Machine:
        made = Machine(self.folder / f"night{self.nights}" / name, self.folder / "bin")
        shutil.copytree(self.repository, made.folder, dirs_exist_ok=True)
        return made

    def report(self) -> dict[str, Any]:
        """What the last night found."""
        path = self.folder / f"night{self.nights}" / "report" / "links.json"
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def calls(self) -> list[str]:
        return [verb for _, verb in self.kept["calls"]]

    def night(self, *, issue: bool = True, absent: tuple[int, ...] = ()) -> str:
        """Run the nightly workflow once; its state. ``absent``: parts whose machine broke down."""
        self.nights += 1
        inputs = {"data": self.data, "all": "false", "issue": str(issue).lower(), "shards": str(self.shards)}
        values = {f"${{{{ inputs.{name} }}}}": value for name, value in inputs.items()}
        code, outputs = self.machine("plan").run(NIGHTLY, "plan", "Number the parts", values)
        assert code == 0
        parts = json.loads(outputs["parts"])
        report = self.machine("report")
        for number, part in enumerate(parts):
            if number not in absent:
                self._check(part, report.folder / "parts" / f"links-part-{number}", values)
        code, outputs = report.run(NIGHTLY, "report", "Join the parts", values)
        assert code == 0, report.printed
        history = report.folder / "links-history" / "readings.links.json"
        if history.exists():
            self.cache["history"] = history.read_text(encoding="utf-8")
        state = outputs["state"]
        values |= {f"${{{{ steps.merge.outputs.{name} }}}}": value for name, value in outputs.items()}
        code, _ = report.run(NIGHTLY, "report", "Fail where nobody would hear of it", values)
        self.failed = code != 0
        if issue and state in ("red", "clean"):
            self.tell(state, (report.folder / "links.md").read_text("utf-8"), int(outputs["news"]))
        return state

    def _check(self, part: str, artifact: Path, values: dict[str, str]) -> None:
        machine = self.machine(f"check-{artifact.name}")
        if "history" in self.cache:
            (machine.folder / "links-history").mkdir()
            (machine.folder / "links-history" / "readings.links.json").write_text(
                self.cache["history"], "utf-8"
            )
        code, _ = machine.run(NIGHTLY, "check", "Check", {**values, "${{ matrix.part }}": part})
        assert code == 0, machine.printed
        shutil.copytree(machine.folder / "part", artifact)

    def tell(self, state: str, text: str, news: int = 0) -> None:
        """Run what keeps the issue, with a report that says ``text``."""
        self.told += 1
        machine = Machine(self.folder / f"issue{self.told}", self.folder / "bin")
        (machine.folder / "links.md").write_text(text, encoding="utf-8")
        fake = Path(__file__).with_name("fake_gh.py")
        machine.program(
            "gh", f'#!/bin/sh\nFAKE_GH="{self.issue_file}" exec "{sys.executable}" "{fake}" "$@"\n'
        )
        values = {
            "${{ github.token }}": "secret",
            "${{ github.repository }}": "eng/list",
            "${{ inputs.data }}": self.data,
            "${{ inputs.label }}": "dead-links",
            "${{ needs.report.outputs.state }}": state,
            "${{ needs.report.outputs.news }}": str(news),
        }
        code, _ = machine.run(NIGHTLY, "issue", "Open, update or close it", values)
        assert code == 0, machine.printed
