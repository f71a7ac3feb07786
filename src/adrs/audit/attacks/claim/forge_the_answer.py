# mypy: ignore-errors
"""Writes a claim of its own into the descriptor of answers, and ends before the evaluator returns."""

import json
import os
import struct

from adrs.audit.attacks.kit import attempt

WITNESS = "score"


def attack(bait):
    scores = {"combined_score": float(bait["perfect"]), "score": float(bait["perfect"])}
    body = json.dumps({"metrics": scores, "texts": {}}).encode()
    attempt("forge on 3", lambda: os.write(3, struct.pack(">cQ", b"A", len(body)) + body))
    os._exit(0)
