"""What is to be checked; and which of its links need no asking, or may not be asked about. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from readinglist.links.exchange import Opinion
from readinglist.links.history import History
from readinglist.links.ignore_rules import apply_rules
from readinglist.links.link_identity import request_address
from readinglist.links.results import LinkTarget
from readinglist.links.selection import RunTime
from readinglist.model.finding import Finding
from readinglist.model.links import is_placeholder, local_path
from readinglist.model.reading import Reading
from readinglist.settings import CheckSettings


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be checked, and with what in mind.

    Attributes:
        targets: the links, in the order of the list.
        settings: how they are checked.
        history: what earlier runs remember.
        when: the time of this run.
        keys: citation keys that were asked for; all their links are asked about.
        everything: ask about every link, also those that were well lately.
        base: the address of the course's site, for relative links; ``None``: not known.
        exists: whether a file of the site is there; ``None``: not known.
        whole: the targets are all links of the list.
        settings_file: as findings name it; ``None``: there is none.
        remembers: whether the history is kept; otherwise no memories are made.
        readings: the readings of the list, by citation key, for what could repair a link.
    """

    targets: tuple[LinkTarget, ...]
    settings: CheckSettings
    history: History
    when: RunTime
    keys: Collection[str] = ()
    everything: bool = False
    base: str | None = None
    exists: Callable[[str], bool] | None = None
    whole: bool = True
    settings_file: str | None = None
    remembers: bool = True
    readings: Mapping[str, Reading] = field(default_factory=dict)


class ClassifiedTargets(NamedTuple):
    """The links of a plan by what is done about them, by name.

    Attributes:
        addresses: the address at which each link is asked about that may be.
        opinions: what is to be said of the others, and who says so.
        findings: about the rules of the settings.
    """

    addresses: Mapping[str, str]
    opinions: Mapping[str, tuple[str, Opinion]]
    findings: tuple[Finding, ...]


def classify_targets(plan: Plan) -> ClassifiedTargets:
    """Return which links may be asked about, and what is to be said of the others."""
    rules = apply_rules(
        plan.targets,
        plan.settings.ignore,
        today=plan.when.today,
        file=plan.settings_file,
        whole=plan.whole,
    )
    addresses: dict[str, str] = {}
    opinions = {name: ("settings", opinion) for name, opinion in rules.opinions.items()}
    for target in plan.targets:
        if target.name in opinions:
            continue
        path = local_path(target.url)
        if path is not None and plan.exists is not None and not is_placeholder(target.url):
            opinions[target.name] = ("file", _judge_local_file(path, plan.exists))
            continue
        address = request_address(target.url, plan.base)
        if isinstance(address, str):
            addresses[target.name] = address
        else:
            opinions[target.name] = ("link", address)
    return ClassifiedTargets(addresses, opinions, rules.findings)


def _judge_local_file(path: str, exists: Callable[[str], bool]) -> Opinion:
    try:
        there = exists(unquote(path).lstrip("/"))
    except (OSError, ValueError):  # a name that no file can have: too long, or it leaves the folder
        there = False
    if there:
        return Opinion("ok", "the file is there")
    return Opinion("gone", f"the file {path} is not there; put it there, or correct the link")
