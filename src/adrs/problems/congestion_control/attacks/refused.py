"""Decisions that are none, flows that starve others or wait on purpose, shared memory, looking around."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.congestion_control.attacks._parts import HONEST, program

REFUSED = True
_BODIES = {
    "None": "return None",
    "one number": "return 8000.0",
    "a list": "return [8000.0, 3.0]",
    "three numbers": "return 8000.0, 3.0, 1.0",
    "not a number": "return math.nan, 3.0",
    "no limit": "return math.inf, 3.0",
    "nothing under way": "return 0.0, 3.0",
    "a negative window": "return -8000.0, 3.0",
    "a negative rate": "return 8000.0, -3.0",
    "an infinite rate": "return 8000.0, math.inf",
    "bools": "return True, True",
    "strings": "return '8000', '3'",
    "odd floats": "return OddFloat(8000.0), 3.0",
    "a huge int": "return 10**400, 3",
    "a complex window": "return 8000 + 0j, 3.0",
    "a tuple subclass": "return type(observation)._make([8000.0] * 14)",
    "a coroutine": "async def later(): return fixed\nc = later(); c.close(); return c",
    "sends next to nothing": "return 1.0, 0.01",
    "half the link idles": "return 8000.0, 1.5",
    "one flow takes all": "return (62500.0, 25.0) if observation.now_us + self.calls < 1.5 else (1.0, 0.01)",
    "the late wait": "self.late = getattr(self, 'late', observation.now_us > 2.5)\n"
    "return (1.0, 0.01) if self.late else (20000.0, 25.0)",
    "shared counter": "sys.flows = getattr(sys, 'flows', 0) + 1\nreturn 8000.0 + sys.flows % 7, 3.0",
    "shared through a library": "math.flows = getattr(math, 'flows', 0) + 1\nreturn 8000.0 + math.flows, 3.0",
    "shared through the builtins": "builtins.flows = getattr(builtins, 'flows', 0) + 1\n"
    "return 8000.0 + builtins.flows, 3.0",
    "shared through the records": "cls = type(observation)\ncls.flows = getattr(cls, 'flows', 0) + 1\n"
    "return fixed",
    "dice": "return 8000.0 + random.random(), 3.0",
    "a clock": "return 8000.0 + time.perf_counter_ns() % 1000, 3.0",
    "looks at its callers": "sys._getframe(1)\nreturn fixed",
    "looks at its callers in secret": "try:\n    sys._getframe(1)\nexcept RuntimeError:\n    pass\n"
    "return fixed",
    "looks at all objects": "gc.get_objects()\nreturn fixed",
    "looks at who refers to it": "gc.get_referrers(observation)\nreturn fixed",
    "looks at a traceback": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n"
    "    e.__traceback__.tb_frame.f_back\nreturn fixed",
    "traces the harness": "sys.settrace(lambda *a: None)\nreturn fixed",
    "profiles the harness": "sys.setprofile(lambda *a: None)\nreturn fixed",
    "patches the simulator": "import adrs.problems.congestion_control.simulator as s\n"
    "s.MAX_WINDOW_BYTES = 1.0\nreturn fixed",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; any workload with several flows will do."""
    return {name: program(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
