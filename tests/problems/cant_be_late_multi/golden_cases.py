"""The reference's runs as jobs and logs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adrs.problems.cant_be_late_multi.job import PUBLISHED, Job, Region, _unfold
from adrs.problems.cant_be_late_multi.replay import Log
from adrs.problems.cant_be_late_multi.simulator import RunFailed, Simulator


def job_of(case: Mapping[str, Any], data: Path) -> Job:
    """The job of a golden case."""
    gap, regions = _regions(case["trace"], data)
    return Job(
        gap=gap,
        duration=case["duration_hours"] * 3600,
        deadline=case["deadline_hours"] * 3600,
        overhead=case["overhead_hours"] * 3600,
        look=0.0,
        rules=(PUBLISHED,),
        regions=regions,
    )


def log_of(case: Mapping[str, Any]) -> Log:
    """Its decisions; of a call that named no region only the failure is on record."""
    kinds, regions = case["proposals"], [int(region) for region in case["regions"]]
    if case["expect"].get("error_kind") == "bad_region":
        return Log(kinds=kinds + "S", regions=[*regions, 9])
    return Log(kinds=kinds, regions=regions)


def _regions(trace: Mapping[str, Any], data: Path) -> tuple[float, tuple[Region, ...]]:
    if "regions" in trace:
        return float(trace["gap_seconds"]), tuple(
            _region(r["interrupted"], r.get("prices_rle")) for r in trace["regions"]
        )
    content = json.loads((data / "spot" / "multi_region.json").read_text(encoding="utf-8"))
    series = [content["zones"][zone][trace["window"]] for zone in trace["zones"]]
    return float(content["gap_seconds"]), tuple(_region(s["data"], s["prices_rle"]) for s in series)


def _region(bits: str, prices: Any) -> Region:
    return Region(tuple(bit == "0" for bit in bits), _unfold(prices))


def simulated(job: Job, rules: str, log: Log) -> dict[str, Any]:
    """What :class:`Simulator` makes of a log: gaps, places, credits, ticks, or how it failed."""
    sim = Simulator(job, rules)
    executed, work, calls, finish = "", [], 0, None
    try:
        while sim.open():
            if finish is None:
                work.append(sim.credited)
                finish = sim.tick if job.duration - sim.done <= 1e-8 else None
            sim.close(log.kinds[calls], log.regions[calls])
            calls += 1
            executed += sim.last
    except RunFailed as error:
        return {"error_kind": error.kind, "calls": calls}
    if finish is None:
        work.append(sim.credited)
        finish = sim.tick
    return {"executed": executed[:finish], "work": work, "finish_tick": finish, "calls": calls}
