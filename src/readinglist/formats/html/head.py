"""The head of a page and its script, with the policy that lets exactly these run."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from readinglist.text.html import escape_html

# An open book, drawn here: a page without an icon makes browsers ask the server for one.
_ICON = (
    "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2016%2016'%3E"
    "%3Cpath%20fill='%231f5fa8'%20d='M8%204C6%202.6%203.6%202.6%201%203v9.4c2.6-.4%205-.4%207%201"
    "%202-1.4%204.4-1.4%207-1V3c-2.6-.4-5-.4-7%201z'/%3E%3Cpath%20stroke='white'%20d='M8%204v9.4'/%3E%3C/svg%3E"
)


@cache
def asset(name: str) -> str:
    """The text of a style sheet or script of this folder, as it stands in the page."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def policy(style: str, script: str | None = None) -> str:
    """The Content Security Policy (level 3): this style, this script, pictures in the page, nothing else.

    ``script`` is ``None`` on a page where none may run.
    """
    scripts = "" if script is None else f"script-src '{_hash(script)}'; "
    return (
        f"default-src 'none'; {scripts}style-src '{_hash(style)}'; "
        "img-src data:; form-action 'none'; base-uri 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def head_html(title: str, term: str | None) -> str:
    """Everything up to ``</head>``; ``term`` follows the title in the browser's tab."""
    full_title = f"{title} ({term})" if term else title
    return page_head(full_title, asset("base.css") + asset("page.css"), asset("page.js"))


def page_head(title: str, style: str, script: str | None = None) -> str:
    """Everything up to ``</head>`` of any page of ours: it loads nothing, and only ``script`` may run."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(style, script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="generator" content="readinglist">\n'
        f'<link rel="icon" href="{_ICON}">\n'
        f"<title>{escape_html(title)}</title>\n"
        f"<style>{style}</style>\n</head>\n"
    )


def script_html(citations: str) -> str:
    """The citations as data, then the script; ``citations`` is JSON that may stand in a script element."""
    return (
        f'<script type="application/json" id="citations">{citations}</script>\n'
        f"<script>{asset('page.js')}</script>\n"
    )
