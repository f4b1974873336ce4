"""What an import did, and what it left: the account that it ends with, as text and as JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from pydantic import Field

from readinglist.importing.content import OF_THIS_PAGE, LinkPlaces, Skipped
from readinglist.model.reading import Record
from readinglist.model.schedule import LEVELS
from readinglist.report import count_words, find_renderer, printable

SCHEMA_VERSION = 1

ChangeKind = Literal["new", "changed", "moved", "removal", "removed", "absent", "conflict", "differs"]
Subject = Literal["course", "session", "reading", "assignment"]

# In the order of the report: what was done, what stays, what waits for a person.
_HEADINGS: dict[ChangeKind, str] = {
    "new": "New",
    "changed": "Changed",
    "moved": "Moved",
    "removed": "Removed",
    "absent": "On the page, and removed from the list by somebody",
    "differs": "Different in the list, which stays as it is",
    "conflict": "Conflicts: page and list have both changed; the list stays as it is",
    "removal": "No longer on the page; --prune removes it, --keep leaves it for good",
}
_SHOWN = 110
_MOST_OF_PAGE = 3  # a table of contents shows by its first lines


class Change(Record):
    """One difference between a page and the list, and what became of it.

    ``new``, ``changed``, ``moved`` and ``removed`` were done. ``removal`` is proposed: the page
    has it no longer. ``absent``: it is on the page, and a person has removed it from the list, so
    it stays out. ``conflict``: the page and a person changed the same thing, and the
    list stays as it is. ``differs``: page and list disagree, and it is not known what the page
    said before; the list stays as it is, and it is not reported again.
    """

    kind: ChangeKind
    subject: Subject
    what: str = Field(description="which one, in words")
    key: str | None = Field(default=None, description="citation key; null: not about one reading")
    field: str | None = Field(default=None, description="name of the field; null: the whole of it")
    list_says: str | None = Field(default=None, description="what the list said; null: nothing")
    page_says: str | None = Field(default=None, description="what the page says now; null: nothing")

    @property
    def waits(self) -> bool:
        """Whether a person must decide."""
        return self.kind in ("conflict", "removal")


class SourceAccount(Record):
    """One page, as it was read."""

    name: str
    reader: str = Field(description="name of the reader")
    sessions: int
    readings: int = Field(description="items that are readings")
    links: LinkPlaces | None = Field(
        default=None, description="where the page's links are; null: not counted"
    )
    decisions: tuple[str, ...] = Field(
        default=(), description="how the page was read, and the option that reads it otherwise"
    )


class Leftover(Skipped):
    """Something of a page that is in no list, and where it stands."""

    source: str = Field(description="name of the page")


class Account(Record):
    """What was on the pages, what became of it, and what was not taken."""

    sources: tuple[SourceAccount, ...] = ()
    new_list: bool = Field(default=False, description="whether the list was empty before")
    sessions: int = 0
    sessions_with_readings: int = 0
    levels: Mapping[str, int] = Field(
        default_factory=dict, description="level to how many assignments have it; every level is there"
    )
    unscheduled: int = Field(default=0, description="readings under no session")
    readings: int = Field(default=0, description="works, each counted once")
    with_identifier: int = Field(default=0, description="works with a DOI, arXiv id or the like")
    with_address: int = Field(default=0, description="works with an address and no identifier")
    changes: tuple[Change, ...] = ()
    # The name in the JSON report, which scripts read; elsewhere this is called skipped.
    untaken: tuple[Leftover, ...] = ()
    demoted: tuple[Leftover, ...] = Field(
        default=(), description="items of lists that are links and notes of their sessions, and no readings"
    )
    remarks: tuple[str, ...] = ()

    @property
    def found_nothing(self) -> bool:
        """Whether a list is still empty because no page has a session or a reading: nothing is written."""
        return self.new_list and not self.sessions and not self.readings

    @property
    def without_link(self) -> int:
        """Works with neither identifier nor address."""
        return self.readings - self.with_identifier - self.with_address

    def of(self, *kinds: ChangeKind) -> tuple[Change, ...]:
        """The changes of these kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)

    @property
    def waits(self) -> bool:
        """Whether something needs a person's decision."""
        return any(change.waits for change in self.changes)


def render_account(account: Account, format: str = "text") -> str:
    """``account`` as ``text`` or ``json``; of a list that was empty before, text only counts what is new.

    Raises:
        UnknownFormatError: there is no such report format.
    """
    return find_renderer(REPORTS, format)(account)


def _json(account: Account) -> str:
    counts = {str(kind): len(account.of(kind)) for kind in _HEADINGS}
    document = {
        "schema_version": SCHEMA_VERSION,
        **account.model_dump(mode="json"),
        "without_link": account.without_link,
        "summary": {**counts, "untaken": len(account.untaken)},
    }
    return json.dumps(document, indent=2) + "\n"


