"""Names and kinds at a place in a program."""

import ast

import pytest

from adrs.core.problem import Contract
from adrs.propose.genetic.expressions import Synthesiser
from adrs.propose.genetic.kinds import ANY, FLOAT, INT, Kind, list_of, parse_kind
from adrs.propose.genetic.scope import Scope
from adrs.propose.source import Source

CONTRACT = Contract(
    function="place",
    parameters={"n": "int", "models": "list[Model]"},
    returns="dict[int, list[Model]]",
    records={"Model": {"size": "float", "rate": "float", "name": "str"}},
)
TEXT = """
CAP = 80

def place(n, models):
    free = [CAP for _ in range(n)]
    loads = {}
    ordered = sorted(models, key=lambda m: m.rate)
    for i, model in enumerate(ordered):
        ratio = model.rate / model.size
        if ratio > 1:
            marker = 1
    pairs = [(m.name, m.size) for m in models]
    total = sum(m.size for m in models)
    return marker
"""


def at_return() -> tuple[Scope, dict[str, Kind]]:
    scope = Scope(Source(TEXT), CONTRACT)
    return scope, scope.visible(scope.source.functions[0].body[-1])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("CAP", INT),
        ("n", INT),
        ("models", list_of(Kind("Model"))),
        ("free", list_of(INT)),
        ("loads", Kind("dict")),
        ("ordered", list_of(Kind("Model"))),
        ("i", INT),
        ("model", Kind("Model")),
        ("ratio", FLOAT),
        ("marker", INT),
        ("pairs", list_of(Kind("tuple", (Kind("str"), FLOAT)))),
        ("total", FLOAT),
    ],
)
def test_kinds_follow_from_the_contract(name: str, kind: Kind) -> None:
    assert at_return()[1][name] == kind


def test_names_bound_later_are_not_visible() -> None:
    scope, _ = at_return()
    first = scope.source.functions[0].body[0]
    assert set(scope.visible(first)) == {"CAP", "n", "models"}


def test_a_sort_key_sees_its_argument_as_an_item() -> None:
    scope, _ = at_return()
    key = next(n for n in scope.source.inside if isinstance(n, ast.Lambda))
    assert scope.visible(key.body)["m"] == Kind("Model")


def test_annotations_of_helpers_count() -> None:
    source = Source("def place(n, models):\n    return 0\n\ndef h(weights: list[float], k):\n    return k\n")
    scope = Scope(source, CONTRACT)
    env = scope.visible(source.functions[1].body[0])
    assert (env["weights"], env["k"]) == (list_of(FLOAT), ANY)


@pytest.mark.parametrize("text", ["list[tuple[str, int]]", "dict[int, list[Model]]", "int"])
def test_annotations_are_read(text: str) -> None:
    assert parse_kind(text) is not ANY


def test_unreadable_annotations_are_any() -> None:
    assert parse_kind("list[") is ANY
    assert parse_kind("1 + 1") is ANY


def test_expressions_are_numbers_about_what_they_should() -> None:
    from random import Random

    scope, env = at_return()
    writer = Synthesiser(scope.inferrer, Random(1))
    for _ in range(200):
        text = writer.number({**env, "item": Kind("Model")}, about="item")
        assert text is not None
        assert "item" in text
        assert scope.inferrer.infer(ast.parse(text, mode="eval").body, {**env, "item": Kind("Model")}).numeric


def test_nothing_numeric_in_scope_is_no_expression() -> None:
    from random import Random

    writer = Synthesiser(at_return()[0].inferrer, Random(1))
    assert writer.number({"s": Kind("str")}) is None
