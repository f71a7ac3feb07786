"""Families of generated tables for training and validation: what public tables of this kind look like.

Every family has functional dependencies (an item determines its style), skew (few items have most rows), free
text and identifiers; columns stand in the order in which such tables are published, rarely a good one.
All text is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from adrs.problems.llm_sql.csv_tables import typed
from adrs.problems.llm_sql.tables import Table
from adrs.problems.llm_sql.words import Writer, Zipf, codes, names

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Made:
    """A generated table and the groups of columns that determine each other."""

    table: Table
    merge: tuple[tuple[str, ...], ...]


Generator = Callable[[Random, int], Made]


def made(header: str, rows: Sequence[Row], *merge: str) -> Made:
    """A table from the values of its rows; ``None`` is a missing cell.

    Args:
        header: Column names, separated by spaces.
        rows: Values by row.
        merge: Groups, each as names separated by spaces.
    """
    columns = zip(*rows, strict=True)
    texts = [["" if value is None else str(value) for value in column] for column in columns]
    table = Table(tuple(map(typed, header.split(), texts)))
    return Made(table, tuple(tuple(group.split()) for group in merge))


def reviews(rng: Random, n_rows: int) -> Made:
    """Ratings of drinks: reviewer and time first, then five scores; the item fixes name, style and number."""
    styles = names(rng, 14, words=2)
    titles = names(rng, max(8, n_rows // 12), words=4)
    numbers = rng.sample(range(1000, 99999), len(titles))
    items = Zipf([(t, rng.choice(styles), k) for t, k in zip(titles, numbers, strict=True)], 0.9)
    people = Zipf(names(rng, max(6, n_rows // 5), words=1), 0.8)
    rows = []
    for _ in range(n_rows):
        name, style, number = items.draw(rng)
        taste = min(10, max(1, round(rng.gauss(7, 2))))
        half = (taste + 1) // 2
        scores = (f"{2 * taste + rng.randint(-1, 1)}/20", f"{taste}/10", f"{half}/5", f"{min(5, half + 1)}/5")
        rows.append((people.draw(rng), 86400 * rng.randint(11000, 15500), *scores, name, style, number))
    return made("reviewer time overall taste palate looks name style number", rows, "number name")


def posts(rng: Random, n_rows: int) -> Made:
    """Comments under posts: a text of its own, then the post it belongs to, at length."""
    writer = Writer(rng)
    bodies = [f"<p>{writer.paragraph(rng, rng.randint(3, 12))}</p>" for _ in range(max(5, n_rows // 9))]
    numbers = rng.sample(range(100, 99999), len(bodies))
    days = [f"20{rng.randint(10, 23)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}" for _ in bodies]
    threads = Zipf(list(zip(numbers, days, bodies, strict=True)), 0.7)
    tags = Zipf([w.lower() for w in names(rng, 12, words=1)], 1.0)
    labels = {number: f"<{tags.draw(rng)}><{tags.draw(rng)}>" for number in numbers}
    rows = []
    for _ in range(n_rows):
        number, day, body = threads.draw(rng)
        score = int(rng.expovariate(0.5))
        rows.append((writer.sentence(rng, rng.randint(5, 30)), number, day, score, labels[number], body))
    return made("Text PostId PostDate Score Tags Body", rows, "PostId Body")


def catalogue(rng: Random, n_rows: int) -> Made:
    """Reviews of products: description and brand are missing for some, ratings are floats."""
    writer = Writer(rng)
    brands = Zipf(names(rng, 15, words=1), 0.8)
    count = max(6, n_rows // 8)
    titles, numbers = names(rng, count, words=6), codes(rng, count, prefix="B0", digits=8)
    goods = [
        (
            title,
            code,
            f"['{writer.paragraph(rng, rng.randint(1, 5))}']" if rng.random() < 0.85 else None,
            brands.draw(rng) if rng.random() < 0.9 else None,
        )
        for title, code in zip(titles, numbers, strict=True)
    ]
    shelf = Zipf(goods, 0.6)
    verdicts = Zipf([writer.sentence(rng, 3) for _ in range(40)], 1.2)
    rows = []
    for number in range(n_rows):
        title, code, text, brand = shelf.draw(rng)
        stars = float(Zipf((5, 4, 1, 3, 2), 1.0).draw(rng))
        said = writer.sentence(rng, rng.randint(4, 40))
        bought = rng.random() < 0.9
        rows.append((said, text, code, verdicts.draw(rng), bought, stars, brand, title, number))
    header = "text description asin headline verified rating brand title id"
    return made(header, rows, "title asin")


def scores(rng: Random, n_rows: int) -> Made:
    """A wide table of files: paths of their own, many flags that follow each other, counts, some gaps."""
    licences = Zipf(["publicdomain", "cc-zero", "cc-by", "cc-by-nc-sa", "all-rights-reserved"], 1.2)
    genres = Zipf([None, *(w.lower() for w in names(rng, 9, words=1))], 0.9)
    artists = Zipf(names(rng, max(5, n_rows // 8), words=2), 1.0)
    rows = []
    for i in range(n_rows):
        key = f"{rng.getrandbits(96):024x}"
        official, rated = rng.random() < 0.1, rng.random() < 0.3
        licence, artist = licences.draw(rng), artists.draw(rng)
        rating = round(rng.uniform(3, 5), 2) if rated else 0.0
        link = None if licence == "all-rights-reserved" else f"https://licences.example/{licence}/1.0/"
        flags = (True, 3.01 if rng.random() < 0.7 else 2.06, official, not official, official, rated, False)
        head = (f"./data/{key[0]}/{key}.json", f"./meta/{i % 10}/{4000000 + i}.json")
        tail = (int(rng.expovariate(0.02)), rating, licence, link, genres.draw(rng), artist)
        rows.append((*head, *flags, *tail, rng.randint(1, 4), rng.random() < 0.5))
    header = (
        "path metadata hasmetadata version isofficial isuser isstaff israted isdraft nviews rating license"
        " licenseurl genre artist ntracks haslyrics"
    )
    return made(header, rows, "path metadata", "hasmetadata isofficial isuser isstaff isdraft")
