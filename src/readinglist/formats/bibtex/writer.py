"""Records to BibTeX: fields in the words of BibTeX's own styles, or in BibLaTeX's.

The text itself is laid out by bibtexparser's writer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from readinglist.formats.bibtex import fields
from readinglist.formats.bibtex.names import render_names
from readinglist.formats.bibtex.syntax import MONTHS
from readinglist.model.citation_keys import is_citation_key
from readinglist.model.reading import Link, PartialDate, Reading
from readinglist.model.schedule import Syllabus
from readinglist.text import latex
from readinglist.text.latex.decoder import is_balanced

_PART = re.compile(r"[^\W_]+")
_MATHS = re.compile(r"(\$[^$]*\$)")
# The second line: what BibTeX takes and pandoc does not, which then reads none of the entries.
_UNSAFE_IN_KEY = re.compile(
    r"[\s\"#%'(),={}\\~@\x00-\x1f\x7f"
    r"<>|^`*\[\]!;?$&\x80-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)
_LINK_FIELDS = {label: name for name, label in fields.LINKS.items()}
# Fields of `extra` that say how this list treats an entry, not what the work is.
_OURS = frozenset({"title", "week", "level", "lintignore"})
# BibTeX's styles warn of volume and number side by side, and of a number without a series.
_ONE_NUMBER = frozenset({"book", "inbook", "incollection", "inproceedings", "proceedings"})


def render(syllabus: Syllabus, *, ascii: bool = True, classic: bool = True, keywords: bool = False) -> str:
    """The readings of ``syllabus`` as the text of a .bib file, each once.

    Args:
        syllabus: what to write, in its order.
        ascii: letters beyond ASCII as LaTeX commands, which every BibTeX reads; else Unicode.
        classic: only entry types and fields that BibTeX's own styles know; else BibLaTeX's
            types, so that a web page stays ``@online``.
        keywords: week and level of each reading as further keywords ("week 3",
            "required"), which reference managers show as tags.
    """
    tags = _tags(syllabus) if keywords else {}
    return _write(
        (reading, _fields(reading, ascii, classic, tags.get(reading.key, ())))
        for reading in syllabus.readings
    )


def render_reading(reading: Reading, *, ascii: bool = True, classic: bool = True) -> str:
    """One reading as a BibTeX entry; the options are those of `render`."""
    return _write([(reading, _fields(reading, ascii, classic, ()))])


@lru_cache(maxsize=1 << 13)
def _fields(reading: Reading, ascii: bool, classic: bool, tags: tuple[str, ...]) -> Mapping[str, str]:
    """As `fields_of`; the page and the bibliography of one build both need them."""
    return fields_of(reading, ascii=ascii, classic=classic, tags=tags)


def _write(entries: Iterable[tuple[Reading, Mapping[str, str]]]) -> str:
    # Imported when the first entry is written, as most commands write none.
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Block, Entry, Field
    from bibtexparser.writer import BibtexFormat

    layout = BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent = "  "
    layout.value_column = "auto"
    layout.block_separator = "\n"
    layout.trailing_comma = True
    blocks: list[Block] = []
    used: set[str] = set()
    for reading, values in entries:
        key = _unique_key(reading.key, used)
        items = [Field(name, value) for name, value in values.items() if name != "ENTRYTYPE"]
        blocks.append(Entry(values["ENTRYTYPE"], key, items))
    # Without its middleware, which would put delimiters around values that have theirs.
    return write_string(Library(blocks), unparse_stack=[], bibtex_format=layout)


def _unique_key(key: str, used: set[str]) -> str:
    r"""``key``, or the nearest that ``\cite`` and pandoc take and that no entry before it has."""
    usable = is_citation_key(key) and not _UNSAFE_IN_KEY.search(key)
    stem = key if usable else _UNSAFE_IN_KEY.sub("-", key).strip("-") or "entry"
    key, number = stem, 2
    while key.lower() in used:
        key, number = f"{stem}-{number}", number + 1
    used.add(key.lower())
    return key


def _tags(syllabus: Syllabus) -> dict[str, tuple[str, ...]]:
    tags: dict[str, dict[str, None]] = {}
    for session in syllabus.sessions:
        for assignment in session.assignments:
            mine = tags.setdefault(assignment.reading.key, {})
            if session.week is not None:
                mine[f"week {session.week}"] = None
            if assignment.level != "unspecified":
                mine[assignment.level] = None
    return {key: tuple(mine) for key, mine in tags.items()}


def entry_type(reading: Reading, *, classic: bool) -> str:
    """The entry type for ``reading``: the one it was read from, as long as that still says its type."""
    kind = reading.entry_type or ""
    fits = fields.CSL_TYPES.get(kind) == reading.type or (kind, reading.type) in fields.VARIANTS
    if not fits:
        known = {**fields.ENTRY_TYPES, **({} if classic else fields.BIBLATEX_TYPES)}
        kind = known.get(reading.type, "misc")
    if reading.type == "thesis" and kind != "mastersthesis" and "master" in (reading.genre or "").lower():
        kind = "mastersthesis"
    if classic:
        kind = fields.CLASSIC_TYPES.get(kind, kind)
        return kind if kind in fields.CLASSIC else "misc"
    return kind


def fields_of(
    reading: Reading,
    *,
    ascii: bool,
    classic: bool,
    tags: tuple[str, ...] = (),
    link_fields: Collection[str] = fields.LINKS,
) -> dict[str, str]:
    """The fields of ``reading``, name to source text with its delimiters, and ``ENTRYTYPE``.

    ``link_fields``: the fields for one link each that may be used; the other links go into ``links``.
    """

    def encode(text: str) -> str:
        return latex.encode(text, ascii=ascii)

    kind = entry_type(reading, classic=classic)
    result = {"ENTRYTYPE": kind}
    for name, value in (
        ("author", render_names(reading.author, ascii=ascii)),
        ("editor", render_names(reading.editor, ascii=ascii)),
        ("title", _title(reading, encode, ascii)),
        *_container(reading, kind, encode),
        ("series", encode(reading.collection_title or "")),
        ("volume", encode(reading.volume or "")),
        (_number_field(reading, kind, classic), encode(reading.issue or reading.number or "")),
        ("pages", encode(reading.page or "").replace("-", "--")),
        ("edition", encode(reading.edition or "")),
        ("chapter", encode(reading.chapter_number or "")),
        ("type", encode(_genre(reading, kind))),
        (_publisher_field(kind), encode(reading.publisher or "")),
        ("address", encode(reading.publisher_place or "")),
    ):
        if value:
            result[name] = _delimited(value)
    result |= dict(_issued(reading.issued, encode))
    result |= {name: _delimited(value) for name, value in _web(reading, encode, link_fields) if value}
    for name, text in (
        ("award", reading.award),
        ("keywords", ", ".join((*reading.keyword, *tags))),
        ("langid", reading.language),
        ("abstract", reading.abstract),
        ("note", reading.note),
    ):
        if text:
            result[name] = _delimited(encode(text))
    for name, source in reading.extra.items():
        if name not in _OURS and re.fullmatch(r"[a-z][a-z0-9_-]*", name):
            result.setdefault(name, _delimited(_source(source, encode, ascii)))
    return result


def _delimited(value: str) -> str:
    # Short numbers stand bare, as in year = 2009; long ones are rather identifiers.
    return value if value.isdigit() and value.isascii() and len(value) < 6 else f"{{{value}}}"


def _source(source: str, encode: Callable[[str], str], ascii: bool) -> str:
    """LaTeX text taken over as it is; only its letters beyond ASCII may need a command."""
    if not is_balanced(source):
        return encode(source)
    return re.sub(r"[^\x00-\x7f]+", lambda match: encode(match[0]), source) if ascii else source


def _title(reading: Reading, encode: Callable[[str], str], ascii: bool) -> str:
    title = reading.title or ""
    chosen = reading.extra.get("title")
    if chosen and is_balanced(chosen) and latex.decode(chosen).strip() == title:
        return _source(chosen, encode, ascii)
    protected = protect(title, encode)
    return protected if latex.decode(protected) == latex.decode(encode(title)) else encode(title)


def needs_braces(word: str) -> bool:
    """Whether a style that changes case would spoil ``word``: a capital behind the first letter.

    One capital alone, or a proper name, cannot be told from title case.
    """
    return any(char.isupper() for char in word[1:])


def protect(title: str, encode: Callable[[str], str] = str) -> str:
    """``title`` with braces around the words that need them; maths is left alone.

    Hyphenated words are protected part by part: ``{DNN}-based``. ``encode`` is applied
    to every piece of text before braces are put around it.
    """
    result = []
    for index, piece in enumerate(_MATHS.split(title)):
        done = 0
        for match in () if index % 2 else _PART.finditer(piece):
            if needs_braces(match[0]):
                result += [encode(piece[done : match.start()]), f"{{{encode(match[0])}}}"]
                done = match.end()
        result.append(encode(piece[done:]))
    return "".join(result)


def _container(reading: Reading, kind: str, encode: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    journal = kind in ("article", "periodical")
    if kind in ("online", "electronic", "www"):
        name = "organization"
    elif journal:
        name = "journal"
    else:
        name = "booktitle" if kind in fields.IN_A_BOOK else "howpublished"
    yield name, encode(reading.container_title or "")
    yield "shortjournal" if journal else "shortbooktitle", encode(reading.container_title_short or "")


def _number_field(reading: Reading, kind: str, classic: bool) -> str:
    alone = reading.collection_title and not reading.volume
    return "issue" if classic and kind in _ONE_NUMBER and not alone else "number"


def _genre(reading: Reading, kind: str) -> str:
    """The ``type`` field, which theses need only where their entry type does not say it."""
    implied = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis"}.get(kind)
    return "" if reading.genre == implied else reading.genre or ""


def _publisher_field(kind: str) -> str:
    if kind in ("phdthesis", "mastersthesis"):
        return "school"
    return "institution" if kind in ("techreport", "report", "thesis") else "publisher"


def _issued(issued: PartialDate | None, encode: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """The date in BibTeX's fields, which biber reads as well."""
    if issued is None:
        return
    if not issued.date_parts:
        yield "year", f"{{{encode(issued.literal or '')}}}"
    for prefix, parts in zip(("", "end"), issued.date_parts, strict=False):
        yield f"{prefix}year", str(parts[0]) if parts[0] >= 0 else f"{{{parts[0]}}}"
        if len(parts) > 1:
            yield f"{prefix}month", MONTHS[parts[1] - 1][:3].lower() if not prefix else str(parts[1])
        if len(parts) > 2:
            yield f"{prefix}day", str(parts[2])


