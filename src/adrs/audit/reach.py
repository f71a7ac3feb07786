"""Whether a candidate can reach a held-out workload, searched for from inside the sandbox.

A probe walks what its interpreter holds and what files it can read, and looks for needles: ids of held-out
workloads and pieces of their inputs, as they are encoded. Needles travel backwards, so that the probe does
not find its own list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adrs.audit.check import Check
from adrs.audit.corpus import Attack
from adrs.audit.fit import fitted
from adrs.audit.tried import report
from adrs.core.errors import DataError
from adrs.core.problem import Problem
from adrs.core.seams import Sandbox
from adrs.core.verdict import Outcome
from adrs.core.workload import Split

_HELD_OUT = (Split.VALIDATION, Split.TEST, Split.LEADERBOARD)
_PIECE = 40
_MOST = 60
_WHERE = (0.31, 0.62, 0.93)
_CPU_S, _WALL_S = 60.0, 300.0
_FOUND = "FOUND"
_KEPT = ("judge", "bound", "workloads", "problem", "second")

PROBE = '''
import gc
import json
import os
import sys

_LIBRARY = os.path.dirname(os.__file__)
_SYSTEM = ("/usr", "/lib", "/lib64", "/proc", "/sys", "/dev", _LIBRARY)


def attack(bait):
    tell("modules", " ".join(sorted(name for name in sys.modules if name.startswith(bait["package"]))))
    texts = attempt("memory", lambda: list(_texts())) or []
    tell("texts", len(texts))
    needles = [needle[::-1] for needle in bait["needles"]]
    for needle in needles:
        if any(needle in text for text in texts):
            tell(needle, "FOUND in memory")
    del texts
    for path in _files():
        try:
            text = read(path, 2**22).decode("utf-8", "replace")
        except OSError:
            continue
        for needle in needles:
            if needle in text and path != __file__:
                tell(needle, "FOUND in " + path)
    tell("files", "all read")


def _texts():
    """Every text in memory, and every container as JSON."""
    seen = set()
    gc.unfreeze()  # what was there before the fork
    for thing in gc.get_objects():
        for item in [thing, *gc.get_referents(thing)]:
            if id(item) in seen:
                continue
            seen.add(id(item))
            if isinstance(item, str) and len(item) > 5:
                yield item
            elif isinstance(item, bytes) and len(item) > 5:
                yield item.decode("latin-1")
            elif type(item) in (list, tuple, dict) and 0 < len(item) < 100_000:
                try:
                    yield json.dumps(item, separators=(",", ":"))
                except (TypeError, ValueError, RecursionError):
                    continue


def _files():
    """What can be read outside the system's libraries, and in them what bears the platform's name."""
    tops = ["/"]
    for place in sys.path:
        if os.path.isdir(place):
            tops += [os.path.join(place, name) for name in os.listdir(place) if "adrs" in name]
    for top in tops:
        for folder, folders, names in os.walk(top):
            if top == "/" and (folder.startswith(_SYSTEM) or folder.endswith("-packages")):
                folders[:] = []
                continue
            for name in names:
                yield os.path.join(folder, name)
'''


async def held_out(problem: Problem, sandbox: Sandbox, facts: Mapping[str, Any]) -> Check:
    """Search the sandbox from inside for needles of every held-out workload."""
    name = "held-out workloads out of reach"
    needles = needles_of(problem)
    probe = Attack(name="probe", tries="looks for held-out workloads", source=PROBE)
    bait = {**facts, "needles": [needle[::-1] for needle in needles]}
    workload = problem.workloads(Split.TRAIN)[0]
    limits = replace(problem.limits, cpu_s=_CPU_S, wall_s=_WALL_S)
    (done,) = await sandbox.run(fitted(problem, probe, bait), [workload], limits=limits)
    lines = report(done.stdout)
    said = dict(lines)
    found = [f"{what} {how}" for what, how in lines if how.startswith(_FOUND)]
    found += [m for m in said.get("modules", "").split() if m.rpartition(".")[2] in _KEPT]
    if "files" not in said and done.outcome is not Outcome.INVALID:
        return Check(name=name, ok=False, detail=f"the probe did not finish: {done.reason[:200]}")
    if "files" not in said and not found:
        why = f"the problem's own guard refuses the probe: {done.reason[:120]}"
        return Check(name=name, ok=True, left_out=True, detail=why)
    memory = f"{said.get('texts', 0)} texts in memory"
    if said.get("memory") != "did":
        memory = "memory, which the problem's own guard keeps closed"
    where = f": {'; '.join(found)[:400]}" if found else ""
    detail = f"{len(needles)} needles in all readable files and {memory}: {len(found)} found"
    figures = {"needles": len(needles), "found": len(found)}
    return Check(name=name, ok=not found, detail=detail + where, figures=figures)


def needles_of(problem: Problem) -> list[str]:
    """Ids, digests and pieces of encoded inputs of held-out workloads that no train workload holds too."""
    train = [w.encoded.decode() for w in problem.workloads(Split.TRAIN)]
    needles: list[str] = []
    for split in _HELD_OUT:
        try:
            workloads = problem.workloads(split)
        except DataError:
            continue
        for workload in workloads:
            text = workload.encoded.decode()
            pieces = [text[int(at * len(text)) :][:_PIECE] for at in _WHERE]
            new = [p for p in pieces if len(p) == _PIECE and not any(p in other for other in train)]
            needles += [workload.id, workload.digest, *new]
    step = max(1, -(-len(needles) // _MOST))
    return needles[::step]
