"""The services that are asked by default, and the session that asks them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from readinglist.metadata.resolve import Progress, Resolution, resolve
from readinglist.metadata.resolve.asking import Asking
from readinglist.metadata.services import batched_sources, paged_sources, search, sources_of_books
from readinglist.model.identifiers import identifiers_of
from readinglist.model.provenance import Lock
from readinglist.model.reading import Reading
from readinglist.web.asking import PoliteSession
from readinglist.web.asking.answer import Asker

if TYPE_CHECKING:
    from readinglist.settings import ResolveSettings


def open_session(
    settings: ResolveSettings, root: Path | None = None, *, offline: bool = False
) -> PoliteSession:
    """A polite session by the settings; close it, or use it as a context manager.

    Args:
        settings: contact, cache and age of replies.
        root: the folder that a relative ``cache`` belongs to; ``None``: the current one.
        offline: answer from kept replies alone.
    """
    cache = _user_cache() if settings.cache is None else (root or Path()) / settings.cache
    return PoliteSession(
        contact=settings.contact,
        cache=cache,
        turns=_user_cache(),
        offline=offline,
        max_age_seconds=settings.max_age_days * 86400,
        allow_private=settings.allow_private,
    )


def _user_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("readinglist", appauthor=False)


def asking(session: Asker, progress: Progress | None = None) -> Asking:
    """Who asks the services that are asked by default about one work, which may be a book."""
    return Asking(session, batched_sources(), (*sources_of_books(), *paged_sources()), progress)


def resolve_readings(
    readings: Sequence[Reading],
    lock: Lock,
    session: Asker,
    *,
    with_search: bool = False,
    progress: Progress | None = None,
) -> Resolution:
    """`resolve` with the services that are asked by default."""
    titles = {name: r.title for r in readings if r.title for name in identifiers_of(r)}
    return resolve(
        readings,
        lock,
        session,
        batched_sources(),
        paged_sources(titles),
        search=search if with_search else None,
        progress=progress,
    )
