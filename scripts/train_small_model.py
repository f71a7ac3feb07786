#!/usr/bin/env python3
"""Trains the small model that ships in src/adrs/small_model/data, from Django's source archive.

    pip install '.[torch]'
    pip download --no-deps --no-binary :all: django==4.2.16
    python scripts/train_small_model.py Django-4.2.16.tar.gz --work WORK --out OUT

Stopped and started again with the same WORK folder, it goes on from the last checkpoint.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from adrs.small_model import batches, bpe, documents, safetensors, synthetic
from adrs.small_model.checkpoint import read
from adrs.small_model.config import SMALL, to_json
from adrs.small_model.measuring import measure
from adrs.small_model.training import Plan, Progress, train


def main() -> None:
    """Reads the command line, trains, writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive", type=Path, help=documents.ARCHIVE)
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints and the log")
    parser.add_argument("--out", type=Path, required=True, help="folder for the trained model")
    parser.add_argument("--steps", type=int, default=Plan().steps)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu", help="what torch computes on, such as cuda")
    options = parser.parse_args()
    import torch

    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    texts = documents.read_archive(options.archive)
    pairs = vocabulary(documents.training(texts), options.work / "bpe.json")
    source = batches.Source(pairs, batches.stream(pairs, documents.training(texts)))
    log = options.work / "log.jsonl"

    def tell(progress: Progress) -> None:
        line = {"step": progress.step, "loss": round(progress.loss, 4), "cpu_s": round(progress.cpu_s, 1)}
        with log.open("a") as file:
            file.write(json.dumps(line) + "\n")

    plan = Plan(steps=options.steps)
    weights = train(
        SMALL, plan, source, checkpoint=options.work / "checkpoint.pt", device=options.device, tell=tell
    )
    cpu_s = json.loads(log.read_text().splitlines()[-1])["cpu_s"]
    export(weights, pairs, texts, options.out)
    found = read(options.out)
    card = {"steps": plan.steps, "training_cpu_s": cpu_s, **measure(found.model, pairs)}
    (options.out / "measured.json").write_text(json.dumps(card, indent=1) + "\n")
    print(json.dumps(card, indent=1))


def export(weights: Mapping[str, Any], pairs: bpe.BytePairs, texts: Mapping[str, str], out: Path) -> None:
    """Writes a checkpoint in Hugging Face's layout, and the held-out documents."""
    out.mkdir(parents=True, exist_ok=True)
    safetensors.write(weights, out / "model.safetensors")
    (out / "config.json").write_text(json.dumps(to_json(SMALL), indent=1) + "\n")
    bpe.save(pairs, out / "bpe.json")
    documents.write_held_out(texts, out)


def vocabulary(texts: dict[str, str], kept: Path) -> bpe.BytePairs:
    """The byte pairs of the training documents and a sample of each grammar."""
    if not kept.exists():
        rng = Random("vocabulary")
        made = [
            synthetic.text_of(make(rng)) for make in (synthetic.facts, synthetic.table) for _ in range(300)
        ]
        bpe.save(bpe.learn([*texts.values(), *made], SMALL.vocabulary), kept)
    return bpe.read(kept)


if __name__ == "__main__":
    main()
