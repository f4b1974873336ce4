"""The made-up courses of `page_forms` in HTML, reStructuredText, data files and bibliographies."""

from __future__ import annotations

import html
import json
import re

from hypothesis import strategies as st
from page_forms import PHRASES, Meeting, Work, short_date

URLS = st.integers(0, 10**9).map(lambda number: f"https://u{number}.example.org/p")


def html_lists(meetings: tuple[Meeting, ...]) -> str:
    """Headings and nested lists, end tags left out as HTML allows."""
    parts = ["<h1>Made Up Systems</h1>"]
    for number, meeting in enumerate(meetings, start=1):
        parts.append(
            f"<h2>Week {number} ({short_date(meeting.date)}): {html.escape(meeting.topic)}</h2>\n<ul>"
        )
        for name, listed in (("Required", meeting.required), ("Optional", meeting.optional)):
            if listed:
                items = "".join(f"<li>{_anchor(work)}\n" for work in listed)
                parts.append(f"<li>{name} reading<ul>{items}</ul></li>")
        parts.append("</ul>")
    return "\n".join(parts)


def html_table(meetings: tuple[Meeting, ...]) -> str:
    """A row a reading, date and topic merged over the rows of their session."""
    rows = []
    for meeting in meetings:
        cells = [f"<td>{_anchor(work)} (Required)</td>" for work in meeting.required]
        cells += [f"<td>{_anchor(work)} <em>(Optional)</em></td>" for work in meeting.optional]
        span = f' rowspan="{len(cells)}"' if len(cells) > 1 else ""
        first = f"<td{span}>{short_date(meeting.date)}</td><td{span}>{html.escape(meeting.topic)}</td>"
        rows += [f"<tr>{first}{cells[0]}</tr>", *(f"<tr>{cell}</tr>" for cell in cells[1:])]
    head = "<tr><th>Date</th><th>Topic</th><th>Readings</th></tr>"
    return f"<table><thead>{head}</thead><tbody>\n{chr(10).join(rows)}\n</tbody></table>"


def html_site(meetings: tuple[Meeting, ...]) -> str:
    """A whole document with a navigation, a footer and two columns of readings."""
    rows = "\n".join(
        f"<tr><td>{meeting.date.isoformat()}</td><td>{html.escape(meeting.topic)}</td>"
        f"<td>{'<br>'.join(map(_anchor, meeting.required))}</td>"
        f"<td><ul>{''.join(f'<li>{_anchor(work)}</li>' for work in meeting.optional)}</ul></td></tr>"
        for meeting in meetings
    )
    heads = "".join(f"<th>{head}</th>" for head in ("Date", "Topic", "Required", "Optional"))
    return (
        "<!DOCTYPE html><html><head><title>Made Up Systems</title>"
        "<script>var x = '<a href=y>z</a>';</script></head><body><nav><a href='/'>Home</a></nav><main>"
        "<h1>Made Up Systems</h1>"
        f"<table>\n<tr>{heads}</tr>\n{rows}\n</table></main>"
        "<footer><a href='/legal'>Legal</a></footer></body></html>"
    )


def html_cards(meetings: tuple[Meeting, ...]) -> str:
    """Cards of a grid, without any list."""
    cards = []
    for meeting in meetings:
        body = [f"<p>{_anchor(work)} <span class='badge'>Required</span></p>" for work in meeting.required]
        body += [f"<p>{_anchor(work)} <span class='badge'>Optional</span></p>" for work in meeting.optional]
        cards.append(
            f"<div class='col'><div class='card'><div class='card-header'>{short_date(meeting.date)}</div>"
            f"<div class='card-body'><h5 class='card-title'>{html.escape(meeting.topic)}</h5>"
            f"{''.join(body)}</div></div></div>"
        )
    return f"<div class='container'><div class='row'>\n{chr(10).join(cards)}\n</div></div>"


def _anchor(work: Work) -> str:
    return f'<a href="{html.escape(work.url)}" target="_blank">{html.escape(work.tagged)}</a>'


def rst_sections(meetings: tuple[Meeting, ...]) -> str:
    parts = ["Made Up Systems\n===============\n"]
    for number, meeting in enumerate(meetings, start=1):
        title = f"Week {number} ({short_date(meeting.date)}): {meeting.topic}"
        parts.append(f"{title}\n{'-' * len(title)}\n")
        for name, listed in (("Required reading", meeting.required), ("Suggested papers", meeting.optional)):
            if listed:
                parts.append(
                    f"**{name}**\n\n" + "\n".join(f"-  {_reference(work)}" for work in listed) + "\n"
                )
    return "\n".join(parts)


