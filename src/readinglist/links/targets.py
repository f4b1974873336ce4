"""From a list to the links that are checked: each once, with its uses and what should stand there; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from readinglist.links.link_identity import Identity, identify_doi, identify_link
from readinglist.links.results import Expected, LinkTarget, Use
from readinglist.model.finding import Origin
from readinglist.model.links import LinkPlace, course_places, reading_places, session_places
from readinglist.model.reading import Link, Reading
from readinglist.model.schedule import Level, Session, Syllabus
from readinglist.text import latex
from readinglist.text.markdown.parser import inline_links

_WORD = re.compile(r"[^\W\d_]+")
_THE_WORK = frozenset(
    {"abstract", "arxiv", "article", "chapter", "doi", "fulltext", "manuscript", "paper", "pdf", "preprint"}
)
# A poster as PDF is a PDF, but no copy of the work.
_BESIDE_THE_WORK = frozenset(
    {"appendix", "artifact", "blog", "code", "data", "dataset", "demo", "errata", "erratum", "notes", "page"}
    | {"poster", "project", "repository", "review", "reviews", "slides", "summary", "supplement"}
    | {"supplementary", "talk", "thread", "tutorial", "video", "website"}
)
_NOTHING = Expected()

LineOf = Callable[[LinkPlace], int | None]
"""The 1-based line of a link; ``None``: it is not known."""
_Need = tuple[Session | None, Level | None]
"""A session that needs a link, and the level of the assignment."""


def gather_targets(
    syllabus: Syllabus,
    origins: Mapping[str, Origin],
    session_origins: Sequence[Origin | None],
    line_of: LineOf | None = None,
) -> tuple[LinkTarget, ...]:
    """Return every link of the list, each once, in its order: the course's, the sessions', the readings'.

    DOIs and arXiv ids count as links, and so do the links in Markdown. Empty,
    unsafe and unfinished addresses are among them; what is said of those is not decided here.

    Args:
        syllabus: the list.
        origins: citation key to the place of its entry.
        session_origins: the place of each session, in their order.
        line_of: a finer place than the first line of the entry or session; ``None``: there is none.
    """
    finder = _UseFinder(syllabus, origins, session_origins, line_of)
    found: dict[str, _TargetBuilder] = {}
    for place, level in _places(syllabus):
        identity = _identify(place)
        target = found.get(identity.name)
        if target is None:
            target = found[identity.name] = _TargetBuilder(place.link.url, identity)
        target.add(place, identity, finder.uses(place, level))
    return tuple(target.build() for target in found.values())


def _identify(place: LinkPlace) -> Identity:
    """Return the name of a link; a DOI of a field may hold what an address cannot, such as ``#``."""
    if place.field == "doi" and place.reading and place.reading.doi:
        return identify_doi(place.reading.doi)
    return identify_link(place.link.url)


@dataclass(slots=True)
class _TargetBuilder:
    """A target that is not complete: the walk still finds uses of it."""

    url: str
    identity: Identity
    expected: Expected = field(default=_NOTHING)
    uses: dict[Use, None] = field(default_factory=dict)

    def add(self, place: LinkPlace, identity: Identity, uses: Iterator[Use]) -> None:
        # A DOI that one place states outright is more than one that was read out of a publisher's address.
        if not identity.inferred:
            self.identity = identity
        self.expected = union(self.expected, expected_at(place))
        self.uses.update(dict.fromkeys(uses))

    def build(self) -> LinkTarget:
        return LinkTarget(
            url=self.url,
            name=self.identity.name,
            identifier=self.identity.identifier,
            inferred=self.identity.inferred,
            expected=self.expected,
            uses=tuple(self.uses),
        )


