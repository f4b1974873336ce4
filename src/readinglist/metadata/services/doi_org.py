"""The DOI system itself: whose a DOI is, whether it exists, and metadata of the smaller agencies.

https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation and
https://citation.doi.org/docs.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from readinglist.metadata.services.crossref_work import TYPES, candidate_of_work
from readinglist.metadata.services.service import (
    About,
    Candidate,
    Found,
    Outcome,
    Trust,
    absent,
    chunks,
    unavailable,
)
from readinglist.model.identifiers import Identifier, normalise_doi
from readinglist.web.asking.answers import NO_ANSWER, Answer, Asker, at, objects, parse_json, text_at
from readinglist.web.asking.terms import ServiceTerms, unhurried

HOST = "https://doi.org"
BATCH = 50
"""How many DOIs one request for agencies holds."""

_CSL_JSON = "application/vnd.citationstyles.csl+json"
# These have interfaces of their own that say more, and take many DOIs at once.
_ASKED_ELSEWHERE = frozenset({"Crossref", "DataCite"})
_CSL_TYPES = frozenset({*TYPES.values(), "webpage", "document", "manuscript", "speech", "software"})


class Agency(NamedTuple):
    """Who registered a DOI: a name, or why there is none; ``asked`` is false where there was no answer."""

    name: str | None
    reason: str
    address: str
    asked: bool = True


class DoiSystem:
    """Works whose DOI neither Crossref nor DataCite registered (mEDRA, JaLC, KISTI, …)."""

    name = "doi.org"
    about = About(
        row="doi.org",
        asked="singly",
        terms=ServiceTerms(hosts=("doi.org",), pace=unhurried, page=None),
        # Content negotiation ends at whatever address an agency or a publisher has registered.
        guarded=True,
        trust=Trust(names_in_parts=True),
    )

    def takes(self, identifier: Identifier) -> bool:
        """Whether it is a DOI."""
        return identifier.scheme == "doi"

    def fetch(self, identifiers: Sequence[Identifier], session: Asker) -> Iterator[Outcome]:
        """One outcome for each identifier: agencies in lists, then one request a work. Never raises."""
        whose = agencies(identifiers, session)
        for identifier in dict.fromkeys(identifiers):
            agency = whose[identifier]
            if agency.name in _ASKED_ELSEWHERE or not agency.asked:
                reason = f"{agency.name} registered it: ask there" if agency.asked else agency.reason
                yield from unavailable((identifier,), self.name, agency.address, reason)
            elif agency.name is None:
                yield absent(identifier, self.name, agency.address, agency.reason)
            else:
                yield self._negotiate(identifier, session)

    def _negotiate(self, identifier: Identifier, session: Asker) -> Outcome:
        """The work by content negotiation, which ends at the agency or at a publisher."""
        answer = session.get(_address("", identifier.value), headers={"Accept": _CSL_JSON}, untrusted=True)
        if answer.problem is None and answer.status == 404:
            return absent(identifier, self.name, answer.asked, "doi.org does not know this DOI")
        value, problem = parse_json(answer)
        if problem is None and not isinstance(value, dict):
            problem = f"{NO_ANSWER}: no work"
        if problem is not None:
            return next(unavailable((identifier,), self.name, answer.asked, problem))
        return Found(candidate=_candidate(identifier, value, answer))


def agencies(identifiers: Sequence[Identifier], session: Asker) -> Mapping[Identifier, Agency]:
    """Who registered each of these DOIs, fifty of them a request."""
    found: dict[Identifier, Agency] = {}
    for chunk in chunks(identifiers, BATCH):
        answer = session.get(_address("doiRA/", *(identifier.value for identifier in chunk)))
        value, problem = parse_json(answer)
        if problem is None and not isinstance(value, list):
            problem = f"{NO_ANSWER}: no list of agencies"
        rows = {normalise_doi(text_at(row, "DOI")): row for row in objects(value)} if not problem else {}
        for identifier in chunk:
            found[identifier] = _agency(rows.get(identifier.value), answer.asked, problem)
    return found


def _agency(row: Mapping[str, Any] | None, address: str, problem: str | None) -> Agency:
    if problem is not None or row is None:
        return Agency(None, problem or f"{NO_ANSWER}: the DOI is missing in it", address, asked=False)
    name, status = text_at(row, "RA"), text_at(row, "status")
    if name:
        return Agency(name, "", address)
    # "Unknown", which the list also has, says that the service does not know, not that there is no such DOI.
    known = status in ("DOI does not exist", "Invalid DOI")
    return Agency(None, status or NO_ANSWER, address, asked=known)


class Handle(NamedTuple):
    """What the handle service says of a DOI; ``registered`` is ``None`` where it could not be asked.

    ``alias`` is the DOI that a short one stands for; ``None``: it is none, or this was not said.
    """

    registered: bool | None
    reason: str
    address: str
    alias: str | None = None


def handle(identifier: Identifier, session: Asker) -> Handle:
    """Whether a DOI is registered, without asking its publisher; it may be a short one, ``10/abc``.

    Response codes: https://www.handle.net/proxy_servlet.html (1 is found, 100 is not found, 200 is found
    without values of the kind that was asked for). Short DOIs: https://shortdoi.org/.
    """
    # Only the alias is wanted; all values of a handle are many.
    params = {"type": "HS_ALIAS"} if identifier.value.startswith("10/") else None
    answer = session.get(_address("api/handles/", identifier.value), params=params)
    value, problem = parse_json(answer, 404)
    if problem is not None:
        return Handle(None, problem, answer.asked)
    code = at(value, "responseCode")
    # `True` and 1.0 are equal to 1 in Python, and no response codes.
    if code not in (1, 100, 200) or not isinstance(code, int) or isinstance(code, bool):
        return Handle(None, f"{NO_ANSWER}: no response code", answer.asked)
    if code == 100:
        return Handle(False, "there is no such handle", answer.asked)
    aliases = (row for row in objects(value, "values") if text_at(row, "type") == "HS_ALIAS")
    alias = next((normalise_doi(text_at(row, "data", "value")) for row in aliases), None)
    return Handle(True, "", answer.asked, alias)


def _address(route: str, *dois: str) -> str:
    return f"{HOST}/{route}{','.join(quote(doi, safe='/') for doi in dois)}"


def _candidate(identifier: Identifier, work: Mapping[str, Any], answer: Answer) -> Candidate:
    """CSL-JSON: Crossref's fields, but for CSL's names of types and texts that are no arrays."""
    found = candidate_of_work(identifier, DoiSystem.name, {"DOI": identifier.value, **work}, answer)
    kind = text_at(work, "type")
    fields = {**found.fields, "doi": identifier.value}
    if "type" not in fields and kind in _CSL_TYPES:
        fields["type"] = kind
    return found.model_copy(update={"fields": fields})
