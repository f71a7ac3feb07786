"""Text made from a seed that can only be continued by looking far back.

Two grammars: paragraphs that state facts about invented people and end with questions about some of them,
and tables of keys and values that are asked for below. A third kind, plain copies of random tokens, is made
in :mod:`adrs.small_model.batches`. All of it is ours, and all of it exists to give attention its known
shapes: heads that look one token back and heads that look up what followed last time (Olsson et al.,
"In-context Learning and Induction Heads", 2022).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

_ONSETS = "b br c d dr f g gr h k l m n p r s st t tr v w z".split()  # noqa: SIM905
_VOWELS = "a e i o u ai ea ou".split()  # noqa: SIM905
_CODAS = ("", "", "l", "n", "r", "s", "x", "th", "m")
_SUBJECTS = (
    "harbour",
    "archive",
    "bridge",
    "market",
    "library",
    "garden",
    "station",
    "mill",
    "school",
    "tower",
)
_COLOURS = ("red", "green", "blue", "white", "black", "yellow", "brown", "grey", "orange", "purple")
_PROPERTIES: tuple[tuple[str, Callable[[Random], str]], ...] = (
    ("keeper", lambda rng: name(rng)),
    ("gate code", lambda rng: digits(rng, 4)),
    ("founder", lambda rng: name(rng)),
    ("colour", lambda rng: rng.choice(_COLOURS)),
    ("number of rooms", lambda rng: digits(rng, 2)),
    ("neighbour", lambda rng: name(rng)),
)
_FILLERS = (
    "The road there is long and the weather is often bad.",
    "Nobody remembers when it was built.",
    "Visitors come in the summer, and few of them stay.",
    "It was repaired twice, and paid for by the town.",
    "There is a map of it in the town hall.",
    "The old people say that it was larger once.",
    "In the winter it is closed for a month.",
    "A letter about it arrives every year.",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``answer`` where it can be known from what came before."""

    text: str
    answer: bool = False


def name(rng: Random) -> str:
    """An invented name of two or three syllables, such as ``Dralouth``."""
    syllables = [
        rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(rng.randint(2, 3))
    ]
    return "".join(syllables).capitalize()


def digits(rng: Random, count: int) -> str:
    """That many decimal digits, the first not zero."""
    return str(rng.randrange(10 ** (count - 1), 10**count))


def facts(rng: Random) -> list[Piece]:
    """A paragraph of 3 to 18 facts among filler, then questions about up to eight of them, with answers."""
    seen: dict[tuple[str, str, str], str] = {}
    place = name(rng)
    pieces = [Piece(f"Notes on {place}.")]
    for _ in range(rng.randint(3, 18)):
        place = name(rng) if rng.random() < 0.5 else place
        subject, (what, make) = rng.choice(_SUBJECTS), rng.choice(_PROPERTIES)
        if (place, subject, what) in seen:
            continue
        seen[place, subject, what] = value = make(rng)
        pieces.append(Piece(f" The {what} of the {subject} in {place} is {value}."))
        if rng.random() < 0.4:
            pieces.append(Piece(" " + rng.choice(_FILLERS)))
    pieces.append(Piece("\n\n"))
    asked = rng.sample(sorted(seen), min(len(seen), rng.randint(2, 8)))
    for place, subject, what in asked:
        question = f"Question: what is the {what} of the {subject} in {place}? Answer:"
        pieces += [Piece(question), Piece(f" {seen[place, subject, what]}", True), Piece(".\n")]
    return [*pieces, Piece("\n")]


def table(rng: Random) -> list[Piece]:
    """A table of 4 to 40 keys and values, then look-ups of up to twelve of them."""
    rows: dict[str, str] = {}
    for _ in range(rng.randint(4, 40)):
        rows[name(rng).lower()] = digits(rng, rng.randint(2, 4))
    pieces = [Piece("".join(f"{key} = {value}\n" for key, value in rows.items())), Piece("\n")]
    for key in rng.sample(sorted(rows), min(len(rows), rng.randint(3, 12))):
        pieces += [Piece(f"get {key} ->"), Piece(f" {rows[key]}", True), Piece("\n")]
    return [*pieces, Piece("\n")]


def text_of(pieces: Sequence[Piece]) -> str:
    """The text alone."""
    return "".join(piece.text for piece in pieces)
