"""A page that people write, with the places in it that a build writes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from readinglist.errors import MissingFileError, UsageError
from readinglist.settings import BuildSettings, Target
from readinglist.site.markers import places, replaced
from readinglist.site.naming import pattern, placeholders, wildcards
from readinglist.site.rendering import Text
from readinglist.store.files import Source, confine


class Made(NamedTuple):
    """A text and the target that it is made for."""

    target: Target
    text: Text


def pages(settings: BuildSettings, root: Path) -> Iterator[Path]:
    """The pages that targets with a marker change, there or not; of those named by a number, the ones there.

    Raises:
        UnsafePathError: one lies outside of the output folder, or that outside of ``root``.
        UsageError: a path has an unknown placeholder.
    """
    output = confine(root, settings.output)
    for target in settings.targets:
        if target.marker is None:
            continue
        if placeholders(target.path):
            yield from sorted(output.glob(wildcards(Path(target.path).as_posix())))
        else:
            yield confine(output, target.path)


def page_with(page: Source | None, path: str, made: Sequence[Made]) -> bytes | None:
    """The bytes of ``page`` with each text in its place.

    A text that has readings needs its place; one without (a holiday) may have none.

    Args:
        page: the page as it is; ``None``: there is none.
        path: what it is called in the settings.
        made: the texts that go into it.

    Returns:
        ``None`` where there is no page, and no text needs one.

    Raises:
        MissingFileError: there is no page, and a text needs one.
        UsageError: a place is missing, or there for a week that the list has not, or taken
            twice; a target wants the whole file; the markers are not in order.
    """
    if page is None:
        if not any(each.text.has_readings for each in made):
            return None
        raise MissingFileError(
            path,
            "a target with a marker changes a page that is there; write the page with its markers first.",
        )
    try:
        return page.encode(_filled(page.text, made))
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from error


def _filled(text: str, made: Sequence[Made]) -> str:
    there = places(text)
    new: dict[str, Text] = {}
    for each in made:
        name = each.text.marker
        if name is None:
            raise UsageError("one target writes the whole file, another one a place in it")
        if name in new:
            raise UsageError(f"two targets are for the place {name!r}; give each a marker of its own")
        if name in there or each.text.has_readings:
            new[name] = each.text
    for name in there:
        if name not in new and (target := next(_meant(made, name), None)) is not None:
            raise UsageError(
                f"the place {name!r} is that of {target.marker!r}, but the list has none of that number"
            )
    apart = frozenset(name for name, text in new.items() if text.apart)
    return replaced(text, {name: text.text for name, text in new.items()}, apart=apart)


def _meant(made: Sequence[Made], name: str) -> Iterator[Target]:
    """The targets whose marker ``name`` would be, if only the list had such a week."""
    for each in made:
        if each.target.marker is not None and pattern(each.target.marker).fullmatch(name):
            yield each.target
