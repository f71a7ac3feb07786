"""What the programs share."""

from __future__ import annotations

HEAD = """
import numpy as np
def truncate(row, k, p):
    values = row.read()
    order = np.argsort(-values, kind="stable")
    finite = int(np.count_nonzero(values > -np.inf))
    k = min(k, finite) if k else finite
    if p < 1.0:
        mass = np.cumsum(np.exp(values[order[:k]].astype(np.float64) - values[order[0]]))
        k = min(int(np.searchsorted(mass, p * mass[-1])) + 1, k)
    kept = order[:k]
"""

HONEST = f"{HEAD}    return kept\n"


def program(body: str) -> str:
    """A program that does something to its indices or what it was handed."""
    return f"{HEAD}    {body}\n    return kept\n"
