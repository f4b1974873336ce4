"""Metadata that is right: ask the sources, merge what they say, propose, and apply.

Nothing here opens a file or the network: the session, the sources and the lock are given.
"""

from __future__ import annotations

from collections.abc import Sequence

from readinglist.metadata.merge import Merge, Upgrade, apply, merge, notice_findings, upgrade
from readinglist.metadata.resolve.asking import Asking, Heard, Progress, published
from readinglist.metadata.resolve.resolution import Resolution, Resolved
from readinglist.metadata.services.service import Candidate, Search, Source
from readinglist.model.identifiers import Identifier, identifiers_of
from readinglist.model.provenance import Lock
from readinglist.model.reading import Reading
from readinglist.web.asking.answer import Asker

__all__ = ["Asking", "Heard", "Progress", "Resolution", "Resolved", "published", "resolve"]


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
    """What the sources say of ``readings``, merged into them; nothing is written.

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
        if search is not None and not reading.container_title and not heard[reading.key].place_is_known:
            heard[reading.key].related.extend(_searched(reading, search, session))
        resolved = _resolved(reading, lock, heard[reading.key], asking.interrupted)
        lock = lock.with_entry(reading.key, resolved.merged.provenance)
        entries.append(resolved)
    return Resolution(entries=tuple(entries), lock=lock, interrupted=asking.interrupted)


def _searched(reading: Reading, search: Search, session: Asker) -> Sequence[Candidate]:
    first = next((name.sort_family for name in reading.author if not name.is_others), "")
    return search(reading.title, first, session) if reading.title else ()


def _resolved(reading: Reading, lock: Lock, heard: Heard, interrupted: bool) -> Resolved:
    base = lock.base(reading.key)
    # Who was not asked keeps its fields; after Ctrl-C that may be anybody who said nothing.
    unheard = None if interrupted else {outcome.source for outcome in heard.unavailable}
    names = identifiers_of(reading)
    found = upgrade(reading, [*heard.candidates, *heard.related], identifiers=names)
    candidates = list(heard.candidates)
    suggested: Merge | None = None
    if found is not None and found.candidate is not None:
        with_it = [found.candidate, *(c for c in candidates if c is not found.candidate)]
        if found.may_be_applied:
            candidates = with_it
        else:
            suggested = merge(reading, base, with_it, unheard=unheard)
    merged = merge(reading, base, candidates, unheard=unheard)
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


def _same_work(heard: Heard, names: Sequence[Identifier]) -> list[Candidate]:
    """The related works that are this work: a retraction of the publication concerns its preprint."""
    targets = {*names, *published(heard.candidates)}
    return [candidate for candidate in heard.related if candidate.identifier in targets]
