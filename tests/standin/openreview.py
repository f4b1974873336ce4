"""OpenReview's two APIs: https://docs.openreview.net/reference/api-v2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from standin.server import Reply, Request, as_json

HOST_V1 = "api.openreview.net"
HOST_V2 = "api2.openreview.net"
_LIMITS = {HOST_V1: 5, HOST_V2: 20}
_RESET_EPOCH = 1_795_464_060

CHALLENGE = as_json(
    {"name": "ChallengeRequiredError", "message": "A browser challenge is required", "status": 403}, 403
)
LIMITED = as_json(
    {"name": "RateLimitError", "message": "Too many requests", "status": 429},
    429,
    {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(_RESET_EPOCH)},
)


class Note(NamedTuple):
    """A submission; ``v2`` says which of the two APIs knows it.

    ``authors`` are names, or objects as imports of 2026 have them; ``venue`` is a text or a list.
    """

    id: str
    title: str
    authors: Any
    venue: Any
    venueid: str
    v2: bool
    created_ms: int = 1_509_000_000_000
    published_ms: int | None = None
    pdf: str = "/pdf/0123456789abcdef0123456789abcdef01234567.pdf"
    invitation: str = ""


class OpenReviewApi:
    """``/notes?id=`` of one of the two hosts, and the search that answers guests."""

    def __init__(self, host: str, notes: Mapping[str, Note]) -> None:
        self.host = host
        self.notes = {name: note for name, note in notes.items() if note.v2 == (host == HOST_V2)}
        self.asks_for_browser = False

    def __call__(self, request: Request) -> Reply:
        if request.path == "/notes/search":
            words = request.query.get("term", "").casefold().strip('"')
            found = [note for note in self.notes.values() if words and words in note.title.casefold()]
            value = {"notes": [_shape(note) for note in found], "count": len(found), "fromCache": False}
            return self._limits(as_json(value))
        if request.path != "/notes":
            return as_json({"name": "NotFoundError", "message": "Not found", "status": 404}, 404)
        if self.asks_for_browser:
            return CHALLENGE
        note = self.notes.get(request.query.get("id", "")) or self.notes.get(request.query.get("forum", ""))
        if note is None:
            message = f"The Note {request.query.get('id')} was not found"
            return self._limits(as_json({"name": "NotFoundError", "message": message, "status": 404}, 404))
        return self._limits(as_json({"notes": [_shape(note)], "count": 1}))

    def _limits(self, reply: Reply) -> Reply:
        limit = _LIMITS[self.host]
        headers = {
            "x-ratelimit-limit": str(limit),
            "x-ratelimit-remaining": str(limit - 1),
            "x-ratelimit-reset": str(_RESET_EPOCH),
        }
        return reply._replace(headers={**reply.headers, **headers})


def _shape(note: Note) -> dict[str, Any]:
    content: dict[str, Any] = {
        "title": note.title,
        "authors": note.authors,
        "authorids": [f"~{str(author).replace(' ', '_')}1" for author in note.authors],
        "abstract": "We study what was asked for.",
        "venue": note.venue,
        "venueid": note.venueid,
        "pdf": note.pdf,
        "_bibtex": "@inproceedings{\nanonymous,\n}",
    }
    if note.v2:
        content = {name: {"value": value} for name, value in content.items()}
    invitation = note.invitation or f"{note.venueid}/-/Submission"
    return {
        "id": note.id,
        "forum": note.id,
        **({"invitations": [invitation]} if note.v2 else {"invitation": invitation}),
        "content": content,
        "cdate": note.created_ms,
        "odate": note.created_ms,
        "pdate": note.published_ms,
        "license": "CC BY 4.0",
        "domain": note.venueid,
    }
