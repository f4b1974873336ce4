"""A session of a page while it is being put together, whatever the page's markup is.

Of its lines, items become readings; slides, forms and recordings its links; the rest its notes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from readinglist.importing.content import PageSession, Skipped
from readinglist.importing.interpret.citations import repeats_authors
from readinglist.importing.interpret.headings import heading_of, kind_of, without_topic_label
from readinglist.importing.interpret.items import is_nothing, item_of, placeholder
from readinglist.importing.interpret.labels import (
    bare_label,
    is_label,
    is_task,
    leads_beside,
    leads_to_the_work,
    says_reading,
    serves_the_session,
)
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.people import speakers
from readinglist.importing.interpret.reading_builder import ReadingCollector
from readinglist.importing.interpret.titles import locator_at
from readinglist.model.reading import Link
from readinglist.model.schedule import Level, Person
from readinglist.text.markdown.spans import Span, Spans, joined, plain, sliced
from readinglist.text.markdown.writer import to_markdown

_MAY_CITE = re.compile(r"\d|[\"“„«]|,\s|\b(?:by|al)\b")
_LABELS = re.compile(r"\s*[(\[](?P<labels>[^()\[\]]{1,80})[)\]]\s*$")
_LEAD = re.compile(r"\s*(?P<words>[^:：]{2,60}?)\s*[:：]+\s*")
_FORMAT = re.compile(r"pdf|pptx?|key|html|ps|docx?|ipynb|mp4", re.I)
_UNLINKED = re.compile(r"\[(?P<label>[^\[\]]{1,40})\]")
_EDGE = " \t:,;.|/[]()–—-"
_LETTER = re.compile(r"[^\W_]")


class ItemPlace(NamedTuple):
    """Where on a page an item stands.

    ``reads``: whether what stands there is a reading; ``None``: each item must tell.
    ``level`` is the one that the place gives; ``None``: it gives none.
    """

    reads: bool | None = None
    level: Level | None = None


class SessionDraft:
    """What is known of a session by now.

    Attributes:
        topic: the session's topic.
        gathering: its readings.
    """

    def __init__(self, words: LevelWords, *, topic: str = "", file: str | None = None) -> None:
        self.topic = topic
        self.gathering = ReadingCollector(words, file=file)
        self._words = words
        self._file = file
        self._speakers: list[Person] = []
        self._links: list[Link] = []
        self._notes: list[str] = []
        self._skipped: list[Skipped] = []
        self._demoted: list[Skipped] = []

    def session(self, line: int | None) -> PageSession:
        """The session that begins on ``line``, without week and date."""
        readings = self.gathering.readings
        return PageSession(
            line=line,
            file=self._file,
            topic=self.topic,
            kind=kind_of(heading_of(self.topic).topic, has_readings=bool(readings)),
            speakers=tuple(self._speakers),
            links=tuple(dict.fromkeys(self._links)),
            notes=_joined_notes(self._notes),
            tbd=self.gathering.tbd,
            readings=readings,
            demoted=tuple(self._demoted),
        )

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What is no part of the session, in order of kind."""
        return (*self._skipped, *self.gathering.skipped)

    def take_lines(self, lines: Sequence[Spans], line: int | None, place: ItemPlace) -> None:
        """Take the lines of a cell; one such as ``Optional:`` says the level of those behind it."""
        for spans in itertools.chain.from_iterable(map(_parted, lines)):
            lead = self.lead(spans)
            place, spans = lead if lead else (place, spans)
            if not spans or is_nothing(plain(spans)):
                continue
            if self.serves_only(spans) and not (place.reads and self.leads_to_a_work(spans)):
                self.add_links(spans)
                self.demote(line, spans)
            elif self.says_task(spans):
                self.add_note(spans)
                self.demote(line, spans)
            elif place.reads or (place.reads is None and self.is_reading(spans)):
                self.gathering.add(spans, line, level=place.level)
            else:
                self.add_topic(spans)

    def add_topic(self, spans: Spans) -> None:
        """Take words as the topic, or, where there is one already, as a note."""
        topic = topic_of(spans)
        if self.topic and self.topic not in (topic, plain(spans)):
            self._notes.append(to_markdown(spans))
            return
        self.topic = topic
        self.add_links(spans)

    def add_links(self, spans: Spans, head: str | None = None) -> None:
        """Add links to the session; ``head`` names those that are bare, or say no more than "link"."""
        self._links += _named(spans, head) if head or self.topic != plain(spans) else _named(spans, None)

    def add_work_links(self, spans: Spans, head: str | None = None) -> None:
        """Add links to the last reading."""
        self.gathering.add_links(len(self.gathering) - 1, _named(spans, head))

    def add_note(self, spans: Spans) -> None:
        """Add a line that is no reading: its links, and its words as a note."""
        line = session_line(spans)
        self._links += line.links
        self._notes += [line.note] if line.note and not is_nothing(line.note) else []

    def add_speakers(self, spans: Spans) -> None:
        """Add the people that a cell or a line names; links that are no person's are the session's."""
        people = speakers(spans)
        self._speakers += people
        known = {person.url for person in people}
        self.add_links(tuple(span for span in spans if span.url and span.url not in known))

    def lead(self, spans: Spans) -> tuple[ItemPlace, Spans] | None:
        """The place that words before a colon give (``Readings: …``), and the rest; ``None``: none."""
        text = "".join(span.text for span in spans)
        if spans[0].url is None and (level := self._words.heading(text)) is not None and not links_of(spans):
            return ItemPlace(True, level), ()
        match = _LEAD.match(text)
        ahead = "".join(span.text for span in itertools.takewhile(lambda span: span.url is None, spans))
        if match is None and ahead and (level := self._words.word(ahead)) is not None:
            return ItemPlace(True, level), joined(sliced(spans, len(ahead)))  # "see also" and a link
        if match is None or any(span.url is not None for span in sliced(spans, 0, match.end())):
            return None
        level = self._words.heading(match["words"])
        return (ItemPlace(True, level), joined(sliced(spans, match.end()))) if level is not None else None

    def is_reading(self, spans: Spans) -> bool:
        """Whether an item at a place that does not say so is a reading, to judge by what it says."""
        if any(span.key for span in spans) or self._words.prefix(plain(spans)) is not None:
            return True
        if placeholder(spans) is not None:
            return True
        links = links_of(spans)
        if any(map(says_reading, links)):
            return True
        return self.is_citation(spans) if not links else not self.serves_only(spans)

    def says_task(self, spans: Spans) -> bool:
        """Whether an item says what is due or to be done; one that links a work by its title does not."""
        links = links_of(spans)
        text = plain(spans)
        is_due = re.match(r"[\W_]*(?:due|deadline|submit)\b", text, re.I) is not None
        return is_task(text) and (is_due or not links or all(map(serves_the_session, links)))

    def is_citation(self, spans: Spans) -> bool:
        """Whether words without a link cite a work: its authors, where it appeared, or which part to read."""
        if _MAY_CITE.search(plain(spans)) is None:
            return False
        readings = item_of(spans, self._words).readings
        again = repeats_authors(plain(spans))
        return any(
            (reading.author or reading.venue or reading.year or reading.locator or again)
            and reading.title
            and not serves_the_session(reading.title)
            for reading in readings
        )

    def serves_only(self, spans: Spans) -> bool:
        """Whether all links of an item lead to slides, forms and the like, and its words name no work."""
        links = links_of(spans)
        first = next((index for index, span in enumerate(spans) if span.url is not None), 0)
        words = plain(spans[:first]).strip(" :,;[(–—-")
        if links and all(leads_beside(span.url) for span in spans if span.url):
            return True
        if not links or not all(serves_the_session(label) for label in links):
            return False
        slides = any(re.search(r"\b(?:pptx?|slides?|deck|keynote)\b", label, re.I) for label in links)
        papers = any(
            re.search(r"\b(?:paper|arxiv|doi|acm|ieee|code|video)\b", label, re.I) for label in links
        )
        return len(words.split()) < 3 or serves_the_session(words) or (slides and not papers)

    def leads_to_a_work(self, spans: Spans) -> bool:
        """Whether links that name no work lead to one: "Chapter 3 of the [book]", not "Slides: [pdf]"."""
        first = next((index for index, span in enumerate(spans) if span.url is not None), 0)
        words = plain(spans[:first]).strip(" :,;[(–—-")
        named = not words or locator_at(words) is not None or not serves_the_session(words)
        return named and all(map(leads_to_the_work, links_of(spans)))

    def demote(self, line: int | None, spans: Spans) -> None:
        """Say that an item of a list is no reading, but a link or a note of the session."""
        why = "a link of its session" if any(span.url for span in spans) else "a note of its session"
        self._demoted.append(Skipped(line=line, file=self._file, text=to_markdown(spans), why=why))

    def leave(self, line: int | None, spans: Spans, why: str) -> None:
        """Say that something is not taken, and why."""
        self._skipped.append(Skipped(line=line, file=self._file, text=to_markdown(spans), why=why))


