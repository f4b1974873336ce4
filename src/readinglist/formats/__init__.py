"""Text to records and records to text: one pure module a format.

`FORMATS` is the list of what `export` and `build` can write: a name, and a function from
a `Syllabus` and options to text. It is pure: it opens nothing, asks no
service, and gives the same text for the same input.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readinglist.errors import UsageError

if TYPE_CHECKING:
    from readinglist.model.schedule import Syllabus


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name; its module is imported when it is first used.

    Attributes:
        name: what users call it.
        module: the module that has its ``render``.
        suffix: how the names of its files end.
        summary: one line for people.
    """

    name: str
    module: str
    suffix: str
    summary: str

    @property
    def function(self) -> Callable[..., str]:
        """The pure function that writes it."""
        function: Callable[..., str] = importlib.import_module(self.module).render
        return function

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the options that `render` takes."""
        parameters = inspect.signature(self.function).parameters.values()
        return tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)

    def render(self, syllabus: Syllabus, **options: Any) -> str:
        """``syllabus`` as text in this format.

        Raises:
            UsageError: an option that this format does not take.
        """
        known = self.options
        for name in options:
            if name not in known:
                takes = f"it takes {', '.join(known)}" if known else "it takes none"
                raise UsageError(f"the format {self.name} has no option {name!r}; {takes}")
        return self.function(syllabus, **options)


def _named(*formats: Format) -> Mapping[str, Format]:
    return {format.name: format for format in formats}


FORMATS = _named(
    Format(
        "bibtex", "readinglist.formats.bibtex", ".bib", "a bibliography for BibTeX, biber, Zotero, JabRef"
    ),
    Format("markdown", "readinglist.formats.markdown", ".md", "reading sections, week by week"),
    Format(
        "json", "readinglist.formats.json_export", ".json", "the whole list with its schedule, for programs"
    ),
    Format("csl-json", "readinglist.formats.csl_json", ".csl.json", "a bibliography for pandoc and Zotero"),
    Format("html", "readinglist.formats.html", ".html", "a page that needs nothing else"),
    Format(
        "fragment", "readinglist.formats.html.fragment", ".html", "reading lists in HTML for a page of yours"
    ),
    Format("jekyll-data", "readinglist.formats.jekyll_data", ".json", "the list as data for Jekyll"),
    Format(
        "jekyll-include", "readinglist.formats.jekyll_include", ".html", "the include that shows these data"
    ),
    Format(
        "hugo-partial",
        "readinglist.formats.hugo_partial",
        ".html",
        "the partial that shows these data in Hugo",
    ),
    Format("rst", "readinglist.formats.rst", ".rst", "reading sections in reStructuredText, for Sphinx"),
    Format("icalendar", "readinglist.formats.icalendar", ".ics", "a calendar of the sessions"),
    Format("atom", "readinglist.formats.atom", ".atom", "a feed of the readings, newest first"),
)
