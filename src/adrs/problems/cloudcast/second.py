"""A second account of a plan's cost, from matrices and sets of partitions.

Tests and the audit compare it with the judge; no code is shared with :mod:`.judge`, :mod:`.simulator` and
:mod:`.rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adrs.core.workload import Workload

Link = tuple[str, str]

_IN_GBPS = {"aws": 10.0, "gcp": 16.0, "azure": 16.0}
_OUT_GBPS = {"aws": 5.0, "gcp": 7.0, "azure": 16.0}


def value(workload: Workload, answer: Any) -> float:
    """The cost in USD of a valid plan: egress, and machines in every region that takes part."""
    inputs = workload.inputs
    carried = _carried(answer)
    names = [(inputs["regions"][u], inputs["regions"][v]) for u, v in inputs["links"].tolist()]
    price = dict(zip(names, inputs["price"].tolist(), strict=True))
    rate = dict(zip(names, inputs["rate"].tolist(), strict=True))
    flow = _flows(inputs, {link: rate[link] for link in carried})
    part_gb = inputs["volume_gb"] / inputs["partitions"]
    # Every link of the plan serves somebody, so the slowest of all decides.
    seconds = max(len(parts) * part_gb * 8 / flow[link] for link, parts in carried.items())
    egress = sum(len(parts) * part_gb * price[link] for link, parts in carried.items())
    regions = {region for link in carried for region in link}
    return float(egress + len(regions) * inputs["vms"] * 0.54 * round(seconds, 2) / 3600)


def _carried(answer: Any) -> dict[Link, set[int]]:
    """The partitions on each link, links in order of first use."""
    carried: dict[Link, set[int]] = {}
    for lists in answer["paths"]:
        for partition, links in enumerate(lists):
            for tail, head in links:
                carried.setdefault((tail, head), set()).add(partition)
    return carried


def _flows(inputs: Mapping[str, Any], flow: dict[Link, float]) -> dict[Link, float]:
    """Flows after each region, in order of first use, has cut what it takes in and what it sends."""
    for region in dict.fromkeys(region for link in flow for region in link):
        cloud, _, _ = region.partition(":")
        into = [link for link in flow if link[1] == region]
        out = [link for link in flow if link[0] == region]
        bounds = (
            (into, _limit(inputs, "ingress_limit", cloud, _IN_GBPS)),
            (out, _limit(inputs, "egress_limit", cloud, _OUT_GBPS)),
        )
        # Both sums are taken before either is cut.
        cut = [(links, most) for links, most in bounds if sum(flow[link] for link in links) > most]
        for links, most in cut:
            for link in links:
                flow[link] = min(flow[link], most / len(links))
    return flow


def _limit(inputs: Mapping[str, Any], which: str, cloud: str, usual: Mapping[str, float]) -> float:
    given = inputs[which].get(cloud)
    return usual[cloud] if given is None else inputs["vms"] * given
