"""What an audit found, kept beside the journal, and whether a problem counts as audited.

A dossier speaks of one problem as it was (its code, workloads and seeds), of one version of the platform and
its attacks, and of the sandbox's layers. When one of these has changed, it is stale.
"""

from __future__ import annotations

import dataclasses
import hashlib
import inspect
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adrs import __version__
from adrs.audit import corpus
from adrs.audit.check import Check
from adrs.audit.tried import Tried
from adrs.core.errors import UsageError
from adrs.core.problem import Problem
from adrs.core.verdict import Outcome
from adrs.run.environment import fingerprint as searched

AUDITED = "audited"
FOLDER = "dossiers"
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """An audit of one problem.

    Args:
        problem: Its name.
        fingerprint: What :func:`fingerprint` said of it.
        adrs: Version of the platform.
        corpus: Digest of the attacks.
        layers: What the sandbox said of itself.
        attacks: Every attack that was tried, generic ones first.
        neighbours: Healthy candidates that ran beside them.
        penalised: What became of those that fared otherwise than undisturbed.
        left_over: What was still there after everything.
        checks: Further questions and answers.
        cpu_s: CPU time of the whole audit, candidates included.
        wall_s: Seconds on the clock.
        at: When it ended, seconds since 1970.
    """

    problem: str
    fingerprint: str
    adrs: str
    corpus: str
    layers: Mapping[str, Any]
    attacks: Sequence[Tried]
    neighbours: int
    penalised: Sequence[str]
    left_over: Sequence[str]
    checks: Sequence[Check]
    cpu_s: float
    wall_s: float
    at: float

    @property
    def escapes(self) -> list[Tried]:
        """The attacks that were not contained."""
        return [tried for tried in self.attacks if not tried.contained]

    @property
    def failures(self) -> list[str]:
        """Everything that keeps the problem from being audited, in words."""
        return [
            *(f"{tried.name}: {'; '.join(tried.escapes)}" for tried in self.escapes),
            *(f"healthy candidate {what}" for what in self.penalised),
            *self.left_over,
            *(f"{check.name}: {check.detail}" for check in self.checks if not check.ok),
        ]

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.failures

    @property
    def groups(self) -> Counter[str]:
        """Number of attacks by group."""
        return Counter(tried.name.partition("/")[0] for tried in self.attacks)


def fingerprint(problem: Problem) -> str:
    """Digest of a problem: train workloads, seeds, baselines, and the code that judges (16 hex digits)."""
    hasher = hashlib.sha256(searched(problem).encode())
    for program in problem.baselines.values():
        hasher.update(program.digest.encode())
    for path in _code(problem):
        hasher.update(path.name.encode() + b"\0" + path.read_bytes())
    return hasher.hexdigest()[:16]


def to_json(dossier: Dossier) -> dict[str, Any]:
    """A dossier as plain data."""
    fields = dataclasses.asdict(dossier)
    fields["layers"] = dict(dossier.layers)
    return {"version": _VERSION, **fields, "passed": dossier.passed, "failures": dossier.failures}


def from_json(fields: Mapping[str, Any]) -> Dossier:
    """The dossier in plain data.

    Raises:
        KeyError, TypeError, ValueError: It is none.
    """
    if fields["version"] != _VERSION:
        raise ValueError(f"dossier of version {fields['version']}")
    known = {field.name for field in dataclasses.fields(Dossier)}
    values = {name: value for name, value in fields.items() if name in known}
    for name in ("penalised", "left_over"):
        values[name] = tuple(fields[name])
    values["attacks"] = tuple(_tried(item) for item in fields["attacks"])
    values["checks"] = tuple(Check(**item) for item in fields["checks"])
    return Dossier(**values)


def path_beside(store: Path, problem: str) -> Path:
    """Where the dossier of a problem lies: ``dossiers/PROBLEM.json`` in the journal's folder."""
    return store.parent / FOLDER / f"{problem}.json"


def save(dossier: Dossier, path: Path) -> Path:
    """Write a dossier as JSON, whole or not at all; its path.

    Raises:
        UsageError: It cannot be written.
    """
    text = json.dumps(to_json(dossier), indent=1) + "\n"
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write the dossier {path}: {error.strerror}; name another --store") from None
    return path


def audit_status(problem: Problem, store_path: Path, *, layers: Mapping[str, Any] | None = None) -> str:
    """``"audited"``, or ``"unaudited: "`` and why.

    Args:
        problem: Whose dossier is looked for.
        store_path: The journal beside which dossiers lie.
        layers: The sandbox's layers in a run; when given, the audit's must be the same.
    """
    reason = _objection(problem, path_beside(store_path, problem.name), layers)
    return f"unaudited: {reason}" if reason else AUDITED


def _objection(problem: Problem, path: Path, layers: Mapping[str, Any] | None) -> str:
    again = f"run `adrs audit {getattr(problem, 'folder', problem.name)}`"
    try:
        dossier = from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return f"there is no dossier; {again}"
    except (OSError, ValueError, KeyError, TypeError):
        return f"the dossier cannot be read; {again}"
    if not dossier.passed:
        return f"the audit failed ({len(dossier.failures)} findings, first {dossier.failures[0][:200]})"
    if dossier.adrs != __version__:
        return f"the dossier is of adrs {dossier.adrs}; {again}"
    if dossier.corpus != corpus.digest():
        return f"the dossier is of other attacks; {again}"
    if dossier.fingerprint != fingerprint(problem):
        return f"the problem has changed since its audit; {again}"
    if layers and dict(layers) != dict(dossier.layers):
        return f"the run's sandbox had other layers than the audited one; {again}"
    return ""


def _code(problem: Problem) -> list[Path]:
    """The Python files that make the problem: its folder, or its file if it has none of its own."""
    path = Path(inspect.getfile(type(problem)))
    return [path] if path.name != "problem.py" else sorted(path.parent.rglob("*.py"))


def _tried(fields: Mapping[str, Any]) -> Tried:
    said = tuple((what, how) for what, how in fields["said"])
    return Tried(
        **{**fields, "outcome": Outcome(fields["outcome"]), "said": said, "escapes": tuple(fields["escapes"])}
    )
