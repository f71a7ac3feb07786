"""What the tests of models share: models on loopback, a journal in a list, and the key that must not show."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from adrs.core.events import Called, Calling, Event, Noted
from adrs.core.model import Request, system, user
from adrs.core.program import Program
from adrs.models.create import Surroundings, create_models
from adrs.models.ledger import Ledger
from adrs.models.price import Price
from adrs.models.secret import Secret
from adrs.models.spec import ModelSpec
from adrs.models.timing import Timing
from adrs.models.wire import WireModel
from adrs.testing.loopback import Loopback
from adrs.testing.virtual_loop import run_virtually

T = TypeVar("T")

KEY = "sk-proj-q8Zt4Vw2Lr6Nx0Pb9Ys3Km7Hd1Gf5Jc"
PRICE = Price(input_usd=1.0, cached_input_usd=0.1, output_usd=10.0)
REQUEST = Request(messages=(system("Be brief."), user("Say hello.")), max_output_tokens=100, purpose="test")
WIRES = {
    "openai": "gpt-5-mini",
    "openai-responses": "gpt-5-mini",
    "anthropic": "claude-opus-5",
    "google": "gemini-2.5-pro",
    "vllm": "qwen3:8b",
}
"""A model for each provider that stands for a wire format of its own, or for a way to word one."""


def spec_for(provider: str, server: Loopback, **changes: object) -> ModelSpec:
    """A model of ``provider`` at ``server``, with a price."""
    spec = ModelSpec(name=provider, provider=provider, model=WIRES[provider], price=PRICE)
    spec = replace(spec, base_url=server.url(spec.about.wire), key_env="THE_KEY", timeout_s=10.0)
    return replace(spec, **changes)  # type: ignore[arg-type]


def wired(provider: str, model: str, server: Loopback, **changes: object) -> WireModel:
    """A model that makes single attempts."""
    return WireModel(spec_for(provider, server, model=model, **changes), key=Secret(KEY), price=PRICE)


class Diary:
    """A journal in a list."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.programs: list[Program] = []

    def __call__(self, event: Event, programs: Sequence[Program] = ()) -> None:
        self.events.append(event)
        self.programs.extend(programs)

    @property
    def calling(self) -> list[Calling]:
        return [event for event in self.events if isinstance(event, Calling)]

    @property
    def called(self) -> list[Called]:
        return [event for event in self.events if isinstance(event, Called)]

    @property
    def notes(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Noted)]


class VirtualTime:
    """``now`` and ``sleep`` for code that takes them as arguments, on a loop whose clock jumps from 0."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(seconds)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return run_virtually(work)[0]


async def at_once(seconds: float) -> None:
    """No wait between attempts."""


def surroundings(diary: Diary, ledger: Ledger | None = None, **changes: object) -> Surroundings:
    """A run that waits for nothing and finds its key."""
    around = Surroundings(
        ledger=ledger or Ledger(), log=diary, environ={"THE_KEY": KEY}, timing=Timing(sleep=at_once)
    )
    return replace(around, **changes)  # type: ignore[arg-type]


def ready(spec: ModelSpec, around: Surroundings):  # type: ignore[no-untyped-def]
    """The whole stack for one model."""
    return create_models([spec], around)[spec.name]
