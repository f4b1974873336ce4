"""The text of a .bib file to records, with a finding for everything that was not understood."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from readinglist.formats.bibtex import fields
from readinglist.formats.bibtex.dates import parse_date
from readinglist.formats.bibtex.inheritance import inherit
from readinglist.formats.bibtex.names import parse_names
from readinglist.formats.bibtex.syntax import Entry, Lines, Scanner
from readinglist.formats.bibtex.writer import protect
from readinglist.model.finding import Finding, Origin, Severity
from readinglist.model.gc_pause import collector_paused
from readinglist.model.identifiers import normalise_arxiv, normalise_doi
from readinglist.model.reading import Link, Reading
from readinglist.text import latex

_DASHES = re.compile(r"\s*(?:-{1,3}|[‐-―])\s*")
_URL_COMMAND = re.compile(r"\\url\s*\{([^{}]*)\}")
_TEX_IN_URL = re.compile(r"\\([_%&#~$])")
_LABELLED = re.compile(r"([^<>;]*?)\s*<([^<>]+)>\s*;?\s*")  # links = {Talk in Berkeley <https://…>; …}
_PROTECTION = re.compile(r"\{(?!\\)")
_SEPARATOR = re.compile(r"\s*[,;]\s*")


class Bibliography(NamedTuple):
    """What a .bib file says: its readings in order, where each stands, and what is wrong."""

    readings: tuple[Reading, ...]
    origins: Mapping[str, Origin]
    findings: tuple[Finding, ...]


def parse(text: str, *, file: str | None = None, only: Collection[str] | None = None) -> Bibliography:
    """Read a .bib file as the BibTeX program would, into records.

    Never raises for what stands in ``text``: an entry that cannot be read whole gives
    what can be read of it and a `Finding` with ``file``, line and key. With ``only``,
    records are made for these citation keys alone; ``origins`` is always complete.
    """
    with collector_paused():
        return _Parser(text, file).parse(only)


class _Parser:
    def __init__(self, text: str, file: str | None) -> None:
        self._text = text
        self._file = file
        self._line = Lines(text)
        self._findings: list[Finding] = []

    def parse(self, only: Collection[str] | None) -> Bibliography:
        scanner = Scanner(self._text)
        entries = {entry.key.lower(): entry for entry in scanner.entries()}
        for fault in scanner.faults:
            level: Severity = "error" if fault.serious else "warning"
            self._find(fault.rule, level, fault.message, fault.offset, fault.key)
        readings, origins = [], {}
        for entry in entries.values():
            if entry.type == "xdata":  # a store of fields, not a work
                continue
            if only is None or entry.key in only:
                readings.append(self._reading(entry, entries))
            origins[entry.key] = Origin(self._file, self._line(entry.start))
        self._findings.sort(key=lambda finding: finding.line or 0)
        return Bibliography(tuple(readings), origins, tuple(self._findings))

    def _find(
        self, rule: str, level: Severity, message: str, offset: int, key: str | None, field: str | None = None
    ) -> None:
        line = self._line(offset)
        self._findings.append(
            Finding(
                rule=rule,
                level=level,
                message=message,
                file=self._file,
                line=line,
                key=key or None,
                field=field,
            )
        )

    def _reading(self, entry: Entry, entries: Mapping[str, Entry]) -> Reading:
        values = entry.values()
        if "crossref" in values or "xdata" in values:
            values = inherit(entry, entries, self._bad_parent)
        record = _Fields(values, entry.type).record()
        for field, level, message in record.problems:
            offset = next((f.start for f in entry.fields if f.name == field), entry.start)
            self._find("malformed-field", level, message, offset, entry.key, field)
        try:
            return Reading(key=entry.key, entry_type=entry.type, **record.values)
        except ValidationError as error:  # no known way leads here; an odd entry must still not stop the list
            self._find("malformed-field", "error", str(error), entry.start, entry.key)
            return Reading(key=entry.key, entry_type=entry.type, extra=values)

    def _bad_parent(self, entry: Entry, message: str) -> None:
        self._find("crossref", "error", message, entry.start, entry.key)


class _Record(NamedTuple):
    values: dict[str, Any]
    problems: list[tuple[str, Severity, str]]


class _Fields:
    """Takes the fields of one entry, one after the other; what is left is `extra`."""

    def __init__(self, values: dict[str, str], kind: str) -> None:
        self._left = {name: value for name, value in values.items() if value}
        self._values: dict[str, Any] = {}
        self._problems: list[tuple[str, Severity, str]] = []
        self._kind = kind
        self._type = fields.CSL_TYPES.get(kind, "document")

    def record(self) -> _Record:
        self._identifiers()
        self._address_in_howpublished()
        self._genre_and_type()
        self._title()
        self._names()
        self._container()
        self._numbers()
        self._texts()
        self._issued()
        self._web()
        return _Record({**self._values, "type": self._type, "extra": self._left}, self._problems)

    def _take(self, names: tuple[str, ...]) -> str | None:
        """The first of these fields that is there, its LaTeX as Unicode."""
        for name in names:
            if name in self._left:
                value = self._left.pop(name)
                return value if name in fields.VERBATIM else self._decoded(name, value)
        return None

    def _decoded(self, name: str, value: str) -> str:
        text = latex.decode(value)
        if "\\" in text and (unknown := latex.unknown_commands(value)):
            commands = ", ".join(dict.fromkeys(unknown))
            self._problems.append((name, "info", f"{name} keeps LaTeX that has no plain text: {commands}"))
        return text.strip()

    def _set(self, field: str, value: Any) -> None:
        if value:
            self._values[field] = value

    def _identifiers(self) -> None:
        left = self._left
        if "doi" in left:
            doi = normalise_doi(left["doi"])
            arxiv = normalise_arxiv(left["doi"]) if doi else None
            if arxiv:  # arXiv's own DOI names the preprint, not a published version
                self._set("arxiv_id", arxiv.id)
            elif doi is None:
                self._problems.append(
                    ("doi", "error", f"{left['doi']!r} is not a DOI: write 10.1145/3282307")
                )
            if doi:
                self._set("doi", None if arxiv else doi)
                del left["doi"]
        self._eprint()
        for field in ("isbn", "issn"):
            self._set(field, left.pop(field, None))

    def _eprint(self) -> None:
        left = self._left
        prefix = left.get("archiveprefix") or left.get("eprinttype") or ""
        for name in ("eprint", "arxivid", "arxiv"):
            if name not in left or prefix.lower() not in ("", "arxiv"):
                continue
            arxiv = normalise_arxiv(left[name])
            if arxiv:
                self._set("arxiv_id", arxiv.id)
                self._set("arxiv_version", arxiv.version)
                for used in (name, "archiveprefix", "eprinttype"):
                    left.pop(used, None)
                return
            if prefix or name != "eprint":
                message = f"{left[name]!r} is not an arXiv id: write 1706.03762 or hep-th/9901001"
                self._problems.append((name, "error", message))

    def _address_in_howpublished(self) -> None:
        r"""Take an address out of ``howpublished = {\url{https://…}}``, where old styles want it."""
        match = _URL_COMMAND.fullmatch(self._left.get("howpublished", ""))
        if match and "url" not in self._left:
            self._left["url"] = match[1]
            del self._left["howpublished"]

    def _genre_and_type(self) -> None:
        genre = self._take(fields.ALIASES["genre"])
        default = {"mastersthesis": "Master's thesis", "phdthesis": "PhD thesis"}.get(self._kind)
        self._set("genre", genre or default)
        if self._type == "webpage" and genre and "blog" in genre.lower():
            self._type = "post-weblog"
        elif self._kind == "misc" and "arxiv_id" in self._values:
            self._type = "article"  # CSL's type for a preprint
        elif self._kind == "inbook" and "booktitle" not in self._left:
            self._type = "book"  # BibTeX's @inbook: a part without a title of its own

    def _title(self) -> None:
        source = self._left.get("title")
        title = self._take(("title",))
        subtitle = self._take(("subtitle",))
        self._set("title", _with_subtitle(title, subtitle))
        if source and _PROTECTION.search(source) and not subtitle and protect(title or "") != source:
            self._left["title"] = source  # these braces were chosen by hand; an export keeps them

    def _names(self) -> None:
        for field in ("author", "editor"):
            if field in self._left:
                names, problems = parse_names(self._left.pop(field))
                self._set(field, names)
                self._problems += [(field, "warning", problem) for problem in problems]

    def _container(self) -> None:
        for name in fields.CONTAINERS.get(self._type, fields.ANY_CONTAINER):
            if name in self._left:
                subtitle = fields.SUBTITLES.get(name, "journalsubtitle")
                self._set("container_title", _with_subtitle(self._take((name,)), self._take((subtitle,))))
                break
        self._set("container_title_short", self._take(fields.SHORT_CONTAINERS))

    def _numbers(self) -> None:
        field = "issue" if self._type in fields.ISSUED_IN_NUMBERS else "number"
        self._set(field, self._take(("number", "issue")))
        page = self._take(fields.ALIASES["page"])
        self._set("page", _DASHES.sub("-", page) if page else None)

    def _texts(self) -> None:
        for field in fields.TEXTS:
            self._set(field, self._take(fields.ALIASES[field]))
        keywords = self._take(fields.ALIASES["keyword"])
        if keywords:
            self._set("keyword", tuple(word for word in _SEPARATOR.split(keywords) if word))

    def _issued(self) -> None:
        issued, problem = parse_date(self._left)
        self._set("issued", issued)
        if problem:
            self._problems.append(("date" if "date" in self._left else "year", "warning", problem))
        used = ("date",) if "date" in self._left else fields.DATE_PARTS
        for name in used if issued else ():
            self._left.pop(name, None)

    def _web(self) -> None:
        url = self._take(("url",))
        if url:
            self._set("url", _address(url))
        links = [
            Link(url=_address(self._left.pop(name)), label=label)
            for name, label in fields.LINKS.items()
            if name in self._left
        ]
        if found := _LABELLED.findall(self._left.get("links", "")):
            links += [Link(url=_address(url), label=latex.decode(label) or None) for label, url in found]
            del self._left["links"]
        self._set("links", tuple(links))


def _with_subtitle(title: str | None, subtitle: str | None) -> str | None:
    if title and subtitle:
        return f"{title}{'' if title[-1] in '?!:' else ':'} {subtitle}"
    return title or subtitle


def _address(value: str) -> str:
    r"""A URL without what LaTeX needed: ``\url{}`` around it, backslashes that no URL can hold."""
    match = _URL_COMMAND.fullmatch(value.strip())
    return _TEX_IN_URL.sub(r"\1", match[1] if match else value)
