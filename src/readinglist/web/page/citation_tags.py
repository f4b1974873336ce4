"""Statements about a work in the meta tags of a page, as citation managers read them.

Several vocabularies are in use, and one page may speak more than one. Their order of
trust is that of `FAMILIES`: tags that were made for citations, with a word for each part,
stand before general ones. Highwire's tags are those that Google Scholar asks for:
https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from readinglist.model.identifiers import Identifier, normalise_arxiv, normalise_doi, normalise_isbn
from readinglist.model.reading import Name, Relation, valid_fields
from readinglist.text.dates import find_date
from readinglist.text.people import parse_name
from readinglist.text.service_text import clean_abstract, clean_title, plain
from readinglist.text.venues import venue
from readinglist.web.page.html_page import Statements, WebPage, work_statements

Table = Mapping[str, tuple[str, ...]]

_HIGHWIRE: Table = {
    "title": ("citation_title",),
    "author": ("citation_author", "citation_authors"),
    "issued": ("citation_publication_date", "citation_cover_date", "citation_date", "citation_year"),
    "online": ("citation_online_date",),
    "conference": ("citation_conference_title", "citation_conference"),
    "journal": ("citation_journal_title",),
    "book": ("citation_inbook_title", "citation_book_title"),
    "volume": ("citation_volume",),
    "issue": ("citation_issue",),
    "number": ("citation_technical_report_number",),
    "first": ("citation_firstpage",),
    "last": ("citation_lastpage",),
    "pages": ("citation_pages",),
    "doi": ("citation_doi",),
    "arxiv": ("citation_arxiv_id",),
    "isbn": ("citation_isbn",),
    "issn": ("citation_issn",),
    "publisher": ("citation_publisher",),
    "institution": ("citation_technical_report_institution",),
    "school": ("citation_dissertation_institution",),
    "abstract": ("citation_abstract",),
}
_PRISM: Table = {
    "issued": ("prism.publicationdate", "prism.coverdate"),
    "journal": ("prism.publicationname",),
    "volume": ("prism.volume",),
    "issue": ("prism.number",),
    "first": ("prism.startingpage",),
    "last": ("prism.endingpage",),
    "pages": ("prism.pagerange",),
    "doi": ("prism.doi",),
    "isbn": ("prism.isbn",),
    "issn": ("prism.issn", "prism.eissn"),
}
_EPRINTS: Table = {
    "title": ("eprints.title",),
    "author": ("eprints.creators_name",),
    "issued": ("eprints.date",),
    "conference": ("eprints.event_title",),
    "journal": ("eprints.publication",),
    "book": ("eprints.book_title",),
    "volume": ("eprints.volume",),
    "issue": ("eprints.number",),
    "pages": ("eprints.pagerange",),
    "doi": ("eprints.id_number", "eprints.doi"),
    "isbn": ("eprints.isbn",),
    "issn": ("eprints.issn",),
    "publisher": ("eprints.publisher",),
    "abstract": ("eprints.abstract",),
}
_BEPRESS: Table = {word: tuple(f"bepress_{name}" for name in names) for word, names in _HIGHWIRE.items()}
_DUBLIN_CORE: Table = {
    "title": ("dc.title", "dcterms.title"),
    "author": ("dc.creator", "dcterms.creator"),
    "issued": ("dcterms.issued", "dc.date.issued", "dc.date", "dcterms.date"),
    "doi": ("dc.identifier.doi", "dc.identifier", "dcterms.identifier"),
    "publisher": ("dc.publisher", "dcterms.publisher"),
    "published": ("dcterms.isversionof", "dc.relation.isversionof"),
    "abstract": ("dcterms.abstract", "dc.description.abstract"),
}
_OPEN_GRAPH: Table = {"title": ("og:title",)}
JSON_LD = "JSON-LD"
FAMILIES: Mapping[str, Table] = {
    "Highwire tags": _HIGHWIRE,
    "PRISM tags": _PRISM,
    "EPrints tags": _EPRINTS,
    "bepress tags": _BEPRESS,
    JSON_LD: {},
    "Dublin Core": _DUBLIN_CORE,
    "Open Graph": _OPEN_GRAPH,
}
"""Vocabulary, in the order of trust, to our word for a statement, to the tags that make it, best first."""

_MOST_AUTHORS = 5_000
# What an archive of preprints calls a journal is the archive.
_ARCHIVE = re.compile(
    r"(?:iacr\s+)?cryptology\s+eprint|(?:bio|med|chem)?rxiv|arxiv|ssrn|preprints?\b|corr\b", re.I
)
# Stores of files give the name of the file for its title.
_FILE_NAME = re.compile(r"\S+\.(?:pdf|docx?|pptx?|odt|html?|txt|ps)", re.IGNORECASE)
_ISSN = re.compile(r"\d{4}-\d{3}[\dX]", re.I)
_NO_TITLE = re.compile(r"untitled.*|no title|title|pdf|document|home(?:page)?|index", re.I)
# What a work is by the first kind of place that is named.
_TYPES = {
    "conference": "paper-conference",
    "journal": "article-journal",
    "book": "chapter",
    "school": "thesis",
    "institution": "report",
}


class PageMetadata(NamedTuple):
    """What a page says about its work."""

    fields: dict[str, Any]
    rules: dict[str, str]
    """Field to the vocabulary that stated it."""
    relations: tuple[Relation, ...]
    online: str | None
    """When it appeared online, ISO 8601; ``None``: not stated."""


class _Trusted(NamedTuple):
    """The statements of a page, each from the most trusted vocabulary that makes it."""

    texts: Statements
    family: dict[str, str]

    def all(self, *words: str) -> Iterator[str]:
        """The texts of these statements, each as one clean line."""
        return (plain(text) for word in words for text in self.texts.get(word, ()))

    def first(self, *words: str) -> str:
        """The first text of the first of these statements that is there; empty: none is."""
        return next(self.all(*words), "")

    def rule(self, *words: str) -> str:
        """The vocabulary of the first of these statements that is there."""
        return next((self.family[word] for word in words if word in self.family), "")


def read_tags(page: WebPage) -> PageMetadata:
    """What the meta tags and JSON-LD of ``page`` say about its work; no field where they say nothing."""
    said = _gather_statements(page)
    place, place_rules = _place(said)
    doi, arxiv = _identifiers(said.texts.get("doi", ()), said.texts.get("arxiv", ()))
    candidates: dict[str, tuple[Any, str]] = {
        "title": (_title(said, page), said.rule("title")),
        "author": (people(said.texts.get("author", ())), said.rule("author")),
        "issued": (
            next(filter(None, map(find_date, said.all("issued", "online"))), None),
            said.rule("issued", "online"),
        ),
        "volume": (said.first("volume"), said.rule("volume")),
        "issue": (said.first("issue"), said.rule("issue")),
        "number": (said.first("number"), said.rule("number")),
        "page": (_pages(said), said.rule("first", "pages")),
        "doi": (doi, said.rule("doi")),
        "arxiv_id": (arxiv, said.rule("arxiv", "doi")),
        "isbn": (next(filter(normalise_isbn, said.all("isbn")), ""), said.rule("isbn")),
        "issn": (
            next((text.upper() for text in said.all("issn") if _ISSN.fullmatch(text)), ""),
            said.rule("issn"),
        ),
        "abstract": (clean_abstract((said.texts.get("abstract") or [""])[0]), said.rule("abstract")),
        **{field: (value, place_rules) for field, value in place.items()},
    }
    fields = valid_fields(**{field: value for field, (value, _) in candidates.items()})
    rules = {field: candidates[field][1] for field in fields}
    online = find_date(said.first("online"))
    return PageMetadata(fields, rules, tuple(_relations(doi, arxiv, said)), str(online) if online else None)


def _gather_statements(page: WebPage) -> _Trusted:
    tags: dict[str, list[str]] = {}
    # Wolters Kluwer's sites write Highwire's tags with a word of their own in front.
    for name, content in page.metas:
        tags.setdefault(name.removeprefix("wkhealth_"), []).append(content)
    texts, family = Statements(), dict[str, str]()
    for rule, table in FAMILIES.items():
        found = {
            word: next((tags[name] for name in names if name in tags), []) for word, names in table.items()
        }
        if rule == JSON_LD:
            found = work_statements(page.json_ld)
        elif rule == "Dublin Core":
            # Its one word may stand for an address, a report number and a DOI, in any order.
            named = (value for name in table["doi"] for value in tags.get(name, ()))
            found["doi"] = [value for value in named if _as_doi(value)]
        for word, values in found.items():
            if word not in texts and any(plain(value) for value in values):
                texts[word] = [value for value in values if plain(value)]
                family[word] = rule
    return _Trusted(texts, family)


def _title(said: _Trusted, page: WebPage) -> str:
    title = clean_title((said.texts.get("title") or [""])[0])
    if said.rule("title") == "Open Graph":
        site = next((plain(content) for name, content in page.metas if name == "og:site_name"), "")
        title = without_site(title, site)
    return "" if _NO_TITLE.fullmatch(title) or _FILE_NAME.fullmatch(title) else title


def without_site(title: str, site: str) -> str:
    """The title of a page without the name of its site at the end or the beginning."""
    name = re.escape(site)
    bare = re.sub(rf"\s+[|•·:–—-]\s+{name}$|^{name}\s+[|•·:–—-]\s+", "", title, flags=re.I) if site else title
    return "" if bare.casefold() == site.casefold() else bare


def people(values: Iterable[str]) -> tuple[Name, ...]:
    """The people of a list of texts; each text names one, or several with ";", "and" or commas between."""
    names = (parse_name(text) for value in values for text in _split_names(plain(value, 40_000)))
    return tuple(name for name, _ in zip(filter(None, names), range(_MOST_AUTHORS), strict=False))


def _split_names(value: str) -> Iterator[str]:
    """The names in one text.

    A comma parts names only where each piece is more than one word, three pieces or a
    final "and" among them: "Last, First" has one comma, and "Last, Jr, First" has short ones.
    """
    if ";" in value:
        yield from (part for part in value.split(";") if part.strip())
        return
    joined = [part for part in re.split(r",?\s+(?:and|&)\s+", value) if part.strip()]
    if any(" " not in part.strip() for part in joined):
        yield value
        return
    for part in joined:
        pieces = [piece.strip() for piece in part.split(",")]
        many = len(pieces) > 2 or (len(joined) > 1 and len(pieces) > 1)
        yield from pieces if many and all(" " in piece for piece in pieces) else [part]


def _place(said: _Trusted) -> tuple[dict[str, str], str]:
    """Type, container and publisher, and the vocabulary that they are from."""
    publisher = said.first("publisher")
    for word in ("conference", "journal", "book"):
        name = re.sub(r"[{}]", "", clean_title(said.first(word)))
        if not name:
            continue
        if _ARCHIVE.match(name):
            return {"type": "article"}, said.rule(word)
        place = {"type": _TYPES[word], "container_title": name}
        if known := venue(name):
            place = {
                "type": known.kind,
                "container_title": known.title,
                "container_title_short": known.short or "",
            }
        return {**place, "publisher": publisher}, said.rule(word)
    for word in ("school", "institution"):
        if said.first(word):
            return {"type": _TYPES[word], "publisher": said.first(word)}, said.rule(word)
    # In JSON-LD the publisher is often the owner of the site, whatever the page is about.
    if publisher and said.rule("publisher") != JSON_LD:
        return {"publisher": publisher}, said.rule("publisher")
    return {}, ""


def _pages(said: _Trusted) -> str:
    """Pages as first-last; a first page alone where no other last page is stated."""
    first, last = said.first("first"), said.first("last")
    if not first:
        whole = re.fullmatch(
            r"(?:pp?\.?\s*)?([A-Za-z]?\d+)(?:\s*[-–—]+\s*([A-Za-z]?\d+))?", said.first("pages")
        )
        first, last = (whole[1], whole[2] or "") if whole else ("", "")
    # Some software writes "0" where it knows no page.
    if not re.fullmatch(r"[\w.:]{1,20}", first) or first == "0":
        return ""
    return f"{first}-{last}" if last != first and re.fullmatch(r"[\w.:]{1,20}", last) else first


def _as_doi(text: str) -> str | None:
    """The DOI that a tag gives, with or without a prefix; ``None``: it gives an address or something else."""
    return normalise_doi(plain(text, 500))


def _identifiers(dois: Iterable[str], arxivs: Iterable[str]) -> tuple[str | None, str | None]:
    """The DOI and the arXiv id; arXiv's own DOIs are arXiv ids."""
    dois = list(dois)
    ids = (normalise_arxiv(plain(text, 500)) for text in (*arxivs, *dois))
    arxiv = next((found.id for found in ids if found), None)
    plain_dois = (_as_doi(text) for text in dois)
    doi = next((found for found in plain_dois if found and not normalise_arxiv(found)), None)
    return doi, arxiv


def _relations(doi: str | None, arxiv: str | None, said: _Trusted) -> Iterator[Relation]:
    published, _ = _identifiers(said.texts.get("published", ()), ())
    if doi:
        yield Relation(kind="same_as", target=Identifier("doi", doi))
    if arxiv:
        yield Relation(kind="same_as", target=Identifier("arxiv", arxiv))
    if published and published != doi:
        yield Relation(kind="published_as", target=Identifier("doi", published))
