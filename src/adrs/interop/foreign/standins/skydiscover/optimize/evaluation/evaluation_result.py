"""Stand-in: the same class at another place."""

from skydiscover.evaluation import EvaluationResult as EvaluationResult
