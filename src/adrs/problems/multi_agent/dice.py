"""The only source of chance in the simulated environment: a hash of who does what, when, to what.

SplitMix64's finaliser (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014),
folded over whole numbers. The same team on the same task has the same luck, always.
"""

from __future__ import annotations

_MASK = (1 << 64) - 1
_GAMMA = 0x9E3779B97F4A7C15


def u(*parts: int) -> float:
    """A number in ``[0, 1)`` that depends on ``parts`` and nothing else."""
    state = 0
    for part in parts:
        z = (state ^ part) + _GAMMA & _MASK
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & _MASK
        state = z ^ (z >> 31)
    return (state >> 11) / (1 << 53)
