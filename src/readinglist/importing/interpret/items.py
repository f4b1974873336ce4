"""One list item or cell of a page: which readings it names, and what it says of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from readinglist.importing.content import PageReading
from readinglist.importing.interpret.author_lists import certain_authors
from readinglist.importing.interpret.citations import parse_citation
from readinglist.importing.interpret.credits import (
    ItemCredits,
    credits_before,
    credits_behind,
    is_bare,
    names_a_part,
    says_no_title,
    tags_before,
    title_and_author,
    title_place,
    who_wrote,
    year_at_end,
)
from readinglist.importing.interpret.labels import is_label, leads_to_the_work, serves_the_session
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.people import named_presenters
from readinglist.importing.interpret.titles import Title, locator_at, notes_of, split_title, tag_of
from readinglist.model.identifiers import identify
from readinglist.model.reading import Link, Name
from readinglist.model.schedule import Level
from readinglist.text.markdown.spans import Span, Spans, joined, plain, sliced
from readinglist.text.markdown.writer import to_markdown

_PLACEHOLDER = re.compile(
    r"(?:more\s+)?(?:readings?|papers?|details|links?|materials?|slides|topics?)?\s*(?:is|are|will be)?\s*"
    r"(?:(?:still\s+)?(?:to come|coming soon|tb[acd]|forthcoming|(?:to be|not yet)\s+"
    r"(?:announced|decided|determined|posted|added|assigned|confirmed|selected|available)))"
    r"(?:\s+(?:soon|shortly|later))?",
    re.I,
)
_NOTHING = re.compile(
    r"n\s?/\s?a|none|no (?:required |assigned )?(?:readings?|papers?)(?: to read)?"
    r"(?: (?:today|(?:for )?this (?:week|class|session|lecture)))?",
    re.I,
)
_DEAD_END = re.compile(r"\s*(?:#|n/a|tb[acd]|todo|none|null|xxx+|link|url)\s*", re.I)
_EDGE = " \t.…:;,()[]*_!–—-"
_BETWEEN_WORKS = re.compile(r"\s*(?:[,;&+/]|and/or|and|or|und|et|y)?\s*(?:and|or)?\s*", re.I)
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.|doi:|arxiv:)\S+|10\.\d{4,9}/\S+", re.I)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
# A word before a link makes it one of a sentence: "and another [tutorial]", but "…, [slides] and [code]".
_IN_SENTENCE = re.compile(r"(?<![,;|)\]]\sand)(?<!^\sand)(?<=\w)\s*$")
_NUMBER = re.compile(r"\s*(?:\[\d{1,3}\]|\(\d{1,3}\))\s*(?=\S)")  # of a bibliography
_LETTER = re.compile(r"[^\W_]")
_FEWEST_WORDS = 3


class Item(NamedTuple):
    """What an item is: readings, or a placeholder (``tbd``) for some that are yet to come, or neither."""

    readings: tuple[PageReading, ...] = ()
    tbd: str | None = None


def item_of(
    spans: Sequence[Span], words: LevelWords, *, line: int | None = None, level: Level | None = None
) -> Item:
    """The readings that an item names.

    Several links to one work are one reading. An item that does no more than enumerate
    linked titles ("A and B") is one reading each. ``level`` is that of the place where the
    item stands; what the item itself says goes before it; ``None``: the page's default.
    """
    spans = tuple(s._replace(url="") if s.url and is_dead_end(s.url) else s for s in joined(spans))
    if not plain(spans) and not any(span.url or span.key for span in spans):
        return Item()
    if (tbd := placeholder(spans)) is not None:
        return Item(tbd=tbd)
    whole = to_markdown(spans)
    spans, said = _level(spans, words)
    level = said or level or words.default
    if works := _cited(spans):
        return Item(tuple(_reading(work, to_markdown(work), words, line, level) for work in works))
    if works := _enumerated(spans, words):
        read = [_reading(work, to_markdown(work), words, line, level) for work in works]
        if len({one.level for one in read}) > 1:  # they stand in two lists
            return Item(tuple(read))
        items = (to_markdown(spans), *("" for _ in read[1:]))
        return Item(tuple(one.model_copy(update={"item": it}) for one, it in zip(read, items, strict=True)))
    return Item((_reading(spans, whole, words, line, level),))


def placeholder(spans: Sequence[Span]) -> str | None:
    """The words of an item that stands for readings to come, or for none; ``None``: it is an item.

    ``N/A`` that links a bare home page is such a one.
    """
    text = plain(spans)
    bare = text.strip(_EDGE)
    linked = any(span.key or (span.url and not _is_home(span.url)) for span in spans)
    if linked or len(bare) > 120 or not text:
        return None
    return text if not bare or _PLACEHOLDER.fullmatch(bare) or _NOTHING.fullmatch(bare) else None


def is_nothing(text: str) -> bool:
    """Whether words say that there is nothing: a dash, ``N/A``, ``none``."""
    bare = text.strip(_EDGE)
    return not bare or _NOTHING.fullmatch(bare) is not None


def is_dead_end(url: str) -> bool:
    """Whether an address is what some write where they have none: ``N/A``, ``#``, ``TBD``."""
    return _DEAD_END.fullmatch(url) is not None


