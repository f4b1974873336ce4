"""A list from an unknown pull request, threat by threat: what it tries, and that nothing comes of it."""

from __future__ import annotations

import json
import re
import time
import tracemalloc
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import lxml.html
import pytest
from linkworld.answers import html, sent_to
from linkworld.behaviour import PUBLIC, TITLE, Host, link
from linkworld.bodies import paper, site_page
from linkworld.checking import HASTY, PATIENT
from linkworld.seen import Check, look_at
from linkworld.services import EXPANDING_FEED, FEED_WITH_A_FILE, services
from linkworld.tables import elsewhere, forbidden, redirects, slow, wire
from linkworld.tables.registered import ROWS as REGISTERED
from markdown_it import MarkdownIt
from standin.server import Reply, Service

from readinglist import ReadingList
from readinglist.links.history import FILE_NAME
from readinglist.links.reports import REPORTS, render_links
from readinglist.links.results import LinkReport
from readinglist.model.reading import Reading


@pytest.fixture
def seen(tmp_path: Path) -> Check:
    """Run a check over behaviours, all of them in a world of their own."""
    return partial(look_at, tmp_path)


# 1. Addresses inside a network ----------------------------------------------------------

_LITERALS = [row for row in forbidden.ROWS if row.name.startswith(("literal-", "localhost"))]
_NAMED = [row for row in forbidden.ROWS if row.name.startswith("named-")]


def test_1_no_spelling_of_a_private_address_leads_to_a_connection(seen: Check) -> None:
    found = seen(_LITERALS)
    assert found.untrue(_LITERALS) == {}
    assert len(_LITERALS) > 25
    assert found.world.network.connected == found.world.network.strays == []


def test_1_a_name_does_not_hide_a_private_address(seen: Check) -> None:
    found = seen(_NAMED)
    assert set(found.verdicts.values()) == {"unsafe"}
    assert found.world.network.connected == found.world.network.strays == []


def test_1_a_host_that_the_settings_name_may_be_private(seen: Check) -> None:
    # The world leads only public addresses on, so that the attempt itself is what shows it.
    settings = PATIENT.model_copy(update={"allow_private": ("named-private.linkworld",)})
    found = seen(_NAMED, settings=settings)
    assert {address for address, _ in found.world.network.strays} == {"10.1.2.3"}
    assert found.of["named-private"].verdict == "refused"
    assert found.of["named-loopback"].verdict == "unsafe"


# 2. The same by a detour ----------------------------------------------------------------


def test_2_no_redirect_leads_inside(seen: Check) -> None:
    found = seen(elsewhere.ROWS)
    assert found.untrue(elsewhere.ROWS) == {}
    assert found.world.network.strays == []
    assert not [url for url in found.asked if "inside" in url]


def test_2_one_private_address_among_public_ones_is_enough(seen: Check) -> None:
    rows = [
        link(f"mixed-{n}", "unsafe", html(paper()), host=Host(lookups=(answer,)))
        for n, answer in enumerate(
            [(PUBLIC, "10.0.0.1"), ("10.0.0.1", PUBLIC), (PUBLIC, "::1"), (PUBLIC, "::ffff:10.0.0.1")]
        )
    ]
    found = seen(rows)
    assert set(found.verdicts.values()) == {"unsafe"}
    assert found.world.network.connected == []


def test_2_a_name_that_changes_its_answer_gains_nothing(seen: Check) -> None:
    twice = html("", 500)
    rows = [
        link("rebinds", ("ok", "unsafe"), html(paper()), host=Host(lookups=((PUBLIC,), ("127.0.0.1",)))),
        link(
            "rebinds-after-fault",
            ("server_error", "unsafe"),
            twice,
            host=Host(lookups=((PUBLIC,), ("10.0.0.1",))),
        ),
    ]
    found = seen(rows)
    assert found.untrue(rows) == {}
    network = found.world.network
    assert network.strays == []
    assert {address for address, _ in network.connected} <= {
        network.address_of(f"{row.name}.linkworld") for row in rows
    }


