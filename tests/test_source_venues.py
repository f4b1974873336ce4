"""The table of venues: many spellings of a name, and none of another venue."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist import ReadingList
from readinglist.text.venues import Venue, venue

PAGES = Path(__file__).parent / "pages"
ROWS = tomllib.loads(resources.files("readinglist.text").joinpath("venues.toml").read_text("utf-8"))["venue"]
VENUES = [Venue(row["title"], row.get("short"), row.get("kind", "paper-conference")) for row in ROWS]
CONFERENCES = [known for known in VENUES if known.kind == "paper-conference"]


@pytest.mark.parametrize("line", (PAGES / "venue_names.tsv").read_text("utf-8").splitlines())
def test_the_spellings_of_publishers_and_indexes_are_known(line: str) -> None:
    short, name = line.split("\t")
    found = venue(name)
    assert found is not None and found.short == short


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ACM",
        "Proceedings",
        "Conference",
        "ACM Conference",
        "Symposium",
        "SC",
        "(ICML)",
        "2019",
        "Advances in Cryptology",
        "ICML 2019 Workshop on Lakes",
        "International Conference on Machine Learning (Workshop)",
        "International Conference on Learning Representations (Workshop Track)",
        "2019 IEEE/CVF Conference on Computer Vision and Pattern Recognition Workshops (CVPRW)",
        "International Conference on Machine Learning (CVPR)",
        "International Conference on Machine Learning and Applications",
        "European Conference on Machine Learning",
        "Extended Abstracts of the 2019 CHI Conference on Human Factors in Computing Systems",
        "Companion Proceedings of The Web Conference 2018",
        "Findings of the Association for Computational Linguistics: ACL 2022",
        "IEEE Symposium on Operating Systems Principles",
        "Proceedings of the 2016 ACM Workshop on Cloud Computing Security",
        "Lecture Notes in Computer Science",
        "IEEE Transactions on Networking",
        "ACM Transactions on Information Theory",
        "Journal of Computer Vision",
        "Nature Communications",
    ],
)
def test_another_venue_is_not_taken_for_a_known_one(name: str) -> None:
    assert venue(name) is None


def test_venues_of_similar_names_are_told_apart() -> None:
    for name, short in [
        ("2018 IEEE European Symposium on Security and Privacy (EuroS&P)", "EuroS&P"),
        ("Proceedings of the 2018 on Asia Conference on Computer and Communications Security", None),
        ("ACM Asia Conference on Computer and Communications Security", "AsiaCCS"),
        ("IEEE International Conference on Data Mining", "ICDM"),
        ("SIAM International Conference on Data Mining", "SDM"),
        ("International Joint Conference on Artificial Intelligence", "IJCAI"),
        ("AAAI Conference on Artificial Intelligence", "AAAI"),
        ("IEEE/CVF International Conference on Computer Vision", "ICCV"),
        ("European Conference on Computer Vision", "ECCV"),
    ]:
        found = venue(name)
        assert (found.short if found else None) == short, name
    micro = venue("IEEE Micro")
    assert micro is not None and (micro.short, micro.kind) == (None, "article-journal")


def test_names_agree_with_the_example_list() -> None:
    places = {
        (reading.container_title, reading.container_title_short, reading.type)
        for reading in ReadingList.example().readings.values()
        if reading.container_title and reading.type in ("paper-conference", "article-journal")
    }
    assert len(places) > 20
    for title, short, kind in places:
        assert venue(title) == Venue(title, short, kind)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["title"])
def test_a_venue_is_found_by_each_of_its_names(row: dict[str, object]) -> None:
    title, short = str(row["title"]), row.get("short")
    known = Venue(title, str(short) if short else None, str(row.get("kind", "paper-conference")))
    assert venue(title) == known
    assert known.kind == "paper-conference" or not row.get("sponsors")
    also = row.get("also", [])
    assert isinstance(also, list)
    for name in also:
        # Three conferences are called "Advances in Cryptology"; their acronym tells them apart.
        assert venue(f"{name} ({short})" if name == "Advances in Cryptology" else name) == known
    if short and known.kind == "paper-conference":
        assert venue(f"{short} 2019") == known


def test_the_table_has_each_title_once() -> None:
    assert len({known.title for known in VENUES}) == len(VENUES) > 120


@settings(deadline=None, max_examples=examples(300))
@given(
    st.sampled_from(CONFERENCES),
    st.integers(1980, 2035),
    st.sampled_from(
        [
            "{0}",
            "Proceedings of the {0}",
            "{1} {0}",
            "Proceedings of the {1} {0}",
            "{2}th {0}",
            "The {2}th {0}",
        ]
    ),
    st.sampled_from(["", " {1}", ", Volume {2}"]),
)
def test_years_and_ordinals_do_not_hide_a_conference(known: Venue, year: int, form: str, tail: str) -> None:
    title = known.title
    if title.startswith("Proceedings"):  # "Proceedings of Machine Learning and Systems"
        form = "{0}"
    assert venue((form + tail).format(title, year, year % 100 + 4)) == known


@settings(deadline=None, max_examples=examples(300))
@given(
    st.sampled_from(VENUES),
    st.sampled_from(
        [
            "Workshop",
            "Workshops",
            "Companion",
            "Adjunct",
            "Findings",
            "Demo",
            "Tutorial",
            "Pacific",
            "Student",
        ]
    ),
    st.integers(0, 20),
)
def test_a_word_more_makes_it_another_venue(known: Venue, word: str, place: int) -> None:
    words = known.title.split()
    words.insert(min(place, len(words)), word)
    assert venue(" ".join(words)) is None


@settings(deadline=None, max_examples=examples(300))
@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(re.findall(r"\w+", " ".join(v.title for v in VENUES)))).map(" ".join)
)
def test_any_text_is_a_known_venue_or_none(name: str) -> None:
    assert venue(name) in (None, *VENUES)
