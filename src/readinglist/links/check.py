"""The whole operation: who is asked, what is believed, what is remembered, what is proposed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from readinglist.links import registries
from readinglist.links.engine import canary
from readinglist.links.engine.engine import Looked
from readinglist.links.engine.interleave import interleaved
from readinglist.links.engine.network import Network
from readinglist.links.exchange import Opinion
from readinglist.links.looking import looking
from readinglist.links.memory import carried_over, confirm
from readinglist.links.memory.history import History
from readinglist.links.memory.look import Look
from readinglist.links.memory.memory import Memory
from readinglist.links.memory.seen import Seen
from readinglist.links.plan.plan import Plan, Ready, sorted_out
from readinglist.links.plan.selection import due
from readinglist.links.repair.repair import proposals
from readinglist.links.results import LinkReport, LinkResult, LinkTarget, Repair, Witness
from readinglist.links.verdicts import class_of

Progress = Callable[[LinkResult, int, int], None]
"""Takes a result as soon as it is known, how many there are so far, and how many there will be."""

_NO_NETWORK = "there is no network here, so nobody could look"
_INTERRUPTED = "the run was ended before it came to this link"
_TOO_MANY = "more links of this host are due than one run may ask about; the next run goes on with it"
_SIDE_BY_SIDE = 16
_ENOUGH_DOUBTS = 3
# What a machine without network has to say of every link.
_OF_NO_NETWORK = frozenset({"dns", "refused", "timeout"})


class Checked(NamedTuple):
    """The report of a check, and what is remembered from then on."""

    report: LinkReport
    history: History


def check(plan: Plan, network: Network, progress: Progress | None = None) -> Checked:
    """Look at the links that are due, and say what is known of all.

    Ctrl-C ends it early: the report then says so, and holds what was heard until then.

    Args:
        plan: what is to be checked.
        network: what to ask with.
        progress: is told each result as it comes.
    """
    run = _Run(plan, sorted_out(plan), network, progress)
    try:
        run.ask()
    except KeyboardInterrupt:
        run.interrupted = True
        network.engine.stop()
    return run.finished()


class _Heard(NamedTuple):
    """What was heard of one link, by whom, and at which time of the steady clock."""

    target: LinkTarget
    opinion: Opinion
    witnesses: tuple[Witness, ...]
    at: float
    seen: Seen = Seen("")


@dataclass(slots=True)
class _Run:
    plan: Plan
    ready: Ready
    network: Network
    progress: Progress | None
    interrupted: bool = False
    offline: bool = False
    results: dict[str, LinkResult] = field(default_factory=dict)
    memories: list[Memory | None] = field(default_factory=list)
    doubtful: list[_Heard] = field(default_factory=list)
    fits: dict[str, bool] = field(default_factory=dict)
    began: float = 0.0

    def ask(self) -> None:
        """Say what is known without asking, ask about what is due, and settle what may be our own fault."""
        self.began = self.network.clock.steady()
        plan = self.plan
        for target in plan.targets:
            if target.name in self.ready.opinions:
                self._set_aside(target, *self.ready.opinions[target.name])
        wanted = due(
            [target for target in plan.targets if target.name in self.ready.asked],
            plan.history,
            plan.settings,
            plan.when,
            keys=plan.keys,
            everything=plan.everything,
        )
        for target in wanted.later:
            memory = plan.history.get(target.name)
            assert memory is not None, "only what is remembered is put off"
            self._add(target, carried_over.recalled(target, memory))
        for target in wanted.too_many:
            self._put_off(target, _TOO_MANY)
        self._ask_all(wanted.ask)
        self._settle_doubts()
        self._propose()

    def finished(self) -> Checked:
        """The report, in the order of the list, and the history."""
        for target in self.plan.targets:
            if target.name not in self.results:
                self._put_off(target, _NO_NETWORK if self.offline else _INTERRUPTED)
        sent = sum(self.network.engine.sent.values()) + self.network.session.requests_made
        report = LinkReport(
            links=tuple(self.results[target.name] for target in self.plan.targets),
            findings=self.ready.findings,
            started=_stated(self.plan.when.now),
            seconds=max(0.0, round(self.network.clock.steady() - self.began, 3)),
            requests=sent,
            interrupted=self.interrupted,
            offline=self.offline,
        )
        return Checked(report, self.plan.history.with_memories(self.memories))

    # Asking -----------------------------------------------------------------------------

    def _ask_all(self, targets: Sequence[LinkTarget]) -> None:
        registered = [target for target in targets if registries.registered_name(target) is not None]
        names = {target.name for target in registered}
        pages = [target for target in targets if target.name not in names]
        unknown = []
        for heard in interleaved(self._registries(registered), self._pages(pages)):
            if self.offline:
                self.network.engine.stop()
                return
            if heard.target.inferred and heard.target.name in names and _is_open(heard.opinion):
                unknown.append(heard)
            else:
                self._hear(heard)
        self._ask_pages_of(unknown)

    def _ask_pages_of(self, unknown: Sequence[_Heard]) -> None:
        """Ask the pages of links whose identifier was only read out of the address, and is not known."""
        said = {heard.target.name: heard.witnesses for heard in unknown}
        for heard in self._pages([heard.target for heard in unknown]):
            self._hear(heard._replace(witnesses=(*said[heard.target.name], *heard.witnesses)))

    def _registries(self, targets: Sequence[LinkTarget]) -> Iterator[_Heard]:
        clock = self.network.clock
        most = self.plan.settings.most_per_host
        for target, opinion, witnesses in registries.ask(
            targets, self.network.session, clock.now, most_singly=most
        ):
            yield _Heard(target, opinion, witnesses, clock.steady())

    def _pages(self, targets: Iterable[LinkTarget]) -> Iterator[_Heard]:
        history, today = self.plan.history, self.plan.when.now.date()
        wanted = [(target, self.ready.asked[target.name]) for target in targets]
        for looked in self.network.engine.run(wanted, lambda t: history.remembered(t.name, today)):
            yield _of_page(looked, self.network.clock.steady())

    # Believing --------------------------------------------------------------------------

    def _hear(self, heard: _Heard) -> None:
        """Take what was heard, at once or, where it may be for want of a network, when that is settled."""
        if heard.opinion.verdict not in _OF_NO_NETWORK:
            self._believe(heard)
            return
        self.doubtful.append(heard)
        if len(self.doubtful) == _ENOUGH_DOUBTS and self._nobody_replied():
            self.offline = not canary.is_online(self.network.engine, self.began)

    def _nobody_replied(self) -> bool:
        session = self.network.session
        return self.network.engine.last_reply < self.began and (
            session.no_network or not session.requests_made
        )

    def _settle_doubts(self) -> None:
        """Believe what was doubtful where there was a network when it was heard."""
        engine = self.network.engine
        for heard in sorted(self.doubtful, key=lambda heard: heard.at):
            # A silent host is itself to blame where others replied; for a name that is not known it
            # takes a reply after it, since without a network no name is.
            since = heard.at if heard.seen.nameless else self.began
            if engine.last_reply <= since and not self.offline:
                self.offline = not canary.is_online(engine, since)
            if engine.last_reply <= since:
                self._put_off(heard.target, _NO_NETWORK)
            else:
                self._believe(heard)
        # Where anybody was heard, something is known.
        self.offline = self.offline and engine.last_reply < self.began

    def _believe(self, heard: _Heard) -> None:
        target, opinion = heard.target, heard.opinion
        look = Look(
            target.name,
            opinion.verdict,
            self.plan.when.now,
            opinion.address,
            etag=heard.seen.etag,
            last_modified=heard.seen.last_modified,
            title=heard.seen.title,
            digest=heard.seen.digest,
            unchanged=heard.seen.unchanged,
        )
        standing = confirm.stand(
            self.plan.history.get(target.name),
            look,
            heard.witnesses,
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
                witnesses=heard.witnesses,
                used_by=target.uses,
                confirmed=standing.confirmed,
                runs=standing.runs,
                since=standing.since,
                last_alive=standing.last_alive,
                history=standing.history,
                change=standing.change,
            ),
        )

    def _propose(self) -> None:
        """Find what could stand in place of what is dead or has moved, for many links side by side."""
        mending = [
            target
            for target in self.plan.targets
            if (result := self.results.get(target.name))
            and result.fresh
            and (result.verdict_class == "dead" or result.verdict == "redirected_permanent")
        ]
        if not mending:
            return
        look = looking(
            self.results.values(),
            self.network.session,
            self.network.engine.look,
            self.network.clock.now,
        )
        with ThreadPoolExecutor(min(_SIDE_BY_SIDE, len(mending)), thread_name_prefix="repair") as pool:
            for target, repairs in zip(mending, pool.map(partial(self._repairs, look), mending), strict=True):
                known = self.results[target.name]
                self.results[target.name] = known.model_copy(update={"repairs": repairs})

    def _repairs(self, look: Callable[[str], Opinion], target: LinkTarget) -> tuple[Repair, ...]:
        plan = self.plan
        return proposals(
            self.results[target.name],
            target,
            plan.readings,
            plan.when.today,
            # Copies are looked for where somebody must act tonight: a request each, two a second.
            session=self.network.session if self.results[target.name].is_red else None,
            look=look,
            fits=self.fits.get(target.name),
        )

    def _set_aside(self, target: LinkTarget, name: str, opinion: Opinion) -> None:
        witness = Witness(
            name=name, said=opinion.reason, at=_stated(self.plan.when.now), verdict=opinion.verdict
        )
        self._believe(_Heard(target, opinion, (witness,), self.began))

    def _put_off(self, target: LinkTarget, why: str) -> None:
        self._add(target, carried_over.put_off(target, self.plan.history.get(target.name), why))

    def _add(self, target: LinkTarget, result: LinkResult) -> None:
        self.results[target.name] = result
        if self.progress is not None:
            self.progress(result, len(self.results), len(self.plan.targets))


def _is_open(opinion: Opinion) -> bool:
    return class_of(opinion.verdict) not in ("alive", "dead")


def _of_page(looked: Looked, at: float) -> _Heard:
    opinion, seen = looked.opinion, looked.seen
    witness = Witness(name="page", said=opinion.reason, at=seen.at, verdict=opinion.verdict)
    return _Heard(looked.target, opinion, (witness,), at, seen)


def _stated(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds")
