"""A reading as Crossref, DataCite and arXiv would have registered it, with the oddities of each."""

from __future__ import annotations

import zlib
from typing import Any, NamedTuple

from readinglist import Name, Reading
from standin.arxiv import Entry

_CVPR = "IEEE/CVF Conference on Computer Vision and Pattern Recognition"
_ISCA = "Annual International Symposium on Computer Architecture (ISCA)"
_SIGMOD = "International Conference on Management of Data"
_SC = (
    "Proceedings of the International Conference for High Performance Computing, Networking, Storage and "
    "Analysis"
)
_SOSP = "Proceedings of the 27th ACM Symposium on Operating Systems Principles"
_CACM = ("Communications of the ACM", "Commun. ACM")
_PVLDB = ("Proceedings of the VLDB Endowment", "Proc. VLDB Endow.")

# Citation key to the container as its publisher deposits it, and to its short form.
CONTAINERS: dict[str, tuple[str, str]] = {
    "domingos2012useful": _CACM,
    "hennessy2019golden": _CACM,
    "williams2009roofline": _CACM,
    "keshav2007read": ("ACM SIGCOMM Computer Communication Review", "SIGCOMM Comput. Commun. Rev."),
    "feng2012unified": (f"Proceedings of the 2012 ACM SIGMOD {_SIGMOD}", ""),
    "armbrust2015spark": (f"Proceedings of the 2015 ACM SIGMOD {_SIGMOD}", ""),
    "kraska2018learned": (f"Proceedings of the 2018 {_SIGMOD}", ""),
    "armbrust2020delta": _PVLDB,
    "hellerstein2012madlib": _PVLDB,
    "chen2016eyeriss": (f"2016 ACM/IEEE 43rd {_ISCA}", ""),
    "janapareddi2020mlperf": (f"2020 ACM/IEEE 47th {_ISCA}", ""),
    "yang2020interstellar": (
        "Proceedings of the Twenty-Fifth International Conference on Architectural Support for Programming "
        "Languages and Operating Systems",
        "",
    ),
    "genc2021gemmini": ("2021 58th ACM/IEEE Design Automation Conference (DAC)", ""),
    "li2021chimera": (_SC, ""),
    "narayanan2021megatron": (_SC, ""),
    "rajbhandari2021zero": (_SC, ""),
    "narayanan2019pipedream": (_SOSP, ""),
    "lecuyer2019sage": (_SOSP, ""),
    "zhai2022scaling": (f"2022 {_CVPR} (CVPR)", ""),
    "jacob2018quantization": (f"2018 {_CVPR}", ""),
    "eykholt2018robust": (f"2018 {_CVPR}", ""),
    "wu2019fbnet": (f"2019 {_CVPR} (CVPR)", ""),
    "mao2017pensieve": (
        "Proceedings of the Conference of the ACM Special Interest Group on Data Communication",
        "",
    ),
    "misra2021rubberband": ("Proceedings of the Sixteenth European Conference on Computer Systems", ""),
    "bianco2018benchmark": ("IEEE Access", "IEEE Access"),
    "zheng2019helen": ("2019 IEEE Symposium on Security and Privacy (SP)", ""),
    "mohassel2017secureml": ("2017 IEEE Symposium on Security and Privacy (SP)", ""),
    "naghibijouybari2018rendered": (
        "Proceedings of the 2018 ACM SIGSAC Conference on Computer and Communications Security",
        "",
    ),
    "dwork2014algorithmic": (
        "Foundations and Trends® in Theoretical Computer Science",
        "FNT in Theoretical Computer Science",
    ),
}
_TYPES = {"paper-conference": "proceedings-article", "article-journal": "journal-article"}

# Oddities, each of a kind that real records show: which records have it.
_SUBTITLE_APART = {"armbrust2015spark", "yang2020interstellar"}
_CAPITALS = {"wu2019fbnet", "janapareddi2020mlperf"}
_IN_SERIES = {"misra2021rubberband", "chen2016eyeriss"}
_MARKED_UP = {"lecuyer2019sage": ("Sage", "<i>Sage</i>"), "li2021chimera": ("Chimera", "<scp>Chimera</scp>")}
_DOUBLE_SPACES = {"kraska2018learned", "bianco2018benchmark"}
_CAPITAL_DOI = {"wu2019fbnet", "bianco2018benchmark", "janapareddi2020mlperf"}
_ONLINE_YEARS_BEFORE = {"dwork2014algorithmic": 1, "yang2020interstellar": 1, "williams2009roofline": 1}
_NO_ISSUED = {"hellerstein2012madlib"}


