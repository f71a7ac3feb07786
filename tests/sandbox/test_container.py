"""Containers, through a program that takes Docker's options and runs what it is told on this machine."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adrs.core.errors import SandboxError
from adrs.core.problem import Limits
from adrs.core.seams import Sandbox
from adrs.sandbox import connection
from adrs.sandbox.container import Container
from adrs.sandbox.forkserver import ForkServer
from adrs.testing.sandbox import SandboxContract
from adrs.testing.sandbox_tools import children, limits, program, solve, workload

ECHO = "adrs.testing.echo_harness"
MEBIBYTE = 1024**2
UNSHARE = {"x86_64": 272, "aarch64": 97}.get(os.uname().machine, -1)

# A stand-in for Docker: it knows `run` and `rm`, notes how it was called, and runs the inner command here. As
# Docker's own filter does, it keeps that from making namespaces.
FAKE = """#!{python}
import json, os, struct, subprocess, sys, time
sys.path[:] = {path!r}
with open({log!r}, "a") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
mode = {mode!r}
if mode == "no daemon":
    sys.exit("Cannot connect to the daemon. Is it running?")
if sys.argv[1] == "run":
    words, told = sys.argv[2:], {{}}
    while words[0].startswith("--"):
        name = words.pop(0)
        value = "" if name in ("--rm", "--interactive", "--read-only") else words.pop(0)
        told.setdefault(name, []).append(value)
    inner = [*told["--entrypoint"], *words[1:]]
    environment = dict(pair.split("=", 1) for pair in told["--env"])
    if mode == "babbles":
        sys.exit(print("Unable to find image locally, pulling it now; this text is no greeting"))
    if mode == "stays":
        subprocess.run(inner, env=environment)
        time.sleep(60)
    from adrs.sandbox import seccomp
    code = [(0x20, 0, 0, 0), (0x15, 0, 1, {unshare}), (6, 0, 0, 0x50001), (6, 0, 0, 0x7FFF0000)]
    seccomp.install(b"".join(struct.pack("=HBBI", *line) for line in code))
    os.execve(inner[0], inner, environment)
