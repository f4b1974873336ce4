"""arXiv: https://info.arxiv.org/help/api/user-manual.html, metadata under CC0.

The `arxiv` package builds the query and reads the feed; the polite session fetches it. At
most one request every 3 s is allowed (https://info.arxiv.org/help/api/tou.html): the session keeps
to that, and a hundred identifiers go into one request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from readinglist.metadata.services.service import (
    Candidate,
    Found,
    Notice,
    Outcome,
    absent,
    candidate,
    chunks,
    unavailable,
)
from readinglist.model.identifiers import Identifier, identify, normalise_arxiv
from readinglist.model.identifiers.arxiv_id import canonical, was_given_out
from readinglist.model.reading import Name, PartialDate, Relation, valid_fields
from readinglist.text.people import spoken
from readinglist.text.plain import clean_abstract, clean_title, plain
from readinglist.web.asking.answer import Answer, Asker
from readinglist.web.json_values import NO_ANSWER, problem_of

if TYPE_CHECKING:
    from arxiv import Result

ENDPOINT = "https://export.arxiv.org/api/query"
_BATCH = 100
_ATOM = "{http://www.w3.org/2005/Atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_ERROR = "api/errors#"
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


class Arxiv:
    """The preprint, as its submitter described it: never where it was published."""

    name = "arxiv"

    def takes(self, identifier: Identifier) -> bool:
        """Whether it is an arXiv identifier."""
        return identifier.scheme == "arxiv"

    def fetch(self, identifiers: Sequence[Identifier], session: Asker) -> Iterator[Outcome]:
        """One outcome for each identifier, a hundred of them a request. Never raises."""
        good = []
        for identifier in dict.fromkeys(identifiers):
            # One malformed identifier makes arXiv refuse all that are asked with it.
            if was_given_out(identifier.value):
                good.append(identifier)
            else:
                reason = "arXiv gives out no identifiers of this form"
                yield absent(identifier, self.name, ENDPOINT, reason)
        for chunk in chunks(good, _BATCH):
            yield from self._chunk(chunk, session)

    def _chunk(self, chunk: Sequence[Identifier], session: Asker, *, again: bool = True) -> Iterator[Outcome]:
        feed = _Feed(chunk, session)
        refused = {i: text for i in chunk if (text := feed.refusals.get(canonical(i.value)))}
        if refused and again:
            for identifier, text in refused.items():
                yield absent(identifier, self.name, feed.address, text)
            rest = [identifier for identifier in chunk if identifier not in refused]
            if rest:
                yield from self._chunk(rest, session, again=False)
        elif feed.problem is not None or feed.answer is None:
            yield from unavailable(chunk, self.name, feed.address, feed.problem or "no reply")
        else:
            yield from self._sorted_out(chunk, feed, feed.answer)

    def _sorted_out(self, chunk: Sequence[Identifier], feed: _Feed, answer: Answer) -> Iterator[Outcome]:
        for identifier in chunk:
            result = feed.results.get(canonical(identifier.value))
            if result is not None:
                yield Found(candidate=_candidate(identifier, result, answer))
            elif feed.shortened:
                reason = f"{NO_ANSWER}: arXiv gave only {len(feed.results)} of {len(chunk)} entries"
                yield from unavailable((identifier,), self.name, feed.address, reason)
            else:
                yield absent(identifier, self.name, feed.address, "arXiv has no paper of this identifier")


class _Feed:
    """One reply of the API: its results by identifier, or what is wrong with it.

    Attributes:
        results: identifier without version to the package's record.
        refusals: identifier to what arXiv says against it, where it refused the request.
        problem: why nothing can be concluded; ``None``: the feed is whole.
        shortened: whether the feed ends at a page that is smaller than what was asked for.
    """

    def __init__(self, chunk: Sequence[Identifier], session: Asker) -> None:
        from arxiv import ArxivError, Client, Search

        self.answer: Answer | None = None
        self.address = ENDPOINT
        self.results: dict[str, Result] = {}
        self.refusals: dict[str, str] = {}
        self.problem: str | None = None
        self.shortened = False
        self._asked = len(chunk)
        self._session = session
        client = Client(page_size=len(chunk), delay_seconds=0, num_retries=0)
        # The package offers no other way to fetch through a session of one's own.
        client._session = cast(Any, SimpleNamespace(get=self._get))
        search = Search(id_list=[identifier.value for identifier in chunk], max_results=len(chunk))
        try:
            for result in client.results(search):
                self._keep(result)
        except _Enough:
            pass
        except ArxivError:
            if self.problem is None:
                self.problem = NO_ANSWER
        except (ValueError, TypeError, AttributeError):  # an entry that the package cannot read
            self.problem = f"{NO_ANSWER}: an entry that cannot be read"
        if self.problem is None and not self.results:
            # A feed without any entry is also what comes while arXiv's search is out of order.
            self.problem = f"{NO_ANSWER}: an empty list; if the identifiers are right, ask again later"

    def _keep(self, result: Result) -> None:
        stated_id = normalise_arxiv(result.entry_id)
        if stated_id is not None:
            self.results.setdefault(canonical(stated_id.id), result)

    def _get(self, url: str, headers: Mapping[str, str]) -> SimpleNamespace:
        """What the package takes for a response; the polite session has its own headers."""
        if self.answer is not None:
            raise _Enough  # one page holds all; the package pages on where the totals do not fit
        self.answer = answer = self._session.get(url, headers={"Accept": "application/atom+xml"})
        self.address = answer.asked
        self.problem = problem_of(answer)
        if answer.problem is None and answer.status in (200, 400):
            self._look_at(answer)
        return SimpleNamespace(status_code=200 if self.problem is None else 599, content=answer.body)

    def _look_at(self, answer: Answer) -> None:
        """Judge the feed before the package does, which takes a cut one for a short one."""
        root = _root(answer.body)
        if root is None:
            limited = answer.body[:100].strip().startswith(b"Rate exceeded")
            words = "its limit of requests is exceeded" if limited else f"{NO_ANSWER}: no whole Atom feed"
            self.problem = self.problem or words
            return
        for entry in root.findall(f"{_ATOM}entry"):
            self._refusal(plain(entry.findtext(f"{_ATOM}id")), plain(entry.findtext(f"{_ATOM}summary")))
        if self.refusals and self.problem is None:
            self.problem = "arXiv refused the request"
        size = plain(root.findtext(f"{_OPENSEARCH}itemsPerPage"))
        self.shortened = size.isdecimal() and 0 < int(size[:9]) < self._asked

    def _refusal(self, entry_id: str, text: str) -> None:
        if _ERROR not in entry_id:
            return
        culprit = normalise_arxiv(entry_id.rpartition("_")[2]) or normalise_arxiv(text.rpartition(" ")[2])
        name = canonical(culprit.id) if culprit else ""
        self.refusals[name] = text or "arXiv refuses this identifier"


class _Enough(Exception):
    """The package asks for a second page."""


def _root(body: bytes) -> Any:
    """The root of an Atom feed that is whole; ``None``: it is no such thing."""
    from lxml import etree

    if b"<!DOCTYPE" in body[:2000] or b"<!ENTITY" in body:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if root.tag == f"{_ATOM}feed" else None


def _candidate(identifier: Identifier, result: Result, answer: Answer) -> Candidate:
    authors = tuple(name for author in result.authors if (name := spoken(author.name)))
    first = result.published
    rules = {"issued": "the date of the first version", "author": "names given as one string, cut by rule"}
    if reference := plain(result.journal_ref):
        rules["journal_ref"] = reference
    if comment := plain(result.comment):
        rules["comment"] = comment
    return candidate(
        identifier,
        Arxiv.name,
        answer,
        fields=valid_fields(
            type="article",
            title=clean_title(result.title, tex=True),
            author=_without_doubles(authors),
            issued=PartialDate.of(first.year, first.month, first.day),
            arxiv_id=canonical(identifier.value),
            abstract=clean_abstract(result.summary, tex=True),
        ),
        rules=rules,
        relations=tuple(_relations(result)),
        notices=tuple(_notices(result)),
        version=stated_id.version if (stated_id := normalise_arxiv(result.entry_id)) else None,
        online=first.date().isoformat(),
    )


def _without_doubles(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """The names with at most one "and others", at the end."""
    people = tuple(name for name in names if not name.is_others)
    return people if len(people) == len(names) else (*people, Name.others())


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
