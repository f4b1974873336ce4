"""What all reports share: findings as text, and the phrases for sessions, dates, counts and values.

For people, machines and pull requests. Pure; colour is the terminal's affair.
"""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from readinglist.errors import UnknownFormatError
from readinglist.model.finding import Finding, Findings, Severity
from readinglist.model.reading import Link
from readinglist.model.schedule import Person, Session

SCHEMA_VERSION = 1

_Renderer = TypeVar("_Renderer")

# Characters of these categories move the cursor, reorder the line or cannot be seen: control,
# format, surrogate, private use, unassigned, line and paragraph separator.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# What begins a workflow command: "::" at the start of a line, blanks before it or not, and "##[" anywhere.
# https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
_COMMAND = re.compile(r"^\s*:(?=:)|##\[")
# Letters and blanks that are drawn as nothing, or as a space that is none.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(code) for start, end in ((0xFE00, 0xFE10), (0xE0100, 0xE01F0)) for code in range(start, end)
}
# What some Markdown takes for markup, typography, a link, a mention or an emoji in a cell.
# GitHub looks for mentions and references in the text that Markdown has become, where an entity is its
# character again: https://github.com/github/cmark-gfm/issues/181. A space of no width parts it.
_MARKDOWN = re.compile(
    r"(?P<refers>[@#]|:(?=//|[\w+-]*:)|(?<=[gG][hH])-(?=\d))"
    r"|[\\`*_{}\[\]()<>|!~$&^+=\"']|(?<=[wW])\.|(?<=-)-|\.(?=\.)"
)
_NO_WIDTH = "&#8203;"
_GITHUB_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def printable(text: str) -> str:
    r"""``text`` on one line of a terminal: what cannot be seen, or moves things, is written as ``\u202e``.

    Letters of every script stay as they are. So does nothing that GitHub, which reads along
    where a program's output becomes a log, would take for a command.
    """
    plain = text.isascii() and text.isprintable()
    shown = text if plain else "".join(_escape_character(character) for character in text)
    return _COMMAND.sub(_escape_command, shown) if "::" in shown or "##[" in shown else shown


def _escape_command(match: re.Match[str]) -> str:
    return f"{match[0][:-1]}\\x{ord(match[0][-1]):02x}"


def _escape_character(character: str) -> str:
    if unicodedata.category(character) not in _UNSEEN and character not in _BLANK:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def render_findings(findings: Iterable[Finding], format: str = "text") -> str:
    """``findings`` in the order given, as ``text``, ``json``, ``markdown`` or ``github``.

    The text is empty, or it ends in a line feed.

    Raises:
        UnknownFormatError: there is no such report format.
    """
    return find_renderer(REPORTS, format)(Findings(findings))


def find_renderer(renderers: Mapping[str, _Renderer], name: str, kind: str = "report format") -> _Renderer:
    """Return what renders the format ``name``; ``kind`` is what the message of an error calls it.

    Raises:
        UnknownFormatError: ``renderers`` has no such name.
    """
    if name not in renderers:
        raise UnknownFormatError(kind, name, renderers)
    return renderers[name]


# Written out, because the names that `strftime` gives depend on the machine's locale.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_words(day: datetime.date) -> str:
    """The date in fixed English: ``Mon 7 Feb 2022``."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def when_words(week: int | None, date: datetime.date | None) -> str:
    """``week 6, Thu 3 Mar 2022``, as far as it is known; empty where neither is."""
    return ", ".join(
        ([] if week is None else [f"week {week}"]) + ([] if date is None else [date_words(date)])
    )


def session_words(session: Session) -> str:
    """``week 3, Mon 7 Feb 2022, “Hardware”``: the week, date and topic that are stated."""
    topic = f"“{session.topic}”" if session.topic else ""
    words = ", ".join(filter(None, (when_words(session.week, session.date), topic)))
    return words or "a session without week, date and topic"


def value_words(value: Any) -> str | None:
    """The value of a record's field in words; ``None``: nothing is stated."""
    if value is None or value in ("", (), {}):
        return None
    if isinstance(value, tuple):
        # A name may hold a comma ("Dean, Jr."), so that one could not part them.
        return "; ".join(filter(None, map(value_words, value)))
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {part}" for name, part in value.items())
    if isinstance(value, Link):
        return f"{value.label} <{value.url}>" if value.label else value.url
    if isinstance(value, Person):
        affiliation = f"({value.affiliation})" if value.affiliation else ""
        address = f"<{value.url}>" if value.url else ""
        return " ".join(filter(None, (value.name, affiliation, address)))
    return str(value)


def count_words(number: int, noun: str) -> str:
    """``1 link``, ``2 links``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def clip(text: str, limit: int) -> str:
    """``text``, of which an ellipsis is the last of ``limit`` characters where it has more."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _text(findings: Findings) -> str:
    return "".join(f"{printable(str(finding))}\n" for finding in findings)


def _json(findings: Findings) -> str:
    document = {
        "schema_version": SCHEMA_VERSION,
        "findings": [finding.model_dump(mode="json") for finding in findings],
        "summary": findings.summary,
    }
    # ASCII: a lone surrogate or a terminal's command in the data is then only its number.
    return inert_json(json.dumps(document, indent=2)) + "\n"


def inert_json(text: str) -> str:
    """The same JSON in which GitHub finds no command where it reads along."""
    return text.replace("##[", r"##\u005b")


def _markdown(findings: Findings) -> str:
    lines = ["| level | where | entry | what | rule |", "| --- | --- | --- | --- | --- |"]
    for finding in findings:
        place = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
        cells: Sequence[str] = (finding.level, place, finding.key or "", finding.message, finding.rule)
        lines.append("| " + " | ".join(markdown_cell(text) for text in cells) + " |")
    table = "\n".join(lines) + "\n\n" if findings else ""
    words = {"error": "error", "warning": "warning", "info": "notice"}
    counts = [count_words(number, words[level]) for level, number in findings.summary.items() if number]
    return table + (f"{', '.join(counts)}.\n" if counts else "Nothing found.\n")


def markdown_cell(text: str) -> str:
    """``text`` in a cell of a table: shown as it is by every Markdown, and mentioning no one.

    Entities, not backslashes: a bar in a table's cell heeds only those.
    """
    return _MARKDOWN.sub(_markdown_entity, printable(text))


def _markdown_entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};{_NO_WIDTH if match['refers'] else ''}"


def _github(findings: Findings) -> str:
    return "".join(
        annotation(
            finding.level,
            f"readinglist {finding.rule}",
            f"{finding.key}: {finding.message}" if finding.key else finding.message,
            finding.file,
            finding.line,
        )
        for finding in findings
    )


def annotation(
    level: Severity, title: str, message: str, file: str | None = None, line: int | None = None
) -> str:
    """A workflow command that marks the place in a pull request, and a line feed.

    ``file`` is ``None`` where there is no place to mark, ``line`` where it is the whole file.
    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    properties = (("file", file), ("line", line), ("title", title))
    # A colon or a comma would end the value of a property; the message may have both.
    stated = ",".join(
        f"{name}={_escape_data(str(value)).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in properties
        if value is not None
    )
    return f"::{_GITHUB_LEVELS[level]} {stated}::{_escape_data(message)}\n"


def _escape_data(text: str) -> str:
    """The text of a workflow command, as GitHub's own toolkit escapes it."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return printable(text)


REPORTS: dict[str, Callable[[Findings], str]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
    "github": _github,
}
