"""The filter's decisions on every architecture, by running it here instead of in a kernel."""

from __future__ import annotations

import errno
import struct

import pytest

from adrs.sandbox import seccomp
from adrs.sandbox.syscalls import ARCHITECTURES, ATTRIBUTES, CONDITIONAL, Architecture

ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSED, UNKNOWN = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
THREAD_FLAGS, FORK_FLAGS = 0x3D0F00, 0x1200011
# What a candidate has no business with, by number: (x86_64, aarch64), from the Linux headers.
DENIED = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_by_handle_at": (304, 265),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "personality": (135, 92),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "memfd_create": (319, 279),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "setuid": (105, 146),
    "setresuid": (117, 147),
    "capset": (126, 91),
    "setrlimit": (160, 164),
    "setpriority": (141, 140),
    "sched_setaffinity": (203, 122),
    "sched_setscheduler": (144, 119),
    "clock_settime": (227, 112),
    "settimeofday": (164, 170),
    "adjtimex": (159, 171),
    "sethostname": (170, 161),
    "init_module": (175, 105),
    "kexec_load": (246, 104),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "mlock": (149, 228),
    "setxattr": (188, 5),
    "seccomp": (317, 277),
    "get_robust_list": (274, 100),
}
SINCE_5_0 = {
    "pidfd_send_signal": 424,
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "pidfd_open": 434,
    "pidfd_getfd": 438,
    "process_madvise": 440,
    "mount_setattr": 442,
    "landlock_restrict_self": 446,
    "memfd_secret": 447,
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
    numbers = {**{call: both[name == "aarch64"] for call, both in DENIED.items()}, **SINCE_5_0}
    passed = [call for call, number in numbers.items() if decide(code, machine.audit, number) != REFUSED]
    assert passed == []


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
    for bit in (13, 15, 17, 23, 25, 26, 27, 28, 29, 30):
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


def test_programs_and_signals_within_a_world_of_ones_own_are_for_those_who_may(machine: Architecture) -> None:
    def built(**options: bool) -> bytes:
        return seccomp.build(machine, pid=1, may_fork=True, **options)

    number = machine.numbers
    calls = {
        "execve": (number["execve"],),
        "socketpair": (number["socketpair"],),
        "kill": (number["kill"], 5, 9),
        "tgkill": (number["tgkill"], 5, 5, 9),
    }
    for name, (call, *args) in calls.items():
        assert decide(built(), machine.audit, call, *args) == REFUSED, name
        assert decide(built(programs=True), machine.audit, call, *args) == ALLOW, name
        shared = decide(built(programs=True, own_files=False), machine.audit, call, *args)
        assert shared == (REFUSED if "kill" in name else ALLOW), name


def test_descriptors_are_duplicated_and_neither_locked_nor_owned(machine: Architecture) -> None:
    code = seccomp.build(machine, pid=1, may_fork=False)
    number = machine.numbers
    for command in (0, 1, 2, 3, 4, 1030):
        assert decide(code, machine.audit, number["fcntl"], 5, command) == ALLOW
    for command in (5, 6, 7, 8, 10, 15, 36, 37, 38, 1024, 1026, 1031, 1033):
        assert decide(code, machine.audit, number["fcntl"], 5, command) == REFUSED
    assert decide(code, machine.audit, number["ioctl"], 5, 0x5401) == ALLOW
    assert decide(code, machine.audit, number["ioctl"], 5, 0x5412) == REFUSED


def test_modes_and_times_are_out_of_reach_where_files_are_the_users(machine: Architecture) -> None:
    own, shared = (seccomp.build(machine, pid=1, may_fork=False, own_files=own) for own in (True, False))
    names = sorted(ATTRIBUTES & set(machine.numbers))
    assert "utimensat" in names
    for name in names:
        assert decide(own, machine.audit, machine.numbers[name]) == ALLOW
        assert decide(shared, machine.audit, machine.numbers[name]) == REFUSED
