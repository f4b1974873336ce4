"""Is it the work that was promised, or does another one stand there now? Only strong evidence counts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readinglist.links.exchange import Opinion
from readinglist.links.judge.evidence import Evidence, names, share
from readinglist.model.reading import Name
from readinglist.report import clip
from readinglist.text.titles import is_title_of, may_be_one_title, telling_words
from readinglist.text.word_forms import vocabulary, words
from readinglist.web.page.page_check import is_start

_FIND = "find the new address"
_HARDLY = 0.34
_AT_ALL = 0.01
_ENGLISH = frozenset({"and", "from", "how", "of", "the", "with", "without"})
_FEWEST_WORDS = 3
# Vocabularies that were made for works; what a page calls itself elsewhere may be anything.
_SCHOLARLY = frozenset({"Highwire tags", "EPrints tags", "bepress tags", "Dublin Core", "PRISM tags"})
# What makers of templates, proceedings and scans leave in the title of a file.
_NOT_OF_A_WORK = re.compile(
    r"\d{3}|template|sample|instruction|guideline|proceedings|conference|symposium|workshop|journal"
    r"|transactions"
    r"|magazine|letters|bulletin|volume|issue|annual|international|\bieee\b|\bacm\b|usenix|springer"
    r"|elsevier|press\b"
    r"|university|report|thesis|chapter|lecture|appendix|supplement|slides|presentation|style|draft"
    r"|manuscript"
    r"|submission|article|\bpaper|preprint|copy|scan|document|\bfile\b|\bpdf\b|latex|word\b|untitled"
    r"|camera|final",
    re.I,
)
_LETTER = re.compile(r"[^\W\d_]")


def page_of_another_work(evidence: Evidence) -> Opinion | None:
    """Return the opinion where the page's own citation tags name another work by other people."""
    if not evidence.asks_for_work:
        return None
    stated = evidence.page.citation
    title, authors = stated.fields.get("title", ""), stated.fields.get("author", ())
    if not title or stated.rules["title"] not in _SCHOLARLY:
        return None
    if evidence.page.cut and not authors:
        return None
    is_book = "isbn" in stated.fields and "container_title" not in stated.fields
    if is_book or not _contradicts(evidence, title, authors):
        # The page of a book has the title of the book, whichever chapter was meant.
        return None
    # The page of an issue or of a list has its own tags and names the work in its text.
    if evidence.is_mentioned(0.75):
        return None
    return evidence.opinion("wrong_content", f"another work stands there: {clip(title, 100)!r}; {_FIND}")


def page_without_the_work(evidence: Evidence) -> Opinion | None:
    """Return the opinion where a page of text names neither the work nor any of its authors."""
    if (
        evidence.fit != "silent"
        or evidence.is_known
        or evidence.page.refresh
        or not _can_be_compared(evidence)
    ):
        return None
    reason = f"the page ({evidence.shown_title}) names neither the work nor its authors; {_FIND}"
    return evidence.opinion("wrong_content", reason)


def pdf_of_another_work(evidence: Evidence) -> Opinion | None:
    """Return the opinion where a PDF states that it is another work; ``None``: it states nothing that counts.

    The title of a file is weak evidence: programs and templates leave theirs in it. So it
    has to look like that of a work, and to have nothing in common with what was promised.
    """
    if not evidence.asks_for_work or evidence.is_known:
        return None
    title, authors = evidence.pdf_fields.get("title", ""), evidence.pdf_fields.get("author", ())
    if not title or len(telling_words(title)) < _FEWEST_WORDS or _NOT_OF_A_WORK.search(title):
        return None
    if not _contradicts(evidence, title, authors) or share(
        evidence.expected.titles, vocabulary(words(title))
    ):
        return None
    return evidence.opinion(
        "wrong_content", f"the PDF is another work by its own title, {title[:100]!r}; {_FIND}"
    )


def _contradicts(evidence: Evidence, title: str, authors: Iterable[Name]) -> bool:
    """Return whether a stated title and stated people are those of another work.

    Where people are named on both sides and none is common, the titles may share a word
    such as "learning"; where they are not, nothing.
    """
    expected = evidence.expected
    if any(is_title_of(one, title) or _differ_in_script(one, title) for one in expected.titles):
        return False
    people = vocabulary(word for name in authors for word in words(f"{name.sort_family} {name.given or ''}"))
    if any(names(family, people) for family in expected.families):
        return False
    if people and expected.families:
        stated, promised = telling_words(title), vocabulary(w for one in expected.titles for w in words(one))
        return max(share(expected.titles, stated), share([title], promised)) < _HARDLY
    return not any(may_be_one_title(one, title) for one in expected.titles)


def _can_be_compared(evidence: Evidence) -> bool:
    """Return whether the words of title and authors would stand in the page if it were the one."""
    expected, page = evidence.expected, evidence.page
    if page.is_scripted or evidence.link_parts.fragment:
        return False
    if is_start(evidence.link_parts) and evidence.is_mentioned(_AT_ALL):
        return False
    if any(_differ_in_script(title, page.text) for title in expected.titles):
        return False
    # An English title on a page in another language may stand there in translation.
    is_foreign = page.language not in ("", "en")
    if is_foreign and any(not _ENGLISH.isdisjoint(words(title)) for title in expected.titles):
        return False
    telling = min((len(telling_words(title)) for title in expected.titles), default=0)
    return telling >= (2 if expected.families else 4)


def _differ_in_script(one: str, other: str) -> bool:
    """Return whether two texts are mostly in different scripts, as a work and its translation are."""
    return _is_latin(one) != _is_latin(other)


def _is_latin(text: str) -> bool:
    letters: list[str] = _LETTER.findall(text[:2_000])
    latin = sum(letter < "\u0250" or "\u1e00" <= letter <= "\u1eff" for letter in letters)
    return 2 * latin >= len(letters)
