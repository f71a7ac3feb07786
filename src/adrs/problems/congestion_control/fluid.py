"""The ideal that fairness and completion are measured against: max-min fair sharing of a fluid.

At every moment the rates are max-min fair (Bertsekas and Gallager, Data Networks, 6.5.2), limited by the
senders' interfaces, with no queue, no delay and no packets. On one link this is processor sharing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from adrs.problems.congestion_control.network import Network

_DONE_BYTES = 1e-6


@dataclass(frozen=True, slots=True)
class Share:
    """What a flow gets of the fluid: bytes by the horizon, and the time from start to end (or ``inf``)."""

    bytes: float
    duration_us: float


def fair_rates(
    paths: Mapping[int, Sequence[int]], capacities: Sequence[float], limit: float
) -> dict[int, float]:
    """Max-min fair rates of flows by progressive filling.

    Args:
        paths: Links by flow.
        capacities: Of each link.
        limit: No flow gets more than this.
    """
    rates = dict.fromkeys(paths, 0.0)
    growing, left = set(paths), list(capacities)
    while growing:
        users = [sum(link in paths[f] for f in growing) for link in range(len(left))]
        shares = [room / n for room, n in zip(left, users, strict=True) if n]
        level = min([*shares, limit - max(rates[f] for f in growing)])
        for flow in growing:
            rates[flow] += level
        left = [room - level * n for room, n in zip(left, users, strict=True)]
        full = {link for link, room in enumerate(left) if users[link] and room <= 1e-9 * capacities[link]}
        stopped = {f for f in growing if full & set(paths[f]) or rates[f] >= limit * (1 - 1e-12)}
        growing -= stopped
    return rates


def shares(network: Network) -> list[Share]:
    """The fluid's share of every flow, in order; rates change when flows start or end."""
    flows = network.flows
    capacities = [link.rate_gbps * 125.0 for link in network.links]
    left = [flow.packets * network.mss or inf for flow in flows]
    got, ended = [0.0] * len(flows), [inf] * len(flows)
    waiting = sorted(range(len(flows)), key=lambda i: flows[i].start_us)
    active: set[int] = set()
    now = 0.0
    while now < network.horizon_us:
        while waiting and flows[waiting[0]].start_us <= now:
            active.add(waiting.pop(0))
        rates = fair_rates({i: flows[i].path for i in sorted(active)}, capacities, network.nic_gbps * 125.0)
        next_start = flows[waiting[0]].start_us if waiting else inf
        next_end = min((now + left[i] / rates[i] for i in active), default=inf)
        until = min(next_start, next_end, network.horizon_us)
        for i in sorted(active):
            moved = rates[i] * (until - now)
            got[i] += moved
            left[i] -= moved
            if left[i] <= _DONE_BYTES:
                ended[i] = until
                active.remove(i)
        now = until
    return [Share(got[i], ended[i] - flows[i].start_us) for i in range(len(flows))]
