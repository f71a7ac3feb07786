"""The one place where anything is tried again: exponential back-off with full jitter, bounded twice.

The delay before attempt k+1 is uniform between 0 and ``min(cap, base · 2^k)`` ("full jitter", Brooker 2015,
AWS Architecture Blog); where the provider says how long to wait, it is at least that.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from adrs.core.errors import ModelError
from adrs.core.model import Model, Reply, Request
from adrs.core.verdict import Usage
from adrs.models.fault import AttemptError
from adrs.models.spec import ModelSpec
from adrs.models.timing import Timing

BASE_S = 1.0
CAP_S = 60.0


class Retrying:
    """Wraps a model whose calls are single attempts.

    Args:
        inner: The model.
        spec: How often, and how long in all. A further attempt is made only where it could last its whole
            ``timeout_s`` within ``total_timeout_s``; waits for a limit or a circuit breaker do not count.
        seed: Of the jitter. It is drawn for each request and attempt by itself, so that a repeated run
            waits alike whatever the order of its calls.
        timing: Clock and sleep.
    """

    def __init__(self, inner: Model, *, spec: ModelSpec, seed: int = 0, timing: Timing = Timing()) -> None:
        self.name = inner.name
        self.inner = inner
        self._spec = spec
        self._seed = seed
        self._timing = timing

    async def reply(self, request: Request) -> Reply:
        """The first reply; its usage includes that of the attempts before.

        Raises:
            AttemptError: No attempt brought one, or it makes no sense to go on; usage of all attempts.
            SpendingError: A cap leaves no room for this attempt, or for the next one.
            ModelError: The endpoint is down; usage of all attempts.
        """
        spent, active_s = Usage(), 0.0
        for attempt in range(self._spec.retries + 1):
            try:
                reply = await self.inner.reply(request)
            except AttemptError as error:
                spent = spent + error.usage
                delay_s = self._delay_s(error, request, attempt)
                active_s += (error.seconds or 0.0) + delay_s
                self._give_up(error, attempt, active_s, spent)
                await self._timing.sleep(delay_s)
            except ModelError as error:  # a cap, or an endpoint that is not to be asked
                error.usage = spent + error.usage
                raise
            else:
                return replace(reply, usage=spent + reply.usage)
        raise AssertionError("the last attempt gives up")

    async def aclose(self) -> None:
        """Release connections."""
        await self.inner.aclose()

    def _delay_s(self, error: AttemptError, request: Request, attempt: int) -> float:
        rng = Random(f"{self._seed}/{self.name}/{request.digest}/{attempt}")
        jittered = rng.uniform(0.0, min(CAP_S, BASE_S * 2.0**attempt))
        return max(jittered, error.retry_after_s or 0.0)

    def _give_up(self, error: AttemptError, attempt: int, active_s: float, spent: Usage) -> None:
        reason = ""
        if not error.retry:
            reason = "it would fail again"
        elif attempt >= self._spec.retries:
            reason = f"{attempt + 1} attempts failed" if attempt else "no retries are allowed"
        elif active_s + self._spec.timeout_s > self._spec.total_timeout_s:
            reason = f"another attempt does not fit into {self._spec.total_timeout_s:g} s in all"
        if not reason:
            return
        error.usage = spent
        if error.retry:
            error.args = (f"{error} ({reason})",)
        raise error
