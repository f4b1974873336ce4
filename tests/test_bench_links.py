from __future__ import annotations

import dataclasses
import datetime
import http.client
import importlib
import json
import socket
import ssl
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from readinglist import ReadingList
from readinglist.links.verdicts import CLASS_OF
from readinglist.settings import read_settings

ROOT = Path(__file__).parents[1]
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="every address of 127.0.0.0/8 is needed")


@pytest.fixture(scope="module", autouse=True)
def bench_is_importable() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT))
        yield


def bench(module: str) -> Any:
    return importlib.import_module(f"bench.links.{module}")


def world(name: str, size: int = 1000, hosts: int = 200, **more: Any) -> Any:
    return bench("world").World(name, size, hosts, **more)


# The labelled truth -----------------------------------------------------------------------


def test_labels_are_in_the_classes_that_the_check_puts_them_in() -> None:
    for name, behaviour in bench("behaviours").BEHAVIOURS.items():
        assert CLASS_OF[behaviour.verdict] == behaviour.truth, name


def test_every_verdict_of_ours_has_a_class() -> None:
    said = bench("outputs").classes({verdict: verdict for verdict in CLASS_OF})
    expected = {v: c if c in ("alive", "dead") else "unknown" for v, c in CLASS_OF.items()}
    assert said == expected


@pytest.mark.parametrize("name", ["clean", "mixed", "hostile", "ids"])
def test_a_set_is_the_same_for_the_server_and_for_the_judge(name: str) -> None:
    one = world(name, port=8080)
    other = bench("world").World(**json.loads(json.dumps(dataclasses.asdict(one))))
    assert one.links == other.links
    assert len(one.urls) == len(one.links) == 1000
    assert len({link.work.title for link in one.links}) == 1000


def test_the_sets_have_the_shares_that_they_are_described_with() -> None:
    clean = Counter(link.verdict for link in world("clean").links)
    assert (clean["gone"], clean["blocked"]) == (50, 30)
    assert clean["redirected_permanent"] + clean["redirected_temporary"] == 50
    mixed = Counter(link.behaviour for link in world("mixed").links)
    assert mixed["hang"] == 20 and mixed["gone_404"] == 45 and mixed["soft_404_everywhere"] == 4
    ids = Counter(link.host for link in world("ids").links)
    assert ids["doi.org"] == ids["arxiv.org"] == 400


def test_hosts_that_answer_alike_everywhere_have_no_other_links() -> None:
    mixed = world("mixed")
    for link in mixed.links:
        if link.host in mixed.everywhere:
            assert link.behaviour == mixed.everywhere[link.host].behaviour


class Reader:
    """Asks the stage as a patient client would, without a network: HEAD and GET, redirects followed."""

    def __init__(self, name: str) -> None:
        self.world = world(name)
        self.stage = bench("stage").Stage(0)
        self.stage.play(self.world)

    def first_link(self, behaviour: str) -> Any:
        return next(link for link in self.world.links if link.behaviour == behaviour)

    def ask(self, link: Any, method: str = "GET", path: str | None = None) -> Any:
        visit = bench("replies").Visit(method, path or link.path)
        return self.stage.enter(link.host, visit)

    def follow(self, link: Any, hops: int = 12) -> list[Any]:
        replies = [self.ask(link)]
        while replies[-1].status in (301, 302, 307, 308) and len(replies) < hops:
            to = urlsplit(dict(replies[-1].headers)["Location"])
            replies.append(self.ask(link, path=to.path))
        return replies


