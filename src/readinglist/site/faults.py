"""What is wrong with the targets of a settings file, all of it at once. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from readinglist.errors import UnknownFormatError, UsageError
from readinglist.formats import FORMATS, Format
from readinglist.settings import BuildSettings, Target
from readinglist.site.markers import NAME
from readinglist.site.naming import PLACEHOLDERS, filled, placeholders

# What a setting can be, by the name of its type in the function that renders a format.
_KINDS: dict[str, tuple[type, str]] = {
    "str": (str, "a text"),
    "int": (int, "a whole number"),
    "bool": (bool, "true or false"),
}


def faults(settings: BuildSettings) -> tuple[str, ...]:
    """Sentences about targets that cannot be meant, whatever the list says; each names its target."""
    return tuple(
        f"build.targets.{number} ({target.path}): {fault}"
        for number, target in enumerate(settings.targets)
        for fault in _of_target(target)
    )


def _of_target(target: Target) -> Iterator[str]:
    yield from _of_names(target)
    if target.format not in FORMATS:
        unknown = UnknownFormatError("format", target.format, FORMATS)
        yield f"{unknown} {_meant(target.format, FORMATS)}".rstrip()
        return
    format = FORMATS[target.format]
    for name, value in target.options.items():
        yield from _of_option(format, name, value)


def _of_names(target: Target) -> Iterator[str]:
    for name in filter(None, (target.path, target.marker)):
        try:
            placeholders(name)
        except UsageError as error:
            yield f"{error}."
            return
    sample = dict.fromkeys(PLACEHOLDERS, 1)
    if target.marker is not None and NAME.fullmatch(filled(target.marker, sample)) is None:
        yield (
            f"{target.marker!r} cannot be a marker: a place is named by letters, digits, '-', '_' and '.', "
            "as in week-{week}."
        )


def _of_option(format: Format, name: str, value: str | bool | int) -> Iterator[str]:
    known = options_of(format)
    if name not in known:
        takes = f"It takes {', '.join(known)}." if known else "It takes none."
        yield f"the format {format.name} has no option {name!r}. {_meant(name, known)}{takes}"
    elif type(value) not in (kind for kind, _ in known[name]):
        wanted = " or ".join(words for _, words in known[name])
        yield f"option {name!r} of the format {format.name} is {wanted}, not {value!r}."


def options_of(format: Format) -> dict[str, tuple[tuple[type, str], ...]]:
    """The options of ``format`` that a setting can give, each with its types and their names for people."""
    annotations = format.function.__annotations__
    stated = {name: [part.strip() for part in annotations[name].split("|")] for name in format.options}
    return {
        name: tuple(_KINDS[part] for part in parts if part in _KINDS)
        for name, parts in stated.items()
        if any(part in _KINDS for part in parts)
    }


def _meant(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=2)
    return f"Did you mean {' or '.join(near)}? " if near else ""
