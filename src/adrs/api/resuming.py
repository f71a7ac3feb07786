"""``adrs.resume``: go on with a run where its journal ends, on the way that ``adrs resume`` takes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from adrs.api.checks import checked_data
from adrs.api.choices import changed, refuse_engine, refuse_replay, spent
from adrs.api.given import sort_out
from adrs.api.journals import read_run
from adrs.api.options import Limits, check_known, limits_of
from adrs.api.orders import go_on, opened, ordered, place
from adrs.api.result import Result, result_of
from adrs.api.waiting import check_thread, uninterrupted, waited
from adrs.core.errors import StoreError, UsageError
from adrs.run.steering import Mailbox

if TYPE_CHECKING:
    from adrs.api.assemble import Workshop
    from adrs.api.given import GivenProblem, GivenProposer, GivenStrategy
    from adrs.api.listening import Callback
    from adrs.core.budget import Budget
    from adrs.core.seams import Sandbox, Store
    from adrs.run.config import RunConfig


class Further(Limits, total=False):
    """What a sitting may change of a run besides its budget."""

    workers: int | None
    data: str | os.PathLike[str] | None
    track: Sequence[str]


def resume(
    run: str,
    *,
    budget: Budget | None = None,
    problem: GivenProblem | None = None,
    strategy: GivenStrategy | None = None,
    proposer: GivenProposer | Sequence[GivenProposer] | None = None,
    store: str | os.PathLike[str] | Store | None = None,
    on_event: Callback | Sequence[Callback] | None = None,
    sandbox: str | Sandbox = "auto",
    unsafe: bool = False,
    **options: Unpack[Further],
) -> Result:
    """Go on with a run; limits are totals over all sittings, and without any the run's own hold.

    A run with nothing left to do is not touched, and its result comes back.

    Args:
        run: Its id, ``"prism-1"``.
        budget: What may be spent, or limits by name as for :func:`adrs.evolve`.
        problem, strategy, proposer: What the run was given as an object; names are in its journal.
        store, on_event, sandbox, unsafe: As for :func:`adrs.evolve`.
        **options: See :class:`Further`.

    Raises:
        StoreError: There is no journal, it is damaged, or the problem has changed.
        UsageError: There is no such run, it cannot go on, or an object it was given is missing.
        KeyboardInterrupt: It was interrupted twice.
    """
    check_thread(store)
    objects = _Objects(problem, strategy, proposer, sandbox)
    resumed = _read(run, objects, place(store), budget, options)
    if resumed.result is not None:
        return resumed.result
    order = ordered(
        resumed.shop, resumed.config, place(store), on_event=on_event, unsafe=unsafe, options=options
    )
    return waited(partial(go_on, order, run))


async def resume_async(
    run: str,
    *,
    budget: Budget | None = None,
    problem: GivenProblem | None = None,
    strategy: GivenStrategy | None = None,
    proposer: GivenProposer | Sequence[GivenProposer] | None = None,
    store: str | os.PathLike[str] | Store | None = None,
    on_event: Callback | Sequence[Callback] | None = None,
    sandbox: str | Sandbox = "auto",
    unsafe: bool = False,
    **options: Unpack[Further],
) -> Result:
    """The same as :func:`resume`, to be awaited."""
    objects = _Objects(problem, strategy, proposer, sandbox)
    resumed = _read(run, objects, place(store), budget, options)
    if resumed.result is not None:
        return resumed.result
    order = ordered(
        resumed.shop, resumed.config, place(store), on_event=on_event, unsafe=unsafe, options=options
    )
    return await go_on(order, run, uninterrupted)


@dataclass(frozen=True)
class _Objects:
    """What a run was given as objects; ``None`` for what its journal names."""

    problem: GivenProblem | None
    strategy: GivenStrategy | None
    proposer: GivenProposer | Sequence[GivenProposer] | None
    sandbox: str | Sandbox


@dataclass(frozen=True, kw_only=True)
class _Read:
    """A run as its journal has it, with what this sitting changes; ``result`` where nothing is left to do."""

    shop: Workshop
    config: RunConfig
    result: Result | None


def _read(
    run: str, objects: _Objects, store: Path | Store, budget: Budget | None, options: Mapping[str, Any]
) -> _Read:
    check_known(options, Further)
    if isinstance(store, Path) and not store.exists():
        raise StoreError(f"there is no journal at {store}; give the one that has the run: store=…")
    with opened(store, readonly=True) as journal:
        state, config = read_run(journal, run)
        config = _changed(config, budget, options)
        shop = _shop(run, objects, config)
        problem = shop.stated(config)
        refuse_replay(run, state, config)
        over = spent(state, config) and not _wished(journal, run)
        if not over:
            refuse_engine(run, config)
        result = result_of(state, problem, journal, kept=store) if over else None
    return _Read(shop=shop, config=config, result=result)


def _changed(config: RunConfig, budget: Budget | None, options: Mapping[str, Any]) -> RunConfig:
    data = options.get("data")
    return changed(
        config,
        workers=options.get("workers"),
        data=None if data is None else checked_data(Path(data)),
        **limits_of(budget, options),
    )


def _shop(run: str, objects: _Objects, config: RunConfig) -> Workshop:
    given = sort_out(
        config.problem if objects.problem is None else objects.problem,
        strategy=config.strategy if objects.strategy is None else objects.strategy,
        proposer=config.proposers if objects.proposer is None else objects.proposer,
        sandbox=objects.sandbox,
    )
    for role, ours, theirs in (
        ("problem", given.problem, config.problem),
        ("strategy", given.strategy, config.strategy),
        ("proposer", given.proposers, config.proposers),
    ):
        if ours != theirs:
            raise UsageError(f"run {run} was begun with {role} {theirs!r}, not {ours!r}; give that one")
    return given.shop


def _wished(journal: Store, run: str) -> bool:
    mailbox = Mailbox.beside(journal, run)
    return mailbox is not None and bool(mailbox.letters())
