"""One run as the dashboard sees it: the run's own fold, and what pages ask about besides."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from adrs.core.candidate import Admission
from adrs.core.events import (
    Asked,
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
from adrs.dashboard.rows import Row, make_row
from adrs.run.report.lineage import kind_of_failure
from adrs.run.state import RunState

_NEWS = 200
_TEXT_CHARS = 300


@dataclass(frozen=True, slots=True)
class Waiting:
    """A brief that is out, or a model call that has not ended."""

    number: int
    what: str
    parent: str
    since_s: float


@dataclass(frozen=True, slots=True)
class Spent:
    """What had been spent at one moment of the run."""

    elapsed_s: float
    evaluations: int
    tokens: int
    cost_usd: float


@dataclass
class Earned:
    """What an arm brought, beside what the run's own tally says."""

    lead: float = 0.0
    leads: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    best: float | None = None


@dataclass(frozen=True, slots=True)
class News:
    """A line of the feed; texts come from candidates, models and people, and are not to be trusted."""

    number: int
    at: float
    kind: str
    text: str
    candidate: str = ""


@dataclass
class RunView:
    """The fold. ``apply`` takes numbered events in journal order."""

    run_id: str
    state: RunState = field(init=False)
    number: int = 0
    started_at: float | None = None
    last_at: float = 0.0
    rows: list[Row] = field(default_factory=list)
    by_id: dict[str, Row] = field(default_factory=dict)
    children: dict[str, list[Row]] = field(default_factory=dict)
    workloads: dict[str, int] = field(default_factory=dict)
    briefs: dict[int, Waiting] = field(default_factory=dict)
    open_calls: dict[int, Waiting] = field(default_factory=dict)
    calls: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    spent: list[Spent] = field(default_factory=list)
    earned: dict[str, Earned] = field(default_factory=dict)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    news: deque[News] = field(default_factory=lambda: deque(maxlen=_NEWS))
    wishes: list[dict[str, Any]] = field(default_factory=list)
    _call_of: dict[int, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.state = RunState(self.run_id)

    def apply(self, number: int, event: Event) -> None:
        """Take one more event in."""
        best = self.state.best
        self.state.apply(event)
        self.number = number
        at = getattr(event, "at", 0.0)
        self.last_at = max(self.last_at, at)
        match event:
            case Started():
                self.started_at = at
                self._tell(number, at, "started", f"searching {event.problem}")
            case Asked():
                self.briefs[event.brief] = Waiting(number, str(event.arm), event.parent, self.state.elapsed_s)
            case Calling():
                self._calling(number, event)
            case Called():
                self._called(number, event)
            case Told():
                self._told(number, event, None if best is None else best.score)
            case ProposalFailed():
                self._failed(number, event)
            case Learned() | Noted() | Resumed() | Stopped() | Finished():
                self._noted(number, event)
            case Steered():
                self._steered(number, event)

    @property
    def champion(self) -> Row | None:
        """Who was elected; before the end of the run, the best on train."""
        state = self.state
        if state.finished and state.champion in self.by_id:
            return self.by_id[state.champion]
        return None if state.best is None else self.by_id.get(state.best.candidate)

    def line_to(self, candidate: str) -> list[Row]:
        """From a seed to ``candidate`` along first parents, oldest first."""
        line: list[Row] = []
        row = self.by_id.get(candidate)
        while row is not None:
            line.append(row)
            parent = self.by_id.get(row.parent or "")
            row = parent if parent is not None and parent.index < row.index else None
        return line[::-1]

    def _told(self, number: int, event: Told, best: float | None) -> None:
        parent = self.by_id.get(event.parents[0]) if event.parents else None
        row = make_row(
            number,
            event,
            workloads=self.workloads,
            index=len(self.rows),
            place=(self.state.evaluations, self.state.elapsed_s),
            depth=0 if parent is None else parent.depth + 1,
        )
        self.rows.append(row)
        self.by_id[row.candidate] = row
        self.children.setdefault(row.parent or "", []).append(row)
        if event.brief is not None:
            self.briefs.pop(event.brief, None)
        if row.failed:
            self.failures[row.outcome, kind_of_failure(event.evaluation).partition(": ")[2]] += 1
        self._earn(event, row, best)
        self._spend()
        if row.score is not None and (best is None or row.score > best):
            self._tell(number, event.at, "best", row.note or row.origin, row.candidate)

    def _earn(self, event: Told, row: Row, best: float | None) -> None:
        arm = str(event.arm) if event.arm is not None else row.origin
        earned = self.earned.setdefault(arm, Earned())
        earned.tokens += row.tokens
        earned.cost_usd += row.cost_usd
        if row.score is None:
            return
        earned.best = row.score if earned.best is None else max(earned.best, row.score)
        if best is not None and row.score > best:
            earned.lead += row.score - best
            earned.leads += 1

    def _failed(self, number: int, event: ProposalFailed) -> None:
        waiting = self.briefs.pop(event.brief, None)
        if waiting is not None:
            earned = self.earned.setdefault(waiting.what, Earned())
            earned.tokens += event.usage.tokens
            earned.cost_usd += event.usage.cost_usd
        self._spend()
        self._tell(number, event.at, "nothing tried", event.reason)

    def _calling(self, number: int, event: Calling) -> None:
        what = f"{event.model}: {event.purpose}"
        self.open_calls[event.call] = Waiting(number, what, "", self.state.elapsed_s)
        if event.brief is not None:
            self._call_of[event.call] = (event.brief, number)

    def _called(self, number: int, event: Called) -> None:
        self.open_calls.pop(event.call, None)
        if (found := self._call_of.pop(event.call, None)) is not None:
            self.calls.setdefault(found[0], []).append((found[1], number))
        self._spend()
        if event.error:
            self._tell(number, event.at, "call failed", event.error)

    def _noted(self, number: int, event: Learned | Noted | Resumed | Stopped | Finished) -> None:
        match event:
            case Learned():
                self._tell(number, event.at, "learned", f"{len(event.lessons)} lessons were distilled")
            case Noted():
                self._tell(number, event.at, "note", f"{event.source}: {event.text}")
            case Resumed():
                self.open_calls.clear()
                self._tell(number, event.at, "resumed", "the run goes on")
            case Stopped():
                self.open_calls.clear()
                self.briefs.clear()
                self._tell(number, event.at, "stopped", event.reason)
            case Finished():
                self._tell(number, event.at, "finished", "champion elected", event.champion)

    def _steered(self, number: int, event: Steered) -> None:
        """A person's wish that the driver has taken up."""
        detail, refused = dict(event.detail), event.refused
        self.wishes.append(
            {
                "number": number,
                "at": event.at,
                "kind": event.kind,
                "author": event.author,
                "detail": detail,
                "refused": refused,
            }
        )
        said = detail.get("text") or detail.get("candidate") or detail.get("note") or ""
        outcome = f" (refused: {refused})" if refused else ""
        self._tell(number, event.at, f"steered: {event.kind}", f"{event.author}: {said}{outcome}")

    def _spend(self) -> None:
        usage = self.state.usage
        self.spent.append(Spent(self.state.elapsed_s, usage.evaluations, usage.tokens, usage.cost_usd))

    def _tell(self, number: int, at: float, kind: str, text: str, candidate: str = "") -> None:
        self.news.append(News(number, at, kind, text[:_TEXT_CHARS], candidate))


def admissions(view: RunView, bins: int = 40) -> list[dict[str, int]]:
    """How many candidates were rejected, improved, new or failed, over equal stretches of the run."""
    if not view.rows:
        return []
    step = -(-len(view.rows) // bins)
    counted = []
    for start in range(0, len(view.rows), step):
        part = view.rows[start : start + step]
        tally = Counter("FAILED" if row.failed else row.admission.name for row in part)
        names = ("FAILED", *(admission.name for admission in Admission))
        counted.append({"from": start, **{name: tally[name] for name in names}})
    return counted
