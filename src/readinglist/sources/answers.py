"""Reading a service's reply: what is no reply, and JSON whose shape nobody promises."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from readinglist.identifiers import Identifier
from readinglist.records import PartialDate, Reading
from readinglist.sources.base import Absent, Answer, Candidate, Outcome, Unavailable
from readinglist.sources.text import plain

NO_ANSWER = "an answer that is no answer"
_EARLIEST, _LATEST = 1400, 2200


def problem_of(answer: Answer, *allowed: int) -> str | None:
    """Why the reply cannot be read, in words; ``None``: it came whole, with 200 or an allowed status."""
    if answer.problem is not None:
        return answer.problem
    if answer.status is None:
        return "no reply"
    if answer.status not in (200, *allowed):
        return f"HTTP {answer.status}"
    return f"{NO_ANSWER}: it is too large" if answer.cut else None


def json_of(answer: Answer, *allowed: int) -> tuple[Any, str | None]:
    """The JSON value of the reply, or ``None`` and why there is none."""
    problem = problem_of(answer, *allowed)
    if problem:
        return None, problem
    try:
        return json.loads(answer.body.decode("utf-8", "replace")), None
    except (ValueError, RecursionError):
        kind = "HTML" if answer.body.lstrip()[:1] == b"<" else "no JSON"
        return None, f"{NO_ANSWER}: {kind} where JSON was asked for"


def at(value: Any, *path: str | int) -> Any:
    """What stands in ``value`` at the path of keys and indices; ``None``: nothing does."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def items(value: Any, *path: str | int) -> Sequence[Any]:
    """The list at the path; empty where there is none."""
    found = at(value, *path)
    return found if isinstance(found, list) else ()


def objects(value: Any, *path: str | int) -> Iterator[Mapping[str, Any]]:
    """The objects of the list at the path."""
    return (item for item in items(value, *path) if isinstance(item, dict))


def text_at(value: Any, *path: str | int) -> str:
    """The text at the path as one clean line, a number as text; empty where there is none."""
    found = at(value, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found) if abs(found) < 10**18 else ""
    return plain(found)


def date_of(parts: Sequence[Any]) -> PartialDate | None:
    """A date from year, month and day as numbers; ``None``: they are none.

    A month or day that cannot be is left out, and with it what is finer.
    """
    numbers: list[int] = []
    for part in parts[:3]:
        if not isinstance(part, int | str) or isinstance(part, bool) or not str(part).strip().isdecimal():
            break
        numbers.append(int(str(part)[:6]))
    if not numbers or not _EARLIEST <= numbers[0] <= _LATEST:
        return None
    for length in range(len(numbers), 0, -1):
        try:
            return PartialDate.of(*numbers[:length])
        except ValueError:
            continue
    return None


def date_of_text(text: str) -> PartialDate | None:
    """A date from the front of an ISO 8601 text; ``None``: it is none."""
    return date_of(text.split("T")[0].strip().split("-"))


def stated(**fields: Any) -> dict[str, Any]:
    """The record fields that have a value that their record takes."""
    kept = {}
    for name, value in fields.items():
        if value in (None, "", ()):
            continue
        try:
            kept[name] = getattr(Reading(key="k", **{name: value}), name)
        except ValueError:
            continue
    return kept


def candidate(identifier: Identifier, source: str, answer: Answer, **parts: Any) -> Candidate:
    """What a source says about a work, with where and when it said so."""
    return Candidate(
        identifier=identifier, source=source, address=answer.asked, retrieved=answer.retrieved, **parts
    )


def absent(identifier: Identifier, source: str, address: str, reason: str) -> Outcome:
    """The source does not know the work."""
    return Absent(identifier=identifier, source=source, address=address, reason=reason)


def unavailable(
    identifiers: Sequence[Identifier], source: str, address: str, reason: str
) -> Iterator[Outcome]:
    """The source could not be asked about any of these."""
    for identifier in identifiers:
        yield Unavailable(identifier=identifier, source=source, address=address, reason=reason)


def chunks(identifiers: Sequence[Identifier], size: int) -> Iterator[tuple[Identifier, ...]]:
    """The identifiers, each once, in groups of at most ``size``."""
    unique = tuple(dict.fromkeys(identifiers))
    return (unique[start : start + size] for start in range(0, len(unique), size))
