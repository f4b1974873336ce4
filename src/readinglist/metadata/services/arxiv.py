"""arXiv: https://info.arxiv.org/help/api/user-manual.html, metadata under CC0.

The `arxiv` package knows the address of the query and reads the feed; the polite session fetches
it, a hundred identifiers a request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from readinglist.metadata.services.service import (
    About,
    Candidate,
    Found,
    Notice,
    Outcome,
    Trust,
    absent,
    candidate,
    chunks,
    unavailable,
)
from readinglist.model.identifiers import Identifier, identify, normalise_arxiv
from readinglist.model.identifiers.normal_forms import arxiv_gave_out, canonical_arxiv
from readinglist.model.reading import Name, PartialDate, Relation, valid_fields
from readinglist.text.people import parse_name
from readinglist.text.service_text import clean_abstract, clean_title, plain
from readinglist.web.asking.answers import NO_ANSWER, Answer, Asker, problem_of
from readinglist.web.asking.terms import Pace, ServiceTerms

if TYPE_CHECKING:
    from arxiv import Result

ENDPOINT = "https://export.arxiv.org/api/query"
_BATCH = 100
_ATOM = "{http://www.w3.org/2005/Atom}"
# Within an element, so that no abstract can pass for an error: the texts of a feed are escaped.
_ERROR = re.compile(rb"<id>\s*https?://arxiv\.org/api/errors#")
# arXiv has no flag for it: the submitter says so in the comment, and the abstract of a
# withdrawn version begins with it. "Withdrawn from a conference" is another matter.
_WITHDRAWN = re.compile(
    r"\bwithdrawn\b(?!\s+(?:from|at)\s+(?!arxiv))|\bwithdrew\s+(?:this|the)\s+(?:paper|submission|manuscript)",
    re.I,
)
# The submitter's words about another paper, which this one takes the place of.
_OF_ANOTHER = re.compile(
    r"\b(?:an?|the|our|of)\s+withdrawn\b|\b(?:supersedes|replaces|corrects|extends|revives)\b[^.;]*\bwithdrawn\b"
    r"|\d{4,5}(?:v\d+)?\s*[(,]\s*(?:now\s+|which\s+was\s+)?withdrawn\b|\bnot\s+(?:been\s+)?withdrawn\b",
    re.I,
)
_WITHDRAWN_ABSTRACT = re.compile(
    r"(?:this|the)\s+(?:paper|article|submission|manuscript|work|preprint)\s+(?:has\s+been|is|was)\s+withdrawn",
    re.I,
)


def _pace(host: str, path: str, contact: bool) -> Pace:
    """One request at a time and three seconds between them, over all that one person runs."""
    return Pace("arxiv.org", "arxiv.org", 3.0, 1, machine=True)


class ArxivApi:
    """The preprint, as its submitter described it: never where it was published."""

    name = "arxiv"
    about = About(
        row="arXiv",
        asked="batched",
        terms=ServiceTerms(
            # The limit is for all that one program runs, so the pages count as well.
            hosts=("export.arxiv.org", "arxiv.org", "www.arxiv.org"),
            pace=_pace,
            page="https://info.arxiv.org/help/api/tou.html",
        ),
        guarded=False,
        trust=Trust(names_in_parts=False, only_preprints=True),
    )

    def takes(self, identifier: Identifier) -> bool:
        """Whether it is an arXiv identifier."""
        return identifier.scheme == "arxiv"

    def fetch(self, identifiers: Sequence[Identifier], session: Asker) -> Iterator[Outcome]:
        """One outcome for each identifier, a hundred of them a request. Never raises."""
        good = []
        for identifier in dict.fromkeys(identifiers):
            # One malformed identifier makes arXiv refuse all that are asked with it.
            if arxiv_gave_out(identifier.value):
                good.append(identifier)
            else:
                reason = "arXiv gives out no identifiers of this form"
                yield absent(identifier, self.name, ENDPOINT, reason)
        for chunk in chunks(good, _BATCH):
            yield from self._chunk(chunk, session)

    def _chunk(self, chunk: Sequence[Identifier], session: Asker, *, again: bool = True) -> Iterator[Outcome]:
        answer = session.get(_query_address(chunk), headers={"Accept": "application/atom+xml"})
        feed = _read_feed(answer)
        # arXiv refuses the whole request for one identifier, so the others are asked for once more.
        refused = {i: text for i in chunk if (text := feed.refusals.get(canonical_arxiv(i.value)))}
        if refused and again:
            for identifier, text in refused.items():
                yield absent(identifier, self.name, answer.asked, text)
            rest = [identifier for identifier in chunk if identifier not in refused]
            if rest:
                yield from self._chunk(rest, session, again=False)
        elif feed.problem is not None:
            yield from unavailable(chunk, self.name, answer.asked, feed.problem)
        else:
            for identifier in chunk:
                yield self._outcome(identifier, feed, answer, len(chunk))

    def _outcome(self, identifier: Identifier, feed: _Feed, answer: Answer, asked: int) -> Outcome:
        result = feed.results.get(canonical_arxiv(identifier.value))
        if result is not None:
            return Found(candidate=_candidate(identifier, result, answer))
        if 0 < feed.per_page < asked:  # the page was cut to a size that was not asked for
            reason = f"{NO_ANSWER}: arXiv gave only {len(feed.results)} of {asked} entries"
            return next(unavailable((identifier,), self.name, answer.asked, reason))
        return absent(identifier, self.name, answer.asked, "arXiv has no paper of this identifier")


class _Feed(NamedTuple):
    """One reply of the API: its results by identifier, or what is wrong with it.

    Attributes:
        results: identifier without version to the package's record.
        refusals: identifier to what arXiv says against it, where it refused the request.
        problem: why nothing can be concluded; ``None``: the feed is whole.
        per_page: how many results the feed says that it holds at most; 0: it does not say.
    """

    results: Mapping[str, Result] = MappingProxyType({})
    refusals: Mapping[str, str] = MappingProxyType({})
    problem: str | None = None
    per_page: int = 0


def _query_address(chunk: Sequence[Identifier]) -> str:
    """The address of a query for these papers, as the package's own client makes it."""
    from arxiv import Client, Search

    search = Search(id_list=[identifier.value for identifier in chunk])
    query = {
        "search_query": search.query,
        "id_list": ",".join(search.id_list),
        "sortBy": search.sort_by.value,
        "sortOrder": search.sort_order.value,
        "start": "0",
        # Without it arXiv gives ten entries.
        "max_results": str(len(chunk)),
    }
    return str(Client.query_url_format.format(urlencode(query)))


