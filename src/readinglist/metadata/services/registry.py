"""All metadata services in one ordered list, and why that order.

A further service is a file with a class (see `readinglist.metadata.services.service.Source`) and a line
in `sources`. What the class states in its ``about`` is all that the rest of the package asks: the
session its terms, the merge its trust. ``tests/test_source_registry.py`` says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from readinglist.metadata.services import wayback
from readinglist.metadata.services.arxiv import ArxivApi
from readinglist.metadata.services.crossref import CrossrefApi, CrossrefBooks
from readinglist.metadata.services.datacite import DataCite
from readinglist.metadata.services.doi_org import DoiSystem
from readinglist.metadata.services.landing import LandingPages
from readinglist.metadata.services.openreview import OpenReview
from readinglist.metadata.services.service import Candidate, Source, Trust
from readinglist.model.identifiers import Identifier
from readinglist.web.asking.answers import Asker
from readinglist.web.asking.terms import ServiceTerms

Titles = Mapping[Identifier, str]
_NO_TITLES: Titles = MappingProxyType({})
# One object for all: it remembers what the service refuses.
_CROSSREF = CrossrefApi()


def sources(titles: Titles = _NO_TITLES) -> Sequence[Source]:
    """All services, the most trusted first.

    Args:
        titles: what the list calls the works; some can then be found where the identifier
            alone is not answered.
    """
    return (
        # The publisher's own record of the published version.
        _CROSSREF,
        # The same records as arXiv's, with family and given names apart and the date of version 1.
        DataCite(),
        # The authors' own words; it seldom knows where a preprint was published.
        ArxivApi(),
        # Leads to the agencies that are neither Crossref nor DataCite.
        DoiSystem(),
        # Only for what is to be added, as one ISBN is one request.
        CrossrefBooks(),
        # Says whether a submission was accepted, which its page alone does not.
        OpenReview(titles),
        # Whatever a page says in its tags; any page may say anything, so they come last.
        LandingPages(),
    )


def batched_sources() -> Sequence[Source]:
    """The services that take many identifiers in one request."""
    return [source for source in sources() if source.about.asked == "batched"]


def paged_sources(titles: Titles = _NO_TITLES, *, to_add: bool = False) -> Sequence[Source]:
    """The services that are asked for one work at a time, where no other says where it appeared.

    Args:
        titles: see `sources`.
        to_add: whether a work is to be added, so that those count that are asked only then.
    """
    ways = ("singly", "to_add") if to_add else ("singly",)
    return [source for source in sources(titles) if source.about.asked in ways]


def terms() -> Sequence[ServiceTerms]:
    """The terms of all services, for every session that asks any host."""
    return (*(source.about.terms for source in sources()), wayback.TERMS)


def trust_by_name() -> Mapping[str, Trust]:
    """What the merge believes of each source, by the names that candidates carry."""
    return {name: s.about.trust for s in sources() for name in (s.name, *s.about.aliases)}


def search(title: str, author_family: str, session: Asker) -> Sequence[Candidate]:
    """Works that Crossref holds for likely by title and first author: never evidence of anything."""
    return _CROSSREF.search(title, author_family, session)
