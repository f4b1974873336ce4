"""Words of a link that name what it leads to, not a work: ``PDF``, ``slides``, ``[code]``, ``here``."""

from __future__ import annotations

import re

_PAPER = re.compile(
    r"pdf|ps|html|arxiv|doi|papers?|pre-?print|abstract|abs|link|url|here|openreview|acm|ieee|usenix|pmlr"
    r"|book|chapter|article|copy|local|mirror|free|official|full|text|version|camera-?ready|camera|ready"
    r"|epub|site|page|proceedings|acl|anthology|neurips|online|read"
)
_BESIDE = re.compile(
    r"pptx?|key|slides?|deck|code|github|gitlab|repo|repository|implementation|videos?|recordings?|talk"
    r"|lecture|youtube|poster|web-?site|web-?page|homepage|project|demo|blog-?post|blog|post|data|datasets?"
    r"|models?|supplementary|supplement|supplemental|appendix|bib|bibtex|cite|notes?|handouts?|notebook|colab"
    r"|tutorial|summary|reviews?|annotated|errata|presentation|zoom|podcast|transcript|source|software|docs"
    r"|documentation|wiki|google|drive|scholar|sheet|form|quiz|discussion|forum|twitter|thread|tweet|media"
    r"|materials?|arti[fe]act|artefact"
)
_OF_SESSION = re.compile(
    r"pdf|pptx?|key|slides?|deck|lecture|videos?|recordings?|notes?|handouts?|reviews?|quiz|form|zoom|notebook"
    r"|colab|demo|code|piazza|forum|discussion|assignment|homework|hw|lab|worksheet|scribe|poll|survey|panopto"
    r"|youtube|submit|sign-?up|spreadsheet|template"
)
_FILL = re.compile(r"the|an?|and|of|to|for|on|in|my|our|your|this|that|see|also|web|[1-9]")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_MOST_WORDS = 4


def is_label(text: str) -> bool:
    """Whether the words of a link name a kind of thing, so that the work's title stands elsewhere."""
    words = _words(text)
    return len(words) <= _MOST_WORDS and all(_is(word, _PAPER, _BESIDE, _FILL) for word in words)


def leads_to_the_work(text: str) -> bool:
    """Whether a link with such words leads to the work itself, not to slides or code."""
    words = _words(text)
    return bool(words) and all(_is(word, _PAPER, _FILL) for word in words)


def is_of_the_session(text: str) -> bool:
    """Whether the words of a link or a line say that it serves the session: slides, a form, a recording."""
    return any(_is(word, _OF_SESSION) for word in _words(text)[:6])


def _is(word: str, *kinds: re.Pattern[str]) -> bool:
    return any(kind.fullmatch(word) for kind in kinds)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text[:200])]