def _read_feed(answer: Answer) -> _Feed:
    """What the reply says, read once, by the package.

    The package has no public way to read a feed that it did not fetch: `arxiv.Client.results` asks
    arXiv itself, past the pace that all programs of this machine share, past the cache, and without
    limits of size and time. So its reader of feeds is called, the smallest part that does the work;
    the dependency is held below the next major version.
    """
    from arxiv import _feed

    problem = problem_of(answer)
    if answer.problem is not None or answer.status not in (200, 400):
        return _Feed(problem=problem)
    if not _is_whole(answer.body):
        limited = answer.body[:100].strip().startswith(b"Rate exceeded")
        words = "its limit of requests is exceeded" if limited else f"{NO_ANSWER}: no whole Atom feed"
        return _Feed(problem=problem or words)
    if _ERROR.search(answer.body):
        return _Feed(refusals=_read_refusals(answer.body), problem=problem or "arXiv refused the request")
    try:
        feed = _feed.parse(answer.body)
    except (ValueError, TypeError, AttributeError, OverflowError):  # an entry that the package cannot read
        return _Feed(problem=problem or f"{NO_ANSWER}: an entry that cannot be read")
    if len(feed.results) != answer.body.count(b"<entry"):
        # The package passes over what lacks an identifier or a date; that does not make it absent.
        return _Feed(problem=problem or f"{NO_ANSWER}: an entry that cannot be read")
    if not feed.results:
        # A feed without any entry is also what comes while arXiv's search is out of order.
        words = f"{NO_ANSWER}: an empty list; if the identifiers are right, ask again later"
        return _Feed(problem=problem or words)
    return _Feed(_by_identifier(feed.results), problem=problem, per_page=feed.header.items_per_page)


