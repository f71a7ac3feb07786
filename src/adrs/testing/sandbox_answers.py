"""What candidates leave instead of an answer, and how they try not to end: ordinary verdicts, all of it.

Part of :class:`adrs.testing.sandbox.SandboxContract`.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest

from adrs.core.seams import Sandbox
from adrs.core.verdict import Outcome
from adrs.testing.sandbox_tools import gone, limits, program, solve, workload

_LEAVE = """
import os, struct
def leave(data, status=0):
    os.write(ANSWER, data)
    os._exit(status)
def frame(body, kind=b"A", length=None):
    return struct.pack(">cQ", kind, len(body) if length is None else length) + body
ANSWER = next(fd for fd in range(3, 64) if is_file(fd))
"""
_FIND = """
import os, stat
def is_file(fd):
    try: return stat.S_ISREG(os.fstat(fd).st_mode) and os.write(fd, b"") == 0
    except OSError: return False
"""

ODD_ANSWERS = [
    ("[float('nan')]", None),
    ("1e308 * 10", None),
    ("[[]] * 3", None),
    ("10**4000", "bits; at most 64"),
    ("-2**63 - 1", "at most 64"),
    ("{1: 2}", "is a int, not a str"),
    ("{'__array__': 1}", "reserved"),
    ("1j", "complex is not plain data"),
    ("b'bytes'", "bytes is not plain data"),
    ("{1, 2}", "set is not plain data"),
    ("(x for x in 'ab')", "generator is not plain data"),
    ("__import__('numpy').array([1j])", "complex128 is not plain data"),
    ("__import__('numpy').array(['a'])", "is not plain data"),
    ("__import__('numpy').array([None])", "dtype object is not plain data"),
    ("'\\ud800'", "half a character"),
    ("nest(100)", "nested deeper than 32"),
    ("nest(100_000)", "nested deeper than 32"),
    ("[[]] * 400_000", "limit is 1048576"),
]

LEFT_BEHIND = [
    ("leave(b'A')", "1 bytes, where a header"),
    ("leave(frame(b'1') * 2)", "claims 1 bytes"),
    ("leave(frame(b'1', length=2**63))", "claims 9223372036854775808 bytes"),
    ("leave(frame(b'12345', length=3))", "claims 3 bytes and has 5"),
    ("leave(frame(b'1', kind=b'Z'))", "does not begin"),
    ("leave(frame(b'[1'))", "not valid wire data"),
    ("leave(frame(b'1' * 4500))", "digits; at most 64 bits"),
    ("leave(frame(b'[' * 100_000))", "not valid wire data"),
    ("leave(frame(b'[' * 40 + b']' * 40))", "nested too deeply"),
    ('leave(frame(b\'{"a":1,"a":2}\'))', "repeats a key"),
    ("leave(frame(b'\\xff'))", "not valid wire data"),
    ('leave(frame(b\'{"__array__":["object",[1],"AA=="]}\'))', "malformed array"),
    ('leave(frame(b\'{"__array__":["int8",[2],"AA=="]}\'))', "does not fill its shape"),
    ("leave(frame(b'[\"VALID\",\"all is well\"]', kind=b'F'))", "claims what no failure can"),
]

STUBBORN = {
    "ignores SIGTERM and every other signal": """
        import signal, time
        for number in range(1, 65):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        def solve(inputs):
            while True:
                try: time.sleep(60)
                except BaseException: pass
        """,
    "answers after the deadline": """
        import time
        def solve(inputs):
            time.sleep(1.5)
            return 1
        """,
    "stops itself": """
        import os, signal, time
        def solve(inputs):
            signal.raise_signal(signal.SIGSTOP)
            time.sleep(60)
        """,
    "waits for a lock that nobody gives back": """
        import threading
        def solve(inputs):
            lock = threading.Lock()
            lock.acquire()
            lock.acquire()
        """,
}


class Answers:
    """Odd answers, broken frames, programs that will not end, and what they might leave."""

    @pytest.mark.parametrize(("expression", "said"), ODD_ANSWERS)
    def test_odd_answers(self, sandbox: Sandbox, expression: str, said: str | None) -> None:
        nest = "def nest(n):\n    x = []\n    for _ in range(n): x = [x]\n    return x\n"
        done = solve(sandbox, f"{nest}def solve(inputs): return {expression}\n")
        assert done.outcome is (Outcome.VALID if said is None else Outcome.INVALID), done.reason
        assert (said or "") in done.reason

    @pytest.mark.parametrize(("action", "said"), LEFT_BEHIND)
    def test_forged_frames(self, sandbox: Sandbox, action: str, said: str) -> None:
        done = solve(sandbox, f"{_FIND}{_LEAVE}\ndef solve(inputs): {action}\n")
        assert (done.outcome, done.answer) == (Outcome.INVALID, None)
        assert said in done.reason

    def test_a_frame_before_a_crash_is_a_crash(self, sandbox: Sandbox) -> None:
        done = solve(sandbox, f"{_FIND}{_LEAVE}\ndef solve(inputs): leave(frame(b'1'), 3)\n")
        assert done.outcome is Outcome.CRASHED
        assert "status 3" in done.reason

    @pytest.mark.parametrize("source", STUBBORN.values(), ids=STUBBORN)
    def test_programs_that_will_not_end(self, sandbox: Sandbox, source: str) -> None:
        done = solve(sandbox, source, wall_s=0.8)
        assert done.outcome is Outcome.TIMED_OUT, done.reason
        assert solve(sandbox, "def solve(inputs): return 1\n").answer == 1

    @pytest.mark.parametrize("where", ["import os; os._exit(0)", "pass"])
    @pytest.mark.parametrize("when", ["os._exit(0)", "__import__('atexit').register(os._exit, 0)"])
    def test_leaving_at_any_point_is_no_answer(self, sandbox: Sandbox, where: str, when: str) -> None:
        done = solve(sandbox, f"import os\n{where}\ndef solve(inputs):\n    {when}\n    os._exit(0)\n")
        assert done.outcome is Outcome.CRASHED
        assert "without returning an answer" in done.reason

    def test_opening_every_descriptor_harms_nobody(self, sandbox: Sandbox) -> None:
        source = """
            import os
            def solve(inputs):
                held = []
                try:
                    while len(held) < 10_000: held.append(os.dup(1))
                except OSError: pass
                return len(held)
            """
        done = solve(sandbox, source)
        assert done.outcome is Outcome.VALID, done.reason
        assert done.answer < 64
        assert solve(sandbox, "def solve(inputs): return 1\n").answer == 1

    def test_a_deadline_takes_the_children_along(self, sandbox: Sandbox) -> None:
        name = f"late{os.getpid()}"
        source = f"""
            import ctypes, os, time
            def solve(inputs):
                ctypes.CDLL(None).prctl(15, b"{name}")
                for _ in range(3):
                    if os.fork() == 0: break
                time.sleep(60)
            """
        assert solve(sandbox, source, processes=8, wall_s=0.8).outcome is Outcome.TIMED_OUT
        assert gone(name)

    def test_text_that_steers_a_terminal_does_not(self, sandbox: Sandbox) -> None:
        done = solve(
            sandbox,
            "def solve(inputs):\n    print('\\x1b[2J\\x07\\tok')\n    raise ValueError('\\x1b[31m')\n",
        )
        assert "\x1b" not in done.stdout + done.reason
        assert "\tok\n" in done.stdout

    def test_hashes_are_the_same_in_every_process_and_every_sandbox(
        self, sandbox: Sandbox, make: Any
    ) -> None:
        # A fork cannot take another seed; a fixed one makes answers repeat, whichever slot they came from.
        source = "def solve(inputs): return [hash('text'), list({'a', 'b', 'c', 'd'})]\n"
        other = make()
        try:
            first, again, elsewhere = (solve(s, source).answer for s in (sandbox, sandbox, other))
        finally:
            asyncio.run(other.aclose())
        assert first is not None
        assert first == again == elsewhere

    def test_the_clock_is_the_real_one(self, sandbox: Sandbox) -> None:
        import time

        before = time.time()
        answer = solve(sandbox, "import time\ndef solve(inputs): return time.time()\n").answer
        assert before - 1 <= answer <= time.time() + 1

    def test_a_workload_that_fails_leaves_the_others_alone(self, sandbox: Sandbox) -> None:
        source = (
            "import os\ndef solve(inputs):\n    if inputs['x'] == 1: os._exit(9)\n    return inputs['x']\n"
        )
        work = [workload({"x": n}, f"w{n}") for n in range(3)]
        done = asyncio.run(sandbox.run(program(source), work, limits=limits()))
        assert [c.answer for c in done] == [0, None, 2]
