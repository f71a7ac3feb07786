"""Executes the code blocks of Markdown pages, in order, each page in an empty folder of its own.

    python scripts/run_blocks.py [--slow] PAGE…

:mod:`scripts.code_blocks` says what a block is and what a mark above it means. Every block is dealt with: a
titled one is written, a session and a Python block are executed, JSON, TOML and YAML are parsed, and anything
else that a reader could use has to be marked. Sessions start anew with every command; Python blocks share a
namespace. Behind ``first:``, ``$REPOSITORY`` is the checkout.
"""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.code_blocks import SESSIONS, Block, Command, Mark, Untrue, agrees, blocks, commands

ROOT = Path(__file__).resolve().parents[1]
DRIVER = Path(__file__).with_name("block_driver.py")
TIMEOUT_S = 1200.0
PATIENCE_S = 10.0
INTERRUPTED = 130  # a command that had hardly begun
SILENT = ("", "text", "diff")


@dataclass(slots=True)
class Tally:
    """What became of the blocks of a page; a block of which only some commands ran counts as ``run``.

    Args:
        blocks: Number of blocks by what became of them: ``run``, ``written``, ``parsed``, ``compared``,
            ``prose``, ``long`` or ``not run``.
        left_out: Command or place of what was not executed, with the reason.
    """

    blocks: Counter[str] = field(default_factory=Counter)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def execute(page: str, folder: Path, *, environment: Mapping[str, str], slow: bool = True) -> Tally:
    """Do what every block of a page says, in ``folder``, in order; the long ones only if ``slow``.

    Raises:
        Untrue: A command fails, prints something else than is shown, or nobody could say what a block is for.
    """
    with PageRun(folder, environment, slow) as run:
        for block in blocks(page):
            run.tally.blocks[run.take(block)] += 1
        return run.tally


