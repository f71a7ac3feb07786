"""What an engine says of its best program, beside what our judge says of the same text."""

from __future__ import annotations

from dataclasses import dataclass

from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Sandbox
from adrs.core.workload import Split
from adrs.evaluate.paced import evaluator
from adrs.evaluate.scale import Scale
from adrs.interop.engines.bridge import Bridge
from adrs.interop.engines.roles import restored
from adrs.interop.engines.standing import tell
from adrs.run.finale import HUMAN, NAIVE
from adrs.run.state import RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A claim and our judge's word on it, both as standings (see :mod:`adrs.interop.engines.standing`).

    Args:
        program: Digest of the claimed program.
        claimed: What the engine says.
        judged: What our judge says on the train workloads; 0 if it is not valid.
        seen: Whether the program was tried in the run.
    """

    program: str
    claimed: float
    judged: float
    seen: bool

    @property
    def difference(self) -> float:
        """By how much the claim is too high."""
        return self.claimed - self.judged

    @property
    def sentence(self) -> str:
        """In words."""
        where = "a program of this run" if self.seen else "a program that it never had judged"
        return (
            f"the engine claims {self.claimed:.6g} for {where}, our judge says {self.judged:.6g}:"
            f" a difference of {self.difference:+.3g}"
        )


async def check_claim(bridge: Bridge, problem: Problem, sandbox: Sandbox, state: RunState) -> Checked | None:
    """The engine's last claim, checked; ``None`` if it made none.

    A program that was not tried is judged now, outside the budget and the election.
    """
    claim = bridge.claim
    if claim is None:
        return None
    seed = next(iter(problem.seeds.values()))
    program = seed.with_text(restored(claim.text, like=seed.text))
    told = bridge.known(program)
    judged = await _judge(program, problem, sandbox, state) if told is None else told.standing
    return Checked(program=program.digest, claimed=claim.score, judged=judged, seen=told is not None)


async def _judge(program: Program, problem: Problem, sandbox: Sandbox, state: RunState) -> float:
    train = Split.TRAIN
    naive, human = (state.assessed[name, train.value] for name in (NAIVE, HUMAN))
    scale = Scale.between(problem.objective, naive, human)
    fixed = state.config is not None and state.config.fixed_time
    judge, _ = evaluator(problem, sandbox, searching=True, scale=scale, fixed_time=fixed)
    return tell(await judge(program, problem.workloads(train)), []).standing
