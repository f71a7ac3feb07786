import random


def cases(spec):
    rng = random.Random(7)
    return [[rng.randint(5, 90) for _ in range(spec["jobs"])] for _ in range(spec["cases"])]