def rst_list_table(meetings: tuple[Meeting, ...]) -> str:
    lines = [".. list-table::", "   :header-rows: 1", ""]
    lines += ["   * - Date", "     - Topic", "     - Required", "     - Optional"]
    for meeting in meetings:
        lines += [f"   * - {short_date(meeting.date)}", f"     - {meeting.topic}"]
        for listed in (meeting.required, meeting.optional):
            first, *rest = listed or (None,)
            lines.append(f"     - - {_reference(first)}" if first else "     -")
            lines += [f"       - {_reference(work)}" for work in rest if work]
    return "\n".join(lines) + "\n"


def rst_references(meetings: tuple[Meeting, ...]) -> str:
    """Anonymous references whose targets stand below each session."""
    parts = []
    for meeting in meetings:
        title = f"{short_date(meeting.date)}: {meeting.topic}"
        parts += ["=" * len(title), title, "=" * len(title), ""]
        works = [("Required", work) for work in meeting.required]
        works += [("Optional", work) for work in meeting.optional]
        parts += [f"#. {name}: `{_escaped(work.tagged)}`__" for name, work in works]
        parts += ["", *(f"__ {work.url}" for _, work in works), ""]
    return "\n".join(parts)


def _reference(work: Work) -> str:
    return f"`{_escaped(work.tagged)} <{work.url}>`__"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*|<>_])", r"\\\1", text)


def data_value(meetings: tuple[Meeting, ...]) -> dict[str, object]:
    """The schedule that the data formats write."""
    return {
        "schedule": [
            {
                "title": meeting.topic,
                "date": f"{meeting.date.isoformat()}T15:30",
                "main": [_mapping(work) for work in meeting.required],
                "suggested": [_mapping(work) for work in meeting.optional],
            }
            for meeting in meetings
        ]
    }


def _mapping(work: Work) -> dict[str, str]:
    return {"url": work.url, "title": work.tagged}


def data_json(meetings: tuple[Meeting, ...]) -> str:
    return json.dumps(data_value(meetings), indent=1)


def data_yaml(meetings: tuple[Meeting, ...]) -> str:
    lines = ["schedule:"]
    for meeting in meetings:
        lines += [f"  - title: {json.dumps(meeting.topic)}", f"    date: {meeting.date.isoformat()}T15:30"]
        for name, listed in (("main", meeting.required), ("suggested", meeting.optional)):
            lines += [f"    {name}:"] if listed else []
            for work in listed:
                lines += [f"      - url: {json.dumps(work.url)}", f"        title: {json.dumps(work.tagged)}"]
    return "\n".join(lines) + "\n"


def data_toml(meetings: tuple[Meeting, ...]) -> dict[str, str]:
    """Works by their ids in one file, classes that name them in another."""
    registry, classes = [], []
    works: dict[Work, str] = {}
    for meeting in meetings:
        for work in (*meeting.required, *meeting.optional):
            works.setdefault(work, f"w{len(works)}")
        classes += [
            "[[classes]]",
            f"title = {json.dumps(meeting.topic)}",
            f'date = "{short_date(meeting.date)}"',
        ]
        classes += [f"required = {json.dumps([works[work] for work in meeting.required])}"]
        classes += [f"optional = {json.dumps([works[work] for work in meeting.optional])}", ""]
    for work, id in works.items():
        registry += [f"[{id}]", f"name = {json.dumps(work.tagged)}", f"link = {json.dumps(work.url)}", ""]
    return {"data/reading.toml": "\n".join(registry), "data/content.toml": "\n".join(classes)}


def front_matter(meetings: tuple[Meeting, ...]) -> dict[str, str]:
    """A file a session, its readings in the front matter."""
    files = {}
    for number, meeting in enumerate(meetings, start=1):
        lines = ["---", f"title: {json.dumps(meeting.topic)}", f"date: {meeting.date.isoformat()}"]
        for name, listed in (("required_readings", meeting.required), ("further_readings", meeting.optional)):
            lines += [f"{name}:"] if listed else []
            for work in listed:
                lines += [f"  - title: {json.dumps(work.tagged)}", f"    link: {json.dumps(work.url)}"]
        files[f"_lectures/{number:02d}.md"] = "\n".join((*lines, "---", "", "What we do today.", ""))
    return files


def addressed(meetings: tuple[Meeting, ...]) -> str:
    """A text of addresses, one a line, with titles behind them."""
    lines = []
    for number, meeting in enumerate(meetings, start=1):
        lines.append(f"# Week {number} ({meeting.date.isoformat()}): {meeting.topic}")
        lines += [f"required: {work.url} {work.tagged}" for work in meeting.required]
        lines += ["Optional:", *(f"{work.url}  {work.tagged}" for work in meeting.optional), ""]
    return "\n".join(lines)


