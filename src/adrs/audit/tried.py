"""What came of an attack, and which layer stopped it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adrs.core.verdict import Outcome

FILTER, VIEW, LANDLOCK = "system-call filter", "file-system view", "landlock"
_BY_ERROR = {
    "EPERM": FILTER,
    "ENOSYS": FILTER,
    "ENOENT": VIEW,
    "ENOTDIR": VIEW,
    "EROFS": "read-only view",
    "EACCES": LANDLOCK,
    "EXDEV": LANDLOCK,
    "EBADF": "closed descriptors",
    "EMFILE": "rlimits",
    "EFBIG": "rlimits",
    "EAGAIN": "rlimits",
    "ENOMEM": "rlimits",
    "MemoryError": "rlimits",
    "RuntimeError": "rlimits",
    "RecursionError": "the interpreter",
    "ENOSPC": "scratch of limited size",
    "ESRCH": "namespaces",
    "ECONNREFUSED": "namespaces",
    "ENETUNREACH": "namespaces",
    "ECHILD": "namespaces",
    "ModuleNotFoundError": VIEW,
    "ImportError": VIEW,
    "InvalidAnswer": "the problem's guard",
}
APART = "a process of its own, judged elsewhere"
EMPTY = "nothing there to find"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One attack on one problem.

    Args:
        name: ``group/name``, or ``problem/module/name`` for a problem's own.
        tries: What it tries.
        outcome: What became of the candidate.
        said: Its own report: what was tried and how that ended.
        escapes: What was witnessed that must not be; empty when it was contained.
        stopped_by: The layers that stopped it.
        cpu_s: CPU time of the candidate.
    """

    name: str
    tries: str
    outcome: Outcome
    said: tuple[tuple[str, str], ...] = ()
    escapes: tuple[str, ...] = ()
    stopped_by: str = ""
    cpu_s: float = 0.0

    @property
    def contained(self) -> bool:
        """Whether nothing was witnessed."""
        return not self.escapes


def report(stdout: str) -> tuple[tuple[str, str], ...]:
    """The lines that an attack printed, as far as they were kept."""
    said: list[tuple[str, str]] = []
    for line in stdout.splitlines():
        head, _, body = line.partition("attack: ")
        if body and not head:
            try:
                what, how = json.loads(body)
            except (ValueError, TypeError):
                continue
            said.append((str(what), str(how)))
    return tuple(said)


def layers_that_stopped(
    outcome: Outcome, reason: str, said: Sequence[tuple[str, str]], layers: Mapping[str, object]
) -> str:
    """The layers, as far as errors and outcome tell, in the order in which they were met.

    Args:
        outcome: What became of the candidate.
        reason: Why, in the sandbox's or the judge's words.
        said: The attack's own report.
        layers: What the sandbox says of itself.
    """
    found = [_renamed(_BY_ERROR[how], layers) for _, how in said if how in _BY_ERROR]
    found += _by_outcome(outcome, reason)
    return ", ".join(dict.fromkeys(found)) or APART


def _by_outcome(outcome: Outcome, reason: str) -> list[str]:
    if outcome is Outcome.TIMED_OUT:
        return ["watcher: CPU time" if "CPU time" in reason.partition("(")[0] else "watcher: wall clock"]
    if outcome is Outcome.OUT_OF_MEMORY:
        return ["rlimits"]
    if outcome is Outcome.INVALID:
        return ["checks of the answer"]
    if outcome is Outcome.CRASHED:
        return ["its process ended alone"]
    return []


def _renamed(layer: str, layers: Mapping[str, object]) -> str:
    """Without a layer the same error comes from the kernel's ordinary permissions."""
    missing = (layer == FILTER and not layers.get("seccomp")) or (
        layer == LANDLOCK and not layers.get("landlock")
    )
    if missing:
        return "the kernel's permissions"
    return "landlock" if layer == VIEW and not layers.get("filesystem_view") else layer
