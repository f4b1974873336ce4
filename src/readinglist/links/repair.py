"""What could stand in place of a link that is dead or has moved: proposals, ranked and looked at."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock

from readinglist.links.exchange import Opinion
from readinglist.links.link_identity import Identity, identify_link
from readinglist.links.redirect_trust import (
    is_downgrade,
    is_lasting,
    is_shortened,
    leads_astray,
    proof,
    proposable,
    with_fragment_of,
)
from readinglist.links.registries import ask
from readinglist.links.results import LinkResult, LinkTarget, Repair, RepairKind
from readinglist.links.verdicts import class_of
from readinglist.metadata.services.landing import page_address
from readinglist.metadata.services.wayback import nearest
from readinglist.model.identifiers import identifiers_of
from readinglist.model.reading import Reading
from readinglist.web.asking.answers import Asker

AddressLookup = Callable[[str], Opinion]
"""What stands at an address that is proposed."""

# Venues and archives that show the whole work to everybody.
_OPEN = frozenset({"acl", "pmlr", "neurips", "mlsys", "jmlr", "cvf", "usenix", "iacr"})
_FOR_GOOD = "the server says at every step that it has moved for good"


def address_lookup(
    results: Iterable[LinkResult],
    session: Asker,
    page: Callable[[str], Opinion],
    now: Callable[[], float],
) -> AddressLookup:
    """Return a lookup that asks about no address twice; for many threads.

    Args:
        results: what this run has found so far. A proposed address is often a link of the
            list itself.
        session: the polite session, for DOIs and arXiv ids.
        page: asks for any other page.
        now: the time of day in seconds since 1970.
    """
    known = {
        identify_link(r.url).name: Opinion(r.verdict, r.reason, r.address)
        for r in results
        if r.fresh and class_of(r.verdict) != "set_aside"
    }
    # One lock for the table and one for each address: a slow page holds up those alone who ask about it.
    asked: dict[str, Lock] = defaultdict(Lock)
    taken = Lock()

    def look(address: str) -> Opinion:
        identity = identify_link(address)
        with taken:
            turn = asked[identity.name]
        with turn:
            if identity.name not in known:
                known[identity.name] = _ask_registry(address, identity, session, now) or page(address)
            return known[identity.name]

    return look


def _ask_registry(
    address: str, identity: Identity, session: Asker, now: Callable[[], float]
) -> Opinion | None:
    """Return what the registry says; ``None``: there is none for this address."""
    identifier = None if identity.inferred else identity.identifier
    target = LinkTarget(url=address, name=identity.name, identifier=identifier)
    return next((testimony.opinion for testimony in ask((target,), session, now)), None)


def propose(
    result: LinkResult,
    target: LinkTarget,
    readings: Mapping[str, Reading],
    today: datetime.date,
    *,
    session: Asker | None = None,
    look: AddressLookup | None = None,
    fits: bool | None = None,
) -> tuple[Repair, ...]:
    """Return what could stand in place of a link, best first; nothing where it is neither dead nor moved.

    Args:
        result: what is known of the link.
        target: the link, with what it promises and who uses it.
        readings: the readings of the list, by citation key.
        today: the day of the check.
        session: asked for archived copies, once for each dead link; ``None``: no archive is.
        look: says what stands at an address; what it finds dead is left out. ``None``:
            no proposal is looked at.
        fits: whether what stands where the link led has the title of the work; ``None``: nothing
            was compared, and only what the addresses themselves prove is sure.
    """
    if result.verdict == "redirected_permanent":
        moved = _redirect(result, target, fits)
        return (moved,) if moved else ()
    if result.verdict_class != "dead":
        return ()
    others = _addresses_of_work(result, target, readings)
    found = [kept for repair in others if (kept := _verify(repair, look))]
    copy = _archived_copy(result, target, today, session) if session is not None else None
    if copy is not None and (kept := _verify(copy, look)):
        found.append(kept)
    # The order of the kinds stays among those that were seen, and what could not be seen comes last.
    return tuple(sorted(found, key=lambda repair: class_of(repair.verdict or "ok") != "alive"))


def _redirect(result: LinkResult, target: LinkTarget, fits: bool | None) -> Repair | None:
    """Return the new address, where the redirect is no detour.

    It is sure where the addresses are of one page, or where what stands there has the title of
    the work. That it is there was seen when the link was followed.
    """
    old, new = result.url, proposable(result.address or "")
    if new is None or is_lasting(old) or leads_astray(old, new):
        return None
    if identify_link(old).name == identify_link(new).name:
        return None
    same = proof(old, new, of_work=bool(target.expected.titles))
    if same is None and fits is False:
        return None
    sure = (same is not None or fits is True) and not is_downgrade(old, new) and not is_shortened(old)
    evidence = same or ("what stands there has the title" if fits else "see whether it is the same page")
    why = f"{_FOR_GOOD}; {evidence}"
    return Repair(kind="redirect", address=with_fragment_of(new, old), why=why, sure=sure, verdict="ok")


def _addresses_of_work(
    result: LinkResult, target: LinkTarget, readings: Mapping[str, Reading]
) -> Iterator[Repair]:
    """Yield other addresses of the work that the link leads to, from its record."""
    keys = {use.key for use in target.uses if use.key is not None}
    reading = readings.get(next(iter(keys))) if len(keys) == 1 else None
    # Slides and code have no twin, and a page of two works has none that is right for both.
    if reading is None or not target.expected.titles:
        return
    taken = {identify_link(result.url).name}
    if all(use.field == "links" for use in target.uses):
        # A further link that repeats another one of the reading is of no use.
        taken |= {identify_link(link.url).name for link in reading.all_links()}
    for kind, address, why in _addresses_of_record(reading):
        offered = proposable(address)
        if offered is not None and (name := identify_link(offered).name) not in taken:
            taken.add(name)
            yield Repair(kind=kind, address=offered, why=why)


def _addresses_of_record(reading: Reading) -> Iterator[tuple[RepairKind, str, str]]:
    if reading.arxiv_id:
        yield "arxiv", f"https://arxiv.org/abs/{reading.arxiv_id}", "the record has this arXiv id"
    if reading.doi:
        yield "doi", f"https://doi.org/{reading.doi}", "the record has this DOI"
    for identifier in identifiers_of(reading):
        address = page_address(identifier) if identifier.scheme in _OPEN else None
        if address is not None:
            yield "open_access", address, f"the page of {identifier}, which everybody may read"


def _archived_copy(
    result: LinkResult, target: LinkTarget, today: datetime.date, session: Asker
) -> Repair | None:
    """Return the archived copy nearest to when the page was alive, or else to when it is read."""
    name = identify_link(result.url)
    address = proposable(result.url)
    registered = name.identifier is not None and not name.inferred
    # No archive can have these, and what its authors withdrew is not brought back by a copy.
    if address is None or registered or is_lasting(result.url) or result.verdict == "withdrawn":
        return None
    dates = [use.date for use in target.uses if use.date is not None]
    day = result.last_alive or (min(*dates, today) if dates else None)
    copy = nearest(address, day, session).copy
    if copy is None or proposable(copy.address) != copy.address:
        return None
    alive = result.last_alive
    late = f", later than it was last seen alive ({alive})" if alive and copy.taken > alive else ""
    why = f"a copy that the Wayback Machine took on {copy.taken}{late}"
    return Repair(kind="archive", address=copy.address, why=why)


def _verify(repair: Repair, look: AddressLookup | None) -> Repair | None:
    """Return the proposal with what a look at it says; ``None``: it is dead as well."""
    if look is None:
        return repair
    opinion = look(repair.address)
    if class_of(opinion.verdict) in ("dead", "unsafe") or opinion.fits is False:
        return None
    return repair.model_copy(update={"verdict": opinion.verdict})
