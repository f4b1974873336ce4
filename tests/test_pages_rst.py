"""Course pages in reStructuredText, as Sphinx sites have them, with their labelled truth."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from page_forms import ANY_TEXTS, Meeting, addresses, courses, found, truth
from page_markup import RST_JUMBLES, rst_list_table, rst_references, rst_sections

from readinglist.importing.content import Page, PageContent, PageReading
from readinglist.importing.interpret.rst import RstReader
from readinglist.settings import Hints


def read(text: str, **hints: object) -> PageContent:
    return RstReader().read(Page("calendar.rst", text), Hints.model_validate(hints))


def shown(reading: PageReading) -> tuple[str, str | None, str | None]:
    return reading.level, reading.title, reading.links[0].url if reading.links else None


CALENDAR = """\
Spring 2016 Calendar and Reading List
-------------------------------------

**Note: This list may still change!**

Week 1
~~~~~~

No papers to read this week

Week 2 - Knotted Time
~~~~~~~~~~~~~~~~~~~~~

Required reading for Monday, April 4
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

-  Leslie Stone. `Time, Ropes, and the Ordering of Knots in a
   Tangled
   System <https://example.org/time.pdf>`__.
   Commun.Knots, 21(7):558-565, July 1978

Required reading for Wednesday, April 6
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

-  C. J. Reef.\\ `Timestamps on Ropes
   <https://example.org/stamps.pdf>`__.
   Proceedings of the 11th Conference on Rope,
   10(1):56, 1988
-  Fred Clove. `Virtual Rope <https://example.org/virtual.pdf>`__.
   In Parallel and Distributed Ropes, pages 215-226. North-Bend,
   1989

Suggested papers
^^^^^^^^^^^^^^^^

-  Ann Bend, Kay G. Hitch, and Ricky W. Loop.
   `Tangled Ropes <https://example.org/tangled.pdf>`__.
   Knots, 23(10):33-42, October 1990

Week 5 - Pulling
~~~~~~~~~~~~~~~~

Required reading for Monday, April 25 and Wednesday April 27
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

-  Leslie Stone. `The Part-Time Sailor <https://example.org/sailor.pdf>`__, 1998

Week 8 - Cutting
~~~~~~~~~~~~~~~~

*Note: a guest leads this week.*

Required reading for Monday, May 16
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

-  `The Gordian File System <https://example.org/gfs.pdf>`_ (chapter 2)

.. - `Not This Year <https://example.org/hidden.pdf>`_

Week 9 - More Cutting
~~~~~~~~~~~~~~~~~~~~~

Readings TBD
"""


def test_a_calendar_with_the_dates_in_headings_of_levels() -> None:
    page = read(CALENDAR)
    assert (page.course.title, page.course.term) == ("Calendar and Reading List", "Spring 2016")
    assert [(s.line, s.week, s.date, s.topic, s.tbd) for s in page.sessions] == [
        (6, 1, None, "", "No papers to read this week"),
        (14, 2, date(2016, 4, 4), "Knotted Time", None),
        (22, 2, date(2016, 4, 6), "Knotted Time", None),
        (43, 5, date(2016, 4, 25), "Pulling", None),
        (53, 8, date(2016, 5, 16), "Cutting", None),
        (60, 9, None, "More Cutting", "Readings TBD"),
    ]
    assert [[shown(r) for r in s.readings] for s in page.sessions] == [
        [],
        [
            (
                "required",
                "Time, Ropes, and the Ordering of Knots in a Tangled System",
                "https://example.org/time.pdf",
            )
        ],
        [
            ("required", "Timestamps on Ropes", "https://example.org/stamps.pdf"),
            ("required", "Virtual Rope", "https://example.org/virtual.pdf"),
            ("optional", "Tangled Ropes", "https://example.org/tangled.pdf"),
        ],
        [("required", "The Part-Time Sailor", "https://example.org/sailor.pdf")],
        [("required", "The Gordian File System", "https://example.org/gfs.pdf")],
        [],
    ]
    assert page.sessions[4].notes == "*Note: a guest leads this week.*"


def test_the_citations_around_the_links_of_a_calendar() -> None:
    readings = [reading for session in read(CALENDAR).sessions for reading in session.readings]
    assert [([name.family for name in r.author], r.year) for r in readings] == [
        (["Stone"], 1978),
        (["Reef"], 1988),
        (["Clove"], 1989),
        (["Bend", "Hitch", "Loop"], 1990),
        (["Stone"], 1998),
        ([], None),
    ]
    assert [r.note for r in readings[:3]] == [
        "Commun.Knots, 21(7):558-565, July 1978",
        "Proceedings of the 11th Conference on Rope, 10(1):56, 1988",
        "In Parallel and Distributed Ropes, pages 215-226. North-Bend, 1989",
    ]
    assert [r.locator for r in readings] == [None, None, None, None, None, "chapter 2"]


def test_comments_of_a_calendar_are_told_of() -> None:
    assert [(item.line, item.why) for item in read(CALENDAR).skipped] == [(58, "commented out")]


BOLD = """\
=========
Knots 101
=========

:Term: Fall 2021
:Instructor: Ada Lovelace

.. toctree::
   :maxdepth: 1

   policies <https://example.org/policies>

Week 3 (Sep 20): Hitches
========================

**Required reading**

