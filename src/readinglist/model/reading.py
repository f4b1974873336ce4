"""What a reading is: frozen records whose fields follow CSL in snake case.

Source of the names and of their meaning: the Citation Style Language 1.0.2
specification, appendices III (types) and IV (variables).
https://docs.citationstyles.org/en/stable/specification.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from readinglist.model.identifiers import Identifier, normalise_arxiv, normalise_doi
from readinglist.model.views import html_of

UNNAMED = "unnamed"
"""The key of a record whose source has none."""


class Record(BaseModel):
    """The base of every record: frozen, and closed to fields that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def schema_of(record: type[Record], id: str, title: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of ``record`` as it is written: every field is there, defaults too."""
    # Not at the top: most runs make no schema.
    from pydantic.json_schema import GenerateJsonSchema

    class AllFieldsPresent(GenerateJsonSchema):
        def field_is_required(self, field: Any, total: bool) -> bool:
            return True

    fields = record.model_json_schema(mode="serialization", schema_generator=AllFieldsPresent)
    return {"$schema": GenerateJsonSchema.schema_dialect, "$id": id, **fields, "title": title}


def why_invalid(error: ValidationError) -> str:
    """What does not fit, field by field, in one line."""
    reasons = []
    for detail in error.errors(include_url=False):
        place = ".".join(str(part) for part in detail["loc"])
        message = "there is no such field" if detail["type"] == "extra_forbidden" else detail["msg"]
        reasons.append(f"{place}: {message.removeprefix('Value error, ')}" if place else message)
    return "; ".join(reasons)


class Name(Record):
    """A person's name in its parts, or a name that has no parts (``literal``).

    ``None`` means that the name has no such part. BibTeX's *von* part is
    ``non_dropping_particle``, its *Jr* part is ``suffix``. A list of names that ends in
    BibTeX's ``and others`` ends in ``Name.others()``.
    """

    family: str | None = None
    given: str | None = None
    suffix: str | None = None
    non_dropping_particle: str | None = None
    literal: str | None = None

    @model_validator(mode="after")
    def _has_a_part(self) -> Name:
        if self.literal is None and self.family is None and self.given is None:
            raise ValueError("a name needs a family name, a given name or a literal")
        if self.literal is not None and (
            self.family or self.given or self.suffix or self.non_dropping_particle
        ):
            raise ValueError("a name that is a literal has no parts")
        return self

    @classmethod
    def others(cls) -> Name:
        """The mark for "and more people, not named"."""
        return cls(literal="others")

    @property
    def is_others(self) -> bool:
        """Whether this stands for further people who are not named."""
        return self.literal == "others"

    @property
    def sort_family(self) -> str:
        """The name that a list is sorted and cited by: family name with its particle, or the literal."""
        if self.literal is not None:
            return self.literal
        return (
            " ".join(part for part in (self.non_dropping_particle, self.family) if part) or self.given or ""
        )

    def __str__(self) -> str:
        """The name as it is spoken: given name, particle, family name, suffix."""
        if self.is_others:
            return "et al."
        if self.literal is not None:
            return self.literal
        spoken = " ".join(p for p in (self.given, self.non_dropping_particle, self.family) if p)
        return f"{spoken}, {self.suffix}" if self.suffix else spoken


class Link(Record):
    """A link with the words that stand for it.

    ``url`` is kept as it was written: it may be relative, and it may be unsafe to
    follow. ``label`` is ``None`` where none was given.
    """

    url: str
    label: str | None = None

    @property
    def words(self) -> str:
        """The words to show: the label, else the name of the host, else the address."""
        try:
            host = urlsplit(self.url).hostname
        except ValueError:  # a bracket that is no IPv6 address
            host = None
        return self.label or (host or "").removeprefix("www.") or self.url


class PartialDate(Record):
    """When a work was issued, as exactly as is known.

    ``date_parts`` holds one date, or the first and last of a range; each is
    ``(year,)``, ``(year, month)`` or ``(year, month, day)``, months from 1 to 12.
    ``literal`` is a date in words ("in press"), used where there are no parts.
    """

    date_parts: tuple[tuple[int, ...], ...] = ()
    literal: str | None = None

    @field_validator("date_parts")
    @classmethod
    def _real_dates(cls, value: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
        if len(value) > 2:
            raise ValueError("a date is one point or the two ends of a range")
        for parts in value:
            if not 1 <= len(parts) <= 3:
                raise ValueError("a date has a year, then perhaps a month, then perhaps a day")
            if not -9999 <= parts[0] <= 9999:
                raise ValueError(f"no year {parts[0]}")
            # A day is checked in a leap year where the year is outside of `date`'s range.
            date(parts[0] if parts[0] > 0 else 2000, *(*parts[1:], 1, 1)[:2])
        return value

    @model_validator(mode="after")
    def _says_something(self) -> PartialDate:
        if not self.date_parts and not self.literal:
            raise ValueError("a date needs date_parts or a literal")
        return self

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> PartialDate:
        """A single date; ``None`` means that it is not known so exactly."""
        parts = (year,) if month is None else (year, month) if day is None else (year, month, day)
        return cls(date_parts=(parts,))

    def _part(self, index: int) -> int | None:
        return self.date_parts[0][index] if self.date_parts and len(self.date_parts[0]) > index else None

    @property
    def year(self) -> int | None:
        """The (first) year; ``None`` where the date is in words only."""
        return self._part(0)

    @property
    def month(self) -> int | None:
        """The (first) month, 1 to 12; ``None`` where it is not known."""
        return self._part(1)

    @property
    def day(self) -> int | None:
        """The (first) day of the month; ``None`` where it is not known."""
        return self._part(2)

    def __str__(self) -> str:
        """The date as ISO 8601 writes it (``2019``, ``2019-04``, ``2019/2020``), or its words."""
        if not self.date_parts:
            return self.literal or ""
        return "/".join("-".join((f"{p[0]:04d}", *(f"{n:02d}" for n in p[1:]))) for p in self.date_parts)


class Reading(Record):
    """One work: what it is, who made it, where and when it appeared, and where it is read.

    Text is Unicode; mathematics stays as TeX between dollar signs. ``None`` and the
    empty tuple mean that nothing is stated. `Reading` is about the work alone: what is
    read of it, when, and whether it is required, is an `Assignment`.
    """

    key: str = Field(description="citation key, unique in its list without regard to case")
    type: str = Field(default="document", description="CSL item type")
    title: str | None = None
    author: tuple[Name, ...] = ()
    editor: tuple[Name, ...] = ()
    issued: PartialDate | None = None
    container_title: str | None = Field(default=None, description="journal, proceedings, book or site")
    container_title_short: str | None = Field(default=None, description="its acronym or short form")
    collection_title: str | None = Field(default=None, description="series")
    publisher: str | None = Field(default=None, description="publisher, institution or school")
    publisher_place: str | None = None
    volume: str | None = None
    issue: str | None = Field(default=None, description="number of a journal's issue")
    number: str | None = Field(default=None, description="number of a report or of a volume in a series")
    chapter_number: str | None = None
    edition: str | None = None
    page: str | None = Field(default=None, description="pages as first-last")
    genre: str | None = Field(default=None, description="kind of thesis, report or page, in words")
    doi: str | None = Field(default=None, description="bare and lower case, of the published version")
    arxiv_id: str | None = Field(default=None, description="without version")
    arxiv_version: int | None = Field(default=None, description="null: the latest")
    isbn: str | None = Field(default=None, description="as written")
    issn: str | None = None
    url: str | None = Field(default=None, description="the link that a reader should follow, as written")
    links: tuple[Link, ...] = Field(default=(), description="further links: PDF, code, slides, video")
    abstract: str | None = None
    award: str | None = None
    note: str | None = None
    keyword: tuple[str, ...] = Field(default=(), description="tags")
    language: str | None = None
    entry_type: str | None = Field(default=None, description="BibTeX entry type that it was read from")
    extra: Mapping[str, str] = Field(
        default_factory=dict, description="other fields of the entry, lower-case name to BibTeX source"
    )

    @field_validator("doi")
    @classmethod
    def _bare_doi(cls, value: str | None) -> str | None:
        if value is not None and normalise_doi(value) != value:
            raise ValueError(f"{value!r} is not a bare, lower-case DOI")
        return value

    @field_validator("arxiv_id")
    @classmethod
    def _bare_arxiv_id(cls, value: str | None) -> str | None:
        if value is not None and normalise_arxiv(value) != (value, None):
            raise ValueError(f"{value!r} is not an arXiv id without version")
        return value

    # Equality is of all fields; the key is enough to tell most records of a list apart, and quick.
    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def year(self) -> int | None:
        """The year of `issued`; ``None`` where it is not known."""
        return self.issued.year if self.issued else None

    @property
    def venue(self) -> str | None:
        """Where it appeared, in its short form where there is one: acronym, journal, publisher."""
        return self.container_title_short or self.container_title or self.publisher

    def identifier_links(self) -> tuple[Link, ...]:
        """The links that follow from the identifiers: DOI first, then arXiv."""
        links = []
        if self.doi:
            links.append(Link(url=f"https://doi.org/{self.doi}", label="DOI"))
        if self.arxiv_id:
            version = f"v{self.arxiv_version}" if self.arxiv_version else ""
            links.append(Link(url=f"https://arxiv.org/abs/{self.arxiv_id}{version}", label="arXiv"))
        return tuple(links)

    def all_links(self) -> tuple[Link, ...]:
        """Every link, each address once: the main one, the identifiers', the further ones."""
        main = (Link(url=self.url),) if self.url else ()
        seen: dict[str, Link] = {}
        for link in (*main, *self.identifier_links(), *self.links):
            seen.setdefault(link.url, link)
        return tuple(seen.values())

    def replace(self, **changes: Any) -> Reading:
        """A copy with some fields changed, validated.

        Raises:
            pydantic.ValidationError: a field is unknown, or a value does not fit.
        """
        return Reading.model_validate({**dict(self), **changes})

    def _repr_html_(self) -> str | None:
        return html_of(self)


RelationKind = Literal["published_as", "preprint_of", "version_of", "same_as"]


class Relation(Record):
    """A statement of a source that the work is related to another one."""

    kind: RelationKind
    target: Identifier


def parse_fields(fields: Mapping[str, Any]) -> tuple[Reading, tuple[str, ...]]:
    """The record of these fields without those that do not fit it, and what does not fit.

    The key of a record that states none is `UNNAMED`.
    """
    stated = {name: value for name, value in fields.items() if value not in (None, "", (), [])}
    problems: list[str] = []
    # Each round takes out what was objected to. The rounds are counted because an error may name no field.
    for _ in range(len(stated) + 1):
        try:
            return Reading.model_validate({"key": UNNAMED, **stated}), tuple(problems)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False, include_context=False):
                field = str(detail["loc"][0]) if detail["loc"] else ""
                if stated.pop(field, None) is not None:
                    problems.append(f"{field}: {detail['msg'].removeprefix('Value error, ')}")
    return Reading(key=UNNAMED), tuple(problems)


def valid_fields(**fields: Any) -> dict[str, Any]:
    """The record fields that have a value that their record takes."""
    kept = {}
    for name, value in fields.items():
        if value in (None, "", ()):
            continue
        # One by one, so that a value that does not fit takes no other one with it.
        try:
            kept[name] = getattr(Reading(key="k", **{name: value}), name)
        except ValueError:
            continue
    return kept
