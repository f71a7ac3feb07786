"""What a run is: a fold over its events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from adrs.core.candidate import Admission
from adrs.core.errors import StoreError
from adrs.core.events import (
    Asked,
    Assessed,
    Called,
    Calling,
    Event,
    Finished,
    Learned,
    Noted,
    ProposalFailed,
    Resumed,
    Started,
    Steered,
    Stopped,
    Told,
)
from adrs.core.verdict import Evaluation, Outcome, Usage
from adrs.run.config import RunConfig
from adrs.run.front import Front
from adrs.run.spending import Spending

FINALISTS = 5
_LIMITS = {"usd": "cost_usd"}
_RANKED = 64  # the best of train: who is elected when finalists were ruled out


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate good enough to be remembered by the fold."""

    candidate: str
    program: str
    syntax: str
    score: float
    value: float
    origin: str


@dataclass(frozen=True, slots=True)
class Point:
    """One step of the progress curve: the best so far after some evaluations."""

    evaluations: int
    seconds: float
    score: float
    value: float
    candidate: str


@dataclass
class ArmTally:
    """What an arm was tried for and brought."""

    tried: int = 0
    failed: int = 0
    improved: int = 0


@dataclass
class RunState:
    """The fold. ``apply`` takes events in journal order; memory grows by a digest per candidate only."""

    run_id: str
    config: RunConfig | None = None
    environment: dict[str, object] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    asked: int = 0
    failed: int = 0
    in_a_row: int = 0
    infeasible: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    arms: dict[str, ArmTally] = field(default_factory=dict)
    front: Front = field(default_factory=Front)
    curve: list[Point] = field(default_factory=list)
    assessed: dict[tuple[str, str], Evaluation] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    seeds: dict[str, Evaluation] = field(default_factory=dict)
    calls: Spending = field(default_factory=Spending)
    notes: Counter[str] = field(default_factory=Counter)
    machine_load: dict[str, object] = field(default_factory=dict)
    steered: list[Steered] = field(default_factory=list)
    wishes: set[str] = field(default_factory=set)
    vetoed: set[str] = field(default_factory=set)
    injections: dict[str, Steered] = field(default_factory=dict)
    paused: bool = False
    began_at: float = 0.0
    champion: str | None = None
    stopped: str | None = None
    finished: bool = False
    _session_began: float = 0.0
    _before: float = 0.0
    _last: float = 0.0
    _briefs: dict[int, str] = field(default_factory=dict)
    _ranked: list[Ranked] = field(default_factory=list)

    @property
    def elapsed_s(self) -> float:
        """Seconds that the run has been worked on, pauses left out."""
        return self.elapsed_at(self._last)

    def elapsed_at(self, now: float) -> float:
        """The same at this moment of a sitting that goes on."""
        return self._before + max(0.0, now - self._session_began)

    @property
    def evaluations(self) -> int:
        """Candidates tried, seeds included."""
        return self.usage.evaluations

    @property
    def untried(self) -> list[Steered]:
        """Injections that were accepted and not tried yet."""
        return [event for name, event in self.injections.items() if name not in self.seeds]

    @property
    def finalists(self) -> list[Ranked]:
        """The best on train, best first; who was ruled out is none of them."""
        return [ranked for ranked in self._ranked if ranked.candidate not in self.vetoed][:FINALISTS]

    @property
    def best(self) -> Ranked | None:
        """The best candidate on the train workloads."""
        return next((ranked for ranked in self._ranked if ranked.candidate not in self.vetoed), None)

    def finalist(self, candidate: str) -> Ranked:
        """The remembered candidate with this id.

        Raises:
            StoreError: It is not among the remembered ones.
        """
        for ranked in self.finalists:
            if ranked.candidate == candidate:
                return ranked
        raise StoreError(f"run {self.run_id} has no finalist {candidate!r}")

    def apply(self, event: Event) -> None:
        """Take one more event in."""
        match event:
            case Started():
                self.config = RunConfig.from_json(event.config)
                self.environment = dict(event.environment)
                self._loaded("start", event.environment)
                self.began_at = event.at
                self._begin(event.at)
            case Resumed():
                self.config = RunConfig.from_json(event.config)
                self.usage = self.usage + self.calls.abandoned()
                self.stopped, self.finished, self.in_a_row = None, False, 0
                self._loaded("resumed", event.environment)
                self._begin(event.at)
            case Asked():
                self.asked = max(self.asked, event.brief + 1)
                self._briefs[event.brief] = str(event.arm)
                self._arm(str(event.arm)).tried += 1
            case Calling():
                self.calls.opened(event)
                self._at(event.at)
            case Called():
                self.usage = self.usage + self.calls.closed(event)
                self._at(event.at)
            case Noted():
                self.notes[f"{event.source}: {event.text}"] += 1
                self._at(event.at)
            case Learned():
                self._at(event.at)
            case Steered():
                self._steer(event)
            case ProposalFailed():
                self._fail(event)
            case Told():
                self._tell(event)
            case Assessed():
                self.assessed[event.candidate, event.split] = event.evaluation
                self._at(event.at)
            case Stopped():
                self.stopped, self.paused = event.reason, False
                self._at(event.at)
            case Finished():
                self.champion, self.finished = event.champion, True
                self._loaded("end", event.environment)
                self._at(event.at)

    def _begin(self, at: float) -> None:
        self._before = self.elapsed_s
        self._session_began = self._last = at

    def _loaded(self, when: str, environment: Mapping[str, object]) -> None:
        if load := environment.get("machine_load"):
            self.machine_load[when] = load

    def _at(self, at: float) -> None:
        self._last = max(self._last, at)

    def _arm(self, name: str) -> ArmTally:
        return self.arms.setdefault(name, ArmTally())

    def _fail(self, event: ProposalFailed) -> None:
        self.failed += 1
        self.in_a_row += 1
        self.usage = self.usage + self.calls.rest(event.brief, event.usage)
        self.reasons[event.reason.split(":")[0]] += 1
        arm = self._briefs.pop(event.brief, None)
        if arm is not None:
            self._arm(arm).failed += 1
        self._at(event.at)

    def _tell(self, event: Told) -> None:
        self._at(event.at)
        self.in_a_row = 0
        self.usage = self.usage + self.calls.rest(event.brief, event.usage)
        self.seen.setdefault(event.syntax, event.candidate)
        self._count(event)
        if event.brief is None:
            self.seeds[event.candidate] = event.evaluation
        else:
            arm = self._arm(self._briefs.pop(event.brief, event.origin))
            arm.improved += event.admission is not Admission.REJECTED
        evaluation = event.evaluation
        if evaluation.violation:
            self.infeasible += 1
        elif evaluation.score is not None and evaluation.value is not None:
            self._rank(event, evaluation.score, evaluation.value)
            self.front.add(event.candidate, evaluation)

    def _steer(self, event: Steered) -> None:
        self.steered.append(event)
        self.wishes.add(event.wish)
        if event.kind == "resume" and self.paused:  # what lies between the last step and now was no work
            self._session_began += max(0.0, event.at - self._last)
        self._at(event.at)
        if not event.refused:
            self._obey(event)

    def _obey(self, event: Steered) -> None:
        match event.kind:
            case "pause" | "resume":
                self.paused = event.kind == "pause"
            case "veto":
                self._veto(event.detail["candidate"])
            case "inject":
                self.injections[event.detail["candidate"]] = event
            case "budget" if self.config is not None:
                limits = {_LIMITS.get(name, name): limit for name, limit in event.detail.items()}
                self.config = replace(self.config, **limits)

    def _veto(self, candidate: str) -> None:
        before = self.best
        self.vetoed.add(candidate)
        best = self.best
        if best is not None and best != before:  # the curve goes down: what was best counts no more
            now = self.evaluations, self.elapsed_s
            self.curve.append(Point(*now, best.score, best.value, best.candidate))

    def _count(self, event: Told) -> None:
        outcome = event.evaluation.outcome
        gated = outcome is Outcome.VALID and not event.evaluation.complete
        self.outcomes["GATED" if gated else outcome.value] += 1

    def _rank(self, event: Told, score: float, value: float) -> None:
        best = self.best
        if best is None or score > best.score:
            self.curve.append(Point(self.evaluations, self.elapsed_s, score, value, event.candidate))
        ranked = Ranked(event.candidate, event.program, event.syntax, score, value, event.origin)
        self._ranked.append(ranked)
        self._ranked.sort(key=lambda r: -r.score)  # stable: the earlier one wins ties
        del self._ranked[_RANKED:]


def fold(run_id: str, events: Iterable[Event]) -> RunState:
    """The state after ``events``."""
    state = RunState(run_id)
    for event in events:
        state.apply(event)
    return state
