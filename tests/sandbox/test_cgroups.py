"""Delegated cgroups, on a folder that looks like one; the kernel's part is not played here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from adrs.core.problem import Limits
from adrs.sandbox import cgroups
from adrs.sandbox.watch import Ending

WRITTEN = ("cgroup.procs", "cgroup.kill", "memory.max", "pids.max")
READ = ("memory.current", "memory.events", "cpu.stat")


class Host:
    """A stand-in for ``/sys/fs/cgroup`` with one cgroup, ``app``, that this process is in."""

    def __init__(self, folder: Path) -> None:
        self.own = folder / "app"
        self.own.mkdir()
        self.mounts, self.membership = folder / "mountinfo", folder / "membership"
        self.mounts.write_text(f"30 23 0:26 / {folder} rw,nosuid - cgroup2 cgroup2 rw\n")
        self.membership.write_text("1:memory:/old\n0::/app\n")
        self.write("cgroup.controllers", "cpu memory pids\n")
        self.write("cgroup.subtree_control", "")
        self.write("cgroup.procs", f"{os.getpid()}\n")

    def write(self, file: str, text: str) -> None:
        (self.own / file).write_text(text)

    def delegated(self) -> str:
        return cgroups.delegated(mounts=str(self.mounts), own=str(self.membership))


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def test_divides_a_cgroup_of_its_own(host: Host) -> None:
    assert host.delegated() == str(host.own)
    assert (host.own / f"adrs-driver-{os.getpid()}" / "cgroup.procs").read_text() == str(os.getpid())
    assert (host.own / "cgroup.subtree_control").read_text() == "+memory +pids"


def test_finds_it_again_from_the_leaf_it_moved_to(host: Host) -> None:
    host.delegated()
    host.write("cgroup.subtree_control", "memory pids\n")
    host.membership.write_text(f"0::/app/adrs-driver-{os.getpid()}\n")
    assert host.delegated() == str(host.own)


def test_moves_nobody_else(host: Host) -> None:
    host.write("cgroup.procs", f"{os.getpid()}\n1\n")
    with pytest.raises(OSError, match="systemd-run --user --scope -p Delegate=yes"):
        host.delegated()


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("controllers", "cpu pids\n", "no controller for memory here"),
        ("controllers", "", "no controller for memory and pids here"),
        ("membership", "4:memory:/old\n", "no cgroup v2"),
        ("mounts", "30 23 0:26 / / rw - tmpfs tmpfs rw\n", "not mounted"),
    ],
)
def test_says_what_the_host_lacks(host: Host, file: str, text: str, said: str) -> None:
    places = {"mounts": host.mounts, "membership": host.membership}
    places.get(file, host.own / f"cgroup.{file}").write_text(text)
    with pytest.raises(OSError, match=said):
        host.delegated()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_says_that_it_belongs_to_somebody_else(host: Host) -> None:
    host.own.chmod(0o500)
    with pytest.raises(OSError, match="not delegated to this user"):
        host.delegated()


def test_sweeps_up_after_drivers_that_were_killed(host: Host) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    stale, alive = host.own / f"adrs-{gone.pid}-1", host.own / f"adrs-{os.getpid()}-999"
    (host.own / f"adrs-driver-{gone.pid}").mkdir()
    stale.mkdir()
    alive.mkdir()
    host.delegated()
    assert not list(host.own.glob(f"adrs-*{gone.pid}*"))
    assert alive.exists()


def test_leaves_are_new_and_can_be_removed_twice(host: Host) -> None:
    one, other = cgroups.new_leaf(str(host.own)), cgroups.new_leaf(str(host.own))
    assert one != other
    for leaf in (one, other, one):
        cgroups.remove(leaf)
    assert not list(host.own.glob("adrs-*"))


def test_limits_a_candidate_and_settles_what_it_used(tmp_path: Path) -> None:
    for name in (*WRITTEN, *READ):
        (tmp_path / name).write_text("")
    (tmp_path / "cpu.stat").write_text("usage_usec 1000000\nuser_usec 1\n")
    (tmp_path / "memory.events").write_text("low 0\noom 0\noom_kill 2\n")
    leaf = cgroups.Leaf(str(tmp_path))
    leaf.prepare(Limits(memory_bytes=10**8, processes=6))
    assert int((tmp_path / "memory.max").read_text()) == 10**8 + 64 * 1024**2
    assert (tmp_path / "pids.max").read_text() == "6"
    (tmp_path / "cpu.stat").write_text("usage_usec 3500000\nuser_usec 1\n")
    (tmp_path / "memory.current").write_text(str(9 * 10**7 + 64 * 1024**2))
    assert (leaf().cpu_s, leaf().memory_bytes) == (2.5, 9 * 10**7)
    ended = Ending(status=-9, stopped="", cpu_s=0.5, wall_s=4.0, peak_bytes=7)
    assert leaf.settle(ended) == Ending(status=-9, stopped="", cpu_s=2.5, wall_s=4.0, peak_bytes=7)
    (tmp_path / "memory.events").write_text("low 0\noom 1\noom_kill 3\n")
    assert leaf.settle(ended).stopped == "memory"
    assert (tmp_path / "cgroup.kill").read_text() == "1"
