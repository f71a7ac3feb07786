"""What a run may spend on models, and a promise: the caps are never passed, however many calls are in flight.

Every attempt reserves what it may cost at worst before it is made, and settles at what it did cost when it is
over. Spent and reserved together never pass a cap. An attempt that would fit, were nothing in flight, waits;
one that would not fit even then is refused.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from dataclasses import dataclass

from adrs.core.errors import SpendingError
from adrs.core.verdict import Usage

_SLACK_USD = 1e-9
"""Room for the rounding of a sum of floats; a cent is ten million times as much."""


@dataclass(frozen=True, slots=True, eq=False)
class Reservation:
    """Money and tokens set aside for one attempt; settle it exactly once."""

    worst: Usage


class Ledger:
    """Spending of one run, shared by all its models.

    Args:
        usd_cap: USD that may be spent in all; ``None`` for no cap.
        token_cap: Tokens, input and output together; ``None`` for no cap.
        spent: What was spent before, by a run that is resumed.
        first_call: Number of the next call.
    """

    def __init__(
        self,
        *,
        usd_cap: float | None = None,
        token_cap: int | None = None,
        spent: Usage = Usage(),
        first_call: int = 1,
    ) -> None:
        self.usd_cap = usd_cap
        self.token_cap = token_cap
        self._tokens = spent.tokens
        self._costs_usd = [spent.cost_usd]
        self._next_call = first_call
        self._in_flight: set[Reservation] = set()
        self._queue: deque[tuple[Usage, asyncio.Future[Reservation]]] = deque()

    @property
    def spent(self) -> Usage:
        """Tokens and USD that are settled."""
        return Usage(tokens=self._tokens, cost_usd=math.fsum(self._costs_usd))

    @property
    def reserved(self) -> Usage:
        """Tokens and USD set aside for attempts in flight."""
        worst = [reservation.worst for reservation in self._in_flight]
        return Usage(tokens=sum(w.tokens for w in worst), cost_usd=math.fsum(w.cost_usd for w in worst))

    def recap(self, *, usd_cap: float | None, token_cap: int | None) -> None:
        """Keep to these caps from now on; what waits is granted, or refused, by them."""
        self.usd_cap, self.token_cap = usd_cap, token_cap
        self._advance()

    def next_call(self) -> int:
        """A number for a call, each once in a run."""
        number = self._next_call
        self._next_call += 1
        return number

    async def reserve(self, worst: Usage) -> Reservation:
        """Set ``worst`` aside, after those who asked before.

        Raises:
            SpendingError: It does not fit under a cap, whatever becomes of the attempts in flight.
        """
        self._refuse(worst)
        if not self._queue and self._fits(worst):
            return self._grant(worst)
        turn: asyncio.Future[Reservation] = asyncio.get_running_loop().create_future()
        self._queue.append((worst, turn))
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.settle(
                    turn.result(), Usage()
                )  # granted in the moment in which nobody wanted it any more
            else:
                self._queue.remove((worst, turn))
                self._advance()
            raise

    def settle(self, reservation: Reservation, actual: Usage) -> None:
        """Book what the attempt did cost, and let those go on who wait for it.

        Raises:
            ValueError: The reservation is settled already.
        """
        if reservation not in self._in_flight:
            raise ValueError("a reservation is settled once")
        self._in_flight.remove(reservation)
        self._tokens += actual.tokens
        if actual.cost_usd:
            self._costs_usd = _compact([*self._costs_usd, actual.cost_usd])
        self._advance()

    def _advance(self) -> None:
        while self._queue:
            worst, turn = self._queue[0]
            if turn.done():
                self._queue.popleft()
                continue
            try:
                self._refuse(worst)
            except SpendingError as error:
                turn.set_exception(error)
            else:
                if not self._fits(worst):
                    return
                turn.set_result(self._grant(worst))
            self._queue.popleft()

    def _grant(self, worst: Usage) -> Reservation:
        reservation = Reservation(worst)
        self._in_flight.add(reservation)
        return reservation

    def _fits(self, worst: Usage) -> bool:
        spent, held = self.spent, self.reserved
        if self.token_cap is not None and spent.tokens + held.tokens + worst.tokens > self.token_cap:
            return False
        total_usd = math.fsum([spent.cost_usd, held.cost_usd, worst.cost_usd])
        return self.usd_cap is None or total_usd <= self.usd_cap + _SLACK_USD

    def _refuse(self, worst: Usage) -> None:
        spent = self.spent
        if self.usd_cap is not None and spent.cost_usd + worst.cost_usd > self.usd_cap + _SLACK_USD:
            left = max(self.usd_cap - spent.cost_usd, 0.0)
            raise SpendingError(
                f"a call that may cost {worst.cost_usd:.4f} USD was not made: "
                f"{left:.4f} of {self.usd_cap:g} USD are left",
                cap="usd",
            )
        if self.token_cap is not None and spent.tokens + worst.tokens > self.token_cap:
            left_tokens = max(self.token_cap - spent.tokens, 0)
            raise SpendingError(
                f"a call that may take {worst.tokens} tokens was not made: "
                f"{left_tokens} of {self.token_cap} tokens are left",
                cap="tokens",
            )


def _compact(costs: list[float]) -> list[float]:
    """The same sum in fewer terms, still exact: Shewchuk's non-overlapping partial sums, as in ``fsum``."""
    partials: list[float] = []
    for x in costs:
        kept = 0
        for y in partials:
            if abs(x) < abs(y):
                x, y = y, x
            high = x + y
            low = y - (high - x)
            if low:
                partials[kept] = low
                kept += 1
            x = high
        partials[kept:] = [x]
    return partials
