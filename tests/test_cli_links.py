"""`check` and `merge-reports` on the command line, against a server on this machine."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from loopback import Loopback, loopback, redirect, reply

from readinglist.cli import run

Call = Callable[..., tuple[int, str, str]]
PAGE = "<title>{}</title><h1>{}</h1><p>By Ada Lovelace, on links and on what becomes of them.</p>"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with loopback() as book:
        book.script["/study"] = reply(
            PAGE.format("A Study of Links", "A Study of Links"), content_type="text/html"
        )
        book.script["/old"] = redirect("/study", 301)
        book.script["/wall"] = reply("No.", 403, content_type="text/html")
        yield book


@pytest.fixture
def course(server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course in ./data, the way a person keeps one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    entry = (
        "@article{{{},\r\n  author = {{Lovelace, Ada}},\r\n  title  = {{A Study of Links}},\r\n"
        "  url    = {{{}}},\r\n}}\r\n"
    )
    paths = {"well": "/study", "moved": "/old", "dead": "/gone", "walled": "/wall"}
    bib = "".join(entry.format(key, server.url + path) for key, path in paths.items())
    (tmp_path / "data" / "readings.bib").write_text(bib, newline="")
    (tmp_path / "data" / "schedule.toml").write_text(
        '[course]\ntitle = "Links"\n\n[[session]]\nweek = 6\ndate = 2022-03-03\n'
        'links = [{ label = "Slides", url = "slides/1.pdf" }]\nrequired = ["dead", "well"]\n'
    )
    (tmp_path / "site" / "slides").mkdir(parents=True)
    (tmp_path / "site" / "slides" / "1.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "readinglist.toml").write_text(
        f'[check]\nallow_private = ["localhost"]\nallow_ports = [{server.port}]\nfiles = "site"\n'
        "timeout_seconds = 20\ninterval_seconds = 0\n"
    )
    return tmp_path


@pytest.fixture
def call(course: Path, capfd: pytest.CaptureFixture[str]) -> Call:
    def called(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        return (code, *capfd.readouterr())

    return called


def verdicts(text: str) -> dict[str, str]:
    return {
        use["key"] or use["label"]: link["verdict"]
        for link in json.loads(text)["links"]
        for use in link["used_by"]
    }


def test_one_run_tells_and_the_second_is_red(call: Call) -> None:
    code, out, _ = call("check", "--format", "json")
    assert (code, verdicts(out)) == (
        0,
        {"well": "ok", "moved": "redirected_permanent", "dead": "gone", "walled": "blocked", "Slides": "ok"},
    )
    code, out, _ = call("check")
    assert code == 1
    assert "1 link is dead" in out and "data/readings.bib:14" in out
    assert "week 6, Thu 3 Mar 2022: required" in out.lower() or "week 6" in out.lower()


def test_the_report_has_the_line_and_the_day_of_who_needs_the_link(call: Call) -> None:
    _, out, _ = call("check", "--format", "json", "--no-history")
    used = {link["url"].rpartition("/")[2]: link["used_by"][0] for link in json.loads(out)["links"]}
    assert (used["gone"]["line"], used["gone"]["week"], used["gone"]["date"]) == (14, 6, "2022-03-03")
    assert (used["study"]["line"], used["1.pdf"]["file"]) == (4, "data/schedule.toml")


def test_without_history_nothing_is_kept(call: Call, course: Path) -> None:
    assert [call("check", "--no-history")[0] for _ in range(3)] == [0, 0, 0]
    assert not (course / "data" / "readings.links.json").exists()


def test_strict_counts_what_is_not_sure(call: Call) -> None:
    assert call("check", "--no-history", "--strict")[0] == 1
    assert call("check", "well", "--no-history", "--strict")[0] == 0


def test_only_the_links_of_a_key_are_asked_about(call: Call, server: Loopback) -> None:
    call("check", "WELL")
    assert server.paths() == ["/study"]
    assert call("check", "nobody")[0] == 2


@pytest.fixture
def proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address on this machine may be proposed, as if it were one of the open internet."""
    monkeypatch.setattr("readinglist.links.repair.proposable", lambda address: address or None)


