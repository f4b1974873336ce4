"""Resolving: ask the sources about readings, merge what they say, and propose it.

`resolve` opens neither a file nor the network: the session, the sources and the lock are given.
`resolve_readings` is the same with the sources that are asked by default.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from readinglist.metadata.merge.published import Upgrade, upgrade
from readinglist.metadata.merge.retractions import notice_findings
from readinglist.metadata.merge.three_way import Merge, apply, merge
from readinglist.metadata.resolve.proposals import Resolution, Resolved
from readinglist.metadata.resolve.rounds import Asking, Outcomes, Progress, published
from readinglist.metadata.services.registry import batched_sources, paged_sources, search, terms
from readinglist.metadata.services.service import Candidate, Search, Source
from readinglist.model.identifiers import Identifier, identifiers_of
from readinglist.model.provenance import Lock
from readinglist.model.reading import Reading
from readinglist.web.asking.answers import Asker
from readinglist.web.asking.polite import PoliteSession

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
        terms=terms(),
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
    """Return what asks the default services about one work, which may be a book."""
    return Asking(session, batched_sources(), paged_sources(to_add=True), progress)


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


def resolve(
    readings: Sequence[Reading],
    lock: Lock,
    session: Asker,
    batched: Sequence[Source],
    paged: Sequence[Source],
    *,
    search: Search | None = None,
    progress: Progress | None = None,
) -> Resolution:
    """Merge what the sources say of ``readings`` into them; write nothing.

    Args:
        readings: the entries to ask about.
        lock: what the sources said when it was last applied: the base of the merge.
        session: the polite session.
        batched: sources that take many identifiers in one request, the most trusted first.
        paged: sources that take one request an identifier, the most trusted first.
        search: a search for title and first author, asked for preprints without a known
            publication; ``None``: none. What it finds is only ever suggested.
        progress: called with the source's name, how many are done, and of how many.

    Returns:
        a result for each reading. A source that could not be asked changes nothing.
    """
    asking = Asking(session, batched, paged, progress)
    heard = asking.ask(readings)
    entries = []
    for reading in readings:
        if search is not None and not reading.container_title and not heard[reading.key].venue_is_known:
            heard[reading.key].related.extend(_searched(reading, search, session))
        resolved = _resolved(reading, lock, heard[reading.key], asking.interrupted)
        lock = lock.with_entry(reading.key, resolved.merged.provenance)
        entries.append(resolved)
    return Resolution(entries=tuple(entries), lock=lock, interrupted=asking.interrupted)


def _searched(reading: Reading, search: Search, session: Asker) -> Sequence[Candidate]:
    first = next((name.sort_family for name in reading.author if not name.is_others), "")
    return search(reading.title, first, session) if reading.title else ()


def _resolved(reading: Reading, lock: Lock, heard: Outcomes, interrupted: bool) -> Resolved:
    base = lock.base(reading.key)
    # What came from a source that was not asked stays; after Ctrl-C that may be any that said nothing.
    unavailable = None if interrupted else {outcome.source for outcome in heard.unavailable}
    names = identifiers_of(reading)
    found = upgrade(reading, [*heard.candidates, *heard.related], identifiers=names)
    candidates = list(heard.candidates)
    suggested: Merge | None = None
    if found is not None and found.candidate is not None:
        with_it = [found.candidate, *(c for c in candidates if c is not found.candidate)]
        if found.may_be_applied:
            candidates = with_it
        else:
            suggested = merge(reading, base, with_it, unavailable=unavailable)
    merged = merge(reading, base, candidates, unavailable=unavailable)
    sure = {change.field for change in merged.changes}
    return Resolved(
        before=reading,
        after=apply(reading, merged),
        merged=merged,
        upgrade=_shown(found),
        suggested=tuple(c for c in suggested.changes if c.field not in sure) if suggested else (),
        sources=tuple(dict.fromkeys(c.source for c in (*heard.candidates, *heard.related))),
        absent=tuple(heard.absent),
        unavailable=tuple(heard.unavailable),
        findings=notice_findings(reading.key, [*heard.candidates, *_same_work(heard, names)]),
        latest_version=max((c.version for c in heard.candidates if c.version is not None), default=None),
    )


def _shown(found: Upgrade | None) -> Upgrade | None:
    """An upgrade that says something to a person; refusals alone are shown, too."""
    return found if found is None or found.candidate or found.refused else None


def _same_work(heard: Outcomes, names: Sequence[Identifier]) -> list[Candidate]:
    """The related works that are this work: a retraction of the publication concerns its preprint."""
    targets = {*names, *published(heard.candidates)}
    return [candidate for candidate in heard.related if candidate.identifier in targets]
