"""The DOI system: https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from standin.server import Reply, Request, as_json

HOST = "doi.org"
_AGENCY_PAGES = {
    "Crossref": "https://api.crossref.org/v1/works/{quoted}/transform",
    "DataCite": "https://data.crosscite.org/{doi}",
    "mEDRA": "https://data.medra.org/{doi}",
    "JaLC": "https://api.japanlinkcenter.org/dois/{doi}",
}
_NOT_FOUND = b"""<!DOCTYPE html><html><head><title>DOI Not Found</title></head>
<body><h1>DOI Not Found</h1><p>This DOI cannot be found in the DOI System.</p></body></html>"""

OVER_LIMIT = Reply(429, b"<html><body>Too Many Requests</body></html>")


class DoiOrg:
    """Agencies, handles and redirects; ``agencies`` are by DOI, ``targets`` the pages behind them.

    ``aliases`` are the DOIs that short ones stand for, by these.
    """

    def __init__(
        self,
        agencies: Mapping[str, str],
        targets: Mapping[str, str] | None = None,
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        self.aliases = dict(aliases or {})
        self.agencies = {doi.lower(): agency for doi, agency in agencies.items()}
        self.targets = {doi.lower(): target for doi, target in (targets or {}).items()}

    def __call__(self, request: Request) -> Reply:
        route, _, rest = request.path.lstrip("/").partition("/")
        if route.lower() == "doira":
            return as_json([self._agency(doi.strip()) for doi in rest.split(",")])
        if request.path.startswith("/api/handles/"):
            return self._handle(request.path.removeprefix("/api/handles/"), request.query.get("type"))
        return self._redirect(request.path.lstrip("/"), request.headers.get("accept", ""))

    def _agency(self, doi: str) -> dict[str, str]:
        if not doi.startswith("10.") or "/" not in doi:
            return {"DOI": doi, "status": "Invalid DOI"}
        agency = self.agencies.get(doi.lower())
        return {"DOI": doi, "RA": agency} if agency else {"DOI": doi, "status": "DOI does not exist"}

    def _handle(self, doi: str, kind: str | None) -> Reply:
        alias = self.aliases.get(doi.lower())
        if alias is None and doi.lower() not in self.agencies:
            return as_json({"responseCode": 100, "handle": doi}, 404)
        values = [
            {
                "index": 1,
                "type": "HS_ALIAS" if alias else "URL",
                "data": {"format": "string", "value": alias or self._page(doi)},
                "ttl": 86400,
                "timestamp": "2024-01-02T03:04:05Z",
            }
        ]
        kept = [value for value in values if kind in (None, value["type"])]
        if not kept:
            return as_json({"responseCode": 200, "handle": doi})
        return as_json({"responseCode": 1, "handle": doi, "values": kept})

    def _redirect(self, doi: str, accept: str) -> Reply:
        agency = self.agencies.get(doi.lower())
        if agency is None:
            return Reply(404, _NOT_FOUND)
        negotiated = accept and "html" not in accept and accept != "*/*"
        page = _AGENCY_PAGES[agency] if negotiated else self._page(doi)
        return Reply(302, headers={"Location": page.format(doi=doi, quoted=quote(doi, safe=""))})

    def _page(self, doi: str) -> str:
        return self.targets.get(doi.lower(), f"https://publisher.example/{quote(doi, safe='/')}")
