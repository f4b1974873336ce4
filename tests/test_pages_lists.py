"""Pages without a calendar: lists of papers in sections, and where each link and item of a page ends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_forms import JUMBLES, PHRASES
from page_markup import RST_JUMBLES, html_jumbles

from readinglist.errors import UsageError
from readinglist.importing.content import Page, PageContent, PageReading
from readinglist.importing.importer import import_pages
from readinglist.importing.interpret import find_reader, read_page
from readinglist.importing.missed_links import account_for_links
from readinglist.importing.sources import page_of_bytes
from readinglist.settings import Hints

LIST = """\
# Awesome Knots [![Awesome](https://badges.invalid/a.svg)](https://awesome.invalid)

Papers on knots. PRs welcome!

## Contents
- [Theory](#theory)
  - [Hitches](#hitches)
- [Tools](#tools)

## News
- [2024/06/07] Version 2 of [our splicer](https://u1.invalid/splicer) is out.

## 1. Theory (3)

[Knots Untied by Rope](https://u1.invalid/p1), Rope Letters 2019 [[code]](https://u1.invalid/c1)

[Nets of Lazy Knots](https://u1.invalid/p2), SOSP 2021

### Hitches

<details>
<summary><b>2023</b></summary>

- 2023-05-16 - [Two Half Hitches](https://u1.invalid/p3) [![Stars](https://b.invalid/s.svg)](https://github.com/u/hitch)
- 2021-01-02 - [One Half Hitch](https://u1.invalid/p4)

</details>
<details>
<summary>2022</summary>

- [A Clove Hitch for All](https://u1.invalid/p5)

</details>

- [Back to Hitches and Bends](https://u1.invalid/p6)

## Tools

| # | Title | Venue | Code |
|---|-------|-------|------|
| 1 | [A Marlinspike of One's Own](https://u1.invalid/p7) | OSDI | [repo](https://github.com/u/spike) |
| 2 | [Fids Considered](https://u1.invalid/p8) | NSDI | |

## Citation

```bibtex
@article{knots, title={Awesome Knots}, year={2024}}
```

## Contributing
See the [guide](https://u1.invalid/guide).
"""


def read(text: str, name: str = "README.md") -> PageContent:
    return read_page(Page(name, text=text))


def titles(readings: tuple[PageReading, ...]) -> list[str | None]:
    return [reading.title for reading in readings]


def test_sections_of_a_list_are_sessions_without_week_and_date() -> None:
    found = read(LIST)
    assert (found.course.title, found.unscheduled) == ("Awesome Knots", ())
    assert [(s.topic, titles(s.readings)) for s in found.sessions] == [
        ("Theory", ["Knots Untied by Rope", "Nets of Lazy Knots"]),
        ("Hitches", ["Back to Hitches and Bends"]),
        ("Hitches: 2023", ["Two Half Hitches", "One Half Hitch"]),
        ("Hitches: 2022", ["A Clove Hitch for All"]),
        ("Tools", ["A Marlinspike of One's Own", "Fids Considered"]),
    ]
    assert {(s.week, s.date, s.date_text) for s in found.sessions} == {(None, None, None)}


def test_badges_code_and_venues_belong_to_their_papers() -> None:
    theory, _, hitches, *_, tools = read(LIST).sessions
    assert [link.url for link in theory.readings[0].links] == [
        "https://u1.invalid/p1",
        "https://u1.invalid/c1",
    ]
    assert [(link.label, link.url) for link in hitches.readings[0].links[1:]] == [
        ("Code", "https://github.com/u/hitch")
    ]
    spike = tools.readings[0]
    assert (spike.venue, [link.url for link in spike.links][1:]) == ("OSDI", ["https://github.com/u/spike"])


def test_what_is_about_the_page_is_counted_and_not_read() -> None:
    found = read(LIST)
    reasons = {item.line: item.why for item in found.skipped}
    assert all(reasons[line] == "it leads to a place of this page" for line in (6, 7, 8))
    assert "“News”" in reasons[11]
    assert "“Contributing”" in reasons[max(reasons)]


def test_how_to_cite_a_list_makes_it_no_bibliography() -> None:
    reader = find_reader(Page("README.md", text=LIST))
    assert reader is not None and reader.name != "bibtex"


def test_a_paper_over_several_lines_and_paragraphs() -> None:
    found = read(
        """\
# Ropes

## Hemp
**Hemp Ropes for the Sea**<br>
Ada Reed, Ben Stone<br>
*Rope Letters 2020* [[paper]](https://u1.invalid/1) [[code]](https://u1.invalid/2)

**Hemp Ropes for the Land**

Cleo Marsh

[[pdf]](https://u1.invalid/3)

Nothing of this paragraph with a [link somewhere](https://u1.invalid/4) in it is a paper of this list.
"""
    )
    (hemp,) = found.sessions
    assert titles(hemp.readings) == ["Hemp Ropes for the Sea", "Hemp Ropes for the Land"]
    assert [len(reading.links) for reading in hemp.readings] == [2, 1]
    assert [item.why for item in found.skipped] == ["a paragraph that names no work at its start"]


def test_dates_of_papers_are_no_calendar_and_days_of_meetings_are_one() -> None:
    days = (f"20{19 + n % 5}-0{n % 9 + 1}-1{n % 7}" for n in range(12))
    papers = "".join(f"- {day} - [A Paper on {day}](https://u1.invalid/{day})\n" for day in days)
    found = read(f"# Knots\n\n## Old\n{papers}\n## New\n{papers.replace('invalid/', 'invalid/n')}")
    assert [(s.topic, len(s.readings)) for s in found.sessions] == [("Old", 12), ("New", 12)]
    meetings = "".join(f"- 2024-0{n}-05: [Paper {n} on Knots](https://u1.invalid/{n})\n" for n in range(1, 7))
    assert len(read(f"# Knots\n\n{meetings}").sessions) == 6


def test_authors_in_a_paragraph_of_the_item() -> None:
    found = read(
        "# Knots\n\n## Bends\n"
        "1. **A Sheet Bend for Everyone.** Rope Letters 2020. [paper](https://u1.invalid/1)\n\n"
        "    *Ada Reed, Ben Stone, Cleo Marsh.*\n\n"
        "1. **A Bowline Nobody Unties** Preprint.\n\n"
        "    *Cleo Marsh, Ada Reed.* [[pdf](https://u1.invalid/2)], 2021.11\n"
    )
    bend, bowline = found.sessions[0].readings
    assert [name.family for name in bend.author] == ["Reed", "Stone", "Marsh"]
    assert [name.family for name in bowline.author] == ["Marsh", "Reed"]
    assert (bowline.title, bowline.links[0].url) == ("A Bowline Nobody Unties", "https://u1.invalid/2")


def test_a_page_that_has_no_schedule_yet_writes_nothing(tmp_path: Path) -> None:
    facts = "* **When**: *Mondays*\n* **Instructor**: [Ada Reed](https://u1.invalid/reed)\n"
    text = f"# Knots\n\n{facts}\n## Schedule\nTBA\n"
    page = page_of_bytes("index.md", text.encode())
    with pytest.raises(UsageError, match="neither a schedule nor works"):
        import_pages([page], tmp_path)
    # Who names the reader gets its account.
    imported = import_pages([page], tmp_path, Hints(reader="markdown"))
    assert imported.account.found_nothing
    imported.write(tmp_path)
    assert not list(tmp_path.iterdir())


TOKENS = st.integers(10**6, 10**7 - 1).map("w{}".format)
TABLE = "\n| Title | Code |\n|---|---|\n| [{} {}](https://{}.invalid/t) | [x](https://{}.invalid/u) |\n"
DATED = "- 202{}-05-1{}: [{} {}](https://{}.invalid/d)"
DIGITS = st.integers(0, 9)
LINES = st.one_of(
    st.builds("- [{} {} of Knots](https://{}.invalid/p)".format, TOKENS, PHRASES, TOKENS),
    st.builds("  - [code](https://{}.invalid/c)".format, TOKENS),
    st.builds("- {} {}".format, TOKENS, PHRASES),
    st.builds("- Ada Reed, “{} {},” Rope Letters 3 (2019).".format, TOKENS, PHRASES),
    st.builds("\n[{} {}](https://{}.invalid/q), SOSP 2020\n".format, TOKENS, PHRASES, TOKENS),
    st.builds("\n{} with a [{}](https://{}.invalid/r) in it.\n".format, PHRASES, TOKENS, TOKENS),
    st.builds("- [![Stars](https://b.invalid/s.svg)](https://{}.invalid/b)".format, TOKENS),
    st.builds(TABLE.format, TOKENS, PHRASES, TOKENS, TOKENS),
    st.builds("\n## {}\n".format, PHRASES),
    st.builds("\n## Week {}: {}\n".format, DIGITS, PHRASES),
    st.builds(DATED.format, DIGITS, DIGITS, TOKENS, PHRASES, TOKENS),
    st.sampled_from(("\n**Optional**\n", "\n### Readings\n")),
    st.sampled_from(("<details>", "<summary>Old</summary>", "</details>")),
)
LISTS = st.lists(LINES, min_size=1, max_size=10).map("\n".join)


@pytest.mark.parametrize("head", ["", "# Knots\n\n"])
@given(LISTS)
def test_every_item_and_link_of_a_list_is_somewhere(head: str, text: str) -> None:
    kept = _markdown(head + text).model_dump_json()
    assert set(re.findall(r"w\d{7}", text)) <= set(re.findall(r"w\d{7}", kept))


def _markdown(text: str) -> PageContent:
    from readinglist.importing.interpret import reader

    page = Page("README.md", text=text)
    content = reader("markdown").read(page, Hints())
    return content.model_copy(update={"skipped": (*content.skipped, *account_for_links(page, content)[0])})


@given(st.one_of(LISTS, JUMBLES, html_jumbles(), RST_JUMBLES))
def test_each_link_of_a_page_is_counted_in_one_place(text: str) -> None:
    page = Page("page", text=text)
    reader = find_reader(page)
    if reader is None:
        return
    # A page of no readings is refused where nobody names its reader.
    imported = import_pages([page_of_bytes("page", text.encode())], hints=Hints(reader=reader.name))
    content = imported.pages[0].content
    assert content.links is not None
    missed, places = account_for_links(page, content)
    assert not missed  # they were added to what was not taken
    assert places.total == content.links.total
    (source,) = imported.account.sources
    assert source.links == content.links
