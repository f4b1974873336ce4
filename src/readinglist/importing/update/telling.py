"""The values of fields in words, for an account. Pure."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from readinglist.model.reading import Link
from readinglist.model.schedule import Person, Session


def value_words(value: Any) -> str | None:
    """``value`` of a record's field in words; ``None``: nothing is stated."""
    if value is None or value == "" or value == () or value == {}:
        return None
    if isinstance(value, tuple):
        return "; ".join(filter(None, map(value_words, value)))
    if isinstance(value, Link):
        return f"{value.label} <{value.url}>" if value.label else value.url
    if isinstance(value, Person):
        return f"{value.name} ({value.affiliation})" if value.affiliation else value.name
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return json.dumps(dict(value), ensure_ascii=False)
    return str(value)


def session_words(session: Session) -> str:
    """A session in words: week, date and topic, as far as they are stated."""
    week = f"week {session.week}" if session.week is not None else ""
    date = session.date.isoformat() if session.date else ""
    topic = f"“{session.topic}”" if session.topic else ""
    return ", ".join(filter(None, (week, date, topic))) or "a session without week, date and topic"
