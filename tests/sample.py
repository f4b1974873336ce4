"""Small syllabuses for tests: an ordinary one, and one whose every text is hostile."""

from __future__ import annotations

import datetime

from readinglist.model.reading import Link, Name, PartialDate, Reading
from readinglist.model.schedule import Assignment, Course, Person, Session, Syllabus

HOSTILE_TEXTS = (
    "<script>alert(1)</script>",
    "<!-- comment --> & &amp; &lt;b&gt; &#60;",
    "{{ site.secret }} {% include x.html %} {# note #}",
    "{:.class onclick='x'} {::nomarkdown} {{",
    "a | b | c",
    "] ) [link](javascript:alert(1)) ![image](x) [ref][1] [^1]",
    "*stars* _lines_ **bold** ~~gone~~ ^up^ ==mark==",
    "`code` ``more`` ``` fence",
    "\x1b[31mred\x1b[0m and \x9b31m",
    "right\u202eleft \u2066isolated\u2069 \u200fmark \u05e9\u05dc\u05d5\u05dd",
    "first\nsecond\r\n\r\n# third\n- fourth\n1. fifth\n> sixth",
    "# heading #",
    "1. one",
    "- dash -- and --- more...",
    "\"straight\" 'quotes'",
    "$x^2$ and $$y$$ and \\(z\\) \\[w\\] \\alpha",
    "https://example.org www.example.org a@example.org @someone :smile:",
    "</style></title>]]>",
    "+ plus = equals == \\ back",
    "trailing backslash \\",
)
HOSTILE_URLS = (
    "javascript:alert(1)",
    " \x01JavaScript:alert(1)",
    "java\tscript:alert(1)",
    "javascript&#58;alert(1)",
    "javascript&colon;alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    'https://example.org/"onmouseover="x',
    "https://example.org/{{ x }}/(a)[b]<c>?q=a b&copy=1",
)


def person(family: str, given: str | None = None, **parts: str) -> Name:
    """A name, shortly."""
    return Name(family=family, given=given, **parts)


ARTICLE = Reading(
    key="domingos2012useful",
    type="article-journal",
    title="A Few Useful Things to Know About Machine Learning",
    author=(person("Domingos", "Pedro"),),
    issued=PartialDate.of(2012, 10),
    container_title="Communications of the ACM",
    container_title_short="CACM",
    volume="55",
    issue="10",
    page="78-87",
    doi="10.1145/2347736.2347755",
    url="https://homes.cs.washington.edu/~pedrod/papers/cacm12.pdf",
)
PAPER = Reading(
    key="zaharia2012rdd",
    type="paper-conference",
    title="Resilient Distributed Datasets: A Fault-Tolerant Abstraction",
    author=(
        *(person("Zaharia", "Matei"), person("Chowdhury", "Mosharaf"), person("Das", "Tathagata")),
        *(person("Dave", "Ankur"), person("Ma", "Justin"), person("McCauley", "Murphy")),
        *(person("Franklin", "Michael J."), person("Shenker", "Scott"), person("Stoica", "Ion")),
    ),
    issued=PartialDate.of(2012, 4),
    container_title="USENIX Symposium on Networked Systems Design and Implementation",
    container_title_short="NSDI",
    publisher="USENIX Association",
    page="15-28",
    url="https://www.usenix.org/nsdi12-final138.pdf",
    links=(Link(url="https://spark.apache.org", label="Code"),),
    award="Best Paper Award, NSDI 2012",
    keyword=("big data", "systems"),
)
PREPRINT = Reading(
    key="kaplan2020scaling",
    type="article",
    title="Scaling Laws for Neural Language Models",
    author=(person("Kaplan", "Jared"), person("McCandlish", "Sam")),
    issued=PartialDate.of(2020, 1),
    arxiv_id="2001.08361",
    url="https://arxiv.org/pdf/2001.08361.pdf",
)
CHAPTER = Reading(
    key="saltzer2009systems",
    type="chapter",
    title="Systems",
    author=(person("Saltzer", "Jerome H."), person("Kaashoek", "M. Frans")),
    issued=PartialDate.of(2009),
    container_title="Principles of Computer System Design: An Introduction",
    publisher="Morgan Kaufmann",
    publisher_place="Burlington",
    edition="2",
    chapter_number="1",
    isbn="978-0-12-374957-4",
)
ORDINARY = Syllabus(
    course=Course(title="Machine Learning Systems", term="Spring 2022", timezone="America/Los_Angeles"),
    sessions=(
        Session(
            week=1,
            date=datetime.date(2022, 1, 24),
            topic="Introduction",
            speakers=(Person(name="Reynold Xin", affiliation="Databricks", url="https://example.org/xin"),),
            links=(Link(url="assets/lec01.pdf", label="Slides"),),
            notes="Reviews are **due** by [1 PM](https://example.org/due).",
            required=(
                Assignment(reading=ARTICLE, level="required", locator="sections 1-3", note="Read *twice*."),
            ),
            optional=(Assignment(reading=PAPER, level="optional", presenters=("Ann", "Bob")),),
        ),
        Session(week=2, date=datetime.date(2022, 1, 31), topic="Presidents’ Day", kind="holiday"),
        Session(
            week=2,
            topic="Scaling",
            readings=(Assignment(reading=PREPRINT),),
            tbd="More reading coming soon",
        ),
    ),
    readings=(ARTICLE, PAPER, PREPRINT, CHAPTER),
)


def hostile() -> Syllabus:
    """A syllabus with one session and one reading for each hostile text, which stands in every field."""
    sessions = tuple(_hostile_session(number, text) for number, text in enumerate(HOSTILE_TEXTS))
    readings = tuple(a.reading for session in sessions for a in session.assignments)
    return Syllabus(course=Course(title=HOSTILE_TEXTS[0]), sessions=sessions, readings=readings)


def _hostile_session(number: int, text: str) -> Session:
    url = HOSTILE_URLS[number % len(HOSTILE_URLS)]
    reading = Reading(
        key=f"hostile{number}",
        title=text,
        author=(Name(literal=text), Name(family=text, given=text)),
        container_title=text,
        issued=PartialDate(literal=text),
        url=url,
        links=(Link(url=url, label=text),),
        award=text,
        note=text,
    )
    return Session(
        week=number,
        topic=text,
        kind=text,
        speakers=(Person(name=text, affiliation=text, url=url),),
        links=(Link(url=url, label=text), Link(url=url)),
        required=(
            Assignment(
                reading=reading,
                level="required",
                locator=text,
                presenters=(text, text),
                group=text,
                text=text,
            ),
        ),
        tbd=text,
    )
