"""What a user may set about lint."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from pydantic import Field, field_validator

from readinglist.lint.checks import CHECKS
from readinglist.records import Record
from readinglist.results import Severity


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
    def _rules_exist(cls, value: tuple[str, ...] | dict[str, Severity]) -> tuple[str, ...] | dict[str, Severity]:
        problems = [problem for name in value if (problem := unknown_rule(name))]
        if problems:
            raise ValueError("; ".join(problems))
        return value


def unknown_rule(name: str, known: Iterable[str] = CHECKS) -> str | None:
    """What is wrong with ``name`` as the name of a rule, in words; ``None``: there is that rule."""
    if name in known:
        return None
    near = get_close_matches(name, known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"rules are: {', '.join(sorted(known))}"
    return f"there is no rule {name!r}; {hint}"
