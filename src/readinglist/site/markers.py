"""Places in a page that are written anew: what stands between two comments. Pure.

A place begins at a comment ``readinglist:begin NAME`` and ends at ``readinglist:end NAME``,
in whatever way the page's language writes a comment. All the rest of the page is left as it
is, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from readinglist.errors import UsageError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What a place may be called."""

# How comments open and close: HTML and Markdown; Liquid; Jinja; Hugo's templates; CSS and JavaScript.
_ENCLOSED = (
    (r"<!--", r"-->"),
    (r"\{%-?\s*comment\s*-?%\}", r"\{%-?\s*endcomment\s*-?%\}"),
    (r"\{\#-?", r"-?\#\}"),
    (r"\{\{-?\s*/\*", r"\*/\s*-?\}\}"),
    (r"/\*", r"\*/"),
)
# Those that take the whole line: a link reference in Markdown and a comment in reStructuredText, which
# need an empty line beside them; comments of YAML and TOML, TeX, JavaScript.
_APART = ((r"\[[^\[\]\n]*\]:[ \t]*(?:\#|<>)[ \t]*[(\"']", r"[)\"']"), (r"\.\.[ \t]", r""))
_WHOLE_LINE = (*_APART, (r"(?:\#|%|//)[ \t]", r""))
# A name ends before what may close the comment.
_WORDS = r"\s*readinglist:(begin|end)[ \t]+([^\s<>{}()\"'*%#]+)\s*?"
_COMMENT = re.compile(
    "|".join(
        (
            *(f"{opens}{_WORDS}{closes}" for opens, closes in _ENCLOSED),
            # To `$`, a carriage return is not the end of the line.
            *(rf"^[ \t]*{opens}{_WORDS}{closes}[ \t]*(?=\r?$)" for opens, closes in _WHOLE_LINE),
        )
    ),
    re.MULTILINE,
)
_NEEDS_GAP = re.compile("|".join(rf"[ \t]*{opens}" for opens, _ in _APART))


class Marker(NamedTuple):
    """One comment: what it does for which place, and where it stands in the text."""

    does: Literal["begin", "end"]
    name: str
    start: int
    end: int


class Place(NamedTuple):
    """What stands between two markers.

    Attributes:
        name: what it is called.
        start: where it starts in the text.
        end: where it ends.
        inline: the markers share their line with other words, so no line is added.
        margin: the white space before the first marker, which is given to every line.
        tail: the white space before the last marker.
        apart: the markers need an empty line beside them.
    """

    name: str
    start: int
    end: int
    inline: bool
    margin: str
    tail: str
    apart: bool


def find_markers(text: str) -> tuple[Marker, ...]:
    """Every marker in ``text``, in order."""
    found = []
    for match in _COMMENT.finditer(text):
        # Every way to write a comment has two groups, and one of them has matched.
        does, name = (group for group in match.groups() if group is not None)
        found.append(Marker("begin" if does == "begin" else "end", name, match.start(), match.end()))
    return tuple(found)


def find_places(text: str) -> dict[str, Place]:
    """Every place in ``text`` by its name.

    Raises:
        UsageError: a place begins or ends twice, does not end, ends before it begins, or
            has another one in it; the message names the line.
    """
    found: dict[str, Place] = {}
    opened: Marker | None = None
    for marker in find_markers(text):
        if marker.does == "begin":
            if opened is not None:
                raise _error(
                    text, marker, f"{opened.name!r}, which begins on {_line(text, opened)}, has no end"
                )
            if marker.name in found:
                raise _error(text, marker, f"{marker.name!r} begins twice; a name is that of one place")
            opened = marker
        elif opened is None or opened.name != marker.name:
            raise _error(text, marker, f"{marker.name!r} ends where it has not begun")
        else:
            found[marker.name] = _make_place(text, opened, marker)
            opened = None
    if opened is not None:
        raise _error(
            text, opened, f"{opened.name!r} begins and has no end; add “readinglist:end {opened.name}”"
        )
    return found


def _error(text: str, marker: Marker, what: str) -> UsageError:
    return UsageError(f"{_line(text, marker)}: the place {what}")


def _line(text: str, marker: Marker) -> str:
    return f"line {text.count(chr(10), 0, marker.start) + 1}"


def _make_place(text: str, begin: Marker, end: Marker) -> Place:
    opener = text[begin.start : begin.end]
    # The pattern of a comment that takes the whole line takes the margin, too.
    before = text[text.rfind("\n", 0, begin.start) + 1 : begin.start] + opener[: -len(opener.lstrip(" \t"))]
    tail = text[max(text.rfind("\n", 0, end.start) + 1, begin.end) : end.start]
    ends_line = re.match(r"[ \t]*\r?\n", text[begin.end : end.start])
    return Place(
        begin.name,
        begin.end,
        end.start,
        inline=ends_line is None or bool(tail.strip()),
        margin="" if before.strip() else before,
        tail="" if tail.strip() else tail,
        apart=_NEEDS_GAP.match(opener) is not None,
    )


def fill_places(text: str, new: Mapping[str, str], *, apart: Collection[str] = ()) -> str:
    """``text`` with other words in some places.

    Lines get the margin of the marker above them and the line endings of ``text``.

    Args:
        text: the page.
        new: what shall stand in a place, by its name; an empty text empties the place.
        apart: the places that need an empty line beside their markers, as Markdown does.

    Raises:
        UsageError: a place is not there, or the markers are not in order; or the new words
            hold a marker themselves.
    """
    there = find_places(text)
    missing = [name for name in new if name not in there]
    if missing:
        raise UsageError(
            f"there is no place {missing[0]!r}: where it shall be, write two comments, as "
            f"<!-- readinglist:begin {missing[0]} --> and <!-- readinglist:end {missing[0]} -->"
        )
    # The same markers as before: words with one of their own would end the place elsewhere next time.
    changed = _splice(text, [there[name] for name in new], new, apart)
    if [marker[:2] for marker in find_markers(changed)] != [marker[:2] for marker in find_markers(text)]:
        raise UsageError("what shall stand there holds such a comment itself, so its end could not be found")
    return changed


def _splice(text: str, chosen: Sequence[Place], new: Mapping[str, str], apart: Collection[str]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    parts, at = [], 0
    for place in sorted(chosen, key=lambda place: place.start):
        lines = _place_lines(place, new[place.name], apart=place.apart or place.name in apart)
        parts += [text[at : place.start], newline.join(lines)]
        at = place.end
    return "".join((*parts, text[at:]))


def _place_lines(place: Place, words: str, *, apart: bool) -> Iterator[str]:
    """The lines of a place; the first and last are what is left of the lines of its markers."""
    # A carriage return at the end of a line would make of a line feed what looks like the line ending
    # of the page, and the next build would write all its places with that one.
    lines = [line.rstrip("\r") for line in words.strip("\n").split("\n")] if words.strip() else []
    if place.inline:
        yield from lines or ("",)
        return
    gap = ("",) if apart and lines else ()
    yield from ("", *gap)
    yield from (f"{place.margin}{line}" if line.strip() else "" for line in lines)
    yield from (*gap, place.tail)