TRAITS: dict[str, Any] = {
    "ok": lambda link, replies: shows(link, replies[-1]) and len(replies) == 1,
    "redirected_permanent": lambda link, replies: (
        replies[0].status in (301, 308) and shows(link, replies[-1])
    ),
    "redirected_temporary": lambda link, replies: (
        replies[0].status in (302, 307) and shows(link, replies[-1])
    ),
    "gone": lambda link, replies: replies[-1].status in (404, 410),
    "blocked": lambda link, replies: replies[-1].status == 403,
    "rate_limited": lambda link, replies: replies[-1].status == 429,
    "server_error": lambda link, replies: replies[-1].status == 500,
    "refused": lambda link, replies: replies[-1].manner == "reset",
    "timeout": lambda link, replies: replies[-1].manner in ("silence", "drip_head", "drip_body"),
    "too_big": lambda link, replies: len(replies) == 12,
    "soft_404": lambda link, replies: replies[-1].status == 200 and not shows(link, replies[-1]),
    "wrong_content": lambda link, replies: replies[-1].status == 200 and not shows(link, replies[-1]),
    "login": lambda link, replies: b'type="password"' in replies[-1].body,
}


def shows(link: Any, reply: Any) -> bool:
    """Whether what was promised is there: the title, and a PDF where the address is that of one."""
    if reply.status != 200 or reply.manner not in ("whole", "endless"):
        return False
    is_pdf = reply.content_type == "application/pdf" and reply.body.startswith(b"%PDF")
    return link.work.title.encode() in reply.body and is_pdf == link.path.endswith(".pdf")


@pytest.mark.parametrize("name", ["clean", "mixed", "hostile"])
def test_the_server_answers_as_the_labels_say(name: str) -> None:
    reader = Reader(name)
    for behaviour in {link.behaviour for link in reader.world.links}:
        link = reader.first_link(behaviour)
        replies = reader.follow(link)
        if behaviour.endswith("_once"):
            assert not shows(link, replies[-1])
            replies = reader.follow(link)
        assert TRAITS[link.verdict](link, replies), behaviour


def test_what_refuses_head_answers_get() -> None:
    reader = Reader("mixed")
    for behaviour in ("no_head_405", "no_head_403", "no_head_500", "no_head_reset"):
        link = reader.first_link(behaviour)
        refusal = reader.ask(link, "HEAD")
        assert refusal.status >= 400 or refusal.manner == "reset"
        assert shows(link, reader.ask(link))


def test_sites_answer_for_what_they_do_not_have() -> None:
    reader = Reader("mixed")
    assert reader.ask(reader.first_link("page"), path="/papers/no-such-thing").status == 404
    alike = reader.first_link("soft_404_everywhere")
    assert reader.ask(alike, path="/papers/no-such-thing") == reader.ask(alike)


def test_the_registries_know_what_is_registered() -> None:
    ids = world("ids")
    served, visit = bench("services").served, bench("replies").Visit
    for behaviour, agency in (("doi", "Crossref"), ("doi_unknown", None)):
        doi = next(link.path for link in ids.links if link.behaviour == behaviour).removeprefix("/")
        assert json.loads(served(ids, "doi.org", visit("GET", f"/doiRA/{doi}")).body)[0].get("RA") == agency
        handle = served(ids, "doi.org", visit("GET", f"/api/handles/{doi}"))
        assert handle.status == (200 if agency else 404)
    papers = {
        name: next(link for link in ids.links if link.behaviour == name)
        for name in ("arxiv", "arxiv_unknown")
    }
    names = [link.path.removeprefix("/abs/") for link in papers.values()]
    feed = served(ids, "export.arxiv.org", visit("GET", "/api/query", query=f"id_list={','.join(names)}"))
    assert papers["arxiv"].work.title.encode() in feed.body
    assert papers["arxiv_unknown"].work.title.encode() not in feed.body


# The server -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with bench("serving").Server(tmp_path_factory.mktemp("served"), 12, 0.0) as server:
        yield server


def connected(server: Any, link: Any, scheme: str) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(link.host, server.ports["http"], timeout=10)
    context = ssl.create_default_context(cafile=str(server.authority))
    return http.client.HTTPSConnection(link.host, server.ports["https"], timeout=10, context=context)


