"""Limits beside the gain of a workload.

No repair gains more than the truth told with full confidence: that is proven, and nobody reaches it, because
undisturbed readings are noisy too. What a repairer could do who knows which counters were struck is the best
known value: struck counters become the peer's reading where that is intact.
"""

from __future__ import annotations

from statistics import fmean

from adrs.core.problem import Bound, BoundKind
from adrs.core.workload import Workload
from adrs.problems.telemetry_repair import rules
from adrs.problems.telemetry_repair.cases import Case, cases_of
from adrs.problems.telemetry_repair.rules import Repair

DOUBT = 0.2
"""Confidence of the yardstick where both readings of a link were struck."""


def bound_of(workload: Workload) -> Bound:
    """The gain of the truth, and beside it the yardstick's."""
    cases = cases_of(workload)
    known = fmean(case.points(rules.quality(case.truth, informed(case))) for case in cases)
    return Bound(fmean(case.possible for case in cases), BoundKind.BOUND, known)


def informed(case: Case) -> dict[str, Repair]:
    """The repair of somebody who knows which counters were struck, but not what is true."""
    return {
        name: (_counter(case, name, interface.peer, 0), _counter(case, name, interface.peer, 1), "up")
        for name, interface in case.snapshot.items()
    }


def _struck(case: Case, name: str, which: int) -> bool:
    """Whether a counter was struck, by the published damage or by what came before it."""
    interface = case.snapshot[name]
    before = interface.rx != interface.true_rx if which == 0 else interface.tx != interface.true_tx
    return before or case.damaged.struck[name][which]


def _counter(case: Case, name: str, peer: str, which: int) -> tuple[float, float]:
    reading = case.reported[name][which]
    if not _struck(case, name, which):
        return reading, 1.0
    if peer not in case.reported or _struck(case, peer, 1 - which):
        return reading, DOUBT
    return case.reported[peer][1 - which], 1.0
