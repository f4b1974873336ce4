"""Rules about two entries: the same work twice, or one identifier for two works.

Every pair of entries that shares an identifier, or a title, is the matter of exactly one
of these rules. The later entry of the pair is the one that is reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readinglist.lint.context import Context, Fault
from readinglist.lint.works import ID_KINDS, IdKind, WorkId, ids_of, is_preprint
from readinglist.model.reading import Name, Reading
from readinglist.report import clip
from readinglist.text.titles import is_misspelt, same_title, titles_of

# How many entries with other titles under one identifier are told apart; more are one mistake.
_MOST_WORKS = 20
# How many neighbours in alphabetical order a title is compared with. A slip at the end of a
# title leaves it beside its twin, and so does one at its start when titles are read backwards.
_NEIGHBOURS = 4
# A paper and its code, data or page often have one title.
_NOT_PAPERS = frozenset({"webpage", "post-weblog", "software", "dataset"})
_PARTS = ("volume", "edition", "chapter_number")


class _Pair(NamedTuple):
    """Two entries with something in common: an identifier, or (``None``) only the title."""

    first: Reading
    second: Reading
    shared: WorkId | None


def duplicate_doi(ctx: Context) -> Iterator[Fault]:
    """Two entries of the same title have the same DOI."""
    return _duplicates_by(ctx, "duplicate-doi", "doi")


def duplicate_arxiv(ctx: Context) -> Iterator[Fault]:
    """Two entries of the same title have the same arXiv id."""
    return _duplicates_by(ctx, "duplicate-arxiv", "arxiv")


def duplicate_url(ctx: Context) -> Iterator[Fault]:
    """Two entries of the same title have the same link."""
    return _duplicates_by(ctx, "duplicate-url", "url")


def one_id_two_titles(ctx: Context) -> Iterator[Fault]:
    """One DOI, arXiv id or link stands under two different titles."""
    for pair in ctx.once(_pairs_of_one_id, "one-id-two-titles"):
        if _titles_differ(pair.first, pair.second) and not _are_of_one_book(pair.first, pair.second):
            other = f"{pair.first.key} (“{clip(pair.first.title or '', 60)}”)"
            message = (
                f"{pair.shared} also stands at {other}, a different title; correct the id, "
                "or state the other title as preprinttitle"
            )
            yield Fault(message, pair.second)


def preprint_and_published(ctx: Context) -> Iterator[Fault]:
    """A preprint and its published version are two entries."""
    rule = "preprint-and-published"
    reported = set()
    for pair in (*ctx.once(_pairs_of_one_id, rule), *ctx.once(_pairs_of_one_title, rule)):
        keys = (pair.first.key, pair.second.key)
        if _is_preprint_pair(pair) and keys not in reported:
            reported.add(keys)
            message = f"this and {pair.first.key} are a preprint and its published version; keep one entry"
            yield Fault(message, pair.second)


def similar_title(ctx: Context) -> Iterator[Fault]:
    """Two entries have the same title, or nearly, and no identifier in common."""
    sharing = {(pair.first.key, pair.second.key) for pair in ctx.once(_pairs_of_one_id, "similar-title")}
    for pair in ctx.once(_pairs_of_one_title, "similar-title"):
        shared = (pair.first.key, pair.second.key) in sharing
        if not (shared or _is_preprint_pair(pair) or _are_two_works(pair)):
            message = f"the title is (nearly) that of {pair.first.key}; if they are one work, keep one entry"
            yield Fault(message, pair.second, field="title")


def _duplicates_by(ctx: Context, rule: str, kind: IdKind) -> Iterator[Fault]:
    for pair in ctx.once(_pairs_of_one_id, rule):
        same = not (_titles_differ(pair.first, pair.second) or _are_of_one_book(pair.first, pair.second))
        if same and pair.shared and pair.shared.kind == kind and not _is_preprint_pair(pair):
            message = f"{pair.shared} is also that of {pair.first.key}; keep one of the two entries"
            yield Fault(message, pair.second)


def _pairs_of_one_id(readings: Sequence[Reading]) -> list[_Pair]:
    """Pairs that share an identifier: each pair once, with the strongest that it shares."""
    # The strongest come first, so that `setdefault` keeps them.
    groups: dict[WorkId, list[Reading]] = defaultdict(list)
    for reading in readings:
        for identifier in ids_of(reading):
            groups[identifier].append(reading)
    shared = [item for item in groups.items() if len(item[1]) > 1]
    pairs: dict[tuple[str, str], _Pair] = {}
    for identifier, group in sorted(shared, key=lambda item: ID_KINDS.index(item[0].kind)):
        for first, second in _pairs_in(group):
            pairs.setdefault((first.key, second.key), _Pair(first, second, identifier))
    return list(pairs.values())


def _pairs_in(group: Sequence[Reading]) -> Iterator[tuple[Reading, Reading]]:
    """Each entry of ``group`` but the first, with an earlier one: of its own title if there is one."""
    works: list[Reading] = []
    for reading in group:
        twin = next((work for work in works if same_title(work, reading)), None)
        if twin or works:
            yield twin or works[0], reading
        if not twin and len(works) < _MOST_WORKS:
            works.append(reading)


def _pairs_of_one_title(readings: Sequence[Reading]) -> list[_Pair]:
    """Pairs with the same title, a misspelt one, or, of one author, one without its subtitle."""
    place = {reading.key: index for index, reading in enumerate(readings)}
    pairs: dict[tuple[str, str], _Pair] = {}
    for first, second in (*_equal_titles(readings), *_misspelt_titles(readings)):
        if place[first.key] > place[second.key]:
            first, second = second, first
        if first.key != second.key:
            pairs.setdefault((first.key, second.key), _Pair(first, second, None))
    return list(pairs.values())


def _equal_titles(readings: Sequence[Reading]) -> Iterator[tuple[Reading, Reading]]:
    whole: dict[str, Reading] = {}
    part: dict[str, Reading] = {}
    for reading in readings:
        for title in titles_of(reading):
            other = whole.get(title.squeezed)
            # Many works are called "Introduction" or "Deep Learning".
            if other and (len(title.words) > 2 or _may_share_author(other, reading)):
                yield other, reading
            for name, table in ((title.squeezed, part), *((name, whole) for name in title.parts)):
                if (other := table.get(name)) and _share_author(other, reading):
                    yield other, reading
        # Only now, so that no title of an entry is met by another title of the same one.
        for title in titles_of(reading):
            whole.setdefault(title.squeezed, reading)
            for name in title.parts:
                part.setdefault(name, reading)


def _misspelt_titles(readings: Sequence[Reading]) -> Iterator[tuple[Reading, Reading]]:
    titles = [(title, reading) for reading in readings for title in titles_of(reading)]
    for backwards in (False, True):
        titles.sort(key=lambda item: item[0].squeezed[:: -1 if backwards else 1])
        for index, (title, reading) in enumerate(titles):
            for other_title, other in titles[index + 1 : index + 1 + _NEIGHBOURS]:
                # Equal ones are found elsewhere.
                differ = title.squeezed != other_title.squeezed and is_misspelt(title, other_title)
                if differ and _may_share_author(reading, other):
                    yield reading, other


def _may_share_author(one: Reading, other: Reading) -> bool:
    """Whether a family name is in both lists of authors; also where a list is empty."""
    return not (one.author and other.author) or _share_author(one, other)


def _share_author(one: Reading, other: Reading) -> bool:
    return not _families(one.author).isdisjoint(_families(other.author))


def _families(names: Sequence[Name]) -> set[str]:
    return {(name.family or name.sort_family).casefold() for name in names if not name.is_others}


def _titles_differ(one: Reading, other: Reading) -> bool:
    return bool(titles_of(one) and titles_of(other)) and not same_title(one, other)


def _are_of_one_book(one: Reading, other: Reading) -> bool:
    """Whether two entries are two parts of one book, or a part and the book.

    They may have one DOI, or one address, for all. BibTeX's @inbook has no title but the book's.
    """
    if "chapter" in (one.type, other.type) and _titles_differ(one, other):
        return one.type != other.type or one.container_title == other.container_title
    parts = {"inbook", "incollection"} >= {one.entry_type, other.entry_type}
    return parts and (one.chapter_number, one.page) != (other.chapter_number, other.page)


def _is_preprint_pair(pair: _Pair) -> bool:
    return is_preprint(pair.first) != is_preprint(pair.second) and not _titles_differ(pair.first, pair.second)


def _are_two_works(pair: _Pair) -> bool:
    """Whether two entries of one title are known not to be one work."""
    one, other = pair.first, pair.second
    if (one.type in _NOT_PAPERS) != (other.type in _NOT_PAPERS):
        return True
    parts_of_books = {one.type, other.type} <= {"book", "chapter"}
    if parts_of_books and any(_contradict(one, other, name) for name in _PARTS):
        return True
    spelt = ({title.squeezed for title in titles_of(reading)} for reading in (one, other))
    return _contradict(one, other, "doi") and set.isdisjoint(*spelt)


def _contradict(one: Reading, other: Reading, name: str) -> bool:
    a, b = getattr(one, name), getattr(other, name)
    return bool(a and b) and a != b
