"""What a page seems to be that no reading list is found on, in words that help. Pure."""

from __future__ import annotations

import re

_SEEN = 400_000
_HTML = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_PASSWORD = re.compile(r"<input\b[^<>]{0,300}\btype\s*=\s*[\"']?password", re.I)
_SCRIPT = re.compile(r"<script\b.*?(?:</script|\Z)", re.I | re.S)
_UNSEEN = re.compile(r"<(script|style|svg|noscript|template|head)\b.*?(?:</\1|\Z)", re.I | re.S)
_TAG = re.compile(r"<[^<>]{0,5000}>")
# What frameworks call the empty element that their scripts fill.
_MOUNT = re.compile(
    r"<(?:div|app-root)\b[^<>]{0,200}\bid\s*=\s*[\"']?(?:root|app|__next|___gatsby|__nuxt|svelte|main-app)\b"
    r"|<app-root\b",
    re.I,
)
_CODE = re.compile(r"[;{}()=]")
_FEW_WORDS = 60
_NOTHING = (
    "no reader finds a reading list on this page, neither a schedule nor works; if it shows one, {}, or name "
    "its reader with --reader"
)
_LONG_LINE = 2_000


def describe_unreadable(text: str) -> str:
    """What the page seems to be, and what to import in its place: a sentence without a stop."""
    head = text[:_SEEN]
    if _HTML.match(head):
        return _of_html(head)
    if _is_script(head):
        return "it seems to be a script, which holds no text of a page; import the page that loads it"
    return _NOTHING.format("import the built page or its address")


def _of_html(text: str) -> str:
    words = len(_TAG.sub(" ", _UNSEEN.sub(" ", text)).split())
    if _PASSWORD.search(text) and words < 10 * _FEW_WORDS:
        return "it asks to log in; open it in a browser that is logged in, save it, and import the file"
    if words < _FEW_WORDS and (_MOUNT.search(text) or _SCRIPT.search(text)):
        return (
            "it is the shell of a page that scripts fill in a browser; open it there, save it complete, "
            "and import the file"
        )
    if "](" not in text and words < 5:
        return "the page shows no words; import the page that it stands for"
    return _NOTHING.format("save the page complete in a browser and import the file")


def _is_script(text: str) -> bool:
    """Whether a text is code with long lines and few spaces, as minifiers write it."""
    longest = max(text.split("\n"), key=len, default="")
    if len(longest) < _LONG_LINE:
        return False
    return len(_CODE.findall(longest)) * 15 > len(longest) and longest.count(" ") * 8 < len(longest)
