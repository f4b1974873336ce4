"""The account of an import as text and as JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from readinglist.importing.update.account import Account, Change, ChangeKind, Leftover
from readinglist.model.schedule import LEVELS
from readinglist.report import count_words, find_renderer, printable

SCHEMA_VERSION = 1

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
_KINDS = tuple(_HEADINGS)
_SHOWN = 110


def render_account(account: Account, format: str = "text") -> str:
    """``account`` as ``text`` or ``json``; of a list that was empty before, text only counts what is new.

    Raises:
        UnknownFormatError: there is no such report format.
    """
    return find_renderer(REPORTS, format)(account)


def _json(account: Account) -> str:
    counts = {str(kind): len(account.of(kind)) for kind in _KINDS}
    document = {
        "schema_version": SCHEMA_VERSION,
        **account.model_dump(mode="json"),
        "without_link": account.without_link,
        "summary": {**counts, "untaken": len(account.untaken)},
    }
    return json.dumps(document, indent=2) + "\n"


def _text(account: Account) -> str:
    blocks = [_summary(account), *_changes(account), _remarks(account), _untaken(account)]
    return "\n".join("".join(f"{printable(line)}\n" for line in block) for block in blocks if block)


def _summary(account: Account) -> list[str]:
    lines = [
        f"{source.name}: {count_words(source.sessions, 'session')}, "
        f"{count_words(source.readings, 'reading')}, read as {source.reader}"
        for source in account.sources
    ]
    levels = ", ".join(f"{account.levels.get(level, 0)} {level}" for level in LEVELS)
    loose = f", {account.unscheduled} under no session" if account.unscheduled else ""
    return [
        *lines,
        f"Sessions: {account.sessions}, {account.sessions_with_readings} of them with readings",
        f"Readings by level: {levels}{loose}",
        f"Works: {account.readings}, {account.with_identifier} with an identifier, "
        f"{account.with_address} with an address alone, {account.without_link} without a link",
    ]


def _changes(account: Account) -> Iterator[list[str]]:
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
            yield [f"{heading}:", *(f"  {_told(change)}" for change in changes)]


def _told(change: Change) -> str:
    key = f" [{change.key}]" if change.key else ""
    subject = "" if change.subject == "course" else f"{change.subject}: "
    told = f"{subject}{change.what}{key}"
    if change.field is None:
        return f"{told}, {change.page_says}" if change.page_says else told
    before, after = (
        f"“{value}”" if value is not None else "nothing" for value in (change.list_says, change.page_says)
    )
    if change.kind in ("changed", "moved"):
        return f"{told}: {change.field}: {before} → {after}"
    return f"{told}: {change.field}: the list says {before}, the page {after}"


def _remarks(account: Account) -> list[str]:
    return ["To look at:", *(f"  {remark}" for remark in account.remarks)] if account.remarks else []


def _untaken(account: Account) -> list[str]:
    """What was not taken, with one line for each reason, and below it what it holds for."""
    if not account.untaken:
        return []
    several = len(account.sources) > 1
    reasons: dict[str, list[str]] = {}
    for item in account.untaken:
        reasons.setdefault(item.why, []).append(f"{_where(item, several=several)}{_shortened(item.text)}")
    lines = [
        line for why, items in reasons.items() for line in (f"  {why}:", *(f"    {item}" for item in items))
    ]
    return [f"Not taken ({len(account.untaken)}):", *lines]


def _where(item: Leftover, *, several: bool) -> str:
    place: Sequence[object] = (item.source if several else None, item.file, item.line)
    where = ":".join(str(part) for part in place if part is not None)
    where = f"line {where}" if where.isdigit() else where
    return f"{where}: " if where else ""


def _shortened(text: str) -> str:
    """A paragraph as its first words; ``json`` has it in full."""
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rsplit(' ', 1)[0]} …"


REPORTS: dict[str, Callable[[Account], str]] = {"text": _text, "json": _json}