@pytest.mark.usefixtures("proposed")
def test_a_fix_changes_one_address_and_no_other_byte(call: Call, course: Path, server: Loopback) -> None:
    before = (course / "data" / "readings.bib").read_bytes()
    code, _, said = call("check", "--fix", "--quiet")
    assert (course / "data" / "readings.bib").read_bytes() == before.replace(b"/old}", b"/study}")
    assert code == 0 and f"wrote {server.url}/study in place of {server.url}/old" in said
    assert "No repair" in call("check", "--fix")[2]


@pytest.mark.usefixtures("proposed")
def test_a_patch_is_shown_and_nothing_is_written(call: Call, course: Path, server: Loopback) -> None:
    before = (course / "data" / "readings.bib").read_bytes()
    code, out, _ = call("check", "--format", "patch")
    assert code == 0 and out.startswith("--- a/readings.bib")
    assert f"+  url    = {{{server.url}/study}}," in out
    assert (course / "data" / "readings.bib").read_bytes() == before


def test_reports_go_where_they_are_sent(call: Call, course: Path) -> None:
    code, out, _ = call("check", "--report", "json=a.json", "--report", "html=a.html", "-o", "a.txt")
    assert (code, out) == (0, "")
    assert json.loads((course / "a.json").read_text())["summary"]["links"] == 5
    assert "</html>" in (course / "a.html").read_text()
    assert "5 links" in (course / "a.txt").read_text()


@pytest.mark.parametrize("value", ["json", "json=", "yaml=x", "=x"])
def test_a_report_without_format_or_path_is_refused(call: Call, value: str) -> None:
    code, _, said = call("check", "--report", value)
    assert code == 2 and "FORMAT=PATH" in said


def test_parts_are_joined_to_the_whole(call: Call) -> None:
    for part in "12":
        call("check", "--shard", f"{part}/2", "--no-history", "--report", f"json={part}.json")
    code, out, _ = call("merge-reports", "1.json", "2.json", "--format", "json")
    assert code == 0
    assert verdicts(out)["dead"] == "gone" and len(json.loads(out)["links"]) == 5
    assert call("check", "--shard", "3/2")[0] == 2


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"links": 3}', "\x00", "[" * 100_000])
def test_what_is_no_report_is_not_merged(call: Call, course: Path, text: str) -> None:
    (course / "bad.json").write_text(text)
    code, out, said = call("merge-reports", "bad.json")
    assert (code, out) == (2, "") and "bad.json" in said and "Traceback" not in said


def test_a_machine_without_network_says_so_and_blames_no_link(
    call: Call, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    code, out, said = call("check", "--all", "--format", "json")
    assert code == 2 and "no network" in said
    assert set(verdicts(out).values()) == {"unchecked", "ok"}, "the file of the site needs no network"
    assert json.loads(out)["offline"] is True


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_history_that_cannot_be_saved_is_said(call: Call, course: Path) -> None:
    (course / "data").chmod(0o500)
    code, _, said = call("check")
    assert code == 2 and "readings.links.json" in said


def test_a_history_of_a_later_version_is_left_alone(call: Call, course: Path) -> None:
    kept = course / "data" / "readings.links.json"
    kept.write_text('[{"readinglist":"history of links","version":99}\n]\n')
    code, _, said = call("check")
    assert code == 0 and "version" in said
    assert "99" in kept.read_text()


def test_an_empty_list_has_nothing_to_check(call: Call, course: Path) -> None:
    (course / "data" / "readings.bib").write_text("")
    (course / "data" / "schedule.toml").write_text("")
    code, out, _ = call("check")
    assert (code, out.strip()) == (0, "There is nothing to check.")


def test_only_what_changed_is_looked_at_with_the_settings_of_the_base(
    call: Call, course: Path, server: Loopback
) -> None:
    def git(*arguments: str) -> None:
        import subprocess

        told = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
        subprocess.run(told, cwd=course, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    bib = course / "data" / "readings.bib"
    bib.write_text(bib.read_text() + f"@misc{{new, title={{New}}, url={{{server.url}/nowhere}}}}\n")
    (course / "readinglist.toml").write_text('[check]\nignore = [{ host = "localhost", reason = "mine" }]\n')
    code, out, _ = call("check", "--changed-since", "main", "--format", "json")
    assert (code, verdicts(out)) == (0, {"new": "gone"})
    assert server.paths()[-1] == "/nowhere"
    assert not (course / "data" / "readings.links.json").exists()
    assert call("check", "--changed-since", "--upload-pack=x")[0] == 2
