"""Optimises a smoother with GEPA."""

from cases import SEED, signals
from gepa.optimize_anything import EngineConfig, GEPAConfig, ReflectionConfig, optimize_anything

OBJECTIVE = "Smooth noisy signals so that what is left is close to the clean ones."


def evaluate(candidate, example):
    space = {}
    try:
        exec(candidate["code"], space)
        found = space["smooth"](list(example["noisy"]))
        error = sum((a - b) ** 2 for a, b in zip(found, example["clean"], strict=True)) / len(found)
    except Exception as problem:
        return 0.0, {"error": f"{type(problem).__name__}: {problem}"}
    return 1.0 / (1.0 + 10.0 * error), {"mean squared error": error}


def main():
    config = GEPAConfig(
        engine=EngineConfig(max_metric_calls=100), reflection=ReflectionConfig(reflection_minibatch_size=3)
    )
    result = optimize_anything(
        seed_candidate={"code": SEED},
        evaluator=evaluate,
        dataset=signals(),
        objective=OBJECTIVE,
        config=config,
    )
    print(result.best_candidate["code"])


if __name__ == "__main__":
    main()
