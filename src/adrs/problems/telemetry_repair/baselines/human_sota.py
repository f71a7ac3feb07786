# mypy: ignore-errors
"""Link symmetry, then flow conservation at both routers for what stays in doubt (Hodor's two steps).

Where two readings contradict each other, the one is taken with which the two routers at the ends come closer
to sending what they receive. External traffic is not reported, so that this holds roughly at best.
"""

# EVOLVE-BLOCK-START


def imbalance(telemetry, topology, router, changed, field, value):
    """|received - sent| over received + sent at a router, with one reading replaced."""
    received = 0.0
    sent = 0.0
    for name in topology[router]:
        record = telemetry[name]
        received += value if name == changed and field == "rx_rate" else record["rx_rate"]
        sent += value if name == changed and field == "tx_rate" else record["tx_rate"]
    total = received + sent
    return abs(received - sent) / total if total > 0.0 else 0.0


def settle(telemetry, topology, name, field):
    """The repaired rate and its confidence for one counter."""
    record = telemetry[name]
    other = record["connected_to"]
    own: float = record[field]
    peer_field = "tx_rate" if field == "rx_rate" else "rx_rate"
    peer: float = telemetry[other][peer_field] if other in telemetry else own
    larger = max(own, peer)
    if abs(own - peer) / max(larger, 1e-9) <= 0.05:
        return own, 0.95
    if min(own, peer) <= 0.01 * larger:
        return larger, 0.85
    sent, received = (own, peer) if field == "tx_rate" else (peer, own)
    costs = []
    for value in (sent, received):
        here = imbalance(telemetry, topology, record["local_router"], name, field, value)
        there = imbalance(telemetry, topology, record["remote_router"], other, peer_field, value)
        costs.append(here + there)
    return (sent, 0.6) if costs[0] <= costs[1] else (received, 0.6)


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
    result = {}
    for name, record in telemetry.items():
        status = record["interface_status"]
        result[name] = {
            "rx_rate": (record["rx_rate"], *settle(telemetry, topology, name, "rx_rate")),
            "tx_rate": (record["tx_rate"], *settle(telemetry, topology, name, "tx_rate")),
            "interface_status": (status, status, 1.0),
        }
    return result


# EVOLVE-BLOCK-END