TAGGED = st.one_of(
    PHRASES,
    st.builds('<a href="{}">{}</a>'.format, URLS, PHRASES),
    st.builds("<b><a href={}>{}</a></b>".format, URLS, PHRASES),
    st.builds("<a href='{}'><img alt='pdf'></a>".format, URLS),
    st.just("<br>"),
)
INNER = st.lists(TAGGED, min_size=1, max_size=4).map(" ".join)
OPEN_TAGS = st.sampled_from(
    (
        "p", "div", "ul", "li", "ol", "dl", "dt", "dd", "table", "tr", "td", "th", "h1", "h2", "h3",
        "section", "nav", "footer", "details", "summary", "div class='card'", "div class='card-header'",
        "div class='required_reading'", "td rowspan=2", "td colspan=3", "span class=badge", "blockquote",
        "center", "main", "article", "aside", "button",
    )
)  # fmt: skip


@st.composite
def html_jumbles(draw: st.DrawFn) -> str:
    """Tags that are opened and closed or not, in any order."""
    parts: list[str] = [draw(st.sampled_from(("", "<!doctype html><title>Week 3</title>", "<body>")))]
    for _ in range(draw(st.integers(0, 12))):
        tag = draw(OPEN_TAGS)
        end = draw(st.sampled_from((f"</{tag.split()[0]}>", "", "</div>", "</table>")))
        head = draw(st.sampled_from(("", "Week 2", "Jan 5, 2021: ", "Required reading")))
        parts.append(f"<{tag}>{head}{draw(INNER)}{end}\n")
    parts.append(
        draw(st.sampled_from(("", "<!-- <a href='https://u1.example.org/p'>x</a> -->", "<script>x</script>")))
    )
    return "".join(parts)


RST_INLINES = st.one_of(
    PHRASES.map(lambda words: words.replace("*", "")),
    st.builds("`{} <{}>`__".format, PHRASES, URLS),
    st.builds("`{} <{}>`_".format, PHRASES, URLS),
    URLS,
    st.builds("**{}** *{}* ``{}``".format, PHRASES, PHRASES, PHRASES),
)
RST_LINE = st.lists(RST_INLINES, min_size=1, max_size=3).map(" ".join)
RST_BLOCKS = st.one_of(
    RST_LINE.map("{}\n\n".format),
    PHRASES.map(lambda words: f"{words}\n{'-' * len(words)}\n\n"),
    st.builds("Week {} (Jan 5)\n==============\n\n".format, st.integers(0, 9)),
    st.lists(st.builds("{}- {}\n".format, st.sampled_from(("", "  ", "    ")), RST_LINE), max_size=3).map(
        lambda items: "".join(items) + "\n"
    ),
    st.builds(
        ".. {}:: {}\n\n   {}\n\n".format,
        st.sampled_from(("note", "image", "topic", "foo")),
        PHRASES,
        RST_LINE,
    ),
    st.builds(".. {}\n\n".format, RST_LINE),
    st.builds(":{}: {}\n\n".format, st.sampled_from(("Required", "Date", "Topic")), RST_LINE),
    st.builds("| {}\n| {}\n\n".format, RST_LINE, RST_LINE),
    st.builds("{}\n   {}\n\n".format, PHRASES, RST_LINE),
    st.builds(
        (
            ".. list-table::\n   :header-rows: 1\n\n   * - Date\n     - Readings\n   * - Jan 5\n     - {}\n\n"
        ).format,
        RST_LINE,
    ),
    st.builds("====  =====\nWeek  Notes\n====  =====\n1     {}\n====  =====\n\n".format, RST_LINE),
)
RST_JUMBLES = st.lists(RST_BLOCKS, max_size=8).map("".join)

KEYS = st.sampled_from(
    (
        "week", "date", "title", "topic", "required", "optional", "readings", "url", "link", "slides",
        "notes", "authors", "venue", "speaker", "foo", "days", "sessions", "level", "id", "kind",
        "2022-01-05", "week1", "name", "details", "canceled", "Some Title", "theme", "presenters", "year",
    )
)  # fmt: skip
SCALARS = st.one_of(
    PHRASES,
    URLS,
    st.builds("[{}]({})".format, PHRASES, URLS),
    st.sampled_from(
        ("3", "Jan 5", "2022-01-05", "true", "false", "", "2101.00001", "10.1145/3282307", "TBD", "N/A")
    ),
)
DATA_VALUES = st.recursive(
    SCALARS | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
