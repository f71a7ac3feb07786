"""Installs an engine into an environment of its own, with what was installed on record."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adrs.core.errors import AdrsError, DataError, UsageError
from adrs.interop.engines.known import Engine

RECORD = "adrs-engine.json"
_TIMEOUT_S = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """An engine that can be run.

    Args:
        engine: Which.
        python: Interpreter of its environment.
        digest: Of names, versions and archive hashes of all packages in it; 16 hex digits.
        packages: How many there are.
    """

    engine: Engine
    python: Path
    digest: str
    packages: int


def cache_folder() -> Path:
    """Where environments are kept: ``$ADRS_ENGINES``, else ``adrs/engines`` in the user's cache."""
    if chosen := os.environ.get("ADRS_ENGINES"):
        return Path(chosen).absolute()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "adrs" / "engines"


def find_installed(engine: Engine, folder: Path | None = None) -> Installed | None:
    """The engine as it was installed; ``None`` if it was not, or not wholly.

    Raises:
        DataError: Its record cannot be read.
    """
    home = _home(engine, folder)
    record = home / RECORD
    if not record.exists():
        return None
    try:
        packages = json.loads(record.read_text())["packages"]
        data = json.dumps(sorted(packages, key=lambda package: package["name"]), sort_keys=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{record} is damaged ({error}); install {engine.name} again") from None
    digest = hashlib.sha256(data.encode()).hexdigest()[:16]
    return Installed(engine=engine, python=home / "bin" / "python", digest=digest, packages=len(packages))


def require_installed(engine: Engine, folder: Path | None = None) -> Installed:
    """The engine as it was installed.

    Raises:
        UsageError: It was not; says how.
    """
    found = find_installed(engine, folder)
    if found is None:
        raise UsageError(
            f"the engine {engine.name} is not installed; run `adrs engines install {engine.name}`"
        )
    return found


def install(engine: Engine, folder: Path | None = None) -> Installed:
    """Install the engine from the package index that pip is set up for, anew if it is there.

    Raises:
        AdrsError: It could not be installed; says what pip said last.
    """
    home = _home(engine, folder)
    shutil.rmtree(home, ignore_errors=True)
    home.parent.mkdir(parents=True, exist_ok=True)
    report = home / "pip-report.json"
    _run([sys.executable, "-m", "venv", str(home)], engine)
    python = str(home / "bin" / "python")
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    _run([python, "-m", "pip", "install", *quiet, "--report", str(report), engine.requirement], engine)
    body = {"engine": engine.name, "version": engine.version, "packages": _packages(report)}
    # The record comes last: an environment without one was not finished.
    (home / RECORD).write_text(json.dumps(body, indent=1))
    return require_installed(engine, folder)


def _home(engine: Engine, folder: Path | None) -> Path:
    return (folder or cache_folder()) / f"{engine.name}-{engine.version}"


def _run(command: list[str], engine: Engine) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AdrsError(f"{engine.name} could not be installed: {error}") from None
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or ["it gave no reason"]
        raise AdrsError(f"{engine.name} could not be installed: {lines[-1].strip()}")


def _packages(report: Path) -> list[dict[str, Any]]:
    """Name, version and the archive's SHA-256 of everything that pip installed."""
    items = json.loads(report.read_text())["install"]
    return [
        {
            "name": item["metadata"]["name"].lower(),
            "version": item["metadata"]["version"],
            "sha256": item["download_info"].get("archive_info", {}).get("hashes", {}).get("sha256", ""),
        }
        for item in items
    ]
