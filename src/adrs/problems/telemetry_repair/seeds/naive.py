# mypy: ignore-errors
"""Passes every reading through with full confidence: the zero of the scale."""

# EVOLVE-BLOCK-START


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
        rx: float = record["rx_rate"]
        tx: float = record["tx_rate"]
        status = record["interface_status"]
        result[name] = {
            "rx_rate": (rx, rx, 1.0),
            "tx_rate": (tx, tx, 1.0),
            "interface_status": (status, status, 1.0),
        }
    return result


# EVOLVE-BLOCK-END