def status(server: Any, link: Any, method: str = "GET", scheme: str = "http", **headers: str) -> int:
    connection = connected(server, link, scheme)
    try:
        connection.request(method, link.path, headers=headers)
        reply = connection.getresponse()
        if method == "GET":
            reply.read()
        return reply.status
    finally:
        connection.close()


def played(server: Any, name: str, scheme: str = "http") -> Any:
    made = world(name, 1000, 12, scheme=scheme, port=server.ports[scheme])
    server.play(made)
    return made


def first(made: Any, behaviour: str) -> Any:
    return next(link for link in made.links if link.behaviour == behaviour)


@on_linux
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_address_is_a_host_by_http_and_https(served: Any, scheme: str) -> None:
    made = played(served, "clean", scheme)
    for behaviour, code in (("page", 200), ("gone_404", 404), ("moved_301", 301), ("wall", 403)):
        assert status(served, first(made, behaviour), scheme=scheme) == code
    assert served.counts()["requests"] == 4


@on_linux
def test_requests_are_counted_until_the_next_world(served: Any) -> None:
    made = played(served, "clean")
    status(served, first(made, "page"), "HEAD")
    status(served, first(made, "page"))
    counts = served.counts()
    assert counts["methods"] == {"HEAD": 1, "GET": 1} and counts["connections"] == 2
    played(served, "clean")
    assert served.counts()["requests"] == 0


@on_linux
def test_a_page_that_the_client_has_is_not_sent_again(served: Any) -> None:
    link = first(played(served, "clean"), "page")
    connection = connected(served, link, "http")
    connection.request("GET", link.path)
    reply = connection.getresponse()
    etag = reply.headers["ETag"]
    reply.read()
    connection.close()
    assert status(served, link, **{"If-None-Match": etag}) == 304
    assert status(served, link, **{"If-None-Match": '"other"'}) == 200


@on_linux
def test_silence_drips_resets_and_endless_bodies(served: Any) -> None:
    made = played(served, "hostile")
    for behaviour in ("hang", "drip_head"):
        link = first(made, behaviour)
        connection = http.client.HTTPConnection(link.host, served.ports["http"], timeout=0.2)
        connection.request("GET", link.path)
        with pytest.raises(TimeoutError):
            connection.getresponse()
        connection.close()
    endless = connected(served, first(made, "endless"), "http")
    endless.request("GET", first(made, "endless").path)
    reply = endless.getresponse()
    assert reply.length is None and len(reply.read(2_000_000)) == 2_000_000
    endless.close()
    large = connected(served, first(made, "large"), "http")
    large.request("GET", first(made, "large").path)
    body = large.getresponse()
    assert body.length == bench("behaviours").MANY_BYTES and body.read(4) == b"%PDF"
    large.close()
    with pytest.raises(ConnectionError):
        status(served, first(played(served, "mixed"), "reset"))


@on_linux
def test_hosts_fail_and_recover_as_they_are_told(served: Any) -> None:
    link = first(played(served, "clean"), "page")
    served.trouble({link.host: "fault"})
    assert status(served, link) == 500
    served.trouble({link.host: "closed"})
    with pytest.raises(ConnectionRefusedError):
        status(served, link)
    served.trouble({})
    assert status(served, link) == 200


@on_linux
def test_hosts_with_names_are_reached_through_the_proxy(served: Any) -> None:
    made = played(served, "ids", "https")
    link = first(made, "doi")
    context = ssl.create_default_context(cafile=str(served.authority))
    plain = socket.create_connection(("127.0.1.1", served.ports["http"]), timeout=10)
    plain.sendall(b"CONNECT doi.org:443 HTTP/1.1\r\nHost: doi.org:443\r\n\r\n")
    assert plain.recv(1000).startswith(b"HTTP/1.1 200")
    with context.wrap_socket(plain, server_hostname="doi.org") as secured:
        secured.sendall(f"GET /doiRA{link.path} HTTP/1.1\r\nHost: doi.org\r\n\r\n".encode())
        reply = http.client.HTTPResponse(secured)
        reply.begin()
        assert json.loads(reply.read()) == [{"DOI": link.path.removeprefix("/"), "RA": "Crossref"}]


