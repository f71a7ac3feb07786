"""From what a user says to a model that is ready to be asked: the layers, in order.

From outside in::

    Retrying     the only loop: tries an attempt again where that may help, within a total time
    Guarded      waits while the endpoint's circuit breaker is open; one probe goes ahead
    Limited      waits for the endpoint's concurrency, requests and tokens a minute
    Accounted    reserves the worst case, journals, settles; or refuses
    WireModel    one HTTP request; or Replay, which has the answer on record

Everything below ``Retrying`` is one attempt: one admission, one reservation, one pair of events, at most one
HTTP request. So nothing multiplies, the journal counts what the provider counts, and a wait for a limit
holds no money.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from adrs.core.errors import UsageError
from adrs.core.events import Noted
from adrs.core.model import Model, Request
from adrs.core.verdict import Usage
from adrs.models.accounted import Accounted, Log
from adrs.models.breaker import Breaker, Guarded
from adrs.models.ledger import Ledger
from adrs.models.limits import Limited, Limits
from adrs.models.pricing import price_of, require_prices
from adrs.models.retrying import Retrying
from adrs.models.secret import Secret, find_key
from adrs.models.spec import ModelSpec
from adrs.models.timing import Timing
from adrs.models.wire import WireModel
from adrs.models.worst import worst_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the models of one run share.

    Args:
        ledger: What may be spent.
        log: The run's journal.
        record: Keep requests and replies whole.
        clock: Seconds since the epoch, for the journal.
        seed: Of the jitter between attempts.
        alone: Whether nobody but models proposes; else calls to an endpoint that is down fail at once, and
            hold nobody up.
        timing: Clock and sleep for everything that waits.
        environ: Where keys are looked for; ``None`` for the process's environment and the keyring.
    """

    ledger: Ledger
    log: Log
    record: bool = False
    clock: Callable[[], float] = time.time
    seed: int = 0
    alone: bool = True
    timing: Timing = Timing()
    environ: Mapping[str, str] | None = None


def create_model(
    spec: ModelSpec,
    *,
    ledger: Ledger,
    log: Log,
    record: bool = False,
    clock: Callable[[], float] = time.time,
    seed: int = 0,
) -> Model:
    """One model, ready to be asked. Several that share an endpoint: :func:`create_models`.

    Raises:
        UsageError: The key or the extra is missing, or a USD cap is set and the price is not known.
    """
    around = Surroundings(ledger=ledger, log=log, record=record, clock=clock, seed=seed)
    return create_models([spec], around)[spec.name]


def create_models(specs: Iterable[ModelSpec], around: Surroundings) -> dict[str, Model]:
    """Models by name; those behind the same URL share its limits (the strictest) and its breaker.

    Raises:
        UsageError: As for :func:`create_model`, or two models have one name.
    """
    specs = list(specs)
    if len({spec.name for spec in specs}) < len(specs):
        raise UsageError("two models have the same name; each needs its own")
    require_prices(specs, usd_cap=around.ledger.usd_cap)
    endpoints: dict[str, _Endpoint] = {}
    for spec in specs:
        if spec.url not in endpoints:
            endpoints[spec.url] = _endpoint([s for s in specs if s.url == spec.url], around)
    return {spec.name: _layers(spec, around, endpoints[spec.url]) for spec in specs}


def replay_model(
    spec: ModelSpec,
    recorded: Model,
    around: Surroundings,
    *,
    gate: Callable[[Model], Model] = lambda attempt: attempt,
) -> Model:
    """The model of a recording: no key, no network, no waiting, and the same journal.

    Limits and breaker are left out; the journal of a run in which the breaker opened has its notes besides.

    Args:
        spec: The model that was recorded.
        recorded: :class:`Replay`, or a wrapper of it.
        around: What the models of the run share.
        gate: Wraps what makes an attempt, for a run that takes its steps in the recorded order.
    """

    async def at_once(seconds: float) -> None:
        """Between recorded attempts nobody waits."""

    accounted = Accounted(
        recorded,
        ledger=around.ledger,
        log=around.log,
        clock=around.clock,
        worst=_worst_of(spec),
        record=around.record,
    )
    timing = Timing(around.timing.now, at_once)
    return Retrying(gate(accounted), spec=spec, seed=around.seed, timing=timing)


def key_of(spec: ModelSpec, environ: Mapping[str, str] | None = None) -> Secret | None:
    """The model's key; ``None`` where it needs none and there is none.

    Raises:
        UsageError: It needs one and there is none; says where to put it.
    """
    key = find_key(spec.key_name, environ=environ, keyring=environ is None)
    if key is None and spec.needs_key:
        raise UsageError(
            f"{spec.name} needs a key and {spec.key_name} is not set: export {spec.key_name}=…, "
            f"or store it with `keyring set adrs {spec.key_name}`"
        )
    return key


def with_role(specs: Iterable[ModelSpec], role: str) -> list[ModelSpec]:
    """The models that may be used for ``role``."""
    return [spec for spec in specs if role in spec.roles]


@dataclass(frozen=True, slots=True)
class _Endpoint:
    limits: Limits
    breaker: Breaker


def _endpoint(specs: list[ModelSpec], around: Surroundings) -> _Endpoint:
    def notice(text: str) -> None:
        around.log(Noted(source="models", text=text, at=around.clock()))

    limits = Limits(
        concurrency=min(spec.concurrency for spec in specs),
        requests_per_minute=_least(spec.requests_per_minute for spec in specs),
        tokens_per_minute=_least(spec.tokens_per_minute for spec in specs),
        timing=around.timing,
    )
    breaker = Breaker(specs[0].url, notice=notice, waits=around.alone, timing=around.timing)
    return _Endpoint(limits, breaker)


def _least(values: Iterable[int | None]) -> int | None:
    return min((value for value in values if value is not None), default=None)


def _layers(spec: ModelSpec, around: Surroundings, endpoint: _Endpoint) -> Model:
    price = price_of(spec)
    if price is None:
        around.log(
            Noted(
                source="models",
                text=f"the price of {spec.name} is not known: its tokens are counted, its cost is not",
                at=around.clock(),
            )
        )
    wire = WireModel(spec, key=key_of(spec, around.environ), price=price)
    accounted = Accounted(
        wire,
        ledger=around.ledger,
        log=around.log,
        clock=around.clock,
        worst=wire.worst,
        record=around.record,
    )
    limited = Limited(accounted, limits=endpoint.limits, worst=wire.worst)
    guarded = Guarded(limited, breaker=endpoint.breaker)
    return Retrying(guarded, spec=spec, seed=around.seed, timing=around.timing)


def _worst_of(spec: ModelSpec) -> Callable[[Request], Usage]:
    price = price_of(spec)

    def worst(request: Request) -> Usage:
        limit = spec.output_limit(request.max_output_tokens)
        return worst_case(request, price=price, output_tokens=limit)

    return worst
