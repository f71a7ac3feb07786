"""The corpus without walls, in throw-away processes: it must bite, or being contained means nothing.

This is how an evaluator works that runs candidates in its own process or in a plain fork of it. Attacks
marked ``BARE`` are run here, each by an evaluator of its own that has planted its own bait: in a fork that
inherits everything and, if nothing was witnessed, in the evaluator's own process, judge and all. Limits on
memory, processor time, files and the clock keep this machine out of it; attacks that could reach further than
these processes are not marked.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

from adrs.audit import corpus
from adrs.audit.bait import Bait, planted
from adrs.audit.corpus import Attack
from adrs.audit.fit import fitted
from adrs.audit.survivors import named, watched
from adrs.audit.tried import report
from adrs.core import wire
from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Problem
from adrs.core.workload import Split
from adrs.problems import load

_WAIT_S = 1.5
_EVALUATOR_S = 4.0
_INSIDE = ("score", "outcome")  # what shows only where the candidate shares the evaluator's process
_MEMORY_BYTES = 2 * 1024**3
_FILE_BYTES = 8 * 1024**2
_CPU_S = 4


def bites(names: Sequence[str], *, problem: str = "prism") -> dict[str, list[str]]:
    """What was witnessed of each attack without walls, by its name; run in a process of its own.

    Args:
        names: Attacks that are marked ``BARE``.
        problem: Whose contract they are fitted to.
    """
    done = subprocess.run(
        [sys.executable, "-m", "adrs.audit.bare", problem, *names],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=True,
    )
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(problem: str, names: Sequence[str]) -> None:
    """Run the attacks called ``names`` and print what was witnessed as one JSON object.

    Raises:
        ValueError: One of them is not marked ``BARE``.
    """
    known = {attack.name: attack for attack in corpus.attacks() if attack.bare}
    if unmarked := set(names) - set(known):
        raise ValueError(f"not to be run without walls: {sorted(unmarked)}")
    stated = load(problem)
    stated.workloads(Split.TRAIN)
    with tempfile.TemporaryDirectory(prefix="adrs-bare-") as folder:
        tempfile.tempdir = folder  # the bait of an evaluator that died goes with it
        os.chdir(folder)  # and so does what an attack puts where it stands
        found = {name: _witnessed(stated, known[name]) for name in names}
    print(json.dumps(found), flush=True)


def _witnessed(problem: Problem, attack: Attack) -> list[str]:
    for inside in (True,) if attack.witness in _INSIDE else (False, True):
        said, how = _in_fork(lambda inside=inside: _evaluate(problem, attack, inside), _EVALUATOR_S)  # type: ignore[misc]
        lines: list[str] = json.loads(said) if said and said.endswith(b"]") else []
        if how:
            lines.append(f"the evaluator {how}")
        if lines:
            return lines
    return []


def _evaluate(problem: Problem, attack: Attack, inside: bool) -> bytes:
    """The evaluator: bait, candidate and judge. Returns what was witnessed."""
    with planted() as bait, watched(bait.name):
        read_end, write_end = os.pipe()
        if inside:
            os.dup2(write_end, 1)
            answer = _answer(problem, attack, bait)
        else:
            answer = _in_fork(lambda: _redirected(write_end, problem, attack, bait), _WAIT_S)[0]
        found = _judged(problem, answer)
        os.set_blocking(read_end, False)
        with contextlib.suppress(BlockingIOError):
            said = os.read(read_end, 65536).decode("utf-8", "replace")
            found += bait.taken(said)
            found += [f"{what}: worked" for what, how in report(said) if how == "BREACH"]
        found += bait.touched()
        left = named(bait.name)
        found += [f"{len(left)} processes outlived their candidate"] if left else []
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        return json.dumps(found).encode()


def _redirected(write_end: int, problem: Problem, attack: Attack, bait: Bait) -> bytes:
    os.dup2(write_end, 1)
    return _answer(problem, attack, bait)


def _answer(problem: Problem, attack: Attack, bait: Bait) -> bytes:
    """The candidate's answer, encoded, or nothing."""
    program = fitted(problem, attack, {**bait.facts(), **_more(problem)})
    harness: Any = import_module(problem.harness)
    workload = problem.workloads(Split.TRAIN)[0]

    def load_program() -> ModuleType:
        module = ModuleType("program")
        module.__file__ = "/nonexistent/program.py"
        exec(compile(program.text, module.__file__, "exec"), module.__dict__)
        return module

    try:
        return wire.encode(harness.run(load_program, wire.decode(workload.encoded)))
    except Exception:  # what an evaluator in the same process usually does
        return b""


def _judged(problem: Problem, answer: bytes) -> list[str]:
    """Whether the judge gives more than the naive seed deserves."""
    workload = problem.workloads(Split.TRAIN)[0]
    if not answer:
        return []
    try:
        value = problem.judge(workload, wire.decode(answer)).value
    except (InvalidAnswer, wire.WireError):
        return []
    bound = problem.bound(workload)
    if bound is not None and problem.objective.better(value, bound.value):
        return [f"the score became {value}, past the bound"]
    return []


def _more(problem: Problem) -> Mapping[str, Any]:
    perfect = 0.0 if problem.objective.better(0.0, 1.0) else 1e9
    return {"package": corpus.package_of(problem), "perfect": perfect, "held_out": [], "workload": "-"}


def _in_fork(action: Callable[[], bytes], patience_s: float) -> tuple[bytes, str]:
    """What ``action`` returns in a fork of this process, and how that ended if not well."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        _limit()
        said = b""
        try:
            said = action()
        finally:
            with contextlib.suppress(OSError):
                os.write(write_end, said[:60_000])
            os._exit(0)
    os.close(write_end)
    said, how = _wait(pid, read_end, patience_s)
    os.close(read_end)
    return said, how


def _wait(pid: int, read_end: int, patience_s: float) -> tuple[bytes, str]:
    deadline = time.monotonic() + patience_s
    said = b""
    while (left := deadline - time.monotonic()) > 0:
        if select.select([read_end], [], [], left)[0]:
            said += (chunk := os.read(read_end, 65536))
            if not chunk or said.endswith((b"]", b"}")):
                break
    hung = not said and time.monotonic() >= deadline
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return said, "hung" if hung else "" if said else "died"


def _limit() -> None:
    os.setsid()
    for kind, limit in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, _FILE_BYTES),
        (resource.RLIMIT_CPU, _CPU_S),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
