"""The readings of a list after its page has changed: three-way, reading by reading. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from readinglist.formats import bibtex
from readinglist.importing.update.account import Change, changes_of
from readinglist.importing.update.three_way import merged
from readinglist.importing.update.work import GUESSED
from readinglist.model.identifiers import identify
from readinglist.model.reading import Reading
from readinglist.model.schedule import Syllabus
from readinglist.text.titles import same_title

FIELDS = tuple(name for name in Reading.model_fields if name not in ("key", "entry_type"))


class Entries(NamedTuple):
    """Readings by key, in their order.

    Attributes:
        mine: those of the list.
        base: those of the page, as it is taken to have said them from now on.
        changes: what was done, and what waits.
    """

    mine: Mapping[str, Reading]
    base: Mapping[str, Reading]
    changes: tuple[Change, ...]


def joined(
    base: Sequence[Reading], mine: Sequence[Reading], theirs: Sequence[Reading], *, keep: bool
) -> Entries:
    """The list with what is new and changed on the page; nothing is removed yet.

    A reading of last time that the list has no more was removed by a person, and stays so.
    """
    was = {reading.key: reading for reading in base}
    result = {reading.key: reading for reading in mine}
    said: dict[str, Reading] = {}
    changes: list[Change] = []
    for theirs_one in theirs:
        key = theirs_one.key
        said[key] = theirs_one
        if key in result:
            before = was.get(key)
            if before == theirs_one:
                continue
            mine_one = _as_said(result[key], before)
            same = partial(_no_less, mine_one, theirs_one)
            there = merged(FIELDS, before, mine_one, theirs_one, same=same, keep=keep)
            if there.mine:
                result[key] = result[key].replace(**there.mine)
            if any(difference.conflict for difference in there.differences):
                said[key] = theirs_one.replace(**there.base)
            changes += changes_of(there.differences, "reading", theirs_one.title or key, key)
        elif key in was:
            changes.append(Change(kind="absent", subject="reading", what=theirs_one.title or key, key=key))
        else:
            result[key] = theirs_one
            changes.append(Change(kind="new", subject="reading", what=theirs_one.title or key, key=key))
    return Entries(result, said, tuple(changes))


def _no_less(entry: Reading, item: Reading, field: str, mine: Any, theirs: Any) -> bool:
    """Whether ``mine``, of the field of an entry, says all that ``theirs`` does, in whatever spelling."""
    from readinglist.metadata.merge.equality import compare
    from readinglist.text.words import normal_text

    if field == "title":
        return same_title(entry, item)
    if field == "type":
        return theirs in GUESSED  # which says less than what anybody else may have found out
    if field == "url" and (named := identify(mine)) is not None and named == identify(theirs):
        return True
    if field in ("award", "note"):
        return normal_text(theirs) in normal_text(mine)
    return field != "extra" and compare(field, mine, theirs) in ("same", "poorer")


def without_dropped(
    entries: Entries,
    base: Sequence[Reading],
    *,
    assigned: set[str],
    waiting: set[str],
    elsewhere: set[str],
    prune: bool,
    keep: bool,
) -> Entries:
    """``entries`` after a look at the readings that the page names no more.

    Args:
        entries: as `joined` gives them.
        base: the readings that the page named last time.
        assigned: keys that the list assigns.
        waiting: keys of what the page is still taken to assign, until a person has decided.
        elsewhere: keys that other pages name.
        prune: remove what nobody has changed since.
        keep: leave what was proposed, for good.
    """
    mine, said, changes = dict(entries.mine), dict(entries.base), list(entries.changes)
    for reading in base:
        key = reading.key
        if key in said or key not in mine:
            continue
        if key in waiting:
            said[key] = reading
        elif key in assigned or key in elsewhere or keep:
            continue
        else:
            changes += _dropped(reading, mine[key], prune)
            if not prune:
                said[key] = reading
            elif _unchanged(reading, mine[key]):
                del mine[key]
    return Entries(mine, said, tuple(changes))


def _dropped(reading: Reading, mine: Reading, prune: bool) -> Iterator[Change]:
    what = mine.title or mine.key
    if not prune:
        yield Change(kind="removal", subject="reading", what=what, key=mine.key)
    elif _unchanged(reading, mine):
        yield Change(kind="removed", subject="reading", what=what, key=mine.key)
    else:
        # Somebody's work is in it, so it stays, under no session.
        yield Change(
            kind="differs", subject="reading", what=f"{what}: stays, as it was changed since", key=mine.key
        )


def _unchanged(base: Reading, mine: Reading) -> bool:
    return _as_said(mine, base) == base.replace(entry_type=mine.entry_type)


def _as_said(mine: Reading, base: Reading | None) -> Reading:
    """``mine`` with the page's own values where it says what became of these in the .bib file.

    A file keeps a title with its braces and a type as an entry type, so what is read from it
    is not always what was written, although nobody has changed it.
    """
    if base is None:
        return mine
    kept = bibtex.parse(bibtex.render(Syllabus(readings=(base,)), ascii=False, classic=False)).readings
    if len(kept) != 1:
        return mine
    same = {f: getattr(base, f) for f in FIELDS if getattr(mine, f) == getattr(kept[0], f)}
    return mine.replace(**same)
