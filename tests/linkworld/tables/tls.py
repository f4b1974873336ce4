"""Hosts whose certificate, or whose TLS, is not as it should be."""

from __future__ import annotations

from linkworld.answers import html, sent_to
from linkworld.behaviour import Behaviour, Certificate, Door, Host, link
from linkworld.bodies import paper
from readinglist.links.verdicts import Verdict


def _with(truth: Verdict, certificate: Certificate = "good", door: Door = "open") -> Behaviour:
    name = certificate if certificate != "good" else door
    return link(f"tls-{name.replace('_', '-')}", truth, html(paper()), host=Host(certificate, door))


ROWS = (
    _with("tls_expired", "expired"),
    _with("tls_expired", "not_yet"),
    _with("tls_hostname", "wrong_host"),
    _with("tls_untrusted", "unknown_ca"),
    _with("tls_untrusted", "self_signed"),
    _with("tls_protocol", "refused"),
    _with("tls_protocol", "too_old"),
    _with("tls_protocol", door="plain"),
    link("tls-hangs-up", {"refused", "tls_protocol"}, html(paper()), host=Host(door="broken")),
    link("tls-closed", "refused", html(paper()), host=Host(door="closed")),
    link(
        "tls-after-redirect",
        "tls_expired",
        sent_to("https://tls-expired.linkworld/papers/starvation.html", 301),
    ),
)
