"""The services that the world has: doi.org, arXiv, the Internet Archive, and somebody who is always there."""

from __future__ import annotations

from collections.abc import Mapping

from standin import arxiv, datacite, doi_org
from standin.server import Reply, Request, Service, as_json

from linkworld.behaviour import AUTHORS, TITLE
from linkworld.bodies import home

_OTHER = "Soil Moisture in Alpine Meadows after Late Snow"
_WITHDRAWN = "This paper has been withdrawn by the authors due to an error in Section 4."
_WITHDRAWN_ELSEWHERE = "12 pages; withdrawn from ICML 2024, now at MLSys 2024"
_REGISTERED = (
    *(f"10.5555/linkworld.{number}" for number in range(1, 4)),
    "10.1145/3999999.4",
    "10.5555/(sici)1099-1204<1::aid-x>2.0.co;2-a",
)
_NO_ADDRESS = "10.5555/no-address.1"
_TROUBLE = {
    "10.5555/trouble.500": Reply(500, b"<h1>Internal Server Error</h1>"),
    "10.5555/trouble.html": Reply(200, b"<!DOCTYPE html><html><head><title>doi.org</title></head></html>"),
    "10.5555/trouble.json": Reply(200, b'{"responseCode": "one", "values": 7}', "application/json"),
    "10.5555/trouble.deep": Reply(200, b"[" * 100_000 + b"]" * 100_000, "application/json"),
    "10.5555/trouble.huge": Reply(200, b'{"responseCode":1,"x":"' + b"y" * 9_000_000, "application/json"),
}
EXPANDING_FEED = (
    b'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(10))
    + b']><feed xmlns="http://www.w3.org/2005/Atom"><title>&a9;</title></feed>'
)
"""A small feed that is of ten thousand million words once its entities are written out."""
FEED_WITH_A_FILE = (
    b'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>&x;</title></feed>'
)
"""A feed that wants a file of the reader's machine in its title."""


class Handles(doi_org.DoiOrg):
    """doi.org with a DOI that has no address, and some whose answers are no answers."""

    def _agency(self, doi: str) -> dict[str, str]:
        odd = doi.lower() in _TROUBLE or doi.lower() == _NO_ADDRESS
        return {"DOI": doi, "status": "Unknown"} if odd else super()._agency(doi)

    def __call__(self, request: Request) -> Reply:
        doi = request.path.removeprefix("/api/handles/").lower()
        if doi in _TROUBLE:
            return _TROUBLE[doi]
        if doi == _NO_ADDRESS:
            return as_json({"responseCode": 200, "handle": doi})
        return Reply(200, home("DOI").encode()) if request.path == "/" else super().__call__(request)


class Archive:
    """The availability API of the Wayback Machine: https://archive.org/help/wayback_api.php.

    ``copies`` are the addresses that it has a copy of.
    """

    def __init__(self, copies: Mapping[str, str] | None = None) -> None:
        self.copies = dict(copies or {})

    def __call__(self, request: Request) -> Reply:
        asked = request.query.get("url", "")
        stamp = self.copies.get(asked)
        closest = {
            "status": "200",
            "available": True,
            "url": f"http://web.archive.org/web/{stamp}/{asked}",
            "timestamp": stamp,
        }
        return as_json({"url": asked, "archived_snapshots": {"closest": closest} if stamp else {}})


def _entry(number: int, **more: str) -> arxiv.Entry:
    told = {"title": TITLE, **more}
    return arxiv.Entry(
        id=f"2401.{number:05d}",
        title=told["title"],
        authors=AUTHORS,
        published="2024-01-01T00:00:00Z",
        updated="2024-01-02T00:00:00Z",
        version=2,
        comment=told.get("comment", ""),
    )


def _entries() -> dict[str, arxiv.Entry]:
    known = {entry.id: entry for entry in map(_entry, range(1, 10))}
    known["2401.00006"] = _entry(6, comment=_WITHDRAWN)
    known["2401.00007"] = _entry(7, comment=_WITHDRAWN_ELSEWHERE)
    known["2401.00008"] = _entry(8, title=_OTHER)
    known["cs/0112017"] = _entry(0)._replace(id="cs/0112017")
    return known


def services(copies: Mapping[str, str] | None = None) -> dict[str, Service]:
    """Every service by its host."""
    handles = Handles(dict.fromkeys(_REGISTERED, "Crossref") | {"10.48550/arxiv.2401.00009": "DataCite"})
    papers = arxiv.ArxivApi(_entries())
    front = Reply(200, home("Encyclopedia").encode())
    return {
        "doi.org": handles,
        "dx.doi.org": handles,
        "export.arxiv.org": papers,
        datacite.HOST: datacite.DataCiteApi({}),
        "arxiv.org": lambda _: front,
        "archive.org": Archive(copies),
        "www.wikipedia.org": lambda _: front,
    }
