"""Landing pages as sites really write them, PDFs, and the pages that are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from standin.server import Reply, Request

_HTML = "text/html; charset=utf-8"

CHALLENGE = Reply(
    403,
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head>"
    b'<body><div id="challenge-error-text">Enable JavaScript and cookies to continue</div></body></html>',
    _HTML,
    {"cf-mitigated": "challenge", "Server": "cloudflare"},
)
SOFT_404 = Reply(
    200,
    b"<!DOCTYPE html><html><head><title>Page not found</title></head>"
    b"<body><h1>404</h1><p>We could not find that page.</p></body></html>",
)
LOG_IN = Reply(
    200,
    b"<!DOCTYPE html><html><head><title>Sign in</title></head>"
    b'<body><form><input type="text" name="user"><input type="password" name="word"></form></body></html>',
)
NOT_FOUND = Reply(404, b"<!DOCTYPE html><html><head><title>Not found</title></head><body></body></html>")


def page(title: str, metas: Iterable[tuple[str, str]] = (), *, quoted: bool = True, head: str = "") -> Reply:
    """A page with ``name``/``content`` tags; unquoted where HTML allows it, as some sites write them."""
    tags = "\n".join(_meta(name, content, quoted) for name, content in metas)
    text = (
        f"<!DOCTYPE html>\n<html lang=en><head>\n<meta charset=utf-8>\n<title>{escape(title)}</title>\n"
        f"{tags}\n{head}</head>\n<body><h1>{escape(title)}</h1></body></html>\n"
    )
    return Reply(200, text.encode(), _HTML)


def _meta(name: str, content: str, quoted: bool) -> str:
    attribute = "property" if name.startswith(("og:", "article:")) else "name"
    if quoted:
        return f'<meta {attribute}="{escape(name)}" content="{escape(content)}" />'
    # Of what HTML allows without quotes this is the part that is never in doubt.
    plain = content.isascii() and content.replace("/", "").replace("-", "").replace(".", "").isalnum()
    value = content if plain and not content.endswith("/") else f'"{escape(content)}"'
    return f"<meta content={value} {attribute}={name}>"


def highwire(fields: Mapping[str, str | Sequence[str]]) -> list[tuple[str, str]]:
    """Citation tags, a tag for each of several values: ``{"author": [...], "title": ...}``."""
    return [
        (f"citation_{name}", text)
        for name, value in fields.items()
        for text in ([value] if isinstance(value, str) else value)
    ]


def big(reply: Reply, size: int = 5_000_000) -> Reply:
    """The page, with a body of ``size`` bytes."""
    filler = b"<p>" + b"lorem ipsum " * 80 + b"</p>\n"
    missing = max(0, size - len(reply.body))
    return reply._replace(body=reply.body + (filler * (missing // len(filler) + 1))[:missing])


def redirect(location: str, status: int = 302) -> Reply:
    return Reply(status, headers={"Location": location})


def pdf(info: Mapping[str, str] | None = None) -> Reply:
    """A PDF of one empty page; ``info`` is its document information, in UTF-16 where it must be."""
    entries = " ".join(f"/{name} {_pdf_text(text)}" for name, text in (info or {}).items())
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
        f"<< {entries} >>",
    ]
    body, places = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = "<< /Size 5 /Root 1 0 R /Info 4 0 R >>"
    end = f"xref\n0 5\n0000000000 65535 f \n{table}trailer\n{trailer}\nstartxref\n{len(body)}\n%%EOF\n"
    return Reply(200, body + end.encode("latin-1"), "application/pdf")


def _pdf_text(text: str) -> str:
    """A text string (ISO 32000-1, 7.9.2.2): literal in ASCII, else UTF-16 with its mark, in hex."""
    if text.isascii():
        return "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"


class Pages:
    """The pages of one host, by path, the query with it where there is one."""

    def __init__(self, pages: Mapping[str, Reply]) -> None:
        self.pages = dict(pages)

    def __call__(self, request: Request) -> Reply:
        query = "&".join(f"{name}={value}" for name, value in request.query.items())
        found = self.pages.get(f"{request.path}?{query}") if query else None
        return found or self.pages.get(request.path, NOT_FOUND)
