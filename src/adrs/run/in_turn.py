"""A model whose steps wait for their turn: a replayed run journals its calls in the recorded order."""

from __future__ import annotations

from adrs.core.errors import ModelError
from adrs.core.model import Model, Reply, Request
from adrs.run.turns import Turns


class AskedInTurn:
    """Wraps what journals ``Calling`` first of all: an attempt begins when the recorded one did."""

    def __init__(self, inner: Model, turns: Turns) -> None:
        self.name = inner.name
        self.inner = inner
        self.turns = turns

    async def reply(self, request: Request) -> Reply:
        """The inner model's reply."""
        await self.turns.until("calling", request.brief)
        return await self.inner.reply(request)

    async def aclose(self) -> None:
        """Close the inner model."""
        await self.inner.aclose()


class AnsweredInTurn:
    """Wraps what answers: a reply, or a failure, is handed on when the recorded one came."""

    def __init__(self, inner: Model, turns: Turns) -> None:
        self.name = inner.name
        self.inner = inner
        self.turns = turns

    async def reply(self, request: Request) -> Reply:
        """The inner model's reply."""
        try:
            reply = await self.inner.reply(request)
        except ModelError:
            await self.turns.until("called", request.brief)
            raise
        await self.turns.until("called", request.brief)
        return reply

    async def aclose(self) -> None:
        """Close the inner model."""
        await self.inner.aclose()
