"""Pages that say, with status 200, that there is nothing."""

from __future__ import annotations

from linkworld.answers import html, sent_to
from linkworld.behaviour import Behaviour, link
from linkworld.bodies import home, site_page


def _says(name: str, title: str, text: str, lang: str = "en") -> Behaviour:
    return link(f"soft-{name}", "soft_404", html(site_page(title, f"<h1>{text}</h1>", lang=lang)))


_EVERYWHERE = html(site_page("Acme Hosting", "<h1>Acme Hosting</h1><p>Web space for everybody.</p>"))
_HOME_AGAIN = html(home("Institute of Systems"))

_HEADING = html(site_page("Systems Lab", "<h1>Page not found</h1><p>The page does not exist (any more)."))

ROWS = (
    _says("plain", "Page not found", "Page not found"),
    _says("with-site", "Page Not Found | Department of Computer Science", "We can't find that page"),
    _says("number", "404", "404"),
    _says("number-and-words", "404 Not Found", "Not Found"),
    _says("error", "Error 404 (Not Found)!!1", "That’s an error."),
    _says("oops", "Oops! That page can’t be found. – Systems Lab", "Oops! That page can’t be found."),
    _says("nothing-here", "Nothing found for papers", "Nothing found"),
    _says("gone", "This page is no longer available", "This page is no longer available"),
    _says("does-not-exist", "The page you requested does not exist", "The page you requested does not exist"),
    _says("german", "Seite nicht gefunden – Universität", "Seite nicht gefunden", "de"),
    _says("french", "Page non trouvée | Laboratoire", "Page non trouvée", "fr"),
    _says("french-2", "Page introuvable", "La page demandée est introuvable", "fr"),
    _says("spanish", "Página no encontrada - Grupo de Sistemas", "Página no encontrada", "es"),
    _says("italian", "Pagina non trovata", "Pagina non trovata", "it"),
    _says("portuguese", "Página não encontrada", "Página não encontrada", "pt"),
    _says("dutch", "Pagina niet gevonden", "Pagina niet gevonden", "nl"),
    _says("polish", "Nie znaleziono strony", "Nie znaleziono strony", "pl"),
    _says("russian", "Страница не найдена", "Страница не найдена", "ru"),
    _says("chinese", "页面不存在", "抱歉，您访问的页面不存在", "zh"),
    _says("japanese", "ページが見つかりません", "お探しのページは見つかりませんでした", "ja"),
    _says("swedish", "Sidan kunde inte hittas", "Sidan finns inte", "sv"),
    _says("danish", "Siden blev ikke fundet", "Siden blev ikke fundet", "da"),
    _says("czech", "Stránka nenalezena", "Stránka nenalezena", "cs"),
    _says("turkish", "Sayfa bulunamadı", "Sayfa bulunamadı", "tr"),
    _says("korean", "페이지를 찾을 수 없습니다", "페이지를 찾을 수 없습니다", "ko"),
    link("soft-in-heading", "soft_404", _HEADING, rest=_HEADING),
    link(
        "soft-file",
        {"soft_404", "wrong_content"},
        html(site_page("File not found", "<h1>File not found</h1>")),
        path="/papers/starvation.pdf",
    ),
    link("soft-slides", "soft_404", html(site_page("Page not found", "<h1>404</h1>")), title=""),
    link(
        "soft-redirect-to-error",
        "soft_404",
        sent_to("/404.html"),
        also={"/404.html": html(site_page("Page not found", "<h1>Page not found</h1>"))},
    ),
    link("soft-redirect-home", "soft_404", sent_to("/")),
    link("soft-redirect-home-for-good", "soft_404", sent_to("/", 301)),
    link(
        "soft-redirect-home-by-name",
        "soft_404",
        sent_to("/index.html"),
        also={"/index.html": _HOME_AGAIN, "/": _HOME_AGAIN},
    ),
    link(
        "soft-redirect-to-other-home",
        "soft_404",
        sent_to("https://merged.linkworld/"),
        also={"https://merged.linkworld/": html(home("Merged University"))},
    ),
    link("soft-same-for-all", {"soft_404", "wrong_content"}, _EVERYWHERE, rest=_EVERYWHERE),
    link(
        "soft-same-detour-for-all",
        "soft_404",
        sent_to("/search"),
        rest=sent_to("/search"),
        also={"/search": html(site_page("Search the site", "<h1>Search</h1><form><input name=q></form>"))},
    ),
)