def _text(account: Account) -> str:
    remarks = ["To look at:", *(f"  {remark}" for remark in account.remarks)] if account.remarks else []
    blocks = [
        _summary_lines(account),
        *_change_blocks(account),
        remarks,
        _demoted_lines(account),
        _skipped_lines(account),
    ]
    return "\n".join("".join(f"{printable(line)}\n" for line in block) for block in blocks if block)


def _summary_lines(account: Account) -> list[str]:
    lines: list[str] = []
    for source in account.sources:
        sessions = count_words(source.sessions, "session")
        readings = count_words(source.readings, "reading")
        lines.append(f"{source.name}: {sessions}, {readings}, read as {source.reader}")
        lines += [f"  {decision}" for decision in source.decisions]
        lines += [f"  {_place_words(source.links)}"] if source.links and source.links.total else []
    levels = ", ".join(f"{account.levels.get(level, 0)} {level}" for level in LEVELS)
    loose = f", {account.unscheduled} under no session" if account.unscheduled else ""
    return [
        *lines,
        f"Sessions: {account.sessions}, {account.sessions_with_readings} of them with readings",
        f"Readings by level: {levels}{loose}",
        f"Works: {account.readings}, {account.with_identifier} with an identifier, "
        f"{account.with_address} with an address alone, {account.without_link} without a link",
    ]


def _change_blocks(account: Account) -> Iterator[list[str]]:
    if not account.changes:
        yield ["Nothing has changed since this was imported last."]
    for kind, heading in _HEADINGS.items():
        changes = account.of(kind)
        if not changes:
            continue
        if kind == "new" and account.new_list:
            counts = (
                count_words(number, subject)
                for subject in ("session", "reading")
                if (number := sum(change.subject == subject for change in changes))
            )
            yield [f"{heading}: {', '.join(counts) or 'the course'}"]
        else:
            yield [f"{heading}:", *(f"  {_change_words(change)}" for change in changes)]


def _change_words(change: Change) -> str:
    key = f" [{change.key}]" if change.key else ""
    subject = "" if change.subject == "course" else f"{change.subject}: "
    words = f"{subject}{change.what}{key}"
    if change.field is None:
        return f"{words}, {change.page_says}" if change.page_says else words
    before, after = (
        f"“{value}”" if value is not None else "nothing" for value in (change.list_says, change.page_says)
    )
    if change.kind in ("changed", "moved"):
        return f"{words}: {change.field}: {before} → {after}"
    return f"{words}: {change.field}: the list says {before}, the page {after}"


def _place_words(links: LinkPlaces) -> str:
    """How many links of a page are where: ``79 links: 60 readings, 17 of readings, 2 not taken``."""
    counts = (
        (links.readings, "readings"),
        (links.of_readings, "of readings"),
        (links.of_sessions, "of sessions"),
        (links.of_course, "of the course"),
        (links.untaken, "not taken"),
    )
    places = ", ".join(f"{number} {place}" for number, place in counts if number)
    return f"{count_words(links.total, 'link')}: {places}"


def _demoted_lines(account: Account) -> list[str]:
    heading = f"Items that are links and notes of their sessions, no readings ({len(account.demoted)}):"
    return [heading, *_items_by_reason(account, account.demoted)] if account.demoted else []


def _skipped_lines(account: Account) -> list[str]:
    lines = _items_by_reason(account, account.untaken)
    return [f"Not taken ({len(account.untaken)}):", *lines] if account.untaken else []


def _items_by_reason(account: Account, items: Sequence[Leftover]) -> Iterator[str]:
    """Each reason once, and below it the items that it holds for."""
    several = len(account.sources) > 1
    reasons: dict[str, list[str]] = {}
    for item in items:
        text = " ".join(item.text.split())
        if len(text) > _SHOWN:  # a paragraph as its first words; ``json`` has it in full
            text = f"{text[: _SHOWN - 1].rsplit(' ', 1)[0]} …"
        reasons.setdefault(item.why, []).append(f"{_where(item, several=several)}{text}")
    for why, shown in reasons.items():
        yield f"  {why}:"
        most = _MOST_OF_PAGE if why == OF_THIS_PAGE else len(shown)
        yield from (f"    {item}" for item in shown[:most])
        if shown[most:]:
            yield f"    and {len(shown) - most} more of them"


def _where(item: Leftover, *, several: bool) -> str:
    place: Sequence[object] = (item.source if several else None, item.file, item.line)
    where = ":".join(str(part) for part in place if part is not None)
    where = f"line {where}" if where.isdigit() else where
    return f"{where}: " if where else ""


REPORTS: dict[str, Callable[[Account], str]] = {"text": _text, "json": _json}
