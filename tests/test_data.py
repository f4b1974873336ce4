"""The list in data/ is complete and right."""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from readinglist import Name, Reading, ReadingList

FACTS = Path(__file__).parents[2] / "shared" / "facts" / "readings.json"
ROWS = {1: (3, 2), 2: (3, 3), 3: (4, 2), 4: (3, 4), 6: (3, 4), 8: (3, 0), 10: (3, 0), 11: (3, 3), 12: (3, 1)}
ROWS |= {13: (3, 0), 14: (3, 7), 5: (0, 0), 7: (0, 0), 9: (0, 0), 15: (0, 0), 16: (0, 0)}
# The fact names the publisher with the book; the record keeps the two apart.
PUBLISHER = re.compile(r" \(Morgan Kaufmann\)$")


@pytest.fixture(scope="module")
def rl() -> ReadingList:
    return ReadingList.example()


def test_it_reads_without_a_finding(rl: ReadingList) -> None:
    assert not rl.findings
    assert not rl.lint().at_least("warning")


def test_sixty_readings_in_sixteen_sessions(rl: ReadingList) -> None:
    assert (len(rl), len(rl.sessions), rl.unscheduled) == (60, 16, ())
    assert {s.week: (len(s.required), len(s.optional)) for s in rl.sessions} == ROWS
    assert [s.week for s in rl.sessions] == list(range(1, 17))
    dates = [s.date for s in rl.sessions]
    assert all(a and b and (b - a).days == 7 for a, b in pairwise(dates))
    assert rl.week(14).sessions[0].tbd


def test_keys_follow_one_rule(rl: ReadingList) -> None:
    """Family name of the first author, year, and a word of the title or initials of words in it."""
    for reading in rl:
        match = re.fullmatch(r"([a-z]+)(\d{4})([a-z0-9]+)", reading.key)
        assert match, reading.key
        first = reading.author[0]
        name = folded(first.family or first.literal or "").replace(" ", "").replace("-", "")
        assert name.startswith(match[1]), reading.key
        assert int(match[2]) == reading.year, reading.key
        words = re.findall(r"[a-z0-9]+", folded(reading.title or ""))
        initials = "".join(word[0] for word in words)
        assert match[3] in words or match[3] in initials or any(w.startswith(match[3]) for w in words), (
            reading.key
        )


def test_every_entry_is_complete(rl: ReadingList) -> None:
    for reading in rl:
        assert reading.author and reading.title and reading.year and reading.url, reading.key
        assert not any(name.is_others for name in reading.author), reading.key
        if reading.type in ("paper-conference", "article-journal"):
            assert reading.container_title, reading.key
        if reading.type == "article-journal":
            assert reading.volume, reading.key


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("Ł", "L").replace("ł", "l"))
    return "".join(char for char in plain if not unicodedata.combining(char)).lower()


def spoken(name: Name) -> str:
    return folded(str(name))


def facts() -> list[dict[str, Any]]:
    if not FACTS.exists():
        return []
    found: list[dict[str, Any]] = json.loads(FACTS.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact["title"][:40])
def test_an_entry_says_what_the_work_is(rl: ReadingList, fact: dict[str, Any]) -> None:
    index = facts().index(fact)
    assignment = rl.assignments[index]
    reading: Reading = assignment.reading
    session = next(s for s in rl.sessions if assignment in s.assignments)
    assert (session.week, assignment.level) == (fact["week"], fact["level"])
    assert reading.url == fact["url"]
    assert reading.title == fact["title"]
    assert [spoken(name) for name in reading.author] == [folded(name) for name in fact["authors"]]
    assert reading.year == fact["year"]
    assert reading.doi == fact.get("doi")
    assert reading.arxiv_id == fact.get("arxiv_id")
    assert reading.award == fact.get("award")
    assert reading.container_title_short == fact.get("venue_acronym")
    if "venue" in fact:
        assert reading.container_title == PUBLISHER.sub("", fact["venue"])
    assert reading.extra.get("preprinttitle") == fact.get("preprint_title")
