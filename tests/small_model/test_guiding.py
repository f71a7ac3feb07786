"""What the guide asks of attention."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from adrs.small_model.guiding import BEFORE, LOOK_UP, Guide  # noqa: E402

TOKENS = torch.tensor([[5, 7, 9, 5, 7, 9]])


def looking_at(places: list[int], *, width: int = 6):  # type: ignore[no-untyped-def]
    """Queries and keys of one head that attends to ``places``, one for each position."""
    keys = torch.eye(width)[None, None] * 40.0
    queries = torch.eye(width)[places][None, None] * 40.0
    return queries, keys


def test_looking_one_back_costs_nothing_in_the_first_block() -> None:
    guide = Guide(TOKENS)
    guide.watch(BEFORE, *looking_at([0, 0, 1, 2, 3, 4]))
    assert float(guide.loss) == pytest.approx(0.0, abs=1e-5)


def test_looking_at_what_followed_costs_nothing_in_the_second() -> None:
    guide = Guide(TOKENS)
    guide.watch(LOOK_UP, *looking_at([0, 0, 0, 1, 2, 3]))
    assert float(guide.loss) == pytest.approx(0.0, abs=1e-5)


@pytest.mark.parametrize("layer", [BEFORE, LOOK_UP])
def test_looking_at_oneself_costs(layer: int) -> None:
    guide = Guide(TOKENS)
    guide.watch(layer, *looking_at([0, 1, 2, 3, 4, 5]))
    assert float(guide.loss) > 10.0


def test_only_positions_that_can_look_up_count() -> None:
    """The first three tokens have not come before; wherever they look, the loss stays."""
    losses = []
    for early in (0, 2):
        guide = Guide(TOKENS)
        guide.watch(LOOK_UP, *looking_at([0, min(early, 1), early, 1, 2, 3]))
        losses.append(float(guide.loss))
    assert losses[0] == losses[1]


def test_other_blocks_are_free() -> None:
    guide = Guide(TOKENS)
    guide.watch(LOOK_UP + 1, *looking_at([0, 1, 2, 3, 4, 5]))
    assert float(guide.loss) == 0.0
