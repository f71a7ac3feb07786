"""A model that says what a script contains and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator

from adrs.core.errors import ModelError
from adrs.core.model import Reply, Request
from adrs.core.verdict import Usage

Line = str | Reply | Exception
"""What a scripted model does when asked: say a text, give a reply, or fail."""


class ScriptedModel:
    """Answers from a list, in order, or from a function of the request.

    Args:
        script: The answers. A text becomes a reply whose tokens are its words and those of the request.
        name: What arms and journals call it.
        latency_s: How long each answer takes.
        sleep: Waits; a test with a clock of its own passes its own.

    The requests it was asked are kept in ``requests``, and ``closed`` says whether it was closed.
    """

    def __init__(
        self,
        script: Iterable[Line] | Callable[[Request], Line],
        *,
        name: str = "scripted",
        latency_s: float = 0.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.name = name
        self.requests: list[Request] = []
        self.closed = False
        self._answer: Callable[[Request], Line] = (
            script if callable(script) else _Reading(iter(script), name).next
        )
        self._latency_s = latency_s
        self._sleep = sleep

    async def reply(self, request: Request) -> Reply:
        """The script's next answer.

        Raises:
            ModelError: The script is at its end.
            Exception: The script says so.
        """
        self.requests.append(request)
        line = self._answer(request)
        if self._latency_s:
            await self._sleep(self._latency_s)
        if isinstance(line, Exception):
            raise line
        return line if isinstance(line, Reply) else spoken(line, request, name=self.name)

    async def aclose(self) -> None:
        """Remember that it was closed."""
        self.closed = True


def spoken(text: str, request: Request, *, name: str = "scripted") -> Reply:
    """A reply that says ``text``; a word counts as a token, and nothing is charged."""
    input_tokens = sum(len(message.text.split()) for message in request.messages)
    output_tokens = len(text.split())
    return Reply(
        text=text,
        usage=Usage(tokens=input_tokens + output_tokens),
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        model=name,
    )


class _Reading:
    """A script that is read from beginning to end."""

    def __init__(self, lines: Iterator[Line], name: str) -> None:
        self._lines = lines
        self._name = name
        self._read = 0

    def next(self, request: Request) -> Line:
        line = next(self._lines, None)
        if line is None:
            return ModelError(f"the script of {self._name!r} ended after {self._read} answers")
        self._read += 1
        return line
