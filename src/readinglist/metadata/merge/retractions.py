"""What is known against a work: it was retracted, withdrawn, doubted, corrected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from readinglist.metadata.services.service import Candidate, Notice, NoticeKind
from readinglist.model.finding import Finding, Severity


class _Standing(NamedTuple):
    rule: str
    level: Severity
    statement: str
    advice: str


_STANDINGS: dict[NoticeKind, _Standing] = {
    "retraction": _Standing("retracted", "error", "it was retracted", "take it off the list"),
    "withdrawal": _Standing("withdrawn", "error", "it was withdrawn", "take it off the list"),
    "removal": _Standing("withdrawn", "error", "its publisher removed it", "take it off the list"),
    "expression_of_concern": _Standing(
        "expression-of-concern", "error", "its editors doubt it", "read their notice before it is assigned"
    ),
    "correction": _Standing("corrected", "info", "it was corrected", "read the correction with it"),
}


def notice_findings(key: str, candidates: Iterable[Candidate]) -> tuple[Finding, ...]:
    """A finding for each notice about the work of the entry ``key``, the gravest first.

    One notice that several sources tell of, or one source twice, is one finding.
    """
    told: dict[tuple[str, str | None], tuple[Notice, list[str]]] = {}
    for candidate in candidates:
        for notice in candidate.notices:
            name = (_STANDINGS[notice.kind].rule, notice.doi)
            _, sources = told.setdefault(name, (notice, []))
            if candidate.source not in sources:
                sources.append(candidate.source)
    # A source that does not name the notice tells of the one that another names.
    named = {rule for rule, doi in told if doi}
    kept = (item for (rule, doi), item in told.items() if doi or rule not in named)
    order = list(_STANDINGS)
    return tuple(
        _finding(key, notice, sources)
        for notice, sources in sorted(kept, key=lambda item: order.index(item[0].kind))
    )


def _finding(key: str, notice: Notice, sources: list[str]) -> Finding:
    standing = _STANDINGS[notice.kind]
    when = f" on {notice.date}" if notice.date else ""
    words = f": {' '.join(notice.text.split())}" if notice.text.strip() else ""
    where = f" (https://doi.org/{notice.doi})" if notice.doi else ""
    says = f"{' and '.join(sources)} {'say' if len(sources) > 1 else 'says'} that"
    return Finding(
        rule=standing.rule,
        level=standing.level,
        message=f"{says} {standing.statement}{when}{where}{words}; {standing.advice}",
        key=key,
    )
