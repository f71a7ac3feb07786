"""Functions that simulated agents write: each in a right version and in two with mistakes that people make.

All take and return a list of whole numbers, so that one can be applied to what another returns. The texts are
ours; tasks put numbers for ``{k}``, and they are executed by :mod:`.deliverable`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A function to be written.

    Args:
        name: Stem of its name.
        says: What it does with ``ys``, in words.
        open: The same, where the number is left for a question.
        right: Its body after ``ys = …``.
        wrong: Two bodies with a mistake.
    """

    name: str
    says: str
    open: str
    right: str
    wrong: tuple[str, str]


KINDS = (
    Kind(
        "rotate",
        "moves the first {k} numbers to the end, counting round if there are fewer",
        "moves some of the first numbers to the end, counting round if there are fewer",
        "n = {k} % len(ys) if ys else 0\nreturn ys[n:] + ys[:n]",
        ("return ys[{k}:] + ys[:{k}]", "n = {k} % len(ys) if ys else 0\nreturn ys[-n:] + ys[:-n]"),
    ),
    Kind(
        "windows",
        "returns the sums of every {k} neighbours, nothing if there are fewer",
        "returns the sums of every few neighbours, nothing if there are fewer",
        "return [sum(ys[i : i + {k}]) for i in range(len(ys) - {k} + 1)]",
        (
            "return [sum(ys[i : i + {k}]) for i in range(len(ys) - {k})]",
            "return [sum(ys[i : i + {k}]) for i in range(len(ys))]",
        ),
    ),
    Kind(
        "clip",
        "limits every number to the range from -{k} to {k}",
        "limits every number to a range around zero",
        "return [max(-{k}, min({k}, y)) for y in ys]",
        ("return [min({k}, y) for y in ys]", "return [max(1 - {k}, min({k} - 1, y)) for y in ys]"),
    ),
    Kind(
        "multiples",
        "drops the multiples of {k}, zero among them",
        "drops the multiples of a certain number, zero among them",
        "return [y for y in ys if y % {k}]",
        ("return [y for y in ys if y % {k} or not y]", "return [y for y in ys if not y % {k}]"),
    ),
    Kind(
        "largest",
        "returns the {k} largest numbers, the largest first, equal ones each for itself",
        "returns the largest numbers, the largest first, equal ones each for itself",
        "return sorted(ys, reverse=True)[:{k}]",
        ("return sorted(set(ys), reverse=True)[:{k}]", "return sorted(ys)[-{k}:]"),
    ),
    Kind(
        "blocks",
        "turns round every block of {k}, also the last one, which may be shorter",
        "turns round every block of a certain length, also the last one, which may be shorter",
        "return [y for i in range(0, len(ys), {k}) for y in ys[i : i + {k}][::-1]]",
        (
            "return [y for i in range(0, len(ys) - {k} + 1, {k}) for y in ys[i : i + {k}][::-1]]",
            "return ys[::-1]",
        ),
    ),
    Kind(
        "checks",
        "returns the running sums, each modulo {k}",
        "returns the running sums, each modulo a certain number",
        "sums, total = [], 0\nfor y in ys:\n    total += y\n    sums.append(total % {k})\nreturn sums",
        (
            "return [y % {k} for y in ys]",
            "sums, total = [], 0\nfor y in ys:\n    sums.append(total % {k})\n    total += y\nreturn sums",
        ),
    ),
    Kind(
        "thin",
        "keeps one number of every {k}, beginning with the first",
        "keeps one number of every few, beginning with the first",
        "return ys[::{k}]",
        ("return ys[{k} - 1 :: {k}]", "return ys[:: {k} + 1]"),
    ),
    Kind(
        "lag",
        "subtracts from each number the one that stands {k} places before it, where there is one",
        "subtracts from each number one that stands before it, where there is one",
        "return [y - ys[i - {k}] if i >= {k} else y for i, y in enumerate(ys)]",
        (
            "return [y - ys[i - {k}] for i, y in enumerate(ys)] if len(ys) >= {k} else ys",
            "return [ys[i - {k}] - y if i >= {k} else y for i, y in enumerate(ys)]",
        ),
    ),
    Kind(
        "crowd",
        "keeps the numbers that occur at least {k} times, in their places",
        "keeps the numbers that occur often enough, in their places",
        "return [y for y in ys if ys.count(y) >= {k}]",
        (
            "return [y for y in ys if ys.count(y) > {k}]",
            "return [y for y in dict.fromkeys(ys) if ys.count(y) >= {k}]",
        ),
    ),
)
