"""Title and authors that a PDF file states in its metadata: weak evidence, often none.

Own reading instead of a PDF library: two dictionaries are wanted, from files of strangers, in
time that is linear in their size. Document information: ISO 32000-1, 14.3.3; metadata streams
(XMP): 14.3.2; object streams: 7.5.7; strings: 7.3.4.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

from readinglist.model.reading import valid_fields
from readinglist.text.service_text import clean_title, plain
from readinglist.web.page.citation_tags import people

PDF_LIMIT = 8 * 1024 * 1024
"""How many bytes of a file are fetched; its information often stands at its end."""
RULE = "pdf-metadata"

_INFO = re.compile(rb"/Info\s+(\d{1,9})\s+(\d{1,5})\s+R\b")
_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_NUMBER_OF = re.compile(rb"/N\s+(\d{1,6})\b")
_FIRST_AT = re.compile(rb"/First\s+(\d{1,8})\b")
_XMP = re.compile(rb"<x:xmpmeta\b")
_XMP_END = b"</x:xmpmeta>"
_STRING = {name: re.compile(rb"/" + name.encode() + rb"\s*(?=[(<])") for name in ("Title", "Author")}
# In a string in parentheses: an octal or other escape, a parenthesis, or a run of anything else.
_PIECE = re.compile(rb"\\(?:([0-7]{1,3})|\r\n|(.))|[()]|[^\\()]+", re.S)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b""}
# What a hostile file can make this unpack and search, whatever it claims of itself.
_MOST_STREAMS = 200
_LONGEST_STREAM = 1024 * 1024
_LONGEST_STREAMS = 8 * _LONGEST_STREAM
_LONGEST_DICTIONARY = 64 * 1024
_LONGEST_XMP = 256 * 1024
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
# Where PDFDocEncoding (ISO 32000-1, D.3) differs from Latin-1 in letters and signs that titles hold.
_PDF_ENCODING = {0x80 + index: char for index, char in enumerate("•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž")} | {
    0xA0: "€"
}
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})

# What programs write where no title was given: their own name, the name of a file, a form.
_JUNK_TITLE = re.compile(
    r"(?:microsoft (?:office )?(?:word|powerpoint)|powerpoint presentation|slide\s*\d|untitled|no title"
    r"|document\s*\d|layout\s*\d|doi:|arxiv:|https?:|www\.|[a-z]:\\|/\w+/).*"
    r"|(?:your|my|the|full|insert|type|enter)?\s*(?:paper|document)?\s*(?:title|text|template)(?: here)?"
    r"|.*\.(?:docx?|pptx?|pdf|tex|dvi|e?ps|indd|qxd|rtf|odt|fm|txt|xlsx?|wpd|p65)|[\W\d_]*",
    re.I,
)
_JUNK_AUTHOR = re.compile(
    r"(?:default|windows|admin\w*|owner|guest) ?\w*|user\w*|author\w*|unknown|anonymous|root|office \d+"
    r"|pdf\w*|latex|tex|microsoft.*|adobe.*|.*[@\\/].*|.*\b(?:inc|ltd|systems|library|press)\b\.?",
    re.I,
)


def is_pdf(data: bytes) -> bool:
    """Whether ``data`` begins as a PDF file does, within its first kilobyte (ISO 32000-1, Annex H.3)."""
    return b"%PDF-" in data[:1024]


def read_metadata(data: bytes) -> dict[str, Any]:
    """``title`` and ``author``, as far as the file states them and they look like such.

    Malformed, cut and encrypted files give what can be read of them, at worst nothing.
    """
    data = data[:PDF_LIMIT]
    # XMP first: it keeps the authors apart, in Unicode.
    xmp_title, xmp_people = _read_xmp(data)
    # The strings of an encrypted file are encrypted; its XMP may not be.
    info = {} if b"/Encrypt" in data else _read_information(data)
    names = people(text for text in xmp_people if not _JUNK_AUTHOR.fullmatch(text))
    author = plain(info.get("Author", "").translate(_LIGATURES), 40_000)
    if not names and not _JUNK_AUTHOR.fullmatch(author):
        names = people([author])
    return valid_fields(
        title=_title(xmp_title) or _title(info.get("Title", "")),
        # One name is as often the first author alone, or who made the file, as all authors.
        author=names if len(names) > 1 else (),
    )


def _title(text: str) -> str:
    # A title of one word is far more often a file's or a program's name.
    title = clean_title(text.translate(_LIGATURES))
    return "" if _JUNK_TITLE.fullmatch(title) or " " not in title else title


def _read_information(data: bytes) -> dict[str, str]:
    """Title and author of the document information dictionary, the last one that is named."""
    # The last: a file that was edited has the new version of an object behind the old one.
    named = list(_INFO.finditer(data))
    if not named:
        return {}
    number, generation = named[-1][1], named[-1][2]
    starts = list(re.finditer(rb"(?<!\d)%b\s+%b\s+obj\b" % (number, generation), data))
    dictionary = (
        data[starts[-1].end() :][:_LONGEST_DICTIONARY] if starts else _object_in_streams(data, int(number))
    )
    end = dictionary.find(b"endobj")
    dictionary = dictionary[:end] if end >= 0 else dictionary
    return {name: _string_after(dictionary, pattern) for name, pattern in _STRING.items()}


def _object_in_streams(data: bytes, number: int) -> bytes:
    """The object of this number out of the object streams; empty where none holds it."""
    for count, offset_of_first, content in _object_streams(data):
        # Number and place of each object, in turn.
        header = content[:offset_of_first].split()[: 2 * count]
        numbers = [int(word) if word.isdigit() and len(word) < 10 else -1 for word in header]
        places = dict(zip(numbers[::2], numbers[1::2], strict=False))
        if number in places:
            start = offset_of_first + places[number]
            later = [offset_of_first + place for place in places.values() if place > places[number]]
            return content[start : min(later, default=start + _LONGEST_DICTIONARY)]
    return b""


def _object_streams(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Count of objects, place of the first one and bytes of each object stream, last streams first."""
    budget = _LONGEST_STREAMS
    for match in list(_OBJECT_STREAM.finditer(data))[: -_MOST_STREAMS - 1 : -1]:
        start = _STREAM.search(data, match.end(), match.end() + 500)
        opening = data.rfind(b"obj", max(match.start() - 500, 0), match.start())
        if start is None or opening < 0:
            continue
        head = data[opening : start.start()]
        count, first = _NUMBER_OF.search(head), _FIRST_AT.search(head)
        content = _inflate(data, start.end(), min(_LONGEST_STREAM, budget)) if b"FlateDecode" in head else b""
        budget -= len(content)
        if count and first and content:
            yield int(count[1]), int(first[1]), content


