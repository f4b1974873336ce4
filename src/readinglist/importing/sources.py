"""A SOURCE as a page: files and folders are read, addresses fetched.

What is no page is refused in words that say what it is, and what to do.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from readinglist.errors import FileError, ReadingListError, UsageError
from readinglist.importing.content import Page, natural_order
from readinglist.store.files import Source, read_source, source_of

if TYPE_CHECKING:
    from readinglist.web.asking.answers import Asker

MAX_BYTES = 32 << 20
"""The longest page, or folder of pages, that is read."""
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
# What browsers take these names for (https://encoding.spec.whatwg.org/#names-and-labels).
_ENCODINGS = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
# GitHub shows a file within a page of its own; the file itself is on another host.
_ON_GITHUB = re.compile(r"https?://(?:www\.)?github\.com/([^/?#]+/[^/?#]+)/blob/([^?#]+)", re.I)


class SourcePage(NamedTuple):
    """A page that was opened.

    Attributes:
        page: its text, or the texts of its folder.
        name: the name that the snapshot remembers it by.
        remarks: what a person should know of the file, such as a guessed encoding.
    """

    page: Page
    name: str
    remarks: tuple[str, ...] = ()


def is_web_address(source: str) -> bool:
    """Whether ``source`` is an address and not a file."""
    return source.lower().startswith(("http://", "https://"))


def open_source(source: str | Path | SourcePage, into: Path | None, session: Asker | None) -> SourcePage:
    """Open a file, a folder or an address; a page that is open already is returned as it is.

    Args:
        source: what to open.
        into: the folder of the list; ``None``: not known yet.
        session: who fetches addresses; ``None``: addresses are refused.

    Raises:
        FileError: it cannot be read, is no text, or is empty or too large.
        ReadingListError: an address cannot be fetched.
        UsageError: an address without ``session``.
    """
    if isinstance(source, SourcePage):
        return source
    if not is_web_address(str(source)):
        return read_page_file(source, into)
    if session is None:
        raise UsageError(f"{source}: addresses are not fetched here; save the page and import the file")
    return fetch_page(str(source), session)


def read_page_file(source: str | Path, into: Path | None) -> SourcePage:
    """Return the page in a file, or in a folder of files.

    Args:
        source: the file or folder.
        into: the folder of the list; the page is remembered by its path from there, so that it
            is the same page from wherever the import is called; ``None``: by its path as given.

    Raises:
        MissingFileError: there is no such file or folder.
        FileError: it cannot be read, is no text, or is empty or too large.
    """
    path = Path(source)
    name = _remembered_name(path, into)
    if path.is_dir():
        files, remarks = _read_folder(path)
        return SourcePage(Page(str(source), files=files), name, remarks)
    text, remarks = _text_of(_read_text_file(path))
    if not text.strip():
        raise FileError(path, "the file is empty; there is nothing to import.")
    return SourcePage(Page(str(source), text=text), name, remarks)


def page_of_bytes(name: str, data: bytes) -> SourcePage:
    """Return the page in ``data``, which came from standard input (``-``) or from an address.

    Raises:
        FileError: it is no text, or is empty or too large.
    """
    if len(data) > MAX_BYTES:
        raise FileError(name, f"it is larger than {MAX_BYTES >> 20} MiB, which no page is.")
    text, remarks = _text_of(_require_text(source_of(Path(name), data)))
    if not text.strip():
        raise FileError(name, "it is empty; there is nothing to import.")
    return SourcePage(Page(name, text=text), name, remarks)


def fetch_page(url: str, session: Asker) -> SourcePage:
    """Fetch the page at ``url``; of a file that GitHub shows, the file itself.

    Raises:
        ReadingListError: there is no page, or it is no text.
    """
    shown = _ON_GITHUB.match(url)
    address = f"https://raw.githubusercontent.com/{shown[1]}/{shown[2]}" if shown else url
    # One byte more than is allowed, so that a page that is too long is told from one that just fits.
    answer = session.get(address, limit=MAX_BYTES + 1, untrusted=True)
    if answer.problem is not None or answer.status is None:
        raise ReadingListError(f"{url}: it could not be fetched: {answer.problem or 'no reply came'}.")
    if answer.status != 200:
        cure = "Open it in a browser, save it, and import the file."
        raise ReadingListError(f"{url}: it could not be fetched: HTTP {answer.status}. {cure}")
    body = answer.body
    if answer.content_type and "charset=" in answer.content_type.lower():
        # The header goes before what the page says of its own encoding, as in a browser.
        body = answer.text.encode("utf-8")
    try:
        page = page_of_bytes(url, body)
    except FileError as error:  # its path would not be the address
        raise ReadingListError(f"{url}: {error.reason}") from error
    return page._replace(remarks=(*page.remarks, f"{url}: links of the page were made absolute"))


def _remembered_name(path: Path, into: Path | None) -> str:
    if into is None:
        return path.as_posix()
    try:
        return Path(os.path.relpath(path.resolve(), into.resolve())).as_posix()
    except (OSError, RuntimeError, ValueError):  # another drive on Windows, or links in a circle
        return path.as_posix()


def _read_text_file(path: Path) -> Source:
    return _require_text(read_source(path, max_bytes=MAX_BYTES))


def _require_text(source: Source) -> Source:
    """Return ``source`` as it is; raise `FileError` if it is no text."""
    for magic, what in _MAGIC.items():
        if source.data.startswith(magic):
            raise FileError(source.path, f"this is no text but {what}.")
    at = source.data.find(b"\0")
    if at >= 0:
        raise FileError(source.path, f"this is no text: byte {at} is NUL.")
    return source


def _text_of(source: Source) -> tuple[str, tuple[str, ...]]:
    """The text with line feeds, and a remark where its encoding is a guess."""
    declared = _decode_as_declared(source.data) if source.encoding != "utf-8" else None
    text = (source.text if declared is None else declared).replace("\r\n", "\n").replace("\r", "\n")
    if source.encoding == "utf-8" or declared is not None:
        return text, ()
    return text, (
        f"{source.path}: this is not UTF-8; it was read as Latin-1. Look at its accents, or save it as UTF-8",
    )


def _decode_as_declared(data: bytes) -> str | None:
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


def _read_folder(folder: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """The texts below ``folder`` by their paths in it, in natural order."""
    paths = sorted(_page_paths(folder), key=lambda path: natural_order(path.relative_to(folder).as_posix()))
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
            source = _read_text_file(path)
        except FileError as error:
            remarks.append(f"{error} It was left out")
            continue
        size += len(source.data)
        if size > MAX_BYTES:
            raise FileError(
                folder, f"its texts are larger than {MAX_BYTES >> 20} MiB; name a smaller folder."
            )
        text, guesses = _text_of(source)
        files[path.relative_to(folder).as_posix()] = text
        remarks += guesses
    if not any(text.strip() for text in files.values()):
        raise FileError(folder, "the pages in this folder are empty; there is nothing to import.")
    return files, tuple(remarks)


def _page_paths(folder: Path) -> Iterator[Path]:
    """The files below ``folder`` that are pages by their names, without hidden ones and symbolic links."""

    def fail(error: OSError) -> None:
        raise FileError(folder, f"cannot be read: {error.strerror or error}.") from error

    for root, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if name not in _NOT_PAGES and name[0] != ".")
        for name in names:
            path = Path(root, name)
            if name[0] != "." and path.suffix.lower() in _TEXTS and not path.is_symlink():
                yield path
