"""Stand-in for ``gepa.utils.code_execution``: runs a text of Python and says what came of it."""

from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any

_CHILD = """
import pickle, sys, traceback
with open(sys.argv[1], "rb") as file:
    task = pickle.load(file)
if task["seed"] is not None:
    import random
    random.seed(task["seed"])
space = {"__name__": "__main__", **task["globals"]}
error = trace = ""
try:
    exec(compile(task["code"], "<candidate>", "exec"), space)
    if task["entry"]:
        space["__return__"] = space[task["entry"]](*task["args"], **task["kwargs"])
except BaseException as raised:
    error, trace = f"{type(raised).__name__}: {raised}", traceback.format_exc()
kept = {}
for name, value in space.items():
    wanted = name in task["wanted"] if task["wanted"] is not None else not name.startswith("_")
    if wanted or name == "__return__":
        try:
            pickle.loads(pickle.dumps(value))
        except Exception:
            continue
        kept[name] = value
with open(sys.argv[2], "wb") as file:
    pickle.dump((error, trace, kept), file)
"""


class ExecutionMode(Enum):
    """Where code runs; here always in a process of its own."""

    IN_PROCESS = "in_process"
    SUBPROCESS = "subprocess"


class TimeLimitError(Exception):
    """Code ran for too long."""


@dataclass
class CodeExecutionResult:
    """What came of it; ``variables["__return__"]`` is what the entry point returned."""

    success: bool
    stdout: str = ""
    stderr: str = ""
    error: str = ""
    traceback: str = ""
    variables: dict[str, Any] = field(default_factory=dict)
    execution_time: float = 0.0
    code_hash: str = ""

    def get_variable(self, name: str, default: Any = None) -> Any:
        """One of the variables."""
        return self.variables.get(name, default)

    def to_side_info_dict(self) -> dict[str, Any]:
        """What a proposer may be told."""
        told = asdict(self)
        del told["variables"], told["code_hash"]
        return told


def execute_code(
    code: str,
    timeout: float = 30.0,
    mode: ExecutionMode = ExecutionMode.IN_PROCESS,
    global_vars: dict[str, Any] | None = None,
    entry_point: str | None = None,
    entry_point_args: tuple[Any, ...] = (),
    entry_point_kwargs: dict[str, Any] | None = None,
    capture_variables: list[str] | None = None,
    seed: int | None = None,
    kill_child_processes: bool = True,
) -> CodeExecutionResult:
    """Run ``code``, call its entry point, and take its variables along as far as they can be pickled."""
    task = {
        "code": code,
        "globals": global_vars or {},
        "entry": entry_point,
        "args": entry_point_args,
        "kwargs": entry_point_kwargs or {},
        "wanted": capture_variables,
        "seed": seed,
    }
    began = time.perf_counter()
    result = _run(task, timeout)
    result.execution_time = time.perf_counter() - began
    result.code_hash = get_code_hash(code, 32)
    return result


def _run(task: dict[str, Any], timeout: float) -> CodeExecutionResult:
    with tempfile.TemporaryDirectory() as home:
        asked, answered = os.path.join(home, "asked"), os.path.join(home, "answered")
        with open(asked, "wb") as file:
            pickle.dump(task, file)
        try:
            done = subprocess.run(
                [sys.executable, "-c", _CHILD, asked, answered],
                capture_output=True,
                text=True,
                timeout=timeout,
            )
        except subprocess.TimeoutExpired:
            return CodeExecutionResult(success=False, error=f"TimeLimitError: longer than {timeout} s")
        if not os.path.exists(answered):
            return CodeExecutionResult(
                False, done.stdout, done.stderr, error=f"the process ended with {done.returncode}"
            )
        with open(answered, "rb") as file:
            error, trace, variables = pickle.load(file)
    return CodeExecutionResult(not error, done.stdout, done.stderr, error, trace, variables)


def get_code_hash(code: str, length: int = 8) -> str:
    """A short name for a text."""
    return hashlib.sha256(code.encode()).hexdigest()[:length]
