"""An evaluator whose verdicts outlive it: several runs share what any of them has found out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import astuple
from typing import Protocol

from adrs import __version__
from adrs.core.program import Program
from adrs.core.syntax import syntax_digest
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.core.workload import Workload
from adrs.evaluate.cached import placed
from adrs.evaluate.judged import Judged, assemble
from adrs.evaluate.scale import Scale

_SPENT = 0.9


class Shelf(Protocol):
    """Where verdicts lie; :class:`adrs.evaluate.shelf.SqliteShelf` is one."""

    def get(self, keys: Sequence[str]) -> Verdict | None:
        """The verdict under one of ``keys``, if there is one."""
        ...

    def put(self, key: str, verdict: Verdict) -> None:
        """Keep a verdict; what is there already stays."""
        ...


class Kept:
    """Wraps :class:`Judged` with a shelf of verdicts. Not for objectives that measure time.

    A verdict is found again for the same problem, version of adrs, limits, workload (by its inputs) and
    program. Programs are the same when their normalised syntax trees are, as far as the judge has the word;
    a crash is kept for the very text only, because its traceback counts lines. CPU time stays as it was
    measured first, so what a run has cost does not depend on who ran before.

    A program that ran out of wall-clock time is not kept: the machine may have been busy. One that spent the
    CPU time it was allowed is.

    Args:
        inner: Runs and judges what is not on the shelf.
        shelf: Where verdicts lie.
    """

    def __init__(self, inner: Judged, shelf: Shelf) -> None:
        self.inner = inner
        self.shelf = shelf
        limits = "/".join(map(str, astuple(inner.limits)))
        self._conditions = f"{inner.problem.name}\0{__version__}\0{limits}\0"

    @property
    def scale(self) -> Scale:
        """The scale of the inner evaluator."""
        return self.inner.scale

    async def __call__(
        self,
        program: Program,
        workloads: Sequence[Workload],
        *,
        against: Evaluation | None = None,
    ) -> Evaluation:
        """The evaluation, running only what is not on the shelf."""
        syntax = syntax_digest(program)
        there = {w.id: v for w in workloads if (v := self._find(program, syntax, w)) is not None}
        missing = [w for w in workloads if w.id not in there]
        if missing:
            fresh = await self.inner(program, missing, against=against)
            for workload, verdict in zip(missing, fresh.verdicts, strict=True):
                there[workload.id] = verdict
                self._keep(program, syntax, workload, verdict)
        return assemble(self.scale, [there[w.id] for w in workloads])

    def _find(self, program: Program, syntax: str, workload: Workload) -> Verdict | None:
        verdict = self.shelf.get([self._key(syntax, workload), self._key(program.digest, workload)])
        return None if verdict is None else placed(verdict, workload, self.scale)

    def _keep(self, program: Program, syntax: str, workload: Workload, verdict: Verdict) -> None:
        outcome, limits = verdict.outcome, self.inner.limits
        if outcome is Outcome.TIMED_OUT and verdict.usage.cpu_s < _SPENT * limits.cpu_s:
            return
        judged = outcome in (Outcome.VALID, Outcome.INVALID)
        self.shelf.put(self._key(syntax if judged else program.digest, workload), verdict)

    def _key(self, program: str, workload: Workload) -> str:
        text = f"{self._conditions}{workload.digest}\0{program}"
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