# What tools are given and what they say ---------------------------------------------------


def test_the_list_has_every_link_once_and_our_settings_allow_it(tmp_path: Path) -> None:
    made = world("mixed", 100, 40, port=8080)
    listing = bench("listing").Listing(tmp_path, tmp_path / "ca.pem", 5)
    listing.write(made, datetime.date(2022, 1, 24))
    rl = ReadingList.read(listing.data)
    assert [reading.url for reading in rl] == list(made.urls)
    assert [reading.title for reading in rl] == [link.work.title for link in made.links]
    assert sum(len(session.required) for session in rl.sessions) == 100
    check = read_settings(listing.data).check
    assert set(check.allow_private) == {link.host for link in made.links}
    assert check.allow_ports == (8080,) and check.timeout_seconds == 5
    for name in ("links.md", "index.html", "sphinx/index.rst"):
        text = (tmp_path / name).read_text()
        assert all(text.count(f"{url}{end}") == 1 for url, end in zip(made.urls, ends(name), strict=False))


def ends(name: str) -> Iterator[str]:
    while True:
        yield {"links.md": ")", "index.html": '"', "sphinx/index.rst": ">"}[name]


LYCHEE = """{"total": 3, "success_map": {"links.md": [{"url": "http://a/", "status": {"text": "200 OK"}}]},
 "error_map": {"links.md": [{"url": "http://b/", "status": {"text": "404", "code": 404}}]},
 "timeout_map": {"links.md": [{"url": "http://c/", "status": {"text": "Timeout"}}]},
 "redirect_map": {"links.md": [{"origin": "http://a/", "redirects": []}]}}"""
LINKINATOR = """{"links": [{"url": "http://a/", "status": 200, "state": "OK"},
 {"url": "http://b/", "status": 404, "state": "BROKEN"},
 {"url": "http://c/", "status": 403, "state": "SKIPPED"}]}"""
LINKCHECKER = """# created by LinkChecker
# comments
urlname;parentname;base;result;warningstring;infostring;valid;url
http://a/;index.html;;200 OK;;;True;http://a/
http://b/;index.html;;404 Not Found;;;False;http://b/
http://c/;index.html;;429 Too Many Requests;Rate limited (Retry-After: 1);;True;http://c/
"""
SPHINX = """{"filename": "a.rst", "lineno": 4, "status": "working", "code": 0, "uri": "http://a/", "info": ""}
{"filename": "a.rst", "lineno": 5, "status": "broken", "code": 0, "uri": "http://b/", "info": "404"}
{"filename": "a.rst", "lineno": 6, "status": "timeout", "code": 0, "uri": "http://c/", "info": "timed out"}
"""


@pytest.mark.parametrize(
    ("tool", "text"),
    [("lychee", LYCHEE), ("linkinator", LINKINATOR), ("linkchecker", LINKCHECKER), ("sphinx", SPHINX)],
)
def test_outputs_are_read(tool: str, text: str) -> None:
    said = getattr(bench("outputs"), tool)(text)
    assert said == {"http://a/": "alive", "http://b/": "dead", "http://c/": "unknown"}


def test_our_report_is_read() -> None:
    text = json.dumps({"links": [{"url": "http://a/", "verdict": "gone", "reason": "x"}]})
    verdicts = bench("outputs").readinglist(text)
    assert bench("outputs").classes(verdicts) == {"http://a/": "dead"}


