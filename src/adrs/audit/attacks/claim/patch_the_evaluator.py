# mypy: ignore-errors
"""Finds the evaluator's modules, up the stacks and among those loaded, and replaces what they measure by."""

import sys

from adrs.audit.attacks.kit import attempt

WITNESS = "score"


def attack(bait):
    found = [vars(module) for module in list(sys.modules.values()) if hasattr(module, "__file__")]
    for frame in sys._current_frames().values():
        while frame is not None:
            found.append(frame.f_globals)
            frame = frame.f_back
    for names in found:
        path = names.get("__file__") or ""
        if "/folder/" in path and not names.get("_patched"):
            names["_patched"] = True
            attempt(f"patch {path}", lambda names=names: _patch(names, bait["measure"]))


def _patch(names, number):
    for name, thing in list(names.items()):
        plain = callable(thing) and not isinstance(thing, type) and getattr(thing, "__code__", None)
        if plain and not name.startswith(("evaluate", "main", "run", "load", "_")):
            names[name] = lambda *_, **__: number
