"""What is kept of what stood at a link: little enough to be kept of ten thousand. Pure."""

from __future__ import annotations

from typing import NamedTuple

from readinglist.links.exchange import Case, Opinion
from readinglist.links.judge import fingerprint, page_of
from readinglist.links.verdicts import class_of


class Seen(NamedTuple):
    """When somebody looked, and by what the content is known again; empty where it was not alive.

    ``unchanged``: the server said that nothing has changed, so that there was nothing to read.
    ``nameless``: nobody could say, or nobody knew, where its host is.
    """

    at: str
    etag: str = ""
    last_modified: str = ""
    title: str = ""
    digest: str = ""
    unchanged: bool = False
    nameless: bool = False


def seen(case: Case, opinion: Opinion) -> Seen:
    """What is kept of a case that is judged."""
    last = next(exchange for exchange in reversed(case.exchanges) if not exchange.ask.sibling)
    if class_of(opinion.verdict) != "alive":
        return Seen(last.at, nameless=last.fault in ("dns", "dns_later"))
    title, digest = fingerprint(last, page_of(case, last))
    etag, modified = last.headers.get("etag", ""), last.headers.get("last-modified", "")
    return Seen(last.at, etag, modified, title, digest, last.status == 304)