def _joined_notes(notes: Sequence[str]) -> str | None:
    """Notes as one text; what does not end as a sentence does is parted from the next by a semicolon."""
    text = " ".join(note if re.search(r"[.!?:;,…)]$", note) else f"{note};" for note in notes)
    return text.removesuffix(";") or None


def topic_of(spans: Spans) -> str:
    """The words of a topic, without links that are named in brackets behind it: ``Scaling ([slides])``."""
    text = without_topic_label(plain(spans)).rstrip(" :")
    match = _LABELS.search(text)
    if match is None or not links_of(spans) or not all(map(is_label, re.split(r"[/|,;]", match["labels"]))):
        return text
    return text[: match.start()] or text


def links_of(spans: Spans) -> list[str]:
    """The words of each link; one with an empty address is one, too."""
    groups = itertools.groupby(spans, key=lambda span: span.url)
    return [plain(group) for url, group in groups if url is not None]


def _named(spans: Spans, head: str | None) -> list[Link]:
    """The links among spans, with their words; where these say nothing, with ``head``."""
    found = []
    head = None if head and re.fullmatch(r"links?|urls?", head, re.I) else head
    for url, group in itertools.groupby(
        (s for s in spans if s.url and s.url.strip()), key=lambda span: span.url
    ):
        words = bare_label(plain(group))
        says_nothing = not words or words == url or re.fullmatch(r"link|here|url|\W*", words, re.I)
        label = (head or None) if says_nothing else words
        if head and label and re.fullmatch(r"pdf|pptx?|key|html|\d{1,2}", label, re.I):
            label = f"{head} ({label})"
        found.append(Link(url=(url or "").strip(), label=label))
    return found


