# mypy: ignore-errors
"""Robust least squares: one rate a directed link, from both readings and from flow conservation.

Minimises the squared relative residuals of all readings, and of each router's balance with a small weight as
its external traffic is unknown; readings far off lose their weight (Cauchy weights, iteratively reweighted).
"""

import numpy as np

# EVOLVE-BLOCK-START

ROUNDS = 12
SCALE = 0.05
BALANCE_WEIGHT = 0.005
AGREE = 0.06
PEER_FIELD = {"tx_rate": "rx_rate", "rx_rate": "tx_rate"}


def directed_links(telemetry):
    """Each directed link as ``(sender, receiver)`` interface names."""
    return [(name, record["connected_to"]) for name, record in telemetry.items()]


def fit(telemetry, topology, links):
    """The rate of each directed link in Mbps."""
    sent = np.array([telemetry[a]["tx_rate"] for a, b in links])
    received = np.array(
        [telemetry[b]["rx_rate"] if b in telemetry else telemetry[a]["tx_rate"] for a, b in links]
    )
    unit = np.maximum(np.maximum(sent, received), 1.0)
    routers = list(topology)
    balance = np.zeros((len(routers), len(links)))
    for column, (a, _) in enumerate(links):
        balance[routers.index(telemetry[a]["local_router"]), column] -= unit[column]
        if telemetry[a]["remote_router"] in topology:
            balance[routers.index(telemetry[a]["remote_router"]), column] += unit[column]
    total = np.maximum(np.abs(balance).sum(axis=1), 1.0)
    balance = balance / total[:, None]
    # Readings of zero are taken for lost, unless both are.
    start = np.array([np.where(sent > 0.01 * unit, 1.0, 0.02), np.where(received > 0.01 * unit, 1.0, 0.02)])
    readings = np.array([sent, received]) / unit
    weights = start
    for _ in range(ROUNDS):
        normal = np.diag(weights.sum(axis=0)) + (BALANCE_WEIGHT / SCALE) ** 2 * balance.T @ balance
        rates = np.linalg.solve(normal, (weights * readings).sum(axis=0))
        weights = start / (1.0 + ((readings - rates) / SCALE) ** 2)
    return np.maximum(rates * unit, 0.0)


def choose(own: float, other: float, fitted: float):
    """The reading that the fit supports, and a confidence; the fit itself where both are lost."""
    if max(own, other) <= 0.0:
        return fitted, 0.0
    if abs(own - other) <= AGREE * max(own, other):
        return own, 0.97
    if min(own, other) <= 0.01 * max(own, other):
        return max(own, other), 0.93
    return (own, 0.6) if abs(own - fitted) <= abs(other - fitted) else (other, 0.6)


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
    links = directed_links(telemetry)
    rates = fit(telemetry, topology, links)
    position = {link: column for column, link in enumerate(links)}
    result = {}
    for name, record in telemetry.items():
        status = record["interface_status"]
        there = record["connected_to"]
        result[name] = {"interface_status": (status, status, 1.0)}
        for field, link in (("tx_rate", (name, there)), ("rx_rate", (there, name))):
            own = record[field]
            column = position.get(link)
            if column is None or there not in telemetry:
                result[name][field] = (own, own, 0.9)
            else:
                other = telemetry[there][PEER_FIELD[field]]
                result[name][field] = (own, *choose(own, other, float(rates[column])))
    return result


# EVOLVE-BLOCK-END
