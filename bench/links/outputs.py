"""What each tool says of each link, read from its own output. Pure.

Where a tool has a word for "I could not tell" (a time-out of its own kind, a link set aside), that
is *unknown*; what it calls an error is *dead*, since that is what makes its exit code 1.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from typing import Any

from bench.links.behaviours import BEHAVIOURS, Class

Said = dict[str, Class]


def lychee(text: str) -> Said:
    """Of ``--format json --verbose``."""
    report: dict[str, Any] = json.loads(text)
    maps: Mapping[str, Class] = {
        "success_map": "alive",
        "excluded_map": "unknown",
        "timeout_map": "unknown",
        "error_map": "dead",
    }
    return {
        link["url"]: meaning
        for name, meaning in maps.items()
        for links in report.get(name, {}).values()
        for link in links
    }


def linkinator(text: str) -> Said:
    """Of ``--format JSON``."""
    states: Mapping[str, Class] = {"OK": "alive", "BROKEN": "dead", "SKIPPED": "unknown"}
    return {link["url"]: states[link["state"]] for link in json.loads(text)["links"]}


def linkchecker(text: str) -> Said:
    """Of the CSV output with every link in it."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {row["urlname"]: _of_linkchecker(row) for row in csv.DictReader(lines, delimiter=";")}


def _of_linkchecker(row: Mapping[str, str]) -> Class:
    if row["valid"] != "True":
        return "dead"
    return "unknown" if "rate limited" in (row["warningstring"] or "").lower() else "alive"


def sphinx(text: str) -> Said:
    """Of ``output.json`` of the builder ``linkcheck``, a line a link."""
    states: Mapping[str, Class] = {"working": "alive", "redirected": "alive", "broken": "dead"}
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    return {row["uri"]: states.get(row["status"], "unknown") for row in rows}


_CLASS_OF: Mapping[str, Class] = {each.verdict: each.truth for each in BEHAVIOURS.values()}
# Verdicts that no behaviour of the sets has, and that a run can give all the same.
_OTHERS: Mapping[str, Class] = {"dns": "dead", "withdrawn": "dead"}


def classes(verdicts: Mapping[str, str]) -> Said:
    """The classes of our verdicts."""
    return {url: (_CLASS_OF | _OTHERS).get(verdict, "unknown") for url, verdict in verdicts.items()}


def readinglist(text: str) -> dict[str, str]:
    """Of ``--format json``: the verdict of each link."""
    return {link["url"]: link["verdict"] for link in json.loads(text)["links"]}