def _web(
    reading: Reading, encode: Callable[[str], str], link_fields: Collection[str]
) -> Iterator[tuple[str, str]]:
    yield "doi", verbatim(reading.doi)
    yield "isbn", verbatim(reading.isbn)
    yield "issn", verbatim(reading.issn)
    if reading.arxiv_id:
        version = f"v{reading.arxiv_version}" if reading.arxiv_version else ""
        yield "eprint", reading.arxiv_id + version
        yield "archiveprefix", "arXiv"
    yield "url", verbatim(reading.url)
    others: list[Link] = []
    taken: set[str] = set()
    for link in reading.links:
        name = _LINK_FIELDS.get(link.label or "")
        # Behind one that has no field of its own all go into the list, which keeps their order.
        if name not in link_fields or name is None or name in taken or others:
            others.append(link)
        else:
            taken.add(name)
            yield name, verbatim(link.url)
    addresses = (verbatim(link.url).replace("<", "%3C").replace(">", "%3E") for link in others)
    listed = zip(others, addresses, strict=True)
    yield "links", "; ".join(f"{encode(link.label or '')} <{url}>".strip() for link, url in listed)


def verbatim(text: str | None) -> str:
    """An address or identifier for a BibTeX value: as it is, but for what would not read back."""
    if not text:
        return ""
    text = "".join(f"%{ord(char):02X}" if char == "\\" or char < " " else char for char in text)
    return text if is_balanced(text) else text.replace("{", "%7B").replace("}", "%7D")
