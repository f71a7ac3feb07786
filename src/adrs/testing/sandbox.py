"""What every sandbox must do. Subclass, override the ``make`` fixture, and pytest runs the suite::

    class TestMine(SandboxContract):
        @pytest.fixture(scope="class")
        @classmethod
        def make(cls):
            return lambda: MySandbox("adrs.testing.echo_harness")

Sandboxes that also claim to stop hostile programs run :class:`adrs.testing.sandbox_walls.SandboxWalls`.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from adrs.core.errors import SandboxError
from adrs.core.program import Program
from adrs.core.seams import Sandbox
from adrs.core.verdict import Outcome
from adrs.testing.sandbox_answers import Answers
from adrs.testing.sandbox_tools import MEBIBYTE, children, gone, limits, program, solve, workload

GARBAGE = """
import os
for fd in range(64):
    try: os.write(fd, b'A' + bytes(7) + b'\\x01' + b'1' * 99)
    except OSError: pass
def solve(inputs): return 1
"""


class SandboxContract(Answers):
    """Answers, failures, limits and independence; for every sandbox. Its harness is the echo harness."""

    @pytest.fixture(scope="class")
    @classmethod
    def make(cls) -> Callable[[], Sandbox]:
        """A function that makes a sandbox with the harness ``adrs.testing.echo_harness``."""
        raise NotImplementedError("override the fixture `make`")

    @pytest.fixture(scope="class")
    @classmethod
    def sandbox(cls, make: Callable[[], Sandbox]) -> Iterator[Sandbox]:
        """One sandbox for all tests of the class: what one test does must not reach the next."""
        sandbox = make()
        yield sandbox
        asyncio.run(sandbox.aclose())

    def test_brings_back_the_answer_and_what_was_printed(self, sandbox: Sandbox) -> None:
        done = solve(
            sandbox, "def solve(inputs):\n    print('thinking')\n    return inputs['x'] + 1", {"x": 41}
        )
        assert (done.outcome, done.answer, done.reason) == (Outcome.VALID, 42, "")
        assert done.stdout == "thinking\n"

    def test_measures_time_and_memory(self, sandbox: Sandbox) -> None:
        done = solve(
            sandbox,
            """
            import time
            def solve(inputs):
                hog = bytearray(64 * 1024**2)
                while time.process_time() < 0.3 + start: pass
            start = time.process_time()
            """,
        )
        assert 0.2 < done.usage.cpu_s < 2
        assert done.usage.wall_s > 0.2
        assert done.usage.peak_memory_bytes > 64 * MEBIBYTE

    def test_carries_arrays_and_structure_both_ways(self, sandbox: Sandbox) -> None:
        inputs: dict[str, Any] = {
            "a": np.arange(6, dtype=np.int32).reshape(2, 3),
            "deep": [{"b": None}, [True, "é", -1.5]],
        }
        done = solve(
            sandbox,
            """
            import numpy as np
            def solve(inputs):
                return {"double": 2 * inputs["a"], "deep": inputs["deep"], "mean": np.float64(0.5)}
            """,
            inputs,
        )
        assert done.outcome is Outcome.VALID, done.reason
        np.testing.assert_array_equal(done.answer["double"], 2 * inputs["a"])
        assert done.answer["double"].dtype == np.int32
        assert (done.answer["deep"], done.answer["mean"]) == (inputs["deep"], 0.5)

    def test_passes_on_numbers_that_are_not_finite(self, sandbox: Sandbox) -> None:
        answer = solve(
            sandbox, "def solve(inputs): return [float('nan'), float('inf'), -float('inf')]"
        ).answer
        assert answer[0] != answer[0]
        assert answer[1:] == [float("inf"), -float("inf")]

    def test_answers_in_the_order_of_the_workloads(self, sandbox: Sandbox) -> None:
        work = [workload({"x": n}, f"w{n}") for n in range(5)]
        doubling = program("def solve(inputs): return 2 * inputs['x']")
        done = asyncio.run(sandbox.run(doubling, work, limits=limits()))
        assert [(c.workload, c.answer) for c in done] == [(f"w{n}", 2 * n) for n in range(5)]

    def test_loads_programs_of_several_files(self, sandbox: Sandbox) -> None:
        files = {
            "program.py": "import sys\nfrom lib.helper import double\nimport program\n"
            "def solve(inputs): return [double(4), __file__ == program.__file__]\n",
            "lib/helper.py": "def double(x): return 2 * x\n",
        }
        (done,) = asyncio.run(sandbox.run(Program(files), [workload()], limits=limits()))
        assert done.answer == [8, True], done.reason

    def test_threads_work(self, sandbox: Sandbox) -> None:
        done = solve(
            sandbox,
            """
            from concurrent.futures import ThreadPoolExecutor
            def solve(inputs):
                with ThreadPoolExecutor(4) as pool:
                    return list(pool.map(lambda x: x * x, range(8)))
            """,
        )
        assert done.answer == [0, 1, 4, 9, 16, 25, 36, 49], done.reason

    def test_an_exception_is_a_crash_with_its_lines(self, sandbox: Sandbox) -> None:
        done = solve(sandbox, "def inner(n):\n    return 1 / n\n\ndef solve(inputs):\n    return inner(0)\n")
        assert (done.outcome, done.answer) == (Outcome.CRASHED, None)
        assert "ZeroDivisionError: division by zero" in done.reason
        assert "program.py, line 2, in inner: return 1 / n" in done.reason
        assert "program.py, line 5, in solve" in done.reason

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            ("def solve(inputs):\n    return (1\n", "line 2"),
            ("import no_such_module\n", "no_such_module"),
            ("raise SystemExit(0)\n", "SystemExit"),
            ("def solve(inputs): raise KeyboardInterrupt\n", "KeyboardInterrupt"),
            ("import os\ndef solve(inputs): os._exit(0)\n", "status 0 without returning an answer"),
            ("import os\ndef solve(inputs): os._exit(7)\n", "status 7"),
            ("import os\ndef solve(inputs): os.abort()\n", "killed by SIG"),
            ("def solve(inputs): return solve(inputs)\n", "RecursionError"),
            ("class E(Exception):\n    def __str__(self): 1 / 0\ndef solve(inputs): raise E\n", "E: "),
            ("def solve(inputs): raise ValueError('x' * 10**6)\n", "ValueError: xxx"),
        ],
    )
    def test_other_crashes(self, sandbox: Sandbox, source: str, said: str) -> None:
        done = solve(sandbox, source)
        assert done.outcome is Outcome.CRASHED
        assert said in done.reason
        assert len(done.reason.encode()) <= 2100

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            ("def other(inputs): return 1\n", "does not define the function solve"),
            ("def solve(inputs): return object()\n", "object is not plain data"),
            ("class A(dict): pass\ndef solve(inputs): return {'a': A()}\n", "A is not plain data"),
            ("def solve(inputs): return lambda: 1\n", "function is not plain data"),
            ("def solve(inputs):\n    x = []\n    x.append(x)\n    return x\n", "nested deeper"),
            ("def solve(inputs): return 2**64\n", "at most 64"),
            ("def solve(inputs): return 'x' * (2 * 1024**2)\n", "the limit is 1048576"),
            ("import numpy\ndef solve(inputs): return numpy.zeros(10**6)\n", "the limit is 1048576"),
        ],
    )
    def test_answers_that_are_not_plain_data_are_invalid(
        self, sandbox: Sandbox, source: str, said: str
    ) -> None:
        done = solve(sandbox, source)
        assert (done.outcome, done.answer) == (Outcome.INVALID, None)
        assert said in done.reason

    def test_a_busy_loop_runs_out_of_cpu_time(self, sandbox: Sandbox) -> None:
        done = solve(sandbox, "def solve(inputs):\n    while True: pass\n", cpu_s=0.3, wall_s=30)
        assert done.outcome is Outcome.TIMED_OUT
        assert "0.3 s of CPU" in done.reason

    def test_catching_everything_does_not_outlast_the_deadline(self, sandbox: Sandbox) -> None:
        source = """
            import signal
            for number in range(1, 32):
                try: signal.signal(number, signal.SIG_IGN)
                except OSError: pass
            def solve(inputs):
                while True:
                    try:
                        while True: pass
                    except BaseException: pass
            """
        assert solve(sandbox, source, cpu_s=0.3, wall_s=30).outcome is Outcome.TIMED_OUT

    def test_sleeping_runs_out_of_wall_time(self, sandbox: Sandbox) -> None:
        done = solve(
            sandbox,
            "import time\ndef solve(inputs):\n    print('zzz', flush=True)\n    time.sleep(60)\n",
            wall_s=0.4,
        )
        assert done.outcome is Outcome.TIMED_OUT
        assert "within 0.4 s" in done.reason
        assert done.stdout == "zzz\n"

    def test_stopping_itself_does_not_hang_the_sandbox(self, sandbox: Sandbox) -> None:
        source = "import os, signal\ndef solve(inputs): os.kill(os.getpid(), signal.SIGSTOP)\n"
        assert solve(sandbox, source, wall_s=0.5).outcome in (Outcome.TIMED_OUT, Outcome.CRASHED)

    def test_killing_itself_is_a_crash(self, sandbox: Sandbox) -> None:
        source = "import os, signal\ndef solve(inputs): os.kill(os.getpid(), signal.SIGKILL)\n"
        assert solve(sandbox, source).outcome is Outcome.CRASHED

    @pytest.mark.parametrize(
        "source",
        [
            "def solve(inputs):\n    hog = []\n    while True: hog.append(bytearray(10**6))\n",
            "def solve(inputs):\n    hog = []\n    while True: hog.append([0] * 1000)\n",
            "import numpy\ndef solve(inputs): return numpy.ones(10**9).sum()\n",
            "hog = 'x' * 10**10\n",
        ],
    )
    def test_hogging_memory_is_out_of_memory(self, sandbox: Sandbox, source: str) -> None:
        done = solve(sandbox, source)
        assert done.outcome is Outcome.OUT_OF_MEMORY, done.reason
        assert "268435456" in done.reason

    def test_a_flood_of_output_neither_blocks_nor_fills_memory(self, sandbox: Sandbox) -> None:
        done = solve(
            sandbox,
            """
            import sys
            def solve(inputs):
                for _ in range(320): sys.stdout.write("x" * 100_000)
                print("the end")
                return 1
            """,
        )
        assert (done.outcome, done.answer) == (Outcome.VALID, 1)
        assert done.stdout.endswith("xxx" + "the end\n")
        assert len(done.stdout) <= 8192

    def test_files_are_limited(self, sandbox: Sandbox) -> None:
        source = "def solve(inputs): open('big', 'wb').write(bytes(8 * 1024**2))\n"
        assert solve(sandbox, source).outcome is Outcome.CRASHED

    def test_the_environment_is_empty(self, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ADRS_TEST_SECRET", "hunter2")
        assert solve(sandbox, "import os\ndef solve(inputs): return dict(os.environ)\n").answer == {}

    def test_the_scratch_directory_is_private_and_gone_afterwards(self, sandbox: Sandbox) -> None:
        source = """
            import os
            def solve(inputs):
                found = sorted(os.listdir())
                open("left-behind-by-a-test", "w").write("x")
                return [os.getcwd(), found]
            """
        first, second = solve(sandbox, source).answer, solve(sandbox, source).answer
        assert first[1] == second[1] == ["program.py"]
        assert not os.path.exists(os.path.join(first[0], "left-behind-by-a-test"))

    def test_nothing_is_remembered_between_runs(self, sandbox: Sandbox) -> None:
        source = """
            import builtins, math, os, random, sys
            import numpy as np
            def solve(inputs):
                seen = [hasattr(builtins, "mark"), math.pi, "mark" in sys.modules, os.environ.get("MARK")]
                seen += [random.random(), np.random.random(), hash("text"), sorted({"a", "b"})]
                builtins.mark, math.pi, sys.modules["mark"], os.environ["MARK"] = 1, 3.0, sys, "1"
                np.float64, np.array = None, None
                random.seed(7); np.random.seed(7)
                return seen
            """
        first, second = solve(sandbox, source), solve(sandbox, source)
        assert first.answer is not None, first.reason
        assert first.answer == second.answer
        assert not first.answer[0]

    def test_bad_programs_do_not_change_what_good_ones_get(self, sandbox: Sandbox) -> None:
        good = "import random\ndef solve(inputs): return [inputs['x'], random.random()]\n"
        expected = solve(sandbox, good, {"x": 1}).answer
        for bad in (
            GARBAGE,
            "import os\nos.closerange(0, 64)\ndef solve(inputs): return 1\n",
            "import ctypes\ndef solve(inputs): ctypes.string_at(0)\n",
            "import sys\nsys.setrecursionlimit(10**9)\ndef solve(inputs): return solve(inputs)\n",
            "import shutil\ndef solve(inputs): shutil.rmtree('.'); open('program.py')\n",
        ):
            done = solve(sandbox, bad, wall_s=2.0)
            assert done.outcome is not Outcome.VALID
            assert done.answer is None
            assert done.reason
            assert solve(sandbox, good, {"x": 1}).answer == expected

    def test_what_it_started_ends_with_it(self, sandbox: Sandbox) -> None:
        name = f"orphan{os.getpid()}"
        source = f"""
            import ctypes, os, time
            def solve(inputs):
                ctypes.CDLL(None).prctl(15, b"{name}")
                if os.fork() == 0:
                    time.sleep(60)
                return 1
            """
        assert solve(sandbox, source, processes=8).answer == 1
        assert gone(name)

    def test_runs_may_overlap(self, sandbox: Sandbox) -> None:
        squaring = program(
            "import time\ndef solve(inputs):\n    time.sleep(0.01)\n    return inputs['x'] ** 2\n"
        )

        async def together() -> list[Any]:
            runs = [sandbox.run(squaring, [workload({"x": n})], limits=limits()) for n in range(8)]
            return [done[0].answer for done in await asyncio.gather(*runs)]

        assert asyncio.run(together()) == [n * n for n in range(8)]

    def test_a_cancelled_run_stops_and_leaves_the_sandbox_usable(self, sandbox: Sandbox) -> None:
        async def give_up() -> None:
            endless = program("def solve(inputs):\n    while True: pass\n")
            async with asyncio.timeout(0.3):
                await sandbox.run(endless, [workload()], limits=limits(cpu_s=60, wall_s=60))

        started = time.monotonic()
        with pytest.raises(TimeoutError):
            asyncio.run(give_up())
        assert solve(sandbox, "def solve(inputs): return 5\n").answer == 5
        assert time.monotonic() - started < 30  # far from the deadline of the endless one

    def test_closing_during_a_run_ends_it(self, make: Callable[[], Sandbox]) -> None:
        before = children()
        sandbox = make()

        async def close_early() -> None:
            endless = program("def solve(inputs):\n    while True: pass\n")
            running = asyncio.create_task(
                sandbox.run(endless, [workload()], limits=limits(cpu_s=90, wall_s=90))
            )
            await asyncio.sleep(0.5)
            await sandbox.aclose()
            await running

        with pytest.raises(SandboxError, match="closed"):
            asyncio.run(close_early())
        assert children() <= before

    def test_closing_leaves_no_process_behind(self, make: Callable[[], Sandbox]) -> None:
        before = children()
        sandbox = make()
        assert solve(sandbox, "def solve(inputs): return 5\n").answer == 5
        asyncio.run(sandbox.aclose())
        asyncio.run(sandbox.aclose())
        assert children() <= before
        with pytest.raises(SandboxError):
            solve(sandbox, "def solve(inputs): return 5\n")
