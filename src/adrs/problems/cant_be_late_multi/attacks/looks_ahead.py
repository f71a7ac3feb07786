"""Leaves its place to look at the simulator: frames, objects, closures, formats, raw memory."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.cant_be_late_multi.attacks._parts import HEAD, HONEST

REFUSED = True
_BODIES = {
    "frames": "import sys; sys._getframe(1).f_locals",
    "frame of a generator": "g = (x for x in ()); g.gi_frame.f_back",
    "frame of a coroutine": "c = o; c.cr_frame",
    "traceback": "\n        try: 1 / 0\n        except ZeroDivisionError as e: e.__traceback__",
    "class pattern": "\n        match o:\n            case object(gi_frame=f): pass",
    "closure of look": "o.look.__closure__[0].cell_contents",
    "globals of look": "o.look.__globals__",
    "getattr": "getattr(o.look, '__clos' + 'ure__')",
    "format fields": "'{0.look.__closure__}'.format(o)",
    "format of a variable": "t = '{0.look}'; t.format(o)",
    "format as a function": "str.format('{0.look}', o)",
    "format_map": "'{o.look}'.format_map({'o': o})",
    "subclasses": "().__class__.__base__.__subclasses__()",
    "garbage collector": "import gc; gc.get_objects()",
    "memory": "import ctypes; ctypes.string_at(id(o))",
    "inspect": "import inspect; inspect.stack()",
    "importlib": "__import__('gc')",
    "another module's import": "import statistics; statistics.sys",
    "renamed import": "from random import _os",
    "eval": "eval('1')",
    "exec": "exec('1')",
    "files": "open('/etc/passwd')",
    "the simulator": "from adrs.problems.cant_be_late_multi import simulator",
    "the harness": "import adrs.problems.cant_be_late_multi.harness",
    "builtins": "__builtins__",
    "type": "type(o)",
    "type hints": "from typing import get_type_hints",
    "wraps": "from functools import update_wrapper",
    "attrgetter": "from operator import attrgetter",
    "numpy": "import numpy as np; np.lib",
    "clock": "import time; time.time()",
    "threads": "import threading",
    "relative import": "from . import harness",
    "star import": "from statistics import *",
    "getattr of a starred pair": "getattr(*(o.look, '__closure__'), 'tick')",
    "getattr of a built name": "getattr(o.look, '__clo' 'sure__')",
    "getattr of format": "getattr('{0.look.__closure__}', 'format')(o)",
    "getattr by another name": "g = getattr; g(o.look, 'x')",
    "hasattr of a name in a variable": "hasattr(o, n)",
    "the private name of another": "getattr(o, '_hidden')",
    "logging's own modules": "import logging; logging.sys",
    "typing inside": "import typing; typing.get_type_hints(o)",
    "public files": "from argparse import FileType as _; open('x')",
    "writing past the guard": "object.__setattr__(o, 'done_s', o.duration_s)",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they reach for; any workload will do."""
    return {name: HEAD.format(body=body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
