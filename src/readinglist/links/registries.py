"""Identifiers before pages: what the registries say of DOIs and arXiv ids, in as few requests as can be.

A publisher's page turns programs away; whether its DOI is registered can be asked of the DOI
system itself, fifty at a time, and of arXiv a hundred at a time. Where no registry could be
asked the verdict is never one of the dead: a registry that is down says nothing.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from readinglist.links.exchange import Opinion, Testimony
from readinglist.links.link_identity import registry_identifier, stated_version
from readinglist.links.results import LinkTarget, Witness
from readinglist.links.verdicts import Verdict
from readinglist.metadata.services.arxiv import ArxivApi
from readinglist.metadata.services.datacite import DataCite
from readinglist.metadata.services.doi_org import BATCH, Agency, Handle, agencies, handle
from readinglist.metadata.services.service import Absent, Candidate, Found, Unavailable, chunks
from readinglist.model.identifiers import Identifier
from readinglist.model.identifiers.normal_forms import arxiv_gave_out
from readinglist.web.asking.answers import Answer, Asker

AGENCIES, HANDLES = "doi.org", "handle service"
"""Names of the two witnesses, which answer independently of each other."""
MOST_SINGLY = 300
_PATIENCE = 3
# A new paper is at DataCite some days after it is at arXiv, so that only later its no says anything.
_SETTLING = datetime.timedelta(days=7)
_Targets = Mapping[Identifier, Sequence[LinkTarget]]
_NO_CONNECTION = frozenset({"dns", "dns_later", "refused", "reset", "proxy"})


def ask(
    targets: Sequence[LinkTarget], session: Asker, now: Callable[[], float], *, most_singly: int = MOST_SINGLY
) -> Iterator[Testimony]:
    """Yield what the registries say of each target that they can be asked about, as it comes. Never raises.

    Nothing is said of the other targets, see `registry_identifier`. Dead is what a registry
    knows not to exist, alive what it knows; any other class says that the registries could
    not tell, so that the page is what is left to ask.

    Args:
        targets: links, each once.
        session: the polite session. It should keep no replies: the question is what holds now.
        now: the time of day in seconds since 1970.
        most_singly: how many DOIs are asked about one by one at most, where the list of
            agencies does not answer or knows no such DOI.
    """
    by_name: dict[Identifier, list[LinkTarget]] = defaultdict(list)
    for target in targets:
        if (name := registry_identifier(target)) is not None:
            by_name[name].append(target)
    registry = RegistrySession(session, now)
    if dois := {name: links for name, links in by_name.items() if name.scheme == "doi"}:
        yield from _ask_about_dois(dois, registry, most_singly)
    if preprints := {name: links for name, links in by_name.items() if name.scheme == "arxiv"}:
        yield from _ask_about_preprints(preprints, registry)


# DOIs: the list of agencies first, then the handle service ---------------------------


def _ask_about_dois(
    targets: Mapping[Identifier, Sequence[LinkTarget]],
    session: RegistrySession,
    most_singly: int = MOST_SINGLY,
) -> Iterator[Testimony]:
    """Yield what the DOI system says of each target."""
    handles = _Handles(session, most_singly)
    for chunk in chunks(tuple(targets), BATCH):
        # A short DOI has no agency of its own.
        long = [identifier for identifier in chunk if not identifier.value.startswith("10/")]
        whose = agencies(long, session) if long else {}
        # What the agencies know costs no further request, so it comes first.
        for identifier in sorted(chunk, key=lambda i: i not in whose or whose[i].name is None):
            agency = whose.get(identifier)
            if agency is not None and agency.name is not None:
                words = f"{agency.name} registered it"
                witness = session.witness(AGENCIES, agency.address, words, "ok")
                yield from _share(
                    targets[identifier], Opinion("ok", f"the DOI is registered: {words}"), witness
                )
                continue
            known = handles.ask(identifier)
            for target in targets[identifier]:
                yield _weigh_witnesses(target, identifier, agency, known, session)


class _Handles:
    """The handle service, which takes one DOI a request, and is left alone when it does not answer."""

    def __init__(self, session: RegistrySession, most: int) -> None:
        self._session = session
        self._left = most
        self._failures = 0

    def ask(self, identifier: Identifier) -> Handle:
        if self._failures >= _PATIENCE:
            return Handle(None, "it did not answer before, so it was not asked again", "")
        if self._left <= 0:
            return Handle(None, "enough DOIs were asked about one by one; the next run goes on", "")
        self._left -= 1
        known = handle(identifier, self._session)
        self._failures = self._failures + 1 if known.registered is None else 0
        return known


def _weigh_witnesses(
    target: LinkTarget, identifier: Identifier, agency: Agency | None, known: Handle, session: RegistrySession
) -> Testimony:
    """Return what follows from both witnesses, where the first did not say whose the DOI is."""
    witnesses: tuple[Witness, ...] = (_handle_witness(known, target, session),)
    if agency is not None:
        says_no = agency.asked and not target.inferred
        words = agency.reason if agency.asked else f"no answer: {agency.reason}"
        first = session.witness(AGENCIES, agency.address, words, "not_registered" if says_no else None)
        witnesses = (first, *witnesses)
    doi, denied = identifier.value, agency is not None and agency.asked
    if known.registered:
        words = f"it stands for {known.alias}" if known.alias else "the handle service knows it"
        return Testimony(target, Opinion("ok", f"the DOI is registered: {words}"), witnesses)
    if known.registered is None and not denied:
        reasons = "; ".join(dict.fromkeys((*([agency.reason] if agency else ()), known.reason)))
        troubles = [session.trouble(said.address) for said in (known, agency) if said is not None]
        verdict: Verdict = next((trouble for trouble in troubles if trouble != "unchecked"), "unchecked")
        return Testimony(
            target, Opinion(verdict, f"doi.org could not be asked about this DOI: {reasons}"), witnesses
        )
    if target.inferred:
        reason = f"doi.org knows no {doi}, but that was only read out of the address: the page must tell"
        return Testimony(target, Opinion("unchecked", reason), witnesses)
    by_both = "neither doi.org's agencies nor its handle service know it"
    by_one = f"doi.org says so; the handle service could not be asked ({known.reason})"
    told = by_one if known.registered is None else by_both if denied else "the handle service says so"
    reason = f"there is no DOI {doi}: {told}. Compare it with the paper, letter by letter"
    return Testimony(target, Opinion("not_registered", reason), witnesses)


def _handle_witness(known: Handle, target: LinkTarget, session: RegistrySession) -> Witness:
    if known.registered is None:
        return session.witness(HANDLES, known.address, f"no answer: {known.reason}", None)
    if known.registered:
        return session.witness(HANDLES, known.address, "it is registered", "ok")
    verdict: Verdict | None = None if target.inferred else "not_registered"
    return session.witness(HANDLES, known.address, known.reason, verdict)


# arXiv ids: arXiv itself first, then DataCite ----------------------------------------


def _ask_about_preprints(targets: _Targets, session: RegistrySession) -> Iterator[Testimony]:
    """Yield what arXiv says of each target."""
    doubtful: dict[Identifier, Absent | Unavailable] = {}
    for outcome in ArxivApi().fetch(tuple(targets), session):
        if isinstance(outcome, Found):
            for target in targets[outcome.candidate.identifier]:
                yield _judge_preprint(target, outcome.candidate, session)
        elif arxiv_gave_out(outcome.identifier.value):
            doubtful[outcome.identifier] = outcome
        else:
            yield from _deny(targets[outcome.identifier], outcome, session)
    if doubtful:
        yield from _ask_datacite(doubtful, targets, session)


def _judge_preprint(target: LinkTarget, candidate: Candidate, session: RegistrySession) -> Testimony:
    """The paper is there; its authors may have withdrawn it, and it may lack the version of the link."""
    notice = next((notice for notice in candidate.notices if notice.kind == "withdrawal"), None)
    version, latest = stated_version(target), candidate.version
    if notice is not None:
        opinion = Opinion("withdrawn", f"{notice.text}. Find out what has taken its place")
    elif version is not None and latest is not None and version > latest:
        name = candidate.identifier.value
        reason = f"arXiv has {name} up to v{latest} and no v{version}; leave the version out, or correct it"
        opinion = Opinion("not_registered", reason)
    else:
        opinion = Opinion("ok", "arXiv has the paper")
    witness = session.witness("arxiv", candidate.address, opinion.reason, opinion.verdict)
    return Testimony(target, opinion, (witness,))


def _ask_datacite(
    doubtful: Mapping[Identifier, Absent | Unavailable], targets: _Targets, session: RegistrySession
) -> Iterator[Testimony]:
    """DataCite, which registers all that is on arXiv.

    Its yes is believed. Its no counts beside arXiv's own, and proves nothing where that is missing.
    """
    for outcome in DataCite().fetch(tuple(doubtful), session):
        if isinstance(outcome, Found):
            candidate = outcome.candidate
            before = _arxiv_witness(doubtful[candidate.identifier], session, denies=False)
            witness = session.witness("datacite", candidate.address, "it is registered", "ok")
            opinion = Opinion("ok", "DataCite has registered it for arXiv")
            yield from _share(targets[candidate.identifier], opinion, before, witness)
            continue
        first = doubtful[outcome.identifier]
        if isinstance(first, Absent):
            denies = isinstance(outcome, Absent) and _is_settled(outcome.identifier, session.today)
            second = session.witness(
                "datacite", outcome.address, outcome.reason, "not_registered" if denies else None
            )
            yield from _deny(targets[outcome.identifier], first, session, second)
        else:
            reason = f"arXiv could not be asked about this paper: {first.reason}"
            opinion = Opinion(session.trouble(first.address), reason)
            second = session.witness("datacite", outcome.address, outcome.reason, None)
            yield from _share(targets[outcome.identifier], opinion, _arxiv_witness(first, session), second)


def _is_settled(identifier: Identifier, today: datetime.date) -> bool:
    """Return whether all papers of the month that an arXiv id names have long been registered everywhere."""
    if "/" in identifier.value:  # none of this form were given out after March 2007
        return True
    year, month = 2000 + int(identifier.value[:2]), int(identifier.value[2:4])
    return today > datetime.date(year + month // 12, month % 12 + 1, 1) + _SETTLING


def _deny(
    targets: Sequence[LinkTarget], outcome: Absent | Unavailable, session: RegistrySession, *more: Witness
) -> Iterator[Testimony]:
    reason = f"{outcome.reason}: {outcome.identifier.value}. Compare the identifier with the paper"
    witness = _arxiv_witness(outcome, session)
    return _share(targets, Opinion("not_registered", reason), witness, *more)


def _arxiv_witness(
    outcome: Absent | Unavailable, session: RegistrySession, *, denies: bool = True
) -> Witness:
    if isinstance(outcome, Absent):
        return session.witness("arxiv", outcome.address, outcome.reason, "not_registered" if denies else None)
    return session.witness("arxiv", outcome.address, f"no answer: {outcome.reason}", None)


# How registries are asked -------------------------------------------------------------------------


class _ReplyNote(NamedTuple):
    at: str
    trouble: Verdict


class RegistrySession:
    """An `Asker` that remembers, by the address that was asked, when a reply came and what it was worth.

    Sources tell in words why they could not be asked; this tells it as a verdict.
    """

    def __init__(self, session: Asker, now: Callable[[], float]) -> None:
        self._session = session
        self._now = now
        self._heard: dict[str, _ReplyNote] = {}
        self._troubles: dict[str, Verdict] = {}

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        untrusted: bool = False,
    ) -> Answer:
        """Ask the session."""
        answer = self._session.get(url, params=params, headers=headers, limit=limit, untrusted=untrusted)
        self._heard[answer.asked] = _ReplyNote(answer.retrieved, self._trouble(answer))
        return answer

    def forget(self, asked: str) -> None:
        """Keep no reply of ``asked``: it turned out to be no answer."""
        self._session.forget(asked)

    def witness(self, name: str, address: str, said: str, verdict: Verdict | None) -> Witness:
        """What the reply of ``address`` says; of an address that was not asked, what is known without."""
        heard = self._heard.get(address)
        at = heard.at if heard else self._moment().isoformat(timespec="seconds")
        return Witness(name=name, said=said, at=at, verdict=verdict)

    def trouble(self, address: str) -> Verdict:
        """Return what a reply of ``address`` that is no answer says of the links that it was to tell about.

        It is always of the classes unknown or set aside.
        """
        self.forget(address)
        heard = self._heard.get(address)
        return heard.trouble if heard else "unchecked"

    @property
    def today(self) -> datetime.date:
        """The day, in UTC."""
        return self._moment().date()

    def _moment(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self._now(), datetime.UTC)

    def _trouble(self, answer: Answer) -> Verdict:
        host = urlsplit(answer.asked).netloc
        if answer.fault == "resting":  # for what it said, or did not say, before
            return self._troubles.get(host, "unchecked")
        self._troubles[host] = trouble = _trouble(answer)
        return trouble


def _share(targets: Iterable[LinkTarget], opinion: Opinion, *witnesses: Witness) -> Iterator[Testimony]:
    """Return the same testimony for each of these targets, which share an identifier."""
    return (Testimony(target, opinion, witnesses) for target in targets)


def _trouble(answer: Answer) -> Verdict:
    status = answer.status
    # arXiv says so with status 200, too.
    if status == 429 or answer.body[:100].strip().startswith(b"Rate exceeded"):
        return "rate_limited"
    if status is None:
        # Never "dns": that the registry's name cannot be found says nothing of the link.
        kind = answer.fault or ""
        return "timeout" if kind == "timeout" else "refused" if kind in _NO_CONNECTION else "unchecked"
    if status in (401, 403, 451):
        return "blocked"
    return "server_error" if status >= 500 else "unchecked"
