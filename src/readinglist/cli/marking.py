"""Import with --markers: the page's reading lists stand between markers from then on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from readinglist.cli.common import say

if TYPE_CHECKING:
    from readinglist.importing import Imported
    from readinglist.settings import Settings
    from readinglist.site.marking import Marked
    from readinglist.store.files import Source


class Marking(NamedTuple):
    """A page as it was read, and what it becomes."""

    page: Source
    marked: Marked

    @property
    def diff(self) -> str:
        """The lines that come in, as a unified diff."""
        from readinglist.store.files import source_of, unified_diff

        path = self.page.path
        return unified_diff(self.page, source_of(path, self.page.encode(self.marked.text)), path.name)

    def write(self) -> None:
        """Write the page, unless somebody has changed it since it was read."""
        from readinglist.store.files import write_sources

        write_sources([(self.page.path, self.page.encode(self.marked.text), self.page.data)])


def page_of(sources: tuple[str, ...]) -> Source:
    """The one page that is to get markers, as it is now."""
    from readinglist.importing.sources import is_web_address
    from readinglist.store.files import read_source

    path = Path(sources[0])
    if len(sources) > 1 or sources[0] == "-" or is_web_address(sources[0]) or path.is_dir():
        raise click.UsageError("--markers changes a page in place: give one file, and nothing else, with it")
    return read_source(path)


def marking_of(page: Source, imported: Imported) -> Marking:
    """What ``page`` becomes, with the list that it was imported into."""
    from readinglist.errors import UsageError
    from readinglist.site.marking import marked

    try:
        return Marking(page, marked(page.text, imported.pages[0].content, imported.rl.syllabus))
    except UsageError as error:
        raise UsageError(f"{page.path}: {error}") from error


def say_marking(marking: Marking, settings: Settings, into: Path) -> None:
    """Say what a build would take away, and the settings that make it write the lists."""
    from readinglist.report import count_words, printable

    for item in marking.marked.lost:
        say(printable(f"line {item.line} is in no list, and goes with the next build: {item.text}"))
    places = count_words(len(marking.marked.places), "place")
    say(f"{marking.page.path}: {places} for reading lists.")
    say(_advice(marking, settings, into))


def _advice(marking: Marking, settings: Settings, into: Path) -> str:
    from readinglist.settings import FILE_NAME, places_of_settings

    # The last place of settings is beside the folder of the list, where paths start.
    root = (settings.root or places_of_settings(into)[-1].parent).resolve()
    page, output = marking.page.path.resolve(), root
    if settings.file and page.is_relative_to((root / settings.build.output).resolve()):
        output = (root / settings.build.output).resolve()
    if not page.is_relative_to(output):
        return f"The page is outside of {root}, which a build does not leave: keep the list beside the page."
    path, marker = page.relative_to(output).as_posix(), marking.marked.marker
    if any((each.path, each.marker) == (path, marker) for each in settings.build.targets):
        return "Its target is in the settings; run readinglist build."
    file = settings.file or root / FILE_NAME
    table = "[build]" if file.name == FILE_NAME else "[tool.readinglist.build]"
    lines = _target(path, marker, output.relative_to(root).as_posix())
    return f"Put this into {file}, and run readinglist build:\n\n{table}\n{lines}"


def _target(path: str, marker: str, output: str) -> str:
    """The lines of the settings; a string of JSON is one of TOML."""
    path, marker, output = (json.dumps(text, ensure_ascii=False) for text in (path, marker, output))
    return (
        f'output = {output}\ntargets = [\n  {{ format = "fragment", path = {path}, marker = {marker} }},\n]'
    )
