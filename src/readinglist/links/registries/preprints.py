"""arXiv ids: arXiv itself, a hundred a request; DataCite for what it does not know or cannot tell."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence

from readinglist.links.exchange import Opinion
from readinglist.links.registries.listening import Listening, Said, said
from readinglist.links.registries.names import version_of
from readinglist.links.results import LinkTarget, Witness
from readinglist.metadata.services.arxiv import ArxivApi
from readinglist.metadata.services.datacite import DataCite
from readinglist.metadata.services.service import Absent, Candidate, Found, Unavailable
from readinglist.model.identifiers import Identifier
from readinglist.model.identifiers.arxiv_id import was_given_out

_SETTLING = datetime.timedelta(days=7)
_Targets = Mapping[Identifier, Sequence[LinkTarget]]


def preprints(targets: _Targets, session: Listening) -> Iterator[Said]:
    """What arXiv says of each target, by its id. Never raises."""
    doubtful: dict[Identifier, Absent | Unavailable] = {}
    for outcome in ArxivApi().fetch(tuple(targets), session):
        if isinstance(outcome, Found):
            for target in targets[outcome.candidate.identifier]:
                yield _found(target, outcome.candidate, session)
        elif was_given_out(outcome.identifier.value):
            doubtful[outcome.identifier] = outcome
        else:
            yield from _absent(targets[outcome.identifier], outcome, session)
    yield from _asked_elsewhere(doubtful, targets, session)


def _found(target: LinkTarget, candidate: Candidate, session: Listening) -> Said:
    """The paper is there; its authors may have withdrawn it, and it may lack the version of the link."""
    notice = next((notice for notice in candidate.notices if notice.kind == "withdrawal"), None)
    version, latest = version_of(target), candidate.version
    if notice is not None:
        opinion = Opinion("withdrawn", f"{notice.text}. Find out what has taken its place")
    elif version is not None and latest is not None and version > latest:
        name = candidate.identifier.value
        reason = f"arXiv has {name} up to v{latest} and no v{version}; leave the version out, or correct it"
        opinion = Opinion("not_registered", reason)
    else:
        opinion = Opinion("ok", "arXiv has the paper")
    witness = session.witness("arxiv", candidate.address, opinion.reason, opinion.verdict)
    return target, opinion, (witness,)


def _asked_elsewhere(
    doubtful: Mapping[Identifier, Absent | Unavailable], targets: _Targets, session: Listening
) -> Iterator[Said]:
    """DataCite, which registers all that is on arXiv.

    Its yes is believed. Its no counts beside arXiv's own, and proves nothing where that is missing.
    """
    for outcome in DataCite().fetch(tuple(doubtful), session):
        if isinstance(outcome, Found):
            candidate = outcome.candidate
            before = _witness_of(doubtful[candidate.identifier], session, denies=False)
            witness = session.witness("datacite", candidate.address, "it is registered", "ok")
            opinion = Opinion("ok", "DataCite has registered it for arXiv")
            yield from said(targets[candidate.identifier], opinion, before, witness)
            continue
        first = doubtful[outcome.identifier]
        if isinstance(first, Absent):
            denies = isinstance(outcome, Absent) and _is_settled(outcome.identifier, session.today)
            second = session.witness(
                "datacite", outcome.address, outcome.reason, "not_registered" if denies else None
            )
            yield from _absent(targets[outcome.identifier], first, session, second)
        else:
            reason = f"arXiv could not be asked about this paper: {first.reason}"
            opinion = Opinion(session.trouble(first.address), reason)
            second = session.witness("datacite", outcome.address, outcome.reason, None)
            yield from said(targets[outcome.identifier], opinion, _witness_of(first, session), second)


def _is_settled(identifier: Identifier, today: datetime.date) -> bool:
    """Whether all papers of the month that an arXiv id names have long been registered everywhere."""
    if "/" in identifier.value:  # none of this form were given out after March 2007
        return True
    year, month = 2000 + int(identifier.value[:2]), int(identifier.value[2:4])
    return today > datetime.date(year + month // 12, month % 12 + 1, 1) + _SETTLING


def _absent(
    targets: Sequence[LinkTarget], outcome: Absent | Unavailable, session: Listening, *more: Witness
) -> Iterator[Said]:
    reason = f"{outcome.reason}: {outcome.identifier.value}. Compare the identifier with the paper"
    witness = _witness_of(outcome, session)
    return said(targets, Opinion("not_registered", reason), witness, *more)


def _witness_of(outcome: Absent | Unavailable, session: Listening, *, denies: bool = True) -> Witness:
    if isinstance(outcome, Absent):
        return session.witness("arxiv", outcome.address, outcome.reason, "not_registered" if denies else None)
    return session.witness("arxiv", outcome.address, f"no answer: {outcome.reason}", None)
