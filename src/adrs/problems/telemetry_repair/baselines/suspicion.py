# mypy: ignore-errors
"""Who is to blame? A reference beyond the papers: odds for each link whose ends contradict each other.

Damage comes to whole interfaces and to whole routers. So both directions of a link are weighed together, with
how well each end's being scaled would explain the two ratios, and routers on whose other links there are
contradictions too are suspected more.
"""

import math

# EVOLVE-BLOCK-START

AGREE = 0.06
SILENT = 0.01
ROUTER_WEIGHT = 4.0
OWN_WEIGHT = 0.75


def density(factor: float):
    """Density of the factor by which a counter is scaled."""
    if 0.5 <= factor <= 0.8 or 1.2 <= factor <= 1.5:
        return 1.6
    return 0.1


def blame(ratio: float):
    """Log odds that the reading above the line is the scaled one, from its ratio to the other."""
    return math.log(density(ratio)) - math.log(density(1.0 / ratio) / (ratio * ratio))


def contradict(own: float, peer: float):
    """Whether two readings of a link differ by more than noise."""
    return abs(own - peer) > AGREE * max(own, peer)


def in_conflict(record, peer):
    """Whether the two ends of a link contradict each other in either direction."""
    return contradict(record["rx_rate"], peer["tx_rate"]) or contradict(record["tx_rate"], peer["rx_rate"])


def odds(record, peer):
    """Log odds that this end was scaled rather than the other one, from both directions."""
    total = 0.0
    for own, other in ((record["rx_rate"], peer["tx_rate"]), (record["tx_rate"], peer["rx_rate"])):
        if contradict(own, other) and min(own, other) > SILENT * max(own, other):
            total += blame(own / other)
    return total


def settle(own: float, peer: float, evidence: float):
    """The repaired rate and its confidence; ``evidence`` is the log odds that the own reading is wrong."""
    larger = max(own, peer)
    if larger <= 0.0:
        return 0.0, 0.0
    if not contradict(own, peer):
        return OWN_WEIGHT * own + (1.0 - OWN_WEIGHT) * peer, 0.98
    if min(own, peer) <= SILENT * larger:
        return larger, 0.95
    wrong = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, evidence))))
    if wrong > 0.5:
        return peer, 0.95 * wrong
    return own, 1.0 - wrong


def repair(telemetry, topology):
    """
    Repair the counters of a network.

    Args:
        telemetry: Interface name to a dict with rx_rate, tx_rate, interface_status, connected_to,
            local_router, remote_router
        topology: Router to the names of its interfaces

    Returns:
        Interface name to a dict of (original, repaired, confidence) for rx_rate, tx_rate, interface_status
    """
    peers = {name: telemetry.get(record["connected_to"], record) for name, record in telemetry.items()}
    conflicts = {name: float(in_conflict(record, peers[name])) for name, record in telemetry.items()}
    totals = {router: sum(conflicts[name] for name in names) for router, names in topology.items()}
    result = {}
    for name, record in telemetry.items():
        peer = peers[name]
        here, there = record["local_router"], record["remote_router"]
        # The share of a router's other links that are in conflict; half a link is added to either side.
        share_here = (totals[here] - conflicts[name] + 0.5) / len(topology[here])
        share_there = (totals[there] - conflicts[name] + 0.5) / len(topology.get(there, [name]))
        evidence = odds(record, peer) + ROUTER_WEIGHT * (share_here - share_there)
        status = record["interface_status"]
        result[name] = {
            "rx_rate": (record["rx_rate"], *settle(record["rx_rate"], peer["tx_rate"], evidence)),
            "tx_rate": (record["tx_rate"], *settle(record["tx_rate"], peer["rx_rate"], evidence)),
            "interface_status": (status, status, 1.0),
        }
    return result


# EVOLVE-BLOCK-END
