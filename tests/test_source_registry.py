"""A source is a file and a line in the registry; what it forgets to state of itself is told here."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from asker import FakeAsker, reply

from readinglist import links
from readinglist.links import network
from readinglist.metadata.services import registry, wayback
from readinglist.metadata.services.service import About, Source, Trust
from readinglist.model.identifiers import Identifier
from readinglist.web.asking import terms
from readinglist.web.asking.answers import Answer

TESTS = Path(__file__).parent
DOCS = TESTS.parent / "docs" / "resolve.md"
SOURCES = registry.sources({Identifier("openreview", "B1x"): "A title"})
# One of each kind that a list may hold.
IDENTIFIERS = tuple(
    Identifier(scheme, value)
    for scheme, value in (
        ("doi", "10.1145/3282307"),
        ("doi", "10.1393/ncc/i2019-19001-1"),
        ("arxiv", "2101.00001"),
        ("isbn", "9780262035613"),
        ("openreview", "B1x"),
        ("url", "https://elsewhere.example/paper"),
    )
)


@pytest.fixture(params=SOURCES, ids=lambda source: type(source).__name__)
def source(request: pytest.FixtureRequest) -> Source:
    found: Source = request.param
    return found


def about(source: Source) -> About:
    stated = getattr(source, "about", None)
    assert isinstance(stated, About), f"{_named(source)} states no `about`"
    return stated


def _named(source: Source) -> str:
    return f"{type(source).__name__} in {Path(inspect.getfile(type(source))).name}"


def _answer(url: str, params: Mapping[str, str]) -> Answer:
    """Replies that lead a source on: doi.org names an agency that is to be asked by negotiation."""
    agencies = [{"DOI": "10.1393/ncc/i2019-19001-1", "RA": "mEDRA"}]
    return reply(agencies if "/doiRA/" in url else {}, content_type="application/json")


def _requests(source: Source) -> Iterator[tuple[str, bool]]:
    """Host and guard of each request that the source makes for what it takes."""
    taken = [identifier for identifier in IDENTIFIERS if source.takes(identifier)]
    assert taken, f"{_named(source)} takes none of the identifiers of this test: add one that it takes"
    asker = FakeAsker(_answer)
    outcomes = list(source.fetch(taken, asker))
    assert len(outcomes) == len(taken), f"{_named(source)} says nothing about some of what it takes"
    assert asker.asked, f"{_named(source)} never asks anybody"
    return ((urlsplit(asked.url).netloc, asked.untrusted) for asked in asker.asked)


def test_a_source_is_asked_at_a_pace_that_it_states(source: Source) -> None:
    stated = about(source).terms
    for host, untrusted in _requests(source):
        assert untrusted or host in stated.hosts, (
            f"{_named(source)} asks {host}, for which it states no pace: name the host in the `terms` of its "
            "`about`; or ask with `untrusted=True` if the address was given by a list or another service"
        )
    for host in stated.hosts:
        pace = terms.pace_of(terms.by_host(registry.terms()), host, "/", contact=False)
        assert pace == stated.pace(host, "/", False), f"two services state a pace for {host}"
        assert pace.interval > 0, f"{_named(source)} asks {host} without pause"


def test_a_source_that_asks_what_others_gave_is_guarded(source: Source) -> None:
    guards = {untrusted for _, untrusted in _requests(source)}
    if about(source).guarded:
        assert True in guards, f"{_named(source)} states `guarded` and never asks with `untrusted=True`"
    else:
        assert guards == {False}, (
            f"{_named(source)} asks with `untrusted=True`: state `guarded` in its `about`"
        )


def test_a_source_states_what_the_merge_believes_of_it(source: Source) -> None:
    assert isinstance(about(source).trust, Trust), f"{_named(source)} states no `trust`"
    names = [name for other in SOURCES for name in (other.name, *about(other).aliases)]
    assert names.count(source.name) == 1, f"{source.name} is the name of two sources"
    assert registry.trust_by_name()[source.name] == about(source).trust


def test_a_source_has_its_row_in_the_documentation(source: Source) -> None:
    rows = re.findall(r"^\| ([^|]+?) \|", DOCS.read_text(encoding="utf-8"), re.M)
    row = about(source).row
    assert row in rows, (
        f"{_named(source)} is not in the table of {DOCS.name}: add a row that begins with {row!r}"
    )


def test_the_documentation_names_the_sources_in_the_order_of_their_trust() -> None:
    table = DOCS.read_text(encoding="utf-8").split("| source |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| ([^|-]+?) \|", table, re.M)
    assert rows == [about(source).row for source in SOURCES]


def test_a_source_has_tests_of_its_own(source: Source) -> None:
    """Whether it reads what its service answers is nothing that can be tested for all at once."""
    name = Path(inspect.getfile(type(source))).stem
    files = list(TESTS.glob(f"test_source_{name}*.py"))
    tested = "".join(path.read_text(encoding="utf-8") for path in files)
    assert type(source).__name__ in tested and "Found" in tested, (
        f"{_named(source)} has no test that shows what it finds: write tests/test_source_{name}.py"
    )


def test_every_file_of_a_source_is_registered() -> None:
    folder = Path(inspect.getfile(registry)).parent
    registered = {type(source) for source in SOURCES}
    for path in folder.glob("*.py"):
        module = importlib.import_module(f"readinglist.metadata.services.{path.stem}")
        for value in vars(module).values():
            is_source = (
                isinstance(value, type) and hasattr(value, "fetch") and value.__module__ == module.__name__
            )
            if is_source and value is not Source and path.stem != "service":
                assert value in registered, (
                    f"{value.__name__} in {path.name} has no line in `registry.sources`"
                )


@pytest.mark.parametrize("host", ["api.crossref.org", "api.datacite.org", "export.arxiv.org", "arxiv.org"])
def test_a_limit_that_is_stricter_than_usual_names_the_page_that_demands_it(host: str) -> None:
    stated = terms.by_host(registry.terms())[host]
    assert stated.pace is not terms.unhurried
    assert (stated.page or "").startswith("https://")


def test_the_archive_has_a_pace_although_it_is_no_source() -> None:
    assert set(wayback.TERMS.hosts) == {urlsplit(wayback.ENDPOINT).netloc}
    assert wayback.TERMS in registry.terms()


def test_a_check_of_links_keeps_the_terms_of_every_service_that_it_asks() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in Path(links.__path__[0]).glob("*.py"))
    asked = set(re.findall(r"metadata\.services\.(\w+)|metadata\.services import (\w+)", text))
    files = {f"{one or other}.py" for one, other in asked}
    stated = {Path(inspect.getfile(type(source))).name: source.about.terms for source in SOURCES}
    wanted = {stated[file] for file in files if file in stated and stated[file].hosts}
    assert len(wanted) == 3
    assert wanted | {wayback.TERMS} <= set(network.TERMS)
