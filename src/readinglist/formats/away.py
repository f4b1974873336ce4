"""What is read away from its site, in a calendar or a feed reader: plain words, whole addresses. Pure."""

from __future__ import annotations

from readinglist.model.schedule import Course, Session
from readinglist.text.lines import one_line


def course_name(course: Course) -> str:
    """The course in one line, with its term; empty where nothing is stated."""
    return ", ".join(filter(None, (one_line(course.title or ""), one_line(course.term or ""))))


def session_name(session: Session) -> str:
    """What a session is about; its week or its kind where nobody says."""
    week = "" if session.week is None else f"Week {session.week}"
    return one_line(session.topic) or week or one_line(session.kind).capitalize() or "Session"
