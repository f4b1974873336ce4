"""The report for programs, and back: the form is published as ``schemas/links-1.schema.json``.

A report that is read may come from a stranger, a job of a pull request say. What is
not of this form is refused as a whole, with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError, model_validator

from readinglist.errors import FileError
from readinglist.links.reports.addresses import redact_record
from readinglist.links.results import LinkReport, LinkResult
from readinglist.links.verdicts import VerdictClass
from readinglist.model.reading import Record, schema_of
from readinglist.report import inert_json, printable

SCHEMA_VERSION: Literal[1] = 1
_SHOWN_FAULTS = 3
_LARGEST = 2**53  # what every reader of JSON can hold; parts of a run are added up
_Kind = TypeVar("_Kind", bound=Record)


class LinkExport(LinkResult):
    """One link, with the class of its verdict, so that a program needs no table of verdicts."""

    class_: VerdictClass = Field(alias="class", description="class of the verdict")

    @model_validator(mode="after")
    def _is_of_its_class(self) -> LinkExport:
        if self.class_ != self.verdict_class:
            raise ValueError(f"{self.verdict} is of class {self.verdict_class}, not {self.class_}")
        numbers = (number for use in self.used_by for number in (use.line or 0, use.week or 0))
        if any(abs(number) > _LARGEST for number in (self.runs, *numbers)):
            raise ValueError("no line, week or number of runs is so large")
        return self


class Summary(Record):
    """The counts of `LinkReport.summary`."""

    links: int = Field(description="how many there are")
    alive: int
    dead: int = Field(description="confirmed or not")
    unknown: int
    unsafe: int
    set_aside: int
    confirmed: int = Field(description="dead in as many runs, or by as many witnesses, as it takes")
    asked: int = Field(description="looked at in this run; the others are as the history has them")


class Export(LinkReport):
    """A report on links. Every key is always there; ``null`` means that nothing is known."""

    schema_version: Literal[1] = Field(description="grows when readers must change")
    links: tuple[LinkExport, ...] = Field(description="each once, in the order of the list")
    counts: Summary = Field(alias="summary")

    @model_validator(mode="after")
    def _adds_up(self) -> Export:
        if self.counts.model_dump() != self.summary():
            raise ValueError("the summary does not count the links that are there")
        if self.requests > _LARGEST:
            raise ValueError("nobody sends so many requests")
        return self

    def report(self) -> LinkReport:
        """Return the report that was exported."""
        links = tuple(_as(LinkResult, link) for link in self.links)
        return _as(LinkReport, self).model_copy(update={"links": links})


def _as(kind: type[_Kind], record: Record) -> _Kind:
    """``record`` without the fields that ``kind`` does not know."""
    known = {name: getattr(record, name) for name in kind.model_fields}
    made: _Kind = kind.model_validate(known)
    return made


def render(report: LinkReport, titles: Mapping[str, str] | None = None) -> str:
    """``report`` as JSON, in ASCII: no text in it can move a terminal's cursor. Titles are not in it."""
    # Link by link: all of a long list as data at once would need more memory than the check itself.
    fields = {
        "schema_version": json.dumps(SCHEMA_VERSION),
        "links": _lines(_link(link) for link in report.links),
        "summary": json.dumps(report.summary()),
    }
    rest = redact_record(report.model_copy(update={"links": ()})).model_dump(mode="json", exclude={"links"})
    for name, value in rest.items():
        fields[name] = _lines(map(json.dumps, value)) if isinstance(value, list) else json.dumps(value)
    text = ",\n".join(f'  "{name}": {value}' for name, value in fields.items())
    return inert_json(f"{{\n{text}\n}}\n")


def _lines(items: Iterable[str]) -> str:
    """Return a list in JSON, one line an item: a link is found, and compared, as that line."""
    lines = ",\n".join(f"    {item}" for item in items)
    return f"[\n{lines}\n  ]" if lines else "[]"


def _link(link: LinkResult) -> str:
    shown = redact_record(link).model_dump(mode="json")
    # These three first in the line; a key that comes again keeps its place.
    return json.dumps({"url": shown["url"], "verdict": link.verdict, "class": link.verdict_class, **shown})


def parse(text: str, path: Path | str = "report") -> LinkReport:
    """Return the report that `render` wrote as ``text``; ``path`` is where it comes from, for the message.

    Raises:
        FileError: it is no JSON, or not of this form; the message names the first faults.
    """
    try:
        return Export.model_validate_json(text, strict=True).report()
    except ValidationError as error:
        raise FileError(path, _explain(error)) from error
    except UnicodeError as error:  # half a surrogate pair
        raise FileError(path, "is no report of check: it is no text in UTF-8.") from error


def _explain(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    if any(fault["loc"] == ("schema_version",) for fault in faults):
        return (
            f"is no report of check in the form of schema_version {SCHEMA_VERSION}; "
            "write it with --format json of this version."
        )
    shown = []
    for fault in faults[:_SHOWN_FAULTS]:
        place = printable(".".join(str(part)[:40] for part in fault["loc"])) or "text"
        shown.append(f"{place}: {printable(fault['msg'].removeprefix('Value error, '))[:200]}")
    more = f"; and {len(faults) - len(shown)} more" if len(faults) > len(shown) else ""
    return f"is no report of check: {'; '.join(shown)}{more}. Write it with --format json."


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of what `render` writes."""
    return schema_of(Export, f"urn:readinglist:links:{SCHEMA_VERSION}", "Report on links")