def _is_home(url: str) -> bool:
    return re.fullmatch(r"(?:https?://)?[^/\s?#]*/?", url.strip()) is not None


def _level(spans: Spans, words: LevelWords) -> tuple[Spans, Level | None]:
    """The item without what says its level in front, or as a badge at either end, and the level."""
    prefix = words.prefix("".join(span.text for span in spans))
    if prefix is not None:
        return joined(sliced(spans, prefix.length)), prefix.level
    for badge, rest in ((spans[0], spans[1:]), (spans[-1], spans[:-1])):
        marked = (badge.bold or badge.code or badge.italic) and badge.url is None and rest
        if marked and (level := words.word(badge.text)) is not None:
            return joined(rest), level
    if (star := words.suffix("".join(span.text for span in spans))) is not None:
        length = sum(len(span.text) for span in spans) - star.length
        return joined(sliced(spans, 0, length)), star.level
    linked = [span for span in spans if span.url and not _ADDRESS.fullmatch(span.text.strip())]
    return spans, words.style(
        bold=_is_set_in(linked or spans, "bold"), italic=_is_set_in(linked or spans, "italic")
    )


def _is_set_in(spans: Sequence[Span], style: Literal["bold", "italic"]) -> bool:
    """Whether most of the words are set so; an address says nothing of it."""
    shown = [span for span in spans if span.text.strip() and not _ADDRESS.fullmatch(span.text.strip(" ,.;"))]
    letters = sum(len(span.text.strip()) for span in shown)
    return letters > 0 and sum(len(s.text.strip()) for s in shown if getattr(s, style)) >= 0.8 * letters


def _cited(spans: Spans) -> tuple[Spans, ...]:
    """The parts of an item that has several citation tags; empty: it has none or one."""
    places = [index for index, span in enumerate(spans) if span.key is not None]
    if len(places) < 2 or any(span.url for span in spans):
        return ()
    starts = [0, *places[1:], len(spans)]
    return tuple(tuple(spans[a:b]) for a, b in itertools.pairwise(starts))


def _enumerated(spans: Spans, words: LevelWords) -> tuple[Spans, ...]:
    """The works of an item that enumerates linked titles and says nothing else; empty: it does not."""
    works: list[list[Span]] = []
    for group in _links(spans):
        text = plain(group)
        belongs = is_label(text) if group[0].url is not None else _is_tag_only(text)
        if works and belongs:
            works[-1].extend(group)
        elif group[0].url is not None and _may_be_a_work(text, words):
            works.append(list(group))
        elif group[0].url is not None or not _BETWEEN_WORKS.fullmatch(text.strip("[]()| ")):
            return ()
    return tuple(joined(work) for work in works) if len(works) > 1 else ()


def _may_be_a_work(label: str, words: LevelWords) -> bool:
    """Whether a link among others is one to a work: not to a part of one, a person, or slides."""
    if len(label.split()) >= _FEWEST_WORDS:
        return not is_label(label)
    named = _is_name(label) or serves_the_session(label) or locator_at(label) or tag_of(label, words)
    return not (named or certain_authors(label)) and _LETTER.search(label) is not None


