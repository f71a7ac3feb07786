"""Parts of a problem that is being defined: its contract, workloads and programs, each found fit."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from adrs.api.names import unknown
from adrs.api.programs import checked_program, read_text
from adrs.core.errors import ProgramError, UsageError
from adrs.core.problem import Contract
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.core.workload import Split, Workload

Given = Mapping[str, Any] | Workload
"""Inputs by parameter of the entry, named or not."""
Source = str | Path | Program
"""A program: its text, its file, or itself."""

_NEEDED = (Split.TRAIN, Split.VALIDATION, Split.TEST)


def contract_of(name: str, entry: str) -> Contract:
    """The contract that a ``def`` line states.

    Raises:
        UsageError: It is none, or a type is missing.
    """
    line = entry.strip().removesuffix("...").strip().removesuffix(":")
    example = '"def pack(items: list[float], bins: int) -> list[int]"'
    try:
        found = ast.parse(f"{line}: ...").body
    except SyntaxError:
        found = []
    if len(found) != 1 or not isinstance(found[0], ast.FunctionDef):
        raise UsageError(f"the entry of {name} is no def line; give one like {example}")
    function, taken = found[0], found[0].args
    if taken.vararg or taken.kwarg or taken.kwonlyargs or taken.defaults or not taken.args:
        raise UsageError(f"the entry of {name} takes plain parameters without defaults, like {example}")
    parameters = [*taken.posonlyargs, *taken.args]
    untyped = [p.arg for p in parameters if p.annotation is None]
    if untyped or function.returns is None:
        lacking = ", ".join([*untyped, *(["what it returns"] if function.returns is None else [])])
        raise UsageError(f"the entry of {name} has no type for {lacking}; give one like {example}")
    return Contract(
        function=function.name,
        parameters={p.arg: ast.unparse(p.annotation) for p in parameters if p.annotation is not None},
        returns=ast.unparse(function.returns),
    )


def workloads_of(
    name: str, given: Mapping[str, Sequence[Given]], contract: Contract
) -> dict[Split, list[Workload]]:
    """Workloads by split, named and in the entry's order of parameters.

    Raises:
        UsageError: A split is missing or unknown, inputs do not fit the entry or are no plain data, or two
            workloads are the same.
    """
    known = [split.value for split in Split]
    for split in given:
        if split not in known:
            raise unknown("split", str(split), known)
    for needed in _NEEDED:
        if not given.get(needed.value):
            raise UsageError(
                f"{name} has no {needed.value} workloads; what is found on train is chosen on validation and"
                " believed on test, so all three are needed"
            )
    found = {
        Split(split): [_workload(Split(split), number, one, contract) for number, one in enumerate(some)]
        for split, some in given.items()
    }
    _check_distinct([workload for some in found.values() for workload in some])
    return found


def _workload(split: Split, number: int, given: Given, contract: Contract) -> Workload:
    if not isinstance(given, Workload):
        given = Workload(f"{split.value}/{number}", split, given, family=split.value)
    if given.split is not split:
        raise UsageError(
            f"workload {given.id} belongs to {given.split.value} and is listed under {split.value}"
        )
    wanted, has = list(contract.parameters), set(given.inputs)
    if has != set(wanted):
        there = ", ".join(given.inputs) or "none"
        raise UsageError(f"workload {given.id} has the inputs {there}; the entry takes {', '.join(wanted)}")
    ordered = replace(given, inputs={key: given.inputs[key] for key in wanted})
    try:
        _ = ordered.encoded
    except WireError as error:
        reason = str(error).removeprefix("answer")
        raise UsageError(f"workload {given.id} cannot cross to the sandbox: its inputs{reason}") from None
    return ordered if ordered.family else replace(ordered, family=split.value)


def _check_distinct(workloads: Sequence[Workload]) -> None:
    ids: set[str] = set()
    contents: dict[str, str] = {}
    for workload in workloads:
        if workload.id in ids:
            raise UsageError(f"two workloads are called {workload.id}; rename one")
        ids.add(workload.id)
        twin = contents.setdefault(workload.digest, workload.id)
        if twin != workload.id:
            raise UsageError(
                f"workloads {twin} and {workload.id} are the same; held out means not seen before"
            )


def programs_of(
    role: str, given: Mapping[str, Source], needed: str, contract: Contract
) -> dict[str, Program]:
    """Programs by name.

    Raises:
        UsageError: There is none called ``needed`` (for seeds: as the first).
        ProgramError: One cannot be read, does not parse, or lacks the entry.
    """
    if needed not in given or (role == "seed" and next(iter(given)) != needed):
        first = "the first seed has to be" if role == "seed" else "one baseline has to be"
        why = "where scores are 0" if role == "seed" else "where scores are 1"
        there = ", ".join(given) or "none"
        raise UsageError(f"{first} called {needed!r}, {why}; there are: {there}")
    return {name: _program(f"{role} {name}", source, contract) for name, source in given.items()}


def _program(name: str, source: Source, contract: Contract) -> Program:
    if isinstance(source, Program):
        checked_program(source.text, name, contract)
        return source
    if isinstance(source, Path):
        return checked_program(read_text(source), str(source), contract)
    if not isinstance(source, str):
        raise ProgramError(
            f"{name} is a {type(source).__name__}; give its source text, a Path or an adrs.Program"
        )
    return checked_program(textwrap.dedent(source).lstrip("\n"), name, contract)
