"""The integer program over given trees, for HiGHS.

Minimise the egress of all partitions plus ``c (D + 1) T + c sum z_r`` subject to, for trees ``t`` with
``x_t`` partitions of ``b`` Gbit each, time ``T`` and relays ``r``:

    sum_t x_t = P
    b * sum_{t uses link} x_t <= rate * T                    every link
    b * sum_{t} x_t * (links of t out of, into, a region) <= limit * T     every region
    sum_{t visits r} x_t <= P y_r,  z_r >= T - Tmax (1 - y_r),  z_r >= Tmin y_r

With equal shares a region that uses ``k`` links gives each ``limit / k``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from adrs.problems.cloudcast.rules import Broadcast, Network, provider
from adrs.problems.cloudcast.steiner import Tree

ROUNDING_S = 0.005
"""Machines are charged for time rounded to hundredths: at most this much less than the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Least time of any plan, and most time of any plan worth having, in seconds."""

    least_time_s: float
    most_time_s: float


@dataclass(slots=True)
class Model:
    """A program under construction, then solved. Columns are numbered; the first ones are the trees."""

    solver: Any
    broadcast: Broadcast
    trees: Sequence[Tree]
    kinds: Any
    columns: int = 0
    rows: dict[tuple[str, ...], int] = field(default_factory=dict)
    lows: list[tuple[float, float]] = field(default_factory=list)
    uppers: list[float] = field(default_factory=list)
    duals: Sequence[float] = ()

    def column(self, cost: float, upper: float = inf, *, integer: bool = False) -> int:
        """A new variable from 0 to ``upper``."""
        self.solver.addVar(0.0, upper)
        self.solver.changeColCost(self.columns, cost)
        if integer:
            self.solver.changeColIntegrality(self.columns, self.kinds.kInteger)
        self.columns += 1
        self.uppers.append(upper)
        return self.columns - 1

    def at_least(self, low: float, terms: dict[int, float], *key: str, high: float = inf) -> None:
        """The row ``low <= terms <= high``."""
        self.rows[key or ("", str(len(self.rows)))] = len(self.rows)
        self.lows.append((low, high))
        self.solver.addRow(low, high, len(terms), list(terms), list(terms.values()))

    def run(self, seconds: float) -> None:
        """Solve, within a time limit."""
        self.solver.setOptionValue("time_limit", seconds)
        self.solver.run()
        self.duals = list(self.solver.getSolution().row_dual)

    @property
    def objective(self) -> float:
        """Value of the solution, in USD."""
        return float(self.solver.getInfo().objective_function_value)

    @property
    def optimal(self) -> bool:
        """Whether it is proven best over these trees."""
        return bool(self.solver.modelStatusToString(self.solver.getModelStatus()) == "Optimal")

    def bound(self, cheapest_tree: float) -> float:
        """Lagrange's lower bound on the relaxation over all trees, whatever the quality of the duals.

        ``cheapest_tree`` is the least cost of a tree under them. All other columns are taken at the
        better end of their range.
        """
        total = float(self.solver.getLp().offset_) + self.broadcast.partitions * cheapest_tree
        for row, (low, high) in enumerate(self.lows):
            if row != self.rows["partitions",]:
                dual = float(self.duals[row])
                total += max(dual, 0.0) * low + (min(dual, 0.0) * high if high < inf else 0.0)
        reduced = list(self.solver.getSolution().col_dual)
        for column in range(len(self.trees), self.columns):
            total += min(0.0, float(reduced[column])) * self.uppers[column]
        return total

    def counts(self) -> list[int] | None:
        """How many partitions take each tree; ``None`` without a solution."""
        values = list(self.solver.getSolution().col_value)[: len(self.trees)]
        counts = [round(value) for value in values]
        return counts if sum(counts) == self.broadcast.partitions else None

    def _dual(self, *key: str) -> float:
        row = self.rows.get(key)
        return 0.0 if row is None else max(float(self.duals[row]), 0.0)

    @property
    def dual_of_partitions(self) -> float:
        """What one more partition would cost."""
        return float(self.duals[self.rows["partitions",]])

    def link_cost(self, tail: str, head: str, price: float) -> float:
        """What a link adds to the reduced cost of a tree, for one partition."""
        crowding = self._dual("link", tail, head) + self._dual("out", tail) + self._dual("into", head)
        gigabytes = self.broadcast.partition_gb
        return gigabytes * (price + 8 * crowding) + self._dual("relay", head)


def build(
    highs: Any,
    network: Network,
    broadcast: Broadcast,
    rates: Rates,
    trees: Sequence[Tree],
    *,
    integer: bool = False,
    equal_shares: bool = False,
) -> Model:
    """The program over ``trees``, or its relaxation, whose regions are whole trees' too."""
    solver = highs.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 1e-9)
    model = Model(solver, broadcast, trees, highs.HighsVarType)
    for tree in trees:
        price = sum(network.links[u, v].price or 0.0 for v, u in tree.items())
        model.column(broadcast.partition_gb * price, integer=integer)
    time = _time(model, rates)
    model.at_least(
        broadcast.partitions, dict.fromkeys(range(len(trees)), 1.0), "partitions", high=broadcast.partitions
    )
    _relays(model, rates, time, integer=integer)
    _rates(model, network, time)
    if equal_shares:
        _shares(model, time)
    return model


