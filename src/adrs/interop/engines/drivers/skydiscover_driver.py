"""Drives SkyDiscover 0.1.0 with its AdaEvolve search: its own defaults, but for the model and the seed."""

import asyncio

from client import HERE
from skydiscover.config import AdaEvolveDatabaseConfig, Config, LLMModelConfig
from skydiscover.search.main_controller import MainController


class Search:
    """One run of the engine."""

    def __init__(self, task):
        model = LLMModelConfig(
            name=task["model"],
            api_base=task["base_url"],
            api_key=task["key"],
            temperature=0.7,
            top_p=0.95,
            max_tokens=task["max_tokens"],
            timeout=600,
            retries=2,
            retry_delay=1,
        )
        config = Config()
        config.random_seed = task["seed"]
        config.language = "python"
        config.checkpoint_interval = 10**9
        config.prompt.system_message = task["statement"]
        config.search.type = "adaevolve"
        config.search.database = AdaEvolveDatabaseConfig(random_seed=task["seed"])
        config.evaluator.cascade_evaluation = False
        config.evaluator.parallel_evaluations = 1
        config.evaluator.max_retries = 0
        config.evaluator.timeout = 86_400
        config.llm.api_base = task["base_url"]
        config.llm.api_key = task["key"]
        config.llm.models = [model]
        config.llm.evaluator_models = [model]
        config.llm.guide_models = [model]
        self._iterations = task["iterations"]
        self._controller = MainController(
            str(HERE / "initial_program.py"),
            str(HERE / "evaluator.py"),
            config=config,
            output_dir=str(HERE / "output"),
        )

    def run(self):
        """Search to the engine's own end."""
        asyncio.run(self._controller.run(iterations=self._iterations))

    def best(self):
        """Text and score of the best program in the engine's database."""
        found = self._controller.database.get_best_program()
        return None if found is None else (found.solution, found.metrics.get("combined_score", 0.0))
