"""What of a configuration means something here."""

from __future__ import annotations

from pathlib import Path

from adrs.interop.foreign.bundle import Bundle
from adrs.interop.foreign.settings import Settings, read_settings


def settings(text: str) -> Settings:
    return read_settings(Bundle(Path("task"), {"config.yaml": text.encode()}))


def test_without_a_configuration_defaults_hold() -> None:
    assert read_settings(Bundle(Path("task"), {})) == Settings()


def test_what_has_a_counterpart_is_read() -> None:
    found = settings("""
evaluator:
  timeout: 7
  memory_limit_mb: 512
  cascade_evaluation: false
  cascade_thresholds: [0.1, 2]
  evaluator_args: {size: 3}
prompt: {system_message: Do better.}
database: {feature_dimensions: [speed]}
""")
    assert found.limits.wall_s == 7.0
    assert found.limits.memory_bytes == 512 * 1024**2
    assert (found.cascade, found.thresholds, found.arguments) == (False, (0.1, 2.0), {"size": 3})
    assert (found.message, found.features, found.unused) == ("Do better.", ("speed",), ())


def test_what_has_none_is_named_once_and_is_no_error() -> None:
    found = settings("llm: {models: [a]}\nmax_iterations: 5\nevaluator: {timeout: 3, distributed: true}\n")
    assert found.unused == ("llm", "max_iterations", "evaluator.distributed")


def test_an_empty_configuration_says_nothing() -> None:
    assert settings("# nothing\n") == Settings()
