"""Notices a program that looks at, or changes, what a sender cannot know.

It is a guard and no wall: harness and program share a process, so that a decision costs microseconds. What
matters is safe without it, because the judge computes every score from its own simulation; what a program
could gain by getting past the guard is knowledge of the other flows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from adrs.core.errors import InvalidAnswer

_WATCHED = frozenset(
    {
        "sys._getframe", "sys._current_frames", "sys._current_exceptions", "sys.settrace", "sys.setprofile",
        "sys.addaudithook", "gc.get_objects", "gc.get_referrers", "gc.get_referents", "ctypes.dlopen",
        "ctypes.dlsym",
    }
)  # fmt: skip
_FRAMES = frozenset({"tb_frame", "gi_frame", "cr_frame", "ag_frame"})
_LIBRARY = ("collections", "typing", "dataclasses", "enum", "functools", "warnings")
"""Standard modules that look at their caller's frame for honest programs."""


class _State:
    """What the hook has seen; audit hooks cannot be removed, so there is one for the process."""

    installed = False
    armed = False
    seen = ""


@contextmanager
def watched(modules: Sequence[ModuleType]) -> Iterator[None]:
    """Run a program inside; refuse it if it inspects frames or objects, or changes ``modules``.

    Raises:
        InvalidAnswer: It did.
    """
    if not _State.installed:
        sys.addaudithook(_hook)
        _State.installed = True
    before = _fingerprint(modules)
    _State.seen, _State.armed = "", True
    try:
        yield
    except Exception:
        if not _State.seen:
            raise
    finally:
        _State.armed = False
    if _State.seen:
        raise InvalidAnswer(f"a policy may not look beyond its observations; it used {_State.seen}")
    if _fingerprint(modules) != before:
        raise InvalidAnswer("a policy may not change the simulator or the records it is handed")


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if not _State.armed:
        return
    if event in _WATCHED or (event == "object.__getattr__" and args[1] in _FRAMES):
        _State.armed = False  # the caller is looked up by the very call that is watched
        try:
            allowed = event == "sys._getframe" and _library_calls()
        finally:
            _State.armed = True
        if not allowed:
            _State.seen = event if event in _WATCHED else str(args[1])
            raise RuntimeError(f"{_State.seen} is not for policies")


def _library_calls() -> bool:
    caller = sys._getframe(2).f_globals
    return any(name in sys.modules and caller is vars(sys.modules[name]) for name in _LIBRARY)


def _fingerprint(modules: Sequence[ModuleType]) -> list[tuple[str, int]]:
    """Identities of everything the modules and their own classes define."""
    found = []
    for module in modules:
        for name, value in sorted(vars(module).items()):
            found.append((f"{module.__name__}.{name}", id(value)))
            if isinstance(value, type) and value.__module__ == module.__name__:
                inner = sorted(vars(value).items())
                found += [(f"{name}.{key}", id(item)) for key, item in inner if key != "__abstractmethods__"]
    return found
