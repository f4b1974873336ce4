"""Links that are never asked for: by scheme, by address, by what is written into them."""

from __future__ import annotations

from linkworld.answers import html
from linkworld.behaviour import Behaviour, Host, link
from linkworld.bodies import paper
from readinglist.links.verdicts import Verdict


def _at(name: str, url: str, *truth: Verdict) -> Behaviour:
    return link(name, truth or ("unsafe",), url=url)


def _named(name: str, *addresses: str) -> Behaviour:
    """A host with an honest name, and an address inside a network."""
    return link(name, "unsafe", html(paper()), host=Host(lookups=(addresses,)))


ROWS = (
    _at("scheme-file", "file:///etc/passwd"),
    _at("scheme-ftp", "ftp://ftp.linkworld/paper.pdf"),
    _at("scheme-gopher", "gopher://old.linkworld/1"),
    _at("scheme-data", "data:text/html,<h1>x</h1>"),
    _at("scheme-javascript", "javascript:alert(1)"),
    _at("scheme-javascript-cased", "JavaScript:alert(1)"),
    _at("scheme-blob", "blob:https://a.linkworld/1"),
    _at("scheme-vbscript", "vbscript:msgbox"),
    _at("scheme-mail", "mailto:ada@linkworld", "unchecked"),
    _at("password", "https://me:secret@password.linkworld/paper"),
    _at("user", "https://me@user.linkworld/paper"),
    _at("host-disguised", "https://tags.linkworld@10.0.0.1/paper"),
    _at("literal-loopback", "http://127.0.0.1/"),
    _at("literal-loopback-2", "http://127.9.9.9/"),
    _at("literal-10", "http://10.0.0.1/"),
    _at("literal-172", "http://172.16.0.1/"),
    _at("literal-192", "http://192.168.0.1/"),
    _at("literal-link-local", "http://169.254.169.254/latest/meta-data/"),
    _at("literal-cgnat", "http://100.64.0.1/"),
    _at("literal-multicast", "http://224.0.0.1/"),
    _at("literal-zero", "http://0.0.0.0/"),
    _at("literal-broadcast", "http://255.255.255.255/"),
    _at("literal-decimal", "http://2130706433/"),
    _at("literal-hex", "http://0x7f000001/"),
    _at("literal-hex-parts", "http://0x7f.0.0.0x1/"),
    _at("literal-octal", "http://0177.0.0.1/"),
    _at("literal-short", "http://127.1/"),
    _at("literal-full-width", "http://１２７．０．０．１/"),
    _at("literal-circled", "http://①②⑦.⓪.⓪.①/"),
    _at("literal-escaped", "http://%31%32%37.0.0.1/", "unsafe", "unchecked", "dns"),
    _at("literal-dot", "http://127.0.0.1./"),
    _at("literal-v6-loopback", "http://[::1]/"),
    _at("literal-v6-zero", "http://[::]/"),
    _at("literal-v6-private", "http://[fd12:3456::1]/"),
    _at("literal-v6-link-local", "http://[fe80::1]/"),
    _at("literal-v6-zone", "http://[fe80::1%25eth0]/", "unsafe", "unchecked"),
    _at("literal-v6-multicast", "http://[ff02::1]/"),
    _at("literal-v6-mapped", "http://[::ffff:127.0.0.1]/"),
    _at("literal-v6-mapped-hex", "http://[::ffff:7f00:1]/"),
    _at("literal-v6-nat64", "http://[64:ff9b::7f00:1]/"),
    _at("literal-v6-6to4", "http://[2002:7f00:1::]/"),
    _at("localhost", "http://localhost/"),
    _at("localhost-dot", "http://localhost./"),
    _at("localhost-below", "http://printer.localhost/"),
    _named("named-loopback", "127.0.0.1"),
    _named("named-private", "10.1.2.3"),
    _named("named-v6-private", "fd00::1"),
    _named("named-mapped", "::ffff:192.168.0.1"),
    _named("named-nat64", "64:ff9b::a00:1"),
    _named("named-link-local", "fe80::1%eth0"),
    _at("other-port", "https://tags.linkworld:8443/paper", "unchecked", "unsafe"),
    _at("ssh-port", "http://tags.linkworld:22/", "unchecked", "unsafe"),
    _at("no-host", "https:///papers/starvation.html", "unchecked", "unsafe"),
    _at("bad-bracket", "http://[::1/", "unchecked", "unsafe"),
    _at("bad-port", "https://tags.linkworld:http/", "unchecked", "unsafe"),
    _at("placeholder", "TODO", "unchecked"),
    _at("in-page", "#week-3", "unchecked"),
)
