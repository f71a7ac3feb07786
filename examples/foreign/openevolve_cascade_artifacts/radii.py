"""Geometry that the evaluator imports from beside it."""

import itertools
import math


def common_radius(centres):
    """The largest radius with which all discs stay apart and inside the unit square."""
    edge = min(min(x, y, 1 - x, 1 - y) for x, y in centres)
    gaps = [math.dist(a, b) / 2 for a, b in itertools.combinations(centres, 2)]
    return min([edge, *gaps])
