"""One cell of a study, in a process of its own; :mod:`adrs.study.crew` says how the two talk."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from adrs.api.assemble import Workshop, open_sandbox
from adrs.api.sitting import Sitting
from adrs.core.errors import AdrsError
from adrs.evaluate.shelf import SqliteShelf
from adrs.run.clock import steady_clock
from adrs.run.config import RunConfig
from adrs.run.state import fold

if TYPE_CHECKING:
    from adrs.core.events import Event
    from adrs.run.state import RunState

_EVERY_S = 0.5


def order(
    run_id: str, config: RunConfig, *, store: Path, shelf: Path | None, sandbox: str, unsafe: bool
) -> dict[str, Any]:
    """What a cell's process is told."""
    return {
        "run": run_id,
        "config": config.to_json(),
        "store": str(store),
        "shelf": None if shelf is None else str(shelf),
        "sandbox": sandbox,
        "unsafe": unsafe,
    }


def main() -> int:
    """Run the cell that standard input tells of; the exit code."""
    told = json.loads(_first_line())
    threading.Thread(target=_end_with_the_study, daemon=True).start()
    try:
        work(told)
    except AdrsError as error:
        _tell({"error": str(error)})
        return 2
    return 0


def work(told: dict[str, Any]) -> None:
    """Begin the run of a cell, or go on with it, and see it through.

    Raises:
        AdrsError: The world failed.
    """
    config, run_id = RunConfig.from_json(told["config"]), told["run"]
    shop = Workshop()
    if told["sandbox"] != "auto":
        shop = replace(shop, sandbox=partial(open_sandbox, name=told["sandbox"]))
    problem = shop.stated(config)
    shelf = None if told["shelf"] is None else SqliteShelf(Path(told["shelf"]))
    journal = shop.store(Path(told["store"]), False)
    try:
        begun = run_id in journal.runs()
        sitting = Sitting(
            shop,
            run_id,
            config,
            problem,
            journal,
            steady_clock(),
            unsafe=told["unsafe"],
            before=fold(run_id, (event for _, event in journal.read(run_id))) if begun else None,
            shelf=shelf,
            shown=Counter(),
        )
        if begun:
            sitting.session.restore()
        else:
            sitting.session.begin()
        sitting.run()
    finally:
        journal.close()
        if shelf is not None:
            shelf.close()


class Counter:
    """A display that tells the study how many evaluations are done."""

    def __init__(self) -> None:
        self._spoke = 0.0
        self._told = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def observe(self, event: Event, state: RunState) -> None:
        """Tell, if there is something new and the last time is a moment ago."""
        now = time.monotonic()
        if state.evaluations > self._told and now - self._spoke >= _EVERY_S:
            self._spoke, self._told = now, state.evaluations
            _tell({"evaluations": state.evaluations})

    def tick(self) -> None:
        """Nothing to tell."""

    def note(self, text: str) -> None:
        """Nothing to tell."""


def _tell(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


def _first_line() -> bytes:
    """From the descriptor: a thread that reads a buffered file would hold its lock when we exit."""
    line = b""
    while not line.endswith(b"\n") and (more := os.read(0, 65536)):
        line += more
    return line


def _end_with_the_study() -> None:
    """Standard input ends when the study does, however it does: then nobody waits for this run."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
