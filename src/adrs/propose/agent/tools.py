"""The tools of an agent: what it may call, and what comes back as text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from adrs.core.candidate import Brief
from adrs.core.errors import ProposalError
from adrs.core.model import ToolCall, ToolSpec
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Usage
from adrs.propose.acceptance import ensure_acceptable
from adrs.propose.agent.bench import Bench, clipped
from adrs.propose.context.scores import rows, summary
from adrs.propose.context.text import one_line

Tester = Callable[[Program], Awaitable[Evaluation]]
"""Evaluates a program on the train workloads, and on no other."""

_MOST_NOTE = 160
_TEXT = {"type": "string"}
_LINE = {"type": "integer", "minimum": 1}
_Kinds = Mapping[str, Mapping[str, Any]]
_NONE: _Kinds = MappingProxyType({})


def _spec(name: str, description: str, *, needed: _Kinds = _NONE, optional: _Kinds = _NONE) -> ToolSpec:
    return ToolSpec(
        name=name,
        description=description,
        parameters={
            "type": "object",
            "properties": {**needed, **optional},
            "required": list(needed),
            "additionalProperties": False,
        },
    )


TOOLS = (
    _spec("list_files", "The program's files, their lengths, and which lines may change."),
    _spec(
        "read_file",
        "Numbered lines of a file.",
        needed={"path": _TEXT},
        optional={"first": _LINE, "last": _LINE},
    ),
    _spec("search", "Lines of all files that contain a text (no pattern).", needed={"text": _TEXT}),
    _spec(
        "edit",
        "Replace whole lines of a file. `search` quotes the present lines and must fit exactly once.",
        needed={"path": _TEXT, "search": _TEXT, "replace": _TEXT},
    ),
    _spec("write_file", "Replace a whole file.", needed={"path": _TEXT, "text": _TEXT}),
    _spec("diff", "What you have changed so far."),
    _spec("test", "Run the program as it is now on the train workloads: scores and failures. Rationed."),
    _spec("submit", "Hand the program in as it is now; ends your work.", needed={"note": _TEXT}),
)


@dataclass(frozen=True, slots=True)
class Tested:
    """A program that was run, and its result."""

    program: Program
    evaluation: Evaluation


class Toolbox:
    """Carries out an agent's calls on one bench.

    Args:
        problem: What the program is for.
        brief: What is asked for.
        tester: Runs programs on the train workloads.
        quota: How often.

    ``submitted`` is the note once the program was handed in, ``best`` the best program tested, ``used`` what
    the tests took.
    """

    def __init__(self, problem: Problem, brief: Brief, tester: Tester, quota: int) -> None:
        self.bench = Bench(brief.parent.candidate.program)
        self.submitted: str | None = None
        self.best: Tested | None = None
        self.used = Usage()
        self.problem = problem
        self._brief = brief
        self._tester = tester
        self._left = quota
        self._tested: dict[str, Evaluation] = {}
        self._tools: dict[str, Callable[..., Awaitable[str] | str]] = {
            "list_files": self.bench.files,
            "read_file": self.bench.read,
            "search": self.bench.search,
            "edit": self.bench.edit,
            "write_file": self.bench.write,
            "diff": self.bench.diff,
            "test": self._test,
            "submit": self._submit,
        }

    async def call(self, call: ToolCall) -> str:
        """What the tool answers; a mistake of the caller is an answer too, and begins with ``error:``."""
        try:
            check_arguments(call)
            result = self._tools[call.name](**call.arguments)
            return result if isinstance(result, str) else await result
        except ProposalError as error:
            return f"error: {error}"

    async def _test(self) -> str:
        program = self.bench.program
        known = self._tested.get(program.digest)
        if known is None:
            if self._left <= 0:
                raise ProposalError("no test runs are left; submit, or go on without")
            self._left -= 1
            known = self._tested[program.digest] = await self._tester(program)
            self.used += replace(known.usage, wall_s=0.0, evaluations=1)
            self._remember(Tested(program, known))
        return self._report(known)

    def _remember(self, tested: Tested) -> None:
        score = tested.evaluation.score
        best = None if self.best is None else self.best.evaluation.score
        if score is not None and (best is None or score > best):
            self.best = tested

    def _report(self, evaluation: Evaluation) -> str:
        objective = self.problem.objective
        parent = self._brief.parent.evaluation.score
        lines = [summary(evaluation, objective)]
        if evaluation.score is not None and parent is not None:
            lines.append(f"The program you started from: {parent:.4f} on that scale.")
        lines += [f"- {row}" for row in rows(evaluation, objective, feedback=True)]
        return clipped("\n".join([*lines, f"Test runs left: {self._left}"]))

    def _submit(self, note: str) -> str:
        program, objection = self.bench.program, self._brief.objection
        ensure_acceptable(self.problem, self._brief.parent.candidate.program, program)
        if objection is not None and program == objection.program:
            raise ProposalError(f"this is the program that was turned away before: {objection.reason}")
        self.submitted = one_line(note, _MOST_NOTE)
        return "submitted"


_BY_NAME = {spec.name: spec for spec in TOOLS}
_KINDS: Mapping[str, type] = {"string": str, "integer": int}


def check_arguments(call: ToolCall) -> None:
    """Make sure that a call names a tool and gives it what it takes.

    Raises:
        ProposalError: It does not; says what is wrong.
    """
    spec = _BY_NAME.get(call.name)
    if spec is None:
        raise ProposalError(f"there is no tool {call.name[:40]!r}; there are: {', '.join(_BY_NAME)}")
    wanted = spec.parameters["properties"]
    if missing := [name for name in spec.parameters["required"] if name not in call.arguments]:
        raise ProposalError(f"{call.name} needs {', '.join(missing)}")
    for name, value in call.arguments.items():
        if name not in wanted:
            raise ProposalError(f"{call.name} takes {', '.join(wanted) or 'no arguments'}, not {name[:40]!r}")
        kind = _KINDS[wanted[name]["type"]]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ProposalError(f"{call.name}: {name} must be of type {wanted[name]['type']}")
