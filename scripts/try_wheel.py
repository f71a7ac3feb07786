"""Builds the wheel and the source archive, installs the wheel alone in a clean place, and uses it there.

Run with ``python scripts/try_wheel.py``. Needs a package index, for hatchling and the core dependencies, and
ends with 3 without one. Ends with 1 if anything is wrong, and says what; else it prints what it measured.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORE_LIMIT_MB = 150  # beside pip and setuptools; numpy is most of it
WHEEL_LIMIT_MB = 10
UNREACHABLE = 3

COMMANDS: Mapping[str, Sequence[str]] = {
    "adrs --version": ["-m", "adrs", "--version"],
    "adrs problems": ["-m", "adrs", "problems"],
    "adrs show sparse_attention": ["-m", "adrs", "show", "sparse_attention"],
    "adrs score prism human_sota": ["-m", "adrs", "score", "prism", "human_sota", "--split", "train"],
    "adrs run prism --evals 20": ["-m", "adrs", "run", "prism", "--evals", "20", "--json"],
    "adrs report prism-1": ["-m", "adrs", "report", "prism-1"],
    "adrs doctor": ["-m", "adrs", "doctor"],
    "adrs.evolve": [
        "-c",
        "import adrs; r = adrs.evolve('prism', evals=20, seed=1, store='p.sqlite'); print(r.gain.mean)",
    ],
    "the small model": [
        "-c",
        "from adrs.small_model.checkpoint import shipped; print(shipped().model.config)",
    ],
}
"""What has to work with the core alone; each ends with 0."""

_OPENED = "import adrs; run = adrs.open('prism-1'); "
EXTRAS: Mapping[str, Sequence[str]] = {
    "models": ["-m", "adrs", "run", "prism", "--model", "openai:gpt-4o-mini", "--usd", "1"],
    "dashboard": ["-m", "adrs", "serve", "--port", "0"],
    "fast": ["-m", "adrs", "doctor"],
    "report": ["-c", _OPENED + "run.plot_curve()"],
    "notebook": ["-c", _OPENED + "run.candidates"],
    "study": ["-m", "adrs", "study", "run", "plan.yaml", "--out", "s"],
    "bounds": ["-c", "from adrs.problems.cloudcast import milp; milp._solver()"],
    "networks": ["-c", "from adrs.problems.cloudcast import graphs; graphs.from_numpy_array"],
    "checkpoints": [
        "-c",
        "import adrs.small_model.checkpoint as c; c._tokenizer(c.Path(), None, {})",
    ],
}
"""What asks for an extra that is not there; each has to name it in one sentence."""


def main() -> int:
    """Do it all; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", default=sys.executable, help="interpreter to install for")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="adrs-wheel-") as name:
        folder = Path(name)
        try:
            wheel, archive = build(folder, given.python)
            python, figures = install(folder, wheel, given.python)
        except subprocess.CalledProcessError as error:
            print(f"{' '.join(map(str, error.cmd))}\n{error.stderr[-2000:]}", file=sys.stderr)
            return UNREACHABLE if re.search("No matching distribution|connection", error.stderr) else 1
        figures["wheel_MB"] = round(wheel.stat().st_size / 1e6, 1)
        figures["archive_MB"] = round(archive.stat().st_size / 1e6, 1)
        wrong = [*missing(wheel, archive), *limits(figures), *uses(folder, python), *extras(folder, python)]
    print(json.dumps(figures))
    print("\n".join(wrong) or "the wheel is complete and works with the core alone")
    return 1 if wrong else 0


def build(folder: Path, python: str) -> tuple[Path, Path]:
    """The wheel and the source archive, in ``folder``."""
    tool = venv(folder / "build", python)
    call([tool, "-m", "pip", "install", "--quiet", "hatchling"])
    call([tool, "-m", "hatchling", "build", "--directory", str(folder / "dist")], cwd=ROOT)
    (wheel,), (archive,) = (list((folder / "dist").glob(kind)) for kind in ("*.whl", "*.tar.gz"))
    return wheel, archive


def install(folder: Path, wheel: Path, python: str) -> tuple[Path, dict[str, float]]:
    """The interpreter of a clean place that has the wheel, and what installing cost."""
    clean = venv(folder / "clean", python)
    before, began, cpu = size(folder / "clean"), time.perf_counter(), children_cpu_s()
    call([clean, "-m", "pip", "install", "--quiet", "--no-compile", str(wheel)])
    return clean, {
        "install_MB": round((size(folder / "clean") - before) / 1e6, 1),
        "install_wall_s": round(time.perf_counter() - began, 1),
        "install_cpu_s": round(children_cpu_s() - cpu, 1),
    }


def missing(wheel: Path, archive: Path) -> Iterator[str]:
    """Files of the package that git has and the wheel or the archive has not, and the other way round."""
    listed = call(["git", "ls-files", "src/adrs"], cwd=ROOT).splitlines()
    wanted = {path.removeprefix("src/") for path in listed}
    with zipfile.ZipFile(wheel) as packed:
        inside = {name for name in packed.namelist() if name.startswith("adrs/")}
    with tarfile.open(archive) as packed_archive:
        names = [name.partition("/src/")[2] for name in packed_archive.getnames() if "/src/adrs/" in name]
        there = {name for name in names if "." in name or name in wanted}
    for what, found in (("wheel", inside), ("source archive", there)):
        for path in sorted(wanted - found):
            yield f"the {what} lacks {path}"
    for path in sorted(inside - wanted):
        yield f"the wheel has {path}, which is not in git"


def limits(figures: Mapping[str, float]) -> Iterator[str]:
    """What is larger than agreed."""
    for name, limit in (("install_MB", CORE_LIMIT_MB), ("wheel_MB", WHEEL_LIMIT_MB)):
        if figures[name] > limit:
            yield f"{name} is {figures[name]}; at most {limit}"


def uses(folder: Path, python: Path) -> Iterator[str]:
    """Commands that do not work with the core alone."""
    (folder / "work").mkdir()
    for name, args in COMMANDS.items():
        done = used(folder, python, args)
        if done.returncode != 0 or not done.stdout.strip():
            yield f"{name} ends with {done.returncode}: {(done.stderr or done.stdout)[-500:]}"


def extras(folder: Path, python: Path) -> Iterator[str]:
    """Extras that are not named where they are missing."""
    (folder / "work" / "plan.yaml").write_text("problems: [prism]\ncontenders: [best_of_n]\n")
    for extra, args in EXTRAS.items():
        done = used(folder, python, args)
        said = (done.stdout + done.stderr).strip()
        if f"adrs[{extra}]" not in said:
            yield f"without the extra {extra}, nothing says adrs[{extra}]: {said[-500:]}"
        elif args[0] == "-m" and "Traceback" in said:
            yield f"without the extra {extra}, there is a traceback: {said[-500:]}"


def used(folder: Path, python: Path, args: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """One use of what was installed, in an empty folder and away from this checkout."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "OPENAI_API_KEY": "none"}
    command = [str(python), *args]
    return subprocess.run(
        command, cwd=folder / "work", env=env, capture_output=True, text=True, timeout=300, check=False
    )


def venv(folder: Path, python: str) -> Path:
    """A new environment's interpreter."""
    call([python, "-m", "venv", str(folder)])
    return folder / "bin" / "python"


def call(command: Sequence[str | Path], *, cwd: Path | None = None) -> str:
    """What a command prints.

    Raises:
        CalledProcessError: It failed.
    """
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True).stdout


def size(folder: Path) -> int:
    """Bytes of the files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def children_cpu_s() -> float:
    """CPU seconds of all children so far."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    sys.exit(main())
