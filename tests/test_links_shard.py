"""A check in several parts: every link in one of them, every host in one of them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.errors import UsageError
from readinglist.links.link_identity import identify_link
from readinglist.links.results import LinkTarget
from readinglist.links.shards import Shard, limiting_host, parse_shard, select_shard


def target(url: str) -> LinkTarget:
    naming = identify_link(url)
    return LinkTarget(url=url, name=naming.name, identifier=naming.identifier)


def targets(hosts: list[str]) -> list[LinkTarget]:
    return [target(f"https://{host}/{number}") for number, host in enumerate(hosts)]


HOSTS = st.lists(st.sampled_from([f"h{number}.eng.org" for number in range(30)]), max_size=200)


@given(HOSTS, st.integers(1, 12))
def test_the_parts_are_the_whole_and_no_host_is_in_two(hosts: list[str], of: int) -> None:
    whole = targets(hosts)
    parts = [select_shard(whole, Shard(number, of)) for number in range(1, of + 1)]
    assert sorted(link.url for part in parts for link in part) == sorted(link.url for link in whole)
    for part in parts:
        places = [whole.index(link) for link in part]
        assert places == sorted(places)
    seen = Counter(host for part in parts for host in {limiting_host(link) for link in part})
    assert not seen or max(seen.values()) == 1


@given(HOSTS, st.integers(1, 12))
def test_the_parts_are_as_even_as_the_hosts_allow(hosts: list[str], of: int) -> None:
    sizes = [len(select_shard(targets(hosts), Shard(number, of))) for number in range(1, of + 1)]
    largest = max(Counter(hosts).values(), default=0)
    assert max(sizes) - min(sizes) <= largest
    # Graham 1969: the largest first is at most 4/3 of the best, and that is at least the mean.
    assert max(sizes) <= max(largest, 4 / 3 * max(largest, -(-len(hosts) // of)))


@given(st.permutations([f"https://h{n % 7}.eng.org/{n}" for n in range(20)]))
def test_the_parts_do_not_depend_on_the_order_of_the_list(urls: list[str]) -> None:
    part = {link.url for link in select_shard([target(url) for url in urls], Shard(2, 3))}
    assert part == {link.url for link in select_shard([target(url) for url in sorted(urls)], Shard(2, 3))}


def test_the_parts_are_the_same_on_every_machine() -> None:
    whole = targets([f"h{number}.eng.org" for number in range(6)])
    assert [
        [limiting_host(link)[:2] for link in select_shard(whole, Shard(number, 2))] for number in (1, 2)
    ] == [
        ["h0", "h2", "h3"],
        ["h1", "h4", "h5"],
    ]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://doi.org/10.1145/3282307", "doi.org"),
        ("https://dl.acm.org/doi/10.1145/3282307", "doi.org"),
        ("https://doi.org/", "doi.org"),
        ("https://arxiv.org/abs/1706.03762", "arxiv.org"),
        ("https://export.arxiv.org/list/cs.LG/recent", "arxiv.org"),
        ("https://notarxiv.org/", "notarxiv.org"),
        ("https://ENG.org:8443/a", "eng.org"),
        ("https://me:secret@eng.org./a", "eng.org"),
        ("//eng.org/a", "eng.org"),
        ("assets/a.pdf", ""),
        ("mailto:a@eng.org", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_the_host_is_whose_limits_count(url: str, host: str) -> None:
    assert limiting_host(target(url)) == host


@pytest.mark.parametrize("text", ["1/1", "2/8", "08/8", "1000/1000"])
def test_a_part_is_read(text: str) -> None:
    number, of = map(int, text.split("/"))
    assert parse_shard(text) == (number, of)
    assert str(Shard(2, 8)) == "2/8"


@pytest.mark.parametrize(
    "text", ["", "2", "0/8", "9/8", "2/0", "2/8/1", "-1/8", "2 / 8", "1/1001", "²/8", "9" * 5000]
)
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="write 2/8"):
        parse_shard(text)
