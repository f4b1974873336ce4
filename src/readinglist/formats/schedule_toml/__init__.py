"""The schedule file ``schedule.toml``: text to course and sessions, and back."""

from readinglist.formats.schedule_toml.editing import edit
from readinglist.formats.schedule_toml.parsing import ParsedSchedule, parse
from readinglist.formats.schedule_toml.rendering import render

__all__ = ["ParsedSchedule", "edit", "parse", "render"]
