"""The GPU's expert slots and the one channel that fills them."""

from __future__ import annotations

from collections.abc import Sequence

from adrs.problems.expert_offload.scene import Experts, Key


class Channel:
    """Transfers experts one after another; a transfer that has begun is finished.

    Args:
        slots: Experts that fit, the one under way included.
        load_ms: Time of a transfer.
    """

    def __init__(self, slots: int, load_ms: float) -> None:
        self.slots, self.load_ms = slots, load_ms
        self.resident: dict[Key, None] = {}  # the least recently used first
        self.loading: Key | None = None
        self.free_ms = self._arrived_ms = 0.0
        self.loads = self.wasted = 0
        self._unused: set[Key] = set()
        self._demanded: set[Key] = set()
        self._pinned: set[Key] = set()
        self._queue: list[Key] = []
        self._victims: list[Key] = []

    def plan(self, now_ms: float, needed: Experts, prefetch: Sequence[Key], evict: Sequence[Key]) -> None:
        """Fetch what is missing of ``needed``, then ``prefetch``, instead of what was planned before.

        Args:
            now_ms: The time.
            needed: Experts of the current layer; they stay until the next plan.
            prefetch: What to fetch then, in this order.
            evict: What may make room, in this order. Without it a prefetch is dropped, and a needed expert
                takes the place of the least recently used.
        """
        self._pinned = set(needed)
        missing = [key for key in needed if key not in self.resident]
        self._demanded = set(missing)
        self._queue = [key for key in (*missing, *prefetch) if key != self.loading][::-1]
        self._victims = list(evict)[::-1]
        if self.loading is None:
            self.free_ms = max(self.free_ms, now_ms)
            self._start()

    def run(self, until_ms: float) -> None:
        """Transfer until then."""
        while self.loading is not None and self.free_ms <= until_ms:
            self._finish()

    def settle(self, now_ms: float) -> float:
        """Transfer until all that is needed is there; when that is."""
        if not self._demanded:
            return now_ms
        while self._demanded:
            self._finish()
        return max(now_ms, self._arrived_ms)

    def use(self, needed: Experts) -> None:
        """Note that experts were used just now."""
        for key in needed:
            self._unused.discard(key)
            del self.resident[key]
            self.resident[key] = None

    def _finish(self) -> None:
        key = self.loading
        assert key is not None
        self.resident[key] = None
        self._unused.add(key)
        self._demanded.discard(key)
        self._arrived_ms, self.loading = self.free_ms, None
        self._start()

    def _start(self) -> None:
        while self._queue:
            key = self._queue.pop()
            if key in self.resident or not self._room(key in self._demanded):
                continue
            self.loading = key
            self.free_ms += self.load_ms
            self.loads += 1
            return

    def _room(self, demanded: bool) -> bool:
        if len(self.resident) < self.slots:
            return True
        while self._victims:
            key = self._victims.pop()
            if key in self.resident and key not in self._pinned:
                self._drop(key)
                return True
        if demanded:
            self._drop(next(key for key in self.resident if key not in self._pinned))
        return demanded

    def _drop(self, key: Key) -> None:
        del self.resident[key]
        self.wasted += key in self._unused
        self._unused.discard(key)
