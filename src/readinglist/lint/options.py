"""What a user may set about lint."""

from __future__ import annotations

from typing import TypeVar

from pydantic import Field, field_validator

from readinglist.lint.checks import ALL_RULES, near_rules
from readinglist.records import Record
from readinglist.results import Severity

_Rules = TypeVar("_Rules", tuple[str, ...], dict[str, Severity])


class LintSettings(Record):
    """Which rules run, how much each of them matters, and where local files are.

    Raises:
        pydantic.ValidationError: a rule of ``ignore`` or ``levels`` does not exist.
    """

    ignore: tuple[str, ...] = Field(default=(), description="rules that are switched off")
    levels: dict[str, Severity] = Field(default_factory=dict, description="rule to its level here")
    files: str | None = Field(
        default=None, description="folder that relative links are looked up in; null: they are not"
    )
    fail_on: Severity = Field(default="warning", description="the lowest level that is a failure")

    @field_validator("ignore", "levels")
    @classmethod
    def _rules_exist(cls, value: _Rules) -> _Rules:
        unknown = [name for name in value if name not in ALL_RULES]
        if unknown:
            raise ValueError("; ".join(f"there is no rule {name!r}; {near_rules(name)}" for name in unknown))
        return value
