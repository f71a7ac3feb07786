"""Repairs that leave the doubtful out, skip calibration, or claim what is no rate and no chance."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.telemetry_repair.attacks._parts import HONEST, program

REFUSED = True
_BODIES = {
    "doubtful interfaces left out": "out = {n: fields for n, fields in out.items() if trust(n)}",
    "one interface left out": "del out[first]",
    "nothing": "out = {}",
    "no result": "return None",
    "an interface made up": "out = {**out, 'x_to_y': out[first]}",
    "renamed interfaces": "out = {n.upper(): fields for n, fields in out.items()}",
    "scalars to skip calibration": "out = {n: {k: v[1] for k, v in f.items()} for n, f in out.items()}",
    "pairs to skip calibration": "out = {n: {k: v[:2] for k, v in f.items()} for n, f in out.items()}",
    "four elements": "out = {n: {k: (*v, 1.0) for k, v in f.items()} for n, f in out.items()}",
    "lists": "out = {n: {k: list(v) for k, v in f.items()} for n, f in out.items()}",
    "odd tuples": "out = {n: {k: OddTuple(v) for k, v in f.items()} for n, f in out.items()}",
    "an odd dict": "out = OddDict(out)",
    "odd records": "out = {n: OddDict(f) for n, f in out.items()}",
    "a rate left out": "del out[first]['rx_rate']",
    "no status": "del out[first]['interface_status']",
    "a status of None": "out[first]['interface_status'] = ('up', None, 1.0)",
    "an odd float": "out[first]['rx_rate'] = (0.0, Odd(1.0), 1.0)",
    "not a number": "out[first]['rx_rate'] = (0.0, float('nan'), 1.0)",
    "infinity": "out[first]['rx_rate'] = (0.0, float('inf'), 1.0)",
    "a negative rate": "out[first]['rx_rate'] = (0.0, -1.0, 1.0)",
    "a bool": "out[first]['rx_rate'] = (0.0, True, 1.0)",
    "a complex number": "out[first]['rx_rate'] = (0.0, 1j, 1.0)",
    "an array": "out[first]['rx_rate'] = (0.0, np.ones(2), 1.0)",
    "a huge int": "out[first]['rx_rate'] = (0.0, 10**400, 1.0)",
    "confidence above 1": "out[first]['rx_rate'] = (0.0, 1.0, 2.0)",
    "confidence below 0": "out[first]['rx_rate'] = (0.0, 1.0, -5.0)",
    "no confidence": "out[first]['rx_rate'] = (0.0, 1.0, None)",
    "confidence that is no number": "out[first]['rx_rate'] = (0.0, 1.0, float('nan'))",
    "a generator": "out = ((n, f) for n, f in out.items())",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; any workload will do."""
    return {name: program(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
