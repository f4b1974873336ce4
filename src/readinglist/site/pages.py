"""Pages that people write, with places in them that a build writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from readinglist.errors import MissingFileError, UsageError
from readinglist.settings import BuildSettings, Target
from readinglist.site.markers import fill_places, find_places
from readinglist.site.targets import TargetText
from readinglist.site.templates import find_placeholders, glob_pattern, name_pattern
from readinglist.store.files import Source, confine


def find_pages(settings: BuildSettings, root: Path) -> Iterator[Path]:
    """The pages that targets with a marker change, there or not; of those named by a number, the ones there.

    Raises:
        UnsafePathError: one lies outside of the output folder, or that outside of ``root``.
        UsageError: a path has an unknown placeholder.
    """
    output = confine(root, settings.output)
    for target in settings.targets:
        if target.marker is None:
            continue
        if find_placeholders(target.path):
            yield from sorted(output.glob(glob_pattern(Path(target.path).as_posix())))
        else:
            yield confine(output, target.path)


def fill_page(page: Source | None, path: str, texts: Sequence[TargetText]) -> bytes | None:
    """The bytes of ``page`` with each text in its place.

    A text that has readings needs its place; one without (a holiday) may have none.

    Args:
        page: the page as it is; ``None``: there is none.
        path: what it is called in the settings.
        texts: the texts that go into it.

    Returns:
        ``None`` where there is no page, and no text needs one.

    Raises:
        MissingFileError: there is no page, and a text needs one.
        UsageError: a place is missing, or there for a week that the list has not, or taken
            twice; a target wants the whole file; the markers are not in order.
    """
    if page is None:
        if not any(each.has_readings for each in texts):
            return None
        raise MissingFileError(
            path,
            "a target with a marker changes a page that is there; write the page with its markers first.",
        )
    try:
        return page.encode(_fill_text(page.text, texts))
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from error


def _fill_text(text: str, texts: Sequence[TargetText]) -> str:
    there = find_places(text)
    new: dict[str, TargetText] = {}
    for each in texts:
        name = each.marker
        if name is None:
            raise UsageError("one target writes the whole file, another one a place in it")
        if name in new:
            raise UsageError(f"two targets are for the place {name!r}; give each a marker of its own")
        if name in there or each.has_readings:
            new[name] = each
    for name in there:
        if name not in new and (target := next(_targets_for(texts, name), None)) is not None:
            raise UsageError(
                f"the place {name!r} is that of {target.marker!r}, but the list has none of that number"
            )
    apart = frozenset(name for name, text in new.items() if text.apart)
    return fill_places(text, {name: text.text for name, text in new.items()}, apart=apart)


def _targets_for(texts: Sequence[TargetText], name: str) -> Iterator[Target]:
    """The targets whose marker ``name`` would be, if only the list had such a week."""
    for each in texts:
        if each.target.marker is not None and name_pattern(each.target.marker).fullmatch(name):
            yield each.target
