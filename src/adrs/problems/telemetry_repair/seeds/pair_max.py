# mypy: ignore-errors
"""The larger of both readings of a link, with full confidence: what is lost is lost downwards."""

# EVOLVE-BLOCK-START


def settle(own: float, peer: float):
    """The repaired rate and its confidence, from both readings of a link."""
    return max(own, peer), 1.0


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
        peer = telemetry.get(record["connected_to"], record)
        rx: float = record["rx_rate"]
        tx: float = record["tx_rate"]
        peer_rx: float = peer["rx_rate"]
        peer_tx: float = peer["tx_rate"]
        status = record["interface_status"]
        result[name] = {
            "rx_rate": (rx, *settle(rx, peer_tx)),
            "tx_rate": (tx, *settle(tx, peer_rx)),
            "interface_status": (status, status, 1.0),
        }
    return result


# EVOLVE-BLOCK-END
