"""A look at an address that is proposed: what this run knows already, else a registry, else the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from readinglist.links.case import Opinion
from readinglist.links.naming import naming_of
from readinglist.links.registries import ask, registered_name
from readinglist.links.results import LinkResult, LinkTarget
from readinglist.links.verdicts import class_of
from readinglist.sources.base import Asker


def looking(
    results: Iterable[LinkResult],
    session: Asker,
    page: Callable[[str], Opinion],
    now: Callable[[], float],
) -> Callable[[str], Opinion]:
    """A function that says what stands at an address, and asks about none of them twice.

    Args:
        results: what this run has found so far. A proposed address is often a link of the
            list itself.
        session: the polite session, for DOIs and arXiv ids.
        page: asks for any other page.
        now: the time of day in seconds since 1970.
    """
    known = {
        naming_of(r.url).name: Opinion(r.verdict, r.reason, r.address)
        for r in results
        if r.fresh and class_of(r.verdict) != "set_aside"
    }

    def look(address: str) -> Opinion:
        name = naming_of(address)
        if name.name not in known:
            identifier = None if name.inferred else name.identifier
            target = LinkTarget(url=address, name=name.name, identifier=identifier)
            registered = registered_name(target) is not None
            said = (
                next((opinion for _, opinion, _ in ask((target,), session, now)), None)
                if registered
                else None
            )
            known[name.name] = said or page(address)
        return known[name.name]

    return look
