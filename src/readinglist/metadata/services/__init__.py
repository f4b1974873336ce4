"""The metadata services: one file each, an ordered list, and why that order.

A further service is a class with a name, ``takes`` and ``fetch`` (see `base.Source`), and
one line in one of the two lists below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from readinglist.metadata.services.service import Candidate, Source
from readinglist.model.identifiers import Identifier
from readinglist.web.asking.answer import Asker

if TYPE_CHECKING:
    from readinglist.metadata.services.crossref import Crossref


def batched_sources() -> Sequence[Source]:
    """The services that take many identifiers in one request, the most trusted first."""
    from readinglist.metadata.services.arxiv import Arxiv
    from readinglist.metadata.services.datacite import DataCite

    return (
        # The publisher's own record of the published version.
        _crossref(),
        # The same records as arXiv's, with family and given names apart and the date of version 1.
        DataCite(),
        # The authors' own words; it seldom knows where a preprint was published.
        Arxiv(),
    )


def paged_sources(titles: Mapping[Identifier, str] | None = None) -> Sequence[Source]:
    """The services that are asked for one work at a time, where nobody said yet where it appeared.

    Args:
        titles: what the list calls the works; some can then be found where the identifier
            alone is not answered. ``None``: nothing is known.
    """
    from readinglist.metadata.services.doi_org import DoiOrg
    from readinglist.metadata.services.landing import Landing
    from readinglist.metadata.services.openreview import OpenReview

    return (
        # Leads to the agencies that are neither Crossref nor DataCite.
        DoiOrg(),
        # Says whether a submission was accepted, which its page alone does not.
        OpenReview(titles or {}),
        # Whatever the page says in its tags; pages are written by anybody, so they come last.
        Landing(),
    )


def sources_of_books() -> Sequence[Source]:
    """Who knows books by ISBN: asked for one that is to be added, as one ISBN is one request."""
    from readinglist.metadata.services.crossref_books import CrossrefBooks

    return (CrossrefBooks(),)


def search(title: str, author_family: str, session: Asker) -> Sequence[Candidate]:
    """Works that Crossref holds for likely by title and first author: never evidence of anything."""
    return _crossref().search(title, author_family, session)


@cache
def _crossref() -> Crossref:
    """One object for all: it remembers what the service refuses."""
    from readinglist.metadata.services.crossref import Crossref

    return Crossref()
