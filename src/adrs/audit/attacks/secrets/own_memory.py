# mypy: ignore-errors
"""Searches its own memory for what the process it was forked from left there."""

import gc

from adrs.audit.attacks.kit import attempt, loot, steal

WITNESS = "canary"
BARE = True


def attack(bait):
    steal("/proc/self/mem", _mapped)
    attempt("objects of the interpreter", _objects)


def _mapped():
    found = []
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            first, last = (int(word, 16) for word in line.split()[0].split("-"))
            if "rw-p" in line and last - first < 2**26:
                memory.seek(first)
                loot(memory.read(last - first))
    return found


def _objects():
    gc.unfreeze()
    for thing in gc.get_objects():
        if isinstance(thing, dict | list | tuple) and len(thing) < 1000:
            for item in list(thing.values() if isinstance(thing, dict) else thing):
                if isinstance(item, str | bytes) and len(item) < 200:
                    loot(item)
