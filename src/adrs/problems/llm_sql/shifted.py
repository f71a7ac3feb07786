"""Families of generated tables for the test split: shapes that no training table has.

All numbers, so that integers print as floats; prefixes shared inside cells; nested places with many gaps; a
group of three; a table that is nearly all dependencies.
"""

from __future__ import annotations

from random import Random

from adrs.problems.llm_sql.generators import Made, made
from adrs.problems.llm_sql.words import Writer, Zipf, codes, names


def ledger(rng: Random, n_rows: int) -> Made:
    """Bookings, all numbers and some missing: a row prints its integers as floats."""
    accounts = [(rng.randint(10**7, 10**8), rng.randint(1, 40), rng.choice((19, 7, 0))) for _ in range(60)]
    chosen = Zipf(accounts, 0.9)
    rows = []
    for i in range(n_rows):
        account, branch, tax = chosen.draw(rng)
        amount = round(rng.lognormvariate(4, 1.5), 2)
        rebate = rng.choice((5, 10, 25)) if rng.random() < 0.2 else None
        period = 202001 + rng.randint(0, 11)
        rows.append((900000 + i, amount, period, account, branch, tax, rebate, int(rng.random() < 0.05)))
    return made("booking amount period account branch tax rebate reversed", rows, "account branch")


def incidents(rng: Random, n_rows: int) -> Made:
    """Log lines whose messages begin alike; a service fixes team, owner and runbook."""
    writer = Writer(rng, size=200)
    teams = names(rng, 7, words=2)
    services = [
        (name.lower(), rng.choice(teams), f"https://runbooks.example/{name.lower()}/first-steps")
        for name in names(rng, 24, words=1)
    ]
    owners = dict(zip(teams, names(rng, len(teams), words=2), strict=True))
    templates = [writer.sentence(rng, rng.randint(5, 12))[:-1] for _ in range(30)]
    chosen, lines = Zipf(services, 1.1), Zipf(templates, 1.3)
    rows = []
    for i in range(n_rows):
        service, team, runbook = chosen.draw(rng)
        stamp = f"2024-{1 + i * 12 // n_rows:02d}-{rng.randint(1, 28):02d}T{rng.randint(0, 23):02d}:00:00Z"
        message = f"{lines.draw(rng)}: code {rng.randint(100, 599)} after {rng.randint(1, 9000)} ms"
        level = Zipf(("INFO", "WARN", "ERROR", "FATAL"), 1.0).draw(rng)
        host = f"{service}-{rng.randint(0, 15):02d}.eu.example"
        rows.append((stamp, host, level, message, service, team, owners[team], runbook))
    return made("time host level message service team owner runbook", rows, "service runbook")


def census(rng: Random, n_rows: int) -> Made:
    """People in nested places, half of the optional fields empty; no dependency is declared."""
    country = [(name, names(rng, 5, words=1)) for name in names(rng, 4, words=1)]
    towns = [
        (nation, region, town) for nation, rs in country for region in rs for town in names(rng, 6, words=2)
    ]
    rng.shuffle(towns)
    places, jobs = Zipf(towns, 0.7), Zipf(names(rng, 30, words=2), 0.9)
    codes_of = dict(zip(towns, codes(rng, len(towns), prefix="P-", digits=5), strict=True))
    rows = []
    for _ in range(n_rows):
        nation, region, town = place = places.draw(rng)
        age = rng.randint(16, 95)
        job = jobs.draw(rng) if age < 67 and rng.random() < 0.8 else None
        income = 500 * rng.randint(20, 200) if job and rng.random() < 0.6 else None
        married = rng.choice(("single", "married", "widowed")) if rng.random() < 0.7 else None
        rows.append((age, rng.choice("fm"), town, married, codes_of[place], income, region, job, nation))
    return made("age sex town status postcode income region occupation country", rows)


def films(rng: Random, n_rows: int) -> Made:
    """Critics' words on films: link, title and plot determine each other; the plot is long."""
    writer = Writer(rng)
    count = max(6, n_rows // 14)
    titles = names(rng, count, words=3)
    studios = Zipf(names(rng, 12, words=2), 0.8)
    films = [
        (
            "m/" + title.lower().replace(" ", "_"),
            title,
            writer.paragraph(rng, rng.randint(3, 7)),
            ", ".join(sorted(rng.sample(("Action", "Comedy", "Drama", "Horror", "Romance"), 2))),
            studios.draw(rng),
        )
        for title in titles
    ]
    chosen = Zipf(films, 0.5)
    rows = []
    for _ in range(n_rows):
        link, title, plot, genres, studio = chosen.draw(rng)
        fresh = Zipf(("Fresh", "Rotten"), 0.7).draw(rng)
        said = writer.sentence(rng, rng.randint(8, 30)) if rng.random() < 0.95 else None
        rows.append((said, fresh, rng.random() < 0.3, link, title, plot, genres, studio))
    return made("review type top link title plot genres company", rows, "plot title link")


def parts(rng: Random, n_rows: int) -> Made:
    """A bill of materials: nearly every column follows from the part, under names with shared beginnings."""
    makers = names(rng, 8, words=2)
    kinds = [(name, f"Standard parts / {name} / general use") for name in names(rng, 10, words=1)]
    stock = []
    for code in codes(rng, max(8, n_rows // 20), prefix="PN-7", digits=6):
        kind, path = rng.choice(kinds)
        stock.append((code, f"{kind} {rng.randint(2, 40)} mm, {rng.choice(('zinc', 'brass', 'steel'))}", path,
                      rng.choice(makers), rng.choice((0.05, 0.12, 1.5, 7.25))))  # fmt: skip
    chosen, sites = Zipf(stock, 0.6), Zipf(names(rng, 5, words=1), 0.5)
    rows = []
    for _ in range(n_rows):
        code, text, path, maker, price = chosen.draw(rng)
        rows.append((rng.randint(1, 12), sites.draw(rng), price, maker, code, text, path, "EUR"))
    return made("quantity site price maker code text category currency", rows, "code text")
