"""Items that cite a work without a link to it: authors, year and title in the ways that pages write them."""

from __future__ import annotations

import time

import pytest

from readinglist.importing.content import PageReading
from readinglist.importing.interpret.author_lists import author_list_at, authors
from readinglist.importing.interpret.credits import title_and_author
from readinglist.importing.interpret.items import item_of
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.reading_builder import ReadingCollector
from readinglist.importing.update.item_records import record_of
from readinglist.importing.update.works import group_by_work
from readinglist.text.markdown.page_parser import parse_spans

WORDS = LevelWords()


def reading(text: str) -> PageReading:
    (found,) = item_of(parse_spans(text), WORDS).readings
    return found


def people(text: str) -> str:
    return "; ".join(str(name) for name in reading(text).author)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mole, Ada M.", "Ada M. Mole"),
        ("Mole, A. M., Vole, B., & Shrew, C. D.", "A. M. Mole; B. Vole; C. D. Shrew"),
        ("Mole, Ada, and Ben Vole", "Ada Mole; Ben Vole"),
        ("Mole, A. and B. Vole", "A. Mole; B. Vole"),
        ("Mole, Ada, Ben Vole, and Carl D. Shrew", "Ada Mole; Ben Vole; Carl D. Shrew"),
        ("Mole AM, Vole B, Shrew CD", "A. M. Mole; B. Vole; C. D. Shrew"),
        ("A. M. Mole, B. Vole, and C. Shrew", "A. M. Mole; B. Vole; C. Shrew"),
        ("MOLE, Ada M.; VOLE, Ben", "Ada M. Mole; Ben Vole"),
        ("Mole et. al.", "Mole; et al."),
        ("Mole, Ada, et al", "Ada Mole; et al."),
        ("Mole, A. u. a.", "A. Mole; et al."),
        ("Mole AM and others", "A. M. Mole; et al."),
        ("Mole, Vole, and Shrew", "Mole; Vole; Shrew"),
        ("Ursula K. Le Mole", "Ursula K. Le Mole"),
        ("von Maulwurf, Ludwig", "Ludwig von Maulwurf"),
        ("de la Topo, M., & van der Mol, P.", "M. de la Topo; P. van der Mol"),
        ("Mole, H. L., Jr., & Vole, R., III", "H. L. Mole, Jr.; R. Vole, III"),
        ("World Mole Organization", "World Mole Organization"),
    ],
)
def test_a_list_of_authors_in_every_order(text: str, names: str) -> None:
    assert people(f"{text} (2001). Tunnels of the north. *Digging*, 3(1).") == names
    assert reading(f"{text} (2001). Tunnels of the north.").title == "Tunnels of the north"


def test_what_could_be_read_in_two_ways_is_not_read() -> None:
    # Two persons, or one with a double family name and two given names.
    assert author_list_at("Garza Topo, Nezahual Iztli. 1990.") is None
    # Words that no initial, given name or bracket shows to be persons.
    assert reading("Deep Digging. A Mole Reader. Burrow Press, 2001.").author == ()
    assert authors("gives a good overview") == ()


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("Mole, Ada (2019), Tunnels of Clay, *Journal of Digs, 37*(2).", "Tunnels of Clay", 2019),
        ("Mole, A. (2019). Tunnels of clay. *Journal of Digs*, *37*(2), 1-9.", "Tunnels of clay", 2019),
        ('Mole, Ada. "Tunnels of Clay." *Digs* 84, no. 3 (1975): 451-58.', "Tunnels of Clay", None),
        ("A. Mole, “Tunnels of clay,” *Digs*, vol. 37, 2019.", "Tunnels of clay", 2019),
        ("Mole, A., 2019. Tunnels of clay. Journal of Digs 37, 1–9.", "Tunnels of clay", 2019),
        ("Mole A. Tunnels of clay. J Digs. 2019;37(2):1–9.", "Tunnels of clay", None),
        ("Mole, Ada. 1932. *Symbolic Digging*. London: Burrow Press.", "Symbolic Digging", 1932),
        ("Mole, A. *Symbolic Digging*. London: Burrow Press, 1932.", "Symbolic Digging", 1932),
        ("MOLE, A. Tunnels of clay. **Journal of Digs**, v. 37, n. 2, 2019.", "Tunnels of clay", 2019),
        ("Mole, Ada, Tunnels of clay, Journal of Digs **37** (2019), 1–9.", "Tunnels of clay", None),
        ("Mole A and Vole B 2019 Tunnels of clay *Digs* **37** 1–9", "Tunnels of clay", 2019),
        ("Ada Mole, ‘Tunnels of Clay’, in *The Dig Reader*, ed. by B. Vole", "Tunnels of Clay", None),
    ],
)
def test_an_italic_journal_or_publisher_is_never_the_title(text: str, title: str, year: int | None) -> None:
    found = reading(text)
    assert (found.title, found.year) == (title, year)
    assert found.author[0].family == "Mole"


