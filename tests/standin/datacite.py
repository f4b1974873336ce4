"""DataCite's REST API: https://support.datacite.org/docs/api."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standin.server import Reply, Request, as_json

HOST = "api.datacite.org"
NEGOTIATION_HOST = "data.crosscite.org"
_DEFAULT_SIZE = 25
_MOST = 1000

LIMITED = as_json({"errors": [{"status": "429", "title": "Too many requests"}]}, 429)


class DataCiteApi:
    """``/dois``, single and by list; ``works`` are attributes by DOI in lower case."""

    def __init__(self, works: Mapping[str, Mapping[str, Any]]) -> None:
        self.works = {doi.lower(): dict(work) for doi, work in works.items()}

    def __call__(self, request: Request) -> Reply:
        if request.path.rstrip("/") == "/dois":
            return _api(self._list(request.query))
        doi = request.path.removeprefix("/dois/").lower()
        if doi not in self.works:
            title = "The resource you are looking for doesn't exist."
            return _api(as_json({"errors": [{"status": "404", "title": title}]}, 404))
        return _api(as_json({"data": self._data(doi)}))

    def negotiated(self, request: Request) -> Reply:
        """CSL-JSON, as the host of the content negotiation gives it: with the DOI in capitals."""
        work = self.works.get(request.path.lstrip("/").lower())
        if work is None:
            return Reply(404, b"<html><body>Not found</body></html>")
        names = [{"family": c.get("familyName"), "given": c.get("givenName")} for c in work["creators"]]
        csl = {
            "type": "article",
            "id": f"https://doi.org/{work['doi']}",
            "title": work["titles"][0]["title"],
            "author": names,
            "issued": {"date-parts": [[work["publicationYear"]]]},
            "DOI": work["doi"].upper(),
        }
        return as_json(csl)._replace(content_type="application/vnd.citationstyles.csl+json")

    def _list(self, query: Mapping[str, str]) -> Reply:
        asked = [doi.lower() for doi in query.get("ids", "").split(",")]
        size = min(int(query.get("page[size]", _DEFAULT_SIZE)), _MOST)
        found = [doi for doi in sorted(set(asked)) if doi in self.works]
        meta = {"total": len(found), "totalPages": -(-len(found) // size), "page": 1}
        return as_json({"data": [self._data(doi) for doi in found[:size]], "meta": meta})

    def _data(self, doi: str) -> dict[str, Any]:
        return {"id": doi, "type": "dois", "attributes": self.works[doi], "relationships": {}}


def _api(reply: Reply) -> Reply:
    return reply._replace(content_type="application/vnd.api+json; charset=utf-8")
