"""One way in which a link can behave, and what is true of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from urllib.parse import urljoin

from loopback import Behaviour as Answer

from readinglist.links.verdicts import Verdict

DOMAIN = "linkworld"
"""The top-level domain of the world: nobody has it, and no rule for made-up names covers it."""

TITLE = "Gradient Starvation in Deep Pipelines"
AUTHORS = ("Ada Lindqvist", "Bo Castellanos")

Certificate = Literal[
    "good", "expired", "not_yet", "wrong_host", "unknown_ca", "self_signed", "refused", "too_old"
]
Door = Literal["open", "closed", "silent", "full", "plain", "broken"]
Lookup = Sequence[str] | OSError
PUBLIC = "public"
"""In a look-up: the address at which the world serves the host."""


class Host(NamedTuple):
    """How a host is met before it says a word of HTTP.

    ``lookups`` are the answers of its name server, one a look-up, of which the last stays.
    ``door`` is what takes connections at its address: ``plain`` speaks no TLS on port 443,
    ``silent`` takes them and says nothing, ``full`` takes no more, ``broken`` hangs up.
    """

    certificate: Certificate = "good"
    door: Door = "open"
    lookups: Sequence[Lookup] = ((PUBLIC,),)


HONEST = Host()


@dataclass(frozen=True)
class Behaviour:
    """A link, what the list says of it, how its servers answer, and what is true.

    ``truth`` is one verdict, or several where each can be defended. ``pages`` are by
    absolute URL without fragment; ``rest`` answers for what a host does not have, and
    ``None`` is an honest 404. ``address`` is where the link leads in the end; ``None``: that is not
    looked at. ``title`` is empty for a link that is not the work itself. One that ``hangs`` holds
    a request for as long as it may take, so that it is asked with a short deadline.
    """

    name: str
    url: str
    truth: frozenset[Verdict]
    pages: Mapping[str, Answer] = field(default_factory=dict)
    title: str = TITLE
    authors: tuple[str, ...] = AUTHORS
    rest: Answer | None = None
    host: Host = HONEST
    address: str | None = None
    hangs: bool = False


def link(
    name: str,
    truth: Verdict | Iterable[Verdict],
    answer: Answer | None = None,
    *,
    url: str | None = None,
    path: str = "/papers/starvation.html",
    scheme: str = "https",
    also: Mapping[str, Answer] | None = None,
    title: str = TITLE,
    authors: tuple[str, ...] = AUTHORS,
    rest: Answer | None = None,
    host: Host | None = None,
    address: str | None = None,
) -> Behaviour:
    """A behaviour at a host of its own, ``{name}.linkworld``; ``also`` are further pages, relative to it."""
    url = url or f"{scheme}://{name}.{DOMAIN}{path}"
    bare = url.partition("#")[0]
    pages = {urljoin(bare, place): other for place, other in (also or {}).items()}
    if answer is not None:
        pages[bare] = answer
    truths = frozenset([truth] if isinstance(truth, str) else truth)
    goal = urljoin(url, address) if address is not None else None
    return Behaviour(name, url, truths, pages, title, authors, rest, host or HONEST, goal)
