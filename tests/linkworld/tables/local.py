"""Links to files of the site itself, and links that a rule sets aside."""

from __future__ import annotations

from linkworld.answers import html
from linkworld.behaviour import link
from linkworld.bodies import paper

FILES = frozenset({"slides/pipelines.pdf"})
"""The files that the site has."""
IGNORED_HOST = "ignored.linkworld"

ROWS = (
    link("file-there", "ok", url="slides/pipelines.pdf", title=""),
    link("file-there-again", "ok", url="./slides/../slides/pipelines.pdf#page=3", title=""),
    link("file-missing", "gone", url="slides/none.pdf", title=""),
    link("file-outside", {"gone", "unsafe", "unchecked"}, url="../../../../etc/passwd", title=""),
    link("ignored", "ignored", html(paper())),
    link("ignored-below", "ignored", html(paper()), url="https://www.ignored.linkworld/paper"),
)