@pytest.mark.parametrize(
    "text",
    [
        "[1] A. Mole, Tunnels of clay, Burrow Press, London, 1967",
        "Mole, Ada, 1926, Tunnels of clay, Burrow Press, London.",
    ],
)
def test_what_is_unsure_stays_as_the_words_of_the_page(text: str) -> None:
    found = reading(text)
    assert found.unsure
    assert found.author == ()
    assert "Tunnels of clay, Burrow Press, London" in (found.title or "")


@pytest.mark.parametrize(
    ("text", "title", "locator"),
    [
        ("Textbook, Chapter 3", "Textbook", "Chapter 3"),
        ("*Digging Coursebook*: Chapter 5: Boots", "Digging Coursebook", "Chapter 5"),
        ("*Republic of Moles*, Book VII", "Republic of Moles", "Book VII"),
        ("Digging Coursebook, chs. 1, 2", "Digging Coursebook", "chs. 1, 2"),
        ("**[pp. 91, 94-104] Mole, Ada. _Principia_. 2nd ed.**", "Principia", "pp. 91, 94-104"),
        ("[Appendix] Mole, A., and C. Vole. Symbolic Digging. London, 1932.", "Symbolic Digging", "Appendix"),
    ],
)
def test_a_part_to_read_is_no_part_of_the_title(text: str, title: str, locator: str) -> None:
    found = reading(text)
    assert (found.title, found.locator) == (title, locator)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mole et. al., 2020, [Clay](u)", "Mole; et al."),
        ("Mole, Ada M. and Ben Vole. [Clay](u)", "Ada M. Mole; Ben Vole"),
        ("[Clay by Andy Vole](u)", "Andy Vole"),
        ("[Clay](u), Ada Mole and Ben Vole", "Ada Mole; Ben Vole"),
        ("[Mole, A. (2020). Clay. Digs, 3(1).](u)", "A. Mole"),
        ("[Clay](u) (Burrow, London, 1999)", ""),
    ],
)
def test_authors_beside_a_linked_title(text: str, names: str) -> None:
    assert (reading(text).title, people(text)) == ("Clay", names)


def test_words_behind_by_may_be_of_the_title() -> None:
    assert title_and_author("Death by Black Hole") == ("Death by Black Hole", ())
    assert title_and_author("Faster Nets by Reducing Shift")[1] == ()


@pytest.mark.parametrize("text", ["[Clay](u) (presented by Ada and Tim)", "[Clay](u), led by Ada and Tim"])
def test_presenters_are_no_authors(text: str) -> None:
    found = reading(text)
    assert (found.title, found.author, found.presenters) == ("Clay", (), ("Ada", "Tim"))


@pytest.mark.parametrize(
    "text",
    [
        "arXiv:2001.00001",
        "[arXiv](https://arxiv.org/abs/2001.00001)",
        "[PDF](a.pdf)",
        "See https://dig.invalid/a",
    ],
)
def test_an_address_alone_has_no_title_yet(text: str) -> None:
    assert reading(text).title is None


def test_authors_and_a_year_as_the_words_of_a_link_are_no_title() -> None:
    found = reading("[Mole et al. (2020)](u)")
    assert (found.title, found.year, people("[Mole et al. (2020)](u)")) == (None, 2020, "Mole; et al.")
    assert reading("[Windows 2000](u)").title == "Windows 2000"
    assert reading("[ICML 2020 Tutorial on Clay](u)").author == ()


@pytest.mark.parametrize("text", ["[Clay](a), [Loam](b)", "[Clay](a) and [Loam](b)", "[Clay](a); [Loam](b)"])
def test_two_links_to_two_works_are_two_readings(text: str) -> None:
    assert [found.title for found in item_of(parse_spans(text), WORDS).readings] == ["Clay", "Loam"]


def test_a_dash_stands_for_the_authors_above() -> None:
    gathering = ReadingCollector(WORDS)
    gathering.add(parse_spans('Mole, C. I. "Clay and Loam." Digs 3 (1912).'), 1)
    gathering.add(parse_spans('———. "Sand and Silt." Digs 4 (1913).'), 2)
    gathering.add(parse_spans("---. [On Peat](u)"), 3)
    assert [(r.title, *map(str, r.author)) for r in gathering.readings] == [
        ("Clay and Loam", "C. I. Mole"),
        ("Sand and Silt", "C. I. Mole"),
        ("On Peat", "C. I. Mole"),
    ]


def test_works_of_one_title_that_persons_or_years_contradict_are_two() -> None:
    items = (
        "Mole, A. (2001). Tunnels of the north. Digs, 3(1).",
        "Vole, B. (2001). Tunnels of the north. Burrow Press.",
        "Mole, A. (2009). Tunnels of the north. Digs, 9(1).",
        "Ada Mole, “Tunnels of the North” (2002)",
    )
    assert group_by_work(record_of(reading(text)) for text in items).work_of == (0, 1, 2, 0)


@pytest.mark.parametrize(
    "text",
    ["Aa " * 400, "A. " * 400, "Aa, " * 400, "Aa A, " * 300, "de " * 300 + "Aa", "Aa, A. " * 200, "“" * 900],
)
def test_no_item_takes_long(text: str) -> None:
    began = time.perf_counter()
    item_of(parse_spans(text), WORDS)
    assert time.perf_counter() - began < 2
