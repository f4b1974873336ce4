"""The example list as all services would know it, and what a course page alone says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from readinglist import PartialDate, Reading, ReadingList
from readinglist.formats.bibtex.writer import render_reading
from standin import arxiv, crossref, datacite, doi_org, openreview
from standin.server import Service, StandIn, serving
from standin.sites import pages_of
from standin.works import arxiv_entry, crossref_work, datacite_work, first_version

# Only where the page that the example list was typed from lies beside the project.
_PAGE = Path(__file__).parents[3] / "shared" / "seed" / "index.md"
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\((https?://[^)\s]+)\)")
_REMARK = re.compile(r"\s*(?:\[[^\]]*\]|\(formerly:[^)]*\))\s*$")

HIJACKED_DOI = "10.65215/hijack.2025.001"
RETRACTED_DOI = "10.5555/retracted.1"
MEDRA_DOI = "10.4435/bspi.2012.23"


class World(NamedTuple):
    """What is true, and the services that tell it; ``crossref`` and the others can be changed."""

    truth: ReadingList
    arxiv: arxiv.ArxivApi
    crossref: crossref.CrossrefApi
    datacite: datacite.DataCiteApi
    doi_org: doi_org.DoiOrg
    openreview_v1: openreview.OpenReviewApi
    openreview_v2: openreview.OpenReviewApi
    pages: Mapping[str, Service]

    @property
    def services(self) -> dict[str, Service]:
        return {
            **self.pages,
            arxiv.HOST: self.arxiv,
            crossref.HOST: self.crossref,
            datacite.HOST: self.datacite,
            datacite.NEGOTIATION_HOST: self.datacite.negotiated,
            doi_org.HOST: self.doi_org,
            openreview.HOST_V1: self.openreview_v1,
            openreview.HOST_V2: self.openreview_v2,
        }

    def preprint_date(self, key: str) -> PartialDate:
        """When the first version of a reading came to arXiv."""
        return PartialDate.of(*first_version(self.truth.readings[key]))


def made_world(truth: ReadingList | None = None) -> World:
    """The services as they would know the example list."""
    truth = truth or ReadingList.example()
    readings = truth.readings
    works = {r.doi: crossref_work(r) for r in readings.values() if r.doi}
    works.update(_traps(readings))
    preprints = [reading for reading in readings.values() if reading.arxiv_id]
    registered = [datacite_work(reading) for reading in preprints]
    agencies = dict.fromkeys(works, "Crossref") | {work["doi"]: "DataCite" for work in registered}
    notes = _notes(readings)
    return World(
        truth,
        arxiv.ArxivApi({reading.arxiv_id or "": arxiv_entry(reading) for reading in preprints}),
        crossref.CrossrefApi(works),
        datacite.DataCiteApi({work["doi"]: work for work in registered}),
        doi_org.DoiOrg({**agencies, MEDRA_DOI: "mEDRA"}),
        openreview.OpenReviewApi(openreview.HOST_V1, notes),
        openreview.OpenReviewApi(openreview.HOST_V2, notes),
        pages_of(readings),
    )


def world_of_many(number: int) -> World:
    """A world of other preprints, of which every third names the DOI of its publication."""
    world = made_world()
    world.arxiv.entries.clear()
    for n in range(number):
        name, date = f"{2001 + n // 500:04d}.{10001 + n}", "2020-01-02T03:04:05Z"
        doi = f"10.5555/{n}.{n}" if n % 3 == 0 else ""
        entry = arxiv.Entry(name, f"Paper {n}", ["Ada Lovelace"], date, date, doi=doi)
        preprint = f"10.48550/arxiv.{name}"
        world.arxiv.entries[name] = entry
        world.datacite.works[preprint] = {
            "doi": preprint,
            "creators": [{"name": "Lovelace, Ada", "givenName": "Ada", "familyName": "Lovelace"}],
            "titles": [{"title": entry.title}],
            "publicationYear": 2020,
            "types": {"resourceTypeGeneral": "Preprint"},
            "dates": [{"date": date, "dateType": "Submitted", "dateInformation": "v1"}],
            "relatedIdentifiers": [],
        }
        if doi:
            world.crossref.works[doi] = {
                "DOI": doi,
                "type": "journal-article",
                "title": [entry.title],
                "author": [{"given": "Ada", "family": "Lovelace", "sequence": "first"}],
                "container-title": ["Journal of Examples"],
                "issued": {"date-parts": [[2020, 5]]},
            }
    return world


@contextmanager
def world_served() -> Iterator[tuple[World, StandIn]]:
    """The world, and the server that stands in for it."""
    world = made_world()
    with serving(world.services) as stand_in:
        yield world, stand_in


def _traps(readings: Mapping[str, Reading]) -> dict[str, dict[str, Any]]:
    """Records that look like a work of the list and are none."""
    scaling = crossref_work(readings["zhai2022scaling"])
    hijacked = {
        **scaling,
        "DOI": HIJACKED_DOI,
        "type": "journal-article",
        "title": [readings["kaplan2020scaling"].title],
        "author": [
            {"given": name.given, "family": name.family, "sequence": "first", "affiliation": []}
            for name in readings["kaplan2020scaling"].author
        ],
        "container-title": ["International Journal of Reprinted Papers"],
        "publisher": "Reprints Unlimited",
    }
    for field in ("published-print", "published-online", "published", "issued"):
        hijacked[field] = {"date-parts": [[2025, 8, 2]]}
    retracted = {
        **scaling,
        "DOI": RETRACTED_DOI,
        "title": ["A Result That Did Not Hold"],
        "updated-by": [
            {"DOI": "10.5555/notice.1", "type": "retraction", "source": source, "label": "Retraction",
             "updated": {"date-parts": [[2024, 2, 3]], "date-time": "2024-02-03T00:00:00Z", "timestamp": 0}}
            for source in ("publisher", "retraction-watch")
        ],
    }  # fmt: skip
    return {HIJACKED_DOI: hijacked, RETRACTED_DOI: retracted}


def _notes(readings: Mapping[str, Reading]) -> dict[str, openreview.Note]:
    mixed, bert = readings["micikevicius2018mixed"], readings["you2020bert"]
    accepted = openreview.Note(
        id="r1gs9JgRZ",
        title=mixed.title or "",
        authors=[str(name) for name in mixed.author],
        venue="ICLR 2018 Poster",
        venueid="ICLR.cc/2018/Conference",
        v2=False,
        published_ms=1_519_682_400_000,
        invitation="ICLR.cc/2018/Conference/-/Blind_Submission",
    )
    copied = openreview.Note(
        id="copy2026A",
        title=bert.title or "",
        authors=[{"fullname": str(name), "username": f"~{name.family}1"} for name in bert.author],
        venue=["ICLR 2020", "CoRR 2019"],
        venueid="dblp.org/conf/ICLR/2020",
        v2=True,
        invitation="DBLP.org/-/Record",
    )
    return {note.id: note for note in (accepted, copied)}


def stripped(truth: ReadingList) -> tuple[str, str]:
    """The list as the course page has it, as BibTeX and schedule: link texts, links and weeks."""
    said = _link_texts()
    entries = []
    for reading in truth.readings.values():
        title = said.get(reading.url or "", reading.title)
        entries.append(render_reading(Reading(key=reading.key, title=title, url=reading.url)))
    return "\n".join(entries), "\n".join(_sessions(truth))


def _link_texts() -> dict[str, str]:
    """Address to link text, without the remarks in brackets behind it."""
    if not _PAGE.exists():
        return {}
    found = {}
    for text, url in _LINK.findall(_PAGE.read_text(encoding="utf-8")):
        while (shorter := _REMARK.sub("", text)) != text:
            text = shorter
        found[url] = text.strip("_*. ")
    return found


def _sessions(truth: ReadingList) -> Iterator[str]:
    for session in truth.sessions:
        yield "[[session]]"
        if session.week is not None:
            yield f"week = {session.week}"
        for level in ("required", "optional"):
            keys = [a.reading.key for a in session.assignments if a.level == level]
            yield f"{level} = [{', '.join(repr(key) for key in keys)}]"
