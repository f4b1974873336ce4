"""A SOURCE that is an address: the one page there, asked for politely."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from readinglist.errors import FileError, ReadingListError
from readinglist.importing.open_source import MAX_BYTES, Opened, opened_bytes
from readinglist.importing.page_content import Found, FoundReading, FoundSession
from readinglist.model.reading import Link
from readinglist.web.asking.answers import Asker

# GitHub shows a file within a page of its own; the file itself is on another host.
_ON_GITHUB = re.compile(r"https?://(?:www\.)?github\.com/([^/?#]+/[^/?#]+)/blob/([^?#]+)", re.I)


def fetched(url: str, session: Asker) -> Opened:
    """The page at ``url``; of a file on GitHub the file itself.

    Raises:
        ReadingListError: there is no page, or it is no text.
    """
    shown = _ON_GITHUB.match(url)
    asked = f"https://raw.githubusercontent.com/{shown[1]}/{shown[2]}" if shown else url
    answer = session.get(asked, limit=MAX_BYTES + 1, untrusted=True)
    if answer.problem is not None or answer.status is None:
        raise ReadingListError(f"{url}: it could not be fetched: {answer.problem or 'no reply came'}.")
    if answer.status != 200:
        cure = "Open it in a browser, save it, and import the file."
        raise ReadingListError(f"{url}: it could not be fetched: HTTP {answer.status}. {cure}")
    body = answer.body
    if answer.content_type and "charset=" in answer.content_type.lower():
        body = answer.text.encode("utf-8")
    try:
        page = opened_bytes(url, body)
    except FileError as error:  # its path would not be the address
        raise ReadingListError(f"{url}: {error.reason}") from error
    return page._replace(remarks=(*page.remarks, f"{url}: links of the page were made absolute"))


def made_absolute(found: Found, url: str) -> Found:
    """``found`` on the page at ``url``, its relative links resolved, for they mean nothing elsewhere."""

    def links(items: tuple[Link, ...]) -> tuple[Link, ...]:
        return tuple(item.model_copy(update={"url": _absolute(url, item.url)}) for item in items)

    def reading(item: FoundReading) -> FoundReading:
        return item.model_copy(update={"links": links(item.links)})

    def session(item: FoundSession) -> FoundSession:
        readings = tuple(map(reading, item.readings))
        return item.model_copy(update={"links": links(item.links), "readings": readings})

    return found.model_copy(
        update={
            "sessions": tuple(map(session, found.sessions)),
            "unscheduled": tuple(map(reading, found.unscheduled)),
        }
    )


def _absolute(base: str, url: str) -> str:
    try:
        return urljoin(base, url.strip())
    except ValueError:  # a bracket that is no IPv6 address
        return url
