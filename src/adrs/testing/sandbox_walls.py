"""What a sandbox must keep hostile programs from; for those that claim to. Used like ``SandboxContract``."""

from __future__ import annotations

import asyncio
import ctypes
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from adrs.core.seams import Completed, Sandbox
from adrs.core.verdict import Outcome
from adrs.testing.sandbox_tools import MEBIBYTE, gone, solve

# What a call said: its result, or the name of the exception.
_ATTEMPT = """
import ctypes, os, signal, socket, subprocess, sys, threading
libc = ctypes.CDLL(None, use_errno=True)
def attempt(action):
    try:
        return ["did", repr(action())[:200]]
    except BaseException as error:
        return ["failed", type(error).__name__]
def system_call(number, *args):
    if libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) for a in args)) < 0:
        raise OSError(ctypes.get_errno(), "refused")
"""


def attempt(sandbox: Sandbox, expression: str, inputs: Any = None, **limits: Any) -> list[str]:
    """``["did", result]`` or ``["failed", exception]`` of an expression evaluated by a candidate."""
    source = f"{_ATTEMPT}\ndef solve(inputs):\n    return attempt(lambda: {expression})\n"
    done = solve(sandbox, source, inputs, **limits)
    assert done.outcome is Outcome.VALID, done.reason
    answer: list[str] = done.answer
    return answer


