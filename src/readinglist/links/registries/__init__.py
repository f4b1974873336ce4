"""Identifiers before pages: what the registries say of DOIs and arXiv ids, in as few requests as can be.

A publisher's page turns programs away; whether its DOI is registered can be asked of the DOI
system itself, fifty at a time, and of arXiv a hundred at a time. Where nobody could be
asked the verdict is never one of the dead: a registry that is down says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from readinglist.links.registries.dois import MOST_SINGLY, dois
from readinglist.links.registries.listening import Listening, Said
from readinglist.links.registries.names import registered_name
from readinglist.links.registries.preprints import preprints
from readinglist.links.results import LinkTarget
from readinglist.model.identifiers import Identifier
from readinglist.web.asking.answers import Asker

__all__ = ["Said", "ask", "registered_name"]


def ask(
    targets: Sequence[LinkTarget], session: Asker, now: Callable[[], float], *, most_singly: int = MOST_SINGLY
) -> Iterator[Said]:
    """What the registries say of each target that they can be asked about, as it comes. Never raises.

    Nothing is said of the other targets, see `registered_name`. Dead is what a registry
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
        if (name := registered_name(target)) is not None:
            by_name[name].append(target)
    listening = Listening(session, now)
    yield from dois({n: t for n, t in by_name.items() if n.scheme == "doi"}, listening, most_singly)
    yield from preprints({n: t for n, t in by_name.items() if n.scheme == "arxiv"}, listening)
