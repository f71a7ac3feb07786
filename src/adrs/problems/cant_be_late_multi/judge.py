"""Replays a decision log on the workload's own data, and says what it cost and why."""

from __future__ import annotations

from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.workload import Workload
from adrs.problems.cant_be_late_multi.job import PUBLISHED, STRICT, Job
from adrs.problems.cant_be_late_multi.replay import Account, Log, ReplayFailed, replay

_KEYS = {"kinds", "regions", "looks"}


def judge(workload: Workload, answer: Any) -> Score:
    """The cost in USD under the workload's first rule set; a further one is reported in the metrics.

    Raises:
        InvalidAnswer: A log is malformed, does not end exactly with its run, or the job is late.
    """
    job = Job.of(workload.inputs)
    if type(answer) is not dict or set(answer) != set(job.rules):
        raise InvalidAnswer(f"the answer must hold one decision log for each of: {', '.join(job.rules)}")
    first = job.rules[0]
    account = checked(job, first, answer[first])
    metrics = _metrics(account, job)
    if STRICT in job.rules and first != STRICT:
        metrics["strict_cost"] = checked(job, STRICT, answer[STRICT]).cost
    return Score(account.cost, metrics, _feedback(account, job))


def checked(job: Job, rules: str, untrusted: Any) -> Account:
    """The account of an untrusted log.

    Raises:
        InvalidAnswer: See :func:`judge`.
    """
    log = parsed(job, untrusted)
    try:
        account = replay(job, rules, log)
    except ReplayFailed as error:
        raise InvalidAnswer(f"{rules} rules: {error}") from None
    if account.calls != len(log.kinds):
        raise InvalidAnswer(f"the log has {len(log.kinds)} decisions; the run takes {account.calls}")
    if account.late:
        raise InvalidAnswer(
            f"late: the job is complete at tick {account.finish}; the last in time is {job.deadline_tick}"
        )
    if rules == PUBLISHED:
        _check_no_repricing(log, account)
    return account


def _check_no_repricing(log: Log, account: Account) -> None:
    """The public simulator bills the whole run at the price of the region it ends in."""
    before = log.regions[account.finish - 1] if account.finish else 0
    if log.regions[account.finish] != before:
        raise InvalidAnswer(
            f"tick {account.finish}: the job is done, and a hop now would only re-price what has been used"
        )


def parsed(job: Job, untrusted: Any) -> Log:
    """A decision log in an untrusted answer; regions are checked by the replay.

    Raises:
        InvalidAnswer: It is malformed.
    """
    if type(untrusted) is not dict or set(untrusted) != _KEYS:
        raise InvalidAnswer("a decision log has kinds, regions and looks")
    kinds, regions = untrusted["kinds"], untrusted["regions"]
    if type(kinds) is not str or not set(kinds) <= set("SON"):
        raise InvalidAnswer("kinds must be a text of the letters S, O and N")
    if type(regions) is not list or len(regions) != len(kinds):
        raise InvalidAnswer("regions must be a list with one region for each letter")
    if not all(type(region) is int for region in regions):
        raise InvalidAnswer("regions must hold plain ints")
    return Log(kinds=kinds, regions=regions, looks=_looks(job, untrusted["looks"], len(kinds)))


def _looks(job: Job, untrusted: Any, calls: int) -> dict[int, list[int]]:
    if type(untrusted) is not list or len(untrusted) > calls * len(job.regions):
        raise InvalidAnswer("looks must be a list of [tick, region] pairs, at most one for a region and tick")
    looks: dict[int, list[int]] = {}
    for pair in untrusted:
        if type(pair) is not list or len(pair) != 2 or not all(type(part) is int for part in pair):
            raise InvalidAnswer("looks must hold pairs of plain ints")
        tick, region = pair
        if not 0 <= tick < calls or not 0 <= region < len(job.regions):
            raise InvalidAnswer(f"there is no region {region} to look at, at a tick {tick}")
        looks.setdefault(tick, []).append(region)
    return looks


def _metrics(account: Account, job: Job) -> dict[str, float]:
    return {
        "own_region_cost": account.own_cost,
        "finish_tick": float(account.finish),
        "spare_ticks": float(job.deadline_tick - account.finish),
        "spot_gaps": float(account.executed.count("S")),
        "on_demand_gaps": float(account.executed.count("O")),
        "idle_gaps": float(account.executed.count("N")),
        "starts": float(account.starts),
        "moves": float(account.moves),
        "looks_usd": account.looked,
        "overridden": float(account.overridden),
    }


def _feedback(account: Account, job: Job) -> str:
    hours = job.gap / 3600
    spot, on_demand, idle = (account.executed.count(kind) * hours for kind in "SON")
    missed = sum(
        any(t < len(region.available) and region.available[t] for region in job.regions)
        for t, kind in enumerate(account.executed)
        if kind != "S"
    )
    return (
        f"{account.cost:.2f} USD: {spot:.1f} h on spot, {on_demand:.1f} h on demand, {idle:.1f} h waiting; "
        f"done {(job.deadline_tick - account.finish) * hours:.1f} h before the deadline\n"
        f"{account.starts} starts lost {account.starts * job.overhead / 3600:.1f} h to overhead; "
        f"{account.moves} moves between regions; looking around cost {account.looked:.2f} USD; "
        f"{account.overridden} requests were overridden\n"
        f"some region had a spot machine in {missed * hours:.1f} h of those not spent on spot"
    )
