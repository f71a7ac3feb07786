"""CSV text to a typed table, as pandas 2.x's ``read_csv`` reads it by default."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from adrs.problems.llm_sql.tables import Cell, Column, Kind, Table

MISSING = frozenset(
    (
        "",
        "#N/A",
        "#N/A N/A",
        "#NA",
        "-1.#IND",
        "-1.#QNAN",
        "1.#IND",
        "1.#QNAN",
        "-NaN",
        "-nan",
        "NaN",
        "nan",
        "<NA>",
        "N/A",
        "n/a",
        "NA",
        "NULL",
        "null",
        "None",
    )
)
_TRUTH = {word: word.capitalize() for word in ("True", "TRUE", "true", "False", "FALSE", "false")}
_SPACE = " \t\n\r\v\f"
_INT = re.compile(r"[+-]?[0-9]+")
_FLOAT = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?")
_INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
_DIGITS = 17
_LARGEST_POWER = 308


def read_csv(text: str) -> Table:
    """The table in ``text``.

    Raises:
        ValueError: There is no header, a row is longer than it, or quoting is broken; says where.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        records = [record for record in reader if record and not _blank(record)]
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}") from None
    if not records:
        raise ValueError("there is no header line")
    header, *rows = records
    for number, row in enumerate(rows, 1):
        if len(row) > len(header):
            raise ValueError(f"row {number} has {len(row)} fields; the header has {len(header)}")
    padded = [row + [""] * (len(header) - len(row)) for row in rows]
    columns = zip(*padded, strict=True) if padded else [()] * len(header)
    return Table(tuple(map(typed, unique_names(header), columns)))


def unique_names(header: Sequence[str]) -> list[str]:
    """Names of columns: an empty one by its place, a repeated one with ``.1``, ``.2`` and so on."""
    wanted = [name or f"Unnamed: {place}" for place, name in enumerate(header)]
    taken = set(wanted)
    uses: dict[str, int] = {}
    names = []
    for name in wanted:
        unique = name
        while uses.get(name, 0) > 0 and (unique == name or unique in taken):
            unique = f"{name}.{uses[name]}"
            uses[name] += 1
        uses[name] = max(uses.get(name, 0), 1)
        taken.add(unique)
        names.append(unique)
    return names


def typed(name: str, raw: Sequence[str]) -> Column:
    """A column of CSV fields, with the kind that fits all that are not missing."""
    present = {field for field in raw if field not in MISSING}
    some_missing = any(field in MISSING for field in raw)
    kind, texts = _interpreted(present, some_missing)
    return Column(name, kind, tuple(_cells(raw, texts)))


def parse_float(text: str) -> float | None:
    """The number a field stands for, in the rounding of pandas' parser; ``None`` if it is none.

    That parser keeps 17 digits, zeros before the first other digit among them, in floating point, and scales
    once by a power of ten; so the last few digits may differ from the nearest float's.
    """
    stripped = text.strip(_SPACE)
    if _INFINITE.fullmatch(stripped):
        return float(stripped)
    match = _FLOAT.fullmatch(stripped)
    if match is None or not (match[2] or match[3]):
        return None
    whole, decimals = match[2], (match[3] or "")[: max(0, _DIGITS - len(match[2]))]
    number = 0.0
    for digit in whole[:_DIGITS] + decimals:
        number = number * 10.0 + int(digit)
    exponent = max(0, len(whole) - _DIGITS) - len(decimals) + int(match[4] or 0)
    value = _scaled(number, exponent)
    if value == float("inf"):  # too large a number is text there
        return None
    return -value if match[1] == "-" else value


def _blank(record: Sequence[str]) -> bool:
    return len(record) == 1 and record[0] != "" and not record[0].strip(" \t")


def _interpreted(present: set[str], some_missing: bool) -> tuple[Kind, dict[str, str]]:
    """The kind of a column, and how each field prints."""
    if not present:
        return Kind.FLOAT if some_missing else Kind.TEXT, {}
    if all(_INT.fullmatch(field.strip(_SPACE)) for field in present):
        return _integers({field: int(field) for field in present}, some_missing)
    if all(field in _TRUTH for field in present):
        return Kind.BOOL, {field: _TRUTH[field] for field in present}
    floats = {field: parse_float(field) for field in present}
    if all(value is not None for value in floats.values()):
        return Kind.FLOAT, {field: repr(value) for field, value in floats.items()}
    return Kind.TEXT, {field: field for field in present}


def _integers(values: dict[str, int], some_missing: bool) -> tuple[Kind, dict[str, str]]:
    low, high = min(values.values()), max(values.values())
    fits = low >= -(2**63) and high < 2**63
    if fits and some_missing:
        return Kind.FLOAT, {field: repr(float(value)) for field, value in values.items()}
    if fits or (low >= 0 and high < 2**64 and not some_missing):
        return Kind.INT, {field: str(value) for field, value in values.items()}
    texts = {field: field for field in values}
    if low >= -(2**63) and high < 2**64:  # unsigned, but some missing or negative: nothing is missing then
        texts |= {field: field for field in MISSING}
    return Kind.TEXT, texts


def _scaled(number: float, exponent: int) -> float:
    if exponent > _LARGEST_POWER:
        return float("inf")
    if exponent > 0:
        return number * float(f"1e{exponent}")
    if exponent < -_LARGEST_POWER:
        return number / float(f"1e{min(_LARGEST_POWER, -_LARGEST_POWER - exponent)}") / 1e308
    return number / float(f"1e{-exponent}")


def _cells(raw: Iterable[str], texts: dict[str, str]) -> Iterable[Cell]:
    return (texts.get(field) for field in raw)
