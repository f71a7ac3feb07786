"""``config.yaml`` of a foreign folder: what has a counterpart here is read, the rest is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adrs.core.errors import UsageError
from adrs.core.problem import Limits
from adrs.interop.foreign.bundle import Bundle

FILE = "config.yaml"
DEFAULT_TIMEOUT_S = 60.0
_DEFAULT_MEMORY_BYTES = 2 * 1024**3
_PROCESSES = 64
_FILE_BYTES = 256 * 1024**2
_PROCESSORS = 4
"""CPU seconds that an evaluation may use in one second of its time: evaluators start processes."""
_READ = {
    "evaluator": {"timeout", "memory_limit_mb", "cascade_evaluation", "cascade_thresholds", "evaluator_args"},
    "prompt": {"system_message"},
    "database": {"feature_dimensions"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a folder's configuration says, OpenEvolve's defaults where it is silent.

    Args:
        timeout_s: Of one evaluation.
        memory_bytes: Of each process of an evaluation.
        cascade: Whether an evaluator that has stages is run by them.
        thresholds: What a candidate must reach to enter the second stage, the third…
        arguments: Keywords for ``evaluate``.
        features: Metrics that describe a program and are no part of its score.
        message: What writers of programs are told.
        unused: Keys that mean nothing here.
        notes: What else should be known about how it was read.
    """

    timeout_s: float = DEFAULT_TIMEOUT_S
    memory_bytes: int = _DEFAULT_MEMORY_BYTES
    cascade: bool = True
    thresholds: tuple[float, ...] = (0.5, 0.75, 0.9)
    arguments: Mapping[str, Any] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    message: str = ""
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def limits(self) -> Limits:
        """What one evaluation may use: evaluator and candidate together."""
        return Limits(
            cpu_s=_PROCESSORS * self.timeout_s,
            wall_s=self.timeout_s,
            memory_bytes=self.memory_bytes,
            processes=_PROCESSES,
            file_bytes=_FILE_BYTES,
        )


def read_settings(bundle: Bundle) -> Settings:
    """The settings in a folder's ``config.yaml``; the defaults where there is none.

    Raises:
        UsageError: It is not YAML, or a value that is read has the wrong type.
    """
    if FILE not in bundle.files:
        return Settings()
    try:
        import yaml
    except ImportError:
        note = f"{FILE} is not read, for PyYAML is missing: pip install 'adrs[study]'"
        return Settings(notes=(note,))
    where = str(bundle.folder / FILE)
    try:
        data = yaml.safe_load(bundle.text(FILE))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        what = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise UsageError(f"{where} is not YAML: {what}") from None
    if data is not None and not isinstance(data, dict):
        raise UsageError(f"{where} holds a {type(data).__name__} where a mapping of settings is expected")
    return _settings(data or {}, where)


def _settings(data: Mapping[str, Any], where: str) -> Settings:
    evaluator, prompt = (_section(data, name, where) for name in ("evaluator", "prompt"))
    default = Settings()
    timeout = evaluator.get("timeout", default.timeout_s)
    memory = evaluator.get("memory_limit_mb") or default.memory_bytes / 1024**2
    thresholds = evaluator.get("cascade_thresholds", default.thresholds)
    features = _section(data, "database", where).get("feature_dimensions") or ()
    arguments = evaluator.get("evaluator_args") or {}
    for name, value in (("timeout", timeout), ("memory_limit_mb", memory)):
        if not _number(value) or not 0 < value < 1e7:
            raise UsageError(f"{where}: evaluator.{name} is {value!r}, not a number above 0")
    if not isinstance(thresholds, list | tuple) or not all(map(_number, thresholds)):
        raise UsageError(f"{where}: evaluator.cascade_thresholds is {thresholds!r}, not a list of numbers")
    if not isinstance(arguments, dict) or not isinstance(features, list | tuple):
        raise UsageError(f"{where}: evaluator_args is a mapping, and database.feature_dimensions a list")
    return Settings(
        timeout_s=float(timeout),
        memory_bytes=int(memory * 1024**2),
        cascade=bool(evaluator.get("cascade_evaluation", default.cascade)),
        thresholds=tuple(map(float, thresholds)),
        arguments={str(name): value for name, value in arguments.items()},
        features=tuple(map(str, features)),
        message=str(prompt.get("system_message") or ""),
        unused=tuple(_unused(data)),
    )


def _section(data: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    section = data.get(name) or {}
    if not isinstance(section, dict):
        raise UsageError(f"{where}: {name} is a {type(section).__name__}, not a mapping of settings")
    return section


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _unused(data: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for name, section in data.items():
        known = _READ.get(str(name))
        if known is None:
            found.append(str(name))
        elif isinstance(section, dict):
            found += [f"{name}.{key}" for key in section if key not in known]
    return found
