"""A resolution as text for people: what would change, from what to what, and who says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from readinglist.metadata.merge.three_way import Change
from readinglist.metadata.resolve.proposals import Resolution, Resolved
from readinglist.report import clip, find_renderer, printable, value_words
from readinglist.text.markdown.writer import escape_markdown

_LONGEST = 200  # characters of a value that a line shows; abstracts are longer


def render_resolution(resolution: Resolution, format: str) -> str:
    """``resolution`` as ``text``, ``json`` or ``markdown``; empty text where nothing is to be said.

    Raises:
        UnknownFormatError: there is no such report format.
    """
    return find_renderer(REPORTS, format)(resolution)


def explain(entry: Resolved, provenance: Mapping[str, Any]) -> str:
    """Where every field of an entry comes from, and what was said against it, as text.

    Args:
        entry: the result for one reading.
        provenance: field to `Provenance`, as the lock has it.
    """
    lines = [printable(entry.key)]
    for field, value in entry.before:
        if field in ("key", "entry_type", "extra") or not value:
            continue
        said = provenance.get(field)
        by = (
            f"{said.source}, {said.time or 'no date'}"
            if said
            else "a person, or a source that was never recorded"
        )
        lines.append(f"  {field}: {_shown(value)}")
        lines.append(f"      from {by}")
        if said:
            lines += [f"      {text}" for text in (said.address, said.rule) if text]
    lines += _lines(entry)
    lines += [
        f"  {outcome.source}: does not know it ({printable(outcome.reason)})" for outcome in entry.absent
    ]
    lines += [
        f"  {outcome.source}: could not ask ({printable(outcome.reason)})" for outcome in entry.unavailable
    ]
    return "\n".join(lines) + "\n"


def _text(resolution: Resolution) -> str:
    blocks = [
        "\n".join((printable(e.key), *_lines(e))) for e in resolution if e.waiting or e.findings or e.upgrade
    ]
    asked = "\n".join(f"could not ask {u.source}: {printable(u.reason)}" for u in resolution.unavailable)
    blocks += [asked] if asked else []
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _lines(entry: Resolved) -> Iterator[str]:
    for finding in entry.findings:
        yield f"  {finding.level.upper()}: {printable(finding.message)}"
    kinds = (("", entry.changes), ("conflict: ", entry.conflicts), ("suggestion: ", entry.suggested))
    for kind, changes in kinds:
        for change in changes:
            yield f"  {kind}{_change(change)}"
            if change.why:
                yield f"      {printable(change.why)}"
    yield from _evidence(entry)


def _change(change: Change) -> str:
    old, new = _shown(change.old), _shown(change.new)
    arrow = f"{old} -> {new}" if change.old else new
    return f"{change.field}: {arrow}  [{change.source}]"


def _evidence(entry: Resolved) -> Iterator[str]:
    if entry.upgrade is None:
        return
    for link in entry.upgrade.evidence:
        yield f"      evidence: {printable(link.statement)}  [{link.source}]"
    for refusal in entry.upgrade.refused:
        yield f"      refused: {printable(str(refusal.identifier))}: {printable(refusal.reason)}"


def _shown(value: Any) -> str:
    """A value of a record as one printable line."""
    words = value_words(value) or "(nothing)"
    return clip(printable(" ".join(words.split())), _LONGEST)


def _markdown(resolution: Resolution) -> str:
    counts = resolution.summary()
    lines = [
        f"{counts['changed']} of {counts['readings']} readings would change, "
        f"{counts['conflicts']} need a decision, {counts['suggested']} have a suggestion."
    ]
    for entry in resolution:
        if not (entry.waiting or entry.findings):
            continue
        lines += ["", f"### {escape_markdown(printable(entry.key))}", ""]
        lines += [f"- **{f.level}**: {escape_markdown(printable(f.message))}" for f in entry.findings]
        if entry.waiting:
            lines += ["", "| | field | now | source says | source |", "|---|---|---|---|---|"]
        for kind, changes in (
            ("change", entry.changes),
            ("conflict", entry.conflicts),
            ("suggestion", entry.suggested),
        ):
            lines += [_row(kind, change) for change in changes]
    for outcome in resolution.unavailable:
        lines += ["", f"Could not ask {outcome.source}: {escape_markdown(printable(outcome.reason))}"]
    return "\n".join(lines) + "\n"


def _row(kind: str, change: Change) -> str:
    cells = (kind, change.field, _shown(change.old) if change.old else "", _shown(change.new), change.source)
    return f"| {' | '.join(escape_markdown(cell) for cell in cells)} |"


REPORTS: dict[str, Callable[[Resolution], str]] = {
    "text": _text,
    "json": Resolution.to_json,
    "markdown": _markdown,
}
