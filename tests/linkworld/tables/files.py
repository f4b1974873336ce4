"""PDFs and other files: as promised, under a wrong name, cut short, or something else."""

from __future__ import annotations

from loopback import reply

from linkworld.answers import by_method, html, wire
from linkworld.behaviour import TITLE, link
from linkworld.bodies import paper, pdf, shop, sign_in, site_page

_PATH = "/papers/starvation.pdf"
_PDF = "application/pdf"
_LISTING = site_page("Index of /papers", "<h1>Index of /papers</h1><ul><li><a href=old.pdf>old.pdf</a></ul>")
_VIEWER = site_page(
    f"{TITLE}.pdf", '<embed src="/files/17/raw" type="application/pdf" width="100%" height="100%">'
)

# What templates, journals and programs leave in a PDF's information.
_LEFTOVERS = {
    "template": "Proceedings Template - WORD",
    "instructions": "Instructions for Authors of the Annual Conference",
    "journal": "Journal of Systems Research 20 (2024) 1-49",
    "preprint": "arXiv:2401.00001v1 [cs.LG] 1 Jan 2024",
    "slides": "PowerPoint Presentation",
    "untitled": "Untitled",
    "draft": "camera_ready_v7_FINAL",
}

ROWS = (
    link("pdf", "ok", reply(pdf(), content_type=_PDF), path=_PATH),
    link("pdf-octets", "ok", reply(pdf(), content_type="application/octet-stream"), path=_PATH),
    link("pdf-as-html", "ok", reply(pdf(), content_type="text/html"), path=_PATH),
    link("pdf-as-nothing", "ok", wire(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", pdf()), path=_PATH),
    link("pdf-untitled", "ok", reply(pdf(None), content_type=_PDF), path=_PATH),
    link(
        "pdf-titled-by-program",
        "ok",
        reply(pdf("Microsoft Word - final_v3.doc"), content_type=_PDF),
        path=_PATH,
    ),
    link("pdf-titled-by-file", "ok", reply(pdf("paper.dvi"), content_type=_PDF), path=_PATH),
    *(
        link(f"pdf-titled-{name}", "ok", reply(pdf(title), content_type=_PDF), path=_PATH)
        for name, title in _LEFTOVERS.items()
    ),
    link("pdf-big", "ok", reply(pdf(None, size=3_000_000), content_type=_PDF), path=_PATH),
    link("pdf-late-magic", "ok", reply(b"\r\n\r\n" + pdf(None), content_type=_PDF), path=_PATH),
    link("pdf-at-a-page", "ok", reply(pdf(), content_type=_PDF), path="/download?id=17"),
    link(
        "pdf-download",
        "ok",
        reply(pdf(), content_type=_PDF, headers={"Content-Disposition": 'attachment; filename="a.pdf"'}),
        path=_PATH,
    ),
    link(
        "pdf-in-parts",
        "ok",
        by_method(
            reply(b"", headers={"Accept-Ranges": "bytes"}, content_type=_PDF),
            reply(pdf(None)[:1024], 206, {"Content-Range": "bytes 0-1023/90000"}, _PDF),
        ),
        path=_PATH,
    ),
    link(
        "pdf-no-part",
        {"ok", "server_error"},
        by_method(reply(b"", content_type=_PDF), reply(b"", 416, {"Content-Range": "bytes */900"}, _PDF)),
        path=_PATH,
    ),
    link(
        "pdf-is-page",
        "wrong_content",
        html(site_page("Systems Lab | News", "<h1>News</h1><p>Spring.")),
        path=_PATH,
    ),
    link("pdf-is-listing", {"wrong_content", "soft_404"}, html(_LISTING), path=_PATH),
    link("pdf-is-landing-page", {"ok", "wrong_content"}, html(paper()), path=_PATH),
    link("pdf-is-viewer", {"ok", "wrong_content"}, html(_VIEWER), path=_PATH),
    link("pdf-is-shop", "paywall", html(shop()), path=_PATH),
    link("pdf-is-sign-in", "login", html(sign_in()), path=_PATH),
    link(
        "pdf-of-another",
        "wrong_content",
        reply(pdf("Soil Moisture in Alpine Meadows after Late Snow"), content_type=_PDF),
        path=_PATH,
    ),
    link(
        "pdf-empty",
        {"wrong_content", "soft_404", "server_error", "ok"},
        reply(b"", content_type=_PDF),
        path=_PATH,
    ),
    link(
        "pdf-called-so",
        "wrong_content",
        reply(site_page("Systems Lab | News", "<h1>News</h1>"), content_type=_PDF),
        path=_PATH,
    ),
    link(
        "zip",
        "ok",
        reply(b"PK\x03\x04" + b"\0" * 200, content_type="application/zip"),
        path="/code.zip",
        title="",
    ),
    link(
        "video",
        "ok",
        reply(b"\0\0\0\x20ftypisom" + b"\0" * 200, content_type="video/mp4"),
        path="/talk.mp4",
        title="",
    ),
    link("image", "ok", reply(b"\x89PNG\r\n\x1a\n", content_type="image/png"), path="/figure.png", title=""),
    link(
        "postscript",
        "ok",
        reply(b"%!PS-Adobe-3.0\n", content_type="application/postscript"),
        path="/paper.ps",
    ),
)
