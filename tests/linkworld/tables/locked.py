"""Pages behind a login or a payment, and files that were not shared."""

from __future__ import annotations

from loopback import reply

from linkworld.answers import html, sent_to
from linkworld.behaviour import TITLE, link
from linkworld.bodies import paper, pdf, shop, sign_in, site_page, small

_GOOGLE = "https://accounts.google.com/v3/signin/identifier?continue={}"
_GOOGLE_SIGN_IN = small(
    "Google Drive: Sign-in",
    "<h1>Sign in</h1><p>to continue to Google Drive</p><form method=post><input type=email name=identifier "
    "aria-label='Email or phone'><button>Next</button></form>",
)
_NO_ACCESS = small(
    "Google Drive: Access Denied", "<p>You need access. Ask for access, or switch to an account with access."
)
_NO_FILE = small(
    "Page Not Found",
    "<p class=errorMessage>Sorry, the file you have requested does not exist.</p><p>Make sure that you have "
    "the correct URL and the file exists.</p>",
)
_IN_TRASH = small(
    "Google Drive - Virus scan warning", "<p>Google Drive can't scan this file for viruses.</p><form>"
)
_SHARED = small(
    "starvation.pdf - Google Drive", "<div class=drive-viewer></div><script>_initProjector</script>"
)
_IDP = site_page(
    "University Login Service",
    "<h1>Login to Library</h1><form method=post action='/idp/profile/SAML2/SSO?execution=e1s1'>"
    "<input name=j_username><input type=password name=j_password>"
    "<button name=_eventId_proceed>Login</button></form>",
)
_DROPBOX_GONE = site_page(
    "Dropbox - 404", "<h1>This item was deleted</h1><p>You can reach out to the owner.</p>", site="Dropbox"
)
_DRIVE = "https://drive.google.com/file/d/{}/view?usp=sharing"


def _drive(name: str) -> str:
    return _DRIVE.format(f"1aBcDeFgHiJkLmNoPqRs-{name}")


_CONSENT = small(
    "Before you continue",
    "<h1>Before you continue</h1><p>We use cookies.</p><form action=/save><button>Accept all</button></form>",
)
_NO_VIDEO = small(
    " - YouTube",
    "<script>var ytInitialPlayerResponse="
    '{"playabilityStatus":{"status":"ERROR","reason":"Video unavailable"}};</script>',
)
_VIDEO = small(
    "Pipelines that Drain - YouTube",
    "<script>var ytInitialPlayerResponse="
    '{"playabilityStatus":{"status":"OK","playableInEmbed":true}};</script>',
)

ROWS = (
    link("login-401", "login", html("Unauthorized", 401, {"WWW-Authenticate": 'Basic realm="course"'})),
    link(
        "login-401-file", "login", html("Unauthorized", 401, {"WWW-Authenticate": "Negotiate"}), path="/a.pdf"
    ),
    link("login-page", "login", html(sign_in())),
    link("login-page-for-slides", "login", html(sign_in("Log in")), title=""),
    link("login-german", "login", html(sign_in("Anmelden", "Hochschulportal"))),
    link("login-403-form", {"login", "blocked"}, html(sign_in(), 403)),
    link(
        "login-redirect",
        "login",
        sent_to("/login?next=%2Fpapers%2Fstarvation.html"),
        also={"/login?next=%2Fpapers%2Fstarvation.html": html(sign_in())},
    ),
    link(
        "login-redirect-for-all",
        "login",
        sent_to("/login"),
        rest=sent_to("/login"),
        also={"/login": html(sign_in())},
    ),
    link("login-page-for-all", "login", html(sign_in()), rest=html(sign_in())),
    link(
        "consent",
        {"ok", "redirected_temporary", "blocked", "login"},
        sent_to("https://consent.linkworld/ml?continue=x"),
        also={"https://consent.linkworld/ml?continue=x": html(_CONSENT)},
    ),
    link(
        "video-gone",
        {"soft_404", "ok", "blocked"},
        html(_NO_VIDEO),
        title="",
        url="https://www.youtube.com/watch?v=aBcDeFgHiJk",
    ),
    link("video-there", "ok", html(_VIDEO), title="", url="https://www.youtube.com/watch?v=aBcDeFgHiJl"),
    link(
        "login-redirect-file",
        "login",
        sent_to("/login"),
        path="/papers/starvation.pdf",
        also={"/login": html(sign_in())},
    ),
    link(
        "login-university",
        "login",
        sent_to("https://idp.linkworld/idp/profile/SAML2/Redirect/SSO?SAMLRequest=x"),
        also={"https://idp.linkworld/idp/profile/SAML2/Redirect/SSO?SAMLRequest=x": html(_IDP)},
    ),
    link(
        "login-microsoft",
        "login",
        sent_to("https://login.microsoftonline.com/common/oauth2/authorize?client_id=x"),
        also={
            "https://login.microsoftonline.com/common/oauth2/authorize?client_id=x": html(
                small(
                    "Sign in to your account",
                    "<div id=lightbox></div><script>$Config={urlPost:'/login'}</script>",
                )
            )
        },
    ),
    link("drive-shared", "ok", html(_SHARED), url=_drive("shared"), title=""),
    link(
        "drive-not-shared",
        "login",
        sent_to(_GOOGLE.format("drive")),
        url=_drive("private"),
        title="",
        also={_GOOGLE.format("drive"): html(_GOOGLE_SIGN_IN)},
    ),
    link("drive-not-shared-401", "login", html(_NO_ACCESS, 401), url=_drive("private-401"), title=""),
    link("drive-needs-access", "login", html(_NO_ACCESS), url=_drive("ask"), title=""),
    link("drive-deleted", {"gone", "soft_404"}, html(_NO_FILE, 404), url=_drive("deleted"), title=""),
    link("drive-deleted-200", {"gone", "soft_404"}, html(_NO_FILE), url=_drive("deleted-200"), title=""),
    link(
        "drive-scan-warning",
        "ok",
        html(_IN_TRASH),
        url="https://drive.google.com/uc?export=download&id=1aBcDeFgHiJkLmNoPqRs-big",
        title="",
    ),
    link(
        "docs-not-shared",
        "login",
        sent_to(_GOOGLE.format("docs")),
        title="",
        url="https://docs.google.com/presentation/d/1aBcDeFgHiJkLmNoPqRs/edit",
        also={_GOOGLE.format("docs"): html(_GOOGLE_SIGN_IN)},
    ),
    link(
        "dropbox-deleted",
        {"gone", "soft_404"},
        html(_DROPBOX_GONE, 404),
        title="",
        url="https://www.dropbox.com/s/abc/starvation.pdf?dl=0",
    ),
    link("pay-402", "paywall", html(small("Payment Required", "<h1>Payment Required</h1>"), 402)),
    link("pay-file", "paywall", html(shop()), path="/doi/pdf/starvation.pdf"),
    link(
        "pay-file-redirect",
        "paywall",
        sent_to("/doi/abs/starvation"),
        path="/doi/pdf/starvation.pdf",
        also={"/doi/abs/starvation": html(shop())},
    ),
    link("pay-landing", {"ok", "paywall"}, html(shop())),
    link(
        "pay-open-paper", "ok", html(paper(more="<p>Buy the proceedings as a book. Subscribe to alerts.</p>"))
    ),
    link(
        "pay-open-file",
        "ok",
        reply(pdf(f"{TITLE}"), content_type="application/pdf"),
        path="/doi/pdf/open.pdf",
    ),
)
