"""A proven limit on the balance of a window for whoever knows it, and what the greedy reaches with that.

In a layer the heaviest GPU carries the mean at least, and the heaviest replica at least. The least possible
heaviest replica is known exactly (``hindsight.apportion``). Layers are added up as the rules do.
"""

from __future__ import annotations

from functools import cache
from statistics import fmean

import numpy as np

from adrs.core.problem import Bound, BoundKind
from adrs.core.workload import Workload
from adrs.problems.eplb import hindsight
from adrs.problems.eplb.cases import Case, cases_of
from adrs.problems.eplb.rules import balance


@cache
def bound_of(workload: Workload) -> Bound:
    """The limit of a workload: the mean over its cases."""
    cases = cases_of(workload)
    best = fmean(with_foresight(case) for case in cases)
    return Bound(fmean(upper_bound(case) for case in cases), BoundKind.BOUND, best)


def upper_bound(case: Case) -> float:
    """Balance of GPUs that no placement of this case can pass; 0 without load."""
    load, cluster = case.next_window, case.cluster
    mean = load.sum(axis=1) / cluster.gpus
    heaviest = (load / hindsight.apportion(load, cluster.replicas)).max(axis=1)
    least = float(np.maximum(mean, heaviest).sum())
    return float(mean.sum()) / least if least > 0 else 0.0


def with_foresight(case: Case) -> float:
    """Balance of the greedy balancer that is given the window it is judged on."""
    placed = hindsight.placement(case.next_window, case.cluster)
    return balance(case.next_window, placed, case.cluster.gpus).gpu
