"""A small course with one of everything that a page shows, and one whose every text is an attack."""

from __future__ import annotations

from datetime import date

from readinglist.model.reading import Link, Name, PartialDate, Reading
from readinglist.model.schedule import Assignment, Course, Person, Session, Syllabus

CROWD = tuple(Name(family=f"Family{n}", given=f"Given{n}") for n in range(1, 12))

EYERISS = Reading(
    key="chen2016eyeriss",
    type="paper-conference",
    title="Eyeriss: A Spatial Architecture",
    author=(Name(family="Chen", given="Yu-Hsin"), Name(family="Emer", given="Joel")),
    issued=PartialDate.of(2016),
    container_title="Proceedings of the 43rd International Symposium on Computer Architecture",
    container_title_short="ISCA",
    doi="10.1109/isca.2016.40",
    arxiv_id="1604.00001",
    url="https://example.org/eyeriss.pdf",
    links=(Link(url="slides/eyeriss.pdf", label="Slides"), Link(url="https://code.example.org/eyeriss")),
    award="Best Paper",
)
CROWDED = Reading(
    key="family2019crowd",
    title="Many Hands",
    author=CROWD,
    issued=PartialDate.of(2019),
    arxiv_id="1904.03257",
)
ROOFLINE = Reading(
    key="williams2009roofline",
    type="article-journal",
    title="Roofline",
    author=(Name(family="Williams", given="Samuel"),),
    issued=PartialDate.of(2009, 4),
    container_title="Communications of the ACM",
    doi="10.1145/1498765.1498785",
)
BARE = Reading(key="bare")
LOOSE = Reading(key="loose2020", title="Read by Nobody", author=(Name(literal="A Laboratory"),))

SAMPLE = Syllabus(
    course=Course(
        title="Systems & Machines",
        term="Spring 2022",
        timezone="America/Los_Angeles",
        url="https://course.example.org/",
        start=date(2022, 1, 31),
        end=date(2022, 5, 1),
        location="Room 1",
        meets="Mondays at 1",
        instructors=(Person(name="Ada", affiliation="Uni", url="https://example.org/ada"),),
        links=(Link(url="mailto:staff@example.org", label="Mail"),),
        notes="Read *before* class.",
    ),
    sessions=(
        Session(
            week=3,
            date=date(2022, 2, 7),
            topic="Hardware",
            speakers=(Person(name="Sophia", affiliation="Lab"), Person(name="Grace")),
            links=(Link(url="assets/lec03.pdf", label="Slides of the lecture"),),
            notes="Reviews are due.",
            required=(
                Assignment(
                    reading=EYERISS,
                    level="required",
                    locator="sections 1-3",
                    note="Listed as **SIGRAPH**.",
                    presenters=("Ann", "Bob"),
                ),
                Assignment(reading=CROWDED, level="required"),
            ),
            optional=(Assignment(reading=ROOFLINE, level="optional"),),
        ),
        Session(week=3, date=date(2022, 2, 9), topic="Hardware again", kind="discussion"),
        Session(week=4, date=date(2022, 2, 14), topic="Presidents Day", kind="holiday"),
        Session(
            topic="Whenever",
            kind="field trip",
            readings=(Assignment(reading=BARE), Assignment(reading=ROOFLINE)),
            tbd="More to come",
        ),
        Session(week=0, date=date(2022, 2, 21), topic="The end", kind="exam"),
    ),
    readings=(EYERISS, CROWDED, ROOFLINE, BARE, LOOSE),
)

ATTACKS = (
    "</script><script>alert(1)</script>",
    "</style><style>*{display:none}",
    "<!--<script>",
    "--><img src=x onerror=alert(1)>",
    "{{ site.title }} {% raw %}",
    "\"' onmouseover='alert(1)",
    "\u202eright to left\u2028 next \x1b[31m \ud800",
    "]]></textarea></template></dialog>",
)


def hostile_syllabus() -> Syllabus:
    """A syllabus in which every text is one of `ATTACKS` and every address wants to run something."""
    addresses = (
        "javascript:alert(1)",
        " jAvA\tscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        '"><b>',
    )
    links = tuple(Link(url=url, label=text) for url, text in zip(addresses, ATTACKS, strict=False))
    readings = tuple(
        Reading(
            key=f"key{place}{text}",
            title=text,
            author=(Name(literal=text), Name(family=text, given=text)),
            issued=PartialDate(literal=text),
            container_title=text,
            publisher=text,
            url=addresses[place % len(addresses)],
            links=links,
            award=text,
            note=text,
        )
        for place, text in enumerate(ATTACKS)
    )
    sessions = tuple(
        Session(
            week=place,
            topic=reading.title or "",
            kind=reading.title or "",
            speakers=(Person(name=reading.key, affiliation=reading.note, url=addresses[0]),),
            links=links,
            notes=f"{reading.title} [x](javascript:alert(1))",
            tbd=reading.title,
            required=(
                Assignment(
                    reading=reading,
                    level="required",
                    locator=reading.title,
                    note=reading.title,
                    presenters=(reading.key,),
                ),
            ),
        )
        for place, reading in enumerate(readings)
    )
    text = "".join(ATTACKS)
    course = Course(
        title=text,
        term=text,
        timezone=text,
        url=addresses[1],
        location=text,
        meets=text,
        links=links,
        notes=text,
    )
    return Syllabus(course=course, sessions=sessions, readings=readings)
