# mypy: ignore-errors
"""Replaces the functions that turn what the evaluator returned into a claim."""

from adrs.audit.attacks.kit import attempt, modules_of_adrs

WITNESS = "score"


def attack(bait):
    perfect = float(bait["perfect"])
    said = {"metrics": {"combined_score": perfect, "score": perfect}, "texts": {}}
    for name, module in modules_of_adrs().items():
        if name.endswith(".claims"):
            attempt(f"patch claim of {name}", lambda m=module: setattr(m, "claim", lambda *_, **__: said))
            attempt(f"patch numbers of {name}", lambda m=module: setattr(m, "as_float", lambda _: perfect))
