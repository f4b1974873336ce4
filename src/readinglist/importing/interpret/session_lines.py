"""Lines of a session that are no readings: slides, forms, recordings become its links, the rest its notes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from readinglist.importing.interpret.labels import bare_label, is_label
from readinglist.model.reading import Link
from readinglist.text.markdown.spans import Span, joined, plain
from readinglist.text.markdown.writer import to_markdown

_FORMAT = re.compile(r"pdf|pptx?|key|html|ps|docx?|ipynb|mp4", re.I)
_UNLINKED = re.compile(r"\[(?P<label>[^\[\]]{1,40})\]")
_EDGE = " \t:,;.|/[]()–—-"
_LETTER = re.compile(r"[^\W_]")


class SessionLine(NamedTuple):
    """A line: its links, its prose (``None``: it has none), and labels of files that no link leads to."""

    links: tuple[Link, ...] = ()
    note: str | None = None
    unlinked: tuple[str, ...] = ()


def session_line(spans: Sequence[Span]) -> SessionLine:
    """What a line such as ``Lecture slides: [PDF](…), [PPTX](…)`` gives.

    A label that is a file format takes the words before it along: ``Lecture slides (PDF)``.
    Words around links that are more than that are kept as a note, with the links' words in them.
    """
    spans = joined(spans)
    groups = [tuple(group) for _, group in itertools.groupby(spans, key=lambda span: span.url)]
    links: list[Link] = []
    subject, prose, bracketed = "", False, False
    for group in groups:
        text, url = bare_label(plain(group)), group[0].url
        if url is None:
            unlinked = _UNLINKED.sub("", plain(group)).strip(_EDGE)
            subject = unlinked if _LETTER.search(unlinked) and not links else subject
            prose = prose or (
                bool(_LETTER.search(unlinked)) and bool(links) and unlinked.lower() not in ("and", "or")
            )
        elif url.strip():
            links.append(Link(url=url.strip(), label=_label(subject, text, alone=bracketed)))
        bracketed = url is None and plain(group).rstrip().endswith(("[", "("))
    bare = tuple(
        m["label"] for s in spans if s.url is None for m in _UNLINKED.finditer(s.text) if is_label(m["label"])
    )
    if not links:
        return SessionLine((), None if bare else to_markdown(spans) or None, bare)
    note = (
        to_markdown(span._replace(url=None) for span in spans) if prose or _is_prose(groups, links) else None
    )
    return SessionLine(tuple(links), note, bare)


def _label(subject: str, text: str, *, alone: bool) -> str | None:
    """What a link is named; ``alone``: it stands in brackets behind what it is of."""
    is_format = _FORMAT.fullmatch(text) is not None
    text = "" if subject and re.fullmatch(r"link|here|url", text, re.I) else text
    if text and not is_format and not (alone and subject):
        return text
    shown = text.upper() if is_format else text
    return f"{subject} ({shown})" if subject and shown else subject or shown or None


def _is_prose(groups: Sequence[Sequence[Span]], links: Sequence[Link]) -> bool:
    """Whether words before the first link are part of a sentence rather than the name of what is linked."""
    first = plain(groups[0]) if groups[0][0].url is None else ""
    names = first.endswith((":", "[", "(", "–", "—", "-"))
    return bool(links) and ("." in first.strip(" .") or (len(first.split()) > 3 and not names))
