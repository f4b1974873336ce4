"""Under which identifier a registry knows a link."""

from __future__ import annotations

import re

from readinglist.links.results import LinkTarget
from readinglist.model.identifiers import Identifier, normalise_arxiv
from readinglist.model.identifiers.arxiv_id import canonical

# https://shortdoi.org/: a DOI's other name, which no rule for DOIs fits.
_SHORT_DOI = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/(10/[a-z0-9]{2,16})/?", re.I | re.A)


def registered_name(target: LinkTarget) -> Identifier | None:
    """The DOI or arXiv id to ask a registry about; ``None``: no registry knows this link.

    The DOIs that DataCite gives to all that is on arXiv are arXiv's own ids, and arXiv is asked about them.
    """
    identifier = target.identifier
    if identifier is None:
        short = _SHORT_DOI.fullmatch(target.url.strip())
        return Identifier("doi", short[1].lower()) if short else None
    if identifier.scheme == "doi":
        preprint = normalise_arxiv(identifier.value)
        if preprint is not None:
            return Identifier("arxiv", canonical(preprint.id))
        return Identifier("doi", identifier.value.lower())
    if identifier.scheme == "arxiv":
        return Identifier("arxiv", canonical(identifier.value))
    return None


def version_of(target: LinkTarget) -> int | None:
    """The version of the preprint that the link names; ``None``: the latest."""
    stated = normalise_arxiv(target.name) or normalise_arxiv(target.url)
    return stated.version if stated else None
