"""Reports on links for tests: one with a link of every kind, one whose every text is hostile, and any."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from hypothesis import strategies as st
from sample import HOSTILE_TEXTS, HOSTILE_URLS

from readinglist.links.results import LinkReport, LinkResult, Repair, Use, Witness
from readinglist.links.verdicts import CLASS_OF, Verdict
from readinglist.model.finding import Finding

FIRST = datetime.date(2022, 2, 1)
_LETTERS: dict[str, Verdict] = {
    "o": "ok",
    "g": "gone",
    "b": "blocked",
    "d": "dns",
    "t": "timeout",
    "s": "soft_404",
}


def history(letters: str, first: datetime.date = FIRST) -> tuple[tuple[datetime.date, Verdict], ...]:
    """A run a day from ``first`` on, a letter a run."""
    return tuple(
        (first + datetime.timedelta(days=day), _LETTERS[letter]) for day, letter in enumerate(letters)
    )


def use(key: str | None, field: str = "url", **more: object) -> Use:
    """A use in the bibliography, or of a session where there is no key."""
    file = "data/schedule.toml" if key is None else "data/readings.bib"
    return Use.model_validate({"key": key, "field": field, "file": file, "line": 12, **more})


def link(url: str, verdict: Verdict, *uses: Use, **more: object) -> LinkResult:
    """A link with a reason that names its verdict."""
    return LinkResult.model_validate({"url": url, "verdict": verdict, "reason": "", "used_by": uses, **more})


WEEK_6 = {"week": 6, "date": datetime.date(2022, 3, 3)}
GONE = link(
    "https://www.usenix.org/nsdi12-final138.pdf",
    "gone",
    use("zaharia2012rdd", level="required", **WEEK_6),
    use("zaharia2012rdd", level="optional", week=9, date=datetime.date(2022, 3, 24)),
    reason="HTTP 404; find another copy",
    confirmed=True,
    runs=3,
    since=datetime.date(2022, 2, 24),
    last_alive=datetime.date(2022, 2, 23),
    history=history("o" * 23 + "ggg"),
    witnesses=(Witness(name="page", said="HTTP 404", at="2022-02-26T03:00:14Z", verdict="gone"),),
    repairs=(
        Repair(
            kind="archive",
            address="https://web.archive.org/web/2022/https://www.usenix.org/nsdi12-final138.pdf",
            why="saved on 1 January 2022",
            verdict="ok",
        ),
    ),
)
UNKNOWN_DOI = link(
    "https://doi.org/10.5555/none",
    "not_registered",
    use("who2021", "doi", level="optional", week=5, date=datetime.date(2022, 2, 24), line=80),
    reason="doi.org does not know it",
    confirmed=True,
    runs=1,
    since=datetime.date(2022, 2, 26),
)
UNSAFE = link("http://10.0.0.1/admin", "unsafe", use("odd", "links", line=99), reason="a private address")
SLIDES = link(
    "https://lab.example.edu/slides.pdf",
    "dns",
    use(None, "links", line=40, label="Slides", **WEEK_6),
    runs=1,
    since=datetime.date(2022, 2, 26),
    last_alive=datetime.date(2022, 2, 25),
    history=history("o" * 25 + "d"),
)
MOVED = link(
    "http://spark.apache.org/old",
    "redirected_permanent",
    use("zaharia2012rdd", "links", line=13, level="required", **WEEK_6),
    address="https://spark.apache.org/new",
)
WALLS = tuple(
    link(f"https://dl.acm.org/doi/{n}", "blocked", use(f"acm{n}", level="required", week=n), reason="a wall")
    for n in range(7)
)
TIMEOUT = link("https://slow.example.com/a", "timeout", history=history("ot"))
IGNORED = link("https://intranet.example/x", "ignored", reason="behind the campus wall")
ALIVE = tuple(
    link(f"https://arxiv.org/abs/2001.{n:05d}", "ok", use(f"arx{n}", "arxiv_id"), history=history("oob"))
    for n in range(4)
)
EXPIRED = Finding(
    rule="expired-ignore", level="warning", message="the rule ended", file="readinglist.toml", line=4
)
REPORT = LinkReport(
    links=(GONE, UNKNOWN_DOI, UNSAFE, SLIDES, MOVED, *WALLS, TIMEOUT, IGNORED, *ALIVE),
    findings=(EXPIRED,),
    started="2022-02-26T03:00:12Z",
    seconds=14.2,
    requests=71,
)
TITLES = {"zaharia2012rdd": "Resilient Distributed Datasets"}
EMPTY = LinkReport()
OFFLINE = LinkReport(links=(link("https://a.example/", "unchecked", use("a")),), offline=True)
INTERRUPTED = LinkReport(links=(*ALIVE, link("https://a.example/", "unchecked", use("a"))), interrupted=True)

TRICKS = (
    *HOSTILE_TEXTS,
    *HOSTILE_URLS,
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b[2J\x07\x9b1;31m",
    "\r\n::error file=x,line=1::injected",
    "::stop-commands::x",
    "%0A::add-mask::x",
    "  ::add-mask::x",
    "https://evil.example/##[error]x",
    "\u202etxt.exe\u2066\u200b\u2060\ufeff\U000e0041",
    "nul\x00 del\x7f \ufffe\uffff",
    "half \ud800 of a pair \udfff",
    "]]><failure/><![CDATA[",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "</script></style><img src=x onerror=alert(1)>",
    "@everyone @octocat/team owner/repo@0123abc #1 GH-1 owner/repo#2",
    "=cmd|' /C calc'!A0",
    "[words](https://evil.example) {0} {{0}} ![](https://evil.example/x.png)",
    "| a |\n| --- |\n</details>\n# heading",
    "x" * 100_000,
    "\u202e" * 5_000,
    "https://evil.example/`|\\](x)",
)


def hostile() -> LinkReport:
    """A report in which every text that comes from outside is one of `TRICKS`, in every kind of link."""
    verdicts = tuple(CLASS_OF)
    links = (_hostile(text, verdicts[n % len(verdicts)]) for n, text in enumerate(TRICKS * 3))
    findings = (Finding(rule="r", level="warning", message=t, file=t, line=1, key=t) for t in TRICKS)
    return LinkReport(links=tuple(links), findings=tuple(findings), started=TRICKS[0], shard=TRICKS[0])


def hostile_titles() -> dict[str, str]:
    """A hostile title for each hostile key."""
    return {text: text for text in TRICKS}


def _hostile(text: str, verdict: Verdict) -> LinkResult:
    return LinkResult(
        url=text,
        verdict=verdict,
        reason=text,
        address=text,
        witnesses=(Witness(name=text, said=text, at=text),),
        used_by=(
            Use(key=text, field=text, file=text, line=3, week=1, level="required"),
            Use(field=text, file=text, label=text),
        ),
        confirmed=CLASS_OF[verdict] == "dead" and len(text) % 2 == 0,
        runs=2 if CLASS_OF[verdict] == "dead" else 0,
        repairs=(Repair(kind="archive", address=text, why=text),),
        history=history("ob"),
    )


def many(number: int, verdict: Verdict, *, confirmed: bool = False) -> Iterable[LinkResult]:
    """That many links with one verdict, each needed in its own week."""
    for n in range(number):
        needed = use(f"key{n}", line=n + 1, week=n, level="required")
        yield link(f"https://host{n}.example/{n}", verdict, needed, reason=f"reason {n}", confirmed=confirmed)


WORDS = st.sampled_from(TRICKS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MAYBE = st.none() | WORDS
VERDICTS = st.sampled_from(tuple(CLASS_OF))
DAYS = st.dates()
USES = st.builds(
    Use,
    key=MAYBE,
    field=WORDS,
    file=MAYBE,
    line=st.none() | st.integers(1, 9999),
    week=st.none() | st.integers(0, 20),
    date=st.none() | DAYS,
    level=st.none() | st.sampled_from(["required", "optional", "unspecified"]),
    label=MAYBE,
)
LINKS = st.builds(
    LinkResult,
    url=WORDS,
    verdict=VERDICTS,
    reason=WORDS,
    address=MAYBE,
    witnesses=st.lists(
        st.builds(Witness, name=WORDS, said=WORDS, at=WORDS, verdict=st.none() | VERDICTS), max_size=2
    ).map(tuple),
    used_by=st.lists(USES, max_size=3).map(tuple),
    confirmed=st.booleans(),
    runs=st.integers(0, 25),
    change=st.none() | st.sampled_from(["new", "still", "recovered"]),
    since=st.none() | DAYS,
    last_alive=st.none() | DAYS,
    history=st.lists(st.tuples(DAYS, VERDICTS), max_size=4).map(tuple),
    repairs=st.lists(
        st.builds(
            Repair,
            kind=st.sampled_from(["redirect", "doi", "arxiv", "open_access", "archive"]),
            address=WORDS,
            why=WORDS,
            sure=st.booleans(),
            verdict=st.none() | VERDICTS,
        ),
        max_size=2,
    ).map(tuple),
    fresh=st.booleans(),
)
REPORTS_OF_ANY_KIND = st.builds(
    LinkReport,
    links=st.lists(LINKS, max_size=5).map(tuple),
    findings=st.lists(
        st.builds(
            Finding,
            rule=WORDS,
            level=st.sampled_from(["error", "warning", "info"]),
            message=WORDS,
            file=MAYBE,
            line=st.none() | st.integers(1, 99),
        ),
        max_size=2,
    ).map(tuple),
    started=st.just("2022-02-26T03:00:12Z") | WORDS,
    seconds=st.floats(0, 1e6),
    requests=st.integers(0, 10**6),
    interrupted=st.booleans(),
    offline=st.booleans(),
    shard=MAYBE,
)
