"""Signals that the smoother is tried on."""

import math
import random

SEED = '''def smooth(values):
    """Values of the same length, with less noise."""
    weight = 0.9
    out = []
    last = values[0]
    for value in values:
        last = weight * last + (1 - weight) * value
        out.append(last)
    return out
'''


def signals(count=6, length=80):
    found = []
    for number in range(count):
        rng = random.Random(number)
        clean = [math.sin(i / (4 + number)) + 0.3 * math.cos(i / 2.5) for i in range(length)]
        found.append({"clean": clean, "noisy": [v + rng.gauss(0, 0.25) for v in clean]})
    return found
