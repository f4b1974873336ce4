"""What an identifier is: a scheme and a value in its one spelling."""

from __future__ import annotations

from typing import NamedTuple

from readinglist.model.identifiers.normal_forms import normalise_arxiv

# Strongest first: a registered name of the work, then its one record at a venue, then a mere address.
SCHEMES = (
    "doi",
    "arxiv",
    "pubmed",
    "acl",
    "openreview",
    "pmlr",
    "neurips",
    "mlsys",
    "jmlr",
    "cvf",
    "usenix",
    "iacr",
    "isbn",
    "handle",
    "url",
)


class Identifier(NamedTuple):
    """A name of a work in some scheme, normalised, so that equal means the same work.

    ========== =========================================== ======================================
    scheme     value                                       page that it comes from
    ========== =========================================== ======================================
    doi        ``10.1145/3282307`` (lower case)            doi.org and publishers' paths
    arxiv      ``1706.03762``, ``math/0309136``            arxiv.org and its mirrors; no version
    isbn       13 digits
    openreview ``r1gs9JgRZ`` (case counts)                 ``openreview.net/forum?id=``
    acl        ``N19-1423``, ``2021.naacl-main.208``       ``aclanthology.org/ID/``
    pmlr       ``v37/ioffe15``                             ``proceedings.mlr.press/v37/ioffe15.html``
    neurips    ``2012/HASH``, ``2022/HASH-Conference``     ``/paper_files/paper/YEAR/hash/…``
               ``8092-slug-of-the-title`` (old)            ``papers.nips.cc/paper/8092-slug``
    mlsys      ``2020/HASH``, ``2022/HASH-Conference``     ``/paper_files/paper/YEAR/hash/…``
    usenix     ``osdi18/moritz``                           ``/conference/osdi18/presentation/moritz``
               ``files/osdi21-qiao.pdf``                   ``/system/files/osdi21-qiao.pdf``
    jmlr       ``v12/pedregosa11a``                        ``jmlr.org/papers/v12/pedregosa11a.html``
    cvf        ``content_cvpr_2018/Name_CVPR_2018_paper``  ``openaccess.thecvf.com/…/html/….html``
    iacr       ``2017/396``                                ``eprint.iacr.org/2017/396``
    handle     ``1721.1/102369`` (lower case)              ``hdl.handle.net/1721.1/102369``
    pubmed     ``32958851``                                ``pubmed.ncbi.nlm.nih.gov/32958851/``
    url        the address itself                          any other page
    ========== =========================================== ======================================

    A tail after a NeurIPS or MLSys hash (``-Conference``) is part of the page's address.
    """

    scheme: str
    value: str

    def __str__(self) -> str:
        return self.value if self.scheme == "url" else f"{self.scheme}:{self.value}"


def fields_of_identifier(identifier: Identifier) -> dict[str, object]:
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
