"""What the keys of a data file hold, by a table of synonyms, a person's hints, and the heads of tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from readinglist.importing.interpret.columns import roles_of
from readinglist.importing.interpret.dates import written_date
from readinglist.importing.interpret.headings import Heading, heading_of
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.markup.data_tree import Node, has_address

# Each line: a role, and the keys that have it, as words.
_SYNONYMS = """
week: week, week number, week no, weekno, weeknum, wk
date: date, dates, day, when, datetime, start, start date, class date, lecture date, session date, meeting
  date, due date, week start, weekstart, week of, starts
number: number, no, nr, num, index, order, lecture number, lecture no, session number, class number,
  lesson, lec
topic: topic, topics, subject, heading, lecture title, lecture topic, session title, session topic, what,
  event, content
title: title, name, lecture, session, label, paper title, presentation, display name
theme: theme, module, unit, section, area, category, block, group, part, chapter title
kind: kind, type, session type, format, class type
speakers: speaker, speakers, lecturer, lecturers, instructor, instructors, guest, guests, guest speaker,
  taught by, host
presenters: presenter, presenters, leader, leaders, lead, leads, discussant, discussants, scribe, scribes,
  students, discussion lead, discussion leads, presented by
required: required, main, core, mandatory, primary, must read, required reading, required readings,
  required papers, main paper, main papers, main reading, main readings, preread, pre reading, pre
  readings, prereading, prereadings
optional: optional, suggested, recommended, supplementary, supplemental, supplement, additional, further,
  extra, extras, background, related, see also, bonus, more, optional reading, optional readings,
  suggested reading, suggested readings, further reading, additional reading, related work, related
  papers, recommended reading
readings: reading, readings, paper, papers, article, articles, literature, references, reading list, to
  read, read, texts, textbook, book, books, bibliography, citations
links: links, link list, resources, materials, material, files, attachments, handouts, media
url: url, urls, link, href, uri, paper url, paper link, web, website, address, permalink, doi, arxiv,
  arxiv id, pdf, pdf url, paper pdf, html, paperlink, paperurl
beside: slides, slide, video, videos, code, recording, recordings, notebook, notebooks, github, repo,
  demo, poster, talk, handout, lecture notes, deck, pptx, ppt, colab, youtube, blog, data, dataset, zoom,
  quiz, form, review form
authors: author, authors, by, writers
venue: venue, conference, journal, conf, published in, publication, container, where published, booktitle,
  publisher
year: year, published, pub year, publication year
details: details, citation, cite, reference, description, desc, info
notes: note, notes, activity, activities, comment, comments, remark, remarks, announcement, announcements,
  assignment,
  assignments, homework, hw, due, deadline, deadlines, lab, labs, project, todo, logistics, summary,
  abstract
locator: pages, chapter, chapters, sections, sect, sects, locator, pp, what to read
award: award, awards
level: level, priority, necessity, requirement, is required, is optional
id: id, key, slug, citekey, citation key, cite key, bibkey, ref, uid
children: days, lectures, sessions, classes, meetings, schedule, events, items, weeks, modules, units,
  entries, lessons, calendar, syllabus, semester, program, programme, agenda
canceled: canceled, cancelled, holiday, no class, noclass, break, is holiday, off
ignore: layout, permalink to, color, colour, icon, image, img, thumbnail, css, class, weight, nav order,
  location, room, time, times, end, end time, start time, duration, hidden, draft, published at, tags,
  categories, sheet tab, mon, last modified
