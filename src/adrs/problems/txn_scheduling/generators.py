"""Seeded generators of synthetic batches, one function a family. Sizes and shapes are arguments."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate, zip_longest
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Skewed:
    """Many operations on distinct keys, a few of them in every transaction.

    Args:
        n: Transactions.
        operations: Operations of each, all on different keys.
        keys: Keys to choose from.
        theta: Zipf exponent of the keys' popularity.
        write_share: Probability that an operation writes.
        stray: Probability that an operation leaves the common order of keys for a random place.
    """

    n: int = 100
    operations: int = 16
    keys: int = 1000
    theta: float = 1.95
    write_share: float = 0.555
    stray: float = 0.05

    def __call__(self, rng: Random) -> list[str]:
        """The transactions as strings."""
        cumulative = list(accumulate(1.0 / rank**self.theta for rank in range(1, self.keys + 1)))
        names = _names(rng, self.keys)
        order = [rng.random() for _ in range(self.keys)]
        return [self._one(rng, cumulative, names, order) for _ in range(self.n)]

    def _one(self, rng: Random, cumulative: list[float], names: list[str], order: list[float]) -> str:
        chosen: set[int] = set()
        while len(chosen) < self.operations:
            chosen.add(bisect(cumulative, rng.random() * cumulative[-1]))
        place = {key: rng.random() if rng.random() < self.stray else order[key] for key in sorted(chosen)}
        tokens = []
        for key in sorted(place, key=place.__getitem__):
            kind = "w" if rng.random() < self.write_share else "r"
            tokens.append(f"{kind}-{names[key]}")
        return " ".join(tokens)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """Read then write of a member key under a shared group key; part short, part mostly idle.

    A long transaction reads its group key; a short one updates it as well. They arrive member by member,
    short and long in turn.

    Args:
        n: Transactions.
        groups: Group keys.
        members: Member keys in each group.
        long_share: Share of long transactions.
        long: Slots of a long transaction, at least 3.
        short: Slots of a short transaction, at least 4.
        lead: Idle slots before the first operation of a long transaction (it keeps its length).
    """

    n: int = 100
    groups: int = 4
    members: int = 10
    long_share: float = 0.5
    long: int = 21
    short: int = 5
    lead: int = 0

    def __call__(self, rng: Random) -> list[str]:
        """The transactions as strings."""
        names = _names(rng, self.groups * (self.members + 1))
        long_ones = round(self.n * self.long_share)
        clients: dict[int, list[list[str]]] = {}
        for number in range(self.n):
            client = rng.randrange(self.groups * self.members)
            is_long = number < long_ones
            clients.setdefault(client, [[], []])[is_long].append(self._one(names, client, long=is_long))
        return [body for short, long in clients.values() for body in _in_turn(short, long)]

    def _one(self, names: list[str], client: int, *, long: bool) -> str:
        shared, own = names[client // self.members], names[self.groups + client]
        if long:
            tokens = ["*"] * self.lead + [f"r-{shared}", f"r-{own}", f"w-{own}"]
        else:
            tokens = [f"r-{shared}", f"w-{shared}", f"r-{own}", f"w-{own}"]
        return " ".join(tokens + ["*"] * ((self.long if long else self.short) - len(tokens)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Read one key first, write another one last, idle in between.

    Args:
        n: Transactions.
        keys: Keys; reads choose evenly.
        theta: Zipf exponent of the written keys' popularity.
        length: Slots of each transaction.
        upgrade_share: Probability that the key written is the key read.
    """

    n: int = 100
    keys: int = 10
    theta: float = 0.4
    length: int = 9
    upgrade_share: float = 0.0

    def __call__(self, rng: Random) -> list[str]:
        """The transactions as strings."""
        names = _names(rng, self.keys)
        cumulative = list(accumulate(1.0 / rank**self.theta for rank in range(1, self.keys + 1)))
        return [self._one(rng, names, cumulative) for _ in range(self.n)]

    def _one(self, rng: Random, names: list[str], cumulative: list[float]) -> str:
        read = write = rng.randrange(self.keys)
        if rng.random() >= self.upgrade_share:
            while write == read:
                write = bisect(cumulative, rng.random() * cumulative[-1])
        return " ".join([f"r-{names[read]}", *["*"] * (self.length - 2), f"w-{names[write]}"])


def _in_turn(first: list[str], second: list[str]) -> list[str]:
    """Both lists in one, alternating while both last."""
    return [item for pair in zip_longest(first, second) for item in pair if item is not None]


def _names(rng: Random, n: int) -> list[str]:
    """Key names that say nothing about popularity."""
    numbers = list(range(1, n + 1))
    rng.shuffle(numbers)
    return [str(number) for number in numbers]
