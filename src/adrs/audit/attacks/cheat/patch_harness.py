# mypy: ignore-errors
"""Replaces the functions of the harness and of everything beside it that is loaded."""

from adrs.audit.attacks.kit import attempt, modules_of_adrs

WITNESS = "score"


def attack(bait):
    for name, module in modules_of_adrs().items():
        if name.startswith(bait["package"] + "."):
            attempt(f"patch {name}", lambda module=module: _patch(module))


def _patch(module):
    for name, thing in list(vars(module).items()):
        if isinstance(thing, int | float) and not name.startswith("__"):
            setattr(module, name, 10**9)
        elif callable(thing) and not isinstance(thing, type) and name not in ("run", "entry"):
            setattr(module, name, lambda *_, **__: 0)