class Reference(NamedTuple):
    """What an arXiv entry tells of the publication: few of them do."""

    doi: bool = False
    journal_ref: str = ""
    comment: str = ""
    capitals: bool = False


REFERENCES: dict[str, Reference] = {
    "yang2020interstellar": Reference(
        doi=True, capitals=True, comment="Published as a conference paper at ASPLOS 2020"
    ),
    "hellerstein2012madlib": Reference(
        doi=True,
        journal_ref="Proceedings of the VLDB Endowment (PVLDB), Vol. 5, No. 12, pp. 1700-1711 (2012)",
        comment="VLDB2012",
    ),
    "li2021chimera": Reference(doi=True, journal_ref="Proceedings of SC'21, November 2021"),
    "bianco2018benchmark": Reference(doi=True, capitals=True, journal_ref="IEEE Access, vol. 6, 2018"),
    "lecuyer2019sage": Reference(doi=True, comment="Extended version of a paper presented at SOSP '19"),
    "janapareddi2020mlperf": Reference(doi=True, capitals=True),
    "wu2019fbnet": Reference(doi=True, capitals=True),
    "shallue2019parallelism": Reference(journal_ref="Journal of Machine Learning Research 20 (2019) 1-49"),
    "mcmahan2017communication": Reference(
        journal_ref="Proceedings of the 20th International Conference on Artificial Intelligence and "
        "Statistics (AISTATS) 2017. JMLR: W&CP volume 54",
    ),
    "keskar2017sharp": Reference(comment="Accepted as a conference paper at ICLR 2017"),
    "eykholt2018robust": Reference(comment="Accepted to CVPR 2018"),
    "jacob2018quantization": Reference(comment="14 pages, 12 figures"),
    "abadi2016tensorflow": Reference(comment="18 pages, 9 figures; v2 has a spelling correction"),
}


def day_of(reading: Reading) -> int:
    """A day of the month that stays the same from run to run."""
    return zlib.crc32(reading.key.encode()) % 28 + 1


def family_of(name: Name) -> str:
    """The family name with what goes before it, as most registries have it in one field."""
    return " ".join(part for part in (name.non_dropping_particle, name.family) if part)


def crossref_work(reading: Reading) -> dict[str, Any]:
    """The record of a reading with a DOI."""
    key = reading.key
    assert reading.doi and reading.title
    container, short = CONTAINERS[key]
    title, subtitle = _titles(reading)
    dates = _dates(reading)
    work = {
        "DOI": reading.doi.upper() if key in _CAPITAL_DOI else reading.doi,
        "URL": f"http://dx.doi.org/{reading.doi}",
        "type": _TYPES[reading.type],
        "title": [title],
        "subtitle": [subtitle] if subtitle else [],
        "container-title": [*(["Lecture Notes in Computer Science"] if key in _IN_SERIES else []), container],
        "short-container-title": [short] if short else [],
        "author": [_author(name, place, key) for place, name in enumerate(reading.author)],
        "publisher": reading.publisher or "Association for Computing Machinery (ACM)",
        **({"event": {"name": container}} if reading.type == "paper-conference" else {}),
        "ISBN": [reading.isbn.replace("-", "")] if reading.isbn else [],
        "score": 1.0,
        "member": "320",
        "prefix": reading.doi.split("/")[0],
        "language": "en",
        **dates,
    }
    optional = {"volume": reading.volume, "issue": reading.issue, "page": reading.page}
    return work | {name: value for name, value in optional.items() if value}


def _titles(reading: Reading) -> tuple[str, str]:
    title = reading.title or ""
    old, new = _MARKED_UP.get(reading.key, ("", ""))
    title = title.replace(old, new) if old else title
    if reading.key in _DOUBLE_SPACES:
        title = title.replace(" ", "  ", 1)
    head, _, tail = title.partition(": ")
    return (head, tail) if reading.key in _SUBTITLE_APART else (title, "")


