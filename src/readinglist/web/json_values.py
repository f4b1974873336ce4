"""Reading a service's reply: whether it is one at all, and values of JSON that may have any shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from readinglist.text.service_text import plain
from readinglist.web.asking.answers import Answer

NO_ANSWER = "an answer that is no answer"


def problem_of(answer: Answer, *allowed: int) -> str | None:
    """Return why the reply cannot be read; ``None``: it came whole, with 200 or a status of ``allowed``."""
    if answer.problem is not None:
        return answer.problem
    if answer.status is None:
        return "no reply"
    if answer.status not in (200, *allowed):
        return f"HTTP {answer.status}"
    return f"{NO_ANSWER}: it is too large" if answer.cut else None


def json_of(answer: Answer, *allowed: int) -> tuple[Any, str | None]:
    """Return the JSON value of the reply, or ``None`` and why there is none."""
    problem = problem_of(answer, *allowed)
    if problem:
        return None, problem
    try:
        return json.loads(answer.body.decode("utf-8", "replace")), None
    except (ValueError, RecursionError):
        kind = "HTML" if answer.body.lstrip()[:1] == b"<" else "no JSON"
        return None, f"{NO_ANSWER}: {kind} where JSON was asked for"


def at(value: Any, *path: str | int) -> Any:
    """Return the part of ``value`` at the path of keys and indices; ``None``: there is none."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def items(value: Any, *path: str | int) -> Sequence[Any]:
    """Return the list at the path; empty where there is none."""
    found = at(value, *path)
    return found if isinstance(found, list) else ()


def objects(value: Any, *path: str | int) -> Iterator[Mapping[str, Any]]:
    """Return the objects of the list at the path; what is no object is passed over."""
    return (item for item in items(value, *path) if isinstance(item, dict))


def text_at(value: Any, *path: str | int) -> str:
    """Return the text at the path as one clean line, a number as text; empty where there is none."""
    found = at(value, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found) if abs(found) < 10**18 else ""
    return plain(found)
