"""A Harbor task folder, read: ``task.toml``, ``instruction.md``, ``environment/``, ``tests/``, ``solution/``.

The contract is that of Harbor's task pages (harborframework.com/docs/tasks), schema 1.0 and 1.1, one
container a task.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adrs.core.errors import UsageError

MIB = 1024**2
_SIZES = {"K": 1024, "M": MIB, "G": 1024 * MIB}
_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a folder says. Times are in seconds.

    Args:
        folder: Where it is.
        name: The task's name, or the folder's.
        instruction: What is asked of whoever solves it.
        image: A ready image; empty where ``environment/Dockerfile`` is built.
        build_s, agent_s, verifier_s: Time limits for building, solving and testing.
        cpus, memory_bytes: What the container may use.
        network: Whether the container has one.
        env, solution_env, verifier_env: Variables of everything, of solving, of testing.
    """

    folder: Path
    name: str
    instruction: str
    image: str = ""
    build_s: float = 600.0
    agent_s: float = 600.0
    verifier_s: float = 600.0
    cpus: float = 1
    memory_bytes: int = 2048 * MIB
    network: bool = True
    env: Mapping[str, str] = field(default_factory=dict)
    solution_env: Mapping[str, str] = field(default_factory=dict)
    verifier_env: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> Path:
        """The context that the image is built from."""
        return self.folder / "environment"

    @property
    def tests(self) -> Path:
        """The tests, ``test.sh`` among them."""
        return self.folder / "tests"


def read_task(folder: Path) -> Task:
    """The task in ``folder``.

    Raises:
        UsageError: A file is missing or malformed, or the task asks for what is not offered here.
    """
    path = folder / "task.toml"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        instruction = (folder / "instruction.md").read_text(encoding="utf-8")
        task = _task(folder, raw, instruction)
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} is malformed: {error}") from None
    if not task.image and not (task.environment / "Dockerfile").is_file():
        raise UsageError(f"{folder} has neither environment/Dockerfile nor a docker_image in its task.toml")
    return task


def _task(folder: Path, raw: Mapping[str, Any], instruction: str) -> Task:
    environment, agent = raw.get("environment", {}), raw.get("agent", {})
    verifier, solution = raw.get("verifier", {}), raw.get("solution", {})
    _refuse(folder, raw, environment, verifier)
    return Task(
        folder=folder,
        name=str(raw.get("task", {}).get("name", folder.name)),
        instruction=instruction,
        image=str(environment.get("docker_image") or ""),
        build_s=_seconds(environment.get("build_timeout_sec", 600.0)),
        agent_s=_seconds(agent.get("timeout_sec", 600.0)),
        verifier_s=_seconds(verifier.get("timeout_sec", 600.0)),
        cpus=float(environment.get("cpus", 1)),
        memory_bytes=_memory(environment),
        network=_network(environment),
        env=_variables(environment.get("env", {})),
        solution_env=_variables(solution.get("env", {})),
        verifier_env=_variables(verifier.get("env", {})),
    )


def _refuse(
    folder: Path, raw: Mapping[str, Any], environment: Mapping[str, Any], verifier: Mapping[str, Any]
) -> None:
    """Turn away what would change the result if it were ignored."""
    asks = {
        "several steps": bool(raw.get("steps")),
        "a GPU": int(environment.get("gpus", 0)) > 0,
        "a list of allowed hosts": environment.get("network_mode") == "allowlist"
        or bool(environment.get("allowed_hosts")),
        "several containers": (folder / "environment" / "docker-compose.yaml").is_file(),
        "a verifier in a container of its own": verifier.get("environment_mode") == "separate",
    }
    for what, asked in asks.items():
        if asked:
            raise UsageError(f"the task in {folder} asks for {what}, which is not offered here")


def _network(environment: Mapping[str, Any]) -> bool:
    if (mode := environment.get("network_mode")) is not None:
        return bool(mode == "public")
    return bool(environment.get("allow_internet", True))


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not 0 < seconds < 1e7:
        raise ValueError(f"a time limit of {value} seconds")
    return seconds


def _memory(environment: Mapping[str, Any]) -> int:
    text = str(environment.get("memory", "")).strip().upper()
    if "memory_mb" in environment or not text:
        return int(environment.get("memory_mb", 2048)) * MIB
    return int(float(text[:-1]) * _SIZES[text[-1]]) if text[-1] in _SIZES else int(text)


def _variables(raw: Mapping[str, Any]) -> dict[str, str]:
    """Variables with the defaults of ``${NAME:-default}`` put in; nothing of this machine's is passed on."""

    def default(found: re.Match[str]) -> str:
        if found[2] is None:
            raise ValueError(
                f"the variable {found[1]} would come from this machine, which is not offered here"
            )
        return found[2]

    return {name: _VARIABLE.sub(default, str(value)) for name, value in raw.items()}
