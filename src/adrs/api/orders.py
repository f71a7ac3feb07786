"""A run that is ordered: everything it needs, checked before anything is written; and its execution."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adrs.api.checks import folder_to_write
from adrs.api.journals import DEFAULT_STORE, read_run
from adrs.api.listening import Listener, callbacks_of
from adrs.api.options import texts
from adrs.api.result import Result, result_of
from adrs.api.sitting import Sitting, begun, check_trackers
from adrs.api.staff import check_language, check_names
from adrs.run.clock import steady_clock

if TYPE_CHECKING:
    from adrs.api.assemble import Workshop
    from adrs.api.listening import Callback
    from adrs.api.sitting import Catching
    from adrs.core.problem import Problem
    from adrs.core.seams import Store
    from adrs.run.config import RunConfig
    from adrs.run.state import RunState


@dataclass(frozen=True, kw_only=True)
class Order:
    """A run to be made.

    Args:
        shop: Makes its parts.
        config: What it is begun with.
        problem: Its problem, on the terms of the run.
        store: Its journal: a path, or a store that stays open.
        callbacks: Told every event.
        unsafe: Whether resource limits alone will do.
        track: Where it is copied to.
    """

    shop: Workshop
    config: RunConfig
    problem: Problem
    store: Path | Store
    callbacks: Sequence[Callback] = ()
    unsafe: bool = False
    track: Sequence[str] = ()


def ordered(
    shop: Workshop,
    config: RunConfig,
    store: Path | Store,
    *,
    on_event: Callback | Sequence[Callback] | None,
    unsafe: bool,
    options: Mapping[str, Any],
) -> Order:
    """An order for which every name is known and every part can be had.

    Raises:
        AdrsError: One does not exist, or cannot.
    """
    order = Order(
        shop=shop,
        config=config,
        problem=shop.stated(config),
        store=store,
        callbacks=callbacks_of(on_event),
        unsafe=unsafe,
        track=texts(options.get("track", ())),
    )
    check_names(shop, config)
    check_language(order.problem, config.proposers)
    check_trackers(order.track)
    return order


async def begin(order: Order, catching: Catching) -> Result:
    """Begin a new run and see it through.

    Raises:
        asyncio.CancelledError: It was cancelled, or interrupted twice.
    """
    listener = Listener(order.callbacks)
    with opened(order.store) as journal, listener:
        name = order.problem.name
        sitting = await begun(journal, name, lambda run_id: _sitting(order, run_id, journal, listener))
        return await _see_through(order, sitting, catching)


async def go_on(order: Order, run_id: str, catching: Catching) -> Result:
    """Go on with a run and see it through.

    Raises:
        StoreError: It was made on other workloads or seeds.
        asyncio.CancelledError: It was cancelled, or interrupted twice.
    """
    listener = Listener(order.callbacks)
    with opened(order.store) as journal, listener:
        before, _ = read_run(journal, run_id)
        sitting = _sitting(order, run_id, journal, listener, before=before)
        try:
            sitting.session.restore()
        except BaseException:
            await sitting.aclose()
            raise
        return await _see_through(order, sitting, catching)


def _sitting(
    order: Order, run_id: str, journal: Store, listener: Listener, *, before: RunState | None = None
) -> Sitting:
    sitting = Sitting(
        order.shop,
        run_id,
        order.config,
        order.problem,
        journal,
        steady_clock(),
        shown=listener,
        unsafe=order.unsafe,
        before=before,
        track=order.track,
    )
    listener.stop = sitting.session.stop
    return sitting


async def _see_through(order: Order, sitting: Sitting, catching: Catching) -> Result:
    state = await sitting.see_through(catching)
    return result_of(state, order.problem, sitting.store, kept=order.store)


def place(store: str | os.PathLike[str] | Store | None) -> Path | Store:
    """Where a journal is: an absolute path, or the store that was given."""
    if store is None or isinstance(store, str | os.PathLike):
        return Path(store or DEFAULT_STORE).resolve()
    return store


@contextmanager
def opened(store: Path | Store, *, readonly: bool = False) -> Iterator[Store]:
    """A journal while it is needed; a store that was given stays open."""
    if not isinstance(store, Path):
        yield store
        return
    if not readonly:
        folder_to_write(store.parent)
    from adrs.store.sqlite import SqliteStore

    journal = SqliteStore(store, readonly=readonly)
    try:
        yield journal
    finally:
        journal.close()
