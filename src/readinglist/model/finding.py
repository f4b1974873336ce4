"""What an operation says: values, never exceptions, never prints."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from pydantic import Field

from readinglist.model.reading import Record
from readinglist.model.views import html_of

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


class Origin(NamedTuple):
    """Where something was read: the path as it was given, and the 1-based line; ``None``: not known."""

    file: str | None = None
    line: int | None = None


class Finding(Record):
    """Something about the data that a person should know: what, where, and what to do."""

    rule: str = Field(description="name of the rule; it can be switched off by this name")
    level: Severity
    message: str = Field(description="what is wrong and what to do about it")
    file: str | None = Field(default=None, description="path as it was given; null: not from a file")
    line: int | None = Field(default=None, description="1-based; null: not known")
    key: str | None = Field(default=None, description="citation key; null: not about one entry")
    field: str | None = Field(default=None, description="name of the field; null: the whole entry")

    def __str__(self) -> str:
        """One line, the way compilers write it: ``file:line: level: message [rule]``."""
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        about = f"{self.key}: " if self.key else ""
        return f"{place + ': ' if place else ''}{self.level}: {about}{self.message} [{self.rule}]"


class Findings(tuple[Finding, ...]):
    """Findings in order; a tuple that can count and show itself."""

    __slots__ = ()

    def of(self, *levels: Severity) -> Findings:
        """Those of these levels."""
        return Findings(finding for finding in self if finding.level in levels)

    @property
    def summary(self) -> dict[str, int]:
        """Level to how many findings are of it; every level is there."""
        return {level: len(self.of(level)) for level in SEVERITIES}

    def at_least(self, level: Severity) -> Findings:
        """Those of this level or a more serious one."""
        return self.of(*SEVERITIES[: SEVERITIES.index(level) + 1])

    def __str__(self) -> str:
        """One line a finding."""
        return "\n".join(str(finding) for finding in self)

    def _repr_html_(self) -> str | None:
        return html_of(self)
