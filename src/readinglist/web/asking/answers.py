"""What is asked with, what comes back, a reply or why there is none, and the values of JSON in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from pydantic import Field

from readinglist.model.reading import Record
from readinglist.text.service_text import plain

NO_ANSWER = "an answer that is no answer"


class Asker(Protocol):
    """What a source needs of the polite session (`readinglist.web.asking.polite.PoliteSession`)."""

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        untrusted: bool = False,
    ) -> Answer:
        """Fetch ``url``; never raises for what the network or the server does."""
        ...

    def forget(self, asked: str) -> None:
        """Keep no reply of the address ``asked``: it turned out to be no answer."""
        ...


class Answer(Record):
    """A reply, or why there is none.

    ``status`` is ``None`` where no reply came; then ``problem`` says why. ``body`` holds
    at most the caller's limit of decoded bytes, and ``cut`` says whether there was more.
    """

    url: str = Field(description="the address that answered, behind redirects")
    asked: str = Field(description="the address that was asked, without contact data")
    retrieved: str = Field(description="when it was fetched from the network, ISO 8601 in UTC")
    status: int | None = None
    content_type: str = ""
    headers: Mapping[str, str] = Field(default_factory=dict, description="names in lower case")
    body: bytes = b""
    cut: bool = False
    from_cache: bool = False
    problem: str | None = Field(default=None, description="why there is no usable reply; null: there is one")
    fault: str | None = Field(
        default=None,
        description="of which kind the problem is (`readinglist.web.asking.failures`); null: a reply came",
    )

    @property
    def text(self) -> str:
        """The body as text, by the charset of its header, else UTF-8."""
        try:
            return self.body.decode(charset_of(self.content_type) or "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


def charset_of(content_type: str) -> str | None:
    """Return the encoding that the header ``Content-Type`` states (RFC 9110, 8.3.2); ``None``: none."""
    for part in content_type.split(";")[1:]:
        name, _, value = part.strip().partition("=")
        if name.strip().lower() == "charset":
            return value.strip("\"' ")
    return None


def problem_of(answer: Answer, *allowed: int) -> str | None:
    """Return why the reply cannot be read; ``None``: it came whole, with 200 or a status of ``allowed``."""
    if answer.problem is not None:
        return answer.problem
    if answer.status is None:
        return "no reply"
    if answer.status not in (200, *allowed):
        return f"HTTP {answer.status}"
    return f"{NO_ANSWER}: it is too large" if answer.cut else None


def parse_json(answer: Answer, *allowed: int) -> tuple[Any, str | None]:
    """Return the JSON value of the reply, or ``None`` and why there is none."""
    problem = problem_of(answer, *allowed)
    if problem:
        return None, problem
    try:
        return json.loads(answer.body.decode("utf-8", "replace")), None
    except (ValueError, RecursionError):
        # Proxies and walls send a page of theirs with status 200.
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
    # Some services write a volume as a number; none writes one of eighteen digits.
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found) if abs(found) < 10**18 else ""
    return plain(found)
