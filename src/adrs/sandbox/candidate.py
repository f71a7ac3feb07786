"""The last step inside a confined process: load the program, run the harness, leave an answer.

Shared by every sandbox; nothing here protects anything, and nothing it leaves behind is trusted.
"""

from __future__ import annotations

import importlib
import os
import random
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from adrs.core import wire
from adrs.core.errors import InvalidAnswer, SandboxError
from adrs.core.harness import Harness
from adrs.core.problem import Limits
from adrs.core.verdict import Outcome
from adrs.sandbox import frames, job, report, rlimits

_SEED = 20260101
_MODULE = "program"


def warm_up() -> None:
    """Import what is needed late, and seed numpy's global generator: forks inherit its state."""
    importlib.import_module("numpy.random").seed(_SEED)


def rehearse(home: str) -> None:
    """Go through a candidate's life once in this process, in the empty directory ``home``.

    Raises:
        SandboxError: A program of no consequence did not get through.
    """
    os.chdir(home)
    try:
        write_files({"program.py": "import math\ndef solve(inputs):\n    return inputs\n"}, home)
        frame = answer(_Echo(), loader(home, "program.py"), b'{"x":[1,2.5,"a"]}', Limits())
    finally:
        os.chdir("/")
        sys.modules.pop(_MODULE, None)
    said = frames.read(frame, max_bytes=1000)
    if said.outcome is not Outcome.VALID:
        raise SandboxError(f"the rehearsal of a program failed: {said}")


class _Echo:
    """The harness of the rehearsal."""

    def run(self, load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> Any:
        return load().solve(inputs)


def write_files(files: Mapping[str, str], home: str) -> None:
    """Put a program's files into ``home``.

    Raises:
        ValueError: A path leads out of it.
        OSError: A file cannot be written.
    """
    for name, text in files.items():
        if name.startswith("/") or ".." in name.split("/"):
            raise ValueError(f"file {name!r} lies outside the program's directory")
        path = f"{home}/{name}"
        if "/" in name:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            job.write_all(fd, text.encode("utf-8", "surrogatepass"))
        finally:
            os.close(fd)


def seed() -> None:
    """Seed Python's global generator, which reseeds itself from the system in every fork."""
    random.seed(_SEED)


def loader(home: str, main: str) -> Callable[[], ModuleType]:
    """A function that executes the main file once and returns its module."""
    loaded: list[ModuleType] = []

    def load() -> ModuleType:
        if not loaded:
            loaded.append(_execute(os.path.join(home, main)))
        return loaded[0]

    return load


def answer(harness: Harness, load: Callable[[], ModuleType], inputs: bytes, limits: Limits) -> bytes:
    """The frame that tells what the program answered, or how it failed."""
    home = os.getcwd()
    try:
        body = wire.encode(harness.run(load, wire.decode(inputs, _TRUSTED)))
    except InvalidAnswer as error:
        return frames.failure(Outcome.INVALID, str(error))
    except wire.WireError as error:
        return frames.failure(Outcome.INVALID, str(error))
    except MemoryError as error:
        rlimits.relax_memory()
        # The frames of the traceback hold whatever filled the memory.
        text = report.exception(error.with_traceback(None), home)
        limit = f"the limit is {limits.memory_bytes} bytes"
        return frames.failure(Outcome.OUT_OF_MEMORY, f"the program ran out of memory ({limit})\n{text}")
    except BaseException as error:  # the worker boundary: SystemExit and KeyboardInterrupt are crashes too
        return frames.failure(Outcome.CRASHED, report.exception(error, home))
    if len(body) > limits.output_bytes:
        return frames.failure(Outcome.INVALID, frames.too_long(len(body), limits.output_bytes))
    return frames.answer(body)


def flush() -> None:
    """Let go of what was printed but is still buffered."""
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            continue


_TRUSTED = wire.WireLimits(max_bytes=2**40, max_values=2**40)


def _execute(path: str) -> ModuleType:
    """The module of a file, without the import system's caches: three times faster than a loader."""
    module = ModuleType(_MODULE)
    module.__file__ = path
    sys.modules[_MODULE] = module
    with open(path, "rb") as file:
        code = compile(file.read(), path, "exec", dont_inherit=True)
    exec(code, module.__dict__)
    return module