def test_mistakes_are_counted_by_kind() -> None:
    made = world("clean")
    judging = bench("judging")
    right = {url: link.truth for url, link in made.urls.items()}
    assert judging.wrong(right, made) == (0, 0, 0, 0)
    by_truth = {
        truth: [u for u, link in made.urls.items() if link.truth == truth] for truth in right.values()
    }
    said = right | {
        by_truth["alive"][0]: "dead",
        by_truth["unknown"][0]: "dead",
        by_truth["dead"][0]: "alive",
    }
    said |= {by_truth["alive"][1]: "unknown", by_truth["unknown"][1]: "alive"}
    del said[by_truth["alive"][2]]
    wrong = judging.wrong(said, made)
    assert wrong == (2, 1, 2, 1) and wrong.all == 6


def test_a_verdict_in_the_right_class_is_still_shown_where_it_is_another() -> None:
    made = world("clean", 100, 10)
    verdicts = {url: link.verdict for url, link in made.urls.items()}
    assert bench("judging").slips(verdicts, made) == ()
    url, link = next((url, link) for url, link in made.urls.items() if link.verdict == "blocked")
    (slip,) = bench("judging").slips(verdicts | {url: "login"}, made)
    assert (slip.said, slip.right, slip.behaviour) == ("login", "blocked", link.behaviour)


# Figures ----------------------------------------------------------------------------------


def run_of(who: str, wall: float, *, wrong: int = 0, late: bool = False, peak: int = 50_000_000) -> Any:
    mistakes = bench("judging").Wrong(wrong, 0, 0, 0)
    asked = {"requests": 1100}
    return bench("running").Run(who, wall, wall / 2, peak, late, 0, asked, None if late else mistakes)


def comparison(**runs: list[Any]) -> Any:
    each = {who: tuple(found) for who, found in runs.items()}
    return bench("figures").Comparison("mixed", "a set", 1000, each, 5.0)


def test_ratios_are_those_of_the_best_runs() -> None:
    figures = bench("figures")
    ours = [run_of("readinglist", wall) for wall in (2.0, 1.0, 4.0)]
    found = comparison(
        readinglist=ours,
        lychee=[run_of("lychee", 0.5, wrong=30)],
        slow=[run_of("slow", 60, late=True)],
        gone=[],
    )
    assert found.ratio("lychee", figures.wall) == 0.5
    assert found.median("readinglist", figures.wall) == 2.0
    text = figures.shown(found)
    assert "30 (30, 0, 0, 0)" in text and "did not end in 60 s" in text and "not installed" in text
    document = json.loads(json.dumps(figures.as_json(found)))
    assert [run["wall_seconds"] for run in document["tools"]["readinglist"]] == [2.0, 1.0, 4.0]
    assert document["tools"]["slow"][0]["ended"] is False


def test_goals_are_kept_or_missed_by_our_figures_alone() -> None:
    goals = bench("goals")
    good = comparison(readinglist=[run_of("readinglist", 1.0)], lychee=[run_of("lychee", 0.5)])
    bad = comparison(
        readinglist=[run_of("readinglist", 7.0, wrong=1, peak=70_000_000)], lychee=[run_of("lychee", 0.5)]
    )
    for name in ("right", "small", "prompt", "thrifty"):
        assert getattr(goals, name)(good).kept, name
        assert not getattr(goals, name)(bad).kept, name
    assert [goal.kept for goal in goals.ahead(good)] == [True]
    assert [goal.kept for goal in goals.ahead(bad)] == [False]
    others = comparison(readinglist=[run_of("readinglist", 1.0)], Sphinx=[run_of("Sphinx", 2.0)])
    assert [goal.kept for goal in goals.ahead(others)] == [False]


def test_a_run_without_an_answer_is_all_wrong() -> None:
    silent = dataclasses.replace(run_of("readinglist", 1.0), wrong=None)
    goal = bench("goals").right(comparison(readinglist=[silent]))
    assert not goal.kept and "1000 of 1000" in goal.text


def launched(tmp_path: Path, seconds: str, *command: str) -> Any:
    launch = ROOT / "bench" / "links" / "launch.py"
    result = tmp_path / "result.json"
    line = [sys.executable, "-I", "-S", str(launch), str(result), seconds, *command]
    subprocess.run(line, check=True, timeout=60)
    return json.loads(result.read_text()), Path(f"{result}.out").read_text()


