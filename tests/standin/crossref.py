"""Crossref's REST API: https://api.crossref.org/swagger-ui/index.html."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from standin.server import Reply, Request, as_text

HOST = "api.crossref.org"
_DEFAULT_ROWS = 20
_MOST_ROWS = 1000
# What the list routes let one select, as their error message counts it up.
_SELECTABLE = frozenset((
    "abstract", "URL", "resource", "member", "posted", "score", "created", "degree", "update-policy",
    "short-title", "license", "ISSN", "container-title", "issued", "update-to", "issue", "prefix",
    "approved", "indexed", "article-number", "clinical-trial-number", "accepted", "author", "group-title",
    "DOI", "is-referenced-by-count", "updated-by", "event", "chair", "standards-body", "original-title",
    "funder", "translator", "published", "archive", "published-print", "alternative-id", "subject",
    "subtitle", "published-online", "publisher-location", "content-domain", "reference", "title", "link",
    "type", "publisher", "volume", "references-count", "ISBN", "issn-type", "assertion", "deposited",
    "page", "content-created", "short-container-title", "relation", "editor",
))  # fmt: skip
# Pool to requests a second and connections at a time, as of August 2026.
_POOLS = {
    "public-single": (5, 1),
    "public-array": (1, 1),
    "polite-single": (10, 3),
    "polite-array": (3, 3),
}

LIMITED = as_text("Too many requests", 429)
WITHOUT_MESSAGE = Reply(200, b'{"status":"ok","message-type":"work-list"}', "application/json")
NO_DATE = {"date-parts": [[None]]}


def limited(retry_after: str) -> Reply:
    return as_text("Too many requests", 429, **{"Retry-After": retry_after})


class CrossrefApi:
    """``/works``, single, by list of DOIs, and by search; ``works`` are records by DOI in lower case."""

    def __init__(self, works: Mapping[str, Mapping[str, Any]]) -> None:
        self.works = {doi.lower(): dict(work) for doi, work in works.items()}

    def __call__(self, request: Request) -> Reply:
        path = re.sub(r"^/v1(?=/)", "", request.path)
        if path.rstrip("/") == "/works":
            return self._list(request)
        match = re.fullmatch(r"/works/(10\..+?)(/agency|/transform)?", path)
        if not match:
            return _polite(as_text("Resource not found.", 404), request, "single")
        work = self.works.get(match[1].lower())
        if match[2] == "/agency":
            return _polite(_agency(match[1], work), request, "single")
        if work is None:
            return _polite(as_text("Resource not found.", 404), request, "single")
        if match[2] == "/transform":
            return _polite(transformed(work), request, "single")
        return _polite(_message("work", work), request, "single")

    def _list(self, request: Request) -> Reply:
        query = request.query
        selected = [name for name in query.get("select", "").split(",") if name]
        unknown = [name for name in selected if name not in _SELECTABLE]
        if unknown:
            return _polite(_refused(unknown), request, "array")
        found = self._found(query)
        rows = min(int(query.get("rows", _DEFAULT_ROWS)), _MOST_ROWS)
        items = [{k: v for k, v in work.items() if not selected or k in selected} for work in found[:rows]]
        message = {
            "facets": {},
            "total-results": len(found),
            "items": items,
            "items-per-page": rows,
            "query": {"start-index": 0, "search-terms": query.get("query.bibliographic")},
        }
        return _polite(_message("work-list", message), request, "array")

    def _found(self, query: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
        if "query.bibliographic" in query:
            return self._search(f"{query['query.bibliographic']} {query.get('query.author', '')}")
        dois = [
            part.removeprefix("doi:").lower()
            for part in re.split(r",(?=doi:)", query.get("filter", ""))
            if part.startswith("doi:")
        ]
        # The order of the list is not kept.
        return [self.works[doi] for doi in sorted(set(dois)) if doi in self.works]

    def _search(self, text: str) -> list[Mapping[str, Any]]:
        """The works by how many of the words stand in them, as a search engine would have it."""
        wanted = _words(text)
        scored = [(len(wanted & _words(_searched(work))), work) for work in self.works.values()]
        ranked = sorted((pair for pair in scored if pair[0] > 1), key=lambda pair: (-pair[0], pair[1]["DOI"]))
        return [work for _, work in ranked]


def _searched(work: Mapping[str, Any]) -> str:
    values = [work.get(field) for field in ("title", "subtitle", "author", "container-title")]
    return json.dumps(values, ensure_ascii=False)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text.casefold()))


def _message(kind: str, message: Any, status: str = "ok", code: int = 200) -> Reply:
    value = {"status": status, "message-type": kind, "message-version": "1.0.0", "message": message}
    body = json.dumps(value).replace("/", r"\/")
    return Reply(code, body.encode(), "application/json")


def _refused(names: Sequence[str]) -> Reply:
    choice = ", ".join(sorted(_SELECTABLE))
    problems = [
        {
            "type": "select-not-available",
            "value": name,
            "message": f"Select '{name}' specified but there is no such select for this route. "
            f"Valid selects for this route are: {choice}",
        }
        for name in names
    ]
    return _message("validation-failure", problems, "failed", 400)


def _agency(doi: str, work: Mapping[str, Any] | None) -> Reply:
    if work is None:
        # The text of the other routes under the label of this one.
        return Reply(404, b"Resource not found.", "application/json")
    return _message("work-agency", {"DOI": doi, "agency": {"id": "crossref", "label": "Crossref"}})


def transformed(work: Mapping[str, Any]) -> Reply:
    """CSL-JSON as content negotiation gives it: Crossref's types, and titles that are texts."""
    flat = {
        name: (value[0] if value else "") if name in ("title", "container-title") else value
        for name, value in work.items()
    }
    return Reply(200, json.dumps(flat).encode(), "application/vnd.citationstyles.csl+json")


def _polite(reply: Reply, request: Request, route: str) -> Reply:
    pool = f"{'polite' if request.gives_contact else 'public'}-{route}"
    limit, connections = _POOLS[pool]
    headers = {
        "x-api-pool": pool,
        "x-rate-limit-limit": str(limit),
        "x-rate-limit-interval": "1s",
        "x-concurrency-limit": str(connections),
    }
    return reply._replace(headers={**reply.headers, **headers})
