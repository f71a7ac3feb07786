"""The attacks there are: generic ones by group, and those that a problem brings along."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, util
from pathlib import Path
from typing import Any

from adrs.core.problem import Problem
from adrs.core.verdict import Outcome
from adrs.core.workload import Workload

FOLDER = Path(__file__).parent / "attacks"
GROUPS = ("secrets", "network", "escape", "exhaust", "kill", "cheat")
CLAIM = "claim"
"""A group for problems whose score is the candidate's own claim: what succeeds there could be faked."""
_KIT = "adrs.audit.attacks.kit"
_HARMLESS = ("VALID", "INVALID", "CRASHED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One misbehaving program, before it is fitted to a problem.

    Args:
        name: ``group/name``.
        tries: What it tries, in a sentence (the file's docstring).
        source: Its text.
        witness: How an escape would show: ``canary``, ``packet``, ``file``, ``survivor``, ``score``,
            ``breach``, ``outcome`` or ``neighbour``. Every witness is heard after every attack.
        contained: Outcomes that count as contained when nothing was witnessed (``CONTAINED``).
        limits: Changes to the audit's limits (``LIMITS``).
        repeat: How often it runs in a row, for those that leave something behind (``REPEAT``).
        bare: Whether it can be run without walls in a throw-away process, to see it succeed (``BARE``).
    """

    name: str
    tries: str
    source: str
    witness: str = "breach"
    contained: tuple[Outcome, ...] = (Outcome.VALID, Outcome.INVALID, Outcome.CRASHED)
    limits: Mapping[str, Any] = field(default_factory=dict)
    repeat: int = 1
    bare: bool = False

    @property
    def group(self) -> str:
        """The folder it lies in."""
        return self.name.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cheat:
    """A program of a problem's own that tries to look better than it is.

    Args:
        name: ``module/name``.
        text: The whole program.
        refused: Whether it must not be valid; else it may be, but not better than ``honest``.
        honest: The program it is held against.
    """

    name: str
    text: str
    refused: bool
    honest: str


@cache
def attacks() -> tuple[Attack, ...]:
    """Every generic attack, by group and name."""
    return tuple(attack for group in GROUPS for attack in _group(group))


@cache
def claim_attacks() -> tuple[Attack, ...]:
    """Attacks on the score itself, for problems that cannot keep it from candidates."""
    return tuple(_group(CLAIM))


def _group(group: str) -> Iterator[Attack]:
    paths = sorted((FOLDER / group).glob("*.py"))
    return (_parse(group, path) for path in paths if path.stem != "__init__")


def group_titles() -> dict[str, str]:
    """What each group is about."""
    return {group: _docstring(FOLDER / group / "__init__.py") for group in (*GROUPS, CLAIM)}


def kit() -> str:
    """The text that is put in front of every attack."""
    return (FOLDER / "kit.py").read_text(encoding="utf-8")


def digest() -> str:
    """Digest of the whole corpus (16 hex digits): a dossier of another one is stale."""
    hasher = hashlib.sha256(kit().encode())
    for attack in attacks():
        hasher.update(f"{attack.name}\0{attack.source}\0".encode())
    return hasher.hexdigest()[:16]


def package_of(problem: Problem) -> str:
    """The package that a problem lies in, that of its harness; empty when it has none."""
    return problem.harness.rpartition(".")[0]


def brought(problem: Problem, name: str) -> Any:
    """The module ``name`` that a problem brings in its package, or ``None``."""
    package = package_of(problem)
    try:
        found = bool(package) and util.find_spec(f"{package}.{name}") is not None
    except ModuleNotFoundError:
        found = False
    return import_module(f"{package}.{name}") if found else None


def cheats(problem: Problem, workload: Workload) -> Sequence[Cheat]:
    """The attacks that a problem ships in its folder ``attacks``, fitted to one workload.

    Each module there holds ``HONEST`` (a program), ``REFUSED`` (whether its programs must be invalid) and
    ``programs(workload)``, which returns program texts by name.
    """
    folder = brought(problem, "attacks")
    if folder is None:
        return ()
    found: list[Cheat] = []
    for path in sorted(Path(next(iter(folder.__path__))).glob("[!_]*.py")):
        module = brought(problem, f"attacks.{path.stem}")
        found += [
            Cheat(name=f"{path.stem}/{name}", text=text, refused=module.REFUSED, honest=module.HONEST)
            for name, text in module.programs(workload).items()
        ]
    return found


def _parse(group: str, path: Path) -> Attack:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    constants = _constants(tree)
    outcomes = constants.get("CONTAINED", _HARMLESS)
    return Attack(
        name=f"{group}/{path.stem}",
        tries=_docstring(path).rstrip("."),
        source=_without_kit_import(text, tree),
        witness=constants.get("WITNESS", "breach"),
        contained=tuple(Outcome(name) for name in dict.fromkeys([*outcomes, "INVALID"])),
        limits=constants.get("LIMITS", {}),
        repeat=constants.get("REPEAT", 1),
        bare=constants.get("BARE", False),
    )


def _without_kit_import(text: str, tree: ast.Module) -> str:
    """The kit's text is put in front of the attack's; in the sandbox there is nothing to import it from."""
    lines = text.splitlines()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == _KIT:
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = ""
    return "\n".join(lines) + "\n"


def _constants(tree: ast.Module) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if node.targets[0].id in ("WITNESS", "CONTAINED", "LIMITS", "REPEAT", "BARE"):
                found[node.targets[0].id] = ast.literal_eval(node.value)
    return found


def _docstring(path: Path) -> str:
    return " ".join((ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split())
