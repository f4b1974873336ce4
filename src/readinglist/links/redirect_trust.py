"""What a redirect that is said to be for good proves of its page, from the two addresses alone; pure."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from readinglist.links.link_identity import host_of, identify_link, is_under, request_address
from readinglist.model.identifiers import identify

_LONGEST = 2000
# A door, an apology, a question whether cookies may be set: where a redirect leads that has nothing to show.
_DOOR = re.compile(
    r"(?:log|sign)(?:in|on|up)|sso|o?auth2?|authori[sz]e|authenticate|shibboleth|wayf|saml2?|idp|(?:cookie)?consent"
    r"|captcha|challenge|paywall|404|notfound|errors?|expired|unavailable|maintenance|suspended|park(?:ed|ing)"
    r"|pagegone|accessdenied"
)
_HOME = re.compile(
    r"(?:/[a-z]{2}(?:[-_][a-z]{2})?)?/?(?:(?:index|home|default|welcome|main)(?:\.\w{2,5})?/?)?", re.I
)
_INDEX = re.compile(r"/(?:index|default)\.\w{2,5}$", re.I)
# Parameters of a session, a login or a signature: an address that holds one is good for one visit.
_PASSING = re.compile(
    r"(?:j|php)?sess(?:ion)?[-_]?id|session|sid|cfid|cftoken|(?:access_|auth_|id_)?token|sig|signature|expires|policy"
    r"|key-pair-id|ticket|state|nonce|code|samlrequest|samlresponse|relaystate|x-(?:amz|goog)-.*",
    re.I,
)
# The same in a path, as servlets and ASP.NET write it.
_IN_PATH = re.compile(r";\s*(?:jsessionid|sid|phpsessid)=|/\([A-Za-z]\([a-z0-9]{20,}\)\)", re.I)
_SHORTENED = (
    *("bit.ly", "goo.gl", "tinyurl.com", "t.co", "ow.ly", "is.gd", "buff.ly", "lnkd.in", "forms.gle"),
    *("t.ly", "rb.gy", "cutt.ly", "tiny.cc", "rebrand.ly", "shorturl.at", "v.gd", "aka.ms", "g.co"),
)
# Names that are made to stay while what they lead to moves.
_LASTING = ("doi.org", "hdl.handle.net", "purl.org", "purl.oclc.org", "w3id.org", "n2t.net")
_ARCHIVES = ("archive.org", "archive.today", "archive.ph", "archive.is", "perma.cc", "webcitation.org")
# Sites whose parts below belong to different people.
_SHARED = re.compile(
    r"git(?:hub|lab)\.io|blogspot\.com|(?:wordpress|wixsite|substack|herokuapp|amazonaws)\.com|cloudfront\.net"
    r"|(?:netlify|vercel|web)\.app|pages\.dev|readthedocs\.io"
)
# Endings of names that lead nowhere, or into a private network (RFC 2606, RFC 6761, RFC 6762).
_NO_PLACE = re.compile(
    r"local|localhost|localdomain|internal|intranet|lan|home|corp|test|example|invalid|onion|arpa"
)


def proposable(address: str) -> str | None:
    """Return the address as it may be written into a list; ``None``: it may not be offered.

    It is one of the web, on a named host of the open internet and a usual port, without
    password, control and invisible characters; what is not ASCII comes out escaped.
    """
    asked = request_address(address)
    if not isinstance(asked, str) or len(asked) > _LONGEST:
        return None
    parts = urlsplit(asked)
    labels = (parts.hostname or "").rstrip(".").split(".")
    named = len(labels) > 1 and re.fullmatch(r"[a-z]{2,}|xn--[a-z0-9-]+", labels[-1]) is not None
    return asked if named and not _NO_PLACE.fullmatch(labels[-1]) and parts.port in (None, 80, 443) else None


def is_lasting(url: str) -> bool:
    """Whether a link is to stay as it is, wherever it leads: a registry's name, or a copy in an archive."""
    name = identify_link(url)
    return (name.identifier is not None and not name.inferred) or is_under(
        host_of(url.strip()), *_LASTING, *_ARCHIVES
    )


