"""The schedule file ``schedule.toml``: text to course and sessions, and back."""

from readinglist.formats.schedule_toml.parsing import ParsedSchedule, parse

__all__ = ["ParsedSchedule", "parse"]
