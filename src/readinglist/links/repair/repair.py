"""What could stand in place of a link that is dead or has moved: proposals, ranked and looked at."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping

from readinglist.links.exchange import Opinion
from readinglist.links.plan.link_identity import naming_of
from readinglist.links.repair.redirect_trust import (
    at_its_place,
    is_downgrade,
    is_lasting,
    is_shortened,
    leads_astray,
    proof,
    proposable,
)
from readinglist.links.results import LinkResult, LinkTarget, Repair, RepairKind
from readinglist.links.verdicts import class_of
from readinglist.metadata.services.landing import page_address
from readinglist.metadata.services.wayback import nearest
from readinglist.model.identifiers import identifiers_of
from readinglist.model.reading import Reading
from readinglist.web.asking.answers import Asker

LookAt = Callable[[str], Opinion]
"""What stands at an address; see `looking.looking`."""

# Venues and archives that show the whole work to everybody.
_OPEN = frozenset({"acl", "pmlr", "neurips", "mlsys", "jmlr", "cvf", "usenix", "iacr"})
_FOR_GOOD = "the server says at every step that it has moved for good"


def proposals(
    result: LinkResult,
    target: LinkTarget,
    readings: Mapping[str, Reading],
    today: datetime.date,
    *,
    session: Asker | None = None,
    look: LookAt | None = None,
    fits: bool | None = None,
) -> tuple[Repair, ...]:
    """What could stand in place of a link, best first; nothing where it is neither dead nor moved.

    Args:
        result: what is known of the link.
        target: the link, with what it promises and who uses it.
        readings: the readings of the list, by citation key.
        today: the day of the check.
        session: asked for archived copies, once for each dead link; ``None``: nobody is.
        look: says what stands at an address; what it finds dead is left out. ``None``:
            nobody looks.
        fits: whether what stands where the link led has the title of the work; ``None``: nothing
            was compared, and only what the addresses themselves prove is sure.
    """
    if result.verdict == "redirected_permanent":
        moved = _redirect(result, target, fits)
        return (moved,) if moved else ()
    if result.verdict_class != "dead":
        return ()
    found = [kept for repair in _twins(result, target, readings) if (kept := _looked_at(repair, look))]
    copy = _copy(result, target, today, session) if session is not None else None
    if copy is not None and (kept := _looked_at(copy, look)):
        found.append(kept)
    # The order of the kinds stays among those that were seen, and what nobody could see comes last.
    return tuple(sorted(found, key=lambda repair: class_of(repair.verdict or "ok") != "alive"))


def _redirect(result: LinkResult, target: LinkTarget, fits: bool | None) -> Repair | None:
    """The new address, where the redirect is no detour.

    It is sure where the addresses are of one page, or where what stands there has the title of
    the work. That it is there was seen when the link was followed.
    """
    old, new = result.url, proposable(result.address or "")
    if new is None or is_lasting(old) or leads_astray(old, new) or naming_of(old).name == naming_of(new).name:
        return None
    same = proof(old, new, of_work=bool(target.expected.titles))
    if same is None and fits is False:
        return None
    sure = (same is not None or fits is True) and not is_downgrade(old, new) and not is_shortened(old)
    evidence = same or ("what stands there has the title" if fits else "see whether it is the same page")
    why = f"{_FOR_GOOD}; {evidence}"
    return Repair(kind="redirect", address=at_its_place(new, old), why=why, sure=sure, verdict="ok")


def _twins(result: LinkResult, target: LinkTarget, readings: Mapping[str, Reading]) -> Iterator[Repair]:
    """Other addresses of the work that the link leads to, from its record."""
    keys = {use.key for use in target.uses if use.key is not None}
    reading = readings.get(next(iter(keys))) if len(keys) == 1 else None
    # Slides and code have no twin, and a page of two works has none that is right for both.
    if reading is None or not target.expected.titles:
        return
    taken = {naming_of(result.url).name}
    if all(use.field == "links" for use in target.uses):
        # A further link that repeats another one of the reading is of no use.
        taken |= {naming_of(link.url).name for link in reading.all_links()}
    for kind, address, why in _addresses(reading):
        offered = proposable(address)
        if offered is not None and (name := naming_of(offered).name) not in taken:
            taken.add(name)
            yield Repair(kind=kind, address=offered, why=why)


def _addresses(reading: Reading) -> Iterator[tuple[RepairKind, str, str]]:
    if reading.arxiv_id:
        yield "arxiv", f"https://arxiv.org/abs/{reading.arxiv_id}", "the record has this arXiv id"
    if reading.doi:
        yield "doi", f"https://doi.org/{reading.doi}", "the record has this DOI"
    for identifier in identifiers_of(reading):
        address = page_address(identifier) if identifier.scheme in _OPEN else None
        if address is not None:
            yield "open_access", address, f"the page of {identifier}, which everybody may read"


def _copy(result: LinkResult, target: LinkTarget, today: datetime.date, session: Asker) -> Repair | None:
    """The archived copy nearest to when the page was alive, or else to when it is read."""
    name = naming_of(result.url)
    address = proposable(result.url)
    registered = name.identifier is not None and not name.inferred
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


def _looked_at(repair: Repair, look: LookAt | None) -> Repair | None:
    """The proposal with what a look at it says; ``None``: it is dead as well."""
    if look is None:
        return repair
    opinion = look(repair.address)
    if class_of(opinion.verdict) in ("dead", "unsafe") or opinion.fits is False:
        return None
    return repair.model_copy(update={"verdict": opinion.verdict})