def _parted(spans: Spans) -> list[Spans]:
    """The parts of a line that semicolons or bullets part, if each part has a link."""
    parts: list[list[Span]] = [[]]
    for span in spans:
        pieces = re.split(r"[;•·]\s*", span.text) if span.url is None else [span.text]
        parts[-1].append(span._replace(text=pieces[0]))
        parts += ([span._replace(text=piece)] for piece in pieces[1:])
    shown = [part for part in map(joined, parts) if plain(part).strip(" ;•·")]
    return shown if all(map(links_of, shown)) else [spans]


class SessionLine(NamedTuple):
    """A line: its links, its prose (``None``: it has none), and labels of files that no link leads to."""

    links: tuple[Link, ...] = ()
    note: str | None = None
    unlinked: tuple[str, ...] = ()


def session_line(spans: Sequence[Span]) -> SessionLine:
    """What a line such as ``Lecture slides: [PDF](…), [PPTX](…)`` gives.

    A label that is a file format takes the words before it along: ``Lecture slides (PDF)``.
    Words around links that are more than that are kept as a note, with the links' words in them.
    """
    spans = joined(spans)
    groups = [tuple(group) for _, group in itertools.groupby(spans, key=lambda span: span.url)]
    links: list[Link] = []
    subject, prose, bracketed = "", False, False
    for group in groups:
        text, url = bare_label(plain(group)), group[0].url
        if url is None:
            unlinked = _UNLINKED.sub("", plain(group)).strip(_EDGE)
            subject = unlinked if _LETTER.search(unlinked) and not links else subject
            prose = prose or (
                bool(_LETTER.search(unlinked)) and bool(links) and unlinked.lower() not in ("and", "or")
            )
        elif url.strip():
            links.append(Link(url=url.strip(), label=_label(subject, text, alone=bracketed)))
        bracketed = url is None and plain(group).rstrip().endswith(("[", "("))
    bare = tuple(
        m["label"] for s in spans if s.url is None for m in _UNLINKED.finditer(s.text) if is_label(m["label"])
    )
    if not links:
        return SessionLine((), None if bare else to_markdown(spans) or None, bare)
    note = (
        to_markdown(span._replace(url=None) for span in spans) if prose or _is_prose(groups, links) else None
    )
    return SessionLine(tuple(links), note, bare)


def _label(subject: str, text: str, *, alone: bool) -> str | None:
    """What a link is named; ``alone``: it stands in brackets behind what it is of."""
    is_format = _FORMAT.fullmatch(text) is not None
    text = "" if subject and re.fullmatch(r"link|here|url", text, re.I) else text
    if text and not is_format and not (alone and subject):
        return text
    shown = text.upper() if is_format else text
    return f"{subject} ({shown})" if subject and shown else subject or shown or None


def _is_prose(groups: Sequence[Sequence[Span]], links: Sequence[Link]) -> bool:
    """Whether words before the first link are part of a sentence rather than the name of what is linked."""
    first = plain(groups[0]) if groups[0][0].url is None else ""
    names = first.endswith((":", "[", "(", "–", "—", "-"))
    return bool(links) and ("." in first.strip(" .") or (len(first.split()) > 3 and not names))
