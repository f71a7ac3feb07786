"""What stands behind the server: the problems, what an operator allows, and the run that goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from adrs.core.problem import Problem
from adrs.core.seams import Store
from adrs.propose.inbox.proposer import Inbox
from adrs.run.session import Session


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What the operator of a server lets agents begin: one run, within this.

    Args:
        problems: Problems that it may be on; empty for none.
        run: The run to go on with instead of beginning one.
        evaluations: Most candidates, seeds included; ``None`` where something else limits the run.
        seconds: Most seconds.
        cpu_seconds: Most CPU seconds of candidates.
    """

    problems: Sequence[str] = ()
    run: str | None = None
    evaluations: int | None = None
    seconds: float | None = None
    cpu_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Work:
    """A run that was begun or taken up.

    Args:
        run_id: Its name.
        problem: What it is on.
        session: The run itself; its state is that of the journal.
        inbox: Where its briefs lie and its answers go, whichever door they come through.
        store: Its journal.
        task: Runs it to its end; brings its summary.
    """

    run_id: str
    problem: Problem
    session: Session
    inbox: Inbox
    store: Store
    task: asyncio.Task[Mapping[str, Any]]

    @property
    def searching(self) -> bool:
        """Whether there may be further briefs."""
        return not self.task.done() and self.session.state.stopped is None


class Office(Protocol):
    """Knows the problems and begins the run."""

    @property
    def names(self) -> Sequence[str]:
        """Problems that can be read, by name."""
        ...

    @property
    def allowed(self) -> Allowed:
        """What may be begun."""
        ...

    def problem(self, name: str) -> Problem:
        """The problem called ``name``, one of ``names``."""
        ...

    async def begin(self, problem: str, evaluations: int | None) -> Work:
        """Begin the run, or go on with the one that an earlier server of the same options left unfinished.

        Args:
            problem: One of those allowed; meaningless where a run is named.
            evaluations: Most candidates; at most what is allowed.

        Raises:
            AdrsError: It cannot be begun.
        """
        ...