def _inflate(data: bytes, start: int, limit: int) -> bytes:
    if limit <= 0:
        return b""
    try:
        return zlib.decompressobj().decompress(data[start : start + _LONGEST_STREAM], limit)
    except zlib.error:
        return b""


def _string_after(dictionary: bytes, pattern: re.Pattern[bytes]) -> str:
    match = pattern.search(dictionary)
    if match is None:
        return ""
    in_parentheses = dictionary[match.end() :][:1] == b"("
    raw = (_literal_string if in_parentheses else _hex_string)(dictionary, match.end())
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "ignore")
    if raw.startswith(b"\xff\xfe"):
        return raw[2:].decode("utf-16-le", "ignore")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "ignore")
    return "".join(_PDF_ENCODING.get(byte, chr(byte)) for byte in raw)


def _literal_string(data: bytes, start: int) -> bytes:
    """The bytes of a string in parentheses, which may nest."""
    out, depth = list[bytes](), 0
    for match in _PIECE.finditer(data, start):
        piece = match[0]
        depth += (piece == b"(") - (piece == b")")
        if depth == 0:
            return b"".join(out)
        if match[1]:
            out.append(bytes([int(match[1], 8) & 0xFF]))
        elif piece[:1] == b"\\":
            out.append(_ESCAPES.get(match[2], match[2]) if match[2] else b"")
        elif piece != b"(" or depth > 1:
            out.append(piece)
    return b""


def _hex_string(data: bytes, start: int) -> bytes:
    """The bytes of a string in angle brackets; a missing last digit is 0."""
    end = data.find(b">", start)
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", data[start + 1 : end] if end >= 0 else b"")
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _read_xmp(data: bytes) -> tuple[str, list[str]]:
    """Title and creators of the file's last metadata packet that stands uncompressed, as XMP advises."""
    from lxml import etree

    starts = [match.start() for match in _XMP.finditer(data)]
    end = data.find(_XMP_END, starts[-1], starts[-1] + _LONGEST_XMP) if starts else -1
    if end < 0:
        return "", []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data[starts[-1] : end + len(_XMP_END)], parser)
    except (etree.LxmlError, ValueError):
        return "", []
    titles = root.iterfind(".//dc:title//rdf:li", _NAMESPACES)
    creators = root.iterfind(".//dc:creator//rdf:li", _NAMESPACES)
    return next((plain(item.text) for item in titles), ""), [
        plain(item.text) for item in creators if item.text
    ]
