"""Which BibTeX and BibLaTeX fields and entry types are which field and type of a record.

Sources: Patashnik, BibTeXing (1988), sections 3.1 and 3.2; the biblatex manual, sections
2.1 (entry types) and 2.2 (fields); the CSL 1.0.2 specification, appendix III (types).
"""

from __future__ import annotations

# Entry type to CSL type. Both spellings of a type (BibTeX's, BibLaTeX's) are listed.
CSL_TYPES = {
    "article": "article-journal",
    "periodical": "periodical",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "proceedings": "book",
    "mvproceedings": "book",
    "book": "book",
    "mvbook": "book",
    "collection": "book",
    "mvcollection": "book",
    "reference": "book",
    "mvreference": "book",
    "booklet": "pamphlet",
    "manual": "report",
    "inbook": "chapter",
    "bookinbook": "chapter",
    "suppbook": "chapter",
    "incollection": "chapter",
    "suppcollection": "chapter",
    "inreference": "entry-encyclopedia",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "unpublished": "manuscript",
    "patent": "patent",
    "dataset": "dataset",
    "software": "software",
    "standard": "standard",
    "misc": "document",
}

# CSL type to the entry type that BibTeX's own styles know.
ENTRY_TYPES = {
    "article": "misc",
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "periodical": "misc",
    "paper-conference": "inproceedings",
    "book": "book",
    "pamphlet": "booklet",
    "chapter": "incollection",
    "entry-encyclopedia": "incollection",
    "thesis": "phdthesis",
    "report": "techreport",
    "manuscript": "unpublished",
}

# The same where BibLaTeX has a type of its own.
BIBLATEX_TYPES = {
    "periodical": "periodical",
    "webpage": "online",
    "post-weblog": "online",
    "dataset": "dataset",
    "software": "software",
    "patent": "patent",
    "standard": "standard",
    "report": "report",
    "entry-encyclopedia": "inreference",
}
# Pairs of entry type and CSL type that `parse` makes by looking at the entry's fields.
VARIANTS = frozenset(
    {
        ("misc", "article"),
        ("inbook", "book"),
        ("online", "post-weblog"),
        ("electronic", "post-weblog"),
        ("www", "post-weblog"),
    }
)

# BibLaTeX's types, and the older ones, in the words of BibTeX's own styles.
CLASSIC_TYPES = {
    "conference": "inproceedings",
    "mvproceedings": "proceedings",
    "mvbook": "book",
    "collection": "book",
    "mvcollection": "book",
    "reference": "book",
    "mvreference": "book",
    "bookinbook": "incollection",
    "suppbook": "incollection",
    "suppcollection": "incollection",
    "inreference": "incollection",
    "thesis": "phdthesis",
    "report": "techreport",
}
CLASSIC = frozenset(
    [
        "article",
        "book",
        "booklet",
        "inbook",
        "incollection",
        "inproceedings",
        "manual",
        "mastersthesis",
        "misc",
        "phdthesis",
        "proceedings",
        "techreport",
        "unpublished",
    ]
)

# Record field to the fields that may hold it, the one that is read first first. A field
# whose place depends on the entry type (number, organization, …) is placed in `parse`.
ALIASES: dict[str, tuple[str, ...]] = {
    "author": ("author",),
    "editor": ("editor",),
    "title": ("title",),
    "collection_title": ("series",),
    "publisher": ("publisher", "institution", "school"),
    "publisher_place": ("location", "address"),
    "volume": ("volume",),
    "chapter_number": ("chapter",),
    "edition": ("edition",),
    "page": ("pages", "eid"),
    "genre": ("type",),
    "doi": ("doi",),
    "isbn": ("isbn",),
    "issn": ("issn",),
    "url": ("url",),
    "abstract": ("abstract",),
    "award": ("award", "awards"),
    "note": ("note",),
    "keyword": ("keywords", "keyword"),
    "language": ("langid", "language"),
}
# The fields of ALIASES that are plain text and nothing else.
TEXTS = (
    "collection_title",
    "publisher",
    "publisher_place",
    "volume",
    "chapter_number",
    "edition",
    "abstract",
    "award",
    "note",
    "language",
)
# BibTeX's date; the last four are not BibTeX's, but neither it nor biber minds them.
DATE_PARTS = ("year", "month", "day", "endyear", "endmonth", "endday")
CONTAINERS: dict[str, tuple[str, ...]] = {
    "article-journal": ("journaltitle", "journal"),
    "periodical": ("journaltitle", "journal"),
    "paper-conference": ("booktitle",),
    "chapter": ("booktitle",),
    "entry-encyclopedia": ("booktitle",),
    "webpage": ("organization", "journaltitle", "journal", "howpublished"),
    "post-weblog": ("organization", "journaltitle", "journal", "howpublished"),
}
# BibTeX's @misc says in `howpublished` where a thing without journal or book can be found.
ANY_CONTAINER = ("journaltitle", "journal", "booktitle", "howpublished")
SHORT_CONTAINERS = ("shortjournal", "shortbooktitle")
SUBTITLES = {"title": "subtitle", "booktitle": "booksubtitle", "journaltitle": "journalsubtitle"}
# Types whose `number` counts the issues of a journal; elsewhere it numbers a report or a volume.
ISSUED_IN_NUMBERS = frozenset({"article-journal", "periodical"})

# Fields of further links, as personal and course pages name them, to the words of the link.
LINKS = {
    "pdf": "PDF",
    "code": "Code",
    "slides": "Slides",
    "video": "Video",
    "poster": "Poster",
    "data": "Data",
    "website": "Website",
    "talk": "Talk",
}

# Never LaTeX: taken over character by character.
VERBATIM = frozenset({"url", "doi", "file", "eprint", "isbn", "issn", "pdf", *LINKS})

# Entry types of works in a book, whose ``booktitle`` is the ``title`` of the book.
IN_A_BOOK = frozenset(
    ["inproceedings", "incollection", "inbook", "suppbook", "bookinbook", "suppcollection", "conference"]
)
