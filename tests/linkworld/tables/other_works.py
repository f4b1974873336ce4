"""Something else stands there now; and what only looks so."""

from __future__ import annotations

from linkworld.answers import html, sent_to
from linkworld.behaviour import TITLE, link
from linkworld.bodies import paper, site_page, small

_OTHER = "Soil Moisture in Alpine Meadows after Late Snow"
_PEOPLE = ("Greta Amsler", "Urs Tobler")
_PARKED = (
    '<!DOCTYPE html><html data-adblockkey="MFwwDQYJKoZIhvcNAQEBBQADSwAw" lang="en"><head>'
    '<meta charset="utf-8"><title>parked.linkworld</title><script>window.park = "eyJ1dWlkIjoi";</script>'
    '<script src="/bxQkTfLdS.js"></script></head><body><div id="target" style="opacity: 0"></div></body>'
    "</html>"
)
_FOR_SALE = small(
    "for-sale.linkworld is for sale",
    "<h1>for-sale.linkworld</h1><h2>This domain is for sale!</h2><p>Buy this domain. Make an offer.</p>"
    "<a href='https://brokers.linkworld/for-sale'>Inquire now</a>",
)
_NGINX = small(
    "Welcome to nginx!",
    "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and "
    "working. Further configuration is required.</p>",
)
_APACHE = small("Apache2 Ubuntu Default Page: It works", "<h1>Apache2 Default Page</h1><p>It works!</p>")
_CASINO = site_page(
    "Slot Gacor Hari Ini: Daftar Situs Judi Online Terpercaya",
    "<h1>Slot Gacor</h1><p>Daftar sekarang, bonus deposit, jackpot.</p>",
    lang="id",
)
_SUSPENDED = small("Account Suspended", "<h1>Account Suspended</h1><p>Contact your hosting provider.</p>")

_VOLUME = "Proceedings of the Fifth Conference on Learning Systems"
_EVERYTHING = html(site_page("Systems Lab", f"<h1>Publications</h1><ul><li>{_OTHER}<li>{TITLE}</ul>"))

ROWS = (
    link("other-paper", "wrong_content", html(paper(_OTHER, _PEOPLE))),
    link(
        "other-paper-by-redirect",
        "wrong_content",
        sent_to("/record/18", 301),
        also={"/record/18": html(paper(_OTHER, _PEOPLE))},
    ),
    link("parked", "wrong_content", html(_PARKED), rest=html(_PARKED)),
    link(
        "parked-by-redirect",
        "wrong_content",
        sent_to("https://parking.linkworld/lander?d=x"),
        also={"https://parking.linkworld/lander?d=x": html(_PARKED)},
    ),
    link("for-sale", "wrong_content", html(_FOR_SALE), rest=html(_FOR_SALE)),
    link("for-sale-speaker", "wrong_content", html(_FOR_SALE), rest=html(_FOR_SALE), title="", path="/"),
    link("fresh-server", {"wrong_content", "soft_404"}, html(_NGINX), path="/"),
    link("fresh-server-apache", {"wrong_content", "soft_404"}, html(_APACHE), path="/"),
    link("casino", {"wrong_content", "soft_404"}, html(_CASINO), rest=html(_CASINO)),
    link("suspended", {"wrong_content", "soft_404", "blocked"}, html(_SUSPENDED), rest=html(_SUSPENDED)),
    link("same-authors-new-title", {"ok"}, html(paper("Gradient Starvation in Very Deep Pipelines"))),
    link("renamed-by-authors", "ok", html(paper("Why Pipelines Starve"))),
    link("tags-translated", "ok", html(paper("深いパイプラインにおける勾配の枯渇"))),
    link(
        "volume-with-tags", "ok", html(paper(_VOLUME, ("Editors",), more=f"<ol><li>{_OTHER}<li>{TITLE}</ol>"))
    ),
    link("same-for-all-with-title", "ok", _EVERYTHING, rest=_EVERYTHING),
    link(
        "folder-listing",
        "ok",
        html(small("Index of /data", "<h1>Index of /data</h1><a href=a.csv>a.csv</a>")),
        title="",
        path="/data/",
    ),
    link(
        "author-page", "ok", html(site_page("Ada Lindqvist", "<h1>Ada Lindqvist</h1><p>Associate professor"))
    ),
    link(
        "issue-page",
        "ok",
        html(
            site_page(
                "Volume 12, Issue 3", f"<h1>Volume 12</h1><ul><li>{_OTHER}<li>{TITLE}<li>Editorial</ul>"
            )
        ),
    ),
    link(
        "code-page",
        "ok",
        html(
            site_page(
                "lindqvist/pipeworks: Schedules for deep pipelines",
                "<h1>pipeworks</h1><p>Code for the paper.",
            )
        ),
    ),
)
