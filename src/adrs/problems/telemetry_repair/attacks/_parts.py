"""What the programs share."""

from __future__ import annotations

HEAD = """
import numpy as np
class Odd(float):
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
class OddDict(dict):
    def __len__(self): return 0
class OddTuple(tuple):
    pass
def repair(telemetry, topology):
    out = {n: {"rx_rate": (r["rx_rate"], r["rx_rate"], 1.0), "tx_rate": (r["tx_rate"], r["tx_rate"], 1.0),
               "interface_status": ("up", "up", 1.0)} for n, r in telemetry.items()}
    first = next(iter(out))
    trust = lambda n: abs(telemetry[n]["rx_rate"] - telemetry[telemetry[n]["connected_to"]]["tx_rate"]) < 9
"""

HONEST = f"{HEAD}    return out\n"


def program(body: str) -> str:
    """A program that does something to its repairs or what it was handed."""
    return f"{HEAD}    {body}\n    return out\n"
