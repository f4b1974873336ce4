"""What to do next about a link: one more request, or a verdict. Pure: all policy, no clock, no network.

A page is asked for with GET at once, since HEAD cannot tell a page from one that says "not
found" with status 200, and both would be two requests. A file is asked for with HEAD
first, which does not make the server begin to send it. Where HEAD is refused or fails, or
what it says is not enough, a GET follows that reads no more than is needed.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from readinglist.links.exchange import PAGE_LIMIT, PEEK_LIMIT, Ask, Case, Exchange, Opinion
from readinglist.links.judge.judgement import judge
from readinglist.links.verdicts import Verdict, class_of
from readinglist.model.links import scheme_of
from readinglist.web.asking import addresses, terms
from readinglist.web.asking.failures import FailureKind, RequestFailed

MOST_HOPS = 10
LONGEST_WAIT_SECONDS = 10.0
"""The longest ``Retry-After`` that is waited for, all waits of one link together."""

_RETRY_SECONDS = 1.0
_CALM_SECONDS = 2.0
# A server that lets HEAD hang may answer GET, which must be left enough of the link's time.
_HEAD_SHARE = 0.4
# More than honest redirects, retries and doubts come to: no server may keep a link busy for ever.
_MOST_EXCHANGES = 24
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})  # RFC 9110, 15.4.2 and 15.4.9
_FILE = re.compile(
    r"\.(?:pdf|e?ps|djvu|pptx?|ppsx?|key|docx?|xlsx?|od[tps]|zip|t?gz|tar|bz2|xz|7z|rar|mp4|m4v|mov|avi|webm|mkv"
    r"|mp3|wav|ogg|png|jpe?g|gif|svg|webp|epub|mobi|csv|tsv|parquet|h5|npz|pth?|bin|exe|dmg|iso|whl|deb)$",
    re.I,
)
_ACCEPT = {"Accept": "text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.8"}

# What a fault says of the link, once it is not asked again.
_VERDICT_OF_FAULT: dict[FailureKind, Verdict] = {
    "dns": "dns",
    "dns_later": "timeout",
    "refused": "refused",
    "reset": "refused",
    "timeout": "timeout",
    "tls_expired": "tls_expired",
    "tls_hostname": "tls_hostname",
    "tls_untrusted": "tls_untrusted",
    "tls_protocol": "tls_protocol",
    "proxy": "unchecked",
    "private": "unsafe",
    "port": "unchecked",
    "address": "unchecked",
    "too_big": "too_big",
    "protocol": "refused",
    "resting": "rate_limited",
    "other": "refused",
}
# A timeout has used up the link's time, and what is said of certificates and addresses stays said.
_ONCE_MORE = frozenset({"dns", "dns_later", "refused", "reset", "protocol", "other"})


def first_request(case: Case) -> Ask:
    """Return the first request about a link."""
    return _request(case, "HEAD" if _FILE.search(urlsplit(case.url).path) else "GET", case.url)


def next_step(case: Case) -> Ask | Opinion:
    """Return what follows from the exchanges so far, of which there is one at least."""
    last = case.exchanges[-1]
    if len(case.exchanges) >= _MOST_EXCHANGES:
        return Opinion("too_big", "it takes more requests than one link may have", _moved_to(case))
    if last.ask.sibling:
        return _judge_reply(case)
    if last.fault is not None:
        return _after_fault(case, last)
    if last.status in _REDIRECTS and last.headers.get("location", "").strip():
        return _follow_redirect(case, last)
    if last.status == 304:
        return _after_not_modified(case, last)
    if last.ask.method == "HEAD" and not 200 <= (last.status or 0) < 300:
        return _request(case, "GET", last.ask.url)
    return _after_rate_limit(case, last) or _after_server_error(case, last) or _judge_reply(case)


# Requests ------------------------------------------------------------------------------


def _request(case: Case, method: str, url: str) -> Ask:
    validators = _validators(case, url)
    if method == "HEAD":
        return Ask("HEAD", url, headers={**_ACCEPT, **validators}, share=_HEAD_SHARE)
    if case.expected.pdf and not _was_refused(case, 416):
        limit = PEEK_LIMIT if case.remembered.title or not case.expected.titles else PAGE_LIMIT
        return Ask("GET", url, limit, {**_ACCEPT, "Range": f"bytes=0-{limit - 1}", **validators})
    return Ask("GET", url, PAGE_LIMIT, {**_ACCEPT, **validators})


def _validators(case: Case, url: str) -> dict[str, str]:
    """Return the headers of a conditional request (RFC 9110, 13.1), where an earlier run found it alive."""
    known = case.remembered
    if known.verdict_class != "alive" or (known.address or case.url) != url or _was_refused(case, 304):
        return {}
    validators = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in validators.items() if value}


def _was_refused(case: Case, status: int) -> bool:
    return any(exchange.status == status for exchange in case.exchanges)


# Replies -------------------------------------------------------------------------------


def _after_fault(case: Case, last: Exchange) -> Ask | Opinion:
    kind = last.fault or "other"
    if last.ask.method == "HEAD" and kind in ("reset", "protocol", "timeout", "too_big", "other"):
        return _request(case, "GET", last.ask.url)
    if kind in _ONCE_MORE and not _tried_before(case, last):
        return last.ask._replace(wait_seconds=_RETRY_SECONDS)
    return Opinion(_VERDICT_OF_FAULT[kind], last.fault_reason, _moved_to(case))


def _tried_before(case: Case, last: Exchange) -> bool:
    """Return whether the same request had come to nothing before."""
    same = [e for e in case.exchanges[:-1] if e.ask.url == last.ask.url and e.ask.method == last.ask.method]
    return any(e.fault is not None or (e.status or 0) >= 500 or e.status == 429 for e in same)


def _follow_redirect(case: Case, last: Exchange) -> Ask | Opinion:
    location = last.headers["location"]
    scheme = scheme_of(location)
    if scheme not in (None, "http", "https"):
        return Opinion("unsafe", f"it redirects to a {scheme}: address; take the link out")
    try:
        target = addresses.redirect_target(last.ask.url, location)
    except RequestFailed as fault:
        return Opinion("server_error", fault.reason, _moved_to(case))
    hops = list(_hops(case))
    if any(hop.ask.url == target and hop.ask.method == last.ask.method for hop in hops):
        return Opinion("too_big", "it redirects in a circle", target)
    if len(hops) > MOST_HOPS:
        return Opinion("too_big", f"it redirects more than {MOST_HOPS} times", target)
    return _request(case, last.ask.method, target)


def _after_not_modified(case: Case, last: Exchange) -> Ask | Opinion:
    asked = last.ask.headers
    if "If-None-Match" not in asked and "If-Modified-Since" not in asked:
        return Opinion("server_error", "it answers 304 where nothing was asked that this could answer")
    return _with_hops(case, Opinion("ok", "nothing has changed there since it was last looked at (HTTP 304)"))


def _after_rate_limit(case: Case, last: Exchange) -> Ask | Opinion | None:
    """Return what follows from being told to ask less often; ``None``: that was not said."""
    at = datetime.datetime.fromisoformat(last.at).timestamp() if last.at else 0.0
    asked = terms.retry_after(last.headers, at)
    if last.status != 429 and not (last.status == 503 and asked is not None):
        return None
    opinion = judge(case)
    if isinstance(opinion, Opinion) and opinion.verdict == "blocked":
        return opinion
    wait = _CALM_SECONDS if asked is None else asked
    waited = sum(e.ask.wait_seconds for e in case.exchanges)
    tries = sum(e.status in (429, 503) for e in case.exchanges)
    # Waited for once: a second time would hold up all other links of the host.
    if tries > 1 or waited + wait > LONGEST_WAIT_SECONDS:
        told = f"asks to wait {asked:.0f} s" if asked else "is asked too often"
        host = urlsplit(last.ask.url).hostname
        return Opinion("rate_limited", f"{host} {told} (HTTP {last.status})", _moved_to(case))
    return last.ask._replace(wait_seconds=wait)


def _after_server_error(case: Case, last: Exchange) -> Ask | Opinion | None:
    """Once more, where the server says that it has a fault; ``None``: it does not, or says so again."""
    if (last.status or 0) < 500 or _tried_before(case, last):
        return None
    opinion = judge(case)
    if isinstance(opinion, Opinion) and opinion.verdict != "server_error":
        return opinion
    return last.ask._replace(wait_seconds=_RETRY_SECONDS)


def _judge_reply(case: Case) -> Ask | Opinion:
    last = case.exchanges[-1]
    # 416: the part that was asked for cannot be had (RFC 9110, 15.5.17), so the whole is asked for.
    if last.status == 416 and "Range" in last.ask.headers:
        return _request(case, "GET", last.ask.url)
    opinion = judge(case)
    if opinion == "sibling":
        return Ask("GET", _sibling(case.url), PAGE_LIMIT, _ACCEPT, share=0.5, sibling=True)
    if opinion == "body":
        if last.ask.method == "GET" and last.ask.limit >= PAGE_LIMIT and "Range" not in last.ask.headers:
            return _with_hops(case, Opinion("ok", "it answers, and says nothing of itself"))
        if last.ask.method == "GET":
            return Ask("GET", last.ask.url, PAGE_LIMIT, _ACCEPT)
        return _request(case, "GET", last.ask.url)
    assert isinstance(opinion, Opinion)
    if class_of(opinion.verdict) != "alive" and _was_led_by_head(case):
        # Some send HEAD to a login or to their start page, and GET to the file.
        return _request(case, "GET", case.url)
    return _with_hops(case, opinion)


def _was_led_by_head(case: Case) -> bool:
    """Return whether it was HEAD that was redirected, and GET was never asked of the link itself."""
    heads = any(hop.ask.method == "HEAD" for hop in _hops(case))
    return heads and not any(e.ask.method == "GET" and e.ask.url == case.url for e in case.exchanges)


def _sibling(url: str) -> str:
    """Return an address beside ``url`` at which nothing can be; the same one each time."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rstrip("/").rpartition("/")
    made_up = hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=10).hexdigest()
    ending = re.search(r"\.\w{1,5}$", name)
    return urlunsplit(
        (parts.scheme, parts.netloc, f"{folder}/{made_up}{ending[0] if ending else ''}", "", "")
    )


