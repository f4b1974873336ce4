"""The report for a job's summary and an issue: what fits, what it names, and when it changes."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Iterator

import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from links_report_sample import (
    ALIVE,
    EMPTY,
    GONE,
    REPORT,
    REPORTS_OF_ANY_KIND,
    TITLES,
    hostile,
    hostile_titles,
    many,
)

from readinglist.links.reports import render_links
from readinglist.links.reports.markdown import ISSUE_LIMIT, SMALLEST_LIMIT, SUMMARY_LIMIT, render
from readinglist.links.results import LinkReport

# What GitHub makes links of in the text that is shown, and only outside of code.
REFERENCES = re.compile(r"@[\w-]|#\d|\bgh-\d|://|:\w+:", re.IGNORECASE)


def shown(markdown: str) -> str:
    """The text outside of code, with its entities resolved, as GitHub looks through it for references."""
    return html.unescape(re.sub(r"`[^`\n]*`", "`code`", markdown))


def test_what_is_red_stands_first_then_the_weeks_then_what_is_folded() -> None:
    text = render(REPORT, TITLES)
    headings = re.findall(r"^(?:### |<summary>)(.*?)(?:</summary>)?$", text, re.MULTILINE)
    assert headings == [
        "Dead or unsafe",
        "By week",
        "Dead, but not confirmed: it counts if the next run agrees",
        "Moved for good: write the new address",
        "About the check itself",
        "Not known: nothing to do (8)",
        "Not looked at (1)",
    ]
    assert text.startswith("**2 links are dead and 1 is unsafe.**\n\n### Dead or unsafe\n\n| reading |")
    assert (
        "| zaharia2012rdd, Resilient Distributed Datasets &#40;data/readings.bib:12&#41; "
        "| `https://www.usenix.org/nsdi12-final138.pdf` "
        "| gone: HTTP 404; find another copy; dead since Thu 24 Feb 2022, alive until Wed 23 Feb 2022 "
        "| week 6, Thu 3 Mar 2022: required; week 9, Thu 24 Mar 2022: optional "
        "| `https://web.archive.org/web/2022/https://www.usenix.org/nsdi12-final138.pdf` "
        "(an archived copy, looked at: ok, saved on 1 January 2022) |\n"
    ) in text
    assert "- Week 6, Thu 3 Mar 2022: 1 required reading is dead, 1 link of the session may be dead\n" in text
    assert text.endswith("\n\n18 links: 5 alive, 3 dead (2 confirmed), 8 unknown, 1 unsafe, 1 set aside.\n")


def test_nothing_and_nothing_wrong_are_a_line_or_two() -> None:
    assert render(EMPTY, {}) == "There is nothing to check.\n"
    assert render(LinkReport(links=ALIVE), {}) == "**No link is known to be dead.**\n\n4 links: 4 alive.\n"


def test_a_night_that_finds_the_same_gives_the_same_text() -> None:
    """The number of runs, the time and what was asked change every night; the state of the links does not."""
    later = GONE.model_copy(update={"runs": 4, "fresh": False, "change": "still", "witnesses": ()})
    tomorrow = REPORT.model_copy(
        update={
            "links": (later, *REPORT.links[1:]),
            "started": "2022-02-27T03:10:00Z",
            "seconds": 99.0,
            "requests": 3,
        }
    )
    assert render(tomorrow, TITLES) == render(REPORT, TITLES)


@pytest.mark.parametrize("limit", [SMALLEST_LIMIT, 10_000, ISSUE_LIMIT, SUMMARY_LIMIT])
def test_what_does_not_fit_is_left_out_and_counted(limit: int) -> None:
    links = (*many(300, "gone", confirmed=True), *many(300, "dns"), *many(4000, "redirected_permanent"))
    text = render(LinkReport(links=links), {}, limit)
    assert len(text.encode()) <= limit
    rows = len(re.findall(r"^\| key", text, re.MULTILINE)) + len(re.findall(r"^- ", text, re.MULTILINE))
    # Each dead link has a row, and so has each week, in which two links are needed.
    left = re.search(
        r"^\*\*(\d+) lines are left out\*\*(?:, (\d+) of them about dead or unsafe links)?:", text, re.M
    )
    if limit == SUMMARY_LIMIT:
        assert left is None and rows == 4900
    else:
        assert left and rows + int(left[1]) == 4900
    red = len(re.findall(r"^\| .* \| gone: ", text, re.MULTILINE))
    assert red + int((left and left[2]) or 0) == 300
    assert "**300 links are dead.**" in text and text.endswith(
        "4600 links: 4000 alive, 600 dead (300 confirmed).\n"
    )


def test_the_limit_counts_bytes_and_cuts_no_row() -> None:
    links = [link.model_copy(update={"reason": "深" * 200}) for link in many(200, "gone", confirmed=True)]
    text = render(LinkReport(links=tuple(links)), {}, ISSUE_LIMIT)
    assert ISSUE_LIMIT - 2000 < len(text.encode()) <= ISSUE_LIMIT
    rows = [line for line in text.splitlines() if line.startswith("| key")]
    assert rows and all(row.endswith(" |  |") for row in rows)


@given(REPORTS_OF_ANY_KIND)
@settings(deadline=None, max_examples=examples(100), suppress_health_check=list(HealthCheck))
def test_no_text_from_outside_refers_to_anybody_or_leads_anywhere(report: LinkReport) -> None:
    assert not REFERENCES.search(shown(render(report, {})))


def test_hostile_texts_refer_to_nobody_lead_nowhere_and_end_no_cell() -> None:
    text = render(hostile(), hostile_titles())
    assert not REFERENCES.search(shown(text))
    for line in text.splitlines():
        plain = re.sub(r"`[^`]*`", "`code`", line)
        if line.startswith("| ") and not line.startswith("| ---"):
            assert plain.count("|") in (6, 4), line
        if not line.startswith("<"):
            assert "<" not in plain and "[" not in plain


def blocks(markdown: str) -> list[dict[str, object]]:
    command = ["pandoc", "-f", "gfm", "-t", "json"]
    done = subprocess.run(command, input=markdown, capture_output=True, text=True, check=True)
    found: list[dict[str, object]] = json.loads(done.stdout)["blocks"]
    return found


def kinds(tree: object) -> Iterator[str]:
    if isinstance(tree, list):
        for item in tree:
            yield from kinds(item)
    elif isinstance(tree, dict):
        if isinstance(tree.get("t"), str):
            yield tree["t"]
        for value in tree.values():
            yield from kinds(value)


@pytest.mark.program("pandoc")
@pytest.mark.parametrize("report", [REPORT, hostile()])
def test_a_markdown_reader_finds_tables_and_lists_and_nothing_else(report: LinkReport) -> None:
    found = blocks(render(report, hostile_titles()))
    allowed = {"Table", "Header", "Para", "Plain", "BulletList", "RawBlock"}
    inside = {
        "Str",
        "Space",
        "SoftBreak",
        "Strong",
        "Code",
        "AlignDefault",
        "AlignRight",
        "ColWidthDefault",
        "ColWidth",
    }
    assert set(kinds(found)) <= allowed | inside
    raw = {block["c"][1].strip() for block in found if block["t"] == "RawBlock"}  # type: ignore[index]
    assert all(
        re.fullmatch(r"</?details>|<summary>[\w :(),]+</summary>", part)
        for text in raw
        for part in text.splitlines()
    )


def test_the_body_of_an_issue_is_asked_for_by_its_limit() -> None:
    report = LinkReport(links=tuple(many(3000, "gone", confirmed=True)))
    assert len(render_links(report, "markdown", limit=ISSUE_LIMIT).encode()) <= ISSUE_LIMIT
    assert len(render_links(report, "markdown").encode()) > ISSUE_LIMIT
