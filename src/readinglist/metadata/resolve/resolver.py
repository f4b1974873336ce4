"""Resolving: ask the sources about readings, merge what they say, and propose it.

`resolve` opens neither a file nor the network: the session, the sources and the lock are given.
`resolve_readings` is the same with the sources that are asked by default.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from readinglist.metadata.merge.published import upgrade
from readinglist.metadata.merge.three_way import Merge, apply, merge
from readinglist.metadata.resolve.resolution import Resolution, Resolved
from readinglist.metadata.resolve.rounds import Inquiry, Outcomes, Progress, published
from readinglist.metadata.services.registry import batched_sources, paged_sources, search, terms
from readinglist.metadata.services.service import Candidate, Notice, NoticeKind, Search, Source
from readinglist.model.finding import Finding, Severity
from readinglist.model.identifiers import Identifier, identifiers_of
from readinglist.model.provenance import Lock
from readinglist.model.reading import Reading
from readinglist.web.asking.answers import Asker
from readinglist.web.asking.polite import PoliteSession, user_cache

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
    cache = user_cache() if settings.cache is None else (root or Path()) / settings.cache
    return PoliteSession(
        terms=terms(),
        contact=settings.contact,
        cache=cache,
        turns=user_cache(),
        offline=offline,
        max_age_seconds=settings.max_age_days * 86400,
        allow_private=settings.allow_private,
    )


def open_inquiry(session: Asker, progress: Progress | None = None) -> Inquiry:
    """Return what asks the default services about one work, which may be a book."""
    return Inquiry(session, batched_sources(), paged_sources(to_add=True), progress)


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
    inquiry = Inquiry(session, batched, paged, progress)
    heard = inquiry.ask(readings)
    entries = []
    for reading in readings:
        if search is not None and not reading.container_title and not heard[reading.key].venue_is_known:
            first = next((name.sort_family for name in reading.author if not name.is_others), "")
            heard[reading.key].related += search(reading.title, first, session) if reading.title else ()
        resolved = _merge_outcomes(reading, lock, heard[reading.key], inquiry.interrupted)
        lock = lock.with_entry(reading.key, resolved.merged.provenance)
        entries.append(resolved)
    return Resolution(entries=tuple(entries), lock=lock, interrupted=inquiry.interrupted)


def _merge_outcomes(reading: Reading, lock: Lock, heard: Outcomes, interrupted: bool) -> Resolved:
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
        upgrade=found,
        suggested=tuple(c for c in suggested.changes if c.field not in sure) if suggested else (),
        sources=tuple(dict.fromkeys(c.source for c in (*heard.candidates, *heard.related))),
        absent=tuple(heard.absent),
        unavailable=tuple(heard.unavailable),
        findings=notice_findings(reading.key, [*heard.candidates, *_same_work(heard, names)]),
        latest_version=max((c.version for c in heard.candidates if c.version is not None), default=None),
    )


def _same_work(heard: Outcomes, names: Sequence[Identifier]) -> list[Candidate]:
    """The related works that are this work: a retraction of the publication concerns its preprint."""
    targets = {*names, *published(heard.candidates)}
    return [candidate for candidate in heard.related if candidate.identifier in targets]


# Notices: retracted, withdrawn, doubted, corrected ------------------------------------------------


class _Standing(NamedTuple):
    """What a kind of notice means for a list."""

    rule: str
    level: Severity
    statement: str
    advice: str


# The gravest first.
_STANDINGS: dict[NoticeKind, _Standing] = {
    "retraction": _Standing("retracted", "error", "it was retracted", "take it off the list"),
    "withdrawal": _Standing("withdrawn", "error", "it was withdrawn", "take it off the list"),
    "removal": _Standing("withdrawn", "error", "its publisher removed it", "take it off the list"),
    "expression_of_concern": _Standing(
        "expression-of-concern", "error", "its editors doubt it", "read their notice before it is assigned"
    ),
    "correction": _Standing("corrected", "info", "it was corrected", "read the correction with it"),
}


def notice_findings(key: str, candidates: Iterable[Candidate]) -> tuple[Finding, ...]:
    """A finding for each notice about the work of the entry ``key``, the gravest first.

    One notice that several sources tell of, or one source twice, is one finding.
    """
    heard: dict[tuple[str, str | None], tuple[Notice, list[str]]] = {}
    for candidate in candidates:
        for notice in candidate.notices:
            name = (_STANDINGS[notice.kind].rule, notice.doi)
            _, sources = heard.setdefault(name, (notice, []))
            if candidate.source not in sources:
                sources.append(candidate.source)
    # A source that does not name the notice tells of the one that another names.
    named = {rule for rule, doi in heard if doi}
    kept = (item for (rule, doi), item in heard.items() if doi or rule not in named)
    order = list(_STANDINGS)
    return tuple(
        _notice_finding(key, notice, sources)
        for notice, sources in sorted(kept, key=lambda item: order.index(item[0].kind))
    )


def _notice_finding(key: str, notice: Notice, sources: list[str]) -> Finding:
    standing = _STANDINGS[notice.kind]
    when = f" on {notice.date}" if notice.date else ""
    words = f": {' '.join(notice.text.split())}" if notice.text.strip() else ""
    where = f" (https://doi.org/{notice.doi})" if notice.doi else ""
    says = f"{' and '.join(sources)} {'say' if len(sources) > 1 else 'says'} that"
    return Finding(
        rule=standing.rule,
        level=standing.level,
        message=f"{says} {standing.statement}{when}{where}{words}; {standing.advice}",
        key=key,
    )
