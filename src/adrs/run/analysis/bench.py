"""Where variants of a champion are evaluated: each once, within a budget, remembered in a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs import __version__
from adrs.core.errors import DataError, UsageError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Evaluator
from adrs.core.verdict import Evaluation
from adrs.core.verdict_json import read_evaluation, write_evaluation
from adrs.core.workload import Split, Workload

SPLITS = (Split.TRAIN, Split.VALIDATION)
"""All that an analysis may use."""


class Bench:
    """Evaluates programs on train and validation.

    What was evaluated once is read from ``memory`` ever after, by any later report. A second report with the
    same budget therefore costs nothing, and an interrupted one goes on where it was.

    Args:
        problem: What is judged.
        evaluator: Evaluates under the problem's full limits; ``None`` only remembers.
        memory: File that keeps the evaluations, one JSON object a line; ``None`` keeps none.
        fixed_time: Whether speed is left out; part of what makes evaluations comparable.
    """

    def __init__(
        self,
        problem: Problem,
        evaluator: Evaluator | None,
        *,
        memory: Path | None = None,
        fixed_time: bool = False,
    ) -> None:
        self.problem = problem
        self.left = 0
        self.spent = 0
        self._evaluator = evaluator
        self._workloads = {split: problem.workloads(split) for split in SPLITS}
        self._memory = memory
        self._known: dict[tuple[str, str], Evaluation] = {}
        self._facts: dict[str, Any] = {}
        self._mark = _mark(problem, self._workloads, fixed_time)
        if memory is not None and memory.exists():
            self._recall(memory)

    def allow(self, evaluations: int) -> None:
        """From now on, so many evaluations of one program on one split may be made."""
        self.left = evaluations if self._evaluator is not None else 0

    async def on(self, program: Program, split: Split) -> Evaluation | None:
        """The evaluation on one split; ``None`` if it is not known and the budget is spent.

        Raises:
            SandboxError: The sandbox broke.
            UsageError: The file cannot be written.
        """
        key = (program.digest, split.value)
        if key not in self._known:
            if self.left <= 0 or self._evaluator is None:
                return None
            self.left -= 1
            self.spent += 1
            self._remember(key, await self._evaluator(program, self._workloads[split]))
        return self._known[key]

    async def both(self, program: Program) -> Evaluation | None:
        """Train and validation as one evaluation, for comparisons by workload; its value is meaningless.

        Validation is left out if train fails: the failure is what counts.
        """
        train = await self.on(program, Split.TRAIN)
        if train is None or train.value is None:
            return train
        validation = await self.on(program, Split.VALIDATION)
        if validation is None:
            return None
        return Evaluation(verdicts=train.verdicts + validation.verdicts)

    def fact(self, name: str) -> Any:
        """What was worked out from evaluations before; ``None`` if it was not."""
        return self._facts.get(name)

    def keep(self, name: str, body: Any) -> None:
        """Remember what is dear to work out even where every evaluation is known, as plain data.

        Raises:
            UsageError: The file cannot be written.
        """
        self._facts[name] = body
        self._write({"fact": name, "body": body})

    def _remember(self, key: tuple[str, str], evaluation: Evaluation) -> None:
        self._known[key] = evaluation
        digest, split = key
        self._write({"program": digest, "split": split, **write_evaluation(evaluation)})

    def _write(self, body: Mapping[str, Any]) -> None:
        if self._memory is None:
            return
        try:
            with self._memory.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"of": self._mark, **body}) + "\n")
        except OSError as error:
            raise UsageError(f"cannot write {self._memory}: {error.strerror}; is the disk full?") from None

    def _recall(self, memory: Path) -> None:
        """Read what was evaluated under the same conditions; a line that was cut off is passed over."""
        try:
            lines = memory.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"{memory} cannot be read ({error}); remove it to analyse anew") from None
        for line in lines:
            try:
                body: dict[str, Any] = json.loads(line)
                if body.pop("of") != self._mark:
                    continue
                if "fact" in body:
                    self._facts[body["fact"]] = body["body"]
                else:
                    key = (body.pop("program"), body.pop("split"))
                    self._known[key] = read_evaluation(body)
            except (ValueError, KeyError, TypeError, AttributeError):
                continue


def _mark(problem: Problem, workloads: Mapping[Split, Sequence[Workload]], fixed_time: bool) -> str:
    """Digest of everything that an evaluation depends on besides the program (16 hex digits)."""
    hasher = hashlib.sha256(f"{__version__}\0{problem.name}\0{problem.limits}\0{fixed_time}".encode())
    for split in SPLITS:
        for workload in workloads[split]:
            hasher.update(workload.digest.encode())
    return hasher.hexdigest()[:16]