def _time(model: Model, rates: Rates) -> int:
    """The time, charged in the source and all destinations."""
    regions = len(model.broadcast.destinations) + 1
    model.solver.changeObjectiveOffset(-model.broadcast.vm_usd(regions, ROUNDING_S))
    time = model.column(model.broadcast.vm_usd(regions, 1.0), rates.most_time_s)
    model.at_least(rates.least_time_s, {time: 1.0})
    return time


def _relays(model: Model, rates: Rates, time: int, *, integer: bool) -> None:
    """Machines of relays: ``z = y T``, exact for binary ``y``."""
    broadcast, most = model.broadcast, rates.most_time_s
    always = {broadcast.source, *broadcast.destinations}
    for relay in sorted({v for tree in model.trees for v in tree} - always):
        used = model.column(-broadcast.vm_usd(1, ROUNDING_S), 1.0, integer=integer)
        charged = model.column(broadcast.vm_usd(1, 1.0), most)
        visits = {i: -1.0 for i, tree in enumerate(model.trees) if relay in tree}
        model.at_least(0.0, {used: float(broadcast.partitions), **visits}, "relay", relay)
        model.at_least(-most, {charged: 1.0, time: -1.0, used: -most})
        model.at_least(0.0, {charged: 1.0, used: -rates.least_time_s})


def _rates(model: Model, network: Network, time: int) -> None:
    """No link and no region is asked for more than it has."""
    broadcast, size = model.broadcast, 8 * model.broadcast.partition_gb
    for (tail, head), users in links(model.trees).items():
        load = dict.fromkeys(users, -size)
        model.at_least(0.0, {time: network.links[tail, head].rate, **load}, "link", tail, head)
    for region in sorted({r for tree in model.trees for r in (*tree, *tree.values())}):
        out = {i: -size * list(tree.values()).count(region) for i, tree in enumerate(model.trees)}
        into = {i: -size for i, tree in enumerate(model.trees) if region in tree}
        model.at_least(0.0, {time: broadcast.egress_gbps[provider(region)], **out}, "out", region)
        model.at_least(0.0, {time: broadcast.ingress_gbps[provider(region)], **into}, "into", region)


def links(trees: Sequence[Tree]) -> dict[tuple[str, str], list[int]]:
    """Every link of some trees, and the trees that use it."""
    found: dict[tuple[str, str], list[int]] = {}
    for i, tree in enumerate(trees):
        for head, tail in tree.items():
            found.setdefault((tail, head), []).append(i)
    return found


def _shares(model: Model, time: int) -> None:
    """Every link of a region that uses ``k`` of them in one direction has a ``k``-th of the limit."""
    broadcast, users = model.broadcast, links(model.trees)
    used = {pair: model.column(0.0, 1.0, integer=True) for pair in users}
    for pair, column in used.items():
        load = dict.fromkeys(users[pair], -1.0)
        model.at_least(0.0, {column: float(broadcast.partitions), **load})
    for end, limits in ((0, broadcast.egress_gbps), (1, broadcast.ingress_gbps)):
        for region in sorted({pair[end] for pair in users}):
            own = [pair for pair in users if pair[end] == region]
            _equal(model, time, limits[provider(region)], [(used[pair], users[pair]) for pair in own])


def _equal(model: Model, time: int, limit: float, own: Sequence[tuple[int, list[int]]]) -> None:
    """``T >= b k x(link) / limit`` where the region uses ``k`` links: chosen by a binary for each ``k``."""
    size, most = 8 * model.broadcast.partition_gb, model.broadcast.partitions
    if len(own) < 2:
        return
    number = [model.column(0.0, 1.0, integer=True) for _ in range(len(own) + 1)]
    model.at_least(1.0, dict.fromkeys(number, 1.0), high=1.0)
    count = {column: 1.0 for column, _ in own}
    model.at_least(0.0, {**count, **{d: -float(k) for k, d in enumerate(number)}}, high=0.0)
    for k, chosen in enumerate(number[2:], 2):
        slowest = size * k * most / limit
        for _, trees in own:
            load = dict.fromkeys(trees, -size * k / limit)
            model.at_least(-slowest, {time: 1.0, chosen: -slowest, **load})