def test_2_the_address_that_was_checked_is_met_with_the_name_of_the_host(seen: Check) -> None:
    found = seen([link("named", "ok", html(paper()))])
    (visit,) = found.world.book.visits
    assert (visit.host, visit.server_name) == ("named.linkworld", "named.linkworld")
    assert found.world.network.connected == [(found.world.network.address_of("named.linkworld"), 443)]
    assert found.world.network.lookups["named.linkworld"] == 1


def test_2_other_ports_are_asked_only_where_the_settings_allow_them(seen: Check) -> None:
    rows = [
        link(
            "ports",
            ("unchecked", "unsafe"),
            url="https://ports.linkworld:8443/paper",
            also={"https://ports.linkworld/": html(paper())},
        ),
        link("to-port", ("unchecked", "unsafe"), sent_to("https://ports.linkworld:8443/paper")),
    ]
    found = seen(rows)
    assert found.untrue(rows) == {}
    assert {port for _, port in found.world.network.connected} == {443}
    allowed = seen(rows, settings=PATIENT.model_copy(update={"allow_ports": (8443,)}))
    assert (allowed.world.network.address_of("ports.linkworld"), 8443) in allowed.world.network.connected


# 3. Schemes -----------------------------------------------------------------------------


def test_3_nothing_but_http_and_https_is_followed(seen: Check) -> None:
    rows = [row for row in forbidden.ROWS if row.name.startswith("scheme-")]
    found = seen(rows)
    assert found.untrue(rows) == {}
    assert sum(result.verdict == "unsafe" for result in found.report) == len(rows) - 1
    assert not found.world.network.connected
    assert not found.world.network.lookups


def test_3_a_way_down_to_http_is_told(seen: Check) -> None:
    found = seen([row for row in redirects.ROWS if row.name == "down-to-http"])
    assert "http" in found.of["down-to-http"].reason
    assert "https" in found.of["down-to-http"].reason


# 4. Replies without measure -------------------------------------------------------------

_ENDLESS = [row for row in (*slow.ROWS, *wire.ROWS) if "takes-no" not in row.name]


def test_4_nothing_that_a_server_sends_holds_or_fills_the_run(seen: Check) -> None:
    tracemalloc.start()
    began = time.monotonic()
    try:
        found = seen(_ENDLESS, settings=HASTY)
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # One deadline for a link with all its requests, and some of them one after the other.
    assert time.monotonic() - began < 6 * HASTY.timeout_seconds
    assert held < 64 * 1024 * 1024
    assert found.untrue(_ENDLESS) == {}


# 5. Redirects ---------------------------------------------------------------------------


def test_5_no_chain_of_redirects_is_without_end(seen: Check) -> None:
    rows = [row for row in redirects.ROWS if row.name.startswith(("circle-", "fifty", "grows", "huge-"))]
    found = seen(rows)
    assert found.untrue(rows) == {}
    for row in rows:
        assert len(found.world.book.of(f"{row.name}.linkworld")) <= 24


def test_5_a_location_brings_nothing_into_the_next_request(seen: Check) -> None:
    rows = [row for row in redirects.ROWS if row.name.startswith(("moved-", "location-", "empty-"))]
    found = seen(rows)
    assert found.untrue(rows) == {}
    for visit in found.world.book.visits:
        assert "x-injected" not in {name for name, _ in visit.headers}
        assert re.fullmatch(r"[!-~]+", visit.url)


