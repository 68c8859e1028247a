"""How people are made up (cơ cấu): by degree, by political theory, ..., in all and in every group.

Everybody in the records is counted, once in each group, whether or not a standard covers their post. What is
not known of somebody is no value: a count is an interval, at least those who certainly have the value, at
most those who may.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from eligibility.evaluate.columns import Coded, constant, grouped
from eligibility.evaluate.population import Population
from eligibility.figures.compliance import LEVEL, OVERALL, POST_GROUP, UNIT
from eligibility.figures.hiding import hidden, lacking, with_noughts
from eligibility.model.dataset import Dataset, Rows
from eligibility.model.record import MISSING, NONE, Among, Known, Value, scalar_text
from eligibility.model.vocabulary import Field, Makeup, Scale, Vocabulary

PEOPLE, PLAN = "people", "plan"
GROUPINGS = (OVERALL, LEVEL, POST_GROUP, UNIT)
PARTED = " + "
"""Between the codes of several fields."""

UNKNOWN = ""
"""In place of a value: those of whom it is not known."""

FRAME: dict[str, Any] = {
    "makeup": pl.String,
    "grouping": pl.String,
    "group": pl.String,
    "value": pl.String,
    "total": pl.Int64,
    "at_least": pl.Int64,
    "at_most": pl.Int64,
    "low": pl.Float64,
    "high": pl.Float64,
    "above_at_least": pl.Int64,
    "above_at_most": pl.Int64,
    "above_low": pl.Float64,
    "above_high": pl.Float64,
}
"""*value*: codes of the fields; *total*: people of the group; ``above_...``: this level or a higher one,
of one ordered field, else null."""

Options = tuple[tuple[str, ...], ...]
"""For each field the codes that a person may have."""


def makeup(dataset: Dataset, vocabulary: Vocabulary) -> pl.DataFrame:
    """All counts that the vocabulary declares, as `FRAME`: values that somebody has, and the unknown."""
    population = Population(dataset, vocabulary, PEOPLE, PLAN)
    groups = groups_of(population)
    frames = [_counted(population, groups, item) for item in vocabulary.makeup]
    return pl.concat([pl.DataFrame(schema=FRAME), *frames])


def made_public(frame: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """*frame* without small numbers and what would give them away.

    Counts by several fields are left out: with those by one of them, a hidden number could be found. Where a
    number of a group is hidden, so are the shares of "this level or higher": they differ by the numbers.
    """
    single = [item.id for item in vocabulary.makeup if len(item.fields) == 1]
    parts = [
        _hidden(part)
        for item in single
        for grouping in GROUPINGS
        if (part := frame.filter((pl.col("makeup") == item) & (pl.col("grouping") == grouping))).height
    ]
    return pl.concat([frame.clear(), *parts])


def _hidden(frame: pl.DataFrame) -> pl.DataFrame:
    """One makeup in one grouping with its small numbers as null."""
    values = frame["value"].unique(maintain_order=True).to_list()
    counts: dict[str, dict[str, int]] = {}
    totals: dict[str, int] = {}
    for group, value, total, least in frame.select("group", "value", "total", "at_least").iter_rows():
        counts.setdefault(group, {})[value] = least
        totals[group] = total
    table = [[counts[group].get(value, 0) for value in values] + [totals[group]] for group in counts]
    adds_up = frame["grouping"][0] != OVERALL
    marks = dict(zip(counts, hidden(table, columns_add_up=adds_up), strict=True))
    keys = list(frame.select("group", "value").iter_rows())
    one = pl.Series([marks[group][values.index(value)] for group, value in keys], dtype=pl.Boolean)
    some = pl.Series([any(marks[group]) for group, _ in keys], dtype=pl.Boolean)
    unsure = [UNKNOWN in values and marks[group][values.index(UNKNOWN)] for group, _ in keys]
    whole = pl.Series([marks[group][-1] for group, _ in keys], dtype=pl.Boolean)
    most = one | pl.Series(unsure, dtype=pl.Boolean)
    masks = {"total": whole, "at_least": one, "low": one | whole, "at_most": most, "high": most | whole}
    masks |= dict.fromkeys((name for name in FRAME if name.startswith("above")), some)
    shown = frame.with_columns(
        pl.when(~mask).then(pl.col(name)).otherwise(None).alias(name) for name, mask in masks.items()
    )
    noughts = [
        {
            **frame.row(0, named=True),
            **dict.fromkeys(masks),
            "group": group,
            "value": value,
            "total": None if marks[group][-1] else totals[group],
        }
        for group, value in lacking(dict.fromkeys(counts), values, marks, keys)
    ]
    return with_noughts(shown, noughts, counts)


def groups_of(population: Population) -> pl.DataFrame:
    """Which groups each person (by row) is in: grouping, group, person."""
    posts = population.vocabulary.posts
    held = column_of(population, population.people, "post")
    unit = column_of(population, population.people, "unit")
    of_post: dict[str, list[tuple[str, ...]]] = {LEVEL: [], POST_GROUP: []}
    for value in held.values:
        codes = value.value if isinstance(value, Known) and isinstance(value.value, tuple) else ()
        known = [posts[code] for code in codes if code in posts]
        of_post[LEVEL].append(tuple(sorted({post.level for post in known})) or ("",))
        of_post[POST_GROUP].append(tuple(sorted({post.group for post in known})) or ("",))
    units = [(scalar_text(value.value),) if isinstance(value, Known) else ("",) for value in unit.values]
    people = pl.int_range(population.height, dtype=pl.Int64, eager=True)
    frames = [pl.DataFrame({"group": pl.Series([""] * population.height, dtype=pl.String), "person": people})]
    for row_codes, names in (
        (held.codes, of_post[LEVEL]),
        (held.codes, of_post[POST_GROUP]),
        (unit.codes, units),
    ):
        table = pl.DataFrame({"group": pl.Series(names, dtype=pl.List(pl.String))}).with_row_index("code")
        one = pl.DataFrame({"code": pl.Series(row_codes, dtype=pl.UInt32), "person": people})
        joined = one.join(table.cast({"code": pl.UInt32}), on="code", how="left", maintain_order="left")
        frames.append(joined.explode("group").select("group", "person"))
    return pl.concat(
        [
            frame.select(pl.lit(name).alias("grouping"), pl.all())
            for name, frame in zip(GROUPINGS, frames, strict=True)
        ]
    )


def column_of(population: Population, rows: Rows, name: str) -> Coded:
    """The values of a field of *rows*; all missing where the sheet has no such column."""
    found = population.column(rows, name)
    return constant(MISSING, rows.height) if found is None else found


def _counted(population: Population, groups: pl.DataFrame, item: Makeup) -> pl.DataFrame:
    fields = [_field(population.vocabulary, name) for name in item.fields]
    scales = [population.vocabulary.scales[field.scale] for field in fields]
    columns = [column_of(population, population.people, name) for name in item.fields]
    kinds = grouped([(column.codes, len(column.values)) for column in columns], population.height)
    options: list[Options] = [
        tuple(
            _codes(column.value(row), field, scale)
            for column, field, scale in zip(columns, fields, scales, strict=True)
        )
        for row in kinds.first.tolist()
    ]
    one = pl.DataFrame(
        {"person": np.arange(population.height), "kind": pl.Series(kinds.codes, dtype=pl.Int64)}
    )
    counts = (
        groups.join(one, on="person", how="left")
        .group_by("grouping", "group", "kind", maintain_order=True)
        .agg(n=pl.len().cast(pl.Int64))
    )
    by_group: dict[tuple[str, str], dict[int, int]] = {}
    for grouping, group, kind, n in counts.iter_rows():
        by_group.setdefault((grouping, group), {})[kind] = n
    rows: list[tuple[Any, ...]] = []
    for (grouping, group), found in by_group.items():
        for line in _lines(found, options, scales):
            rows.append((item.id, grouping, group, *line))
    return pl.DataFrame(rows, schema=FRAME, orient="row")


def _field(vocabulary: Vocabulary, name: str) -> Field:
    found = vocabulary.tables[PEOPLE].field(name)
    if found is None:
        raise LookupError(name)
    return found


def _codes(value: Value, field: Field, scale: Scale) -> tuple[str, ...]:
    """The codes that *value* may be; known to be none counts as a code of its own."""
    match value:
        case Known(one):
            return (scalar_text(one),)
        case Among(several):
            return tuple(scalar_text(one) for one in several)
        case _:
            none = [scalar_text(NONE)] if field.none_texts or field.empty == "none" else []
            return tuple(dict.fromkeys([*scale.codes, *none]))


def _lines(
    found: Mapping[int, int], options: Sequence[Options], scales: Sequence[Scale]
) -> Iterator[tuple[Any, ...]]:
    """The counts of one group, by value, from the highest level down."""
    total = sum(found.values())
    certain = {tuple(codes[0] for codes in options[kind]) for kind in found if _settled(options[kind])}
    ordered = len(scales) == 1 and scales[0].ordered
    for value in sorted(certain, key=lambda value: _order(value, scales)):
        least = sum(n for kind, n in found.items() if _settled(options[kind]) and _may(options[kind], value))
        most = sum(n for kind, n in found.items() if _may(options[kind], value))
        if not ordered:
            yield (PARTED.join(value), total, least, most, least / total, most / total, *[None] * 4)
            continue
        higher = _higher(value[0], scales[0])
        above = sum(n for kind, n in found.items() if set(options[kind][0]) <= higher)
        may = sum(n for kind, n in found.items() if set(options[kind][0]) & higher)
        yield (
            *(value[0], total, least, most, least / total, most / total),
            *(above, may, above / total, may / total),
        )
    unknown = sum(n for kind, n in found.items() if not _settled(options[kind]))
    if unknown:
        yield (UNKNOWN, total, unknown, unknown, unknown / total, unknown / total, *[None] * 4)


def _settled(codes: Options) -> bool:
    return all(len(one) == 1 for one in codes)


def _may(codes: Options, value: Sequence[str]) -> bool:
    return all(one in some for one, some in zip(value, codes, strict=True))


def _higher(code: str, scale: Scale) -> set[str]:
    """*code* and every level of its ladder that is at least as high."""
    level = scale.level(code)
    if level is None:
        return {code}
    return {other.code for other in scale.levels if other.ladder == level.ladder and other.rank >= level.rank}


def _order(value: Sequence[str], scales: Sequence[Scale]) -> tuple[tuple[int, int, str], ...]:
    """Levels from high to low, choices as declared; known to be none last."""
    keys = []
    for code, scale in zip(value, scales, strict=True):
        level = scale.level(code)
        if level is None:
            keys.append((1, 0, code))
        else:
            keys.append((0, -level.rank if scale.ordered else scale.codes.index(code), code))
    return tuple(keys)
