"""A SOURCE as a page: files and folders read from disk, with clear words for what is no page."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from readinglist.errors import FileError
from readinglist.importing.page_content import Page, natural_order
from readinglist.store.files import Source, read_source, source_of

MAX_BYTES = 32 << 20
"""The longest page, or folder of pages, that is read."""
STDIN = "-"
_MOST_FILES = 2000
_TEXTS = frozenset(
    {".bib", ".csv", ".htm", ".html", ".json", ".markdown", ".md", ".mdx", ".qmd", ".ris", ".rmd", ".rst"}
    | {".toml", ".tsv", ".txt", ".yaml", ".yml"}
)
# What other programs make or keep in a site's folder.
_NOT_PAGES = frozenset({"_site", "node_modules", "vendor", "__pycache__", "site-packages"})
# How files begin that people take for texts (https://www.iana.org/assignments/media-types).
_MAGIC = {
    b"%PDF-": "a PDF; import the page that links it, or its Markdown",
    b"PK\x03\x04": "a ZIP archive, or a document of Word, PowerPoint or Excel; export it as HTML or text",
    b"\x1f\x8b": "compressed; unpack it first",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\xd0\xcf\x11\xe0": "an old document of Word or Excel; export it as HTML or text",
    b"SQLite format 3": "a database; export the collection from the program that it belongs to",
}
_CHARSET = re.compile(rb"<meta\b[^<>]{0,200}?\bcharset\s{0,20}=\s{0,20}[\"']?\s{0,20}([\w:.-]{1,40})", re.I)
_HEAD = 4_096
# What browsers take these names for.
_ENCODINGS = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}


class Opened(NamedTuple):
    """A page, the name under which it is remembered, and what is to be said of its file."""

    page: Page
    name: str
    remarks: tuple[str, ...] = ()


def is_web_address(source: str) -> bool:
    """Whether ``source`` is an address and not a file."""
    return source.lower().startswith(("http://", "https://"))


def opened(source: str | Path, into: Path | None) -> Opened:
    """The page in a file, or in a folder of files.

    Args:
        source: the file or folder.
        into: the folder of the list; the page is remembered by its path from there, so that it
            is the same page from wherever the import is called. ``None``: by its path as given.

    Raises:
        MissingFileError: there is no such file or folder.
        FileError: it cannot be read, is no text, or is empty or too large.
    """
    path = Path(source)
    name = _remembered(path, into)
    if path.is_dir():
        files, remarks = _folder(path)
        return Opened(Page(str(source), files=files), name, remarks)
    text, remarks = _text_of(_read(path))
    if not text.strip():
        raise FileError(path, "the file is empty; there is nothing to import.")
    return Opened(Page(str(source), text=text), name, remarks)


def opened_bytes(name: str, data: bytes) -> Opened:
    """The page that was read from elsewhere: from standard input (``-``), or from an address.

    Raises:
        FileError: it is no text, or is empty or too large.
    """
    if len(data) > MAX_BYTES:
        raise FileError(name, f"it is larger than {MAX_BYTES >> 20} MiB, which no page is.")
    text, remarks = _text_of(_checked(source_of(Path(name), data)))
    if not text.strip():
        raise FileError(name, "it is empty; there is nothing to import.")
    return Opened(Page(name, text=text), name, remarks)


def _remembered(path: Path, into: Path | None) -> str:
    if into is None:
        return path.as_posix()
    try:
        return Path(os.path.relpath(path.resolve(), into.resolve())).as_posix()
    except (OSError, RuntimeError, ValueError):  # another drive on Windows, or links in a circle
        return path.as_posix()


def _read(path: Path) -> Source:
    return _checked(read_source(path, max_bytes=MAX_BYTES))


def _checked(source: Source) -> Source:
    """``source``, if it is a text."""
    for magic, what in _MAGIC.items():
        if source.data.startswith(magic):
            raise FileError(source.path, f"this is no text but {what}.")
    at = source.data.find(b"\0")
    if at >= 0:
        raise FileError(source.path, f"this is no text: byte {at} is NUL.")
    return source


def _text_of(source: Source) -> tuple[str, tuple[str, ...]]:
    """The text with line feeds, and a remark where its encoding is a guess."""
    declared = _declared(source.data) if source.encoding != "utf-8" else None
    text = (source.text if declared is None else declared).replace("\r\n", "\n").replace("\r", "\n")
    if source.encoding == "utf-8" or declared is not None:
        return text, ()
    return text, (
        f"{source.path}: this is not UTF-8; it was read as Latin-1. Look at its accents, or save it as UTF-8",
    )


def _declared(data: bytes) -> str | None:
    """The text of an HTML page in the encoding that it names; ``None``: it names none, or a wrong one.

    https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding
    """
    match = _CHARSET.search(data[:_HEAD])
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    try:
        text = data.decode(_ENCODINGS.get(name, name))
    except (LookupError, ValueError):
        return None
    # What named the encoding could be read as ASCII; in UTF-16 it would not be there.
    return text if "<meta" in text[:_HEAD].lower() else None


def _folder(folder: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """The texts below ``folder`` by their paths in it, in natural order."""
    paths = sorted(_texts(folder), key=lambda path: natural_order(path.relative_to(folder).as_posix()))
    if not paths:
        kinds = ", ".join(sorted(_TEXTS))
        raise FileError(folder, f"no page is in this folder; pages end in {kinds}.")
    if len(paths) > _MOST_FILES:
        raise FileError(
            folder, f"more than {_MOST_FILES} texts are in this folder; name the one that holds the schedule."
        )
    files: dict[str, str] = {}
    remarks: list[str] = []
    size = 0
    for path in paths:
        try:
            source = _read(path)
        except FileError as error:
            remarks.append(f"{error} It was left out")
            continue
        size += len(source.data)
        if size > MAX_BYTES:
            raise FileError(
                folder, f"its texts are larger than {MAX_BYTES >> 20} MiB; name a smaller folder."
            )
        text, told = _text_of(source)
        files[path.relative_to(folder).as_posix()] = text
        remarks += told
    if not any(text.strip() for text in files.values()):
        raise FileError(folder, "the pages in this folder are empty; there is nothing to import.")
    return files, tuple(remarks)


def _texts(folder: Path) -> Iterator[Path]:
    """The files below ``folder`` that are pages by their names; without hidden ones and links."""

    def fail(error: OSError) -> None:
        raise FileError(folder, f"cannot be read: {error.strerror or error}.") from error

    for root, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if name not in _NOT_PAGES and name[0] != ".")
        for name in names:
            path = Path(root, name)
            if name[0] != "." and path.suffix.lower() in _TEXTS and not path.is_symlink():
                yield path