"""


def fake(folder: Path, mode: str = "") -> tuple[str, Path]:
    """The path of a stand-in, and of the file where it notes its calls."""
    log, script = folder / "log", folder / "docker"
    settings = {"python": sys.executable, "path": sys.path, "log": str(log), "mode": mode}
    script.write_text(FAKE.format(**settings, unshare=UNSHARE))
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return str(script), log


def calls(log: Path) -> list[list[str]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


class TestContract(SandboxContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make(cls, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Sandbox]:
        docker, _ = fake(tmp_path_factory.mktemp("docker"))
        return lambda: ForkServer(ECHO, slots=2, backend=Container(program=docker))


def test_asks_for_every_wall(tmp_path: Path) -> None:
    docker, log = fake(tmp_path)
    narrow = Limits(memory_bytes=100 * MEBIBYTE, processes=4)
    sandbox = ForkServer(ECHO, backend=Container(program=docker, image="some:image", limits=narrow))
    layers = sandbox.describe()
    asyncio.run(sandbox.aclose())
    (call,) = calls(log)
    options, inner = call[: call.index("some:image")], call[call.index("some:image") + 1 :]
    pairs = set(itertools.pairwise(options))
    assert pairs >= {
        ("--network", "none"),
        ("--ipc", "none"),
        ("--cap-drop", "ALL"),
        ("--security-opt", "no-new-privileges"),
        ("--user", "65534:65534"),
        ("--memory", str((4 * 100 + 512) * MEBIBYTE)),
        ("--memory-swap", str((4 * 100 + 512) * MEBIBYTE)),
        ("--pids-limit", "148"),
        ("--ulimit", "core=0:0"),
        ("--log-driver", "none"),
        ("--hostname", "sandbox"),
        ("--env", "PYTHONHASHSEED=0"),
    }
    assert {"--read-only", "--rm", "--interactive"} <= set(options)
    assert "--privileged" not in options
    (scratch,) = (value for name, value in pairs if name == "--tmpfs")
    assert scratch.startswith("/tmp:rw,nosuid,nodev,noexec,")
    assert "nr_inodes=" in scratch
    assert inner[:4] == ["-B", "-s", "-P", "-S"]
    assert layers["kind"] == "fork server in docker"
    assert (layers["namespaces"], layers["seccomp"]) == (False, True)


def test_mounts_libraries_and_nothing_of_the_users(tmp_path: Path) -> None:
    docker, log = fake(tmp_path)
    sandbox = ForkServer(ECHO, backend=Container(program=docker))
    sandbox.describe()
    asyncio.run(sandbox.aclose())
    mounts = [
        dict(p.partition("=")[::2] for p in word.split(",")) for word in calls(log)[0] if "type=bind" in word
    ]
    import adrs

    sources = [mount["source"] for mount in mounts]
    assert all("readonly" in mount for mount in mounts)
    assert os.path.realpath(adrs.__path__[0]) in sources
    home = os.path.realpath(os.path.expanduser("~"))
    for forbidden in ("/", "/etc", "/proc", "/sys", "/var", "/run", home, os.getcwd()):
        assert forbidden not in sources


def test_a_candidate_reads_nothing_of_this_package(tmp_path: Path) -> None:
    docker, _ = fake(tmp_path)
    sandbox = ForkServer(ECHO, backend=Container(program=docker))
    try:
        if not sandbox.describe()["landlock"]:
            pytest.skip("this kernel has no Landlock")
        source = f"def solve(inputs): return open({__file__!r}).read()\n"
        assert "PermissionError" in solve(sandbox, source).reason
    finally:
        asyncio.run(sandbox.aclose())


@pytest.mark.parametrize("size", [0, 1, 100_000, 900_000])
def test_programs_and_answers_of_any_size_cross_the_stream(tmp_path: Path, size: int) -> None:
    docker, _ = fake(tmp_path)
    sandbox = ForkServer(ECHO, backend=Container(program=docker))
    text = "".join(chr(97 + n % 26) for n in range(size))
    try:
        done = solve(sandbox, "def solve(inputs): return inputs['text'][::-1]\n", {"text": text})
        assert done.answer == text[::-1]
        too_long = solve(sandbox, "def solve(inputs): return 'x' * 10**7\n")
        assert "the limit is 1048576" in too_long.reason
    finally:
        asyncio.run(sandbox.aclose())


def test_cancelling_again_and_again_never_mixes_up_answers(tmp_path: Path) -> None:
    docker, log = fake(tmp_path)
    sandbox = ForkServer(ECHO, backend=Container(program=docker))
    slow = program("import time\ndef solve(inputs):\n    time.sleep(inputs['s'])\n    return inputs\n")

    async def one(number: int) -> Any:
        inputs = {"s": 0.02 * (number % 3), "n": number, "text": "x" * 300_000}
        run = asyncio.create_task(sandbox.run(slow, [workload(inputs)], limits=limits()))
        if number % 2:
            await asyncio.sleep(0.004 * number)
            run.cancel()
        done = (await asyncio.gather(run, return_exceptions=True))[0]
        return number if isinstance(done, asyncio.CancelledError) else done[0].answer["n"]

    async def all_of_them() -> list[Any]:
        return [await one(number) for number in range(16)]

    try:
        assert asyncio.run(all_of_them()) == list(range(16))
    finally:
        asyncio.run(sandbox.aclose())
    assert len(calls(log)) == 1  # the server was never lost


def test_says_what_the_program_says_when_it_cannot(tmp_path: Path) -> None:
    docker, _ = fake(tmp_path, "no daemon")
    with pytest.raises(SandboxError, match="Cannot connect to the daemon"):
        ForkServer(ECHO, backend=Container(program=docker)).describe()


def test_says_so_when_something_else_answers(tmp_path: Path) -> None:
    docker, _ = fake(tmp_path, "babbles")
    with pytest.raises(SandboxError, match="pulling it now"):
        ForkServer(ECHO, backend=Container(program=docker)).describe()


def test_says_that_it_is_not_installed() -> None:
    with pytest.raises(SandboxError, match="no-such-docker is not installed"):
        ForkServer(ECHO, backend=Container(program="no-such-docker")).describe()


def test_takes_away_a_container_whose_client_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docker, log = fake(tmp_path, "stays")
    before = children()
    sandbox = ForkServer(ECHO, backend=Container(program=docker))
    assert solve(sandbox, "def solve(inputs): return 1\n").answer == 1
    monkeypatch.setattr(connection, "_STOP_TIMEOUT_S", 0.3)
    asyncio.run(sandbox.aclose())
    run, remove = calls(log)
    assert remove == ["rm", "--force", run[run.index("--name") + 1]]
    assert children() <= before
