"""OpenReview: notes of both versions of its API, acceptance, and what a refusal means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readinglist.metadata.services.openreview import OpenReview
from readinglist.metadata.services.service import Absent, Found, Outcome, Source, Unavailable
from readinglist.model.identifiers import Identifier
from readinglist.model.reading import Name, PartialDate
from readinglist.web.asking.answers import Answer

ID = "r1gs9JgRZ"
WORK = Identifier("openreview", ID)
V2, V1 = "https://api2.openreview.net", "https://api.openreview.net"
CHALLENGE = (403, {"name": "ChallengeRequiredError", "message": "Please verify", "status": 403})
NOT_FOUND = (404, {"name": "NotFoundError", "message": f"The Note {ID} was not found", "status": 404})
EMPTY = (200, {"notes": [], "count": 0})
Reply = tuple[int | None, Any]


class FakeAsker:
    """Replies by address without its query; notes what was asked."""

    def __init__(self, replies: Mapping[str, Reply]) -> None:
        self.replies = replies
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        untrusted: bool = False,
    ) -> Answer:
        self.asked.append((url, dict(params or {})))
        status, value = self.replies.get(url, EMPTY)
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return Answer(url=url, asked=url, retrieved="2026-11-23T12:00:00Z", status=status, body=body)

    @property
    def addresses(self) -> list[str]:
        return [url for url, _ in self.asked]


def note_1(**content: Any) -> dict[str, Any]:
    """A note as version 1 gives it: bare values."""
    return {
        "id": ID,
        "forum": ID,
        "invitation": "ICLR.cc/2018/Conference/-/Blind_Submission",
        "cdate": 1506716400000,
        "content": {
            "title": "Mixed Lakes  Training",
            "authors": ["Ada Núñez", "Bo van der Berg"],
            "authorids": ["~Ada_Nunez1", ""],
            "abstract": "Lakes are mixed.",
            **content,
        },
    }


def note_2(**content: Any) -> dict[str, Any]:
    """A note as version 2 gives it: every value in an object."""
    note = note_1(**content)
    note["invitations"] = [note.pop("invitation")]
    return {**note, "content": {name: {"value": value} for name, value in note["content"].items()}}


def notes(*found: Any) -> Reply:
    return 200, {"notes": list(found), "count": len(found)}


def ask(replies: Mapping[str, Reply], title: str = "") -> tuple[Outcome, FakeAsker]:
    asker = FakeAsker(replies)
    (result,) = OpenReview({WORK: title} if title else {}).fetch([WORK], asker)
    return result, asker


def fields_of(note: dict[str, Any]) -> Mapping[str, Any]:
    result, _ = ask({f"{V2}/notes": notes(note)})
    assert isinstance(result, Found), result
    return result.candidate.fields


def test_an_accepted_paper_of_the_newer_api() -> None:
    result, asker = ask(
        {f"{V2}/notes": notes(note_2(venue="ICLR 2018 Poster", venueid="ICLR.cc/2018/Conference"))}
    )
    assert isinstance(result, Found)
    assert result.candidate.fields == {
        "type": "paper-conference",
        "title": "Mixed Lakes Training",
        "author": (
            Name(given="Ada", family="Núñez"),
            Name(given="Bo", family="Berg", non_dropping_particle="van der"),
        ),
        "abstract": "Lakes are mixed.",
        "issued": PartialDate.of(2018),
        "container_title": "International Conference on Learning Representations",
        "container_title_short": "ICLR",
    }
    assert result.candidate.rules["container_title"] == "accepted, by the note's venue"
    assert asker.asked == [(f"{V2}/notes", {"id": ID})]


@pytest.mark.parametrize("first", [EMPTY, NOT_FOUND, (200, {"notes": [note_1() | {"id": "another"}]})])
def test_a_note_that_only_the_older_api_knows(first: Reply) -> None:
    result, asker = ask({f"{V2}/notes": first, f"{V1}/notes": notes(note_1(venue="ICLR 2018 Conference"))})
    assert isinstance(result, Found)
    assert result.candidate.address == f"{V1}/notes"
    assert result.candidate.fields["container_title_short"] == "ICLR"
    assert asker.addresses == [f"{V2}/notes", f"{V1}/notes"]


@pytest.mark.parametrize(
    ("venue", "venueid", "short", "year"),
    [
        ("ICLR 2024 poster", "ICLR.cc/2024/Conference", "ICLR", 2024),
        ("ICLR 2023 notable top 5%", "ICLR.cc/2023/Conference", "ICLR", 2023),
        ("NeurIPS 2022 Accept", "NeurIPS.cc/2022/Conference", "NeurIPS", 2022),
        ("ICML 2024 Oral", "ICML.cc/2024/Conference", "ICML", 2024),
        ("CoRL 2022 Poster", "robot-learning.org/CoRL/2022/Conference", "CoRL", 2022),
        (["ICLR 2025 Spotlight"], "ICLR.cc/2025/Conference", "ICLR", 2025),
        ("Accepted by TMLR", "TMLR", "TMLR", None),
    ],
)
def test_acceptance_is_read_from_venue_and_venue_id(
    venue: Any, venueid: str, short: str, year: int | None
) -> None:
    fields = fields_of(note_2(venue=venue, venueid=venueid) | {"pdate": 1700000000000})
    assert fields["container_title_short"] == short
    assert fields["issued"] == (PartialDate.of(year) if year else PartialDate.of(2023, 11, 14))


@pytest.mark.parametrize(
    ("venue", "venueid"),
    [
        ("Submitted to ICLR 2025", "ICLR.cc/2025/Conference/Rejected_Submission"),
        ("ICLR 2025 Conference Withdrawn Submission", "ICLR.cc/2025/Conference/Withdrawn_Submission"),
        ("ICLR 2025", "ICLR.cc/2025/Conference/Rejected_Submission"),
        ("ICLR 2025 Conference Desk Rejected Submission", "ICLR.cc/2025/Conference/Desk_Rejected_Submission"),
        ("ICLR 2018 Workshop", "ICLR.cc/2018/Workshop"),
        ("ICLR 2018 Conference Blind Submission", ""),
        ("ICLR", "ICLR.cc"),
        ("LakeConf 2024 Poster", "LakeConf.org/2024/Conference"),
        ("ICLR 2018 Poster", ["ICLR.cc/2018/Conference/Withdrawn_Submission"]),
        ("", ""),
        (None, 7),
    ],
)
def test_what_was_not_accepted_has_no_venue(venue: Any, venueid: Any) -> None:
    fields = fields_of(note_2(venue=venue, venueid=venueid))
    assert fields["type"] == "article"
    assert fields["issued"] == PartialDate.of(2017, 9, 29)
    assert not {"container_title", "container_title_short"} & set(fields)


def test_authors_as_objects() -> None:
    people = [{"fullname": "Ada Núñez", "username": "~Ada_Nunez1"}, {"username": "~X1"}, None, "Wen Li"]
    assert fields_of(note_2(authors=people))["author"] == (
        Name(given="Ada", family="Núñez"),
        Name(given="Wen", family="Li"),
    )


@pytest.mark.parametrize("invitation", ["DBLP.org/-/Record", "OpenReview.net/Public_Article/-/Import"])
def test_a_copy_of_another_record_is_passed_over(invitation: str) -> None:
    copy = note_2(venue="ICLR 2018") | {"invitations": [invitation]}
    result, _ = ask({f"{V2}/notes": notes(copy)})
    assert isinstance(result, Absent) and "copy" in result.reason


# --- Refusals, and the search that stands in


def test_a_challenge_says_nothing_about_the_work() -> None:
    result, asker = ask({f"{V2}/notes": CHALLENGE, f"{V1}/notes": CHALLENGE})
    assert isinstance(result, Unavailable) and "wants a browser" in result.reason
    assert asker.addresses == [f"{V2}/notes", f"{V1}/notes"]


def test_a_challenge_of_one_host_leaves_the_other() -> None:
    result, _ = ask({f"{V2}/notes": CHALLENGE, f"{V1}/notes": notes(note_1(venue="ICLR 2018 Poster"))})
    assert isinstance(result, Found)
    result, _ = ask({f"{V2}/notes": CHALLENGE, f"{V1}/notes": NOT_FOUND})
    assert isinstance(result, Unavailable)


def test_a_title_finds_the_note_by_its_id_where_notes_are_not_shown() -> None:
    other = note_2(venue="ICML 2019 Poster") | {"id": "another", "forum": "another"}
    mine = note_2(venue="ICLR 2018 Poster")
    result, asker = ask(
        {f"{V2}/notes": CHALLENGE, f"{V2}/notes/search": notes(other, mine)}, title="Mixed Lakes Training"
    )
    assert isinstance(result, Found)
    assert result.candidate.fields["container_title_short"] == "ICLR"
    address, params = asker.asked[-1]
    assert address == f"{V2}/notes/search"
    assert (params["term"], params["source"]) == ("Mixed Lakes Training", "forum")


def test_a_search_that_does_not_show_the_note_says_nothing_about_it() -> None:
    other = note_2() | {"id": "another"}
    replies = {
        f"{host}{path}": reply
        for host in (V2, V1)
        for path, reply in (("/notes", CHALLENGE), ("/notes/search", notes(other)))
    }
    result, _ = ask(replies, title="Mixed Lakes Training")
    assert isinstance(result, Unavailable) and "wants a browser" in result.reason


def test_a_host_that_wants_a_browser_is_asked_for_notes_once() -> None:
    works = [Identifier("openreview", f"forum{number}") for number in range(5)]
    asker = FakeAsker({f"{V2}/notes": CHALLENGE, f"{V1}/notes": CHALLENGE})
    results = list(OpenReview().fetch([*works, works[0]], asker))
    assert [type(result) for result in results] == [Unavailable] * 5
    assert asker.addresses == [f"{V2}/notes", f"{V1}/notes"]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ((429, {"name": "RateLimitError"}), "HTTP 429"),
        ((503, b"down"), "HTTP 503"),
        ((None, b""), "no reply"),
        ((200, b"<html>maintenance</html>"), "no answer: HTML"),
        ((200, {"note": 1}), "no list of notes"),
        ((200, []), "no list of notes"),
        ((200, b"[" * 100_000), "no answer"),
        ((403, {"name": "ForbiddenError"}), "HTTP 403"),
        (notes(note_2(title=7)), "without title"),
    ],
)
def test_down_is_not_absent(reply: Reply, words: str) -> None:
    result, _ = ask({f"{V2}/notes": reply})
    assert isinstance(result, Unavailable) and words in result.reason


def test_a_note_that_neither_host_knows_is_absent() -> None:
    for reply in (EMPTY, NOT_FOUND):
        result, _ = ask({f"{V2}/notes": reply, f"{V1}/notes": reply})
        assert isinstance(result, Absent)


def test_it_takes_forum_ids_and_is_a_source() -> None:
    source: Source = OpenReview()
    assert source.takes(WORK) and not source.takes(Identifier("url", "https://openreview.net"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=15),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["value", "fullname", "title", "name"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from(["title", "authors", "venue", "venueid", "abstract"]), JSON), JSON, JSON
)
def test_wrong_types_are_left_out_and_never_raise(
    content: dict[str, Any], invitations: Any, date: Any
) -> None:
    note = {"id": ID, "content": content, "invitations": invitations, "cdate": date, "pdate": date}
    result, _ = ask({f"{V2}/notes": notes(note)})
    assert isinstance(result, Found | Unavailable)
