"""Readings at which no rule has anything to find, to spoil one field at a time."""

from __future__ import annotations

from collections.abc import Iterable

from readinglist.lint import lint
from readinglist.model.reading import Name, PartialDate, Reading
from readinglist.model.schedule import Course, Session, Syllabus

ADA = Name(family="Lovelace", given="Ada")
BOB = Name(family="Babbage", given="Charles")


def paper(key: str, **fields: object) -> Reading:
    """A conference paper at which no rule has anything to find, but for ``fields``."""
    sound: dict[str, object] = {
        "type": "paper-conference",
        "title": f"The remarkable title of {key} alone",
        "author": (ADA,),
        "issued": PartialDate.of(2019),
        "container_title": "Symposium on Engines",
        "url": f"https://engines.org/papers/{key}.pdf",
    }
    return Reading.model_validate({"key": key, **sound, **fields})


def preprint(key: str, arxiv_id: str, **fields: object) -> Reading:
    stated = {"type": "article", "arxiv_id": arxiv_id, "container_title": None}
    return paper(key, **stated | {"url": f"https://arxiv.org/abs/{arxiv_id}"} | fields)


def found(*readings: Reading, sessions: Iterable[Session] = (), course: Course | None = None) -> set[str]:
    """The rules that find something in a list of these readings, unused-entry and such left out."""
    syllabus = Syllabus(course=course or Course(), sessions=tuple(sessions), readings=readings)
    return {finding.rule for finding in lint(syllabus)}


PLACEHOLDERS = (
    "",
    " ",
    "#",
    "TODO",
    "todo: link",
    "N/A",
    "https://arxiv.org",
    "https://arxiv.org/abs/",
    "http://arxiv.org/",
    "https://arxiv.org/abs/xxxx.xxxxx",
    "https://doi.org/",
    "https://dx.doi.org",
    "http://",
    "https://example.com/paper.pdf",
    "http://localhost:4000/p.pdf",
)
