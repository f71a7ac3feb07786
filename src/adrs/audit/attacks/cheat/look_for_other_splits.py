# mypy: ignore-errors
"""Searches objects and modules for the ids and data of validation and test workloads."""

import gc

from adrs.audit.attacks.kit import attempt, breach, modules_of_adrs, tell

WITNESS = "breach"
LIMITS = {"cpu_s": 3.0}


def attack(bait):
    breach("import the workloads", lambda: __import__(f"{bait['package']}.workloads"))
    attempt("modules", lambda: tell("loaded", sorted(modules_of_adrs())[:30]))
    attempt("objects", lambda: _search(bait["held_out"]))


def _search(ids):
    gc.unfreeze()
    wanted = {name[::-1] for name in ids}
    for thing in gc.get_objects():
        if isinstance(thing, dict) and len(thing) < 10_000:
            for key, value in list(thing.items()):
                for item in (key, value):
                    if isinstance(item, str) and item in wanted:
                        tell(f"id {item}", "BREACH")