# 6. Characters in a link that mean something to a request --------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://plain.linkworld/a\r\nX-Injected: yes",
        "https://plain.linkworld/a\nX-Injected: yes",
        "https://plain.linkworld/a HTTP/1.1\r\nHost: other.linkworld\r\n\r\nGET /b",
        "https://plain.linkworld\r\nX-Injected: yes/",
        "https://plain.linkworld/a\x00b",
        "https://plain.linkworld/a\tb",
        "https://plain\t.linkworld/",
        "https://plain.linkworld\\@other.linkworld/",
        "https://plain.linkworld\\.other.linkworld/",
        "https://other.linkworld@plain.linkworld/",
        "https://plain.linkworld:443@other.linkworld/",
        "https://plain.linkworld/\u2028X-Injected: yes",
        "https:\\\\other.linkworld/",
        "https://plain.linkworld%0d%0aX-Injected:yes/",
    ],
)
def test_6_no_character_of_a_link_reaches_a_request_as_more_than_itself(seen: Check, url: str) -> None:
    known = [link("plain", "ok", html(paper())), link("other", "ok", html(paper()))]
    rl = ReadingList([Reading(key="hostile", title=TITLE, url=url)])
    found = seen(known, rl=rl)
    for visit in found.world.book.visits:
        assert visit.host == "plain.linkworld"
        assert "x-injected" not in {name for name, _ in visit.headers}
        assert re.fullmatch(r"[!-~]+", visit.url)
    assert found.of["hostile"].verdict_class != "alive"


# 7. Secrets -----------------------------------------------------------------------------


def test_7_credentials_are_neither_sent_nor_shown(
    seen: Check, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine netrc.linkworld login me password netrc-secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_0123456789abcdefghijklmnopqrstuvwxyz")
    cookie = html(paper(), headers={"Set-Cookie": "id=cookie-secret; Domain=linkworld; Path=/"})
    rows = [
        link("netrc", "ok", cookie),
        link("netrc-next", "ok", cookie, url="https://netrc.linkworld/next"),
        link("userinfo", "unsafe", url="https://me:link-secret@netrc.linkworld/paper"),
        link(
            "to-userinfo",
            ("unsafe", "redirected_temporary"),
            sent_to("https://me:hop-secret@netrc.linkworld/x"),
            also={"https://netrc.linkworld/x": html(paper())},
        ),
    ]
    found = seen(rows, remembered="")
    assert found.untrue(rows) == {}
    for visit in found.world.book.visits:
        assert not {name for name, _ in visit.headers} & {"authorization", "cookie", "proxy-authorization"}
    told = "".join(_rendered(found.report).values()) + (tmp_path / FILE_NAME).read_text()
    for secret in ("netrc-secret", "link-secret", "hop-secret", "cookie-secret", "ghp_"):
        assert secret not in told


def test_7_a_token_in_an_address_is_in_no_report(seen: Check) -> None:
    rows = [link("signed", "gone", html("", 404), path="/a?access_token=token-secret&x=1")]
    found = seen(rows)
    assert found.of["signed"].verdict == "gone"
    for name, text in _rendered(found.report).items():
        assert "token-secret" not in text, name


# 8. Reports -----------------------------------------------------------------------------

_HOSTILE = (
    "\x1b]0;owned\x07\x1b[31m \u202eright\u202c \u200bzero ::error::x %0A "
    "<script>alert(1)</script> | =1+1 ]]>"
)


def test_8_nothing_of_a_stranger_is_more_than_text_in_a_report(seen: Check) -> None:
    rows = [
        link(
            "hostile-title",
            ("wrong_content", "soft_404"),
            html(site_page(f"404 {_HOSTILE}", "<h1>404</h1>"), 200),
        ),
        link(
            "hostile-location",
            ("too_big", "gone", "unsafe", "server_error"),
            sent_to("/x?<script>alert(1)</script>\u202e"),
        ),
        link("hostile-path", "gone", html("", 404), path="/<script>alert(1)</script>::error::x?a=|`b`"),
        link("hostile-host", ("unchecked", "dns", "unsafe"), url="https://<script>.linkworld/\u202e"),
    ]
    readings = [Reading(key=row.name, title=f"{TITLE} {_HOSTILE}", url=row.url) for row in rows]
    found = seen(rows, rl=ReadingList(readings))
    for name, text in _rendered(found.report).items():
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", text), name
        assert not re.search(r"(?m)^::error::x", text), name
    _assert_well_formed(_rendered(found.report))


def _rendered(report: LinkReport) -> dict[str, str]:
    titles = {use.key: f"{TITLE} {_HOSTILE}" for result in report for use in result.used_by if use.key}
    return {name: render_links(report, name, titles=titles) for name in REPORTS}


def _assert_well_formed(texts: Mapping[str, str]) -> None:
    json.loads(texts["json"])
    json.loads(texts["sarif"])
    ElementTree.fromstring(texts["junit"])
    # GitHub lets HTML through in Markdown, so that a tag is one in both.
    shown = MarkdownIt("commonmark", {"html": True}).enable("table").render(texts["markdown"])
    for page in (lxml.html.fromstring(shown), lxml.html.fromstring(texts["html"])):
        assert not [script for script in page.iter("script") if "alert(1)" in (script.text or "")]
        for element in page.iter("a", "img"):
            assert not re.match(r"(?!https?:|mailto:|#)\w+:", element.get("href") or element.get("src") or "")
            assert not [name for name in element.attrib if name.startswith("on")]


# 9. State -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "not a history",
        "[]",
        "{}",
        "[" * 100_000,
        '[{"readinglist":"history of links","version":99}\n]\n',
        '[{"readinglist":"history of links","version":1}\n,{"name":"https://a/","asked":"x"}\n]\n',
        '[{"readinglist":"history of links","version":1}\n,{"name":"../../etc/passwd"}\n]\n',
    ],
)
def test_9_a_history_from_a_stranger_stops_nothing_and_proves_nothing(seen: Check, text: str) -> None:
    rows = [link("well", "ok", html(paper())), link("dead", "gone", html("", 404))]
    found = seen(rows, remembered=text)
    assert found.verdicts == {"well": "ok", "dead": "gone"}
    assert found.report.red == ()


