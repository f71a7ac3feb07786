"""Drives GEPA 0.1.4: ``optimize_anything`` over the train workloads, one example each.

A candidate is judged on all train workloads at once and counts once; GEPA then looks at the workloads it
wants. So its minibatches save nothing here, and cost nothing either.
"""

import json
import urllib.request

from client import HERE, judged
from gepa.optimize_anything import EngineConfig, GEPAConfig, ReflectionConfig, optimize_anything


class Search:
    """One run of the engine."""

    def __init__(self, task):
        self._task = task
        self._told = {}
        self._best = None

    def run(self):
        """Search to the engine's own end."""
        task = self._task
        calls = task["iterations"] * 2 * len(task["workloads"])
        optimize_anything(
            seed_candidate=(HERE / "initial_program.py").read_text(encoding="utf-8"),
            evaluator=self._evaluate,
            dataset=list(task["workloads"]),
            objective="Make the score of the Python program as high as possible.",
            background=task["statement"],
            config=GEPAConfig(
                engine=EngineConfig(
                    run_dir=str(HERE / "output"), seed=task["seed"], max_metric_calls=calls, parallel=False
                ),
                reflection=ReflectionConfig(reflection_lm=self._reflect),
                callbacks=[self],
            ),
        )

    def best(self):
        """Text and mean score of the best program on the workloads, as GEPA was told."""
        return self._best

    def on_valset_evaluated(self, event):
        """GEPA's own notice that a candidate was seen on every workload."""
        if event["is_best_program"]:
            (text,) = event["candidate"].values()
            self._best = text, self._told.get(text, {"score": event["average_score"]})["score"]

    def _evaluate(self, candidate, example):
        if candidate not in self._told:
            self._told[candidate] = judged(candidate)
        told = self._told[candidate]
        return told["workloads"][example], {"workload": example, "feedback": told["feedback"]}

    def _reflect(self, prompt):
        messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
        task = self._task
        body = {"model": task["model"], "messages": messages, "max_tokens": task["max_tokens"]}
        request = urllib.request.Request(
            f"{task['base_url']}/chat/completions",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {task['key']}"},
        )
        with urllib.request.urlopen(request, timeout=900) as reply:
            return json.load(reply)["choices"][0]["message"]["content"]