@on_linux
def test_what_a_command_takes_is_that_of_all_its_processes(tmp_path: Path) -> None:
    hungry = "b = bytearray(200_000_000); print(sum(range(3_000_000)))"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hungry!r}]); sys.exit(3)"
    alone, _ = launched(tmp_path, "60", sys.executable, "-c", "pass")
    taken, output = launched(tmp_path, "60", sys.executable, "-c", parent)
    assert output.strip() == str(sum(range(3_000_000)))
    assert taken["code"] == 3 and not taken["late"]
    assert taken["peak_bytes"] > 200_000_000 > 3 * alone["peak_bytes"]
    assert taken["cpu_seconds"] > alone["cpu_seconds"]


@on_linux
def test_a_command_that_does_not_end_is_ended(tmp_path: Path) -> None:
    taken, _ = launched(tmp_path, "0.5", sys.executable, "-c", "import time; time.sleep(600)")
    assert taken["late"] and taken["code"] < 0


# The soak ---------------------------------------------------------------------------------


def checked(made: Any, **changes: str) -> Any:
    verdicts = {url: link.verdict for url, link in made.urls.items()} | changes
    return bench("soak").Checked(tuple(verdicts.items()), (), False, {"threads": 1, "files": 4, "bytes": 1})


def test_a_soaked_check_is_held_to_the_labels() -> None:
    soak, made = bench("soak"), world("clean", 100, 10)
    good = checked(made)
    assert list(soak.faults_of(good, made)) == []
    url, link = next((url, link) for url, link in made.urls.items() if link.verdict == "ok")
    dead = dataclasses.replace(checked(made, **{url: "gone"}), troubled=frozenset({link.host}))
    assert len(list(soak.faults_of(dead, made))) == 1
    off = checked(made, **{url: "timeout"})
    assert len(list(soak.faults_of(off, made))) == 1
    excused = dataclasses.replace(off, troubled=frozenset({link.host}))
    assert list(soak.faults_of(excused, made)) == []
    lost = dataclasses.replace(good, verdicts=good.verdicts[1:])
    twice = dataclasses.replace(good, verdicts=(*good.verdicts, good.verdicts[0]))
    red = dataclasses.replace(good, red=(url,))
    for wrong in (lost, twice, red, dataclasses.replace(good, offline=True)):
        assert len(list(soak.faults_of(wrong, made))) == 1


def test_growth_is_a_leak() -> None:
    leaks = bench("soak").leaks
    steady = [{"threads": 1, "files": 5, "bytes": 50_000_000}] * 20
    assert list(leaks(steady)) == []
    for what in ("threads", "files", "bytes"):
        growing = [each | {what: each[what] + each[what] * number} for number, each in enumerate(steady)]
        assert len(list(leaks(growing))) == 1


def test_what_befalls_a_host_says_nothing_of_its_links() -> None:
    known = bench("behaviours").BEHAVIOURS
    troubles = [known[name] for name in bench("soak").TROUBLES if name != "closed"]
    assert len(troubles) >= 6 and {each.truth for each in troubles} == {"unknown"}


# All of it --------------------------------------------------------------------------------


@on_linux
def test_one_command_compares_and_a_missing_peer_is_named(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "bench", "links", "--only", "http", "--links", "30", "--rounds", "1"]
    command += ["--peers", str(tmp_path / "none"), "--json", str(figures)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert "lychee               not installed" in done.stdout, done.stderr
    assert "0 of 30 verdicts wrong" in done.stdout
    assert done.returncode == ("FAIL" in done.stdout), done.stderr
    (found,) = json.loads(figures.read_text())["comparisons"]
    assert found["tools"]["lychee"] == [] and found["tools"]["readinglist"][0]["slips"] == []
