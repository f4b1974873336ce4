"""How many examples hypothesis tries: one place for all tests, so that one run can go deeper than another.

A test states the number that CI tries, as ``examples(200)``. The profile scales it:
``default`` is for work and tries fewer, ``ci`` tries just these, ``nightly`` ten times as many.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

PROFILES = ("default", "ci", "nightly")
# So few are never made fewer: each of them is dear, or there are not many cases.
FLOOR = 25


def profile() -> str:
    """The profile that ``READINGLIST_TESTS`` names; without it that of CI on CI, else the default.

    Raises:
        ValueError: it names none.
    """
    name = os.environ.get("READINGLIST_TESTS") or ("ci" if os.environ.get("CI") else "default")
    if name not in PROFILES:
        raise ValueError(f"READINGLIST_TESTS is {name!r}; it can be {', '.join(PROFILES)}")
    return name


def examples(count: int, name: str | None = None) -> int:
    """``count`` examples on CI; how many these are in the profile ``name``, else in that of this run."""
    match name or profile():
        case "nightly":
            return 10 * count
        case "ci":
            return count
        case _:
            return min(count, max(FLOOR, count // 4))


def register() -> None:
    """Make the profiles known to hypothesis, and take that of this run."""
    for name in PROFILES:
        settings.register_profile(
            name,
            max_examples=examples(100, name),
            # How long an example takes says how busy the machine is.
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
            # On CI the same examples each time: a change is red for what it changed. The search
            # for others is for the night.
            derandomize=name == "ci",
            database=None if name == "ci" else settings.get_profile("default").database,
            print_blob=name != "default",
        )
    settings.load_profile(profile())
