"""Stand-ins of the registries, in the shapes of their answers: the DOI system, arXiv's API, DataCite.

https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation,
https://info.arxiv.org/help/api/user-manual.html, https://support.datacite.org/docs/api.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote
from xml.sax.saxutils import escape

from bench.links.behaviours import BEHAVIOURS, PUBLISHER, Work
from bench.links.replies import Reply, Visit
from bench.links.sets import Link
from bench.links.world import World

_HANDLES, _AGENCIES = "/api/handles/", "/doiRA/"
_JSON = "application/json;charset=UTF-8"
_ATOM = "application/atom+xml; charset=utf-8"
_FOUND, _NOT_FOUND = 1, 100
_FEED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
    'xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">\n'
    "<id>https://arxiv.org/api/bench</id>\n<title>arXiv Query</title>\n"
    "<updated>2026-11-23T20:00:00Z</updated>\n<opensearch:itemsPerPage>{page}</opensearch:itemsPerPage>\n"
    "<opensearch:totalResults>{total}</opensearch:totalResults>\n"
    "<opensearch:startIndex>{start}</opensearch:startIndex>\n{entries}</feed>\n"
)


def served(world: World, host: str, visit: Visit) -> Reply | None:
    """The answer of a registry or of the publisher; ``None``: it is a host like others."""
    path = unquote(visit.path)
    if host == "doi.org" and path.startswith(_HANDLES):
        return _handle(world, path.removeprefix(_HANDLES))
    if host == "doi.org" and path.startswith(_AGENCIES):
        return _agencies(world, path.removeprefix(_AGENCIES).split(","))
    if host == "export.arxiv.org":
        return _feed(world, visit)
    if host == "api.datacite.org":
        return _datacite(path)
    if host == PUBLISHER:
        return BEHAVIOURS["challenge"].answer(Work("", ""), visit)
    return None


def _is_registered(world: World, doi: str) -> bool:
    place = world.at("doi.org", f"/{doi}")
    return place is not None and place.link.behaviour == "doi"


def _agencies(world: World, dois: list[str]) -> Reply:
    rows = [
        {"DOI": doi}
        | ({"RA": "Crossref"} if _is_registered(world, doi) else {"status": "DOI does not exist"})
        for doi in dois
    ]
    return Reply(200, _JSON, json.dumps(rows).encode())


def _datacite(path: str) -> Reply:
    """It has none of the set's works, since all that are registered are elsewhere."""
    if path.rstrip("/") == "/dois":
        return Reply(
            200, _JSON, json.dumps({"data": [], "meta": {"total": 0, "totalPages": 0, "page": 1}}).encode()
        )
    return Reply(404, _JSON, json.dumps({"errors": [{"status": "404", "title": "not found"}]}).encode())


def _handle(world: World, doi: str) -> Reply:
    if not _is_registered(world, doi):
        return Reply(404, _JSON, json.dumps({"responseCode": _NOT_FOUND, "handle": doi}).encode())
    data = {"format": "string", "value": f"https://{PUBLISHER}/doi/{doi}"}
    value = {"index": 1, "type": "URL", "data": data, "ttl": 86400, "timestamp": "2020-01-06T10:00:00Z"}
    return Reply(200, _JSON, json.dumps({"responseCode": _FOUND, "handle": doi, "values": [value]}).encode())


def _feed(world: World, visit: Visit) -> Reply:
    query = parse_qs(visit.query)
    names = [name for text in query.get("id_list", []) for name in text.split(",") if name]
    start, most = (
        int(query.get(key, [default])[0]) for key, default in (("start", "0"), ("max_results", "10"))
    )
    found = list(_known(world, names))
    entries = "".join(_entry(name, link) for name, link in found[start : start + most])
    feed = _FEED.format(page=most, total=len(found), start=start, entries=entries)
    return Reply(200, _ATOM, feed.encode())


def _known(world: World, names: list[str]) -> Iterator[tuple[str, Link]]:
    for name in names:
        bare = name.partition("v")[0]
        place = world.at("arxiv.org", f"/abs/{bare}")
        if place is not None and place.link.behaviour == "arxiv":
            yield bare, place.link


def _entry(name: str, link: Link) -> str:
    author = " ".join(reversed(link.work.authors.split(", ")))
    return (
        f"<entry>\n<id>http://arxiv.org/abs/{name}v1</id>\n<title>{escape(link.work.title)}</title>\n"
        "<updated>2021-01-04T10:00:00Z</updated>\n"
        f'<link href="https://arxiv.org/abs/{name}v1" rel="alternate" type="text/html"/>\n'
        f'<link href="https://arxiv.org/pdf/{name}v1" rel="related" type="application/pdf" title="pdf"/>\n'
        "<summary>What was asked for.</summary>\n"
        '<category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>\n'
        '<published>2021-01-04T10:00:00Z</published>\n<arxiv:primary_category term="cs.LG"/>\n'
        f"<author>\n<name>{escape(author)}</name>\n</author>\n</entry>\n"
    )
