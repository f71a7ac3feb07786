"""Stand-in: results are OpenEvolve's."""

from openevolve.evaluation_result import EvaluationResult as EvaluationResult
