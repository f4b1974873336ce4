"""The links that a rule of the settings sets aside, and findings about the rules; pure."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from readinglist.links.exchange import Opinion
from readinglist.links.link_identity import host_of, identify_link, is_under
from readinglist.links.results import LinkTarget
from readinglist.model.finding import Finding
from readinglist.report import count_words
from readinglist.settings import IgnoreRule

NOTICE_DAYS = 14
"""Days before its end from which on a rule is said to run out."""


class RuleOutcome(NamedTuple):
    """Opinions by the name of their link, and findings about the rules."""

    opinions: Mapping[str, Opinion]
    findings: tuple[Finding, ...]


def apply_rules(
    targets: Iterable[LinkTarget],
    rules: Sequence[IgnoreRule],
    *,
    today: datetime.date,
    file: str | None = None,
    whole: bool = True,
) -> RuleOutcome:
    """Return the links that are set aside, each by the first rule that fits it and has not run out.

    Args:
        targets: the links.
        rules: the rules, in their order.
        today: the day; a rule holds until the end of its last one.
        file: the settings file, as findings name it; ``None``: there is none.
        whole: the targets are all links of the list; otherwise no rule is said to be of no use.
    """
    active = [_ActiveRule(rule) for rule in rules if not _has_expired(rule, today)]
    opinions = {}
    for target in targets:
        fitting = [candidate for candidate in active if candidate.fits(target)]
        # Also where one before it decides: it would be wrong to say that it fits no link.
        for candidate in fitting:
            candidate.used = True
        if fitting:
            rule = fitting[0].rule
            until = f"until {rule.until}" if rule.until else "for ever"
            reason = f"set aside {until} by a rule of the settings: {rule.reason}"
            opinions[target.name] = Opinion("ignored", reason)
    findings = [_expiry_finding(rule, today, file) for rule in rules if _has_expired(rule, today)]
    for candidate in active:
        findings += _usage_findings(candidate, today, file, whole)
    return RuleOutcome(opinions, tuple(findings))


class _ActiveRule:
    """A rule that holds, made ready to be compared with many links."""

    def __init__(self, rule: IgnoreRule) -> None:
        self.rule = rule
        self.used = False
        self._host = None if rule.host is None else _plain_host(rule.host)
        self._name = None if rule.url is None else identify_link(rule.url).name
        self._pattern = None if rule.pattern is None else Wildcard(rule.pattern)

    def fits(self, target: LinkTarget) -> bool:
        """Return whether all that the rule names fits the link.

        A key fits a link that is given under it and nowhere else: what another reading
        gives as well is still needed there.
        """
        rule = self.rule
        # Citation keys are unique without regard to case.
        keys = {(use.key or "").lower() for use in target.uses}
        if rule.key is not None and keys != {rule.key.lower()}:
            return False
        # An empty host, as of "*.", fits no link.
        if self._host == "" or (self._host and not is_under(_plain_host(host_of(target.url)), self._host)):
            return False
        if self._name is not None and rule.url != target.url and self._name != target.name:
            return False
        return self._pattern is None or any(map(self._pattern.fits, {target.url, target.name}))


def _plain_host(host: str) -> str:
    return host.strip().lower().removeprefix("*.").strip(".")


def _has_expired(rule: IgnoreRule, today: datetime.date) -> bool:
    return rule.until is not None and rule.until < today


def _expiry_finding(rule: IgnoreRule, today: datetime.date, file: str | None) -> Finding:
    message = (
        f"the rule that sets aside {_words(rule)} ({rule.reason}) ran out on {rule.until}, "
        f"{count_words((today - (rule.until or today)).days, 'day')} ago, and is not followed; "
        "remove it, or give it a later day"
    )
    return Finding(rule="expired-ignore", level="warning", message=message, file=file, key=rule.key)


def _usage_findings(
    active: _ActiveRule, today: datetime.date, file: str | None, whole: bool
) -> Iterator[Finding]:
    rule = active.rule
    if whole and not active.used:
        hint = " (a link that something else gives as well is not set aside by a key)" if rule.key else ""
        message = f"the rule that sets aside {_words(rule)} fits no link{hint}; remove it, or correct it"
        yield Finding(rule="unused-ignore", level="info", message=message, file=file, key=rule.key)
    elif rule.until is not None and (rule.until - today).days <= NOTICE_DAYS:
        message = (
            f"the rule that sets aside {_words(rule)} ({rule.reason}) runs out on {rule.until}; "
            "repair the link until then, or give the rule a later day"
        )
        yield Finding(rule="expiring-ignore", level="info", message=message, file=file, key=rule.key)


def _words(rule: IgnoreRule) -> str:
    """Return what a rule fits, in words."""
    named = {"key": rule.key, "host": rule.host, "url": rule.url, "pattern": rule.pattern}
    return " and ".join(f"{name} {value}" for name, value in named.items() if value is not None)


# Patterns -----------------------------------------------------------------------------


class Wildcard:
    """A pattern that fits a whole address: ``*`` is any text, ``?`` one character.

    Case counts but for the scheme and the host.

    Every place in the pattern is one bit of a number, and all places at which the text read
    so far may have arrived are kept at once (R. Baeza-Yates and G. H. Gonnet, "A new approach
    to text searching", CACM 35(10), 1992): nothing is ever tried again, so that no pattern
    and no address can make it slow.
    """

    def __init__(self, pattern: str) -> None:
        self._exact: dict[str, int] = defaultdict(int)
        self._folded: dict[str, int] = defaultdict(int)
        self._any = self._stars = 0
        # Most addresses are not fitted, which this part of the pattern mostly tells at once.
        literal = max(re.split(r"[*?]+", pattern), key=len).lower()
        self._needed = literal if literal.isascii() else ""
        place = 1
        for char in pattern:
            if char == "*":
                self._stars |= place
                continue
            if char == "?":
                self._any |= place
            else:
                self._exact[char] |= place
                self._folded[char.lower()] |= place
            place <<= 1
        self._end = place

    def fits(self, address: str) -> bool:
        """Return whether the whole address is of this pattern."""
        if self._needed not in address.lower():
            return False
        host_end = _end_of_host(address)
        places = 1
        for index, char in enumerate(address):
            fitting = self._folded.get(char.lower(), 0) if index < host_end else self._exact.get(char, 0)
            places = (places & (fitting | self._any)) << 1 | places & self._stars
            if not places:
                return False
        return bool(places & self._end)


def _end_of_host(address: str) -> int:
    """Where the scheme and the host of an address end, in which case does not count (RFC 3986, 6.2.2.1)."""
    try:
        netloc = urlsplit(address).netloc
    except ValueError:  # a bracket that is no IPv6 address
        return 0
    start = address.find("//")
    return 0 if start < 0 or not netloc else start + 2 + len(netloc)
