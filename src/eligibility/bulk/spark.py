"""A bulk review on Apache Spark: situations are concluded by the driver, and looked up everywhere else.

Executors say which people show situations that nobody has concluded yet; the driver reviews those in
the ordinary way and broadcasts what it then knows, until nothing is open. Where the people to be
reviewed are too many for that, executors conclude what is left themselves: the results are the same.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, reduce
from time import perf_counter
from typing import TYPE_CHECKING, Any

import attrs
import polars as pl

from eligibility.bulk.account import Account
from eligibility.bulk.arrow import (
    CHUNK,
    TYPES,
    Batches,
    arrow_of,
    batches_of,
    chunks,
    fetched,
    ipc,
    nothing_of,
    polars_of,
)
from eligibility.bulk.coders import Problem
from eligibility.bulk.converting import plain
from eligibility.bulk.frames import COLUMNS
from eligibility.bulk.intake import UNITS
from eligibility.bulk.running import REPEATED
from eligibility.bulk.sharing import Frames, Shared, unpacked
from eligibility.bulk.sources import ODD, ROW, named, source_of
from eligibility.bulk.together import (
    COUNT,
    DECISIONS,
    FINDING,
    ISSUE,
    ISSUES,
    KIND,
    NO_ROWS,
    REFUSALS,
    TOTAL,
    TOTALS,
    results,
)
from eligibility.model.dataset import Issue, SourceFile
from eligibility.model.review import Counts, Review
from eligibility.model.standard import RuleBook
from eligibility.normalise.headings import PEOPLE
from eligibility.read.cells import UnreadableInput

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

COLLECTED = 500_000
"""People who are collected so that the driver concludes their situations; beyond, executors conclude them."""

ROUNDS = 12
"""Times that executors are asked what is open."""

TABLE, BUCKET, KEY = "__table__", "__bucket__", "__key__"
FINDINGS = ("none", "long")
"""How requirements are written out. Compact findings are numbers that each process would give for itself."""


@attrs.frozen(eq=False)
class SparkReview:
    """What a review came to: the *account* of it, as of every review whose results stand in parts.

    Situations were concluded from *collected* people in *rounds*; *everywhere*: executors concluded some
    themselves, since the bound was reached.
    """

    account: Review
    collected: int
    rounds: int
    everywhere: bool


def review_spark(
    tables: "Mapping[str, DataFrame]",
    rulebook: RuleBook,
    as_of: date,
    out: str,
    purpose: str = "planning",
    *,
    engine: str = "auto",
    columns: Sequence[str] = COLUMNS,
    findings: str = "none",
    bound: int = COLLECTED,
    sources: Sequence[SourceFile] = (),
) -> SparkReview:
    """Review the people in *tables* (``people``, ``plan``, ... of one Spark session) and write to *out*.

    There, ``decisions``, ``refusals``, ``issues`` and, where *findings* is ``long``, ``findings`` are folders
    of Parquet, written by Spark's own committer: what a lost executor had begun is not in them. *columns* of
    decisions hold at least the outcome. *bound* is how many people the driver may collect; *sources* are
    the files that *tables* stand in, for the account.

    Raises:
        eligibility.normalise.headings.UnusableInput: there are no people, or a column is lacking or double.
        eligibility.read.cells.UnreadableInput: too many rows of people have the ids of others.
        NoPolicy: the rule book has no policy for *purpose* on that day.
        eligibility.engine.agreement.Disagreement: the engines conclude differently.

    """
    if findings not in FINDINGS or "outcome" not in columns:
        raise ValueError(findings if findings not in FINDINGS else columns)
    with Shared(rulebook, as_of, purpose, engine) as known:
        wanted = tuple(name for name in columns if name not in NO_ROWS)
        return _Review(tables, known, wanted, findings, bound).write(out, sources)


class _Review:
    """One review."""

    def __init__(
        self,
        tables: "Mapping[str, DataFrame]",
        known: Shared,
        columns: Sequence[str],
        findings: str,
        bound: int,
    ) -> None:
        vocabulary = known.session.rulebook.vocabulary
        empty = {name: nothing_of(frame) for name, frame in tables.items()}
        source = source_of({n: [f] for n, f in empty.items()}, vocabulary, PEOPLE)
        self._keys, self._heads = source.keys, source.heads
        self._known = known
        self._columns = columns
        self._findings = findings
        self._bound = bound
        self._shared = {UNITS: fetched(tables[UNITS])} if UNITS in tables else {}
        self._tables = {name: frame for name, frame in tables.items() if name in self._keys and name != UNITS}
        self._session: SparkSession = tables[PEOPLE].sparkSession
        self._empty = {name: empty[name] for name in self._tables}
        self._repeated = self._repeated_ids()

    # --- the rows, together with what other tables say of the same people ------------------------------

    def _repeated_ids(self) -> list[str]:
        """The ids that several rows of people have."""
        from pyspark.sql import functions

        key = self._keys[PEOPLE]
        keyed = _keyed(self._tables[PEOPLE].select(functions.col(f"`{key}`")), key)
        found = keyed.where(f"{KEY} IS NOT NULL").groupBy(KEY).agg(functions.count("*").alias("n"))
        ids = [row[0] for row in found.where("n > 1").select(KEY).limit(REPEATED + 1).collect()]
        if len(ids) > REPEATED:
            raise UnreadableInput("many_repeated", column=self._keys[PEOPLE], limit=str(REPEATED))
        return sorted(ids)

    def _mapped(
        self, change: "Callable[[Iterator[Frames]], Iterator[pl.DataFrame]]", schema: str
    ) -> "DataFrame":
        """What *change* makes of all people, chunk by chunk."""
        aside, key = self._repeated, self._keys[PEOPLE]
        if len(self._tables) == 1:

            def of_batches(batches: Batches) -> Batches:
                frames = ({PEOPLE: _without(frame, aside, key)} for frame in chunks(batches))
                yield from batches_of(change(frames))

            return self._tables[PEOPLE].mapInArrow(of_batches, schema)
        empty, keys = self._empty, dict(self._keys)

        def of_group(group: "pa.Table") -> "pa.Table":
            frames = _apart(polars_of(group), empty)
            frames = {name: _without(frame, aside, keys[name]) for name, frame in frames.items()}
            made = list(change(iter([frames])))
            return arrow_of(pl.concat(made))

        return self._together.groupBy(BUCKET).applyInArrow(of_group, schema)

    @cached_property
    def _together(self) -> "DataFrame":
        """The rows of all tables in one, those of one person in one bucket; kept, since it is read often."""
        from pyspark.sql import functions

        parallel = self._session.sparkContext.defaultParallelism
        buckets = max(1, -(-self._tables[PEOPLE].count() // CHUNK), parallel)
        parts = []
        for name, frame in self._tables.items():
            known = functions.coalesce(functions.col(KEY), functions.lit(""))
            bucket = functions.pmod(functions.xxhash64(known), functions.lit(buckets))
            row = functions.struct(*(functions.col(f"`{column}`") for column in frame.columns))
            keyed = _keyed(frame, self._keys[name])
            parts.append(
                keyed.select(functions.lit(name).alias(TABLE), bucket.alias(BUCKET), row.alias(name))
            )
        return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), parts).persist()

    # --- learning -----------------------------------------------------------------------------------------

    def _learn(self) -> tuple[int, int, bool]:
        """Conclude what is open, round by round: people collected, rounds, and whether something is left."""
        collected = 0
        for number in range(ROUNDS):
            packed, shared = self._session.sparkContext.broadcast(self._known.packed()), self._shared

            def asking(
                chunks: Iterator[Frames],
                packed: Any = packed,  # noqa: ANN401  (a broadcast of Spark)
                shared: Frames = shared,
            ) -> Iterator[pl.DataFrame]:
                for tables in chunks:
                    open_ones = unpacked(packed.value).asks({**tables, **shared}) or {}
                    rows = [
                        (name, ipc(frame), frame.height) for name, frame in open_ones.items() if name != UNITS
                    ]
                    yield pl.DataFrame(rows, schema=_ASKED, orient="row")

            asked = self._mapped(asking, "name string, rows binary, height bigint").persist()
            try:
                count = asked.where(f"name = '{PEOPLE}'").agg({"height": "sum"}).collect()[0][0] or 0
                if not count:
                    return collected, number, False
                if collected + count > self._bound:
                    return collected, number, True
                collected += count
                self._known.learn({**self._gathered(asked.collect()), **self._shared})
            finally:
                asked.unpersist()
                packed.unpersist()
        return collected, ROUNDS, True

    def _gathered(self, rows: Iterable[Any]) -> dict[str, pl.DataFrame]:
        """The rows of each table that executors sent: of people the columns that are read."""
        found: dict[str, list[pl.DataFrame]] = {}
        for row in rows:
            frame = pl.read_ipc(io.BytesIO(row["rows"])).drop(ROW)
            found.setdefault(row["name"], []).append(frame)
        sent = {name: pl.concat(frames, how="vertical_relaxed") for name, frames in found.items()}
        return {name: sent.get(name, frame) for name, frame in self._empty.items()}

    # --- results --------------------------------------------------------------------------------------------

    def write(self, out: str, sources: Sequence[SourceFile]) -> SparkReview:
        """Review everybody and write the results."""
        started = perf_counter()
        collected, rounds, everywhere = self._learn()
        made = self._reviewed().persist()
        try:
            for kind in (DECISIONS, REFUSALS, *([FINDING] if self._findings == "long" else [])):
                _of_kind(made, kind, self._names(kind)).write.parquet(f"{out}/{kind}")
            problems = self._problems(made)
            problems.write.parquet(f"{out}/{ISSUE}")
            account = self._account(made, problems, sources, started)
            return SparkReview(account, collected, rounds, everywhere)
        finally:
            made.unpersist()
            if len(self._tables) > 1:
                self._together.unpersist()

    def _reviewed(self) -> "DataFrame":
        """All results in one table."""
        aside = self._aside()
        if aside[PEOPLE].height:
            self._known.learn(aside)
        packed, shared = self._session.sparkContext.broadcast(self._known.packed()), self._shared
        columns, findings = self._columns, self._findings

        def reviewing(chunks: Iterator[Frames]) -> Iterator[pl.DataFrame]:
            known = unpacked(packed.value)
            for tables in chunks:
                yield from results(known, {**tables, **shared}, columns, findings)

        schema = ", ".join(f"`{name}` {kind}" for name, kind in self._schema.items())
        made = self._mapped(reviewing, schema)
        if aside[PEOPLE].height:
            rows = [
                row for frame in results(self._known, aside, columns, findings) for row in plain(frame).rows()
            ]
            made = made.unionByName(self._session.createDataFrame(rows, schema))
        return made

    def _problems(self, made: "DataFrame") -> "DataFrame":
        """What could not be understood, each distinct text once, with the number of its places."""
        from pyspark.sql import functions

        found = _of_kind(made, ISSUE, (*ISSUES, COUNT))
        return found.groupBy(*ISSUES).agg(functions.sum(COUNT).alias(COUNT)).orderBy(*ISSUES)

    def _account(
        self, made: "DataFrame", problems: "DataFrame", sources: Sequence[SourceFile], started: float
    ) -> Review:
        of = ["outcome", *(name for name in ("standard", "version") if name in self._columns)]
        rows = _of_kind(made, DECISIONS, of).groupBy(*of).count().collect()
        outcomes = Counter[str]()
        for row in rows:
            outcomes[row["outcome"]] += row["count"]
        decided, refused = outcomes.total(), made.where(f"{KIND} = '{REFUSALS}'").count()
        read = {name: frame.count() for name, frame in self._tables.items()}
        read |= {name: frame.height for name, frame in self._shared.items()}
        counted = _of_kind(made, TOTAL, TOTALS).groupBy().sum(*TOTALS).collect()[0]
        people, seen = counted[0] or 0, counted[1] or 0
        if seen != read[PEOPLE]:
            raise AssertionError(f"{read[PEOPLE]} rows became {seen}")
        used = {(row["standard"], row["version"]) for row in rows} if len(of) > 1 else None
        solvers = [
            solver
            for solver in self._known.whole.layout.solvers
            for standard in [solver.compiled.instance.standard]
            if used is None or (standard.id, str(standard.version)) in used
        ]
        account = Account(self._known.session, self._heads, solvers)
        told = [
            Problem(Issue(**{name: row[name] for name in ISSUES}), row[COUNT]).told()
            for row in problems.collect()
        ]
        return account.review(
            told,
            sources,
            read,
            Counts(decided + refused, decided, refused, dict(sorted(outcomes.items())), people),
            account.engines(self._known.whole.situations, self._known.ordinary, decided),
            perf_counter() - started,
        )

    def _aside(self) -> dict[str, pl.DataFrame]:
        """The rows of people whose id several have, and those of other tables about them."""
        aside = self._repeated
        if not aside:
            return {**self._empty, **self._shared}
        found = {}
        for name, frame in self._tables.items():
            picked = frame.mapInArrow(_picking(self._keys[name], aside), frame.schema)
            found[name] = fetched(picked).cast(dict(self._empty[name].schema))  # type: ignore[arg-type]
        return {**found, **self._shared}

    @cached_property
    def _schema(self) -> dict[str, str]:
        """The columns of all results in one table, and their types."""
        empty = {**self._empty, **self._shared}
        frames = list(results(self._known, empty, self._columns, self._findings))
        return {name: TYPES[kind] for frame in frames for name, kind in plain(frame).schema.items()}

    def _names(self, kind: str) -> list[str]:
        """The columns of results of this *kind*."""
        return [name.removeprefix(f"{kind}_") for name in self._schema if name.startswith(f"{kind}_")]


_ASKED = {"name": pl.String, "rows": pl.Binary, "height": pl.Int64}


def _of_kind(made: "DataFrame", kind: str, names: Sequence[str]) -> "DataFrame":
    """The results of one *kind*, with the columns of these *names*."""
    return made.where(f"{KIND} = '{kind}'").selectExpr(*(f"`{kind}_{name}` AS `{name}`" for name in names))


def _keyed(frame: "DataFrame", key: str) -> "DataFrame":
    """*frame* with the id of each row as ids are compared: as it stands, unless some have odd letters."""
    from pyspark.sql import functions

    text = functions.col(f"`{key}`").cast("string")
    if frame.where(text.rlike(ODD)).limit(1).count() == 0:
        return frame.withColumn(KEY, functions.nullif(text, functions.lit("")))
    schema = frame.withColumn(KEY, functions.lit(None).cast("string")).schema

    def change(batches: Batches) -> Batches:
        for batch in batches:
            rows = polars_of(batch)
            yield from arrow_of(rows.with_columns(named(rows[key]).alias(KEY))).to_batches()

    return frame.mapInArrow(change, schema)


def _picking(key: str, ids: Sequence[str]) -> "Callable[[Batches], Batches]":
    def change(batches: Batches) -> Batches:
        for batch in batches:
            frame = polars_of(batch)
            yield from arrow_of(frame.filter(_among(frame, ids, key))).to_batches()

    return change


def _among(frame: pl.DataFrame, ids: Sequence[str], key: str) -> pl.Series:
    wanted = pl.Series(ids, dtype=pl.String)
    return named(frame[key]).is_in(wanted.implode()).fill_null(value=False)


def _without(frame: pl.DataFrame, ids: Sequence[str], key: str) -> pl.DataFrame:
    """*frame* without the rows of these *ids*."""
    return frame.filter(~_among(frame, ids, key)) if ids else frame


def _apart(rows: pl.DataFrame, empty: Frames) -> dict[str, pl.DataFrame]:
    """The rows of each table out of one bucket."""
    return {
        name: rows.filter(pl.col(TABLE) == name).select(pl.col(name).struct.unnest()).cast(dict(frame.schema))  # type: ignore[arg-type]
        for name, frame in empty.items()
    }
