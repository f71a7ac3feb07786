"""The engine's process: a generated problem folder, a bare environment, and nothing left behind."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from adrs.core.errors import AdrsError
from adrs.core.problem import Problem
from adrs.core.program import END_MARK, START_MARK, Program
from adrs.propose.context.parts import contract_text, objective_text

DRIVERS = Path(__file__).parent / "drivers"
_SHARED = ("client.py", "main.py", "evaluator.py")
_LOG_BYTES = 16 * 1024 * 1024
_GRACE_S = 2.0
_LOOK_S = 0.05


def write_folder(folder: Path, driver: Path, program: Program, task: Mapping[str, Any]) -> None:
    """Make the problem folder: initial program, evaluator, the engine's driver and its task.

    A program without ``EVOLVE-BLOCK`` marks gets them around all of it, because some engines change nothing
    else. What an earlier engine left there is removed: some would go on with it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "output", ignore_errors=True)
    for name in ("tmp", "output"):
        (folder / name).mkdir(exist_ok=True)
    text = program.text
    if START_MARK not in text:
        text = f"# {START_MARK}\n{text.rstrip()}\n# {END_MARK}\n"
    (folder / "initial_program.py").write_text(text, encoding="utf-8")
    for name in _SHARED:
        shutil.copyfile(DRIVERS / name, folder / name)
    shutil.copyfile(driver, folder / "driver.py")
    (folder / "task.json").write_text(json.dumps(task, indent=1))


def statement_of(problem: Problem) -> str:
    """What an engine tells its model of a problem: statement, objective and contract, as our prompts do."""
    parts = (
        problem.statement.strip(),
        objective_text(problem.objective),
        contract_text(problem.contract, problem.search_limits),
    )
    return "\n\n".join(parts)


def environment_of(folder: Path, *, base_url: str, key: str) -> dict[str, str]:
    """Environment variables of an engine: no secret of the user's, no proxy, one thread a library."""
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONHASHSEED": "0",
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENAI_API_KEY": key,
        "OPENAI_BASE_URL": base_url,
        "OPENAI_API_BASE": base_url,
        "LOCAL_OPENAI_API_KEY": key,
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "MPLBACKEND": "Agg",
        "WANDB_MODE": "disabled",
        **dict.fromkeys(threads, "1"),
    }


class EngineProcess:
    """A running engine; made by :func:`start`."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.log = log
        self._process = process
        self._tail: deque[str] = deque(maxlen=40)
        self._pump = asyncio.create_task(self._read())

    @property
    def code(self) -> int | None:
        """Exit status; ``None`` while it runs."""
        return self._process.returncode

    @property
    def last_line(self) -> str:
        """The last line it printed."""
        return next((line for line in reversed(self._tail) if line.strip()), "").strip()

    async def ended(self) -> int:
        """Wait for its end; the exit status."""
        while self._process.returncode is None:  # ``wait`` would also wait for whoever holds its pipe
            await asyncio.sleep(_LOOK_S)
        return self._process.returncode

    async def end(self, *, grace_s: float) -> None:
        """Give it so long to end by itself, then end it and its whole process group. Idempotent."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.ended(), grace_s)
        if self._process.returncode is None:
            self._signal(signal.SIGTERM)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.ended(), _GRACE_S)
        self._signal(signal.SIGKILL)
        await self.ended()
        await asyncio.wait([self._pump], timeout=_GRACE_S)
        self._pump.cancel()
        await asyncio.gather(self._pump, return_exceptions=True)
        self._process._transport.close()  # type: ignore[attr-defined]  # else a held pipe warns when collected

    async def _read(self) -> None:
        assert self._process.stdout is not None
        left = _LOG_BYTES
        with self.log.open("wb") as file:
            while piece := await self._process.stdout.read(65_536):
                file.write(piece[:left])
                file.flush()
                left = max(0, left - len(piece))
                self._tail.extend(piece.decode("utf-8", "replace").splitlines())

    def _signal(self, number: signal.Signals) -> None:
        # The group's id stays taken while any member lives, also after its leader was reaped.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


async def start(python: Path, folder: Path, environment: Mapping[str, str]) -> EngineProcess:
    """Start the driver in a problem folder, in a session of its own.

    A descendant that starts another session escapes the end of the group.

    Raises:
        AdrsError: It cannot be started.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            str(python),
            "-u",
            "main.py",
            cwd=folder,
            env=dict(environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise AdrsError(f"the engine cannot be started with {python}: {error.strerror or error}") from None
    return EngineProcess(process, folder / "engine.log")
