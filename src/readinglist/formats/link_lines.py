"""In which line of the data files a link stands."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from readinglist.formats.bibtex.fields import LINKS
from readinglist.formats.bibtex.syntax import Lines, Scanner
from readinglist.formats.schedule_toml.syntax import Path, line_finder
from readinglist.model.finding import Origin
from readinglist.model.links import LinkPlace

# The fields of an entry that a field of the record is read from, the likeliest first.
_SOURCES = {
    "url": ("url", "howpublished"),
    "doi": ("doi",),
    "arxiv_id": ("eprint", "arxivid", "arxiv", "doi"),
}
_LINKED = frozenset({"links", *LINKS, *(name for names in _SOURCES.values() for name in names)})
_FIELD_OF_LABEL = {label: name for name, label in LINKS.items()}


class LineFinder:
    """The line of a link, from the texts that the list was read from.

    A text is only looked through when the first line of it is asked for.
    """

    def __init__(
        self, bib: str | None, schedule: str | None, session_origins: Sequence[Origin | None] = ()
    ) -> None:
        """Take the texts as they were read; ``None``: there is no such file."""
        self._bib = bib or ""
        self._schedule = schedule or ""
        self._session_origins = session_origins

    def __call__(self, place: LinkPlace) -> int | None:
        """The 1-based line of the field or item; ``None``: it does not stand in the file by itself.

        That is so for what an entry inherits, and for a schedule that is no TOML.
        """
        if place.session is not None:
            return self._line_of_session(place)
        return self._line_of_course(place) if place.reading is None else self._line_of_reading(place)

    def _line_of_reading(self, place: LinkPlace) -> int | None:
        starts = self._starts.get(place.reading.key, {}) if place.reading else {}
        names = _SOURCES.get(place.field) or (_FIELD_OF_LABEL.get(place.link.label or "", "links"), "links")
        return next((self._bib_line(starts[name]) for name in names if name in starts), None)

    def _line_of_course(self, place: LinkPlace) -> int | None:
        return self._schedule_line(("course", *self._item(place))) if self._schedule_line else None

    def _line_of_session(self, place: LinkPlace) -> int | None:
        """The line within the session, where the session still stands where its list says."""
        find, index = self._schedule_line, place.session
        assert index is not None, "only called for a session's link"
        origin = self._session_origins[index] if index < len(self._session_origins) else None
        if find is None or origin is None or find(("session", index)) != origin.line:
            return None
        return find(("session", index, *self._item(place)))

    @staticmethod
    def _item(place: LinkPlace) -> Path:
        return (
            (place.field, place.number)
            if place.field in ("links", "speakers", "instructors")
            else (place.field,)
        )

    @cached_property
    def _starts(self) -> Mapping[str, Mapping[str, int]]:
        """Citation key to where those fields of its entry begin that hold links, the first of each name."""
        return {
            entry.key: {item.name: item.start for item in reversed(entry.fields) if item.name in _LINKED}
            for entry in Scanner(self._bib).entries()
        }

    @cached_property
    def _bib_line(self) -> Lines:
        return Lines(self._bib)

    @cached_property
    def _schedule_line(self) -> Callable[[Path], int | None] | None:
        """How to find a line of the schedule; ``None``: it is no TOML, so no line can be told."""
        try:
            tomllib.loads(self._schedule)
        except tomllib.TOMLDecodeError:
            return None
        return line_finder(self._schedule)
