"""Share of the attainable reward that bandits collect on arms whose means change.

    python benchmarks/bandits.py

Ten arms; every 250 of 1,500 pulls their means are redrawn: most pay nearly nothing, one or two pay. Eight
pulls are in flight at any time, so that rewards arrive late. "rare" has means up to 0.1, "rich" up to 0.8.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Protocol

from adrs.core.candidate import Arm
from adrs.search.bandit import DiscountedUCB

ARMS = [Arm("toy", f"op{i}") for i in range(10)]
PULLS, EPOCH, DELAY, RUNS = 1500, 250, 8, 40


class Bandit(Protocol):
    def choose(self, rng: Random) -> Arm: ...
    def reward(self, arm: Arm, reward: float) -> None: ...


class Uniform:
    def choose(self, rng: Random) -> Arm:
        return rng.choice(ARMS)

    def reward(self, arm: Arm, reward: float) -> None:
        pass


class PlainUCB:
    """Garivier and Moulines, arXiv 0805.3415, section 3.1; pulls in flight count as made."""

    def __init__(self, *, decay: float, width: float) -> None:
        self.decay, self.width = decay, width
        self.pulls = dict.fromkeys(ARMS, 0.0)
        self.rewards = dict.fromkeys(ARMS, 0.0)

    def choose(self, rng: Random) -> Arm:
        log = math.log(1.0 + sum(self.pulls.values()))

        def bound(arm: Arm) -> float:
            pulls = max(self.pulls[arm], 1e-9)
            return self.rewards[arm] / pulls + self.width * math.sqrt(log / pulls)

        best = max(ARMS, key=bound)
        for arm in ARMS:
            self.pulls[arm] *= self.decay
            self.rewards[arm] *= self.decay
        self.pulls[best] += 1.0
        return best

    def reward(self, arm: Arm, reward: float) -> None:
        self.rewards[arm] += reward


class Thompson:
    """Raj and Kalyani, arXiv 1707.09727; the prior's mean is fixed, or the average reward of all arms."""

    def __init__(self, *, decay: float, prior_mean: float | None) -> None:
        self.decay, self.prior_mean = decay, prior_mean
        self.wins = dict.fromkeys(ARMS, 0.0)
        self.losses = dict.fromkeys(ARMS, 0.0)

    def choose(self, rng: Random) -> Arm:
        wins, losses = sum(self.wins.values()), sum(self.losses.values())
        mean = (wins + 1.0) / (wins + losses + 11.0) if self.prior_mean is None else self.prior_mean
        return max(
            ARMS,
            key=lambda a: rng.betavariate(self.wins[a] + 2 * mean, self.losses[a] + 2 * (1 - mean)),
        )

    def reward(self, arm: Arm, reward: float) -> None:
        for other in ARMS:
            self.wins[other] *= self.decay
            self.losses[other] *= self.decay
        self.wins[arm] += reward
        self.losses[arm] += 1.0 - reward


def collected(make: Callable[[], Bandit], top: float, seed: int) -> float:
    """Reward collected over the reward of always pulling the best arm."""
    world, rng = Random(f"world/{seed}"), Random(seed)
    bandit, out, got, best = make(), deque(), 0.0, 0.0
    for pull in range(PULLS):
        if pull % EPOCH == 0:
            means = {arm: top * world.random() ** 4 for arm in ARMS}
        arm = bandit.choose(rng)
        out.append((arm, float(world.random() < means[arm])))
        got += means[arm]
        best += max(means.values())
        if len(out) > DELAY:
            bandit.reward(*out.popleft())
    return got / best


CONTENDERS: dict[str, Callable[[], Bandit]] = {
    "uniform": Uniform,
    **{
        f"plain D-UCB decay={d} width={w}": partial(PlainUCB, decay=d, width=w)
        for d in (0.99, 0.995)
        for w in (0.05, 0.2, 0.6)
    },
    **{
        f"D-Thompson decay={d} prior mean={m or 'average'}": partial(Thompson, decay=d, prior_mean=m)
        for d in (0.99, 0.995)
        for m in (0.5, None)
    },
    **{
        f"ours decay={d} width={w} floor={f}": partial(DiscountedUCB, ARMS, decay=d, width=w, floor=f)
        for d in (0.99, 0.995)
        for w in (0.15, 0.3, 0.6)
        for f in (0.0, 0.05)
    },
}

if __name__ == "__main__":
    print(f"{'':42} {'rare':>6} {'rich':>6}")
    for name, make in CONTENDERS.items():
        shares = [sum(collected(make, top, s) for s in range(RUNS)) / RUNS for top in (0.1, 0.8)]
        print(f"{name:42} {shares[0]:6.3f} {shares[1]:6.3f}")
