"""From a list to the links that are looked at: each once, with every place that needs it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from readinglist.links.plan.expected import NOTHING, both, promised
from readinglist.links.plan.link_identity import Naming, naming_of, naming_of_doi
from readinglist.links.results import Expected, LinkTarget, Use
from readinglist.model.finding import Origin
from readinglist.model.links import LinkPlace as Place
from readinglist.model.links import course_places, reading_places, session_places
from readinglist.model.reading import Link, Reading
from readinglist.model.schedule import Level, Session, Syllabus
from readinglist.text.markdown.parser import inline_links

LineOf = Callable[[Place], int | None]
"""The 1-based line of a link; ``None``: it is not known."""
_Need = tuple[Session | None, Level | None]
"""A session that needs a link, and the level of the assignment."""


def gather(
    syllabus: Syllabus,
    origins: Mapping[str, Origin],
    session_origins: Sequence[Origin | None],
    line_of: LineOf | None = None,
) -> tuple[LinkTarget, ...]:
    """Every link of the list, each once, in its order: the course's, the sessions', the readings'.

    DOIs and arXiv ids count as links, and so do the links in Markdown. Empty,
    unsafe and unfinished addresses are among them; what is said of those is not decided here.

    Args:
        syllabus: the list.
        origins: citation key to the place of its entry.
        session_origins: the place of each session, in their order.
        line_of: a finer place than the first line of the entry or session; ``None``: there is none.
    """
    placing = _Placing(syllabus, origins, session_origins, line_of)
    found: dict[str, _Growing] = {}
    for place, level in _places(syllabus):
        naming = _naming(place)
        target = found.get(naming.name)
        if target is None:
            target = found[naming.name] = _Growing(place.link.url, naming)
        target.add(place, naming, placing.uses(place, level))
    return tuple(target.finished() for target in found.values())


def _naming(place: Place) -> Naming:
    """The name of a link; a DOI of a field may hold what an address cannot, such as ``#``."""
    if place.field == "doi" and place.reading and place.reading.doi:
        return naming_of_doi(place.reading.doi)
    return naming_of(place.link.url)


@dataclass(slots=True)
class _Growing:
    """A target that the walk still finds uses of."""

    url: str
    naming: Naming
    expected: Expected = field(default=NOTHING)
    uses: dict[Use, None] = field(default_factory=dict)

    def add(self, place: Place, naming: Naming, uses: Iterator[Use]) -> None:
        if not naming.inferred:
            self.naming = naming
        self.expected = both(self.expected, promised(place))
        self.uses.update(dict.fromkeys(uses))

    def finished(self) -> LinkTarget:
        return LinkTarget(
            url=self.url,
            name=self.naming.name,
            identifier=self.naming.identifier,
            inferred=self.naming.inferred,
            expected=self.expected,
            uses=tuple(self.uses),
        )


def _places(syllabus: Syllabus) -> Iterator[tuple[Place, Level | None]]:
    """Every link, and the level of the assignment whose remark it stands in."""
    for place in course_places(syllabus.course):
        yield place, None
    for link in _in_markdown(syllabus.course.notes):
        yield Place(link, "notes"), None
    for index, session in enumerate(syllabus.sessions):
        for place in session_places(session, index):
            yield place, None
        for link in _in_markdown(session.notes):
            yield Place(link, "notes", session=index), None
        for assignment in session.assignments:
            for name, text in (("note", assignment.note), ("text", assignment.text)):
                for link in _in_markdown(text):
                    yield Place(link, name, assignment.reading, index), assignment.level
    for reading in syllabus.readings:
        yield from ((place, None) for place in _with_identifiers(reading))


def _with_identifiers(reading: Reading) -> Iterator[Place]:
    """The links of a reading as `Reading.all_links` orders them: the identifiers' behind the main one."""
    places = list(reading_places(reading))
    main = 1 if reading.url is not None else 0
    yield from places[:main]
    for link in reading.identifier_links():
        yield Place(link, "doi" if link.label == "DOI" else "arxiv_id", reading)
    yield from places[main:]


def _in_markdown(text: str | None) -> Iterator[Link]:
    return (Link(url=url, label=words or None) for url, words in (inline_links(text) if text else ()))


class _Placing:
    """Where a link is used and by when it is needed."""

    def __init__(
        self,
        syllabus: Syllabus,
        origins: Mapping[str, Origin],
        session_origins: Sequence[Origin | None],
        line_of: LineOf | None,
    ) -> None:
        self._sessions = syllabus.sessions
        self._origins, self._session_origins, self._line_of = origins, session_origins, line_of
        # The course has no line of its own, but it stands in the file of the sessions.
        self._course = Origin(next((origin.file for origin in session_origins if origin), None))
        self._needs: dict[str, list[_Need]] = defaultdict(list)
        for session in syllabus.sessions:
            for assignment in session.assignments:
                self._needs[assignment.reading.key].append((session, assignment.level))

    def uses(self, place: Place, level: Level | None) -> Iterator[Use]:
        """One use for each session that needs the link; one alone where none does."""
        origin = self._origin(place)
        line = self._line_of(place) if self._line_of else None
        for session, binding in self._needed(place, level):
            yield Use(
                key=place.reading.key if place.reading else None,
                field=place.field,
                file=origin.file,
                line=line or origin.line,
                week=session.week if session else None,
                date=session.date if session else None,
                level=binding,
                label=place.link.label,
            )

    def _needed(self, place: Place, level: Level | None) -> list[_Need]:
        if place.session is not None:
            return [(self._sessions[place.session], level)]
        needs = self._needs.get(place.reading.key) if place.reading else None
        return needs or [(None, None)]

    def _origin(self, place: Place) -> Origin:
        if place.session is not None:
            origins = self._session_origins
            return (origins[place.session] if place.session < len(origins) else None) or self._course
        return self._origins.get(place.reading.key, Origin()) if place.reading else self._course
