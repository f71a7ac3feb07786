"""Small worlds for the tests of this problem."""

from __future__ import annotations

from random import Random

from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late_multi.job import PUBLISHED, STRICT, Job, Region
from adrs.problems.cant_be_late_multi.replay import Log


def job(*bits: str, work: int = 10, deadline: int = 20, overhead: int = 2, prices=None, look=36.0) -> Job:
    """A job in ticks of 100 s; ``"0"`` is a tick with a spot machine."""
    series = prices or [(1.0,)] * len(bits)
    return Job(
        gap=100.0,
        duration=work * 100.0,
        deadline=deadline * 100.0,
        overhead=overhead * 100.0,
        look=look,
        rules=(STRICT,),
        regions=tuple(
            Region(tuple(bit == "0" for bit in row), tuple(price))
            for row, price in zip(bits, series, strict=True)
        ),
    )


def workload(*bits: str, rules: tuple[str, ...] = (STRICT,), work: int = 10, deadline: int = 20) -> Workload:
    """The same as a workload, with prices of 1, 2, 3… USD an hour."""
    inputs = {
        "gap_s": 100.0,
        "duration_s": work * 100.0,
        "deadline_s": deadline * 100.0,
        "overhead_s": 200.0,
        "look_s": 36.0,
        "rules": list(rules),
        "interrupted": list(bits),
        "prices": [[[float(r + 1), len(row)]] for r, row in enumerate(bits)],
    }
    return Workload("test/small", Split.TEST, inputs, "small")


def drawn(seed: int) -> tuple[Job, Log]:
    """A feasible job with one to three regions, and decisions for every tick it can have."""
    rng = Random(seed)
    work, overhead = rng.randint(1, 12), rng.choice([0, 30, 100, 130, 250])
    slack = rng.randint(-(-overhead // 100), 10)
    ticks = work + slack + 40
    share = rng.random()
    regions = tuple(
        Region(
            tuple(rng.random() < share for _ in range(ticks)),
            tuple(rng.choice([0.5, 1.0, 1.7, 4.0]) for _ in range(rng.randint(0, 8))),
        )
        for _ in range(rng.randint(1, 3))
    )
    made = Job(
        gap=100.0,
        duration=work * 100.0,
        deadline=(work + slack) * 100.0,
        overhead=float(overhead),
        look=60.0,
        rules=(STRICT, PUBLISHED),
        regions=regions,
    )
    kinds = "".join(rng.choice("SSON") for _ in range(ticks))
    return made, Log(kinds=kinds, regions=[rng.randrange(len(regions)) for _ in range(ticks)])