#. `Hitches of Old`_ by Ann Bend
#. `New Hitches <new-hitches_>`_

**Suggested papers**

* `A Third Hitch`__
* :doi:`10.1145/3282307`
* `Homework 1 <hw1.html>`_

__ https://example.org/third

.. _Hitches of Old: https://example.org/old
.. _new-hitches: https://example.org/new

Sep 27: Fall break
==================
"""


def test_bold_lines_references_and_roles() -> None:
    page = read(BOLD)
    assert (page.course.title, page.course.term) == ("Knots 101", "Fall 2021")
    assert [person.name for person in page.course.instructors] == ["Ada Lovelace"]
    assert [(s.line, s.week, s.date, s.topic, s.kind) for s in page.sessions] == [
        (13, 3, date(2021, 9, 20), "Hitches", "lecture"),
        (32, None, date(2021, 9, 27), "Fall break", "break"),
    ]
    assert [shown(r) for r in page.sessions[0].readings] == [
        ("required", "Hitches of Old", "https://example.org/old"),
        ("required", "New Hitches", "https://example.org/new"),
        ("optional", "A Third Hitch", "https://example.org/third"),
        ("optional", None, "https://doi.org/10.1145/3282307"),
    ]
    assert [(link.label, link.url) for link in page.sessions[0].links] == [("Homework 1", "hw1.html")]
    assert [(item.line, item.text) for item in page.skipped] == [
        (11, "policies <https://example.org/policies>")
    ]


TABLES = """\
Week 1
======

.. list-table::
   :header-rows: 1

   * - Date
     - Topic
     - Required
     - Optional
   * - Jan 5
     - Knots
     - - `A of Knots <https://example.org/a>`_
       - `B of Knots <https://example.org/b>`_
     - N/A
   * - Jan 7
     - Nets
     -
     - `C of Nets <https://example.org/c>`_

.. csv-table::
   :header: "Date", "Topic", "Readings"

   "Jan 12", "Ropes", "`D of Ropes <https://example.org/d>`_"

=======  ======  ==============================================
Date     Topic   Readings
=======  ======  ==============================================
Jan 14   Twine   `E of Twine <https://example.org/e>`_ (required)
Jan 19   Tape
=======  ======  ==============================================

+--------+---------+------------------------------------------+
| Date   | Topic   | Readings                                 |
+========+=========+==========================================+
| Jan 21 | Yarn    | Required: `F of Yarn                     |
|        |         | <https://example.org/f>`_                |
+--------+---------+------------------------------------------+
"""


def test_tables_of_all_four_kinds() -> None:
    page = read(TABLES, year=2022)
    assert [(s.date, s.topic, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (
            date(2022, 1, 5),
            "Knots",
            [
                ("required", "A of Knots", "https://example.org/a"),
                ("required", "B of Knots", "https://example.org/b"),
            ],
        ),
        (date(2022, 1, 7), "Nets", [("optional", "C of Nets", "https://example.org/c")]),
        (date(2022, 1, 12), "Ropes", [("unspecified", "D of Ropes", "https://example.org/d")]),
        (date(2022, 1, 14), "Twine", [("required", "E of Twine", "https://example.org/e")]),
        (date(2022, 1, 19), "Tape", []),
        (date(2022, 1, 21), "Yarn", [("required", "F of Yarn", "https://example.org/f")]),
    ]


def test_the_files_of_a_folder_in_the_order_of_their_names() -> None:
    files = {
        "week10.rst": "Week 10: Nets\n=============\n\n- `A of Nets <https://example.org/a>`_\n",
        "week9.rst": "Week 9: Knots\n=============\n\n- `B of Knots <https://example.org/b>`_\n",
        "index.txt": "no page",
    }
    page = RstReader().read(Page("site", files=files), Hints(level="optional"))
    assert [(s.file, s.line, s.week, [r.level for r in s.readings]) for s in page.sessions] == [
        ("week9.rst", 1, 9, ["optional"]),
        ("week10.rst", 1, 10, ["optional"]),
    ]


def test_how_sure_it_is() -> None:
    def sure(name: str, text: str) -> float:
        return RstReader().recognises(Page(name, text))

    assert sure("calendar.rst", CALENDAR) >= 0.9
    assert 0.4 < sure("calendar.txt", CALENDAR) < 0.9
    assert sure("README.md", "Knots\n=====\n\n- [A](https://example.org/a)\n") == 0
    assert sure("a.rst", "Nothing to follow\n=================\n") == 0


@pytest.mark.parametrize(
    "text", ["", "\ufeff", "====", "====\n====\n", "..", ".. list-table::", "+--+\n|", "`" * 999]
)
def test_a_page_with_nothing_in_it(text: str) -> None:
    assert read(text).sessions == ()


@given(courses())
def test_a_made_up_course_comes_back(meetings: tuple[Meeting, ...]) -> None:
    for text in (rst_sections(meetings), rst_list_table(meetings), rst_references(meetings)):
        assert found(read(text, year=meetings[0].date.year)) == truth(meetings)


@given(RST_JUMBLES)
def test_no_link_vanishes(text: str) -> None:
    assert addresses(text) <= addresses(read(text).model_dump_json())


@given(ANY_TEXTS)
def test_any_text_can_be_read(text: str) -> None:
    assert 0 <= RstReader().recognises(Page("a", text)) <= 1
    assert isinstance(read(text), PageContent)