class PageRun:
    """The blocks of one page under way; a context manager."""

    def __init__(self, folder: Path, environment: Mapping[str, str], slow: bool) -> None:
        self.folder, self.environment, self.slow = folder, dict(environment), slow
        self.tally = Tally()
        self._printed: str | None = None  # by the last command; None: it was left out
        self._python: subprocess.Popen[str] | None = None
        self._prepared: list[subprocess.Popen[str]] = []

    def __enter__(self) -> PageRun:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._python is not None:
            self._python.communicate()
        for process in self._prepared:
            with suppress(ProcessLookupError):
                _kill_group(process)

    def take(self, block: Block) -> str:
        """Deal with a block; what became of it."""
        if reason := self._left_out(block):
            self._printed = None
            self.tally.left_out.append((f"line {block.line}", f"{reason[0]}: {reason[1]}"))
            return reason[0]
        for mark in block.marks:
            if mark.kind == "first":
                self._prepare(mark)
        if block.title:
            return self._write(block)
        if block.marked("output"):
            return self._compare(block)
        if block.language in SESSIONS:
            return self._session(block)
        if block.language == "python":
            self._printed = self._run_python(block)
            return "run"
        return _parse(block)

    def _left_out(self, block: Block, command: str = "") -> tuple[str, str] | None:
        if mark := block.marked("not run", command):
            return "not run", mark.text
        if (mark := block.marked("long", command)) and not self.slow:
            return "long", mark.text or "takes long"
        return None

    def _prepare(self, mark: Mark) -> None:
        """Execute what comes before a block; what it leaves running in the background ends with the page."""
        environment = {**self.environment, "REPOSITORY": str(ROOT)}
        process = _started(mark.text, self.folder, environment)
        self._prepared.append(process)
        said, _ = process.communicate(timeout=TIMEOUT_S)
        if process.returncode != 0:
            raise Untrue(f"line {mark.line}: `{mark.text}` ended with {process.returncode}:\n{said[-2000:]}")

    def _write(self, block: Block) -> str:
        if block.title.endswith(".py"):
            ast.parse(block.text, f"{block.title} in line {block.line}")
        path = self.folder / block.title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        return "written"

    def _compare(self, block: Block) -> str:
        if self._printed is not None and not agrees(block.text, self._printed):
            raise Untrue(f"line {block.line}: printed was\n{self._printed}\nand not\n{block.text}")
        return "compared" if self._printed is not None else "prose"

    def _session(self, block: Block) -> str:
        became = []
        for command in commands(block):
            if reason := self._left_out(block, command.text):
                self._printed = None
                self.tally.left_out.append((command.text, f"{reason[0]}: {reason[1]}"))
                became.append(reason[0])
                continue
            became.append("run")
            if block.marked("until interrupted", command.text):
                _interrupted(command, self.folder, self.environment)
            else:
                self._printed = _shell(command, self.folder, self.environment)
        return "run" if "run" in became or not became else became[0]

    def _run_python(self, block: Block) -> str:
        if self._python is None:
            self._python = subprocess.Popen(
                [sys.executable, "-c", DRIVER.read_text(encoding="utf-8")],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        with tempfile.NamedTemporaryFile("r", encoding="utf-8") as output:
            asked = {"text": block.text, "name": f"<block in line {block.line}>", "output": output.name}
            answer = _asked(self._python, json.dumps(asked))
            printed = output.read()
        if not answer:
            raise Untrue(f"line {block.line}: the block fails:\n{printed[-4000:]}")
        return printed


def _asked(driver: subprocess.Popen[str], line: str) -> bool:
    assert driver.stdin is not None
    assert driver.stdout is not None
    timer = threading.Timer(TIMEOUT_S, driver.kill)
    timer.start()
    try:
        driver.stdin.write(f"{line}\n")
        driver.stdin.flush()
        return bool(json.loads(driver.stdout.readline() or '{"ok": false}')["ok"])
    finally:
        timer.cancel()


def _shell(command: Command, folder: Path, environment: Mapping[str, str]) -> str:
    """Standard output of a command that ends as it has to, and prints what is shown."""
    done = subprocess.run(
        ["bash", "-c", command.text],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    if done.returncode != command.status:
        last = (done.stdout + done.stderr)[-2000:]
        raise Untrue(f"line {command.line}: `{command.text}` ended with {done.returncode}:\n{last}")
    if command.shown is not None and not agrees(command.shown, done.stdout):
        raise Untrue(
            f"line {command.line}: `{command.text}` printed\n{done.stdout}\nand not\n{command.shown}"
        )
    return done.stdout


def _interrupted(command: Command, folder: Path, environment: Mapping[str, str]) -> None:
    """Start a command, wait for its first line, press Ctrl-C, and see it end as it has to."""
    process = _started(f"exec {command.text}", folder, environment)
    assert process.stdout is not None
    timer = threading.Timer(TIMEOUT_S, _kill_group, [process])
    timer.start()
    try:
        first = process.stdout.readline()
        rest = _said_when_interrupted(process)
    finally:
        timer.cancel()
    if not first or process.returncode not in (command.status, INTERRUPTED):
        said = f"{first}{rest}"[-2000:]
        raise Untrue(f"line {command.line}: `{command.text}` ended with {process.returncode}:\n{said}")


def _said_when_interrupted(process: subprocess.Popen[str]) -> str:
    """What it says from its first Ctrl-C on; one that was too early to be noticed is followed by another."""
    while True:
        os.killpg(process.pid, signal.SIGINT)
        try:
            return process.communicate(timeout=PATIENCE_S)[0]
        except subprocess.TimeoutExpired:
            continue


def _noticing_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever started us in the background had it ignored


def _started(text: str, folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """A command in a process group of its own, which may say everything on standard output."""
    return subprocess.Popen(
        ["bash", "-c", text],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=_noticing_interrupts,
    )


def _kill_group(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)


def _parse(block: Block) -> str:
    """See whether a block of data is one; what it counts as."""
    if block.language in SILENT:
        return "prose"
    if block.language not in PARSERS:
        raise Untrue(f"line {block.line}: a {block.language} block needs a title, or a mark `not run: WHY`")
    try:
        PARSERS[block.language](block.text)
    except Exception as error:
        raise Untrue(f"line {block.line}: not {block.language}: {error}") from error
    return "parsed"


def _yaml(text: str) -> Any:
    import yaml

    return yaml.safe_load(text)


PARSERS: Mapping[str, Callable[[str], Any]] = {"json": json.loads, "toml": tomllib.loads, "yaml": _yaml}


def pages() -> list[Path]:
    """The Markdown pages that come with the project, frontend and problem templates apart."""
    below = ("docs", "changes", "examples", "src")
    found = (path for folder in below for path in (ROOT / folder).rglob("*.md"))
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(found)]


def environment_in(home: Path) -> dict[str, str]:
    """Variables of a reader who has just installed adrs: nothing but a path, a home and a language."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    kept = {name: os.environ[name] for name in os.environ if name.endswith("_NUM_THREADS")}
    return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", **kept}


def main(given: Sequence[str], out: IO[str] = sys.stdout) -> int:
    """Execute the pages and print what became of each, with its CPU time."""
    from resource import RUSAGE_CHILDREN, getrusage

    slow, names, total = "--slow" in given, [name for name in given if name != "--slow"], Counter[str]()
    for name in names:
        before = getrusage(RUSAGE_CHILDREN)
        with tempfile.TemporaryDirectory() as home:
            folder = Path(home, "page")
            folder.mkdir()
            page = Path(name).read_text(encoding="utf-8")
            tally = execute(page, folder, environment=environment_in(Path(home)), slow=slow)
        after = getrusage(RUSAGE_CHILDREN)
        cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        total += tally.blocks
        print(f"{name}: {dict(tally.blocks)}, {cpu_s:.1f} s of CPU", file=out, flush=True)
        for what, why in tally.left_out:
            print(f"    {what}: {why}", file=out, flush=True)
    print(dict(total), file=out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
