"""An engine in the two roles that a run has for it: what it wants to try next is not ours to choose."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from adrs.core.candidate import Admission, Arm, Brief, Proposal, Trial
from adrs.core.errors import ProposalError
from adrs.core.problem import Problem
from adrs.core.program import END_MARK, START_MARK, Program
from adrs.core.syntax import keeps_entry, parse, syntax_digest
from adrs.core.verdict import Evaluation, Usage
from adrs.interop.engines.bridge import Bridge
from adrs.propose.acceptance import ensure_allowed
from adrs.search.desk import not_ready
from adrs.search.fitness import fitness

OPERATOR = "candidate"


class EngineStrategy:
    """Implements :class:`adrs.core.seams.Strategy`: asks the engine, and passes on what it hears.

    Every brief has the best seed for its parent, which is where the engine starts. A parent is also what a
    candidate is raced against; here it comes without results, because an engine is told a score for every
    candidate that is valid, however poor.
    """

    def __init__(self, name: str, bridge: Bridge) -> None:
        self._arm = Arm(name, OPERATOR)
        self._bridge = bridge
        self._next = 0
        self._start: Trial | None = None
        self._best: float | None = None

    def ask(self) -> Brief:
        """The next brief.

        Raises:
            ValueError: No seed is valid.
        """
        if self._start is None:
            raise not_ready()
        number, self._next = self._next, self._next + 1
        return Brief(
            id=number, arm=self._arm, parent=replace(self._start, evaluation=Evaluation(verdicts=()))
        )

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """Pass a result on; ``NEW`` if it is the best so far."""
        score = fitness(trial)
        best = score is not None and (self._best is None or score > self._best)
        if best:
            self._best = score
            self._start = trial if arm is None else self._start
        self._bridge.told(trial)
        return Admission.NEW if best else Admission.REJECTED

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """Pass a refusal on."""
        self._bridge.failed(brief, reason)


class EngineProposer:
    """Implements :class:`adrs.core.seams.Proposer`: its proposals are what the engine wants evaluated.

    Args:
        name: What the arm calls it.
        bridge: Where candidates come from.
        start: Starts the engine on a program; called once, at the first brief.
    """

    operators: Sequence[str] = (OPERATOR,)

    def __init__(self, name: str, bridge: Bridge, start: Callable[[Program], Awaitable[None]]) -> None:
        self.name = name
        self._bridge = bridge
        self._start = start
        self._started = False

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        """The engine's next candidate.

        Raises:
            ProposalError: It changes what must stay, does not parse or lacks the entry, or there is none.
        """
        parent = brief.parent.candidate.program
        if not self._started:
            self._started = True
            await self._start(parent)
        submitted = await self._bridge.next()
        program = parent.with_text(restored(submitted.text, like=parent.text))
        self._bridge.take(brief.id, submitted, program)
        if syntax_digest(program) != syntax_digest(parent):
            ensure_allowed(parent, program.main, program.text)
            _check_entry(problem, program)
        return Proposal(program=program, note="by the engine")


def _check_entry(problem: Problem, program: Program) -> None:
    contract = problem.contract
    if not keeps_entry(parse(program.text), contract):
        raise ProposalError(f"the program does not define `{contract.signature}`")


def restored(text: str, *, like: str) -> str:
    """An engine's text with what it was wrapped in, or lost on its way through the engine, put right.

    Marks that :func:`adrs.interop.engines.process.write_folder` had to add are taken off again, and the text
    ends as the one that the engine was given: some engines strip it.
    """
    if START_MARK not in like:
        lines = text.splitlines(keepends=True)
        text = "".join(line for line in lines if line.strip() not in (f"# {START_MARK}", f"# {END_MARK}"))
    return text.rstrip() + like[len(like.rstrip()) :]
