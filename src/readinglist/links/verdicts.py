"""What can be said of a link: one table of verdicts, in five classes.

Only two classes may turn a run red. *Dead* is what is surely not there, *unsafe* what must
never be asked for. *Unknown* is everything that says something about us, about the moment
or about a wall in front of the page, and nothing about the page.
"""

from __future__ import annotations

from typing import Literal, get_args

VerdictClass = Literal["alive", "dead", "unknown", "unsafe", "set_aside"]
CLASSES: tuple[VerdictClass, ...] = get_args(VerdictClass)

Verdict = Literal[
    "ok",
    "redirected_permanent",
    "redirected_temporary",
    "gone",
    "not_registered",
    "soft_404",
    "wrong_content",
    "dns",
    "withdrawn",
    "blocked",
    "login",
    "paywall",
    "rate_limited",
    "timeout",
    "refused",
    "server_error",
    "tls_expired",
    "tls_hostname",
    "tls_untrusted",
    "tls_protocol",
    "too_big",
    "unsafe",
    "ignored",
    "unchecked",
]

# What stands behind a wall, a login, a paywall or a certificate that has run out may well be there for a
# person, and a server's own fault passes: none of these may turn a run red.
CLASS_OF: dict[Verdict, VerdictClass] = {
    "ok": "alive",
    "redirected_permanent": "alive",
    "redirected_temporary": "alive",
    "gone": "dead",
    "not_registered": "dead",
    "soft_404": "dead",
    "wrong_content": "dead",
    "dns": "dead",
    "withdrawn": "dead",
    "blocked": "unknown",
    "login": "unknown",
    "paywall": "unknown",
    "rate_limited": "unknown",
    "timeout": "unknown",
    "refused": "unknown",
    "server_error": "unknown",
    "tls_expired": "unknown",
    "tls_hostname": "unknown",
    "tls_untrusted": "unknown",
    "tls_protocol": "unknown",
    "too_big": "unknown",
    "unsafe": "unsafe",
    "ignored": "set_aside",
    "unchecked": "set_aside",
}

MEANINGS: dict[Verdict, str] = {
    "ok": "it is there",
    "redirected_permanent": "it is there, and has moved for good: write the new address",
    "redirected_temporary": "it is there, by way of another address",
    "gone": "the server says that it is not there (HTTP 404 or 410)",
    "not_registered": "no such DOI or arXiv identifier was ever given out",
    "soft_404": "a page that says, with status 200, that the page is not there",
    "wrong_content": "something else stands there now: another work, no PDF, a parked domain",
    "dns": "there is no host of this name",
    "withdrawn": "the authors have withdrawn it",
    "blocked": "the site turns programs away; a person may see it",
    "login": "it asks for a login, or is not shared with everybody",
    "paywall": "it must be paid for",
    "rate_limited": "the host wants to be asked less often",
    "timeout": "no answer, or no whole answer, in time",
    "refused": "no connection, or one that broke off",
    "server_error": "the server says that it has a fault of its own (HTTP 5xx)",
    "tls_expired": "its certificate has run out, or is not yet valid",
    "tls_hostname": "its certificate is for another host",
    "tls_untrusted": "its certificate is of nobody who is trusted",
    "tls_protocol": "no safe connection could be agreed on",
    "too_big": "its headers or its redirects have no end",
    "unsafe": "an address that is never asked for: its scheme, a private network, a password in it",
    "ignored": "a rule of the settings says not to look",
    "unchecked": "nobody looked, this time",
}


def class_of(verdict: Verdict) -> VerdictClass:
    """Return the class of a verdict."""
    return CLASS_OF[verdict]
