"""The whole operation: what is asked and of whom, what is believed, what is remembered, what is proposed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from readinglist.links import registries
from readinglist.links.assessment import assess, carry_over, postpone
from readinglist.links.engine import interleave
from readinglist.links.exchange import Observation, Opinion, Testimony
from readinglist.links.history import History
from readinglist.links.link_identity import registry_identifier
from readinglist.links.memory import Memory
from readinglist.links.network import Network, is_online
from readinglist.links.plan import ClassifiedTargets, Plan, classify_targets, select_due
from readinglist.links.repair import AddressLookup, address_lookup, propose
from readinglist.links.results import LinkReport, LinkResult, LinkTarget, Repair, Witness
from readinglist.links.verdicts import class_of

Progress = Callable[[LinkResult, int, int], None]
"""Takes a result as soon as it is known, how many there are so far, and how many there will be."""

_NO_NETWORK = "there is no network here, so nobody could look"
_INTERRUPTED = "the run was ended before it came to this link"
_TOO_MANY = "more links of this host are due than one run may ask about; the next run goes on with it"
_SIDE_BY_SIDE = 16
# After so many links that look as all do without a network, a canary is asked: to find out only at the
# end would mean to wait for every link's timeout.
_ENOUGH_DOUBTS = 3
# What a machine without network has to say of every link.
_OF_NO_NETWORK = frozenset({"dns", "refused", "timeout"})


class CheckOutcome(NamedTuple):
    """The report of a check, and what is remembered from then on."""

    report: LinkReport
    history: History


def check_plan(plan: Plan, network: Network, progress: Progress | None = None) -> CheckOutcome:
    """Ask about the links that are due, and report what is known of all of them.

    Ctrl-C ends it early: the report then says so, and holds what was heard until then.

    Args:
        plan: what is to be checked.
        network: what to ask with.
        progress: is told each result as it comes.
    """
    run = _Run(plan, classify_targets(plan), network, progress)
    try:
        run.ask()
    except KeyboardInterrupt:
        run.interrupted = True
        network.engine.stop()
    return run.outcome()


@dataclass(slots=True)
class _Run:
    plan: Plan
    classified: ClassifiedTargets
    network: Network
    progress: Progress | None
    interrupted: bool = False
    offline: bool = False
    results: dict[str, LinkResult] = field(default_factory=dict)
    memories: list[Memory | None] = field(default_factory=list)
    doubtful: list[Testimony] = field(default_factory=list)
    fits: dict[str, bool] = field(default_factory=dict)
    began: float = 0.0

    def ask(self) -> None:
        """Report what is known without asking, ask about what is due, settle doubts, propose repairs."""
        self.began = self.network.clock.steady()
        plan = self.plan
        for target in plan.targets:
            if target.name in self.classified.opinions:
                self._set_aside(target, *self.classified.opinions[target.name])
        chosen = select_due(
            [target for target in plan.targets if target.name in self.classified.addresses],
            plan.history,
            plan.settings,
            plan.when,
            keys=plan.keys,
            everything=plan.everything,
        )
        for target in chosen.later:
            memory = plan.history.get(target.name)
            assert memory is not None, "only what is remembered can wait"
            self._add(target, carry_over(target, memory))
        for target in chosen.too_many:
            self._postpone(target, _TOO_MANY)
        self._ask_all(chosen.ask)
        # Before repairs are looked for, which takes a network and what is dead.
        self._settle_doubts()
        self._propose()

    def outcome(self) -> CheckOutcome:
        """Return the report, in the order of the list, and the history."""
        for target in self.plan.targets:
            if target.name not in self.results:
                self._postpone(target, _NO_NETWORK if self.offline else _INTERRUPTED)
        sent = sum(self.network.engine.sent.values()) + self.network.session.requests_made
        report = LinkReport(
            links=tuple(self.results[target.name] for target in self.plan.targets),
            findings=self.classified.findings,
            started=_iso_time(self.plan.when.now),
            seconds=max(0.0, round(self.network.clock.steady() - self.began, 3)),
            requests=sent,
            interrupted=self.interrupted,
            offline=self.offline,
        )
        return CheckOutcome(report, self.plan.history.with_memories(self.memories))

    # Asking -----------------------------------------------------------------------------

    def _ask_all(self, targets: Sequence[LinkTarget]) -> None:
        registered = [target for target in targets if registry_identifier(target) is not None]
        names = {target.name for target in registered}
        pages = [target for target in targets if target.name not in names]
        unknown = []
        streams = [self._ask_pages(pages), *([self._ask_registries(registered)] if registered else [])]
        for testimony in interleave(*streams):
            if self.offline:
                self.network.engine.stop()
                return
            target = testimony.target
            is_open = class_of(testimony.opinion.verdict) not in ("alive", "dead")
            if target.inferred and target.name in names and is_open:
                unknown.append(testimony)
            else:
                self._hear(testimony)
        self._ask_pages_of_unknown(unknown)

    def _ask_pages_of_unknown(self, unknown: Sequence[Testimony]) -> None:
        """Ask the pages of links whose identifier was only read out of the address, and is not known."""
        before = {testimony.target.name: testimony.witnesses for testimony in unknown}
        for testimony in self._ask_pages([testimony.target for testimony in unknown]):
            witnesses = (*before[testimony.target.name], *testimony.witnesses)
            self._hear(testimony._replace(witnesses=witnesses))

    def _ask_registries(self, targets: Sequence[LinkTarget]) -> Iterator[Testimony]:
        clock = self.network.clock
        most = self.plan.settings.most_per_host
        for testimony in registries.ask(targets, self.network.session, clock.now, most_singly=most):
            yield testimony._replace(heard=clock.steady())

    def _ask_pages(self, targets: Iterable[LinkTarget]) -> Iterator[Testimony]:
        history, today = self.plan.history, self.plan.when.now.date()
        wanted = [(target, self.classified.addresses[target.name]) for target in targets]
        for testimony in self.network.engine.run(wanted, lambda t: history.observation(t.name, today)):
            yield testimony._replace(heard=self.network.clock.steady())

    # Believing --------------------------------------------------------------------------

    def _hear(self, testimony: Testimony) -> None:
        """Believe a testimony at once or, where it may be for want of a network, when that is settled."""
        if testimony.opinion.verdict not in _OF_NO_NETWORK:
            self._believe(testimony)
            return
        self.doubtful.append(testimony)
        if len(self.doubtful) == _ENOUGH_DOUBTS and self._no_host_replied():
            self.offline = not is_online(self.network.engine, self.began)

    def _no_host_replied(self) -> bool:
        session = self.network.session
        return self.network.engine.last_reply < self.began and (
            session.no_network or not session.requests_made
        )

    def _settle_doubts(self) -> None:
        """Believe what was doubtful where there was a network when it was heard."""
        engine = self.network.engine
        for testimony in sorted(self.doubtful, key=lambda testimony: testimony.heard):
            # A silent host is itself to blame where others replied; for a name that is not known it
            # takes a reply after it, since without a network no name is.
            page = testimony.observation
            since = testimony.heard if page is not None and page.nameless else self.began
            if engine.last_reply <= since and not self.offline:
                self.offline = not is_online(engine, since)
            if engine.last_reply <= since:
                self._postpone(testimony.target, _NO_NETWORK)
            else:
                self._believe(testimony)
        # Where any host was heard, something is known.
        self.offline = self.offline and engine.last_reply < self.began

    def _believe(self, testimony: Testimony) -> None:
        target, opinion = testimony.target, testimony.opinion
        standing = assess(
            self.plan.history.get(target.name),
            target.name,
            self.plan.when.now,
            testimony.observation or Observation(opinion.verdict, opinion.address),
            testimony.witnesses,
            confirm_runs=self.plan.settings.confirm_runs,
        )
        if self.plan.remembers:
            self.memories.append(standing.memory)
        if opinion.fits is not None:
            self.fits[target.name] = opinion.fits
        self._add(
            target,
            LinkResult(
                url=target.url,
                verdict=opinion.verdict,
                reason=opinion.reason,
                address=opinion.address,
                witnesses=testimony.witnesses,
                used_by=target.uses,
                **standing.fields,
            ),
        )

    def _propose(self) -> None:
        """Find what could stand in place of what is dead or has moved, for many links side by side."""
        broken = [
            target
            for target in self.plan.targets
            if (result := self.results.get(target.name))
            and result.fresh
            and (result.verdict_class == "dead" or result.verdict == "redirected_permanent")
        ]
        if not broken:
            return
        network = self.network
        look = address_lookup(self.results.values(), network.session, network.engine.look, network.clock.now)
        with ThreadPoolExecutor(min(_SIDE_BY_SIDE, len(broken)), thread_name_prefix="repair") as pool:
            for target, repairs in zip(
                broken, pool.map(partial(self._propose_for, look), broken), strict=True
            ):
                known = self.results[target.name]
                self.results[target.name] = known.model_copy(update={"repairs": repairs})

    def _propose_for(self, look: AddressLookup, target: LinkTarget) -> tuple[Repair, ...]:
        plan = self.plan
        return propose(
            self.results[target.name],
            target,
            plan.readings,
            plan.when.today,
            # Copies in archives are looked for only where a person must act: a request each, two a second.
            session=self.network.session if self.results[target.name].is_red else None,
            look=look,
            fits=self.fits.get(target.name),
        )

    def _set_aside(self, target: LinkTarget, name: str, opinion: Opinion) -> None:
        witness = Witness(
            name=name, said=opinion.reason, at=_iso_time(self.plan.when.now), verdict=opinion.verdict
        )
        self._believe(Testimony(target, opinion, (witness,)))

    def _postpone(self, target: LinkTarget, why: str) -> None:
        self._add(target, postpone(target, self.plan.history.get(target.name), why))

    def _add(self, target: LinkTarget, result: LinkResult) -> None:
        self.results[target.name] = result
        if self.progress is not None:
            self.progress(result, len(self.results), len(self.plan.targets))


def _iso_time(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds")
