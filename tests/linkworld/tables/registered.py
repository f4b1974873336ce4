"""DOIs and arXiv ids: known to their registries, unknown, withdrawn, or not to be learnt just now."""

from __future__ import annotations

from linkworld.answers import html
from linkworld.behaviour import Behaviour, link
from linkworld.bodies import small
from linkworld.tables.walls import CLOUDFLARE_HEADERS
from readinglist.links.verdicts import Verdict

_WALL = html(
    small("Just a moment...", "<p>Enable JavaScript"),
    403,
    {**CLOUDFLARE_HEADERS, "cf-mitigated": "challenge"},
)


def _doi(name: str, doi: str, *truth: Verdict, site: str = "https://doi.org/") -> Behaviour:
    return link(f"doi-{name}", truth, url=f"{site}{doi}")


def _arxiv(name: str, id: str, *truth: Verdict, site: str = "https://arxiv.org/abs/") -> Behaviour:
    return link(f"arxiv-{name}", truth, url=f"{site}{id}")


ROWS = (
    _doi("registered", "10.5555/linkworld.1", "ok"),
    _doi("registered-dx", "10.5555/linkworld.2", "ok", site="http://dx.doi.org/"),
    _doi("registered-cased", "10.5555/LinkWorld.3", "ok"),
    _doi("registered-odd", "10.5555/(sici)1099-1204%3C1::aid-x%3E2.0.co;2-a", "ok"),
    link("doi-at-publisher-with-wall", "ok", _WALL, url="https://dl.acm.org/doi/10.1145/3999999.4"),
    _doi("unknown", "10.5555/nobody.1", "not_registered"),
    _doi("unknown-2", "10.5555/nobody.2", "not_registered"),
    _doi("without-address", "10.5555/no-address.1", "not_registered", "server_error", "unchecked", "ok"),
    _doi(
        "refused-by-service", "10.5555/trouble.500", "server_error", "unchecked", "timeout", "refused", "ok"
    ),
    _doi(
        "html-from-service",
        "10.5555/trouble.html",
        "server_error",
        "unchecked",
        "timeout",
        "refused",
        "ok",
        "blocked",
    ),
    _doi(
        "nonsense-from-service",
        "10.5555/trouble.json",
        "server_error",
        "unchecked",
        "timeout",
        "refused",
        "ok",
    ),
    _doi(
        "deep-from-service", "10.5555/trouble.deep", "server_error", "unchecked", "timeout", "refused", "ok"
    ),
    _doi(
        "huge-from-service",
        "10.5555/trouble.huge",
        "server_error",
        "unchecked",
        "timeout",
        "refused",
        "ok",
        "too_big",
    ),
    _arxiv("known", "2401.00001", "ok"),
    _arxiv("known-pdf", "2401.00002", "ok", site="https://arxiv.org/pdf/"),
    _arxiv("known-pdf-version", "2401.00003v1.pdf", "ok", site="https://arxiv.org/pdf/"),
    _arxiv("known-old", "cs/0112017", "ok"),
    _arxiv("known-http", "2401.00004", "ok", site="http://arxiv.org/abs/"),
    _arxiv("unknown", "2401.99999", "not_registered"),
    _arxiv("unknown-version", "2401.00005v9", "not_registered", "gone"),
    _arxiv("withdrawn", "2401.00006", "withdrawn"),
    _arxiv("withdrawn-elsewhere", "2401.00007", "ok"),
    _arxiv("other-paper", "2401.00008", "wrong_content", "ok"),
    link("arxiv-by-doi", "ok", url="https://doi.org/10.48550/arXiv.2401.00009"),
)
