"""arXiv's API: https://info.arxiv.org/help/api/user-manual.html, with its feeds as they are in 2026."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from standin.server import Reply, Request, as_text

HOST = "export.arxiv.org"
_DEFAULT_RESULTS = 10
_MOST_RESULTS = 2000
_ID = re.compile(r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?P<version>v\d+)?")
_FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" \
xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/{query_id}</id>
  <title>{title}</title>
  <updated>2026-11-23T20:00:00Z</updated>
  <link href="https://arxiv.org/api/query?{query}" type="application/atom+xml"/>
  <opensearch:itemsPerPage>{page}</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>{start}</opensearch:startIndex>
{entries}
</feed>
"""

RATE_EXCEEDED = as_text("Rate exceeded.", 429)
RATE_EXCEEDED_WITH_200 = as_text("Rate exceeded.")
OUTAGE = Reply(200, b"<!DOCTYPE html>\n<html><head><title>arXiv.org</title></head><body>Sorry</body></html>")


def rate_exceeded(retry_after: str) -> Reply:
    return as_text("Rate exceeded.", 429, **{"Retry-After": retry_after})


class Entry(NamedTuple):
    """A paper as arXiv knows it; names are one string each, as the submitter typed them."""

    id: str
    title: str
    authors: Sequence[str]
    published: str
    updated: str
    version: int = 1
    summary: str = "We study what was asked for."
    comment: str = ""
    journal_ref: str = ""
    doi: str = ""
    category: str = "cs.LG"


class ArxivApi:
    """``/api/query`` by ``id_list``: unknown ids are left out, one bad id spoils the whole list."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self.entries = dict(entries)

    def __call__(self, request: Request) -> Reply:
        if request.path != "/api/query":
            return Reply(404, b"<html><body>Not found</body></html>")
        query = request.query
        ids = [text.strip() for text in query.get("id_list", "").split(",") if text.strip()]
        wanted = int(query.get("max_results", _DEFAULT_RESULTS))
        if wanted > _MOST_RESULTS:
            return _error("max_results_must_be_less_than", "max_results must be less than 2000")
        for text in ids:
            if not _ID.fullmatch(text):
                return _error(f"incorrect_id_format_for_{text}", f"incorrect id format for {text}")
        return self._feed(ids, int(query.get("start", 0)), wanted)

    def _feed(self, ids: Sequence[str], start: int, wanted: int) -> Reply:
        found = list(self._entries(ids))
        # The order of the list is not kept.
        page = sorted(found, key=lambda pair: pair[0].id, reverse=True)[start : start + wanted]
        query = f"search_query=&id_list={','.join(ids)}&start={start}&max_results={wanted}"
        feed = _FEED.format(
            query_id="bWFkZVVw",
            title=escape(f"arXiv Query: {query}"),
            query=escape(query),
            page=wanted,
            total=len(found),
            start=start,
            entries="\n".join(_entry(*pair) for pair in page),
        )
        headers = {"Server": "Google Frontend", "X-Cache": "MISS"}
        return Reply(200, feed.encode(), "application/atom+xml; charset=utf-8", headers)

    def _entries(self, ids: Sequence[str]) -> Iterator[tuple[Entry, int]]:
        for text in ids:
            bare, _, version = text.partition("v") if "/" not in text else _old(text)
            entry = self.entries.get(bare)
            if entry is not None and (not version or int(version) <= entry.version):
                yield entry, int(version or entry.version)


def _old(text: str) -> tuple[str, str, str]:
    match = re.fullmatch(r"(.*?)(?:v(\d+))?", text)
    return (match[1], "v", match[2] or "") if match else (text, "", "")


def _error(name: str, message: str) -> Reply:
    entry = f"""  <entry>
    <id>https://arxiv.org/api/errors#{escape(name)}</id>
    <title>Error</title>
    <updated>2026-11-23T20:00:00Z</updated>
    <link href="https://arxiv.org/api/errors#{escape(name)}" rel="alternate" type="text/html"/>
    <summary>{escape(message)}</summary>
    <author><name>arXiv api core</name></author>
  </entry>"""
    feed = _FEED.format(query_id="ZXJyb3I", title="Error", query="", page=1, total=1, start=0, entries=entry)
    return Reply(400, feed.encode(), "application/atom+xml; charset=utf-8")


def _entry(entry: Entry, version: int) -> str:
    """One entry, its elements in the order of 2026."""
    name = f"{entry.id}v{version}"
    told = {"comment": entry.comment, "journal_ref": entry.journal_ref, "doi": entry.doi}
    extra = {
        tag: f"    <arxiv:{tag}>{escape(text)}</arxiv:{tag}>\n" if text else "" for tag, text in told.items()
    }
    doi_link = "".join(
        f'    <link href="https://doi.org/{escape(doi)}" rel="related" title="doi"/>\n'
        for doi in entry.doi.split()
    )
    authors = "\n".join(f"    <author>\n      <name>{escape(a)}</name>\n    </author>" for a in entry.authors)
    return (
        f"  <entry>\n    <id>http://arxiv.org/abs/{name}</id>\n"
        f"    <title>{escape(entry.title)}</title>\n    <updated>{entry.updated}</updated>\n"
        f'    <link href="https://arxiv.org/abs/{name}" rel="alternate" type="text/html"/>\n'
        f'    <link href="https://arxiv.org/pdf/{name}" rel="related" type="application/pdf" title="pdf"/>\n'
        f"{doi_link}    <summary>  {escape(entry.summary)}</summary>\n"
        f'    <category term="{entry.category}" scheme="http://arxiv.org/schemas/atom"/>\n'
        f"    <published>{entry.published}</published>\n{extra['comment']}"
        f'    <arxiv:primary_category term="{entry.category}"/>\n{extra["journal_ref"]}{extra["doi"]}'
        f"{authors}\n  </entry>"
    )
