"""What a model call costs on our side: CPU of each layer, and of the ledger by calls in flight.

Run with ``python benchmarks/models_cost.py``. Calls go to a server on loopback in the same process, whose CPU
is part of every line with a provider's name; compare lines within one run. Needs ``adrs[models]``.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

from adrs.core.model import Request, system, user
from adrs.core.verdict import Usage
from adrs.models.accounted import Accounted
from adrs.models.create import Surroundings, create_models
from adrs.models.ledger import Ledger
from adrs.models.price import Price
from adrs.models.secret import Secret
from adrs.models.spec import ModelSpec
from adrs.models.wire import WireModel
from adrs.testing.loopback import Loopback
from adrs.testing.loopback_bodies import Answer
from adrs.testing.scripted import ScriptedModel

CALLS = 200
PRICE = Price(input_usd=1.0, output_usd=10.0)
REQUEST = Request(messages=(system("You improve programs."), user("x = 1\n" * 3000)), max_output_tokens=4096)
ANSWER = Answer(text="y = 2\n" * 500, input_tokens=6000, output_tokens=1500)


def main() -> None:
    """Print CPU milliseconds a call, and what importing takes."""
    print(f"{'import of the wire formats':34} {_import_cpu_ms():8.0f} ms CPU, once a run")
    scripted = ScriptedModel(lambda request: "ok")
    print(f"{'a scripted model':34} {_per_call_ms(lambda: scripted.reply(REQUEST)):8.3f} ms CPU a call")
    for record in (False, True):
        accounted = Accounted(
            scripted,
            ledger=Ledger(usd_cap=1e9),
            log=lambda event, programs=(): None,
            clock=time.time,
            worst=lambda request: Usage(tokens=1),
            record=record,
        )
        name = "journalled and recorded" if record else "journalled"
        print(f"{'  ' + name:34} {_per_call_ms(lambda m=accounted: m.reply(REQUEST)):8.3f} ms CPU a call")
    with Loopback(ANSWER) as server:
        for provider in ("vllm", "openai-responses", "anthropic", "google"):
            _wire(provider, server)
    for in_flight in (1, 16, 256):
        print(f"{f'the ledger, {in_flight} in flight':34} {_ledger_us(in_flight):8.1f} us CPU a reservation")


def _wire(provider: str, server: Loopback) -> None:
    url = server.url("openai" if provider in ("vllm", "openai-responses") else provider)
    spec = ModelSpec(name=provider, provider=provider, model="m", price=PRICE, base_url=url)
    bare = WireModel(spec, key=Secret("key"), price=PRICE)
    around = Surroundings(ledger=Ledger(usd_cap=1e9), log=lambda event, programs=(): None, environ={})
    whole = create_models([spec], around)[spec.name]

    async def both() -> tuple[float, float]:
        alone = await _cpu_ms(lambda: bare.reply(REQUEST))
        stacked = await _cpu_ms(lambda: whole.reply(REQUEST))
        await bare.aclose()
        await whole.aclose()
        return alone, stacked

    alone, stacked = asyncio.run(both())
    print(f"{provider + ', one attempt':34} {alone:8.3f} ms CPU a call")
    print(f"{provider + ', all layers':34} {stacked:8.3f} ms CPU a call")


def _per_call_ms(call: Callable[[], Awaitable[object]]) -> float:
    return asyncio.run(_cpu_ms(call))


async def _cpu_ms(call: Callable[[], Awaitable[object]]) -> float:
    for _ in range(5):
        await call()
    before = time.process_time()
    for _ in range(CALLS):
        await call()
    return (time.process_time() - before) / CALLS * 1e3


def _ledger_us(in_flight: int) -> float:
    async def story() -> float:
        ledger, worst = Ledger(usd_cap=1e9, token_cap=10**15), Usage(tokens=100, cost_usd=0.01)
        held = [await ledger.reserve(worst) for _ in range(in_flight)]
        before = time.process_time()
        for index in range(2000):
            ledger.settle(held[index % in_flight], worst)
            held[index % in_flight] = await ledger.reserve(worst)
        return (time.process_time() - before) / 2000 * 1e6

    return asyncio.run(story())


def _import_cpu_ms() -> float:
    code = (
        "import time; before = time.process_time()\n"
        "import pydantic_ai.direct, pydantic_ai.models.openai, pydantic_ai.models.anthropic\n"
        "import pydantic_ai.models.google; print((time.process_time() - before) * 1e3)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)


if __name__ == "__main__":
    main()
