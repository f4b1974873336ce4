"""From what a check proposes to one-field edits of a list, and of what still says what was checked alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar

from pydantic import Field

from readinglist.errors import UsageError
from readinglist.links.link_identity import identify_link
from readinglist.links.redirect_trust import with_fragment_of
from readinglist.links.results import LinkResult, Repair, RepairKind
from readinglist.links.targets import expected_at
from readinglist.model.links import LinkPlace, link_places
from readinglist.model.reading import Reading, Record
from readinglist.model.schedule import Course, Session, Syllabus


class Edit(Record):
    """One address in one field that becomes another one.

    It is in the reading ``key``, or in the session of index ``session``, or, where both are
    ``None``, in the course. ``sure`` edits are for ``--fix``; a person looks at the others.
    """

    key: str | None = Field(default=None, description="citation key; null: not in a reading")
    session: int | None = Field(default=None, description="index from 0; null: not in a session")
    field: str = Field(description="name of the record's field: url, links, speakers, instructors")
    old: str = Field(description="the address as the field gives it")
    new: str
    kind: RepairKind
    why: str = Field(description="the evidence, in words")
    sure: bool = False


class Fixable(Protocol):
    """What is changed: a `ReadingList`."""

    @property
    def readings(self) -> Mapping[str, Reading]: ...  # noqa: D102
    @property
    def sessions(self) -> tuple[Session, ...]: ...  # noqa: D102
    @property
    def course(self) -> Course: ...  # noqa: D102
    def replace(self, key: str, /, **fields: Any) -> Self: ...  # noqa: D102
    def replace_session(self, index: int, /, **fields: Any) -> Self: ...  # noqa: D102
    def replace_course(self, **fields: Any) -> Self: ...  # noqa: D102
    def diff(self) -> str: ...  # noqa: D102


class RefusedEdit(NamedTuple):
    """An edit that was not made, and why not."""

    edit: Edit
    reason: str


_List = TypeVar("_List", bound=Fixable)


class FixedList(NamedTuple, Generic[_List]):
    """A list with edits made: ``done`` of them, and those that it does not take."""

    rl: _List
    done: tuple[Edit, ...]
    refused: tuple[RefusedEdit, ...] = ()


def fixes(results: Iterable[LinkResult], syllabus: Syllabus) -> tuple[Edit, ...]:
    """Return the edits that the best repair of each link comes to, in the order of the list.

    A link has one edit for each place that gives it, in the spelling of that place. Links
    in the Markdown of notes are left to people.
    """
    repaired = {identify_link(result.url).name: result.repairs for result in results if result.repairs}
    return tuple(_edits(repaired, syllabus)) if repaired else ()


def _edits(repaired: Mapping[str, tuple[Repair, ...]], syllabus: Syllabus) -> Iterator[Edit]:
    for place in link_places(syllabus):
        repairs = repaired.get(identify_link(place.link.url).name, ())
        repair = next((repair for repair in repairs if _suits(repair, place)), None)
        if repair is None:
            continue
        old = place.link.url
        # Two places that share a page may name different places in it.
        new = with_fragment_of(repair.address, old) if repair.kind == "redirect" else repair.address
        yield Edit(
            key=place.reading.key if place.reading else None,
            session=place.session,
            field=place.field,
            old=old,
            new=new,
            kind=repair.kind,
            why=repair.why,
            sure=repair.sure,
        )


def _suits(repair: Repair, place: LinkPlace) -> bool:
    """Whether the repair is one for this place: another address of the work only where the work is meant."""
    if repair.address == place.link.url:
        return False
    return repair.kind in ("redirect", "archive") or bool(expected_at(place).titles)


def with_fixes(rl: _List, edits: Iterable[Edit]) -> FixedList[_List]:
    """Return a list with these edits made.

    Where a field no longer says what was checked, or its file cannot hold the new address,
    the edit is refused and the others are made.
    """
    edits = tuple(edits)
    # Mostly all can be made at once; only where the files cannot hold them are they made one by one.
    whole = _apply(rl, edits)
    # A list whose files could not hold it before gains nothing by single edits.
    if _problem(rl) is not None or _problem(whole.rl) is None:
        return whole
    fixed = FixedList(rl, ())
    for edit in edits:
        one = _apply(fixed.rl, (edit,))
        reason = one.refused[0].reason if one.refused else _problem(one.rl)
        if reason is None:
            fixed = FixedList(one.rl, (*fixed.done, edit), fixed.refused)
        else:
            fixed = fixed._replace(refused=(*fixed.refused, RefusedEdit(edit, reason)))
    return fixed


def _apply(rl: _List, edits: Iterable[Edit]) -> FixedList[_List]:
    done: list[Edit] = []
    refused: list[RefusedEdit] = []
    for edit in edits:
        record = _record(rl, edit)
        changes = _changes(record, edit) if record is not None else {}
        if not changes:
            refused.append(RefusedEdit(edit, f"it no longer says {edit.old}"))
            continue
        done.append(edit)
        if edit.key is not None:
            rl = rl.replace(edit.key, **changes)
        elif edit.session is not None:
            rl = rl.replace_session(edit.session, **changes)
        else:
            rl = rl.replace_course(**changes)
    return FixedList(rl, tuple(done), tuple(refused))


def _record(rl: Fixable, edit: Edit) -> Reading | Session | Course | None:
    """Return what the edit is in; ``None``: it is not there any more."""
    if edit.key is not None:
        return rl.readings.get(edit.key)
    if edit.session is None:
        return rl.course
    return rl.sessions[edit.session] if edit.session < len(rl.sessions) else None


def _changes(record: Reading | Session | Course, edit: Edit) -> dict[str, Any]:
    """Return the field with the address changed; empty where it does not give the old one."""
    value = getattr(record, edit.field, None)
    if isinstance(value, str):
        return {edit.field: edit.new} if value == edit.old else {}
    if not isinstance(value, tuple) or all(item.url != edit.old for item in value):
        return {}
    new = (item.model_copy(update={"url": edit.new}) if item.url == edit.old else item for item in value)
    return {edit.field: tuple(new)}


def _problem(rl: Fixable) -> str | None:
    """Return why the files of a list cannot hold it; ``None``: they can."""
    try:
        rl.diff()
    except UsageError as error:
        return str(error)
    return None
