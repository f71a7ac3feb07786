"""Notices a program that leaves its place to look at the simulator's state.

Python lets a program walk up the stack to its caller's variables. A hook on the interpreter's audit events
(PEP 578) refuses the ways there and remembers the attempt. Such hooks stop what Python code does openly, not
every trick on raw memory; the judge's test, that runs with the same past are decided alike, needs no hook.
"""

from __future__ import annotations

import collections
import enum
import logging
import signal
import sys
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NoReturn

from adrs.core.errors import InvalidAnswer

_WAYS = {
    "gc.get_objects",
    "gc.get_referrers",
    "gc.get_referents",
    "sys._current_frames",
    "sys._current_exceptions",
    "sys.settrace",
    "sys.setprofile",
    "sys.monitoring.register_callback",
    "sys.addaudithook",
    "code.__new__",
    "signal.signal",  # raised below: Python itself has no event for it
}
_FRAMES = {"tb_frame", "gi_frame", "cr_frame", "ag_frame"}
_MODULES = {"_testcapi", "_testinternalcapi", "_xxsubinterpreters", "_interpreters", "cffi", "_cffi_backend"}

Watch = Callable[[bool], str]
"""``watch(True)`` begins to refuse; ``watch(False)`` ends it and says what was tried, or ``""``."""


def install() -> Watch:
    """Hook into the interpreter, for good, and idle until asked to watch."""
    on, inside, tried = False, False, ""
    # These find out in which module a class is made, and keep the frame to themselves.
    known = [vars(module) for module in (collections, enum, typing)]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal inside, tried
        if not on or inside:
            return
        what = ""
        if event in _WAYS or event.startswith("ctypes."):
            what = event
        elif event == "object.__getattr__" and arguments[1] in _FRAMES:
            what = arguments[1]
        elif event == "import" and arguments[0] in _MODULES:
            what = f"import {arguments[0]}"
        elif event == "sys._getframe":
            inside = True
            try:
                raise ValueError
            except ValueError as error:
                caller = error.__traceback__.tb_frame.f_back  # type: ignore[union-attr]
            inside = False
            if caller is None or not any(caller.f_globals is names for names in known):
                what = event
            del caller
        if what:
            tried = tried or what
            raise InvalidAnswer(refusal(what))

    def watch(begin: bool) -> str:
        nonlocal on, tried
        on, seen = begin, tried
        tried = ""
        return "" if begin else seen

    sys.addaudithook(hook)
    return watch


def refusal(what: str) -> str:
    """Why a program that tried ``what`` is refused."""
    return f"the program tried to look past its observations ({what}); a policy decides from those alone"


@contextmanager
def quiet() -> Iterator[None]:
    """No log records and no signal handlers meanwhile: both are handed frames."""
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    modules: list[ModuleType] = [signal, sys.modules["_signal"]]
    kept = [module.signal for module in modules]
    for module in modules:
        module.signal = _no_handlers  # type: ignore[attr-defined]
    try:
        yield
    finally:
        logging.disable(level)
        for module, function in zip(modules, kept, strict=True):
            module.signal = function  # type: ignore[attr-defined]


def _no_handlers(*_: object) -> NoReturn:
    sys.audit("signal.signal")
    raise InvalidAnswer(refusal("signal.signal"))
