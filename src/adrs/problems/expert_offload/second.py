"""A second account of decoding: lists of experts held, waiting and to be evicted, moved one by one.

Slow and obvious; it shares nothing with :mod:`.simulator`, :mod:`.channel` and :mod:`.judge` but the
description. Tests and the audit compare the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adrs.core.workload import Workload

Expert = tuple[int, int]
Plan = tuple[list[Expert], list[Expert]]


def value(workload: Workload, answer: Any) -> float:
    """Time of the scored episode over that with everything fetched on demand."""
    inputs, experts = workload.inputs, workload.inputs["machine"]["experts"]
    keys = [divmod(number, experts) for number in answer[0]["keys"].tolist()]
    sizes = answer[0]["sizes"].tolist()
    plans: list[Plan] = []
    for prefetch, evict in zip(sizes[::2], sizes[1::2], strict=True):
        plans.append((keys[:prefetch], keys[prefetch : prefetch + evict]))
        keys = keys[prefetch + evict :]
    return _Gpu(inputs).decode(plans) / _Gpu(inputs).decode([([], [])] * len(plans))


class _Gpu:
    """One episode; all times in ms."""

    def __init__(self, inputs: Mapping[str, Any]) -> None:
        self.needs = inputs["needed"].tolist()
        self.machine = inputs["machine"]
        self.held: list[Expert] = []
        self.needed: list[Expert] = []
        self.waiting: list[Expert] = []
        self.to_evict: list[Expert] = []
        self.under_way: Expert | None = None
        self.clock = self.arrives = 0.0

    def decode(self, plans: Sequence[Plan]) -> float:
        """How long it takes under these plans, one for each gate."""
        steps = iter(plans)
        for token in self.needs:
            for layer, numbers in enumerate(token):
                self.layer([(layer, number) for number in numbers if number >= 0], *next(steps))
        return self.clock

    def layer(self, needed: list[Expert], prefetch: list[Expert], evict: list[Expert]) -> None:
        """What comes before the gate, what the gate asks for, and the experts."""
        self.compute(self.machine["dense_ms"])
        # Only now: what the layer before needed is safe from eviction until the gate speaks.
        self.needed, self.to_evict = needed, list(evict)
        wanted = [key for key in self.needed if key not in self.held] + prefetch
        self.waiting = [key for key in wanted if key != self.under_way]
        if self.under_way is None:
            self.begin(self.clock)
        while any(key not in self.held for key in self.needed):
            self.clock = max(self.clock, self.arrives)
            self.arrive()
        for key in self.needed:
            self.held.remove(key)
            self.held.append(key)
        self.compute(self.machine["expert_ms"] * len(self.needed))

    def compute(self, duration: float) -> None:
        """Let time pass, and transfers go on."""
        self.clock += duration
        while self.under_way is not None and self.arrives <= self.clock:
            self.arrive()

    def arrive(self) -> None:
        """End the transfer under way and begin the next one."""
        assert self.under_way is not None
        self.held.append(self.under_way)
        self.under_way = None
        self.begin(self.arrives)

    def begin(self, at: float) -> None:
        """Begin the next transfer for which there is room."""
        while self.waiting and self.under_way is None:
            key = self.waiting.pop(0)
            if key not in self.held and self.made_room(key in self.needed):
                self.under_way, self.arrives = key, at + self.machine["load_ms"]

    def made_room(self, needed: bool) -> bool:
        """Whether there is a free slot now; what is needed takes one from the least recently used."""
        if len(self.held) < self.machine["slots"]:
            return True
        while self.to_evict:
            victim = self.to_evict.pop(0)
            if victim in self.held and victim not in self.needed:
                self.held.remove(victim)
                return True
        if needed:
            self.held.remove(next(key for key in self.held if key not in self.needed))
        return needed
