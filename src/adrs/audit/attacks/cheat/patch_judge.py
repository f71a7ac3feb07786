# mypy: ignore-errors
"""Replaces every judge, problem and score that it finds among the loaded modules."""

from adrs.audit.attacks.kit import attempt, breach, modules_of_adrs

WITNESS = "score"
BARE = True


def attack(bait):
    for tail in ("judge", "problem", "bound", "workloads"):
        breach(f"import the {tail}", lambda tail=tail: __import__(f"{bait['package']}.{tail}"))
    attempt("patch what is loaded", lambda: _patch(bait))


def _patch(bait):
    from adrs.core.problem import Score

    perfect = Score(bait["perfect"])
    for module in modules_of_adrs().values():
        for name, thing in list(vars(module).items()):
            if name == "judge":
                setattr(module, name, lambda *_: perfect)
            elif isinstance(thing, type) and "judge" in vars(thing):
                thing.judge = lambda *_: perfect
