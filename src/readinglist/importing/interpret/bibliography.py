"""A plain .bib as a page: its ``week`` and ``level`` fields and keywords place its entries.

In a folder, pages that cite a .bib with jekyll-scholar's tags are read together with it.
https://github.com/inukshuk/jekyll-scholar
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from readinglist.formats.bibtex import Bibliography as Entries
from readinglist.formats.bibtex import parse
from readinglist.importing.content import Page, PageContent, PageReading, Skipped, natural_order
from readinglist.importing.interpret.by_week import TaggedRecord, place_records
from readinglist.model.reading import Reading
from readinglist.settings import Hints

_ENTRY = re.compile(
    r"^[ \t]*@[ \t]*(?!comment\b|string\b|preamble\b)\w+[ \t]*[{(][ \t]*[^\s,{}()=]+[ \t]*,", re.M | re.I
)
_CITES = re.compile(r"\{%-?\s*(?:cite|reference|fullcite|bibliography)\b|\[@[\w:.-]+[\];]|:cite(?::\w+)?:`")
_CITED = re.compile(r"\[-?@[^\[\]]{1,300}\]")
# Fields that reference managers keep groups and tags in.
_GROUP_FIELDS = ("groups", "mendeley-tags", "mendeley-groups", "collection", "topic")
_SPLIT = re.compile(r"\s*[,;]\s*")
_FENCED = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^[ \t]*(?P=fence)[ \t]*$", re.M | re.S)
_SEEN = 400_000


class BibliographyReader:
    """Reads a .bib, or a folder of pages that cite one."""

    name = "bibtex"

    def recognises(self, page: Page) -> float:
        """Nearly certain where entries begin, and of a folder whose pages cite a .bib in it."""
        if page.files:
            bibs = any(name.lower().endswith(".bib") for name in page.files)
            return 0.92 if bibs and any(_CITES.search(text[:_SEEN]) for _, text in _citing(page)) else 0.0
        # How to cite a list of papers stands in a fenced block of it, and makes it no bibliography.
        found = _ENTRY.search(_FENCED.sub("", page.text[:_SEEN])) is not None
        return 0.97 if found and page.name.lower().endswith(".bib") else 0.9 if found else 0.0

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The entries by week, or the pages of a folder with the entries that they cite."""
        if page.files:
            return self._of_folder(page, hints)
        entries = parse(page.text)
        return place_records(
            self.name,
            [_placed(reading, _line(entries, reading)) for reading in entries.readings],
            hints,
            name=page.name,
            skipped=_lost(entries),
            remarks=_remarks(entries),
        )

    def _of_folder(self, page: Page, hints: Hints) -> PageContent:
        from readinglist.importing.interpret.markdown import MarkdownReader

        names = sorted((name for name in page.files if name.lower().endswith(".bib")), key=natural_order)
        bibs = {name: parse(page.files[name], file=name) for name in names}
        records = {
            reading.key.lower(): reading for bib in reversed(bibs.values()) for reading in bib.readings
        }
        found = MarkdownReader().read(_pages_of(page), hints)
        skipped = [item for bib in bibs.values() for item in _lost(bib)]
        whole = with_records(found, records)
        return whole.model_copy(
            update={
                "reader": self.name,
                "skipped": (*whole.skipped, *skipped),
                "remarks": (*whole.remarks, *(remark for bib in bibs.values() for remark in _remarks(bib))),
            }
        )


def with_records(found: PageContent, records: Mapping[str, Reading]) -> PageContent:
    """What was found, each cited key with its record; entries that nothing cites are unscheduled.

    ``records`` are by their keys in small letters. A key that none of them has is a remark.
    """
    cited: set[str] = set()
    missing: list[str] = []

    def whole(reading: PageReading) -> PageReading:
        if reading.key is None:
            return reading
        record = records.get(reading.key.lower())
        if record is None:
            missing.append(reading.key)
        else:
            cited.add(reading.key.lower())
        return _with_record(reading, record)

    sessions = tuple(
        session.model_copy(update={"readings": tuple(map(whole, session.readings))})
        for session in found.sessions
    )
    loose = tuple(map(whole, found.unscheduled))
    rest = (record for key, record in records.items() if key not in cited)
    extra = tuple(
        PageReading(text=record.title or record.key, title=record.title, key=record.key, record=record)
        for record in rest
    )
    remarks = [f"The page cites {key}, and no .bib beside it has that key." for key in dict.fromkeys(missing)]
    return found.model_copy(
        update={
            "sessions": sessions,
            "unscheduled": (*loose, *extra),
            "remarks": (*found.remarks, *remarks),
        }
    )


def _with_record(reading: PageReading, record: Reading | None) -> PageReading:
    """A cited reading with its record; words beside the citation are no title, but a remark."""
    if reading.links:
        return reading.model_copy(update={"record": record})
    said = reading.note if reading.title is None else reading.text
    note = said and " ".join(_CITED.sub("", said).split())
    title = record.title if record else None
    return reading.model_copy(update={"record": record, "title": title, "note": note or None})


def _pages_of(page: Page) -> Page:
    """The pages of a folder that may cite; one alone is a page by itself, whose title is the course's."""
    files = dict(_citing(page))
    if len(files) == 1:
        (text,) = files.values()
        return Page(page.name, text)
    return page._replace(files=files)


def _citing(page: Page) -> Iterator[tuple[str, str]]:
    for name, text in page.files.items():
        if name.lower().endswith((".md", ".markdown", ".qmd", ".html", ".liquid")):
            yield name, text


def _placed(reading: Reading, line: int | None) -> TaggedRecord:
    extra = dict(reading.extra)
    week, level = (extra.pop(name, "").strip('{}" ') for name in ("week", "level"))
    groups = [word for name in _GROUP_FIELDS for word in _SPLIT.split(extra.get(name, "").strip('{}" '))]
    return TaggedRecord(
        reading.replace(extra=extra),
        line,
        words=tuple(word for word in (*reading.keyword, *groups) if word),
        week=week,
        level=level,
    )


def _line(entries: Entries, reading: Reading) -> int | None:
    origin = entries.origins.get(reading.key)
    return origin.line if origin else None


def _lost(entries: Entries) -> Iterator[Skipped]:
    """What of the file gave no entry."""
    known = {reading.key for reading in entries.readings}
    for finding in entries.findings:
        if finding.level == "error" and finding.rule != "malformed-field":
            text = f"@{finding.key}" if finding.key else "an entry"
            if finding.key not in known or finding.rule.startswith("duplicate"):
                yield Skipped(line=finding.line, file=finding.file, text=text, why=finding.message)


def _remarks(entries: Entries) -> Iterator[str]:
    for finding in entries.findings:
        if finding.level != "info":
            where = f"line {finding.line}, " if finding.line else ""
            yield f"{where}{finding.key or 'the file'}: {finding.message}"
