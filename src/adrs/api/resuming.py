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
from adrs.api.orders import Order, go_on, opened, ordered, place
from adrs.api.result import Result, result_of
from adrs.api.twins import takes_what
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


@dataclass(frozen=True)
class _Objects:
    """What a run was given as objects; ``None`` for what its journal names."""

    problem: GivenProblem | None
    strategy: GivenStrategy | None
    proposer: GivenProposer | Sequence[GivenProposer] | None
    sandbox: str | Sandbox


def rest_of(
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
) -> tuple[str, Order | Result]:
    """The run and what is left of it, or its result; the parameters of :func:`resume` are those of this."""
    objects, where = _Objects(problem, strategy, proposer, sandbox), place(store)
    check_known(options, Further)
    if isinstance(where, Path) and not where.exists():
        raise StoreError(f"there is no journal at {where}; give the one that has the run: store=…")
    with opened(where, readonly=True) as journal:
        state, config = read_run(journal, run)
        config = _changed(config, budget, options)
        shop = _shop(run, objects, config)
        refuse_replay(run, state, config)
        if spent(state, config) and not _wished(journal, run):
            return run, result_of(state, shop.stated(config), journal, kept=where)
    refuse_engine(run, config)
    return run, ordered(shop, config, where, on_event=on_event, unsafe=unsafe, options=options)


@takes_what(rest_of)
def resume(*args: Any, **options: Any) -> Result:
    """Go on with a run; limits are totals over all sittings, and without any the run's own hold.

    A run with nothing left to do is not touched, and its result comes back.

    Args:
        run: Its id, ``"prism-1"``.
        budget: What may be spent, or limits by name as for :func:`adrs.evolve`.
        problem: What the run was given as an object; names are in its journal.
        strategy: Likewise.
        proposer: Likewise.
        store: As for :func:`adrs.evolve`; so are the others.
        on_event: Told every event.
        sandbox: Where programs run.
        unsafe: Accept resource limits alone.
        **options: See :class:`Further`.

    Raises:
        StoreError: There is no journal, it is damaged, or the problem has changed.
        UsageError: There is no such run, it cannot go on, or an object it was given is missing.
        KeyboardInterrupt: It was interrupted twice.
    """
    run, rest = rest_of(*args, **options)
    if isinstance(rest, Result):
        return rest
    check_thread(rest.store)
    return waited(partial(go_on, rest, run))


@takes_what(rest_of)
async def resume_async(*args: Any, **options: Any) -> Result:
    """The same as :func:`resume`, to be awaited."""
    run, rest = rest_of(*args, **options)
    return rest if isinstance(rest, Result) else await go_on(rest, run, uninterrupted)


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
