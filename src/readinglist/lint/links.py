"""Rules about links: of readings, of sessions, and of the people who teach."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from readinglist.lint.context import Context, Fault
from readinglist.model.links import LinkPlace, Trouble, link_places, local_path, trouble_of


def unsafe_link(ctx: Context) -> Iterator[Fault]:
    """A link is a script, data or a file of somebody's machine."""
    return _links_with(ctx, "unsafe")


def bad_link(ctx: Context) -> Iterator[Fault]:
    """A link holds spaces or hidden characters, or its beginning is missing or unknown."""
    return _links_with(ctx, "bad")


def escaped_link(ctx: Context) -> Iterator[Fault]:
    r"""LaTeX is left in a link, as in ``a\_b``."""
    return _links_with(ctx, "escaped")


def placeholder_link(ctx: Context) -> Iterator[Fault]:
    """A link only holds the place of one."""
    return _links_with(ctx, "placeholder")


def http_link(ctx: Context) -> Iterator[Fault]:
    """A link is http, not https."""
    return _links_with(ctx, "http")


def missing_local_file(ctx: Context) -> Iterator[Fault]:
    """The file that a relative link names is not there."""
    for place in link_places(ctx.syllabus) if ctx.exists else ():
        url = place.link.url
        # One fault a link: what has another trouble is not looked for.
        path = local_path(url) if trouble_of(url) is None else None
        if path is not None and not _is_there(ctx, unquote(path).lstrip("/")):
            message = f"the file {path} is not there; put it there, or correct the link"
            yield _fault(message, place)


def _is_there(ctx: Context, path: str) -> bool:
    try:
        return ctx.exists is None or ctx.exists(path)
    except (OSError, ValueError):  # a name that no file can have: too long, or it leaves the folder
        return False


def _links_with(ctx: Context, wanted: Trouble) -> Iterator[Fault]:
    for place in link_places(ctx.syllabus):
        trouble = trouble_of(place.link.url)
        if trouble is not None and trouble[0] == wanted:
            yield _fault(trouble[1], place)


def _fault(message: str, place: LinkPlace) -> Fault:
    return Fault(message, place.reading, place.session, place.field)