def _is_whole(body: bytes) -> bool:
    """Whether a reply is a feed from its beginning to its end.

    The package's reader mends what is broken, and so takes a feed that was cut for a short one. In
    a feed every ``<`` of a text is escaped, so the closing tag stands at its very end or nowhere.
    """
    # arXiv's feeds define no entities; what does is out to exhaust a parser.
    if b"<!DOCTYPE" in body[:2000] or b"<!ENTITY" in body:
        return False
    try:
        return body.decode("utf-8").rstrip().endswith("</feed>") and b"<feed" in body
    except UnicodeDecodeError:
        return False


def _by_identifier(results: Iterable[Result]) -> dict[str, Result]:
    found: dict[str, Result] = {}
    for result in results:
        stated_id = normalise_arxiv(result.entry_id)
        if stated_id is not None:
            found.setdefault(canonical_arxiv(stated_id.id), result)
    return found


def _read_refusals(body: bytes) -> dict[str, str]:
    """The identifiers that a feed of errors is about, and what arXiv says against each.

    Errors have no date of publication, so the package passes over them.
    """
    from lxml import etree

    found = {}
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return {}
    for entry in root.iterfind(f"{_ATOM}entry"):
        entry_id, text = (plain(entry.findtext(f"{_ATOM}{name}")) for name in ("id", "summary"))
        # ".../errors#incorrect_id_format_for_2101.99998", or else a sentence that ends in the identifier.
        culprit = normalise_arxiv(entry_id.rpartition("_")[2]) or normalise_arxiv(text.rpartition(" ")[2])
        found[canonical_arxiv(culprit.id) if culprit else ""] = text or "arXiv refuses this identifier"
    return found


def _candidate(identifier: Identifier, result: Result, answer: Answer) -> Candidate:
    names = tuple(name for author in result.authors if (name := parse_name(author.name)))
    # A list may say "et al." in its middle or twice; in a record it stands at the end, once.
    people = tuple(name for name in names if not name.is_others)
    first = result.published
    rules = {"issued": "the date of the first version", "author": "names given as one string, cut by rule"}
    if reference := plain(result.journal_ref):
        rules["journal_ref"] = reference
    if comment := plain(result.comment):
        rules["comment"] = comment
    return candidate(
        identifier,
        ArxivApi.name,
        answer,
        fields=valid_fields(
            type="article",
            title=clean_title(result.title, tex=True),
            author=people if len(people) == len(names) else (*people, Name.others()),
            issued=PartialDate.of(first.year, first.month, first.day),
            arxiv_id=canonical_arxiv(identifier.value),
            abstract=clean_abstract(result.summary, tex=True),
        ),
        rules=rules,
        relations=tuple(_relations(result)),
        notices=tuple(_notices(result)),
        version=stated_id.version if (stated_id := normalise_arxiv(result.entry_id)) else None,
        online=first.date().isoformat(),
    )


def _relations(result: Result) -> Iterator[Relation]:
    """The DOIs that the submitter gave for the published version; there may be several in one field."""
    targets = (identify(text) for text in (result.doi or "").split())
    for target in dict.fromkeys(targets):
        if target is not None and target.scheme == "doi":
            yield Relation(kind="published_as", target=target)


def _notices(result: Result) -> Iterator[Notice]:
    comment = plain(result.comment)
    abstract = plain(result.summary)
    if _WITHDRAWN.search(_OF_ANOTHER.sub("", comment)):
        words = f"withdrawn from arXiv: {comment}"
    elif _WITHDRAWN_ABSTRACT.match(abstract):
        words = f"withdrawn from arXiv: {abstract[:300]}"
    else:
        return
    yield Notice(kind="withdrawal", text=words, date=result.updated.date().isoformat())
