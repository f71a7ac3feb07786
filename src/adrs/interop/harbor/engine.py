"""Docker or Podman, asked to build an image and to run one trial of a task in a container of its own."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adrs.core.errors import SandboxError
from adrs.core.program import Program
from adrs.interop.harbor.task import Task

_QUICK_S = 60.0
_TASKS = 512
_MOST_BYTES = 64 * 1024
REWARDS = ("/logs/verifier/reward.json", "/logs/verifier/reward.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command in a container came to; ``code`` is ``None`` when its time was up."""

    code: int | None
    text: str

    @property
    def last_line(self) -> str:
        """What an engine says at last is why it failed."""
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        return lines[-1][-300:] if lines else "it says nothing"


@dataclass(frozen=True, slots=True)
class Engine:
    """A program with Docker's options.

    Args:
        program: Its path.
    """

    program: str

    def build(self, task: Task) -> str:
        """The task's image, built or taken as it is.

        Raises:
            SandboxError: It cannot be built.
        """
        if task.image:
            return task.image
        tag = f"adrs-harbor-{secrets.token_hex(6)}"
        said = self.ask("build", "--tag", tag, str(task.environment), limit_s=task.build_s)
        if said.code != 0:
            why = "takes too long" if said.code is None else f"fails: {said.last_line}"
            raise SandboxError(f"building the image of {task.name} {why}")
        return tag

    def ask(self, *words: str, limit_s: float = _QUICK_S) -> Said:
        """Run the engine with these words, at most so long; its output, the last 64 KiB of it.

        Raises:
            SandboxError: The program cannot be run.
        """
        with tempfile.TemporaryFile() as output:
            try:
                done = subprocess.run(
                    [self.program, *words],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    timeout=limit_s,
                    check=False,
                )
                code: int | None = done.returncode
            except subprocess.TimeoutExpired:
                code = None
            except OSError as error:
                raise SandboxError(f"{self.program} cannot be run: {error.strerror}") from None
            size = output.seek(0, os.SEEK_END)
            output.seek(max(size - _MOST_BYTES, 0))
            return Said(code=code, text=output.read().decode("utf-8", "replace"))


def find_engine(name: str) -> Engine:
    """The engine called ``name``; with ``auto``, Docker or Podman, whichever is installed.

    Raises:
        SandboxError: None is.
    """
    wanted = ("docker", "podman") if name == "auto" else (name,)
    for program in wanted:
        if (found := shutil.which(program)) is not None:
            return Engine(found)
    raise SandboxError(
        f"a Harbor task runs in a container, and {' or '.join(wanted)} is not installed; install"
        " one of docker and podman, or name it with --sandbox"
    )


class Trial:
    """One container for one program; use it as a context manager."""

    def __init__(self, engine: Engine, task: Task, image: str) -> None:
        self._engine, self._task, self._image = engine, task, image
        self.name = f"adrs-{os.getpid()}-{secrets.token_hex(4)}"

    def __enter__(self) -> Trial:
        said = self._engine.ask(
            "run", "--detach", "--name", self.name, *self._options(), self._image, "infinity"
        )
        if said.code != 0:
            self._remove()
            raise SandboxError(f"the container of {self._task.name} does not start: {said.last_line}")
        return self

    def __exit__(self, *_: object) -> None:
        self._remove()

    def solve(self, program: Program) -> Said:
        """Put a program into ``/solution`` and run it, as Harbor's own oracle does.

        Raises:
            SandboxError: The engine failed.
        """
        with tempfile.TemporaryDirectory() as scratch:
            for path, text in program.files.items():
                target = Path(scratch, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(text.encode("utf-8", "surrogatepass"))
            self._upload(scratch, "/solution")
        env = {**self._task.env, **self._task.solution_env}
        return self._run(["bash", f"/solution/{program.main}"], env, self._task.agent_s)

    def test(self) -> Said:
        """Put the tests into ``/tests``, afresh, and run them.

        Raises:
            SandboxError: The engine failed.
        """
        self._run(["rm", "-rf", "/tests", "/logs/verifier"], {}, _QUICK_S)
        self._upload(str(self._task.tests), "/tests")
        env = {**self._task.env, **self._task.verifier_env}
        return self._run(["bash", "/tests/test.sh"], env, self._task.verifier_s)

    def rewards(self) -> dict[str, Any] | None:
        """What the tests wrote: ``reward.json``, else ``reward.txt`` as ``{"reward": …}``; ``None`` without.

        Raises:
            ValueError: It is no number, or no mapping.
        """
        for path in REWARDS:
            said = self._run(["cat", path], {}, _QUICK_S)
            if said.code == 0:
                found = json.loads(said.text)
                return found if isinstance(found, dict) else {"reward": found}
        return None

    def _options(self) -> list[str]:
        memory = str(self._task.memory_bytes)
        told = ["--label", "adrs", "--memory", memory, "--memory-swap", memory, "--pids-limit", str(_TASKS)]
        told += [
            "--cpus",
            f"{self._task.cpus:g}",
            "--security-opt",
            "no-new-privileges",
            "--log-driver",
            "none",
        ]
        told += [] if self._task.network else ["--network", "none"]
        return [*told, "--entrypoint", "sleep"]

    def _upload(self, source: str, target: str) -> None:
        self._run(["mkdir", "-p", target, "/logs/verifier", "/logs/agent"], {}, _QUICK_S)
        said = self._engine.ask("cp", f"{source}/.", f"{self.name}:{target}")
        if said.code != 0:
            raise SandboxError(
                f"files cannot be copied into the container of {self._task.name}: {said.last_line}"
            )

    def _run(self, line: Sequence[str], env: Mapping[str, str], limit_s: float) -> Said:
        told = [word for name, value in env.items() for word in ("--env", f"{name}={value}")]
        return self._engine.ask("exec", *told, self.name, *line, limit_s=limit_s)

    def _remove(self) -> None:
        with suppress(SandboxError):
            self._engine.ask("rm", "--force", self.name)
