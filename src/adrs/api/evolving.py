"""``adrs.evolve`` and ``adrs.resume``: runs from Python, on the way that ``adrs run`` takes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

from adrs.api.given import sort_out
from adrs.api.options import Options, configured
from adrs.api.orders import Order, begin, ordered, place
from adrs.api.twins import takes_what
from adrs.api.waiting import check_thread, uninterrupted, waited

if TYPE_CHECKING:
    from adrs.api.given import GivenProblem, GivenProposer, GivenStrategy
    from adrs.api.listening import Callback
    from adrs.api.result import Result
    from adrs.core.budget import Budget
    from adrs.core.seams import Sandbox, Store


def order_of(
    problem: GivenProblem,
    *,
    budget: Budget | None = None,
    strategy: GivenStrategy = "adaptive",
    proposer: GivenProposer | Sequence[GivenProposer] | None = None,
    models: Sequence[str] = (),
    seed: int = 1,
    workers: int | None = None,
    store: str | os.PathLike[str] | Store | None = None,
    on_event: Callback | Sequence[Callback] | None = None,
    sandbox: str | Sandbox = "auto",
    unsafe: bool = False,
    **options: Unpack[Options],
) -> Order:
    """The run that :func:`evolve` is asked for; its parameters are those of this function."""
    given = sort_out(problem, strategy=strategy, proposer=proposer, sandbox=sandbox)
    config = configured(given, budget=budget, models=models, seed=seed, workers=workers, options=options)
    return ordered(given.shop, config, place(store), on_event=on_event, unsafe=unsafe, options=options)


@takes_what(order_of)
def evolve(*args: Any, **options: Any) -> Result:
    """Search for a better program, and see the run through; what ``adrs run`` does, with a typed result.

    It may be called anywhere, also in a notebook, whose event loop is running; in a coroutine
    :func:`evolve_async` does not block the others. The first interrupt (Ctrl-C) finishes early with a
    result, the second ends at once; :func:`resume` goes on either way.

    Args:
        problem: A name (``adrs problems``), a folder, or an object (:func:`adrs.define`).
        budget: What may be spent; or limits by name: ``evals``, ``seconds``, ``cpu_seconds``, ``tokens``,
            ``usd``. Without any, 200 candidates are tried.
        strategy: Who chooses what to try next: a name, an object with ``ask``, ``tell`` and ``fail``, or a
            function ``(arms, *, seed)`` that makes one.
        proposer: Who writes programs: a name, an object with ``propose``, a function from a
            :class:`adrs.core.candidate.Brief` to a program, async or not; or several. By default
            ``genetic`` and ``tuner``; with models ``llm`` and ``tuner``.
        models: Models by ``PROVIDER:MODEL[@BASE_URL]`` or a name from ``models_file``.
        seed: Everything random follows from it; with ``workers=1`` equal seeds give equal journals.
        workers: Evaluations at the same time; by default one a CPU.
        store: The journal: a path, or a store; by default ``.adrs/runs.sqlite``, as on the command line.
        on_event: Told every event once it is journalled. What it raises ends the run and comes out of here,
            but for :class:`adrs.api.listening.StopSearch`, which finishes early.
        sandbox: Where programs run: a name, or a sandbox, which is closed at the end.
        unsafe: Accept resource limits alone where the system offers no isolation.
        **options: See :class:`adrs.api.options.Options`.

    Raises:
        AdrsError: Something named does not exist or makes no sense, or the world failed: one sentence.
        KeyboardInterrupt: It was interrupted twice; everything tried so far is kept.
    """
    order = order_of(*args, **options)
    check_thread(order.store)
    return waited(partial(begin, order))


@takes_what(order_of)
async def evolve_async(*args: Any, **options: Any) -> Result:
    """The same as :func:`evolve`, to be awaited; cancelling ends the run at once, with the journal whole."""
    return await begin(order_of(*args, **options), uninterrupted)