# Redirects -----------------------------------------------------------------------------


def _hops(case: Case) -> Iterator[Exchange]:
    """Yield the redirects that were followed since the link itself was last asked about."""
    starts = [n for n, e in enumerate(case.exchanges) if e.ask.url == case.url and not e.ask.sibling]
    for exchange in case.exchanges[starts[-1] if starts else 0 :]:
        if exchange.status in _REDIRECTS and not exchange.ask.sibling:
            yield exchange


def _moved_to(case: Case) -> str | None:
    """Return where the redirects led; ``None``: nowhere else."""
    final = case.last_of_link.ask.url
    return final if final != case.url else None


def _with_hops(case: Case, opinion: Opinion) -> Opinion:
    """Return the opinion with where it led; what is there by way of a redirect is said to have moved."""
    address = _moved_to(case)
    if opinion.verdict != "ok" or address is None:
        return opinion._replace(address=opinion.address or address)
    hops = list(_hops(case))
    moved: Verdict = (
        "redirected_permanent" if all(hop.status in _PERMANENT for hop in hops) else "redirected_temporary"
    )
    words = "it has moved for good" if moved == "redirected_permanent" else "it is there by way of a redirect"
    down = any(a.ask.url.startswith("https:") for a in hops) and address.startswith("http:")
    unsafe = ", from https down to http" if down else ""
    return Opinion(moved, f"{words}{unsafe}: {address}", address, opinion.fits)
