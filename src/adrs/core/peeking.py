"""Statements that leave a policy's place to look at the simulator, and policies around them.

For the attacks that problems bring along in which a program decides step by step (:mod:`adrs.core.online`);
:mod:`adrs.core.guard` must refuse every one of them, also when a program swallows the refusal.
"""

from __future__ import annotations

LOOKS_AHEAD = {
    "the caller's frame": "import sys; sys._getframe(1).f_locals",
    "inspect": "import inspect; inspect.currentframe().f_back",
    "inspect.stack": "import inspect; inspect.stack()",
    "a traceback's frame": "\ntry: 1 / 0\nexcept ZeroDivisionError as e: e.__traceback__.tb_frame.f_back",
    "a generator's frame": "g = (x for x in 'a'); next(g); g.gi_frame.f_back",
    "a coroutine's frame": "\nasync def c(): pass\nk = c(); k.close(); k.cr_frame",
    "all objects": "import gc; gc.get_objects()",
    "referrers": "import gc; gc.get_referrers(o)",
    "referents": "import gc; gc.get_referents(o)",
    "threads' frames": "import sys; sys._current_frames()",
    "a trace function": "import sys; sys.settrace(lambda *a: None)",
    "a profile function": "import sys; sys.setprofile(lambda *a: None)",
    "a signal handler": "import signal; signal.signal(signal.SIGUSR1, lambda s, f: None)",
    "raw memory": "import ctypes; ctypes.string_at(id(o), 8)",
    "a hook of its own": "import sys; sys.addaudithook(print)",
    "code made by hand": "c = (lambda: 0).__code__; c.replace(co_name='x')",
}
"""Statements in ``decide(self, o)`` that reach for the simulator's state."""


def policy(body: str, *, head: str = "", begin: str = "pass") -> str:
    """A program whose ``decide(self, o)`` has this body and whose policy begins with ``begin``."""
    indented = body.strip().replace("\n", "\n        ")
    return (
        f"{head}\nclass Policy:\n    def __init__(self):\n        {begin}\n\n"
        f"    def decide(self, o):\n        {indented}\n"
    )


def swallowed(statement: str) -> str:
    """``statement``, with whatever it raises caught."""
    lines = "\n    ".join(["try:", *statement.strip().splitlines(), "pass"])
    return f"{lines}\nexcept BaseException: pass"


def looking(decides: str) -> dict[str, str]:
    """Programs that look ahead, openly and in secret, and then do as ``decides`` says, by name."""
    openly = {name: policy(f"{body}\n{decides}") for name, body in LOOKS_AHEAD.items()}
    secret = {
        f"{name}, swallowed": policy(f"{swallowed(body)}\n{decides}") for name, body in LOOKS_AHEAD.items()
    }
    return {**openly, **secret}