def _is_tag_only(text: str) -> bool:
    return bool(_LETTER.search(text)) and not _LETTER.search(_BRACKETS.sub("", text))


def _links(spans: Spans) -> list[Spans]:
    """The spans in groups that share a link or have none."""
    return [tuple(group) for _, group in itertools.groupby(spans, key=lambda span: span.url)]


class _Parts(NamedTuple):
    """An item around its title: the words before it and behind it, and the links, the main one first.

    ``authors`` and ``year`` are those that a title without a link follows; they are no words before
    it then. ``is_sure``: whether the parts could be told apart; else ``title`` is all words.
    """

    title: str
    before: Spans = ()
    behind: Spans = ()
    links: tuple[Link, ...] = ()
    authors: tuple[Name, ...] = ()
    year: int | None = None
    tags: Title = Title("")
    is_sure: bool = True


def _reading(spans: Spans, text: str, words: LevelWords, line: int | None, level: Level) -> PageReading:
    parts = _parts(tuple(span for span in spans if span.key is None), words)
    if not parts.is_sure:
        return PageReading(
            line=line, level=level, text=text, title=parts.title, links=parts.links, unsure=True
        )
    cited = year_at_end(parts.behind)
    ahead = credits_before(parts.before, words, is_cited=cited is not None)
    after = credits_behind(parts.behind, words)
    ahead, after, presenting = _without_presenters(ahead, after)
    bare, by = title_and_author(parts.title)
    title = split_title(bare, words).over(parts.tags).over(ahead.tags).over(after.tags)
    return PageReading(
        line=line,
        level=title.level or level,
        text=text,
        title=title.title or None,
        links=parts.links,
        author=parts.authors or by or ahead.authors or after.authors,
        year=parts.year or title.year or (cited if ahead.authors or parts.authors else None),
        venue=title.venue,
        award=title.award,
        locator=title.locator,
        note=notes_of((*title.notes, _prose(parts, ahead, after, title.title))),
        presenters=presenting,
        key=next((span.key for span in spans if span.key is not None), None),
    )


def _without_presenters(
    ahead: ItemCredits, after: ItemCredits
) -> tuple[ItemCredits, ItemCredits, tuple[str, ...]]:
    """The words around a title without those that name who presents it, and the names."""
    before, behind = (named_presenters(plain(said.prose)) for said in (ahead, after))
    ahead = ahead._replace(prose=()) if before else ahead
    after = after._replace(prose=()) if behind else after
    return ahead, after, (*before, *behind)


def _prose(parts: _Parts, ahead: ItemCredits, after: ItemCredits, title: str) -> str:
    """The prose around the title; where it begins before the title, the sentence with the title in it."""
    if is_bare(ahead.prose):
        return "" if is_bare(after.prose) else to_markdown(after.prose)
    return to_markdown((*parts.before, Span(title), *parts.behind))


def _parts(spans: Spans, words: LevelWords) -> _Parts:
    groups = _links(spans)
    at = _main(groups)
    links = _all_links(groups, at)
    if at is None:
        return _untitled(groups, links, words)
    names = {index for index in range(len(groups)) if index != at and _names(groups, index)}
    ahead, after = (
        tuple(span for index in part if index not in names for span in groups[index])
        for part in (range(at), range(at + 1, len(groups)))
    )
    cited = _cited_parts(groups[at]) if is_bare(ahead) else None
    if cited is not None and cited.authors and (cited.year or cited.title):
        return cited._replace(behind=(*cited.behind, *after), links=links)
    return _Parts(plain(groups[at]), ahead, after, links)


def _main(groups: Sequence[Spans]) -> int | None:
    """Which group of spans is the link whose words are the title; ``None``: the title is no link."""
    for index, group in enumerate(groups):
        if group[0].url is None:
            continue
        ahead = plain(itertools.chain(*groups[:index]))
        if not _is_name(plain(group)) or (names_a_part(ahead) and _LETTER.search(plain(group))):
            return index
        if any(len(plain(earlier).split()) >= _FEWEST_WORDS for earlier in groups[:index]):
            return None
    return None


def _is_name(label: str) -> bool:
    """Whether the words of a link are no title: they name a kind of thing, or show the address."""
    bare = label.strip(" []()")
    return (is_label(bare) and not locator_at(bare)) or _ADDRESS.fullmatch(bare) is not None


