"""OpenReview: notes of submissions, and whether the venue accepted them.

The two versions of its API hold different venues. Since 2026 guests are often refused with
a browser challenge, which is not to be got around; the search is still open, so that a note
can be found by its title and told by its id. https://docs.openreview.net/reference/api-v2
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from readinglist.metadata.services.service import About, Found, Outcome, Trust, absent, candidate, unavailable
from readinglist.model.identifiers import Identifier
from readinglist.model.reading import PartialDate, valid_fields
from readinglist.text.people import parse_name
from readinglist.text.service_text import clean_abstract, clean_title, plain
from readinglist.text.venues import Venue, venue
from readinglist.web.asking.answers import NO_ANSWER, Answer, Asker, at, items, objects, parse_json
from readinglist.web.asking.terms import ServiceTerms, unhurried

# Version 2 holds what came from 2023 on, so most of what is asked for.
_HOSTS = ("https://api2.openreview.net", "https://api.openreview.net")
_LIMIT = 2 * 1024 * 1024
_MOST_AUTHORS = 5_000
_WANTS_BROWSER = "OpenReview wants a browser"
# Invitations of records that no venue made: imports from DBLP, and what people uploaded themselves.
_COPY = re.compile(
    r"^(?:DBLP\.org|OpenReview\.net/(?:Public_Article|Archive|Anonymous_Preprint))(?:/|$)", re.I
)
_NOT_ACCEPTED = re.compile(
    r"submi(?:tted|ssion)|reject|withdr|under[ _]review|workshop|archiv|not[ _]accept|retract|pending", re.I
)
# "ICLR 2024 poster", "NeurIPS 2022 Accept", "ICML 2023 Oral": what stands behind venue and year.
_MANNER = re.compile(
    r"(?:\s+(?:poster|oral|spotlight\w*|talk|accept\w*|regular|main|track|conference|paper|notable|top|\d+%|long|short"
    r"|[-–(),/]|\((?:poster|oral|spotlight|talk)\)))*\s*$",
    re.I,
)
_ACCEPTED_BY = re.compile(r"^\s*(?:accepted\s+(?:by|at|to|for)\s+|published\s+in\s+)(?:the\s+)?", re.I)
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")


class _Acceptance(NamedTuple):
    venue: Venue
    year: int | None


class _Reply(NamedTuple):
    """What one host said: a note, or why there is none. ``asked`` is the reply itself."""

    answer: Answer
    note: Mapping[str, Any] | None = None
    problem: str | None = None


class OpenReview:
    """Submissions by their forum id.

    Args:
        titles: titles of works, for the search that stands in where OpenReview shows no
            notes to guests. What is found is believed only if its id is the one asked for.
    """

    name = "openreview"
    about = About(
        row="OpenReview",
        asked="singly",
        terms=ServiceTerms(hosts=("api2.openreview.net", "api.openreview.net"), pace=unhurried, page=None),
        guarded=False,
        trust=Trust(names_in_parts=False),
    )

    def __init__(self, titles: Mapping[Identifier, str] = MappingProxyType({})) -> None:
        self._titles = titles

    def takes(self, identifier: Identifier) -> bool:
        """Whether the identifier is a forum id."""
        return identifier.scheme == self.name

    def fetch(self, identifiers: Sequence[Identifier], session: Asker) -> Iterator[Outcome]:
        """One outcome for each identifier: a request each, two where only the older host knows it.

        Once a host wants a browser, it is not asked for notes any more, only for titles.
        """
        challenged = set[str]()
        for identifier in dict.fromkeys(identifiers):
            yield self._outcome(identifier, session, challenged)

    def _outcome(self, identifier: Identifier, session: Asker, challenged: set[str]) -> Outcome:
        problems, address = list[str](), _HOSTS[0]
        for host in _HOSTS:
            reply = self._ask(host, identifier, session, challenged)
            if reply is None:
                problems.append(_WANTS_BROWSER)
                continue
            address = reply.answer.asked
            if reply.note is not None:
                return self._outcome_of_note(identifier, reply.answer, reply.note)
            if reply.problem:
                problems.append(reply.problem)
        if problems:
            return next(unavailable([identifier], self.name, address, problems[0]))
        return absent(identifier, self.name, address, "OpenReview knows no such note")

    def _ask(self, host: str, identifier: Identifier, session: Asker, challenged: set[str]) -> _Reply | None:
        """What ``host`` says; ``None``: it wants a browser, and there is no title to search for."""
        if host not in challenged:
            answer = session.get(f"{host}/notes", params={"id": identifier.value}, limit=_LIMIT)
            if not _is_challenge(answer):
                return _read(answer, identifier)
            challenged.add(host)
        title = plain(self._titles.get(identifier))
        if not title:
            return None
        params = {
            "term": title,
            "type": "terms",
            "content": "all",
            "group": "all",
            "source": "forum",
            "limit": "20",
        }
        answer = session.get(f"{host}/notes/search", params=params, limit=_LIMIT)
        if _is_challenge(answer):
            return None
        reply = _read(answer, identifier)
        # A search that does not show the note says nothing about it.
        return reply if reply.note or reply.problem else None

    def _outcome_of_note(self, identifier: Identifier, answer: Answer, note: Mapping[str, Any]) -> Outcome:
        # "invitation" in version 1, "invitations" and "domain" in version 2.
        kinds = (note.get("invitation"), *items(note, "invitations"), note.get("domain"))
        if any(isinstance(name, str) and _COPY.match(name) for name in kinds):
            return absent(
                identifier, self.name, answer.asked, "a copy of another record, not a venue's own note"
            )
        fields, rules = _fields(note)
        if not fields.get("title"):
            return next(
                unavailable([identifier], self.name, answer.asked, f"{NO_ANSWER}: a note without title")
            )
        return Found(candidate=candidate(identifier, self.name, answer, fields=fields, rules=rules))


def _is_challenge(answer: Answer) -> bool:
    if answer.status != 403:
        return False
    value, _ = parse_json(answer, 403)
    return "ChallengeRequired" in str(at(value, "name")) or "challenge" in answer.headers.get(
        "cf-mitigated", ""
    )


def _read(answer: Answer, identifier: Identifier) -> _Reply:
    value, problem = parse_json(answer, 404)
    if answer.status == 404 and at(value, "name") in ("NotFoundError", "Not Found Error"):
        return _Reply(answer)
    if problem is None and not isinstance(at(value, "notes"), list):
        problem = f"{NO_ANSWER}: it has no list of notes"
    if problem:
        return _Reply(answer, problem=problem)
    notes = objects(value, "notes")
    return _Reply(answer, next((note for note in notes if note.get("id") == identifier.value), None))


def _content(note: Mapping[str, Any], name: str) -> Any:
    """A field of a note, bare (version 1) or as an object with a value (version 2)."""
    value = at(note, "content", name)
    return value.get("value") if isinstance(value, dict) else value


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for item in values[:_MOST_AUTHORS] if (text := plain(item))]


def _fields(note: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    place = _acceptance(_texts(_content(note, "venue")), _texts(_content(note, "venueid")))
    authors = _content(note, "authors")
    # Since 2026 an author may be an object.
    stated = (
        author.get("fullname") if isinstance(author, dict) else author
        for author in (authors[:_MOST_AUTHORS] if isinstance(authors, list) else [])
    )
    fields: dict[str, Any] = {
        "title": clean_title(_content(note, "title"), tex=True),
        "author": tuple(filter(None, map(parse_name, stated))),
        "abstract": clean_abstract(_content(note, "abstract"), tex=True),
    }
    if place is None:
        created = _date(note, "odate", "pdate", "cdate")
        return valid_fields(type="article", issued=created, **fields), {
            "issued": "when it came to OpenReview"
        }
    issued = PartialDate.of(place.year) if place.year else _date(note, "pdate")
    fields |= {
        "type": place.venue.kind,
        "container_title": place.venue.title,
        "container_title_short": place.venue.short,
        "issued": issued,
    }
    of_place = ("type", "container_title", "container_title_short", "issued")
    return valid_fields(**fields), dict.fromkeys(of_place, "accepted, by the note's venue")


def _acceptance(venues: Sequence[str], ids: Sequence[str]) -> _Acceptance | None:
    """Where a note was accepted, if its venue and venue id say so and say nothing else."""
    if any(_NOT_ACCEPTED.search(text) for text in (*venues, *ids)):
        return None
    for text in venues:
        name = _MANNER.sub("", _ACCEPTED_BY.sub("", text))
        known = venue(name)
        year = _YEAR.search(text)
        # A venue that comes back every year is named with its year; a journal need not be.
        if known and (year or known.kind == "article-journal"):
            return _Acceptance(known, int(year[1]) if year else None)
    return None


def _date(note: Mapping[str, Any], *names: str) -> PartialDate | None:
    """The day of the first of these moments, given in milliseconds since 1970, in UTC."""
    for name in names:
        value = note.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 4_102_444_800_000:
            moment = datetime.fromtimestamp(value / 1000, UTC)
            return PartialDate.of(moment.year, moment.month, moment.day)
    return None
