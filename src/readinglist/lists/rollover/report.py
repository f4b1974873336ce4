"""What to look at again as text and as a list to tick off, under headings; and as JSON. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from readinglist.model.finding import Finding
from readinglist.report import find_renderer, markdown_cell, printable, render_findings

# The gravest first; a heading may be that of several rules.
_HEADINGS = {
    "retracted": "Retracted, withdrawn or doubted",
    "withdrawn": "Retracted, withdrawn or doubted",
    "expression-of-concern": "Retracted, withdrawn or doubted",
    "rollover-no-room": "Sessions for which the term is too short",
    "rollover-undated": "Dates",
    "rollover-kept": "Dates",
    "rollover-holidays": "Dates",
    "rollover-holiday": "Dates",
    "rollover-weekday": "Dates",
    "rollover-dead": "Dead links",
    "rollover-published": "Preprints that have been published",
    "rollover-superseded": "Versions that have been superseded",
    "corrected": "Corrected",
    "rollover-doubtful": "Links that may be dead; 'readinglist check' looks again",
    "rollover-moved": "Links that have moved for good; 'readinglist check --fix' writes the new address",
    "rollover-unasked": "Could not be asked; nothing is said of it",
    "rollover-preprint": "Preprints that may have been published since; --ask asks",
    "rollover-version": "Versions that may have been superseded; --ask asks",
    "rollover-course": "Is this still so?",
    "rollover-speaker": "Speakers to invite again, or to take out",
    "rollover-presenter": "Presentations to give to somebody of this term",
    "rollover-form": "Forms of last term, to be made anew",
    "rollover-file": "Files of last term, to be brought up to date",
    "rollover-tbd": "Still to come",
}
_OTHER = "Found by 'readinglist lint'"
_MOST_OTHERS = 20  # what lint says of a list that nobody has looked at would push out all the rest
_ALL_WELL = "There is nothing to look at again."


def render_again(findings: Iterable[Finding], format: str = "text") -> str:
    """``findings`` under their headings as ``text`` or ``markdown``, or as ``json`` as any findings are.

    Raises:
        UnknownFormatError: there is no such format.
    """
    return find_renderer(REPORTS, format)(tuple(findings))


def _grouped(findings: Iterable[Finding]) -> Iterator[tuple[str, list[str]]]:
    """Each heading with its lines; lines that say the same are one."""
    groups: dict[str, dict[str, None]] = {heading: {} for heading in (*_HEADINGS.values(), _OTHER)}
    for finding in findings:
        heading = _HEADINGS.get(finding.rule, _OTHER)
        message = f"{finding.message} [{finding.rule}]" if heading == _OTHER else finding.message
        groups[heading][f"{finding.key}: {message}" if finding.key else message] = None
    more = len(groups[_OTHER]) - _MOST_OTHERS
    if more > 0:
        kept = list(groups[_OTHER])[:_MOST_OTHERS]
        groups[_OTHER] = dict.fromkeys((*kept, f"and {more} more; 'readinglist lint' shows them all"))
    for heading, told in groups.items():
        if told:
            yield heading, list(told)


def _text(findings: tuple[Finding, ...]) -> str:
    blocks = (
        "\n".join((heading, *(f"  {printable(line)}" for line in lines)))
        for heading, lines in _grouped(findings)
    )
    return "\n\n".join(blocks) + "\n" if findings else f"{_ALL_WELL}\n"


def _markdown(findings: tuple[Finding, ...]) -> str:
    blocks = (
        "\n".join((f"### {heading}", "", *(f"- [ ] {markdown_cell(line)}" for line in lines)))
        for heading, lines in _grouped(findings)
    )
    return "\n\n".join(blocks) + "\n" if findings else f"{_ALL_WELL}\n"


def _json(findings: tuple[Finding, ...]) -> str:
    return render_findings(findings, "json")


REPORTS: dict[str, Callable[[tuple[Finding, ...]], str]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
}
