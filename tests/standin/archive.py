"""The Wayback Machine's availability API: https://archive.org/help/wayback_api.php."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from standin.server import Reply, Request, as_json

HOST = "archive.org"
LIMITED = Reply(429, b"<html><body>Too Many Requests</body></html>")


def snapshot(page: str, timestamp: str, /, **parts: Any) -> dict[str, Any]:
    """A copy as the API tells of it; ``parts`` replace what it says."""
    address = f"http://web.archive.org/web/{timestamp}/{page}"
    told = {"status": "200", "available": True, "url": address, "timestamp": timestamp}
    return {**told, **parts}


class Archive:
    """``/wayback/available``; ``copies`` are the timestamps of the copies of a page, by its address."""

    def __init__(self, copies: Mapping[str, Iterable[str]]) -> None:
        self.copies = {url: sorted(stamps) for url, stamps in copies.items()}

    def __call__(self, request: Request) -> Reply:
        if request.path != "/wayback/available":
            return Reply(404, b"<html><body>Not found</body></html>")
        url, wanted = request.query.get("url", ""), request.query.get("timestamp", "")
        stamps = self.copies.get(url, [])
        if not stamps:
            return as_json({"url": url, "archived_snapshots": {}})
        target = int(wanted.ljust(14, "0")) if wanted else 10**14
        nearest = min(stamps, key=lambda stamp: abs(int(stamp) - target))
        return as_json({"url": url, "archived_snapshots": {"closest": snapshot(url, nearest)}})
