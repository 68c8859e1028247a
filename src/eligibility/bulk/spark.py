"""A bulk review on Apache Spark: situations are concluded by the driver, and looked up everywhere else.

Executors say which people show situations that nobody has concluded yet; the driver reviews those in
the ordinary way and broadcasts what it then knows, until nothing is open. Where the people to be
reviewed are too many for that, executors conclude what is left themselves: the results are the same.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any

import attrs
import polars as pl

from eligibility.bulk.converting import plain
from eligibility.bulk.frames import COLUMNS
from eligibility.bulk.intake import UNITS
from eligibility.bulk.refusals import SCHEMA as REFUSALS
from eligibility.bulk.running import REPEATED
from eligibility.bulk.sharing import Frames, Shared, unpacked
from eligibility.bulk.sources import ODD, ROW, named, source_of
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

CHUNK = 250_000
"""People who are reviewed together on an executor."""

KIND, TABLE, BUCKET, KEY = "kind", "__table__", "__bucket__", "__key__"
NO_ROWS = ("row",)
"""Columns of results that say where a row stands in a file: rows of a distributed table stand nowhere."""

ISSUES = ("kind", "file", "text", "expected", "done")

Batches = Iterator["pa.RecordBatch"]


@attrs.frozen
class SparkReview:
    """What a review came to. *situations* were concluded from *collected* people in *rounds*; *everywhere*:
    executors concluded some themselves, since the bound was reached.
    """

    decided: int
    refused: int
    outcomes: Mapping[str, int]
    situations: int
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
    bound: int = COLLECTED,
) -> SparkReview:
    """Review the people in *tables* (``people``, ``plan``, ... of one Spark session) and write to *out*.

    There, ``decisions``, ``refusals`` and ``issues`` are folders of Parquet, written by Spark's own
    committer: what a lost executor had begun is not in them. *bound* is how many people the driver may
    collect.

    Raises:
        eligibility.normalise.headings.UnusableInput: there are no people, or a column is lacking or double.
        eligibility.read.cells.UnreadableInput: too many rows of people have the ids of others.
        NoPolicy: the rule book has no policy for *purpose* on that day.
        eligibility.engine.agreement.Disagreement: the engines conclude differently.

    """
    with Shared(rulebook, as_of, purpose, engine) as known:
        wanted = tuple(name for name in columns if name not in NO_ROWS)
        return _Review(tables, known, wanted, bound).write(out)


class _Review:
    """One review."""

    def __init__(
        self, tables: "Mapping[str, DataFrame]", known: Shared, columns: Sequence[str], bound: int
    ) -> None:
        vocabulary = known.session.rulebook.vocabulary
        empty = {name: _empty(frame) for name, frame in tables.items()}
        self._keys = source_of({n: [f] for n, f in empty.items()}, vocabulary, PEOPLE).keys
        self._known = known
        self._columns = columns
        self._bound = bound
        self._shared = {UNITS: _collected(tables[UNITS])} if UNITS in tables else {}
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
                frames = ({PEOPLE: _without(frame, aside, key)} for frame in _chunks(batches))
                yield from _batches(change(frames))

            return self._tables[PEOPLE].mapInArrow(of_batches, schema)
        empty, keys = self._empty, dict(self._keys)

        def of_group(group: "pa.Table") -> "pa.Table":
            frames = _apart(_polars(group), empty)
            frames = {name: _without(frame, aside, keys[name]) for name, frame in frames.items()}
            made = list(change(iter([frames])))
            return _arrow(pl.concat(made))

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
                        (name, _ipc(frame), frame.height)
                        for name, frame in open_ones.items()
                        if name != UNITS
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

    def write(self, out: str) -> SparkReview:
        """Review everybody and write the results."""
        collected, rounds, everywhere = self._learn()
        aside = self._aside()
        self._known.learn(aside) if aside[PEOPLE].height else None
        packed, shared = self._session.sparkContext.broadcast(self._known.packed()), self._shared
        columns, names = self._columns, [f"d_{name}" for name in self._columns]

        def reviewing(chunks: Iterator[Frames]) -> Iterator[pl.DataFrame]:
            known = unpacked(packed.value)
            for tables in chunks:
                yield from results(known, {**tables, **shared}, columns)

        schema = ", ".join(f"`{name}` {kind}" for name, kind in self._schema().items())
        made = self._mapped(reviewing, schema)
        if aside[PEOPLE].height:
            frames = list(results(self._known, aside, columns))
            extra = self._session.createDataFrame(
                [row for frame in frames for row in plain(frame).rows()], schema
            )
            made = made.unionByName(extra)
        made = made.persist()
        try:
            outcome = "d_outcome" if "outcome" in columns else "'' AS d_outcome"
            of_kind = {kind: made.where(f"{KIND} = '{kind}'") for kind in ("decisions", "refusals", "issues")}
            for kind, prefix, listed in (
                ("decisions", "d_", names),
                ("refusals", "r_", [f"r_{name}" for name in REFUSALS if name not in NO_ROWS]),
                ("issues", "i_", [f"i_{name}" for name in ISSUES]),
            ):
                chosen = of_kind[kind].selectExpr(
                    *(f"{name} AS {name.removeprefix(prefix)}" for name in listed)
                )
                (chosen.distinct() if kind == "issues" else chosen).write.parquet(f"{out}/{kind}")
            outcomes = of_kind["decisions"].selectExpr(outcome).groupBy("d_outcome").count().collect()
            counts = {row[0]: row[1] for row in sorted(outcomes, key=str)}
            return SparkReview(
                sum(counts.values()),
                of_kind["refusals"].count(),
                counts,
                self._known.whole.situations,
                collected,
                rounds,
                everywhere,
            )
        finally:
            made.unpersist()
            if len(self._tables) > 1:
                self._together.unpersist()

    def _aside(self) -> dict[str, pl.DataFrame]:
        """The rows of people whose id several have, and those of other tables about them."""
        aside = self._repeated
        if not aside:
            return {**self._empty, **self._shared}
        found = {}
        for name, frame in self._tables.items():
            picked = frame.mapInArrow(_picking(self._keys[name], aside), frame.schema)
            found[name] = _collected(picked).cast(dict(self._empty[name].schema))  # type: ignore[arg-type]
        return {**found, **self._shared}

    def _schema(self) -> dict[str, str]:
        frame = next(iter(results(self._known, {**self._empty, **self._shared}, self._columns)))
        return {name: _TYPES[kind] for name, kind in plain(frame).schema.items()}


_ASKED = {"name": pl.String, "rows": pl.Binary, "height": pl.Int64}
_TYPES: Mapping[Any, str] = {
    pl.String(): "string",
    pl.Int64(): "bigint",
    pl.Date(): "date",
    pl.Boolean(): "boolean",
    pl.List(pl.String): "array<string>",
}


def results(known: Shared, tables: Frames, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    """Decisions, refusals and issues in one frame: `KIND` says which a row is, and its columns begin so."""
    run = known.run(tables)
    for made in run.frames("none", columns):
        decisions = plain(made["decisions"]).rename(lambda name: f"d_{name}")
        refused = made["refusals"].drop(NO_ROWS).rename(lambda name: f"r_{name}")
        yield _kinds(decisions, refused, pl.DataFrame(schema=_ISSUES))
    rows = [tuple(getattr(issue, name) for name in ISSUES) for issue in run.issues]
    found = pl.DataFrame(rows, schema=_ISSUES, orient="row")
    yield _kinds(decisions.clear(), refused.clear(), found)


_ISSUES = {f"i_{name}": pl.String for name in ISSUES}


def _kinds(decisions: pl.DataFrame, refused: pl.DataFrame, issues: pl.DataFrame) -> pl.DataFrame:
    parts = {"decisions": decisions, "refusals": refused, "issues": issues}
    marked = [frame.with_columns(pl.lit(kind).alias(KIND)) for kind, frame in parts.items()]
    return pl.concat(marked, how="diagonal")


# --- frames of Polars and of Arrow ------------------------------------------------------------------


def _keyed(frame: "DataFrame", key: str) -> "DataFrame":
    """*frame* with the id of each row as ids are compared: as it stands, unless some have odd letters."""
    from pyspark.sql import functions

    text = functions.col(f"`{key}`").cast("string")
    if frame.where(text.rlike(ODD)).limit(1).count() == 0:
        return frame.withColumn(KEY, functions.nullif(text, functions.lit("")))
    schema = frame.withColumn(KEY, functions.lit(None).cast("string")).schema

    def change(batches: Batches) -> Batches:
        for batch in batches:
            rows = _polars(batch)
            yield from _arrow(rows.with_columns(named(rows[key]).alias(KEY))).to_batches()

    return frame.mapInArrow(change, schema)


def _picking(key: str, ids: Sequence[str]) -> "Callable[[Batches], Batches]":
    def change(batches: Batches) -> Batches:
        for batch in batches:
            frame = _polars(batch)
            yield from _arrow(frame.filter(_among(frame, ids, key))).to_batches()

    return change


def _among(frame: pl.DataFrame, ids: Sequence[str], key: str) -> pl.Series:
    wanted = pl.Series(ids, dtype=pl.String)
    return named(frame[key]).is_in(wanted.implode()).fill_null(value=False)


def _without(frame: pl.DataFrame, ids: Sequence[str], key: str) -> pl.DataFrame:
    """*frame* without the rows of these *ids*."""
    return frame.filter(~_among(frame, ids, key)) if ids else frame


def _chunks(batches: Batches) -> Iterator[pl.DataFrame]:
    """Batches put together to chunks of people."""
    held: list[pl.DataFrame] = []
    for batch in batches:
        held.append(_polars(batch))
        if sum(frame.height for frame in held) >= CHUNK:
            yield pl.concat(held)
            held = []
    if held:
        yield pl.concat(held)


def _batches(frames: Iterable[pl.DataFrame]) -> Batches:
    for frame in frames:
        yield from _arrow(frame).to_batches()


def _apart(rows: pl.DataFrame, empty: Frames) -> dict[str, pl.DataFrame]:
    """The rows of each table out of one bucket."""
    return {
        name: rows.filter(pl.col(TABLE) == name).select(pl.col(name).struct.unnest()).cast(dict(frame.schema))  # type: ignore[arg-type]
        for name, frame in empty.items()
    }


def _polars(arrow: Any) -> pl.DataFrame:  # noqa: ANN401  (a batch or table of Arrow)
    found = pl.from_arrow(arrow)
    if not isinstance(found, pl.DataFrame):
        raise TypeError(type(found).__name__)
    return found


def _arrow(frame: pl.DataFrame) -> "pa.Table":
    """*frame* with the types that Spark demands: no large ones."""
    import pyarrow as pa

    table = plain(frame).to_arrow()
    small = {pa.large_string(): pa.string(), pa.string_view(): pa.string(), pa.large_binary(): pa.binary()}

    def fit(kind: "pa.DataType") -> "pa.DataType":
        if pa.types.is_large_list(kind) or pa.types.is_list(kind):
            return pa.list_(fit(kind.value_type))
        return small.get(kind, kind)

    return table.cast(pa.schema([(field.name, fit(field.type)) for field in table.schema]))


def _collected(frame: "DataFrame") -> pl.DataFrame:
    return _polars(frame.toArrow())


def _empty(frame: "DataFrame") -> pl.DataFrame:
    """No row of *frame*, with its columns."""
    return _collected(frame.limit(0))


def _ipc(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_ipc(buffer)
    return buffer.getvalue()
