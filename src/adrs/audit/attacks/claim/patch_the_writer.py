# mypy: ignore-errors
"""Replaces the functions by which results are written to files, and the files that are there already."""

import json

from adrs.audit.attacks.kit import attempt

WITNESS = "score"


def attack(bait):
    for name in ("dump", "dumps"):
        attempt(f"patch json.{name}", lambda name=name: _patch(name, bait["perfect"]))


def _patch(name, perfect):
    honest = getattr(json, name)

    def forged(body, *rest, **options):
        if isinstance(body, dict):
            if "combined_score" in body or "score" in body:
                body = {**body, "combined_score": perfect, "score": perfect}
            if "correct" in body:
                body = {**body, "correct": True, "error": None}
        return honest(body, *rest, **options)

    setattr(json, name, forged)
