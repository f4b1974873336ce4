"""``python -m bench.citations``: how many titles and persons of citations are read right.

A title or a list of persons is *right*, *unknown* (none, or all words of the citation as the title)
or *false*. ``--show PART`` prints what is not right of the part that rules are made with.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.citations.works import Citation, rendered
from readinglist.importing.interpret.items import item_of
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.update.item_records import record_of
from readinglist.model.reading import Reading
from readinglist.text.markdown.page_parser import parse_spans
from readinglist.text.markdown.spans import plain

_WORDS = LevelWords()


def typed() -> Iterator[Citation]:
    """The citations that were typed by hand."""
    lines = Path(__file__).with_name("typed.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(line for line in lines if line and line[0] != "#"):
        text, title, persons = (part.strip() for part in line.rsplit("|", 2))
        names = [name.strip() for name in persons.split(";") if name.strip(" -")]
        found = tuple(
            (family.strip(), given.strip())
            for family, _, given in (name.partition(",") for name in names)
            if family.strip() != "others"
        )
        yield Citation(text, title, found, "others" in names, "typed", number % 3 == 2)


def judge_title(citation: Citation, said: str | None) -> str:
    """Whether a title is right, unknown or false."""
    whole = squeezed(plain(parse_spans(citation.text)))
    if said and squeezed(said) == squeezed(citation.title) != "":
        return "right"
    if not said or whole.lstrip("0123456789") == squeezed(said).lstrip("0123456789"):
        return "right" if citation.title == "-" else "unknown"
    return "false"


def judge_persons(citation: Citation, read: Reading) -> str:
    """Whether persons are right, unknown or false; initials are as good as given names."""
    names = [name for name in read.author if not name.is_others]
    if not names:
        return "unknown" if citation.persons else "right"
    others = len(names) < len(read.author)
    same = len(names) == len(citation.persons) and others == citation.others
    for name, (family, given) in zip(names, citation.persons, strict=False):
        family_said = name.sort_family if name.family else name.literal or ""
        same &= squeezed(family_said) == squeezed(family) or squeezed(str(name)) == squeezed(given + family)
        initials, right = (re.findall(r"\b\w", fold(g)) for g in (name.given or "", given))
        whole = re.sub(r"\W", "", fold(name.given or ""))
        same &= not initials or initials == right[: len(initials)] or list(whole) == right
    return "right" if same else "false"


def squeezed(text: str) -> str:
    """The letters and digits of a text."""
    return re.sub(r"[\W_]+", "", fold(text))


def fold(text: str) -> str:
    """A text without case."""
    return unicodedata.normalize("NFC", text).casefold()


def read(citation: Citation) -> Reading | None:
    """What the importer makes of a citation; ``None``: not one reading."""
    readings = item_of(parse_spans(citation.text), _WORDS).readings
    return record_of(readings[0]) if len(readings) == 1 else None


def measure(citations: Iterable[Citation], *, show: bool = False) -> str:
    """The shares that are right and false, as a line."""
    titles, persons, false, total = Counter[str](), Counter[str](), 0, 0
    for citation in citations:
        found = read(citation)
        title = judge_title(citation, found.title) if found else "false"
        who = judge_persons(citation, found) if found else "false"
        titles[title] += 1
        persons[who] += 1
        false += "false" in (title, who)
        total += 1
        if show and (title, who) != ("right", "right"):
            names = "; ".join(map(str, found.author)) if found else ""
            print(
                f"{title}/{who} [{citation.style}] {citation.text}\n    {found and found.title!r} | {names}"
            )
    shares = (100 * count / max(total, 1) for count in (titles["right"], persons["right"], false))
    return "{} citations: titles {:.1f} %, persons {:.1f} %, with a false one {:.1f} %".format(total, *shares)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", choices=("rendered", "typed"))
    args = parser.parse_args()
    parts = {"rendered": list(rendered()), "typed": list(typed())}
    for name, citations in parts.items():
        for held in (False, True):
            chosen = [citation for citation in citations if citation.held == held]
            show = args.show == name and not held
            print(f"{name}, {'held back' if held else 'tuned'}: {measure(chosen, show=show)}")


if __name__ == "__main__":
    main()
