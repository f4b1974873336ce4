"""A look at an address that is proposed: what this run knows already, else a registry, else the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from threading import Lock

from readinglist.links.exchange import Opinion
from readinglist.links.plan.link_identity import Naming, naming_of
from readinglist.links.registries import ask
from readinglist.links.results import LinkResult, LinkTarget
from readinglist.links.verdicts import class_of
from readinglist.web.asking.answers import Asker


def looking(
    results: Iterable[LinkResult],
    session: Asker,
    page: Callable[[str], Opinion],
    now: Callable[[], float],
) -> Callable[[str], Opinion]:
    """A function that says what stands at an address, and asks about none of them twice; for many threads.

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
    asked: dict[str, Lock] = defaultdict(Lock)
    taken = Lock()

    def look(address: str) -> Opinion:
        naming = naming_of(address)
        with taken:
            turn = asked[naming.name]
        with turn:
            if naming.name not in known:
                known[naming.name] = _of_registry(address, naming, session, now) or page(address)
            return known[naming.name]

    return look


def _of_registry(address: str, naming: Naming, session: Asker, now: Callable[[], float]) -> Opinion | None:
    """What the registry says; ``None``: there is none for this address."""
    identifier = None if naming.inferred else naming.identifier
    target = LinkTarget(url=address, name=naming.name, identifier=identifier)
    return next((opinion for _, opinion, _ in ask((target,), session, now)), None)