def test_9_validators_from_a_stranger_do_not_reach_a_request_as_more_than_themselves(seen: Check) -> None:
    lines = [
        '[{"readinglist":"history of links","version":1}',
        ',{"name":"https://well.linkworld/papers/starvation.html","asked":"2026-08-31T02:15:00.000Z",'
        '"first":"2026-08-01","seen":"ok 2026-08-31","read":"2026-08-31",'
        '"etag":"\\"a\\"\\r\\nX-Injected: yes","to":"http://127.0.0.1/"}',
        "]",
    ]
    found = seen([link("well", "ok", html(paper()))], remembered="\n".join(lines))
    assert found.verdicts == {"well": "ok"}
    assert not [
        name for visit in found.world.book.visits for name, _ in visit.headers if name == "x-injected"
    ]
    assert found.world.network.strays == []


# 10. Answers of services ----------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"<!DOCTYPE html><html><head><title>Sorry</title></head></html>"),
        Reply(200, b"", "application/json"),
        Reply(200, b"null", "application/json"),
        Reply(200, b"[" * 200_000, "application/json"),
        Reply(200, b'[{"DOI":' * 20_000, "application/json"),
        Reply(200, b'{"responseCode":1' + b" " * 12_000_000, "application/json"),
        Reply(200, EXPANDING_FEED, "application/atom+xml"),
        Reply(200, FEED_WITH_A_FILE, "application/atom+xml"),
        Reply(200, b"<a>" * 100_000, "application/atom+xml"),
        Reply(500, b"x"),
        Reply(403, b"<title>Just a moment...</title>", headers={"cf-mitigated": "challenge"}),
        Reply(302, b"", headers={"Location": "http://127.0.0.1/"}),
    ],
    ids=(
        "html",
        "empty",
        "null",
        "deep",
        "deep-objects",
        "huge",
        "entities",
        "file",
        "deep-xml",
        "500",
        "wall",
        "inside",
    ),
)
def test_10_an_answer_that_is_none_makes_no_identifier_dead(seen: Check, reply: Reply) -> None:
    hostile: dict[str, Service] = dict.fromkeys(
        ("doi.org", "export.arxiv.org", "api.datacite.org", "archive.org"), lambda _: reply
    )
    rows = [
        row
        for row in REGISTERED
        if row.name in ("doi-registered", "doi-unknown", "arxiv-known", "arxiv-withdrawn")
    ]
    found = seen(rows, with_services={**services(), **hostile})
    assert {result.verdict_class for result in found.report} <= {"unknown", "set_aside"}
    assert found.report.red == ()
    assert found.world.network.strays == []