def _author(name: Name, place: int, key: str) -> dict[str, Any]:
    family = family_of(name)
    return {
        "given": name.given,
        "family": family.upper() if key in _CAPITALS else family,
        "sequence": "additional" if place else "first",
        "affiliation": [],
        **({"suffix": name.suffix} if name.suffix else {}),
    }


def _dates(reading: Reading) -> dict[str, Any]:
    assert reading.issued and reading.year
    parts = [list(reading.issued.date_parts[0])]
    earlier = _ONLINE_YEARS_BEFORE.get(reading.key, 0)
    online = [[reading.year - earlier, 12, day_of(reading)]] if earlier else parts
    issued = [[None]] if reading.key in _NO_ISSUED else min(parts, online)
    registered = {"date-parts": [[reading.year + 1, 3, day_of(reading)]]}
    return {
        "published-print": {"date-parts": parts},
        "published-online": {"date-parts": online},
        "published": {"date-parts": min(parts, online)},
        "issued": {"date-parts": issued},
        "created": registered,
        "deposited": registered,
    }


def first_version(reading: Reading) -> tuple[int, int, int]:
    """Year, month and day of the first version: year and month stand in the arXiv id."""
    assert reading.arxiv_id
    return 2000 + int(reading.arxiv_id[:2]), int(reading.arxiv_id[2:4]), day_of(reading)


def preprint_title(reading: Reading) -> str:
    """The title on arXiv, which is another one where authors renamed the published version."""
    return reading.extra.get("preprinttitle") or reading.title or ""


def arxiv_entry(reading: Reading) -> Entry:
    """The entry of a reading that is on arXiv."""
    assert reading.arxiv_id
    year, month, day = first_version(reading)
    tells = REFERENCES.get(reading.key, Reference())
    doi = (reading.doi or "") if tells.doi else ""
    return Entry(
        id=reading.arxiv_id,
        title=preprint_title(reading),
        authors=[str(name).replace(",", "") for name in reading.author],
        published=f"{year}-{month:02d}-{day:02d}T17:59:59Z",
        updated=f"{year + 1}-{month:02d}-{day:02d}T08:00:00Z",
        version=2 + day % 5,
        comment=tells.comment,
        journal_ref=tells.journal_ref,
        doi=doi.upper() if tells.capitals else doi,
        category=reading.extra.get("primaryclass", "cs.LG"),
    )


def datacite_work(reading: Reading) -> dict[str, Any]:
    """The record of the DOI that arXiv gives to a preprint."""
    entry = arxiv_entry(reading)
    doi = f"10.48550/arxiv.{entry.id}".lower()
    return {
        "doi": doi,
        "identifiers": [{"identifier": entry.id, "identifierType": "arXiv"}],
        "creators": [_creator(name) for name in reading.author],
        "titles": [{"title": entry.title}],
        "publisher": "arXiv",
        "publicationYear": int(entry.published[:4]),
        "types": {"resourceTypeGeneral": "Preprint", "resourceType": "Article", "bibtex": "misc"},
        "dates": [
            {"date": entry.published, "dateType": "Submitted", "dateInformation": "v1"},
            {"date": entry.updated, "dateType": "Updated", "dateInformation": f"v{entry.version}"},
            {"date": entry.published[:7], "dateType": "Available", "dateInformation": "v1"},
        ],
        "version": str(entry.version),
        "relatedIdentifiers": [
            {"relationType": "IsVersionOf", "relatedIdentifier": doi, "relatedIdentifierType": "DOI"}
            for doi in entry.doi.split()
        ],
        "descriptions": [{"description": entry.summary, "descriptionType": "Abstract"}],
        "container": {},
        "state": "findable",
        "url": f"https://arxiv.org/abs/{entry.id}",
    }


def _creator(name: Name) -> dict[str, Any]:
    family = family_of(name)
    if not family:
        return {"name": str(name), "nameType": "Organizational", "nameIdentifiers": []}
    return {
        "name": f"{family}, {name.given}" if name.given else family,
        "nameType": "Personal",
        "givenName": name.given,
        "familyName": family,
        "affiliation": [],
        "nameIdentifiers": [],
    }
