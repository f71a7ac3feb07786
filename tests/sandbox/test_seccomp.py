"""The filter's decisions on every architecture, by running it here instead of in a kernel."""

from __future__ import annotations

import errno
import struct

import pytest

from adrs.sandbox import seccomp
from adrs.sandbox.syscalls import ARCHITECTURES, CONDITIONAL, Architecture

ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSED, UNKNOWN = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
THREAD_FLAGS, FORK_FLAGS = 0x3D0F00, 0x1200011
DENIED = {
    "x86_64": [41, 53, 59, 101, 165, 272, 321, 319, 425],
    "aarch64": [198, 199, 221, 117, 40, 97, 280, 425],
}


def decide(code: bytes, audit: int, number: int, *args: int) -> int:
    """What the program returns for one call."""
    data = struct.pack("=IIQ6Q", number, audit, 0, *args, *[0] * (6 - len(args)))
    lines = list(struct.iter_unpack("=HBBI", code))
    at, value = 0, 0
    while True:
        operation, if_true, if_false, k = lines[at]
        at += 1
        if operation == 0x20:
            (value,) = struct.unpack_from("=I", data, k)
        elif operation == 0x05:
            at += k
        elif operation == 0x06:
            return int(k)
        else:
            holds = {0x15: value == k, 0x35: value >= k, 0x45: bool(value & k)}[operation]
            at += if_true if holds else if_false


@pytest.fixture(params=sorted(ARCHITECTURES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def machine(name: str) -> Architecture:
    return ARCHITECTURES[name]


def test_allows_exactly_what_the_table_says(machine: Architecture) -> None:
    code = seccomp.build(machine, pid=1, may_fork=False)
    conditional = {machine.numbers[n] for n in CONDITIONAL if n in machine.numbers}
    for number in range(1024):
        if number not in conditional:
            expected = ALLOW if number in machine.allowed else REFUSED
            assert decide(code, machine.audit, number) == expected, number


def test_refuses_what_is_dangerous(name: str, machine: Architecture) -> None:
    code = seccomp.build(machine, pid=1, may_fork=True)
    assert {decide(code, machine.audit, number) for number in DENIED[name]} == {REFUSED}


def test_kills_calls_of_another_architecture(machine: Architecture) -> None:
    code = seccomp.build(machine, pid=1, may_fork=True)
    assert decide(code, 0x40000003, machine.numbers["read"]) == KILL


@pytest.mark.parametrize("may_fork", [False, True])
def test_threads_always_processes_perhaps_namespaces_never(machine: Architecture, may_fork: bool) -> None:
    code = seccomp.build(machine, pid=1, may_fork=may_fork)

    def clone(flags: int) -> int:
        return decide(code, machine.audit, machine.numbers["clone"], flags)

    assert clone(THREAD_FLAGS) == ALLOW
    assert clone(FORK_FLAGS) == (ALLOW if may_fork else REFUSED)
    for bit in (17, 25, 26, 27, 28, 29, 30):
        assert clone(FORK_FLAGS | 1 << bit) == clone(THREAD_FLAGS | 1 << bit) == REFUSED
    assert decide(code, machine.audit, machine.numbers["clone3"], 0) == UNKNOWN


def test_signals_and_limits_stay_at_home(machine: Architecture) -> None:
    code = seccomp.build(machine, pid=77, may_fork=False)
    number = machine.numbers
    assert decide(code, machine.audit, number["tgkill"], 77, 78, 6) == ALLOW
    assert decide(code, machine.audit, number["tgkill"], 76, 76, 6) == REFUSED
    assert decide(code, machine.audit, number["kill"], 1, 0) == ALLOW
    assert decide(code, machine.audit, number["kill"], 77, 9) == REFUSED
    assert decide(code, machine.audit, number["prlimit64"], 0, 7) == ALLOW
    assert decide(code, machine.audit, number["prlimit64"], 1, 7) == REFUSED
    assert decide(code, machine.audit, number["prctl"], 15) == ALLOW
    assert decide(code, machine.audit, number["prctl"], 4) == REFUSED
