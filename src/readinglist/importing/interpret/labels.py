"""Words of a link that name what it leads to, not a work: ``PDF``, ``slides``, ``[code]``, ``here``."""

from __future__ import annotations

import re

_PAPER = re.compile(
    r"pdf|ps|html|arxiv|doi|papers?|readings?|pre-?print|abstract|abs|link|url|here|openreview|acm|ieee|usenix|pmlr"
    r"|book|chapter|article|copy|local|mirror|free|official|full|text|version|camera-?ready|camera|ready"
    r"|epub|site|page|proceedings|acl|anthology|neurips|online|read"
)
_BESIDE = re.compile(
    r"pptx?|key|slides?|deck|code|github|gitlab|repo|repository|implementation|videos?|recordings?|talk"
    r"|lecture|youtube|poster|web-?site|web-?page|homepage|project|demo|blog-?post|blog|post|data|datasets?"
    r"|models?|suppl?|supplementary|supplement|supplemental|appendix|bib|bibtex|cite|notes?|handouts?|notebook|colab"
    r"|solutions?|tutorial|summary|reviews?|annotated|errata|presentation|zoom|podcast|transcript|source|software|docs"
    r"|documentation|wiki|google|drive|scholar|sheet|form|quiz|discussion|forum|twitter|thread|tweet|media"
    r"|materials?|arti[fe]act|artefact"
)
# What serves a session: "Lecture 3 slides", "Homework 1", "Submit your review", "Sign-up doc".
_SERVING_START = re.compile(
    r"(?:(?:guest|class|intro|introductory|today's|full)\s+)*"
    r"(?:(?:lecture|section|discussion|recitation)\s*\d*\s*)?"
    r"(?:slides?|slide deck|notes|videos?|recordings?|handouts?|homeworks?|assignments?|hw\s?\d*|ps\s?\d+"
    r"|labs?(?:\s?\d+)?|quiz(?:zes)?|faqs?"
    r"|worksheets?|problem sets?|psets?|programming|projects?|exercises?|submit|sign-?\s?up|zoom|piazza|forum"
    r"|poll|survey|(?:paper|reading) (?:quiz|responses?|questions?|forms?)|review forms?|scribe"
    r"|notebooks?|colab|demo"
    r"|code|links?|due)\b"
    r"(?!\s+(?:generation|synthesis|review|in|of|as|is|for|from|models?|understanding|llama)\b)",
    re.I,
)
_SERVING_END = re.compile(
    r"\b(?:slides?|recordings?|videos?|worksheet|spreadsheet|form|template|handout|notebook|quiz|sign-?up|doc"
    r"|links?)$",
    re.I,
)
_BESIDE_ADDRESS = re.compile(
    r"\s*(?:https?:)?//(?:docs\.google\.com/(?:presentation|forms|spreadsheets)|forms\.gle|(?:[\w-]+\.)*(?:zoom\.us"
    r"|piazza\.com|gradescope\.com|instructure\.com|blackboard\.com|slideshare\.net|speakerdeck\.com"
    r"|panopto\.\w+|forms\.office\.com|qualtrics\.com|perusall\.com/?$))|.*\.(?:pptx?|odp|key|zip)(?:[?#]|$)",
    re.I,
)
# "Fall 2024": the course in another term.
_TERM = re.compile(r"(?:spring|summer|fall|autumn|winter|[ws]s|wise|sose)[\s'’]*(?:20)?\d\d(?:/\d\d)?", re.I)
_TASK = re.compile(
    r"[\W_]*(?:(?:due|deadlines?|turn in|hand in|submit|abgabe|todo|to do|deliverables?)\b[^:]{0,30}:"
    r"|(?:(?:select|submit|choose|pick|bring|complete|upload|email|send|answer|review|skim|read|watch)"
    r"\s+(?:all|both|each|every|any|either|one|two|three|four|\d|them|it|your|these|those"
    r"|the following|at least)\b"
    r"|read\s+(?:ahead|everything|on)\b))",
    re.I,
)
_EDGE = " \t:,;.|/–—-"
_PAIRS = (("[", "]"), ("(", ")"))
_FILL = re.compile(r"the|an?|and|of|to|for|on|in|my|our|your|this|that|see|also|web|[1-9]")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_MOST_WORDS = 4


def bare_label(text: str) -> str:
    """The words of a link without punctuation and brackets around them: ``slides`` of ``[slides],``.

    A bracket that belongs to the words stays: ``Lab 2 (part A)``.
    """
    bare = text.strip(_EDGE)
    for opening, closing in _PAIRS:
        inside = bare[1:-1]
        if bare.startswith(opening) and bare.endswith(closing) and not {opening, closing} & set(inside):
            bare = inside.strip(_EDGE)
        elif bare.startswith(opening) and closing not in bare:
            bare = bare[1:].strip(_EDGE)
        elif bare.endswith(closing) and opening not in bare:
            bare = bare[:-1].strip(_EDGE)
    return bare if bare == text else bare_label(bare)


def is_label(text: str) -> bool:
    """Whether the words of a link name a kind of thing, so that the work's title stands elsewhere."""
    words = _words(text)
    return len(words) <= _MOST_WORDS and all(_is(word, _PAPER, _BESIDE, _FILL) for word in words)


def leads_to_the_work(text: str) -> bool:
    """Whether a link with such words leads to the work itself, not to slides or code."""
    words = _words(text)
    return bool(words) and all(_is(word, _PAPER, _FILL) for word in words)


def says_reading(text: str) -> bool:
    """Whether the words of a link say no more than that it leads to a reading."""
    return any(word in ("reading", "readings") for word in _words(text)) and is_label(text)


def serves_the_session(text: str) -> bool:
    """Whether words say that a link or a line serves the session: slides, a form, a recording, homework."""
    bare = " ".join(text.split()).strip(" []():,.*_")
    if len(bare) > 100 or is_label(bare):
        return is_label(bare)
    return bool(
        _TERM.fullmatch(bare)
        or _SERVING_START.match(bare)
        or (len(bare.split()) <= _MOST_WORDS + 2 and _SERVING_END.search(bare))
    )


def leads_beside(url: str) -> bool:
    """Whether an address is that of slides, a form, a call or homework, whatever its link says."""
    return _BESIDE_ADDRESS.match(url) is not None


def is_task(text: str) -> bool:
    """Whether words say what is due or to be done: ``DUE: Problem set 1``, ``Select two papers``."""
    return _TASK.match(text[:200]) is not None


def _is(word: str, *kinds: re.Pattern[str]) -> bool:
    return any(kind.fullmatch(word) for kind in kinds)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text[:200])]
