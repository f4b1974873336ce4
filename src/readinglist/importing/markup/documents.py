"""Files that are no page as they are: documents, workbooks and notebooks become one, or are refused.

Sizes are checked before anything is unpacked. Macros, images and what is embedded are not read.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from readinglist.errors import MissingExtraError
from readinglist.importing.markup.pandoc import FORMATS, PandocError, html_from
from readinglist.importing.markup.spreadsheets import Refused, csv_page, workbook_pages

_TABLES = (".csv", ".tsv", ".tab")
_PUBLISHED_TABLE = re.compile(r"[?&](?:output|format|tqx=out:)=?(?:csv|tsv)\b", re.I)
_NOTEBOOK = ".ipynb"
SUFFIXES = frozenset({*_TABLES, _NOTEBOOK, ".org", ".tex", ".textile", ".mediawiki", ".dokuwiki"})
"""How texts end that become pages here; documents in a folder are named one by one."""

# How files begin that people take for texts (https://www.iana.org/assignments/media-types).
_MAGIC: Mapping[bytes, str] = {
    b"%PDF-": "a PDF; import the page that links it, or its Markdown",
    b"\x1f\x8b": "compressed; unpack it first",
    b"\x89PNG": "an image; import the page that it is a picture of",
    b"\xff\xd8\xff": "an image; import the page that it is a picture of",
    b"GIF8": "an image; import the page that it is a picture of",
    b"\xd0\xcf\x11\xe0": "an old document of Word or Excel; save it as .docx, .xlsx, HTML or text",
    b"SQLite format 3": "a database; export the collection from the program that it belongs to",
    b"\x7fELF": "a program",
}
# The part that tells what a ZIP archive is (ECMA-376, part 2; OpenDocument 1.3, part 2).
_PARTS: Mapping[str, str] = {
    "word/document.xml": ".docx",
    "xl/workbook.xml": ".xlsx",
    "ppt/presentation.xml": ".pptx",
}
_MIMETYPES: Mapping[bytes, str] = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/epub+zip": ".epub",
}
_NOT_READ: Mapping[str, str] = {
    ".pptx": "a presentation; export it as HTML or text, or import the page of the course instead",
    ".ods": "a spreadsheet of LibreOffice; save it as .xlsx or .csv",
    ".zip": "a ZIP archive; unpack it, and import the page or the folder in it",
}
_MOST_PARTS = 10_000
_LARGEST_PART = 48 << 20
_LARGEST_WHOLE = 256 << 20
_DEEPEST = 500


class Converted(NamedTuple):
    """A file that became a page.

    Attributes:
        text: the page.
        files: the pages by name, where there are several, as the sheets of a workbook.
        has_lines: whether the lines of the page are those of the file.
        remarks: what a person should know of it.
    """

    text: str = ""
    files: Mapping[str, str] = {}
    has_lines: bool = False
    remarks: tuple[str, ...] = ()


def document_page(name: str, data: bytes) -> Converted | None:
    """A document that is no text as a page; ``None``: it may be a text.

    Raises:
        MissingExtraError: the library that reads it is not installed.
        Refused: it cannot be read.
    """
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise Refused(f"this is no text but {what}.")
    if data.startswith(b"PK\x03\x04"):
        return _of_archive(name, data)
    if data.startswith(b"{\\rtf"):
        return _through_pandoc(data, ".rtf")
    return None


def text_page(name: str, text: str) -> Converted | None:
    """A text of a form that has no reader of its own as a page; ``None``: it is read as it is.

    Raises:
        Refused: it cannot be read.
    """
    suffix = _suffix(name)
    if suffix in _TABLES or _PUBLISHED_TABLE.search(name):
        made = csv_page(text)
        return Converted(made, has_lines=True) if made is not None else None
    if suffix == _NOTEBOOK:
        return Converted(_notebook(text))
    if suffix in FORMATS:
        return _through_pandoc(text.encode("utf-8"), suffix)
    return None


def _suffix(name: str) -> str:
    base = name.lower().partition("?")[0].rpartition("/")[2]
    return f".{base.rpartition('.')[2]}" if "." in base else ""


def _through_pandoc(data: bytes, suffix: str) -> Converted:
    try:
        return Converted(html_from(data, suffix))
    except PandocError as error:
        raise Refused(f"{error}.") from error


def _of_archive(name: str, data: bytes) -> Converted:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            kind, has_macros = _kind(archive)
            if kind in _NOT_READ:
                raise Refused(f"this is no text but {_NOT_READ[kind]}.")
            _check(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise Refused(
            f"this is no text but a ZIP archive, or a document of an office program, and cannot be unpacked "
            f"({error}); export it as HTML or text."
        ) from error
    remarks = (f"{name}: it holds macros, which are not run and not read",) if has_macros else ()
    if kind == ".docx":
        return Converted(_word(data), remarks=remarks)
    if kind == ".xlsx":
        pages = workbook_pages(data)
        if len(pages) == 1:
            (page,) = pages.values()
            return Converted(page, has_lines=True, remarks=remarks)
        if not pages:
            raise Refused("no visible sheet of the workbook has anything in it.")
        return Converted(files=pages, has_lines=True, remarks=remarks)
    return _through_pandoc(data, kind)


def _kind(archive: zipfile.ZipFile) -> tuple[str, bool]:
    names = archive.namelist()
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    for part, kind in _PARTS.items():
        if part in names:
            return kind, has_macros
    if names and names[0] == "mimetype" and archive.getinfo("mimetype").file_size < 200:
        return _MIMETYPES.get(archive.read("mimetype").strip(), ".zip"), has_macros
    return ".zip", has_macros


def _check(archive: zipfile.ZipFile) -> None:
    """Raise `Refused` for an archive that would be too large when unpacked, or that declares entities.

    `zipfile` unpacks no part beyond the size that is declared for it.
    """
    parts = archive.infolist()
    whole = sum(part.file_size for part in parts)
    texts = [part for part in parts if part.filename.lower().endswith((".xml", ".rels", ".xhtml"))]
    largest = max((part.file_size for part in texts), default=0)
    if len(parts) > _MOST_PARTS or whole > _LARGEST_WHOLE or largest > _LARGEST_PART:
        raise Refused(
            f"unpacked it would have {max(whole, largest) >> 20} MiB in {len(parts):,} parts, which no "
            "reading list has; copy the list into a document of its own, or save it as CSV or HTML."
        )
    for part in texts:
        # Entities that multiply are made by a document type, which these documents never have.
        if part.filename.lower().endswith((".xml", ".rels")) and b"<!ENTITY" in archive.read(part):
            raise Refused("its XML declares entities, which no document of an office program does.")


def _word(data: bytes) -> str:
    try:
        import mammoth
    except ImportError as error:
        raise MissingExtraError("reading Word documents", "pages") from error
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map="p[style-name='Title'] => h1:fresh",
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda image: {}),
        )
    except Exception as error:  # mammoth raises whatever a broken document leads it to
        raise Refused(
            f"the document is broken ({type(error).__name__}); save it again, or as HTML or text."
        ) from error
    page: str = made.value
    return f"<!doctype html><html><body>{page}</body></html>"


def _notebook(text: str) -> str:
    """The Markdown cells of a notebook (https://nbformat.readthedocs.io); code and its output are no page."""
    try:
        book = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("this is named like a notebook, and is none: it is not JSON.") from error
    sheets = book.get("worksheets") if isinstance(book, dict) else None
    holder: Any = sheets[0] if isinstance(sheets, list) and sheets else book
    cells = holder.get("cells") if isinstance(holder, dict) else None
    if not isinstance(cells, list):
        raise Refused("this is named like a notebook, and has no cells.")
    told = [cell for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "markdown"]
    words = [source for cell in told if (source := _source(cell)).strip()]
    if not words:
        raise Refused("this notebook has no text in Markdown, only code.")
    return "\n\n".join(words) + "\n"


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source")
    parts = source if isinstance(source, list) else [source]
    return "".join(part for part in parts if isinstance(part, str))
