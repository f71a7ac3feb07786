"""Runs trusted programs through a problem's harness without a sandbox, for tests.

Everything a program is likely to touch is put back afterwards: the working directory, ``sys.path``,
``sys.modules``, the builtins and the random states. It protects against nothing: never give it a program
that was not written by hand.
"""

from __future__ import annotations

import builtins
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from adrs.core import wire
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.workload import Workload

MODULE_NAME = "candidate_program"


def answer_of(problem: Problem, program: Program, workload: Workload) -> Any:
    """What ``program`` answers to ``workload``, after crossing the wire both ways.

    Raises:
        InvalidAnswer: The harness refused what the program returned.
        WireError: The answer is not plain data.
        Exception: Whatever the program raised.
    """
    harness = import_module(problem.harness)
    inputs = wire.decode(workload.encoded)
    with _borrowed_process(program) as folder:
        answer = harness.run(lambda: _load(program, folder), inputs)
        return wire.decode(wire.encode(answer))


def _load(program: Program, folder: Path) -> ModuleType:
    """The executed main file as a module, registered and with its ``__file__``, as a sandbox does it."""
    module = ModuleType(MODULE_NAME)
    module.__file__ = str(folder / program.main)
    sys.modules[MODULE_NAME] = module
    exec(compile(program.text, module.__file__, "exec"), module.__dict__)
    return module


@contextmanager
def _borrowed_process(program: Program) -> Iterator[Path]:
    cwd, path, modules = Path.cwd(), list(sys.path), dict(sys.modules)
    names = dict(vars(builtins))
    random_state, numpy_state = random.getstate(), np.random.get_state()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(program, folder)
        try:
            os.chdir(folder)
            sys.path.insert(0, str(folder))
            random.seed(0)
            np.random.seed(0)
            yield folder
        finally:
            os.chdir(cwd)
            sys.path[:] = path
            _put_back(sys.modules, modules)
            _put_back(vars(builtins), names)
            random.setstate(random_state)
            np.random.set_state(numpy_state)


def _write(program: Program, folder: Path) -> None:
    for path, text in program.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _put_back(current: dict[str, Any], before: dict[str, Any]) -> None:
    """Undo additions and replacements of a *program*; modules imported meanwhile stay, as in any process."""
    for name in list(current):
        if name not in before and not _is_importable(current[name]):
            del current[name]
    current.update(before)


def _is_importable(value: Any) -> bool:
    """A module found on the import path, as opposed to one a harness made up or a program's own file."""
    spec = getattr(value, "__spec__", None)
    origin = getattr(spec, "origin", None) or ""
    return isinstance(value, ModuleType) and spec is not None and not origin.startswith(tempfile.gettempdir())
