"""The work as somebody would write it by hand in SQL: one query for DuckDB, parquet to parquet.

The same form as in `handwritten_polars`: standards as a table of parameters joined on the post, cut-off days
computed beforehand, the worst and the best completion of missing data, masks; lists from a table of masks.
``long`` writes one row a person and requirement.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from handwritten_polars import BEST, FEW, NEEDED, SINGLE, every, listed
from parameters import OUTCOMES, TRAINING, WORD, table, words
from people import RATINGS
from rulebook import SCALES, YEARS, Demand, Standard


def _case(column: str, codes: Sequence[str], first: int = 0) -> str:
    lines = " ".join(f"WHEN '{code}' THEN {rank}" for rank, code in enumerate(codes, first))
    return f"CAST(CASE {column} {lines} END AS UTINYINT)"


def ranked(source: Path) -> str:
    """People with levels as ranks: ``r_`` the worst that a missing one may be, ``b_`` the best."""
    plain = [name for name in NEEDED if name not in SCALES and name not in RATINGS and name != "attending"]
    inner = [
        *plain,
        *(f"{_case(name, codes)} AS n_{name}" for name, codes in SCALES.items() if name != "rating"),
    ]
    inner += [
        f"{_case(name, SCALES['rating'], 1)} AS n_{year}" for name, year in zip(RATINGS, YEARS, strict=True)
    ]
    inner.append(f"coalesce({_case('attending', TRAINING)}, 254) AS class")
    outer = [*plain, "class"]
    for name in SCALES:
        if name != "rating":
            outer += [f"coalesce(n_{name}, 0) AS r_{name}", f"coalesce(n_{name}, {BEST}) AS b_{name}"]
    for year in YEARS:
        best = f"CASE WHEN service_since > DATE '{year}-12-31' THEN 0 ELSE {BEST} END"
        outer += [f"coalesce(n_{year}, 0) AS r_{year}", f"coalesce(n_{year}, {best}) AS b_{year}"]
    outer += ["coalesce(sex = 'male', false) AS r_male", "coalesce(sex <> 'female', true) AS b_male"]
    nested = f"SELECT {', '.join(inner)} FROM read_parquet('{source}/*.parquet')"
    counted = ["*"]
    for end in ("r", "b"):
        for rank, grade in ((2, "completed"), (3, "good")):
            counted.append(
                " + ".join(f"CAST({end}_{y} >= {rank} AS UTINYINT)" for y in YEARS) + f" AS {end}_{grade}"
            )
        counted.append(" + ".join(f"CAST({end}_{y} >= 4 AS UTINYINT)" for y in YEARS[1:]) + f" AS {end}_two")
    return f"SELECT {', '.join(counted)} FROM (SELECT {', '.join(outer)} FROM ({nested}))"


def met(number: int, demand: Demand, end: str) -> str:
    """Whether the worst (*end* ``r``) or best (``b``) completion meets a demand."""

    def asked(name: str) -> str:
        return f'"{number}_{name}"'

    best = "true" if end == "b" else "false"
    match demand.kind:
        case "age" | "retirement":
            late = f"birth_date > {asked('f')} OR ({end}_male AND birth_date > {asked('m')})"
            return f"CASE WHEN birth_date IS NULL THEN {best} ELSE {late} END"
        case "degree" | "foreign_language":
            return f"{end}_{demand.kind} >= {asked('l')}"
        case "llct":
            eased = f"class = {asked('a')} AND {end}_llct + 1 >= {asked('l')}"
            return f"({end}_llct >= {asked('l')} OR ({eased}))"
        case "state_management":
            return f"({end}_state_management >= {asked('l')} OR class = {asked('a')})"
        case "party" | "service":
            return f"coalesce({SINGLE[demand.kind]} <= {asked('c')}, {best})"
        case "rating_years":
            enough = f"{end}_completed >= {asked('1')} AND {end}_good >= {asked('2')}"
            return f"(({enough}) OR {end}_two >= {asked('e')})"
        case "rating_latest":
            return f"{end}_{YEARS[-1]} > {asked('l')}"
        case "discipline":
            return f"coalesce(discipline_until <= {asked('c')}, true)"
        case "equivalent":
            both = f"{end}_degree >= {asked('d')} AND {end}_llct >= {asked('l')}"
            return f"(({both}) OR {end}_llct >= {asked('i')})"
        case kind:
            raise ValueError(kind)


def _words(demands: Sequence[Demand]) -> Iterator[str]:
    for first in range(0, len(demands), WORD):
        part = list(enumerate(demands[first : first + WORD], first))
        unmet = [f"CASE WHEN {met(n, d, 'b')} THEN 0 ELSE {1 << n % WORD} END" for n, d in part]
        single: dict[str, int] = {}
        unknown = ["0"]
        for n, d in part:
            if d.kind in SINGLE:
                single[SINGLE[d.kind]] = single.get(SINGLE[d.kind], 0) | 1 << n % WORD
            elif d.kind != "discipline":
                surely = f"NOT ({met(n, d, 'r')})"
                unknown.append(f"CASE WHEN {met(n, d, 'b')} AND {surely} THEN {1 << n % WORD} ELSE 0 END")
        for field, mask in single.items():
            ranked = f"n_{field}" if field in SCALES else field
            missing = f"b_{field} = {BEST}" if field in SCALES else f"{ranked} IS NULL"
            unknown.append(f"CASE WHEN {missing} THEN {mask} ELSE 0 END")
        yield f"CAST({' + '.join(unmet)} AS UINTEGER) AS unmet_{first // WORD}"
        yield f"CAST({' + '.join(unknown)} AS UINTEGER) AS unknown_{first // WORD}"


def masks(source: Path, parameters: Path, made: Sequence[Standard]) -> str:
    """The query for masks: id, post, number of the outcome, words of unmet and unknown, mask of training."""
    demands = made[0].demands
    number = range(words(made))
    trained = [n for n, d in enumerate(demands) if d.kind in ("degree", "llct", "state_management")]
    kept = [
        *(f"{e}_{w}" for w in number for e in ("fatal", "paper", "train")),
        *(f'"{n}_t"' for n in trained),
    ]
    judged = f"""SELECT id, post, {", ".join(_words(demands))}, {", ".join(kept)}
        FROM ({ranked(source)}) LEFT JOIN read_parquet('{parameters}') USING (post)"""

    def some(state: str, effect: str) -> str:
        return "(" + " OR ".join(f"({state}_{w} & {effect}_{w}) <> 0" for w in number) + ")"

    courses = " | ".join(
        f'CASE WHEN (unmet_{n // WORD} & {1 << n % WORD}) <> 0 THEN "{n}_t" ELSE 0 END' for n in trained
    )
    return f"""SELECT id, post, CAST(CASE WHEN {some("unmet", "fatal")} THEN 3
            WHEN {some("unknown", "fatal")} OR {some("unmet", "paper")} OR {some("unknown", "paper")} THEN 2
            WHEN {some("unmet", "train")} THEN 1 WHEN {some("unknown", "train")} THEN 2
            WHEN fatal_0 IS NOT NULL THEN 0 END AS UTINYINT) AS outcome,
        {", ".join(f"{state}_{w}" for state in ("unmet", "unknown") for w in number)},
        CAST(CASE WHEN {some("unmet", "fatal")} OR {some("unknown", "fatal")}
            THEN 0 ELSE {courses} END AS UTINYINT) AS training
        FROM ({judged})"""


def lists(found: str, made: Sequence[Standard], folder: Path) -> str:
    """The query for the columns of a review, of the query *found*; tables of lists are put into *folder*."""
    import polars as pl

    ids = [demand.id for demand in made[0].demands]
    tables = {"t": (len(TRAINING), TRAINING)}
    if len(ids) <= FEW:
        tables["m"] = (len(ids), ids)
    for name, (bits, names) in tables.items():
        mask = pl.Series("mask", every(bits)[:, 0])
        pl.DataFrame(
            [mask, listed(every(bits), names).cast(pl.List(pl.String)).alias("names")]
        ).write_parquet(folder / f"{name}.parquet")
    joins = f"LEFT JOIN '{folder}/t.parquet' t ON t.mask = f.training"
    columns = {"training": "t.names"}
    for state in ("unmet", "unknown"):
        if len(ids) <= FEW:
            columns[state] = f"{state}.names"
            joins += f" LEFT JOIN '{folder}/m.parquet' {state} ON {state}.mask = f.{state}_0"
        else:
            items = (
                f"CASE WHEN f.{state}_{n // WORD} & {1 << n % WORD} <> 0 THEN '{i}' END"
                for n, i in enumerate(ids)
            )
            columns[state] = f"list_filter([{', '.join(items)}], lambda name: name IS NOT NULL)"
    named = " ".join(f"WHEN {code} THEN '{word}'" for code, word in enumerate(OUTCOMES))
    shown = ", ".join(f"{columns[name]} AS {name}" for name in ("unmet", "unknown", "training"))
    return f"SELECT f.id, f.post, CASE f.outcome {named} END AS outcome, {shown} FROM ({found}) f {joins}"


def long(found: str, made: Sequence[Standard]) -> str:
    """One row a person and requirement, with its status."""
    parts = []
    for word in range(words(made)):
        part = made[0].demands[word * WORD : (word + 1) * WORD]
        rows = ", ".join(f"('{demand.id}', {1 << bit}::UINTEGER)" for bit, demand in enumerate(part))
        open_ = f"WHEN unknown_{word} & bit <> 0 THEN 'unknown' ELSE 'met'"
        status = f"CASE WHEN unmet_{word} & bit <> 0 THEN 'unmet' {open_} END"
        parts.append(
            f"SELECT id, post, requirement, {status} AS status FROM f, (VALUES {rows}) d(requirement, bit)"
        )
    return f"WITH f AS ({found}) {' UNION ALL '.join(parts)}"


def run(variant: str, source: Path, target: Path, made: Sequence[Standard], as_of: date) -> None:
    """Write what *variant* (``masks``, ``lists`` or ``long``) makes of *source* to the file *target*."""
    import duckdb

    parameters = target.with_suffix(".parameters")
    table(made, as_of).write_parquet(parameters)
    query = masks(source, parameters, made)
    if variant == "lists":
        query = lists(query, made, target.parent)
    elif variant == "long":
        query = long(query, made)
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION snappy)")
