"""What kind of thing an answer is, as far as general search moves care.

A shape says how to enumerate the parts of an answer in terms of the entry's parameters. It carries no
knowledge of what makes an answer good: that is the published cost function's job.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """A permutation of items, as a list.

    Args:
        items: Expression for all items over the entry's parameters, e.g. ``"range(workload.num_txns)"``.
    """

    items: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """Every item in exactly one group, as a dict from group to list of items.

    Args:
        groups: Expression for all group keys, e.g. ``"range(gpu_num)"``.
        items: Expression for all items.
    """

    groups: str
    items: str


AnswerShape = Order | Grouping
