"""One more reading from one identifier: entry, key and assignment in one go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from readinglist.errors import UsageError
from readinglist.lists.reading_list import ReadingList
from readinglist.metadata.merge.equality import same
from readinglist.metadata.merge.published import upgrade
from readinglist.metadata.merge.three_way import apply, merge
from readinglist.metadata.resolve.rounds import Inquiry, Outcomes
from readinglist.model.citation_keys import make_key
from readinglist.model.edits import known_level
from readinglist.model.identifiers import Identifier, identifiers_of, identify
from readinglist.model.identifiers.scheme import fields_of_identifier
from readinglist.model.provenance import Provenance
from readinglist.model.reading import Reading
from readinglist.model.schedule import Level
from readinglist.report import session_words

# What an entry should say, in the words of a message.
_WANTED = {"title": "title", "author": "authors", "issued": "year", "container_title": "venue"}


class Addition(NamedTuple):
    """What became of a request to add a reading.

    Attributes:
        rl: the list with it; not yet written.
        reading: the reading, new or found in the list.
        done: ``added``; ``assigned``: it was there, and a session more assigns it now;
            ``present``: it was there, and nothing changed.
        remarks: what a person should know: what is missing, where else it is read.
    """

    rl: ReadingList
    reading: Reading
    done: Literal["added", "assigned", "present"]
    remarks: tuple[str, ...]


def add(
    rl: ReadingList,
    text: str,
    inquiry: Inquiry,
    *,
    week: int | None = None,
    level: Level = "unspecified",
    key: str | None = None,
) -> Addition:
    """Add the work that ``text`` names, and assign it to the first session of a week.

    Args:
        rl: the list.
        text: a DOI, arXiv id, ISBN, or a URL that holds one or leads to a page.
        inquiry: asks the services; when none can be asked, the entry holds the identifier alone.
        week: week number; ``None``: it is not assigned.
        level: ``required``, ``optional`` or ``unspecified``.
        key: its citation key; ``None``: one is made from family name, year and title.

    Raises:
        UsageError: ``text`` names no work, the key is taken, or there is no such week.
    """
    known_level(level)
    if week is not None:
        # Only for the error: a week that is not there is said before any service is asked.
        rl.week(week)
    identifier = identify(text)
    if identifier is None:
        raise UsageError(f"{text!r} is no DOI, arXiv id, ISBN or URL")
    there = _find_known(rl, (identifier,))
    if there is not None:
        return _assign(rl, there, week, level, f"it is in the list as {there.key}")
    outcomes = inquiry.ask_one(identifier)
    stated = _parse_request(identifier, text)
    reading, provenance = _merge(stated, outcomes)
    # Only what the services say tells that a DOI and an arXiv id of the list are one work.
    there = _find_known(rl, identifiers_of(reading)) or _find_same_title(rl, reading)
    if there is not None:
        return _assign(rl, there, week, level, f"it is in the list as {there.key}, under another identifier")
    taken = {known.lower() for known in rl.readings}
    named = reading.replace(key=key or make_key(reading, taken))
    more = rl.add(named, week=week, level=level).with_provenance({named.key: provenance})
    return Addition(more, named, "added", tuple(_remarks(named, outcomes)))


def _parse_request(identifier: Identifier, text: str) -> Reading:
    """What the request itself says of the work."""
    fields = fields_of_identifier(identifier)
    if text.strip().lower().startswith(("http://", "https://")):
        fields["url"] = text.strip()
    return Reading.model_validate({"key": "new", **fields})


def _merge(stated: Reading, outcomes: Outcomes) -> tuple[Reading, dict[str, Provenance]]:
    candidates = list(outcomes.candidates)
    found = upgrade(stated, [*candidates, *outcomes.related], identifiers=identifiers_of(stated))
    # A merge trusts its first candidate most, which is to be the publication and not its preprint.
    if found is not None and found.candidate is not None and found.may_be_applied:
        candidates = [found.candidate, *(c for c in candidates if c is not found.candidate)]
    merged = merge(stated, {}, candidates)
    return apply(stated, merged), dict(merged.provenance)


def _find_known(rl: ReadingList, identifiers: Sequence[Identifier]) -> Reading | None:
    wanted = set(identifiers)
    return next((reading for reading in rl if wanted.intersection(identifiers_of(reading))), None)


def _find_same_title(rl: ReadingList, new: Reading) -> Reading | None:
    # A title alone, such as "Introduction", is that of many works.
    if not (new.title and new.author):
        return None
    first = new.author[0].sort_family.casefold()
    for reading in rl:
        named = reading.author and reading.author[0].sort_family.casefold() == first
        if named and reading.title and same("title", reading.title, new.title):
            return reading
    return None


def _assign(rl: ReadingList, reading: Reading, week: int | None, level: Level, remark: str) -> Addition:
    places = [
        session for session in rl.sessions if any(a.reading.key == reading.key for a in session.assignments)
    ]
    remarks = [remark, *(f"it is read in {session_words(session)}" for session in places)]
    if week is None or any(session.week == week for session in places):
        return Addition(rl, reading, "present", tuple(remarks))
    return Addition(rl.assign(reading.key, week=week, level=level), reading, "assigned", tuple(remarks))


def _remarks(reading: Reading, outcomes: Outcomes) -> list[str]:
    remarks = [f"could not ask {outcome.source}: {outcome.reason}" for outcome in outcomes.unavailable]
    # A book is in no container.
    wanted = {f: name for f, name in _WANTED.items() if reading.type != "book" or f != "container_title"}
    missing = [name for field, name in wanted.items() if not getattr(reading, field)]
    if missing:
        remarks.append(f"not known yet: {', '.join(missing)}; 'readinglist resolve {reading.key}' asks again")
    return remarks