def _places(syllabus: Syllabus) -> Iterator[tuple[LinkPlace, Level | None]]:
    """Yield every link, and the level of the assignment whose remark it stands in."""
    for place in course_places(syllabus.course):
        yield place, None
    for link in _in_markdown(syllabus.course.notes):
        yield LinkPlace(link, "notes"), None
    for index, session in enumerate(syllabus.sessions):
        for place in session_places(session, index):
            yield place, None
        for link in _in_markdown(session.notes):
            yield LinkPlace(link, "notes", session=index), None
        for assignment in session.assignments:
            for name, text in (("note", assignment.note), ("text", assignment.text)):
                for link in _in_markdown(text):
                    yield LinkPlace(link, name, assignment.reading, index), assignment.level
    for reading in syllabus.readings:
        yield from ((place, None) for place in _with_identifiers(reading))


def _with_identifiers(reading: Reading) -> Iterator[LinkPlace]:
    """The links of a reading as `Reading.all_links` orders them: the identifiers' behind the main one."""
    places = list(reading_places(reading))
    main = 1 if reading.url is not None else 0
    yield from places[:main]
    for link in reading.identifier_links():
        yield LinkPlace(link, "doi" if link.label == "DOI" else "arxiv_id", reading)
    yield from places[main:]


def _in_markdown(text: str | None) -> Iterator[Link]:
    return (Link(url=url, label=words or None) for url, words in (inline_links(text) if text else ()))


class _UseFinder:
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

    def uses(self, place: LinkPlace, level: Level | None) -> Iterator[Use]:
        """Yield one use for each session that needs the link; one alone where none does."""
        origin = self._origin(place)
        line = self._line_of(place) if self._line_of else None
        needs = self._needs.get(place.reading.key) if place.reading else None
        if place.session is not None:
            needs = [(self._sessions[place.session], level)]
        for session, binding in needs or [(None, None)]:
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

    def _origin(self, place: LinkPlace) -> Origin:
        if place.session is not None:
            origins = self._session_origins
            return (origins[place.session] if place.session < len(origins) else None) or self._course
        return self._origins.get(place.reading.key, Origin()) if place.reading else self._course


# What should stand at a link ----------------------------------------------------------


def expected_at(place: LinkPlace) -> Expected:
    """Return what should stand at the link of ``place``, as far as its record promises anything."""
    titles, families = _work(place.reading) if place.reading and _leads_to_the_work(place) else ((), ())
    pdf = _is_pdf(place)
    return Expected(titles=titles, families=families, pdf=pdf) if titles or families or pdf else _NOTHING


def union(first: Expected, second: Expected) -> Expected:
    """Return what two uses of one link promise: any of the titles will do."""
    if second is _NOTHING or first is _NOTHING:
        return first if second is _NOTHING else second
    return Expected(
        titles=tuple(dict.fromkeys((*first.titles, *second.titles))),
        families=tuple(dict.fromkeys((*first.families, *second.families))),
        pdf=first.pdf or second.pdf,
    )


def _leads_to_the_work(place: LinkPlace) -> bool:
    if place.field in ("url", "doi", "arxiv_id"):
        return True
    words = _words(place.link.label)
    return place.field == "links" and bool(words & _THE_WORK) and not words & _BESIDE_THE_WORK


def _is_pdf(place: LinkPlace) -> bool:
    if place.field in ("doi", "arxiv_id"):
        return False
    try:
        path = urlsplit(place.link.url).path
    except ValueError:  # a bracket that is no IPv6 address
        path = ""
    return path.lower().endswith(".pdf") or (place.field == "links" and "pdf" in _words(place.link.label))


def _words(label: str | None) -> frozenset[str]:
    return frozenset(_WORD.findall((label or "").lower()))


# The links of a reading come one after the other, and its titles are decoded once for all of them.
@lru_cache(maxsize=16)
def _work(reading: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the titles and the family names that the work may be known by."""
    sources = (reading.extra.get("preprinttitle"), reading.extra.get("shorttitle"))
    # The page of a book is all that many a chapter has.
    book = reading.container_title if reading.type == "chapter" else None
    titles = (reading.title, *(latex.decode(source).strip() for source in sources if source), book)
    people = reading.author or reading.editor
    families = (name.family or name.literal or name.given for name in people if not name.is_others)
    return _each_once(titles), _each_once(families)


def _each_once(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
