"""DOIs: the list of agencies first, fifty a request; then the handle service for what that leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from readinglist.links.exchange import Opinion
from readinglist.links.registries.listening import Listening, Said, said
from readinglist.links.results import LinkTarget, Witness
from readinglist.links.verdicts import Verdict
from readinglist.metadata.services.doi_org import BATCH, Agency, Handle, agencies, handle
from readinglist.metadata.services.service import chunks
from readinglist.model.identifiers import Identifier

AGENCIES, HANDLES = "doi.org", "handle service"
"""Names of the two witnesses, which answer independently of each other."""
MOST_SINGLY = 300
_PATIENCE = 3


def dois(
    targets: Mapping[Identifier, Sequence[LinkTarget]], session: Listening, most_singly: int = MOST_SINGLY
) -> Iterator[Said]:
    """What the DOI system says of each target, by its DOI. Never raises."""
    handles = _Handles(session, most_singly)
    for chunk in chunks(tuple(targets), BATCH):
        # A short DOI has no agency of its own.
        long = [identifier for identifier in chunk if not identifier.value.startswith("10/")]
        whose = agencies(long, session) if long else {}
        for identifier in sorted(chunk, key=lambda i: i not in whose or whose[i].name is None):
            agency = whose.get(identifier)
            if agency is not None and agency.name is not None:
                words = f"{agency.name} registered it"
                witness = session.witness(AGENCIES, agency.address, words, "ok")
                yield from said(
                    targets[identifier], Opinion("ok", f"the DOI is registered: {words}"), witness
                )
                continue
            known = handles.ask(identifier)
            for target in targets[identifier]:
                yield _weighed(target, identifier, agency, known, session)


class _Handles:
    """The handle service, which takes one DOI a request, and is left alone when it does not answer."""

    def __init__(self, session: Listening, most: int) -> None:
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


def _weighed(
    target: LinkTarget, identifier: Identifier, agency: Agency | None, known: Handle, session: Listening
) -> Said:
    """What follows from both witnesses, where the first did not say whose the DOI is."""
    first = [] if agency is None else [_of_agencies(agency, target, session)]
    witnesses = (*first, _of_handles(known, target, session))
    doi, denied = identifier.value, agency is not None and agency.asked
    if known.registered:
        words = f"it stands for {known.alias}" if known.alias else "the handle service knows it"
        return target, Opinion("ok", f"the DOI is registered: {words}"), witnesses
    if known.registered is None and not denied:
        reasons = "; ".join(dict.fromkeys((*([agency.reason] if agency else ()), known.reason)))
        troubles = [session.trouble(said.address) for said in (known, agency) if said is not None]
        verdict: Verdict = next((trouble for trouble in troubles if trouble != "unchecked"), "unchecked")
        return target, Opinion(verdict, f"doi.org could not be asked about this DOI: {reasons}"), witnesses
    if target.inferred:
        reason = f"doi.org knows no {doi}, but that was only read out of the address: the page must tell"
        return target, Opinion("unchecked", reason), witnesses
    by_both = "neither doi.org's agencies nor its handle service know it"
    by_one = f"doi.org says so; the handle service could not be asked ({known.reason})"
    told = by_one if known.registered is None else by_both if denied else "the handle service says so"
    reason = f"there is no DOI {doi}: {told}. Compare it with the paper, letter by letter"
    return target, Opinion("not_registered", reason), witnesses


def _of_agencies(agency: Agency, target: LinkTarget, session: Listening) -> Witness:
    says_no = agency.asked and not target.inferred
    words = agency.reason if agency.asked else f"no answer: {agency.reason}"
    return session.witness(AGENCIES, agency.address, words, "not_registered" if says_no else None)


def _of_handles(known: Handle, target: LinkTarget, session: Listening) -> Witness:
    if known.registered is None:
        return session.witness(HANDLES, known.address, f"no answer: {known.reason}", None)
    if known.registered:
        return session.witness(HANDLES, known.address, "it is registered", "ok")
    verdict: Verdict | None = None if target.inferred else "not_registered"
    return session.witness(HANDLES, known.address, known.reason, verdict)