"""
_ROLE_OF: dict[str, str] = {
    name.strip(): role
    for role, names in re.findall(r"^(\w+): (.*(?:\n  .*)*)", _SYNONYMS, re.M)
    for name in " ".join(names.split()).split(",")
}
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])")
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.|mailto:|\.{0,2}/)\S+"
    r"|[\w~./%-]+\.(?:pdf|html?|pptx?|ps|ipynb|md|zip|mp4)(?:[?#]\S*)?",
    re.I,
)
_COUNTED = re.compile(r"^(week|lecture|day)[_-]?(?=\d)", re.I)
_SPLIT = re.compile(r"[\s_.-]+")
_TRUE = frozenset({"true", "yes", "y", "1", "on"})
_FALSE = frozenset({"false", "no", "n", "0", "off"})
# Roles that say that an entry is a meeting, not a work.
_OF_SESSIONS = frozenset({"week", "required", "optional", "readings"})
_OF_WORKS = frozenset({"url", "authors", "venue", "details"})


def words_of(key: str) -> str:
    """A key as words: ``requiredReadings`` and ``required_readings`` are "required readings"."""
    return " ".join(_SPLIT.split(_CAMEL.sub(" ", key.strip()))).casefold().strip()


def truth(node: Node) -> bool | None:
    """Whether a value says yes or no; ``None``: it says neither."""
    text = (node.text or "").strip(" \t\n,;").casefold()
    return True if text in _TRUE else False if text in _FALSE else None


class Keys:
    """What keys hold on one page.

    ``columns`` are a person's hints, which go before what is known.
    """

    def __init__(self, words: LevelWords, columns: Mapping[str, str]) -> None:
        self.levels = words
        self._told = {words_of(key): role for key, role in columns.items()}
        self._known: dict[str, str | None] = {}

    def role(self, key: str) -> str | None:
        """What a key holds; ``None``: it is not known."""
        words = words_of(key)[:80]
        if words not in self._known:
            self._known[words] = self._role_of(words)
        return self._known[words]

    def _role_of(self, words: str) -> str | None:
        if words in self._told:
            return self._told[words]
        if (role := _ROLE_OF.get(words)) is not None:
            return role
        level = self.levels.marked(words)
        if level in ("required", "optional"):
            return level
        (column,) = roles_of((words,), self.levels)
        return "beside" if column == "links" else column


class Entry(NamedTuple):
    """A mapping of a data file, its pairs sorted by what they hold."""

    node: Node
    fields: Mapping[str | None, tuple[tuple[str, Node], ...]]

    def of(self, *roles: str) -> tuple[tuple[str, Node], ...]:
        """The keys and values of some roles, in the order of the roles."""
        return tuple(pair for role in roles for pair in self.fields.get(role, ()))

    def text(self, *roles: str) -> str:
        """The first text of some roles; empty: there is none."""
        for _, node in self.of(*roles):
            if node.text and node.text.strip():
                return node.text.strip()
        return ""

    @property
    def is_dated(self) -> bool:
        """Whether it says a day of a schedule."""
        return any(node.text and written_date(node.text) is not None for _, node in self.of("date"))

    @property
    def is_session(self) -> bool:
        """Whether it says when something is, or what is read then."""
        return self.is_dated or any(self.of(role) for role in _OF_SESSIONS)

    @property
    def is_work(self) -> bool:
        """Whether it has the title of a work with its address, authors, venue or citation."""
        return bool(self.text("title", "topic")) and any(not node.is_empty for _, node in self.of(*_OF_WORKS))


def entry_of(node: Node, keys: Keys) -> Entry:
    """The pairs of a mapping by role; what is empty is left out."""
    fields: dict[str | None, list[tuple[str, Node]]] = {}
    for key, value in node.pairs or ():
        if not value.is_empty:
            fields.setdefault(_role_with(key, value, keys), []).append((key, value))
    return Entry(node, {role: tuple(pairs) for role, pairs in fields.items()})


def _role_with(key: str, value: Node, keys: Keys) -> str | None:
    """The role of a key with this value: ``notes`` may be an address, ``lecture`` a mapping."""
    role = keys.role(key)
    address = value.text is not None and is_address(value.text)
    if role in ("notes", "details", "number", "kind", "canceled") and address:
        return "beside"
    if role == "readings" and value.text is not None and truth(value) is not None:
        return "level"
    if role in ("required", "optional") and value.text is not None and truth(value) is not None:
        return "level"
    if role in ("title", "topic", "theme", "week", "date", "number") and value.items is not None:
        return "children" if any(item.pairs for item in value.items) else role
    return role


def is_address(text: str) -> bool:
    """Whether a text is one address or path of a file, and nothing else."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def heading_in(key: str) -> Heading:
    """What a key such as ``week1`` or ``2022-01-24`` says of a session."""
    return heading_of(_COUNTED.sub(r"\1 ", key.replace("_", " ")))


def linked(node: Node) -> bool:
    """Whether a text holds a link or is an address."""
    return node.text is not None and (has_address(node.text) or is_address(node.text))