class SandboxWalls:
    """No processes, network, host files, other processes' memory, signals, or way around the limits."""

    @pytest.fixture(scope="class")
    @classmethod
    def make(cls) -> Callable[[], Sandbox]:
        """A function that makes a sandbox with the harness ``adrs.testing.echo_harness``."""
        raise NotImplementedError("override the fixture `make`")

    @pytest.fixture(scope="class")
    @classmethod
    def sandbox(cls, make: Callable[[], Sandbox]) -> Iterator[Sandbox]:
        """One sandbox for all tests of the class."""
        sandbox = make()
        yield sandbox
        asyncio.run(sandbox.aclose())

    @pytest.mark.parametrize(
        "action",
        [
            "os.fork()",
            "os.posix_spawn('/bin/true', ['true'], {})",
            "subprocess.run([sys.executable, '-c', '1'])",
            "os.execv(sys.executable, ['python', '-c', '1'])",
        ],
    )
    def test_starts_no_process(self, sandbox: Sandbox, action: str) -> None:
        assert attempt(sandbox, action)[0] == "failed"

    @pytest.mark.parametrize(
        "action",
        [
            "socket.socket()",
            "socket.socket(socket.AF_UNIX)",
            "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
            "socket.create_connection(('127.0.0.1', 22), 1)",
            "socket.getaddrinfo('example.org', 80)",
        ],
    )
    def test_has_no_network(self, sandbox: Sandbox, action: str) -> None:
        assert attempt(sandbox, action)[0] == "failed"

    @pytest.mark.parametrize("path", ["/etc/passwd", "/etc/hosts", "/proc/version", "/dev/mem", __file__])
    def test_sees_no_files_of_the_host(self, sandbox: Sandbox, path: str) -> None:
        assert attempt(sandbox, f"open({path!r}).read()")[0] == "failed"
        assert attempt(sandbox, f"os.stat({path!r})")[0] == "failed"

    def test_sees_no_temporary_files_of_the_host(self, sandbox: Sandbox, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("hunter2")
        assert attempt(sandbox, f"open({str(tmp_path / 'secret')!r}).read()")[0] == "failed"
        assert attempt(sandbox, f"os.listdir({str(tmp_path)!r})")[0] == "failed"

    def test_sees_neither_this_package_nor_the_working_directory(self, sandbox: Sandbox) -> None:
        import adrs

        folder = adrs.__path__[0]
        for path in (os.path.join(folder, "problems", "__init__.py"), os.path.join(folder, "__init__.py")):
            assert os.path.exists(path)
            assert attempt(sandbox, f"open({path!r}).read()")[0] == "failed"
        # The working directory may show as a bare path to an environment inside it, but nothing else of it.
        for entry in (e for e in os.scandir() if e.is_file()):
            assert attempt(sandbox, f"os.stat({os.path.abspath(entry.path)!r})")[0] == "failed"
        assert attempt(sandbox, "__import__('adrs.problems.prism.judge')")[0] == "failed"

    def test_still_imports_installed_packages(self, sandbox: Sandbox) -> None:
        for module in ("heapq", "numpy.polynomial", "statistics", "fractions", "click"):
            assert attempt(sandbox, f"__import__({module!r}).__name__")[0] == "did"

    @pytest.mark.parametrize("place", ["/", "/dev", os.path.dirname(os.__file__), "/usr/lib", "/var/tmp"])
    def test_writes_nothing_but_scratch(self, sandbox: Sandbox, place: str) -> None:
        path = os.path.join(place, f"adrs-test-{os.getpid()}")
        assert attempt(sandbox, f"open({path!r}, 'w')")[0] == "failed"
        assert not os.path.exists(path)

    def test_scratch_is_limited_as_a_whole(self, sandbox: Sandbox) -> None:
        action = f"[open(str(n), 'wb').write(bytes({MEBIBYTE} // 2)) for n in range(8)]"
        assert attempt(sandbox, action, file_bytes=MEBIBYTE) == ["failed", "OSError"]

    def test_temporary_files_go_to_scratch(self, sandbox: Sandbox) -> None:
        action = "__import__('tempfile').NamedTemporaryFile(dir=None).write(b'x')"
        assert attempt(sandbox, action) == ["did", "1"]

    def test_sees_no_other_process(self, sandbox: Sandbox) -> None:
        seen = "[p for p in os.listdir('/proc') if p.isdigit() and int(p) != os.getpid()]"
        said = attempt(sandbox, seen)
        assert said[0] == "failed" or said[1] == "[]"

    @pytest.mark.parametrize("whose", ["self", "1", "' + str(os.getppid()) + '"])
    def test_reads_no_environment(self, sandbox: Sandbox, whose: str) -> None:
        said = attempt(sandbox, f"open('/proc/{whose}/environ', 'rb').read()")
        assert said[0] == "failed" or said[1] == "b''"

    def test_reads_no_memory_of_others(self, sandbox: Sandbox) -> None:
        secret = ctypes.create_string_buffer(b"the test's own memory")
        inputs = {"pid": os.getpid(), "address": ctypes.addressof(secret)}
        source = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
def solve(inputs):
    here = ctypes.create_string_buffer(21)
    vector = Vector(ctypes.addressof(here), 21)
    far = Vector(inputs["address"], 21)
    vector, far = ctypes.byref(vector), ctypes.byref(far)
    found = [libc.process_vm_readv(inputs["pid"], vector, 1, far, 1, 0), libc.ptrace(16, inputs["pid"], 0, 0)]
    for path in ("/proc/%d/mem" % inputs["pid"], "/proc/%d/mem" % os.getppid(), "/proc/1/mem"):
        try: found.append(open(path, "rb").fileno())
        except OSError: found.append(-1)
    return [found, here.raw.decode()]
"""
        done = solve(sandbox, source, inputs)
        assert done.answer == [[-1] * 5, "\0" * 21], done.reason

    @pytest.mark.parametrize("target", ["os.getppid()", "-1", "0", "1", "inputs['pid']"])
    def test_signals_reach_nobody_else(self, sandbox: Sandbox, target: str) -> None:
        before = attempt(sandbox, "1 + 1")
        solve(
            sandbox,
            f"""
            import os, signal
            def solve(inputs):
                for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
                    os.kill({target}, number)
            """,
            {"pid": os.getpid()},
            wall_s=1.0,
        )
        assert attempt(sandbox, "1 + 1") == before

    @pytest.mark.parametrize(
        "action",
        [
            "os.unshare(os.CLONE_NEWUSER)" if hasattr(os, "unshare") else "failing",
            "system_call(272 if os.uname().machine == 'x86_64' else 97, 0x10000000)",  # unshare
            "system_call(165 if os.uname().machine == 'x86_64' else 40, 0, 0, 0, 0, 0)",  # mount
            "system_call(321 if os.uname().machine == 'x86_64' else 280, 0, 0, 0)",  # bpf
            "system_call(250 if os.uname().machine == 'x86_64' else 219, 0, -3, 1)",  # keyctl
            "system_call(319 if os.uname().machine == 'x86_64' else 279, 0, 0)",  # memfd_create
            "system_call(425, 8, 0)",  # io_uring_setup
            "system_call(434, os.getpid(), 0)",  # pidfd_open
            "system_call(435, 0, 0)",  # clone3
            "system_call(0x40000000 + 39)",  # getpid by the x32 numbers
            "system_call(56 if os.uname().machine == 'x86_64' else 220, 0x10000011, 0, 0, 0, 0)",  # clone
            "os.setuid(0)",
            "os.chroot('/')",
            "os.mknod('device', 0o20666, 259)",
            "os.mkfifo('pipe') or os.memfd_create('x')",
            "__import__('time').clock_settime(0, 0)",
            "__import__('fcntl').flock(open(os.__file__), 2)",
            "__import__('fcntl').lockf(open(os.__file__), 1)",
            "__import__('fcntl').fcntl(os.pipe()[0], 8, os.getppid())",  # F_SETOWN
            "__import__('fcntl').fcntl(os.pipe()[0], 10, 9)",  # F_SETSIG
            "__import__('fcntl').ioctl(0, 0x5412, b'x')",  # TIOCSTI
            "system_call(157 if os.uname().machine == 'x86_64' else 167, 4, 1)",  # PR_SET_DUMPABLE
            "system_call(157 if os.uname().machine == 'x86_64' else 167, 0x59616D61, -1)",  # PR_SET_PTRACER
        ],
    )
    def test_dangerous_system_calls_are_refused(self, sandbox: Sandbox, action: str) -> None:
        assert attempt(sandbox, action)[0] == "failed"

    def test_limits_cannot_be_raised(self, sandbox: Sandbox) -> None:
        for name in ("AS", "CPU", "FSIZE", "NOFILE"):
            wide = f"__import__('resource').setrlimit(__import__('resource').RLIMIT_{name}, (2**40, 2**40))"
            assert attempt(sandbox, wide)[0] == "failed"

    def test_inherits_no_descriptors(self, sandbox: Sandbox) -> None:
        source = """
            import os
            def solve(inputs):
                found = []
                for fd in range(4, 4096):
                    try: found.append([fd, os.fstat(fd).st_mode])
                    except OSError: pass
                return found
            """
        assert solve(sandbox, source).answer == []

    def test_leaves_no_mark_on_what_the_next_one_inherits(self, sandbox: Sandbox) -> None:
        source = """
            import fcntl, os
            def solve(inputs):
                before = [fcntl.fcntl(fd, fcntl.F_GETFL) for fd in range(4)]
                for fd in range(4):
                    fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND)
                return before
            """
        first, second = solve(sandbox, source), solve(sandbox, source)
        assert first.answer is not None, first.reason
        assert first.answer == second.answer

    def test_learns_nothing_of_the_driver(self, sandbox: Sandbox) -> None:
        assert attempt(sandbox, "[*sys.argv, *sys.orig_argv]") == ["did", "['', '']"]
        if os.uname().nodename != "sandbox":
            assert attempt(sandbox, "os.uname().nodename") == ["did", "'sandbox'"]

    def test_leaves_no_core(self, sandbox: Sandbox) -> None:
        assert attempt(sandbox, "__import__('resource').getrlimit(4)") == ["did", "(0, 0)"]

    def test_files_are_limited_in_number(self, sandbox: Sandbox) -> None:
        action = "[open(str(n), 'w').close() for n in range(5000)]"
        assert attempt(sandbox, action) == ["failed", "OSError"]

    def test_threads_are_limited_in_number(self, sandbox: Sandbox) -> None:
        source = """
            import threading
            def solve(inputs):
                threading.stack_size(32768)
                stop, n = threading.Event(), 0
                try:
                    for n in range(5000): threading.Thread(target=stop.wait).start()
                except RuntimeError: pass
                stop.set()
                return n
            """
        done = solve(sandbox, source)
        assert done.outcome is Outcome.VALID, done.reason
        assert 64 <= done.answer < 1500

    def test_memory_of_several_processes_counts_together(self, sandbox: Sandbox) -> None:
        source = f"""
            import os, time
            def solve(inputs):
                for _ in range(4):
                    if os.fork() == 0:
                        hog = b"x" * (100 * {MEBIBYTE})
                        time.sleep(60)
                time.sleep(3)
                return 1
            """
        done = solve(sandbox, source, processes=8)
        assert done.outcome is Outcome.OUT_OF_MEMORY, done.reason
        assert "together" in done.reason

    def test_time_of_children_counts_though_nobody_waits_for_them(self, sandbox: Sandbox) -> None:
        source = """
            import os, signal, time
            def solve(inputs):
                signal.signal(signal.SIGCHLD, signal.SIG_IGN)
                for _ in range(2):
                    if os.fork() == 0:
                        while True: pass
                time.sleep(60)
            """
        done = solve(sandbox, source, processes=8, cpu_s=0.4, wall_s=30)
        assert done.outcome is Outcome.TIMED_OUT
        assert "0.4 s of CPU" in done.reason

    def test_a_fork_bomb_fizzles(self, sandbox: Sandbox) -> None:
        name = f"bomb{os.getpid()}"
        done = self._bomb(sandbox, name, processes=1)
        assert done.outcome is Outcome.CRASHED
        self._bomb(sandbox, name, processes=8)
        assert gone(name)
        assert attempt(sandbox, "1 + 1") == ["did", "2"]

    def test_daemons_die_too(self, sandbox: Sandbox) -> None:
        name = f"daemon{os.getpid()}"
        source = f"""
            import ctypes, os, time
            def solve(inputs):
                ctypes.CDLL(None).prctl(15, b"{name}")
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        while True: time.sleep(1)
                    os._exit(0)
                os.wait()
                return 1
            """
        assert solve(sandbox, source, processes=8).answer == 1
        assert gone(name)

    @staticmethod
    def _bomb(sandbox: Sandbox, name: str, *, processes: int) -> Completed:
        source = f"""
            import ctypes, os
            def solve(inputs):
                ctypes.CDLL(None).prctl(15, b"{name}")
                while True: os.fork()
            """
        return solve(sandbox, source, processes=processes, cpu_s=1.0, wall_s=1.0)
