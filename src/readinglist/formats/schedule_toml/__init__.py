"""The schedule file ``schedule.toml``: text to course and sessions, and back."""

from readinglist.formats.schedule_toml.editor import edit
from readinglist.formats.schedule_toml.parser import ParsedSchedule, parse
from readinglist.formats.schedule_toml.writer import render

__all__ = ["ParsedSchedule", "edit", "parse", "render"]
