"""The bodies that the server sends: pages and PDFs with a title, of the sizes that real ones have."""

from __future__ import annotations

import html
import zlib

from bench import material

_WORDS = (*material.FILLERS, *material.NOUNS, *material.ADJECTIVES)
_PARAGRAPH = "".join(f"<p>{' '.join(_WORDS[at : at + 60])}.</p>\n" for at in range(0, 240, 60))
_FILLER = (_PARAGRAPH * 40).encode()
_PADDING = b"%" + b"0" * 126 + b"\n"


def page(title: str, authors: str = "") -> bytes:
    """A page about a work, 2 to 40 KB; half of them have the tags that search engines read."""
    draw = zlib.crc32(title.encode())
    shown = html.escape(title)
    tags = ""
    if draw % 2 and authors:
        tags = f'<meta name="citation_title" content="{shown}">\n'
        tags += f'<meta name="citation_author" content="{html.escape(authors)}">\n'
    suffix = "" if draw % 3 else " | Larkspur Proceedings"
    return _page(
        f"{shown}{suffix}", tags, f"<h1>{shown}</h1>\n<p>{html.escape(authors)}</p>", 2000 + draw % 38_000
    )


def notice(title: str, text: str = "", head: str = "") -> bytes:
    """A short page that is about no work."""
    return _page(html.escape(title), head, f"<h1>{html.escape(title)}</h1>\n{text}", 800)


def pdf(title: str) -> bytes:
    """A file that begins as a PDF does, with its title, 20 to 150 KB."""
    size = 20_000 + zlib.crc32(title.encode()) % 130_000
    plain = title.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    start = f"%PDF-1.5\n1 0 obj\n<< /Title ({plain}) /Producer (bench) >>\nendobj\n".encode()
    end = b"trailer\n<< /Info 1 0 R /Size 2 >>\nstartxref\n0\n%%EOF\n"
    return start + _PADDING * ((size - len(start) - len(end)) // len(_PADDING)) + end


def _page(title: str, head: str, body: str, filler: int) -> bytes:
    start = (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n{head}'
        f"</head>\n<body>\n{body}\n"
    )
    return start.encode() + _FILLER[:filler] + b"</p>\n</body>\n</html>\n"
