"""The head of the page and its script, with the policy that lets exactly these run."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from readinglist.formats.safe import escape_html

# An open book, drawn here: a page without an icon makes browsers ask the server for one.
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath d='M8 4C6 2.6 3.6 2.6 1 3v9.4c2.600-.4 5-.4 7 1 2-1.400 4.400-1.400 7-1V3c-2.600-.4-5-.4-7 1z' fill='%230b5394'/%3E"
    "%3Cpath d='M8 4v9.400' stroke='white'/%3E%3C/svg%3E"
).replace("00-", "-").replace(" ", "%20")


@cache
def asset(name: str) -> str:
    """The text of ``page.css`` or ``page.js``, as it stands in the page."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def policy() -> str:
    """The Content Security Policy (level 3): this style, this script, pictures in the page, nothing else."""
    return (
        f"default-src 'none'; script-src '{_hash(asset('page.js'))}'; style-src '{_hash(asset('page.css'))}'; "
        "img-src data:; form-action 'none'; base-uri 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def head_html(title: str, term: str | None) -> str:
    """Everything up to ``</head>``; ``term`` follows the title in the browser's tab."""
    full_title = f"{title} ({term})" if term else title
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="generator" content="readinglist">\n'
        f'<link rel="icon" href="{_ICON}">\n'
        f"<title>{escape_html(full_title)}</title>\n"
        f"<style>{asset('page.css')}</style>\n</head>\n"
    )


def script_html(citations: str) -> str:
    """The citations as data, then the script; ``citations`` is JSON that may stand in a script element."""
    return (
        f'<script type="application/json" id="citations">{citations}</script>\n'
        f"<script>{asset('page.js')}</script>\n"
    )
