"""Rules that need another interpreter: what the harness brings along, and whether workloads repeat."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from adrs.audit.lint.finding import Finding, Subject, error
from adrs.core.inspected import available
from adrs.core.made_again import digests_in_fresh_interpreter, factory_of
from adrs.core.reached import KEPT_FROM_CANDIDATES

_LOADED = """
import json, sys
from importlib import import_module
harness, path = json.loads(sys.argv[1])
sys.path[:] = path
import_module(harness)
print(json.dumps(sorted(sys.modules)))
"""


def harness(subject: Subject) -> Iterator[Finding]:
    """What the harness imports, by whatever way, leads to nothing of the judge's side."""
    name, where = subject.problem.harness, subject.place("harness.py")
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, json.dumps([name, sys.path])],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        todo = "mend it: the sandbox imports it just so"
        yield error("harness", f"it cannot be imported: {' '.join(last)[:300]}", where, todo)
        return
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    kept = {f"{subject.package}.{module}" for module in KEPT_FROM_CANDIDATES}
    kept |= {type(subject.problem).__module__, getattr(subject.problem.judge, "__module__", "")}
    for module in sorted(loaded & (kept - {"builtins", ""})):
        todo = "move what both need into a module of its own; __init__.py must not import it either"
        yield error("harness", f"importing it loads {module}, which a candidate can then read", where, todo)


def workloads_repeat(subject: Subject) -> Iterator[Finding]:
    """A fresh interpreter, with another hash seed, makes the same workloads."""
    where = subject.place("workloads.py")
    try:
        again = digests_in_fresh_interpreter(factory_of(subject.problem), subject.data)
    except subprocess.CalledProcessError as failure:
        last = (failure.stderr or "").strip().splitlines()[-1:]
        what = f"a fresh interpreter cannot make them: {' '.join(last)[:300]}"
        yield error("workloads-repeat", what, where, "mend create() in problem.py")
        return
    mine = {w.id: w.digest for _, workloads in available(subject.problem) for w in workloads}
    differ = sorted(name for name in mine.keys() | again.keys() if mine.get(name) != again.get(name))
    if differ:
        what = f"{len(differ)} of {len(mine)} are others in a fresh interpreter, the first is {differ[0]}"
        todo = "draw from a generator seeded by the workload's name; no clock, no hash(), no order of a set"
        yield error("workloads-repeat", what, where, todo)
