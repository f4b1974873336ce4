"""From a link as it is written to the address that is asked, or to why none is; pure."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from readinglist.links.exchange import Opinion
from readinglist.model.links import local_path, names_nothing, scheme_of
from readinglist.web.asking import addresses
from readinglist.web.asking.failures import RequestFailed

_WEB = ("http", "https")
_HOST = re.compile(r"[a-z0-9_][a-z0-9._-]*|[0-9a-f:.]+")
_BROKEN = Opinion("unchecked", "it is no address of the web; correct it")
# Browsers and libraries disagree on what these mean in an address, which is what attacks live on.
_TREACHEROUS = re.compile(r"[\x00-\x1f\x7f\\\u2028\u2029]")


def requested(url: str, base: str | None = None) -> str | Opinion:
    """The address that is asked for the link ``url``; an opinion where none may be or can be asked.

    Args:
        url: the link as it is written.
        base: the address of the site, for relative links; ``None``: these are not asked.
    """
    text = url.strip(" \t\r\n")
    if _TREACHEROUS.search(text):
        return Opinion("unsafe", "it holds a control character or a backslash; correct the link")
    scheme = scheme_of(text)
    if scheme == "mailto":
        return Opinion("unchecked", "an e-mail address is not looked at")
    if scheme is not None and scheme not in _WEB:
        return Opinion("unsafe", f"{scheme}: addresses are never followed; only http and https are")
    if names_nothing(text) or not text:
        return Opinion("unchecked", "it only holds the place of an address; give the real one")
    if scheme is None and not text.startswith("//"):
        return _relative(text, base)
    return _absolute(f"https:{text}" if scheme is None else text)


def _relative(text: str, base: str | None) -> str | Opinion:
    if local_path(text) is None:
        return Opinion("unchecked", "it leads to a place on its own page")
    if base is None:
        reason = "a file of the site; name the folder of its files (check.files) or the course's url"
        return Opinion("unchecked", reason)
    return _absolute(urljoin(base if base.endswith("/") else base + "/", text.lstrip("/")))


def _absolute(text: str) -> str | Opinion:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return _BROKEN
    if "@" in parts.netloc:
        return Opinion("unsafe", "it holds a user name or password; take it out of the link")
    if not host:
        return Opinion("unchecked", "it names no host; correct it")
    try:
        address = addresses.clean(_in_ascii(parts, host), None)
        if _HOST.fullmatch(urlsplit(address).hostname or ""):
            return address
    except RequestFailed:
        pass
    return _BROKEN


def _in_ascii(parts: SplitResult, host: str) -> str:
    """The address with its host as the name system knows it (RFC 5891).

    Raises:
        RequestFailed: no host can have this name.
    """
    if host.isascii():
        return urlunsplit(parts)
    import idna

    try:
        name = idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise RequestFailed("no host can have this name", kind="address") from None
    port = "" if parts.port is None else f":{parts.port}"
    return urlunsplit(parts._replace(netloc=name + port))
