"""Drives ShinkaEvolve 0.0.7: its own defaults, but for the model, the seed and one proposal at a time."""

import os
import random
import sqlite3
import sys

import numpy as np
from client import HERE
from shinka.core import EvolutionConfig, ShinkaEvolveRunner
from shinka.database import DatabaseConfig
from shinka.launch import LocalJobConfig

RESULTS = HERE / "output"


class Search:
    """One run of the engine."""

    def __init__(self, task):
        random.seed(task["seed"])
        np.random.seed(task["seed"] % 2**32)
        os.environ["LOCAL_OPENAI_API_KEY"] = task["key"]
        model = f"local/{task['model']}@{task['base_url']}"
        evolution = EvolutionConfig(
            task_sys_msg=task["statement"],
            num_generations=task["iterations"],
            llm_models=[model],
            llm_kwargs={"temperatures": [0.0, 0.5, 1.0], "max_tokens": task["max_tokens"]},
            meta_rec_interval=None if task["stand_in"] else 10,  # it has no recommendations to make
            embedding_model=f"local/{task['embedding_model']}@{task['base_url']}",
            init_program_path=str(HERE / "initial_program.py"),
            results_dir=str(RESULTS),
            use_text_feedback=True,
        )
        self._runner = ShinkaEvolveRunner(
            evo_config=evolution,
            job_config=LocalJobConfig(
                eval_program_path=str(HERE / "evaluator.py"), python_executable=sys.executable
            ),
            db_config=DatabaseConfig(),
            max_evaluation_jobs=1,
            max_proposal_jobs=1,
            max_db_workers=1,
            verbose=True,
        )

    def run(self):
        """Search to the engine's own end."""
        self._runner.run()

    def best(self):
        """Text and score of the best correct program in the engine's database."""
        for path in sorted(RESULTS.glob("*.sqlite")):
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
                query = "SELECT code, combined_score FROM programs WHERE correct ORDER BY 2 DESC LIMIT 1"
                found = base.execute(query).fetchone()
            if found is not None:
                return found[0], found[1]
        return None
