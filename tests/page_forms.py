"""Courses made up by hypothesis, and the forms in which course pages write them."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from hypothesis import strategies as st

from readinglist.importing.content import PageContent, PageReading

NOUNS = (
    "Caches", "Compilers", "Queues", "Kernels", "Tensors", "Ledgers", "Networks", "Proofs", "Robots",
    "Schedulers", "Clusters", "Graphs", "Proteins", "Filesystems", "Consensus", "Dataflow", "Hardware",
)  # fmt: skip
ADJECTIVES = (
    "Elastic",
    "Deep",
    "Sparse",
    "Private",
    "Scalable",
    "Lazy",
    "Robust",
    "Causal",
    "Fair",
    "Tiny",
    "Verified",
)
JOINTS = ("for", "with", "beyond", "without", "under", "of")
VENUES = ("SOSP", "OSDI", "NSDI", "ICML", "NeurIPS", "SIGMOD")


class Work(NamedTuple):
    """A reading of a made-up course."""

    title: str
    url: str
    venue: str | None = None
    year: int | None = None

    @property
    def tagged(self) -> str:
        return (
            f"{self.title} [{self.venue}'{self.year % 100:02d}]" if self.venue and self.year else self.title
        )


class Meeting(NamedTuple):
    """A session of a made-up course."""

    topic: str
    date: datetime.date
    required: tuple[Work, ...] = ()
    optional: tuple[Work, ...] = ()


@st.composite
def works(draw: st.DrawFn) -> Work:
    head = f"{draw(st.sampled_from(ADJECTIVES))} {draw(st.sampled_from(NOUNS))}"
    tail = (
        f"{draw(st.sampled_from(JOINTS))} {draw(st.sampled_from(ADJECTIVES))} {draw(st.sampled_from(NOUNS))}"
    )
    colon = draw(st.sampled_from(("", ": A Study", " (in Rust)", "?", ", Revisited")))
    number = draw(st.integers(0, 10**6))
    venue = draw(st.none() | st.sampled_from(VENUES))
    ending = draw(st.sampled_from((".pdf", "", "?id=7&v=1", "/a_(b)", "/~x")))
    title = f"{head} {tail}{colon}"
    return Work(
        title,
        f"https://w{number}.example.org/p{ending}",
        venue,
        draw(st.integers(1970, 2049)) if venue else None,
    )


@st.composite
def courses(draw: st.DrawFn) -> tuple[Meeting, ...]:
    day = draw(st.dates(datetime.date(2001, 1, 1), datetime.date(2040, 1, 1)))
    meetings = []
    for _ in range(draw(st.integers(1, 5))):
        topic = f"{draw(st.sampled_from(NOUNS))} and {draw(st.sampled_from(NOUNS))}"
        # A session without readings is no session where only its readings show it.
        required = tuple(draw(st.lists(works(), min_size=1, max_size=3)))
        meetings.append(Meeting(topic, day, required, tuple(draw(st.lists(works(), max_size=2)))))
        day += datetime.timedelta(days=draw(st.sampled_from((2, 5, 7))))
    return tuple(meetings)


def item(work: Work) -> str:
    return f"[{work.tagged}]({work.url})"


def short_date(day: datetime.date) -> str:
    """``Jan 11``: most pages leave the year out."""
    return f"{day:%b} {day.day}"


def truth(meetings: tuple[Meeting, ...]) -> list[tuple[object, ...]]:
    """What a reader should find of a course, in the form of `found`."""
    return [
        (
            meeting.topic,
            meeting.date,
            [("required", *work) for work in meeting.required]
            + [("optional", *work) for work in meeting.optional],
        )
        for meeting in meetings
    ]


def found(page: PageContent) -> list[tuple[object, ...]]:
    """What a reader found, session by session."""
    return [
        (session.topic, session.date, [_reading(reading) for reading in session.readings])
        for session in page.sessions
    ]


def _reading(reading: PageReading) -> tuple[object, ...]:
    url = reading.links[0].url if reading.links else None
    return reading.level, reading.title, url, reading.venue, reading.year


def berkeley(meetings: tuple[Meeting, ...]) -> str:
    dates = "\n".join(f"{m.date.month}/{m.date.day:02d}/{m.date:%y}" for m in meetings)
    return "\n".join(
        (
            "# Made Up Systems (Fall 2019)\n",
            f"{{% capture dates %}}\n{dates}\n{{% endcapture %}}",
            '{% assign dates = dates | split: " " %}\n<table>\n<tbody>\n',
            *map(_row, meetings),
            "</td>\n</tr>\n</tbody>\n</table>\n",
        )
    )


def _row(meeting: Meeting) -> str:
    lines = [
        "{% include syllabus_entry %}",
        "[//]: <> (lecture)",
        f"# {meeting.topic}",
        "",
        '<div class="reading">',
    ]
    for name, listed in (("required", meeting.required), ("optional", meeting.optional)):
        if listed:
            lines += [
                f'<div class="{name}_reading" markdown="1">',
                *(f"* {item(w)}" for w in listed),
                "</div>",
            ]
    return "\n".join((*lines, "</div>\n\n"))


def headings(meetings: tuple[Meeting, ...]) -> str:
    parts = ["# Made Up Systems\n"]
    for number, meeting in enumerate(meetings, start=1):
        parts.append(f"## Week {number} ({short_date(meeting.date)}): {meeting.topic}\n")
        for name, listed in (("Required reading", meeting.required), ("Further reading", meeting.optional)):
            if listed:
                parts.append(f"### {name}\n\n" + "\n".join(f"- {item(work)}" for work in listed) + "\n")
    return "\n".join(parts)


def bold_lines(meetings: tuple[Meeting, ...]) -> str:
    parts = []
    for meeting in meetings:
        parts.append(f"**{short_date(meeting.date)}: {meeting.topic}**\n")
        parts.append("\n".join(f"* Required: {item(work)}" for work in meeting.required))
        parts.append("\n".join(f"* {item(work)} (Optional)" for work in meeting.optional) + "\n")
    return "\n".join(parts)


def nested_items(meetings: tuple[Meeting, ...]) -> str:
    lines = []
    for meeting in meetings:
        lines.append(f"- {meeting.date.isoformat()}: {meeting.topic}")
        lines += ["  - Required:", *(f"    - {item(work)}" for work in meeting.required)]
        lines += [f"  - supplementary: {item(work)}" for work in meeting.optional]
    return "\n".join(lines) + "\n"


def references(meetings: tuple[Meeting, ...]) -> str:
    """Reference-style links, their addresses at the end of the page."""
    parts, addresses = [], []
    for meeting in meetings:
        parts.append(f"{short_date(meeting.date)}: {meeting.topic}\n---\n")
        for name, listed in (("Required", meeting.required), ("Optional", meeting.optional)):
            for work in listed:
                label = f"w{len(addresses)}"
                addresses.append(f"[{label}]: {work.url}")
                parts.append(f"1. **{name}:** [{work.tagged}][{label}]")
        parts.append("")
    return "\n".join((*parts, "", *addresses, ""))


def table_of_columns(meetings: tuple[Meeting, ...]) -> str:
    lines = ["| Date | Topic | Required Readings | Optional Readings |", "|:--|:--|---|---|"]
    for meeting in meetings:
        cells = ("<br>".join(map(item, meeting.required)), " <br/> ".join(map(item, meeting.optional)))
        lines.append(f"| {short_date(meeting.date)} | {meeting.topic} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines) + "\n"


def table_of_rows(meetings: tuple[Meeting, ...]) -> str:
    """A row a reading: an empty date goes on with the session above."""
    lines = ["Date | Topic | Readings", "---|---|---"]
    for meeting in meetings:
        rows = [f"{item(work)} (Required)" for work in meeting.required]
        rows += [f"{item(work)} (Optional)" for work in meeting.optional]
        lines.append(f"{short_date(meeting.date)} | {meeting.topic} | {rows[0]}")
        lines += [f"| | | {row}" for row in rows[1:]]
    return "\n".join(lines) + "\n"


def modules(meetings: tuple[Meeting, ...]) -> dict[str, str]:
    """A file a session."""
    files = {}
    for number, meeting in enumerate(meetings, start=1):
        lines = ["---", f"title: Week {number}", "---", "", f"{meeting.date:%a} {short_date(meeting.date)}"]
        lines += [f": {meeting.topic}", "  : **Lecture**{: .label .label-purple }", ": *Ada Lovelace*"]
        lines += [": Required reading:", *(f"  - {item(work)}" for work in meeting.required)]
        lines += [
            f': **Optional**{{: .label }} {item(work)}{{:target="_blank"}}' for work in meeting.optional
        ]
        files[f"_modules/week-{number}.md"] = "\n".join(lines) + "\n"
    return files


def posts(meetings: tuple[Meeting, ...]) -> dict[str, str]:
    """A post a session, each item with its level in front."""
    return {
        f"_posts/{meeting.date.isoformat()}-session-{number}.md": "\n".join(
            (
                "---", "layout: post", f"title: {meeting.topic}", "---", "",
                *(f"- (Required) {item(work)}" for work in meeting.required),
                *(f"- (Optional) {item(work)}" for work in meeting.optional),
                "",
            )
        )
        for number, meeting in enumerate(meetings, start=1)
    }  # fmt: skip


# --- Pages without sense, of which no link may be lost ---

WORDS = st.sampled_from(
    (
        "Alpha", "Beta", "of", "the", "Systems", "Slides", "Reading", "Optional:", "Required", "PDF", "code",
        "Week 1", "Jan 5", "Homework", "SOSP 2019", "by Ada Lovelace", "et al.", "TBD", "N/A", "Chapter 3",
        "“In Quotes”", "Guest Speaker:", "Lecture 2", "Spring Break", "**bold**", "*it*", "and", "(2019)",
    )
)  # fmt: skip
PHRASES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
LINKS = st.sampled_from(
    ("[{words}]({url})", "[[{words}]({url})]", "**[{words}]({url} 't')**", "{words} <{url}>", "{url}")
)
URLS = st.integers(0, 10**9).map(lambda number: f"https://u{number}.example.org/p")
INLINES = st.lists(
    st.one_of(
        PHRASES, st.builds(lambda form, words, url: form.format(words=words, url=url), LINKS, PHRASES, URLS)
    ),
    min_size=1,
    max_size=4,
).flatmap(lambda parts: st.sampled_from((" ", ", ", " and ", ": ", "; ")).map(lambda glue: glue.join(parts)))
ITEMS = st.builds("{}{} {}\n".format, st.sampled_from(("", "  ", "    ")), st.sampled_from("-*"), INLINES)
TAGS = st.sampled_from(
    (
        '<div class="required_reading">',
        '<div class="reading">',
        "</div>",
        "<details><summary>More</summary>",
        "<ul>",
    )
)
ROWS = st.builds(
    "| {} | {} | {} |\n".format, st.sampled_from(("Jan 5", "", "Week 2")), INLINES, st.just("") | INLINES
)
TABLES = st.builds(
    lambda head, last, rows: f"| Date | {head} | {last} |\n|--|--|--|\n" + "".join(rows),
    WORDS,
    st.sampled_from(("Readings", "Topic", "Slides", "Presenter", "Critic", "Notes", "Speaker", "Venue")),
    st.lists(ROWS, max_size=4),
)
BLOCKS = st.one_of(
    st.builds("{} {}\n".format, st.sampled_from(("#", "##", "###")), PHRASES | INLINES),
    st.builds("## Week {} (Jan {}): {}\n".format, st.integers(0, 9), st.integers(1, 28), PHRASES),
    st.lists(ITEMS, min_size=1, max_size=4).map("".join),
    INLINES.map("{}\n".format),
    PHRASES.map("**{}**\n".format),
    TAGS.map("{}\n".format),
    st.just("{% include syllabus_entry %}\n"),
    TABLES,
    st.builds("{}\n: {}\n  : {}\n".format, PHRASES, INLINES, INLINES),
    INLINES.map("<!-- {} -->\n".format),
    INLINES.map("> {}\n".format),
)
JUMBLES = st.lists(BLOCKS, max_size=6).map("\n".join)
ANY_TEXTS = st.lists(
    st.one_of(st.text(max_size=10), BLOCKS, st.sampled_from(("[", "](", "|", "<", "`", "{%", ": ", "\n")))
).map("".join)


def addresses(text: str) -> set[str]:
    """The addresses of `JUMBLES` in a text."""
    return set(re.findall(r"https://u\d+\.example\.org/p", text))
