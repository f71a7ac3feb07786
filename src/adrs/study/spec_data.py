"""Reads a study from plain data, as YAML or JSON give it. What is wrong is one sentence with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches
from itertools import product
from pathlib import Path
from typing import Any

from adrs.core.errors import DataError, UsageError
from adrs.core.workload import Split
from adrs.search import STRATEGIES
from adrs.study.spec import NO_MODELS, Allowance, Contender, ProblemChoice, Spec, StrategyChoice

ALL = "all"
DEFAULT_PROPOSERS = ("genetic", "tuner")
_KEYS = (
    "name",
    "problems",
    "strategies",
    "proposers",
    "models",
    "seeds",
    "budget",
    "reference",
    "outcome",
    "data",
    "fixed_time",
)
_RANGE = re.compile(r"^\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*$")
_MOST_SEEDS = 100_000


def read_yaml(path: Path) -> Any:
    """The plain data of a YAML file.

    Raises:
        DataError: The file cannot be read, or is not YAML.
        UsageError: PyYAML is not installed.
    """
    try:
        import yaml
    except ImportError:
        raise UsageError("reading a study needs PyYAML; install it with: pip install 'adrs[study]'") from None
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}; name the study's YAML file") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise DataError(f"{path}{where} is not YAML: {what}") from None


def spec_from_data(data: Any, *, source: str) -> Spec:
    """The study that plain data describe.

    Args:
        data: A mapping with the keys of docs/studies.md.
        source: Name of the file, for sentences and as the title where none is given.

    Raises:
        DataError: Something is missing, unknown or malformed; says what and where.
    """
    return _Reader(source).spec(data)


def resolved(data: Mapping[str, Any], *, name: str, folder: str | None) -> dict[str, Any]:
    """``data`` with everything spelled out that may change: strategies there are, title, place of the data.

    Args:
        data: What :func:`spec_from_data` took without complaint.
        name: The study's title.
        folder: Its data folder, as an absolute path.
    """
    strategies: list[Any] = []
    for entry in [ALL] if data["strategies"] == ALL else data["strategies"]:
        strategies += sorted(STRATEGIES) if entry == ALL else [entry]
    return {**data, "name": name, "strategies": strategies, **({"data": folder} if folder else {})}


class _Reader:
    """Carries the file's name to where a sentence needs it."""

    def __init__(self, source: str) -> None:
        self.source = source

    def spec(self, data: Any) -> Spec:
        body = self.mapping(data, "the study", _KEYS)
        for key in ("problems", "strategies", "seeds"):
            if key not in body:
                raise self.wrong("the study", f"has no key {key!r}; add it")
        contenders = self.contenders(body)
        return Spec(
            name=self.text(body.get("name", Path(self.source).stem), "name"),
            problems=self.problems(body),
            contenders=contenders,
            seeds=self.seeds(body["seeds"]),
            reference=self.reference(body.get("reference"), contenders),
            outcome=self.outcome(body.get("outcome", "test")),
            data=None if body.get("data") is None else self.text(body["data"], "data"),
            fixed_time=self.flag(body.get("fixed_time", False), "fixed_time"),
        )

    def problems(self, body: Mapping[str, Any]) -> tuple[ProblemChoice, ...]:
        shared = body.get("budget")
        found = []
        for index, entry in enumerate(self.entries(body["problems"], "problems")):
            place = f"problems[{index}]"
            if isinstance(entry, str):
                entry = {"name": entry}
            given = self.mapping(entry, place, ("name", "budget", "start"))
            limits = given.get("budget", shared)
            if limits is None:
                raise self.wrong(place, "has no budget; add `budget:` to the study or to the problem")
            where = f"{place}.budget" if "budget" in given else "budget"
            start = [self.text(name, f"{place}.start") for name in given.get("start") or ()]
            found.append(ProblemChoice(self.named(given, place), self.allowance(limits, where), tuple(start)))
        self.distinct([choice.name for choice in found], "problems")
        return tuple(found)

    def allowance(self, limits: Any, place: str) -> Allowance:
        given = self.mapping(limits, place, tuple(f.name for f in fields(Allowance)))
        if not given:
            raise self.wrong(place, "limits nothing; give evaluations, tokens, usd, cpu_seconds or seconds")
        for name, limit in given.items():
            kinds = (int,) if name in ("evaluations", "tokens") else (int, float)
            if isinstance(limit, bool) or not isinstance(limit, kinds) or not 0 < limit < float("inf"):
                what = "a whole number" if kinds == (int,) else "a number"
                raise self.wrong(f"{place}.{name}", f"is {limit!r}; give {what} above 0")
        return Allowance(**given)

    def contenders(self, body: Mapping[str, Any]) -> tuple[Contender, ...]:
        strategies = self.strategies(body["strategies"])
        proposers = self.groups(body.get("proposers", [list(DEFAULT_PROPOSERS)]), "proposers")
        models = self.groups(body["models"], "models") if body.get("models") else [NO_MODELS]
        found = []
        for strategy, writers, asked in product(strategies, proposers, models):
            # Only what differs within the study is named.
            parts = [strategy.label]
            parts += ["+".join(writers)] if len(proposers) > 1 else []
            parts += ["+".join(asked)] if len(models) > 1 else []
            label = " · ".join(parts)
            found.append(Contender(strategy=strategy, proposers=writers, models=asked, label=label))
        return tuple(found)

    def strategies(self, raw: Any) -> list[StrategyChoice]:
        found: list[StrategyChoice] = []
        for index, entry in enumerate([raw] if raw == ALL else self.entries(raw, "strategies")):
            place = f"strategies[{index}]"
            if entry == ALL:
                found += [StrategyChoice(name, {}, name) for name in sorted(STRATEGIES)]
                continue
            if isinstance(entry, str):
                entry = {"name": entry}
            given = self.mapping(entry, place, ("name", "options", "label"))
            name = self.named(given, place)
            options = given.get("options") or {}
            if not isinstance(options, dict) or not all(isinstance(key, str) for key in options):
                raise self.wrong(f"{place}.options", "is not a mapping of option to value")
            label = self.text(given.get("label", _described(name, options)), f"{place}.label")
            found.append(StrategyChoice(name, options, label))
        self.distinct([choice.label for choice in found], "strategies")
        return found

    def groups(self, raw: Any, place: str) -> list[tuple[str, ...]]:
        """Names that are used together: ``a+b`` or ``[a, b]`` in a list of alternatives."""
        found = []
        for index, entry in enumerate(self.entries(raw, place)):
            names = re.split(r"\s*\+\s*", entry) if isinstance(entry, str) else entry
            if not isinstance(names, list) or not names or not all(isinstance(n, str) and n for n in names):
                raise self.wrong(f"{place}[{index}]", f"is {entry!r}; give a name, `a+b`, or a list of names")
            found.append(tuple(names))
        self.distinct(["+".join(names) for names in found], place)
        return found

    def seeds(self, raw: Any) -> tuple[int, ...]:
        if isinstance(raw, str) and (span := _RANGE.match(raw)):
            first, last = map(int, span.groups())
            if not first <= last < first + _MOST_SEEDS:
                raise self.wrong("seeds", f"is {raw!r}; give FIRST..LAST with LAST not below FIRST")
            return tuple(range(first, last + 1))
        seeds = raw if isinstance(raw, list) else [raw]
        if not seeds or any(isinstance(seed, bool) or not isinstance(seed, int) for seed in seeds):
            raise self.wrong("seeds", f"is {raw!r}; give a list of whole numbers, or FIRST..LAST")
        self.distinct(seeds, "seeds")
        return tuple(seeds)

    def reference(self, raw: Any, contenders: Sequence[Contender]) -> str:
        labels = [contender.label for contender in contenders]
        if raw is None:
            return "adaptive" if "adaptive" in labels else labels[0]
        if raw not in labels:
            raise self.wrong("reference", f"is {raw!r}, which is none of {', '.join(labels)}")
        return str(raw)

    def outcome(self, raw: Any) -> Split:
        splits = (Split.TRAIN, Split.VALIDATION, Split.TEST)
        if raw not in [split.value for split in splits]:
            raise self.wrong("outcome", f"is {raw!r}; give train, validation or test")
        return Split(raw)

    def flag(self, raw: Any, place: str) -> bool:
        if not isinstance(raw, bool):
            raise self.wrong(place, f"is {raw!r}; give true or false")
        return raw

    def text(self, raw: Any, place: str) -> str:
        if not isinstance(raw, str) or not raw.strip():
            raise self.wrong(place, f"is {raw!r}; give a text")
        return raw

    def named(self, given: Mapping[str, Any], place: str) -> str:
        if "name" not in given:
            raise self.wrong(place, "has no name; add `name:`")
        return self.text(given["name"], f"{place}.name")

    def entries(self, raw: Any, place: str) -> list[Any]:
        if not isinstance(raw, list) or not raw:
            raise self.wrong(place, f"is {_short(raw)}; give a list with at least one entry")
        return raw

    def mapping(self, raw: Any, place: str, keys: Sequence[str]) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise self.wrong(place, f"is {_short(raw)}; give a mapping with {', '.join(keys)}")
        for key in raw:
            if key not in keys:
                close = get_close_matches(str(key), keys, n=1)
                hint = f"; did you mean {close[0]}?" if close else "."
                raise self.wrong(place, f"has an unknown key {key!r}{hint} There are: {', '.join(keys)}")
        return raw

    def distinct(self, names: Sequence[Any], place: str) -> None:
        twice = [name for index, name in enumerate(names) if name in names[:index]]
        if twice:
            hint = "; give one of them a label" if place == "strategies" else ""
            raise self.wrong(place, f"names {twice[0]!r} twice{hint}")

    def wrong(self, place: str, what: str) -> DataError:
        return DataError(f"{self.source}: {place} {what}")


def _described(name: str, options: Mapping[str, Any]) -> str:
    inner = ", ".join(f"{key}={value}" for key, value in options.items())
    return f"{name} ({inner})" if inner else name


def _short(raw: Any) -> str:
    text = repr(raw)
    return text if len(text) <= 40 else f"{text[:37]}..."
