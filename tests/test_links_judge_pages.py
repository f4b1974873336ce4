"""Judging pages: not there with status 200, another work, a lost site; and what only looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest
from judge_sample import (
    ANYTHING,
    PDF,
    PDF_URL,
    TITLE,
    URL,
    WORK,
    Row,
    bare,
    judged,
    long_text,
    page,
    reply,
    tags,
    verdict,
)

from readinglist.links.exchange import PAGE_LIMIT, Case, Exchange, Observation, Opinion
from readinglist.links.judge.judgement import judge
from readinglist.links.judge.page import fingerprint
from readinglist.links.results import Expected

PAGES = Path(__file__).parent / "pages"
MADE_UP = "https://lake.example/papers/5f0c9e1ab3.html"


def elsewhere(body: str = "", status: int = 200, **parts: object) -> Exchange:
    """How the site answers for an address that nobody ever had."""
    return reply(body, status, url=MADE_UP, sibling=True, **parts)  # type: ignore[arg-type]


NONE_THERE = elsewhere(page("Page not found"), 404)

# --- Titles that say that nothing is there

_SAYING = (
    "Page not found",
    "Page Not Found | Lake University",
    "Lake University - Page not found",
    "Lake University: Page not found",
    "404",
    "404 Not Found",
    "404 | Lake",
    "404: Page Not Found",
    "404 - File or directory not found.",
    "Error 404",
    "Error 404 (Not Found)!!1",
    "HTTP Status 404 – Not Found",
    "HTTP 404 Not Found",
    "Not Found",
    "Not Found (#404)",
    "410 Gone",
    "Oops! That page can’t be found.",
    "Sorry, we couldn't find that page",
    "The page you requested does not exist",
    "The page you were looking for doesn't exist (404)",
    "The resource cannot be found.",
    "Object not found!",
    "File not found",
    "Document Not Found",
    "Paper not found · Lake",
    "This page is no longer available",
    "Nothing found for papers",
    "Page not found at /papers/idle-switches.html",
    "Seite nicht gefunden – Seeuniversität",
    "Fehler 404: Seite nicht gefunden",
    "Die angeforderte Seite wurde nicht gefunden",
    "Page non trouvée | Laboratoire",
    "Page introuvable",
    "Erreur 404 - Cette page n'existe pas",
    "Página no encontrada - Grupo",
    "Pagina no encontrada",
    "Página não encontrada",
    "Pagina non trovata",
    "Pàgina no trobada",
    "Pagina niet gevonden",
    "Sidan hittades inte",
    "Siden blev ikke fundet",
    "Siden ble ikke funnet",
    "Sivua ei löytynyt",
    "Lehekülge ei leitud",
    "Nie znaleziono strony",
    "Strona nie została znaleziona",
    "Stránka nenalezena",
    "Stránka sa nenašla",
    "Az oldal nem található",
    "Stranica nije pronađena",
    "Η σελίδα δεν βρέθηκε",
    "Sayfa bulunamadı",
    "Страница не найдена",
    "Ошибка 404 — страница не найдена",
    "Сторінку не знайдено",
    "页面不存在",
    "抱歉，您访问的页面不存在",
    "找不到頁面",
    "ページが見つかりません",
    "お探しのページは見つかりませんでした",
    "페이지를 찾을 수 없습니다",
    "الصفحة غير موجودة",
    "הדף לא נמצא",
    "صفحه یافت نشد",
    "पृष्ठ नहीं मिला",
    "ไม่พบหน้าที่คุณต้องการ",
    "Không tìm thấy trang",
    "Halaman tidak ditemukan",
)
_FAILING = (
    "Error",
    "Oops!",
    "500 Internal Server Error",
    "Service Unavailable",
    "Wartungsarbeiten",
    "Site under maintenance",
)

TITLES = (
    *(Row(f"says-{title}", "soft_404", reply(page(title, "<h1>Sorry</h1>"))) for title in _SAYING),
    *(Row(f"fails-{title}", "server_error", reply(page(title, "Try again"))) for title in _FAILING),
    Row("says-so-for-slides", "soft_404", reply(page("Page not found")), ANYTHING),
    Row("says-so-for-a-pdf", "soft_404", reply(page("File not found"), url=PDF_URL), PDF, PDF_URL),
    Row("says-so-in-a-heading-for-want-of-a-title", "soft_404", reply(bare("", "<h1>Page not found</h1>"))),
    Row("says-so-on-its-own", "soft_404", reply("<html><body><p>404 Not Found</p></body></html>")),
)

# --- Titles and texts that speak of such pages and are none

_ROT = "Page Not Found: How the Scholarly Web Forgets"
_LOST = "Learning from Failures: Not Found in Translation"
_MDN = "https://docs.example/Web/HTTP/Status/404"
_NAMED = "404 Not Found"

NOT_MISSING = (
    Row("study-of-link-rot", "ok", reply(page(f"{_ROT} | Lake")), Expected(titles=(_ROT,))),
    Row("found-in-translation", "ok", reply(page(_LOST)), Expected(titles=(_LOST,))),
    Row("named-like-an-error", "ok", reply(page(_NAMED)), Expected(titles=(_NAMED,))),
    Row("study-that-nobody-expects", "ok", reply(page(_ROT)), ANYTHING),
    Row("found-in-translation-unexpected", "ok", reply(page(_LOST)), ANYTHING),
    Row("media-company", "ok", reply(page("404 Media")), ANYTHING),
    Row("media-company-with-words", "ok", reply(page("404 Media - The web, reported")), ANYTHING),
    Row("car", "ok", reply(page("Peugeot 404 | Cars")), ANYTHING),
    Row("page-about-the-status", "ok", reply(page("404 Not Found - HTTP | Docs"), url=_MDN), ANYTHING, _MDN),
    Row(
        "encyclopedia",
        "ok",
        reply(page("HTTP 404 - Encyclopedia"), url="https://wiki.example/HTTP_404"),
        ANYTHING,
        "https://wiki.example/HTTP_404",
    ),
    Row(
        "says-so-in-its-text", "ok", reply(page("How links rot", "<h1>“404 – Page not found”</h1>")), ANYTHING
    ),
    Row("says-so-beside-the-work", "ok", reply(page(TITLE, "Page not found. 404. File not found."))),
    Row("missing-data", "ok", reply(page("Missing Data")), ANYTHING),
    Row("error-correcting", "ok", reply(page("Error-Correcting Codes")), ANYTHING),
    Row("outage", "ok", reply(page("Maintenance of Large Systems: A Study")), ANYTHING),
)

# --- Where redirects lead

_HOME = page("Lake Laboratory", "<h1>Welcome</h1><p>News, people and publications.</p>")
_LISTING = page("Lake Laboratory", f"<h1>News</h1><p>{TITLE} wins a prize.</p>")
_ROOT = "https://lake.example/"
_OTHER = "https://merged.example/"
_PERSON = "https://lake.example/~ada"
_SLIDES = "https://lake.example/2019/slides/five.pptx"

REDIRECTS = (
    Row("to-home", "soft_404", reply(_HOME, url=_ROOT)),
    Row("to-home-by-name", "soft_404", reply(_HOME, url="https://lake.example/index.html")),
    Row("to-home-in-a-language", "soft_404", reply(_HOME, url="https://lake.example/en/")),
    Row("to-home-with-www", "soft_404", reply(_HOME, url="https://www.lake.example/")),
    Row("to-home-of-another-host", "soft_404", reply(_HOME, url=_OTHER)),
    Row(
        "to-home-that-a-script-draws",
        "soft_404",
        reply(bare("Lake", "<script src=/a.js></script>"), url=_ROOT),
    ),
    Row("pdf-to-home", "soft_404", reply(_HOME, url=_ROOT), PDF, PDF_URL),
    Row("slides-to-home", "soft_404", reply(_HOME, url=_ROOT), ANYTHING, _SLIDES),
    Row("to-home-that-names-it", "ok", reply(_LISTING, url=_ROOT)),
    Row("to-home-that-is-it", "ok", reply(page(TITLE), url=_OTHER)),
    Row(
        "to-home-of-the-author",
        "ok",
        reply(page("Ada Núñez", "<h1>Ada Núñez</h1>"), url="https://nunez.example/"),
    ),
    Row("to-home-with-a-form", "login", reply(page("Lake", "<input type=password>"), url=_ROOT)),
    Row("person-to-home", "sibling", reply(_HOME, url="https://ada.example/"), ANYTHING, _PERSON),
    Row(
        "person-to-home-alone", "ok", reply(_HOME, url="https://ada.example/"), ANYTHING, _PERSON, NONE_THERE
    ),
    Row(
        "person-to-home-like-all",
        "soft_404",
        reply(_HOME, url="https://ada.example/"),
        ANYTHING,
        _PERSON,
        elsewhere("", 302, headers={"location": "https://ada.example/"}),
    ),
    Row("home-to-home", "ok", reply(_HOME, url=f"{_ROOT}en/"), ANYTHING, _ROOT),
    Row("index-to-home", "ok", reply(_HOME, url=_ROOT), ANYTHING, f"{_ROOT}index.html"),
    Row("to-404-page", "soft_404", reply(page("Lake"), url=f"{_ROOT}404")),
    Row("to-404-html", "soft_404", reply(page("Lake"), url=f"{_ROOT}404.html")),
    Row("to-error", "soft_404", reply(page("Lake"), url=f"{_ROOT}error")),
    Row("to-not-found", "soft_404", reply(page("Lake"), url=f"{_ROOT}notfound.html?aspxerrorpath=/x")),
    Row(
        "to-page-not-found",
        "soft_404",
        reply(page("Lake"), url=f"{_ROOT}errors/page-not-found.aspx"),
        ANYTHING,
    ),
    Row("to-error-500", "server_error", reply(page("Lake"), url=f"{_ROOT}error?code=500")),
    Row("to-another-page", "ok", reply(page("Lake", "Núñez"), url=f"{_ROOT}new/switches")),
    Row(
        "errors-that-were-asked-for",
        "ok",
        reply(page("L"), url=f"{_ROOT}v2/error"),
        ANYTHING,
        f"{_ROOT}error",
    ),
)

# --- Comparing with an address that nobody ever had

_SAME = page("Acme Hosting", "<h1>Acme Hosting</h1><p>Web space for everybody since 1998.</p>")
_ECHO = (
    "<p>We looked for {} everywhere. Here are the pages of our shop, sorted by the season of the year.</p>"
)
_SHELL = bare("Paperdeck", "<div id=root></div><script src=/index.js></script>")
_FRAME = page("Paperdeck", f"<div id=app></div>{long_text(60)}<script type=module src=/main.js></script>")
_LONG = page("Harbour", long_text())
_OWN = '<link rel="canonical" href="https://lake.example/papers/17">'

SIBLINGS = (
    Row("unknown-page", "sibling", reply(_SAME)),
    Row("alike", "soft_404", reply(_SAME), sibling=elsewhere(_SAME)),
    Row(
        "alike-but-for-its-words",
        "soft_404",
        reply(page("idle-switches - Shop", _ECHO.format("idle switches"))),
        sibling=elsewhere(page("5f0c9e1ab3 - Shop", _ECHO.format("5f0c9e1ab3"))),
    ),
    Row("alike-and-long", "soft_404", reply(_LONG), sibling=elsewhere(_LONG)),
    Row("other-title", "ok", reply(_SAME), sibling=elsewhere(page("Lake"))),
    Row("other-text", "ok", reply(_SAME), sibling=elsewhere(page("Acme Hosting", "Nothing here but us"))),
    Row("honest-404", "ok", reply(_SAME), sibling=NONE_THERE),
    Row("sibling-failed", "ok", reply(_SAME), sibling=elsewhere()._replace(status=None, fault="timeout")),
    Row("sibling-is-walled", "ok", reply(_SAME), sibling=elsewhere(page("Just a moment..."))),
    Row("sibling-logs-in", "ok", reply(_SAME), sibling=elsewhere(page("Sign in"))),
    Row(
        "sibling-is-a-file", "ok", reply(_SAME), sibling=elsewhere("%PDF-1.4", content_type="application/pdf")
    ),
    Row(
        "sibling-is-sent-away", "ok", reply(_SAME), sibling=elsewhere("", 302, headers={"location": "/login"})
    ),
    Row("sibling-is-sent-nowhere", "ok", reply(_SAME), sibling=elsewhere("", 302)),
    Row(
        "one-document-by-its-number",
        "ok",
        reply(page("Acme", "A", _OWN)),
        sibling=elsewhere(page("Acme", "A", _OWN)),
    ),
    Row("shell", "ok", reply(_SHELL)),
    Row("shell-for-slides", "ok", reply(_SHELL), ANYTHING),
    Row("leads-on", "ok", reply(bare("Moved", "", '<meta http-equiv=refresh content="0; url=/new">'))),
    Row("frame-that-a-script-fills", "ok", reply(_FRAME), sibling=elsewhere(_FRAME)),
    Row("work-is-not-compared", "ok", reply(page(TITLE))),
    Row("start-page-is-not-compared", "ok", reply(_SAME, url=_ROOT), WORK, _ROOT),
    Row("slides-are-not-compared", "ok", reply(_SAME), ANYTHING),
    Row("known-by-title", "ok", reply(_SAME), remembered=Observation("ok", title="Acme Hosting")),
    Row(
        "known-by-content",
        "ok",
        reply(_SAME),
        remembered=Observation("ok", digest=fingerprint(reply(_SAME))[1]),
    ),
    Row("known-to-be-bad", "sibling", reply(_SAME), remembered=Observation("soft_404", title="Acme Hosting")),
)

# --- Another work, or the same one in other words

_ENGLISH = Expected(titles=("The Garden of Nets",), families=("Núñez",))
_SOIL = "Soil Moisture in Alpine Meadows after Late Snow"
_SOIL_PEOPLE = ("Greta Amsler", "Urs Tobler")
_BOOK = '<meta name="citation_isbn" content="9780306406157">'
_NUMBERED = "https://lake.example/view?id=17"


def _work(title: str, *families: str) -> Expected:
    return Expected(titles=(title,), families=families)


OTHERS = (
    Row("other-paper", "wrong_content", reply(page(_SOIL, "Abstract", tags(_SOIL, _SOIL_PEOPLE)))),
    Row(
        "other-paper-at-a-query",
        "wrong_content",
        reply(page(_SOIL, "", tags(_SOIL, _SOIL_PEOPLE))),
        WORK,
        _NUMBERED,
    ),
    Row("other-paper-without-people", "wrong_content", reply(page(_SOIL, "Abstract", tags(_SOIL, ())))),
    Row(
        "other-paper-with-a-word-in-common",
        "wrong_content",
        reply(page("x", "", tags("Idle Meadows after Late Snow in Alpine Soil", _SOIL_PEOPLE))),
    ),
    Row(
        "same-people-other-title",
        "ok",
        reply(page("x", "", tags("Moisture in Meadows", ("Ada Núñez", "U. Tobler")))),
    ),
    Row(
        "a-word-in-common-without-people",
        "ok",
        reply(page("x", "", tags("Switches", ()))),
        sibling=NONE_THERE,
    ),
    Row(
        "book-with-the-chapter",
        "ok",
        reply(page("x", "", tags("Harbours", ("E. Ditor",)) + _BOOK)),
        sibling=NONE_THERE,
    ),
    Row(
        "issue-that-lists-it",
        "ok",
        reply(page("Volume 12", f"<li>{TITLE}</li>", tags("Volume 12", ("E. Ditor",)))),
    ),
    Row("translated", "ok", reply(page("Spatzennetze", "von Núñez und van der Berg", lang="de"))),
    Row(
        "translated-to-another-script",
        "ok",
        reply(page("麻雀网络", "湖" * 500, tags("麻雀网络共享空闲交换机", ("努涅斯",)))),
        sibling=NONE_THERE,
    ),
    Row("silent-text", "wrong_content", reply(_LONG), sibling=NONE_THERE),
    Row("silent-and-short", "ok", reply(page("Harbour", long_text(60))), sibling=NONE_THERE),
    Row("silent-but-cut", "ok", reply(_LONG, cut=True), sibling=NONE_THERE),
    Row("silent-but-known", "ok", reply(_LONG), remembered=Observation("ok", title="Harbour")),
    Row("silent-at-a-part", "ok", reply(_LONG, url=URL), WORK, f"{URL}#section-3", NONE_THERE),
    Row(
        "silent-in-another-language",
        "ok",
        reply(page("Hafen", long_text(), lang="de")),
        _ENGLISH,
        URL,
        NONE_THERE,
    ),
    Row(
        "silent-start-page-of-the-project", "ok", reply(page("Sparrow", long_text()), url=_ROOT), WORK, _ROOT
    ),
    Row("silent-start-page", "wrong_content", reply(_LONG, url=_ROOT), WORK, _ROOT),
    Row("names-an-author", "ok", reply(page("Harbour", long_text() + "by A. Nunez"))),
    Row(
        "names-an-author-in-a-tag",
        "ok",
        reply(page("H", long_text(), '<meta name=author content="Ada Núñez">')),
    ),
    Row(
        "names-the-work-in-part",
        "ok",
        reply(page("Harbour", long_text() + "our idle switches, the sparrow nets")),
    ),
    Row("author-page", "ok", reply(page("Ada Núñez", long_text()))),
    Row("code-page", "ok", reply(page("nunez/sparrow: code", "<h1>sparrow</h1> Nunez"))),
)

# --- The title in whatever form

_GREEK = "The $\\omega$-Test on {$\\Sigma$}-Pipelines"
_JAPANESE = "深いパイプラインにおける勾配の枯渇"
_RUSSIAN = "Мастер распределённых систем"
_HEBREW = "רשתות של דרורים"
_ARABIC = "شبكات العصافير"

FORMS = (
    Row("exactly", "ok", reply(page(TITLE))),
    Row("with-site", "ok", reply(page(f"{TITLE} | Lake Laboratory"))),
    Row("with-site-before", "ok", reply(page(f"Lake Laboratory – {TITLE}"))),
    Row("in-capitals", "ok", reply(page(TITLE.upper()))),
    Row("without-subtitle", "ok", reply(page("Sparrow Nets"))),
    Row("with-subtitle", "ok", reply(page("Pipeworks: Schedules that Drain")), _work("Pipeworks", "Lee")),
    Row("with-other-words", "ok", reply(page("Sparrow Nets: Sharing the Idle Switches (Extended Version)"))),
    Row("cut", "ok", reply(page("Sparrow Nets: Sharing Idle…"))),
    Row("with-number", "ok", reply(page(f"[1905.00001] {TITLE}"))),
    Row("in-a-heading", "ok", reply(page("Publications", f"<h1>{TITLE}</h1>"))),
    Row("in-a-tag", "ok", reply(page("Lake", "", tags()))),
    Row("in-open-graph", "ok", reply(page("Lake", "", f'<meta property="og:title" content="{TITLE}">'))),
    Row("in-dublin-core", "ok", reply(page("Lake", "", f'<meta name="DC.title" content="{TITLE}">'))),
    Row("other-title-of-two", "ok", reply(page("Sparrows")), Expected(titles=(TITLE, "Sparrows"))),
    Row("greek-from-tex", "ok", reply(page("The ω-Test on Σ-Pipelines")), _work(_GREEK, "Lee")),
    Row(
        "ligatures", "ok", reply(page("Eﬃcient Workﬂows for Oﬃces")), _work("Efficient Workflows for Offices")
    ),
    Row(
        "soft-hyphens",
        "ok",
        reply(page("Effi\u00adcient Work\u00adflows for Offices")),
        _work("Efficient Workflows"),
    ),
    Row(
        "accents-left-out",
        "ok",
        reply(page("Uber die Gute von Naherungen")),
        _work("Über die Güte von Näherungen"),
    ),
    Row("decomposed", "ok", reply(page("U\u0308ber die Gu\u0308te")), _work("Über die Güte")),
    Row("japanese", "ok", reply(page(f"{_JAPANESE} | 湖")), _work(_JAPANESE, "田中")),
    Row(
        "shift-jis",
        "ok",
        reply(
            page(_JAPANESE).replace("utf-8", "shift_jis").encode("shift_jis", "ignore"),
            content_type="text/html",
        ),
        _work(_JAPANESE, "田中"),
    ),
    Row("russian", "ok", reply(page(f"{_RUSSIAN} — Озеро")), _work(_RUSSIAN, "Иванов")),
    Row(
        "windows-1251",
        "ok",
        reply(page(_RUSSIAN).encode("cp1251", "ignore"), content_type="text/html; charset=windows-1251"),
        _work(_RUSSIAN, "Иванов"),
    ),
    Row("hebrew", "ok", reply(page(_HEBREW)), _work(_HEBREW, "לוי")),
    Row("arabic", "ok", reply(page(_ARABIC)), _work(_ARABIC, "حسن")),
    Row("one-word", "ok", reply(page("Roofline | Lake")), _work("Roofline", "Williams")),
    Row(
        "one-word-within-a-wall",
        "blocked",
        reply(page("Attention Required! | Cloudflare")),
        _work("Attention"),
    ),
    Row(
        "not-named-within-an-error",
        "soft_404",
        reply(page("Page not found")),
        _work("Not Found in Translation"),
    ),
)

# --- Hosts that have lost their site

_BODIS = (
    '<!DOCTYPE html><html data-adblockkey="MFwwDQYJKoZIhvcNAQEBBQADSwAw" lang="en"><head><title>'
    "lake.example</title>"
    '<script>window.park = "eyJ1dWlkIjoi";</script></head><body><div id="target" style="opacity: 0">'
    "</div></body></html>"
)
_SEDO = bare("lake.example", '<script src="//img.sedoparking.com/templates/js.js"></script>')
_CREW = bare("lake.example", '<script src="//d38psrni17bvxu.cloudfront.net/scripts/js3.js"></script>')
_LANDER = (
    '<html><head><script>window.onload=function(){window.location.href="/lander"}</script></head></html>'
)
_APACHE = bare("Apache2 Ubuntu Default Page: It works", "<h1>It works!</h1>" + long_text(400))

PARKED = (
    Row("bodis", "wrong_content", reply(_BODIS)),
    Row("bodis-for-a-person", "wrong_content", reply(_BODIS, url=_ROOT), ANYTHING, _ROOT),
    Row("sedo", "wrong_content", reply(_SEDO)),
    Row("parkingcrew", "wrong_content", reply(_CREW)),
    Row("lander", "wrong_content", reply(_LANDER)),
    Row("pdf-parked", "wrong_content", reply(_BODIS, url=PDF_URL), PDF, PDF_URL),
    Row(
        "to-a-broker",
        "wrong_content",
        reply(page("Lake"), url="https://www.hugedomains.com/domain_profile.cfm?d=x"),
    ),
    Row("to-dan", "wrong_content", reply(page("Lake"), url="https://dan.com/buy-domain/lake.example")),
    Row("to-a-lander", "wrong_content", reply(page("Lake"), url="https://lake.example/lander?x=1")),
    Row("for-sale", "wrong_content", reply(page("lake.example is for sale", "Make an offer"))),
    Row("for-sale-here", "wrong_content", reply(page("This domain is for sale!")), ANYTHING, _ROOT),
    Row("for-sale-german", "wrong_content", reply(page("lake.example - Domain zu verkaufen", lang="de"))),
    Row("expired", "wrong_content", reply(page("Domain expired"))),
    Row("parked-by-title", "wrong_content", reply(page("Parked Domain name on Lake Hosting"))),
    Row("suspended", "wrong_content", reply(bare("Account Suspended", "<h1>Account Suspended</h1>"))),
    Row("suspended-by-address", "wrong_content", reply(bare("x"), url=f"{_ROOT}cgi-sys/suspendedpage.cgi")),
    Row("nginx", "wrong_content", reply(bare("Welcome to nginx!", "<h1>Welcome to nginx!</h1>"))),
    Row("apache", "wrong_content", reply(_APACHE)),
    Row("iis", "wrong_content", reply(bare("IIS Windows Server")), ANYTHING, _SLIDES),
    Row(
        "nginx-at-the-root-for-a-work",
        "wrong_content",
        reply(bare("Welcome to nginx!"), url=_ROOT),
        WORK,
        _ROOT,
    ),
    Row("nginx-at-the-root", "ok", reply(bare("Welcome to nginx!"), url=_ROOT), ANYTHING, _ROOT),
    Row("article-on-sale-of-data", "ok", reply(page("Your Data Is for Sale | lake.example")), ANYTHING),
    Row(
        "article-on-parking",
        "ok",
        reply(page("Domain Parking: Largely Present, Rarely Considered!", "A paper")),
        ANYTHING,
    ),
    Row(
        "text-about-brokers",
        "ok",
        reply(page("Brokers", "<a href=https://sedo.com>sedo.com</a>, dan.com")),
        ANYTHING,
    ),
    Row(
        "broker-that-the-list-names",
        "ok",
        reply(page("x"), url="https://sedo.com/us/"),
        ANYTHING,
        "https://sedo.com/us",
    ),
    Row("coming-soon", "ok", reply(page("Coming soon")), ANYTHING),
)

TABLE = (*TITLES, *NOT_MISSING, *REDIRECTS, *SIBLINGS, *OTHERS, *FORMS, *PARKED)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_the_verdict_is_the_truth(row: Row) -> None:
    assert verdict(row) == row.answer, judged(row)


def test_no_two_rows_have_one_name() -> None:
    assert len({row.name for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("usenix.html", "Sparrow Nets: Sharing Idle Switches"),
        ("blog.html", "Learning without Leaving Home"),
    ],
)
def test_pages_in_the_manners_of_their_sites_have_their_titles(name: str, title: str) -> None:
    said = judged(Row("", "", reply((PAGES / name).read_bytes()), _work(title, "Núñez")))
    assert isinstance(said, Opinion) and (said.verdict, said.fits) == ("ok", True)


@pytest.mark.parametrize(
    "name", ["acl.html", "dspace.html", "eprint.html", "neurips.html", "pmlr.html", "usenix.html"]
)
def test_another_work_is_seen_at_every_site_that_has_tags(name: str) -> None:
    row = Row("", "", reply((PAGES / name).read_bytes()), _work(_SOIL, "Amsler", "Tobler"))
    said = judged(row)
    assert isinstance(said, Opinion) and (said.verdict, said.fits) == ("wrong_content", False)


def test_an_ordinary_page_costs_no_second_request() -> None:
    rows = (*FORMS, *NOT_MISSING)
    wishes = [
        row.name
        for row in rows
        if judge(Case(row.url, row.expected, Observation(), [row.reply])) == "sibling"
    ]
    assert wishes == []


def test_a_page_that_was_cut_short_is_wished_for_and_no_more_than_once() -> None:
    short = reply(page("Lake", long_text(400)), limit=1024)
    whole = reply(page(TITLE, long_text(20_000)), limit=PAGE_LIMIT)
    assert verdict(Row("", "", short)) == "body"
    assert verdict(Row("", "", whole)) == "ok"


# --- What is remembered of a page


def test_the_fingerprint_of_a_page_is_its_title_and_its_words() -> None:
    one = fingerprint(reply(page(TITLE, "Seen 17 times. <input value=8f3a> Token a81b22. An abstract.")))
    other = fingerprint(reply(page(TITLE, "Seen 18 times. <input value=77aa> Token b91c00. An abstract.")))
    changed = fingerprint(reply(page(TITLE, "Seen 17 times. Another abstract.")))
    assert one == other and one[0] == TITLE
    assert one[1].isalnum() and one[1] != changed[1]


def test_the_title_of_a_fingerprint_is_one_short_line() -> None:
    title, _ = fingerprint(reply(page("A\n\u202eB\x07 " + "c" * 500)))
    assert title == "A B " + "c" * 196


def test_what_was_not_read_has_no_fingerprint() -> None:
    assert fingerprint(reply("", method="HEAD")) == ("", "")
    assert fingerprint(reply("")) == ("", "")
    assert fingerprint(reply(page(TITLE, long_text(900)), limit=1024))[1] == ""


def test_a_file_is_known_by_its_beginning_however_much_of_it_was_read() -> None:
    body = b"%PDF-1.7\n" + bytes(range(256)) * 40
    short, longer = (
        fingerprint(reply(body, limit=limit, content_type="application/pdf")) for limit in (1024, 9_000)
    )
    assert short == longer and short[1]
