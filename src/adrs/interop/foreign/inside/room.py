"""The room that a foreign evaluator finds: its folder, a place for temporary files, an interpreter.

Runs inside the sandbox. What is imported or read here at import time is taken along before the walls close.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections.abc import Mapping
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

_PYTHON = os.path.realpath(sys.executable)
_HERE = Path(__file__).resolve().parents[1]


def _texts(name: str) -> dict[str, str]:
    top = _HERE / name
    return {path.relative_to(top).as_posix(): path.read_text("utf-8") for path in sorted(top.rglob("*.py"))}


_LAST_RESORT = _texts("standins")
"""Modules of other projects that evaluators import, for where the project is not installed."""
_IN_FRONT = _texts("standins_first")
"""Those that take the place of an installed project, too."""


def furnish(inputs: Mapping[str, Any], main: str) -> tuple[Path, Path]:
    """Lay out the folder, go there, and let this process and its children find what they need.

    Args:
        inputs: What :meth:`adrs.interop.foreign.bundle.Bundle.as_inputs` packed, and ``repeat``.
        main: Path of the candidate's program below the present directory.

    Returns:
        The folder, and the candidate's program.
    """
    home = Path.cwd()
    folder, temporary = home / "folder", home / "temporary"
    for name, data in inputs["files"].items():
        _write(folder / name, bytes(data))
    for name in inputs["executable"]:
        (folder / name).chmod(0o700)
    for name, texts in (("standins", _LAST_RESORT), ("first", _IN_FRONT)):
        for path, text in texts.items():
            _write(home / name / path, text.encode())
    temporary.mkdir()
    commands = home / "bin"
    commands.mkdir()
    for name in ("python", "python3"):
        (commands / name).symlink_to(_PYTHON)
    sys.path[:] = [str(folder), str(home / "first"), *sys.path, str(home / "standins")]
    sys.executable = _PYTHON
    os.environ.update(_environment(home, temporary))
    tempfile.tempdir = str(temporary)
    folder.mkdir(exist_ok=True)
    os.chdir(folder)
    sow(inputs.get("repeat", 0))
    return folder, home / main


def sow(repeat: int) -> None:
    """Other random numbers for each repetition; the sandbox's own for the first evaluation."""
    if repeat:
        random.seed(repeat)
        np.random.seed(repeat)


def load(name: str, path: Path) -> ModuleType:
    """The module of a file, executed."""
    spec = util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path.name} is no Python module")
    module = util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _environment(home: Path, temporary: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "PATH": f"{home / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "LANG": "C.UTF-8",
    }


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
