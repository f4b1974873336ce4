"""What an identifier alone says of a work: where it stands in a record, and of which type that makes it."""

from __future__ import annotations

from readinglist.model.identifiers import Identifier, normalise_arxiv


def stated_by(identifier: Identifier) -> dict[str, object]:
    """The fields of a record that say what ``identifier`` does, perhaps with ``type``.

    An arXiv id makes an article without journal (CSL's word for a preprint). An address is
    in ``url`` and makes a web page; the record of a venue's own scheme has no field, and its
    address is the caller's to keep.
    """
    if identifier.scheme in ("doi", "isbn"):
        return {identifier.scheme: identifier.value}
    if identifier.scheme == "arxiv":
        arxiv = normalise_arxiv(identifier.value)
        return {"arxiv_id": arxiv.id if arxiv else identifier.value, "type": "article"}
    address = {"url": identifier.value} if identifier.scheme == "url" else {}
    return {**address, "type": "webpage"}
