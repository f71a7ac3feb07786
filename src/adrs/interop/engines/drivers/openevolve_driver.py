"""Drives OpenEvolve 0.4.1: its own defaults, but for the model, the seed and one evaluation at a time."""

import asyncio

from client import HERE
from openevolve.config import Config, LLMModelConfig
from openevolve.controller import OpenEvolve


class Search:
    """One run of the engine."""

    def __init__(self, task):
        config = Config()
        config.random_seed = task["seed"]
        config.log_level = "INFO"
        config.language = "python"
        config.checkpoint_interval = 10**9
        config.enforce_evolve_blocks = True
        config.prompt.system_message = task["statement"]
        config.evaluator.cascade_evaluation = False
        config.evaluator.parallel_evaluations = 1
        config.evaluator.max_retries = 0
        config.evaluator.timeout = 86_400
        config.llm.api_base = task["base_url"]
        config.llm.models = [
            LLMModelConfig(
                name=task["model"],
                api_base=task["base_url"],
                api_key=task["key"],
                system_message=task["statement"],
                temperature=0.7,
                max_tokens=task["max_tokens"],
                timeout=600,
                retries=2,
                retry_delay=1,
            )
        ]
        self._iterations = task["iterations"]
        self._controller = OpenEvolve(
            str(HERE / "initial_program.py"),
            str(HERE / "evaluator.py"),
            config,
            str(HERE / "output"),
        )

    def run(self):
        """Search to the engine's own end."""
        asyncio.run(self._controller.run(iterations=self._iterations))

    def best(self):
        """Text and score of the best program in the engine's database."""
        found = self._controller.database.get_best_program()
        return None if found is None else (found.code, found.metrics.get("combined_score", 0.0))