def is_shortened(url: str) -> bool:
    """Return whether a link is of a shortener, whose owner may point it elsewhere at any time."""
    return is_under(host_of(url.strip()), *_SHORTENED)


def leads_astray(old: str, new: str) -> bool:
    """Whether a redirect leads to no page of its own: a home page, a login, an apology, a passing address."""
    before, after = urlsplit(old), urlsplit(new)
    if any(_DOOR.fullmatch(step) for step in _steps(after) - _steps(before)):
        return True
    if _is_home(after) and not _is_home(before):
        return True
    if is_shortened(new) or _passing(after) - _passing(before):
        return True
    a, b = _core(old), _core(new)
    # Up to a folder that the page stood in: what a site does that has lost the page.
    return a.path != b.path and a.path.startswith(f"{b.path}/") and not b.query


def proof(old: str, new: str, *, of_work: bool) -> str | None:
    """Return why both addresses are of one page, in words; ``None``: the addresses alone do not tell.

    ``of_work``: what stands at ``new`` was compared with the title of a work, and was no other one.
    """
    a, b = _core(old), _core(new)
    if a == b:
        return "it is the same address but for " + _difference(urlsplit(old), urlsplit(new))
    name = identify(old)
    if name is not None and name.scheme != "url" and name == identify(new):
        return f"both addresses are of {name}"
    # Who buys a lapsed name often sends every path of it to a site of their own.
    akin = of_work or _site(a.host) == _site(b.host)
    steps = [step for step in a.path.split("/") if step]
    # Many sites have "/about"; few have a path of two steps, a file's name or a long word.
    is_telling = len(steps) > 1 or any("." in step or len(step) >= 8 for step in steps)
    if akin and (a.path, a.query) == (b.path, b.query) and is_telling:
        return f"it has the same path on {b.host}"
    return None


def with_fragment_of(new: str, old: str) -> str:
    """Return the new address, with the place in the page that the old one names (RFC 9110, 10.2.2)."""
    place = quote(urlsplit(old).fragment, safe="!$%&'()*+,/:;=?@~")
    page = new.partition("#")[0]
    return f"{page}#{place}" if place else page


def is_downgrade(old: str, new: str) -> bool:
    """Return whether the way leads from https down to http."""
    return old.lower().startswith("https:") and new.lower().startswith("http:")


class _Core(NamedTuple):
    """What is left of an address without what servers change at will."""

    host: str
    path: str
    query: str


def _core(url: str) -> _Core:
    parts = urlsplit(url.strip())
    path = _INDEX.sub("/", unquote(parts.path)).rstrip("/")
    return _Core((parts.hostname or "").rstrip(".").removeprefix("www."), path, unquote(parts.query))


def _difference(old: SplitResult, new: SplitResult) -> str:
    names = []
    if old.scheme.lower() != new.scheme:
        names.append(f"{new.scheme}:")
    if (old.hostname or "") != (new.hostname or ""):
        names.append("www.")
    return " and ".join(names) or "the end of its path"


def _is_home(parts: SplitResult) -> bool:
    return not parts.query and _HOME.fullmatch(parts.path) is not None


def _steps(parts: SplitResult) -> frozenset[str]:
    """The parts of a host's name, the steps of a path, the names in a query: letters and digits alone."""
    steps = [step.partition(".")[0] for step in unquote(parts.path).split("/")]
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    texts = (*(parts.hostname or "").split("."), *steps, *names)
    return frozenset(re.sub(r"[\W_]+", "", text.lower()) for text in texts)


def _passing(parts: SplitResult) -> frozenset[str]:
    """Return the names of what makes an address one for this visit alone."""
    names = (name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    found = {name for name in names if _PASSING.fullmatch(name)}
    return frozenset(found | ({";"} if _IN_PATH.search(parts.path) else set()))


def _site(host: str) -> str:
    """The part of a host's name that one owner has, as near as that can be told without a list of all."""
    labels = host.split(".")
    shared = _SHARED.fullmatch(".".join(labels[-2:])) is not None
    national = len(labels[-1]) == 2 and len(labels) > 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if shared or national else labels[-2:])
