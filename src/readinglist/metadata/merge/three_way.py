"""The three-way merge of one entry: what the file says, what a source said last, what it says now.

A field is a person's where its value in the file is not the one that a source gave when the
field was last taken over. Where file and source say exactly the same, the field is the
source's from then on. A person's field is never written, except to complete it: an "et al."
spelt out, an initial, a last page, and only while no source was agreed with before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import Field

from readinglist.metadata.merge.equality import compare, exact, extend_names
from readinglist.metadata.merge.trust import (
    OPEN_TYPES,
    PUBLICATION_FIELDS,
    Choice,
    choose,
    is_preprint,
    is_published,
)
from readinglist.metadata.services.service import Candidate
from readinglist.model.provenance import FIELDS, Provenance, from_json, to_json
from readinglist.model.reading import Reading, Record
from readinglist.text.titles import may_be_one_title

# What a person wrote in these may be completed.
_COMPLETED = frozenset({"author", "editor", "page"})
# Of these a work may have several that are right, so that another one is no contradiction.
_ONE_OF_SEVERAL = frozenset(
    {
        "abstract",
        "collection_title",
        "container_title_short",
        "genre",
        "isbn",
        "issn",
        "language",
        "links",
        "publisher",
        "publisher_place",
        "url",
    }
)


class Change(Record):
    """A field, its value in the file, the value that a source gives, and the source.

    ``old`` and ``new`` are values of the record's field; ``old`` is ``None`` or empty where
    the file states nothing.
    """

    field: str
    old: Any = None
    new: Any = None
    source: str
    address: str = ""
    time: str = Field(default="", description="when the source said it, ISO 8601 in UTC")
    rule: str = Field(default="", description="the rule that chose this source's value")
    why: str = Field(default="", description="what the merge made of it, in words")


class Merge(Record):
    """What a merge decided."""

    changes: tuple[Change, ...] = Field(default=(), description="to be written")
    conflicts: tuple[Change, ...] = Field(default=(), description="for a person to decide; never written")
    kept: tuple[Change, ...] = Field(
        default=(), description="where the file says otherwise and stays, for a reason"
    )
    provenance: Mapping[str, Provenance] = Field(
        default_factory=dict, description="the base of the next merge, once the changes are written"
    )

    def settled(self, fields: Collection[str] | None = None) -> Mapping[str, Provenance]:
        """The base of the next merge if a person looked at the conflicts and stays with the file.

        They come up again only when the source changes its mind.

        Args:
            fields: the fields decided on; ``None``: all.
        """
        base = {
            change.field: Provenance(
                value=to_json(change.new),
                source=change.source,
                address=change.address,
                time=change.time,
                rule=change.rule,
            )
            for change in self.conflicts
            if fields is None or change.field in fields
        }
        return {**self.provenance, **base}


def merge(
    mine: Reading,
    base: Mapping[str, Provenance],
    candidates: Sequence[Candidate],
    *,
    unavailable: Collection[str] | None = None,
) -> Merge:
    """Merge what sources say now into the entry ``mine``. Pure; `apply` makes the changes.

    Args:
        mine: the entry as it is in the file.
        base: the provenance in the lock, by field.
        candidates: what sources say of this work, the most trusted source first.
        unavailable: the sources that could not be asked; a field that came from one of them is
            not given to another source. ``None``: every source without a candidate.
    """
    return _Merger(mine, base, candidates, unavailable).merged()


def apply(mine: Reading, merge: Merge) -> Reading:
    """``mine`` with the changes of ``merge``, without its conflicts."""
    return mine.replace(**{change.field: change.new for change in merge.changes})


class _Decision(NamedTuple):
    """What becomes of one field; ``base`` is its next provenance, ``None``: none."""

    kind: str
    why: str
    base: Provenance | None
    new: Any = None


class _Merger:
    """Decides, field by field, for one entry."""

    def __init__(
        self,
        mine: Reading,
        base: Mapping[str, Provenance],
        candidates: Sequence[Candidate],
        unavailable: Collection[str] | None,
    ) -> None:
        self._mine = mine
        self._base = base
        heard = {candidate.source for candidate in candidates}
        self._unavailable = (
            {p.source for p in base.values()} - heard if unavailable is None else frozenset(unavailable)
        )
        own = self._select_own(candidates)
        self._chosen = choose(own)
        # A file may hold the date of the preprint without a person having chosen it.
        self._preprint = choose([c for c in own if is_preprint(c)]).get("issued")
        # Where no candidate with a title is left, the identifier leads to another work, of this title.
        self._stranger = None if "title" in self._chosen else choose(candidates).get("title")
        leads = any(not is_preprint(c.candidate) for f, c in self._chosen.items() if f in PUBLICATION_FIELDS)
        self._published = is_published(mine) or leads

    def _select_own(self, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The candidates whose titles may be the entry's, and one another's.

        An identifier with a slip in it leads to some other work, of which nothing may be
        taken over. Only a title that no person wrote gives way to an altogether different one.
        """
        title = self._mine.title
        found = _titled_like(title, candidates) if title else candidates
        said = self._base.get("title")
        if title and said and not any(_title_of(c) for c in found):
            if self._is_untouched("title", title) and said.source not in self._unavailable:
                found = candidates
            else:
                found = _titled_like(from_json("title", said.value), candidates)
        # Sources of one identifier may speak of two works, too: those that the most trusted one means stay.
        believed = choose(found).get("title")
        return _titled_like(believed.value, found) if believed else found

    def _is_untouched(self, field: str, value: Any) -> bool:
        said = self._base.get(field)
        return said is not None and exact(field, value, from_json(field, said.value))

    def merged(self) -> Merge:
        found: dict[str, list[Change]] = {"change": [], "conflict": [], "kept": []}
        provenance = {}
        for field in FIELDS:
            choice = self._chosen.get(field)
            decision = self._decide(choice) if choice else _Decision("", "", self._base.get(field))
            if decision.base:
                provenance[field] = decision.base
            if choice and decision.kind in found:
                found[decision.kind].append(self._change(choice, decision))
        if self._stranger:
            why = "the identifier leads to a work with another title; correct the one or the other"
            found["conflict"].append(self._change(self._stranger, _Decision("conflict", why, None)))
        return Merge(
            changes=tuple(found["change"]),
            conflicts=tuple(found["conflict"]),
            kept=tuple(found["kept"]),
            provenance=provenance,
        )

    def _change(self, choice: Choice, decision: _Decision) -> Change:
        said = choice.candidate
        return Change(
            field=choice.field,
            old=getattr(self._mine, choice.field),
            new=choice.value if decision.new is None else decision.new,
            source=said.source,
            address=said.address,
            time=said.retrieved,
            rule=choice.rule,
            why=decision.why,
        )

    def _decide(self, choice: Choice) -> _Decision:
        field, theirs = choice.field, choice.value
        value = getattr(self._mine, field)
        old, new = self._base.get(field), self._state_source(choice)
        if self._states_nothing(field, value):
            return self._decide_empty(choice, old, new)
        # Also where a person wrote it: from now on it is the source's.
        if exact(field, value, theirs):
            return _Decision("agreed", "", new)
        if old and self._is_untouched(field, value):
            return self._decide_untouched(choice, old, new)
        if old:
            return self._decide_edited(choice, value, old, new)
        return self._decide_own(choice, value, new)

    def _states_nothing(self, field: str, value: Any) -> bool:
        """Whether there is nothing in the file to lose: no value, or one that only says "a preprint"."""
        if not value or field in self._base:
            return not value
        if field == "type":
            return value in OPEN_TYPES or (value == "article-journal" and self._is_in_arxiv())
        return field == "container_title" and self._is_in_arxiv()

    def _is_in_arxiv(self) -> bool:
        return bool(self._mine.container_title) and not is_published(self._mine)

    def _state_source(self, choice: Choice) -> Provenance:
        """The provenance of ``choice``; the one in the lock where nothing but the time differs.

        So the lock changes only where a source says something else.
        """
        said = choice.candidate
        new = Provenance(
            value=to_json(choice.value),
            source=said.source,
            address=said.address,
            time=said.retrieved,
            rule=choice.rule,
        )
        old = self._base.get(choice.field)
        return old if old and old.model_copy(update={"time": new.time}) == new else new

    def _decide_empty(self, choice: Choice, old: Provenance | None, new: Provenance) -> _Decision:
        if old is None:
            if choice.field == "issued" and self._published and is_preprint(choice.candidate):
                return _Decision(
                    "kept", "the date of the preprint is not that of the published version", None
                )
            return _Decision("change", "nothing is stated", new)
        if self._repeats(choice, old):
            return _Decision("kept", "a person removed it, and the source says nothing new", old)
        return _Decision("conflict", "a person removed it, and the source has changed it", old)

    def _decide_untouched(self, choice: Choice, old: Provenance, new: Provenance) -> _Decision:
        field = choice.field
        if compare(field, from_json(field, old.value), choice.value) in ("same", "poorer"):
            return _Decision("agreed", "", old)
        if old.source in self._unavailable and choice.candidate.source != old.source:
            return _Decision("kept", f"it came from {old.source}, which could not be asked", old)
        if self._is_of_the_preprint(choice) and choice.candidate.source != old.source:
            return _Decision("kept", "the preprint says otherwise than the published version", old)
        return _Decision("change", "the source has changed it, and no person had", new)

    def _decide_edited(self, choice: Choice, value: Any, old: Provenance, new: Provenance) -> _Decision:
        if compare(choice.field, value, choice.value) in ("same", "poorer"):
            return _Decision("agreed", "", new)
        if self._repeats(choice, old):
            return _Decision("kept", "a person edited it, and the source says nothing new", old)
        # A work has several right addresses, so another one is no reason to ask a person again.
        if choice.field == "url":
            return _Decision("kept", "a person chose the link", old)
        if self._is_of_the_preprint(choice):
            return _Decision("kept", "a person edited it, and only the preprint says otherwise", old)
        return _Decision("conflict", "a person edited it, and the source has changed it too", old)

    def _decide_own(self, choice: Choice, value: Any, new: Provenance) -> _Decision:
        field = choice.field
        relation = compare(field, value, choice.value)
        if relation == "fuller" and field in _COMPLETED:
            theirs = extend_names(value, choice.value) if field != "page" else choice.value
            return _Decision("change", "the source completes it", new, theirs)
        if relation != "different":
            return _Decision("agreed", "", new)
        if field == "type" or field in _ONE_OF_SEVERAL:
            return _Decision("kept", "a person wrote it, and a work may have more than one", None)
        if self._is_of_the_preprint(choice):
            return _Decision("kept", "only the preprint says otherwise", None)
        if self._is_date_of_the_preprint(choice, value):
            return _Decision("change", "the date was that of the preprint", new)
        if field == "issued" and value.date_parts:
            dates = (date for date in (choice.candidate.online, choice.candidate.print) if date)
            if any(f"{date}-".startswith(f"{value}-") for date in dates):
                return _Decision("kept", "it is the other of the dates online and in print", None)
        return _Decision("conflict", "a person wrote it, and the source says otherwise", None)

    def _is_date_of_the_preprint(self, choice: Choice, value: Any) -> bool:
        if choice.field != "issued" or self._preprint is None or is_published(self._mine):
            return False
        return compare("issued", value, self._preprint.value) != "different"

    def _repeats(self, choice: Choice, old: Provenance) -> bool:
        said = from_json(choice.field, old.value)
        return compare(choice.field, said, choice.value) in ("same", "poorer")

    def _is_of_the_preprint(self, choice: Choice) -> bool:
        return self._published and is_preprint(choice.candidate)


def _title_of(candidate: Candidate) -> str | None:
    title = candidate.fields.get("title")
    return title if isinstance(title, str) else None


def _titled_like(title: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that may have this title, and those that state none."""
    return [c for c in candidates if not (theirs := _title_of(c)) or may_be_one_title(title, theirs)]
