"""What model calls have cost: a fold over their events, in which a lost call counts at its worst."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from adrs.core.events import Called, Calling
from adrs.core.verdict import Usage


@dataclass
class Spending:
    """Calls that are open, and what each brief's calls have cost so far.

    Calls are counted when they end. A proposal's own usage, which arrives later with ``Told`` or
    ``ProposalFailed``, repeats them; :meth:`rest` is what it adds.
    """

    made: int = 0
    failed: int = 0
    _open: dict[int, Calling] = field(default_factory=dict)
    _by_brief: dict[int, Usage] = field(default_factory=dict)

    @property
    def committed(self) -> Usage:
        """What the open calls may still cost."""
        total = Usage()
        for call in self._open.values():
            total = total + call.worst
        return total

    def opened(self, event: Calling) -> None:
        """A call begins."""
        self.made += 1
        self._open[event.call] = event

    def closed(self, event: Called) -> Usage:
        """A call has ended; what it cost."""
        self.failed += bool(event.error)
        call = self._open.pop(event.call, None)
        if call is not None and call.brief is not None:
            self._by_brief[call.brief] = self._by_brief.get(call.brief, Usage()) + event.usage
        return event.usage

    def abandoned(self) -> Usage:
        """The sitting ended with calls open: nobody will ever know what they cost, so their worst counts."""
        worst = self.committed
        self.failed += len(self._open)
        self._open.clear()
        return worst

    def rest(self, brief: int | None, usage: Usage) -> Usage:
        """``usage`` of a brief that is settled now, less what its calls were counted for already."""
        counted = Usage() if brief is None else self._by_brief.pop(brief, Usage())
        return replace(
            usage,
            tokens=max(0, usage.tokens - counted.tokens),
            cost_usd=max(0.0, usage.cost_usd - counted.cost_usd),
        )