def _names(groups: Sequence[Spans], index: int) -> bool:
    """Whether a group is a link that stands by itself and names a kind of thing, not a word of a sentence."""
    if groups[index][0].url is None or not _is_name(plain(groups[index])):
        return False
    ahead = "".join(span.text for span in groups[index - 1]) if index else ""
    is_bracketed = plain(groups[index]).startswith("[")
    return (
        is_bracketed
        or not ahead
        or groups[index - 1][0].url is not None
        or _IN_SENTENCE.search(ahead) is None
    )


def _all_links(groups: Sequence[Spans], main: int | None) -> tuple[Link, ...]:
    """The main link, then those whose words say what they lead to; links in prose stay in the prose."""
    first: list[Link] = []
    found: list[Link] = []
    for index, group in enumerate(groups):
        url, label = (group[0].url or "").strip(), plain(group).strip(" []()")
        if not url:
            continue
        if index == main:
            first.append(Link(url=url))
        elif _names(groups, index) or (main is None and _is_name(label)):
            found.append(Link(url=url, label=None if _ADDRESS.fullmatch(label) else label or None))
    if not first:
        found.sort(key=lambda link: not (link.label is None or leads_to_the_work(link.label)))
    return tuple(dict.fromkeys((*first, *(link for link in found if not first or link.url != first[0].url))))


def _untitled(groups: Sequence[Spans], links: tuple[Link, ...], words: LevelWords) -> _Parts:
    """An item whose title is no link: it stands in front of the links, else behind them."""
    first = next((index for index, group in enumerate(groups) if group[0].url is not None), len(groups))
    ahead, after = _words(groups[:first]), _words(groups[first:])
    said, rest = (after, ()) if is_bare(ahead) else (ahead, after)
    if number := _NUMBER.match("".join(span.text for span in said)):
        said = joined(sliced(said, number.end()))
    tags, start = tags_before("".join(span.text for span in said), words)
    said = joined(sliced(said, start))
    if identify(bare := plain(said).strip(" .")) is not None and not links:
        return _Parts("", links=(Link(url=bare),))
    if (cited := _cited_parts(said)) is not None:
        return cited._replace(behind=(*cited.behind, *rest), links=links, tags=tags)
    if is_bare(said) or _is_tag_only(plain(said)) or (links and says_no_title(plain(said))):
        return _Parts("", behind=(*said, *rest), links=links)
    place = title_place(said, words)
    if place is None:
        return _Parts(plain((*said, *rest)), links=links, is_sure=False)
    start, end = place
    text = "".join(span.text for span in said)
    # The quotes around a title, and the bracket that a link stood in, belong to nothing.
    left = len(text[:start].rstrip('"“„« '))
    right = end + len(text[end:]) - len(text[end:].lstrip('"”“» '))
    title = re.sub(r"[\s\[(]+$", "", text[start:end])
    names = who_wrote(text[:start], title) if _is_set(said, start) else ()
    ahead = () if names else (*sliced(said, 0, left), Span(" "))
    return _Parts(title, ahead, (*sliced(said, right), *rest), links, names, tags=tags)


def _cited_parts(spans: Spans) -> _Parts | None:
    """An item, or the words of a link, that cite a work as bibliographies do; ``None``: they do not."""
    cited = parse_citation(spans)
    if cited is None:
        return None
    text = "".join(span.text for span in spans)
    end = cited.end + len(text[cited.end :]) - len(text[cited.end :].lstrip("\"”“»’',. "))
    title = text[cited.start : cited.end]
    return _Parts(title, (), sliced(spans, end), (), cited.authors, cited.year)


def _is_set(spans: Spans, start: int) -> bool:
    """Whether the title that starts there is in quotes or in italics."""
    before_it = "".join(span.text for span in sliced(spans, 0, start)).rstrip()
    return before_it.endswith(('"', "“", "„", "«")) or any(
        span.italic for span in sliced(spans, start, start + 1)
    )


def _words(groups: Sequence[Spans]) -> Spans:
    """The words of an item without links that are no words of it."""
    return joined(
        span for group in groups for span in group if group[0].url is None or not _is_name(plain(group))
    )
