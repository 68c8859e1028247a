"""``eligibility review --backend polars`` and ``spark``: tables of any size, results in parts of parquet."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import attrs
import click

from eligibility.cli.progress import progress
from eligibility.cli.results import Asked, Url, asked
from eligibility.cli.shared import INTERNAL, UNUSABLE, leave, rulebook, tell, wrote
from eligibility.messages import text

if TYPE_CHECKING:
    from eligibility.bulk.hadoop import Hadoop
    from eligibility.bulk.spark import SparkReview
    from eligibility.model.review import Review
    from eligibility.model.standard import RuleBook
    from eligibility.report.tables import Tables


@attrs.frozen
class Parts:
    """A review in parts, as it is asked for."""

    lang: str
    records: Path | Url
    rules: Path | None
    day: date
    purpose: str
    out: Path | Url
    engine: str
    findings: str
    force: bool
    as_json: bool
    quiet: bool

    def begun(self) -> tuple[Asked, "RuleBook"]:
        """How the results are asked for, as far as they go to this machine, and the rule book."""
        records = self.records if isinstance(self.records, Path) else None
        out = self.out if isinstance(self.out, Path) else None
        wanted = asked(
            self.lang, records, self.rules, out, force=self.force, as_json=self.as_json, quiet=self.quiet
        )
        wanted.check_free()
        book, _ = rulebook(self.rules, self.lang, quiet=wanted.silent)
        return wanted, book

    def tables(self, review: "Review") -> "Tables":
        """What is said of *review*."""
        from eligibility.report.tables import Tables
        from eligibility.report.words import Words

        return Tables(review, Words(review.rulebook.vocabulary, self.lang))


def refuse_whole(lang: str, backend: str, whole: Mapping[str, bool]) -> None:
    """Refuse options that need everything at once, of which *whole* says whether they are given.

    Raises:
        click.UsageError: one of them is.

    """
    for name, given in whole.items():
        if given:
            raise click.UsageError(text("cli.not_in_parts", lang, option=name, backend=backend))


def in_parts(parts: Parts) -> None:
    """Review the records chunk by chunk."""
    wanted, book = parts.begun()
    from eligibility.bulk.running import review_tables
    from eligibility.report.machine import review_data
    from eligibility.report.outputs import write_account
    from eligibility.report.summary import summary

    made: list[Tables] = []
    records = parts.records
    if not isinstance(records, Path) or not isinstance(parts.out, Path):
        raise click.UsageError(text("cli.url_needs_spark", parts.lang))

    def write(folder: Path) -> None:
        with progress(parts.lang, hidden=wanted.silent) as step:
            review = review_tables(
                records,
                book,
                parts.day,
                folder,
                parts.purpose,
                engine=parts.engine,
                findings=parts.findings,
                progress=step,
            )
        made.append(parts.tables(review))
        write_account(made[0], folder)

    wanted.deliver(write, lambda: review_data(made[0].review), lambda: [summary(made[0])])


def on_spark(parts: Parts, master: str | None, settings: Sequence[str]) -> None:
    """Review the records on the cluster *master* of Spark, whose *settings* are texts such as ``key=value``.

    Raises:
        click.UsageError: findings are asked for as numbers, or a setting is none.

    """
    if parts.findings == "compact":
        raise click.UsageError(text("cli.spark_compact", parts.lang))
    for setting in settings:
        if "=" not in setting:
            raise click.UsageError(text("cli.spark_setting", parts.lang, text=setting))
    wanted, book = parts.begun()
    from eligibility.bulk.hadoop import Hadoop, session
    from eligibility.report.machine import review_data
    from eligibility.report.outputs import write_account
    from eligibility.report.summary import summary

    given = dict(setting.split("=", 1) for setting in settings)
    with _failures(parts.lang), session(master, given) as spark:
        files = Hadoop(spark)
        made: list[tuple[SparkReview, Tables]] = []

        def review(folder: str) -> "Tables":
            found = _reviewed(parts, book, files, folder)
            made.append((found, parts.tables(found.account)))
            return made[0][1]

        def write(folder: Path) -> None:
            write_account(review(located(folder)), folder)

        if not isinstance(parts.out, Path):
            with files.results(parts.out.text, force=parts.force) as place:
                tables = review(place)
                with TemporaryDirectory() as scratch:
                    write_account(tables, Path(scratch))
                    files.put(Path(scratch), place)
            wrote()
        wanted.deliver(write, lambda: review_data(made[0][0].account), lambda: [summary(made[0][1])])
        if not wanted.silent:
            found = made[0][0]
            key = "cli.spark_everywhere" if found.everywhere else "cli.spark_rounds"
            tell(text(key, parts.lang, people=found.collected, rounds=found.rounds))
            if not isinstance(parts.out, Path):
                tell(text("report.written", parts.lang, place=parts.out.text))


def located(place: Path | Url) -> str:
    """*place* as Spark finds it, whatever file system it takes for its own."""
    return f"file://{place.resolve().as_posix()}" if isinstance(place, Path) else place.text


def _reviewed(parts: Parts, book: "RuleBook", files: "Hadoop", folder: str) -> "SparkReview":
    from eligibility.bulk.spark import review_spark

    tables, sources = files.tables(located(parts.records), book.vocabulary)
    return review_spark(
        tables,
        book,
        parts.day,
        folder,
        parts.purpose,
        engine=parts.engine,
        findings=parts.findings,
        sources=sources,
    )


@contextmanager
def _failures(lang: str) -> Iterator[None]:
    """Tell failures of Spark in one line; a disagreement of the engines is one wherever it was found."""
    try:
        yield
    except Exception as error:
        module = type(error).__module__.partition(".")[0]
        if module not in ("pyspark", "py4j"):
            raise
        if "eligibility.engine.agreement.Disagreement" in str(error):
            leave(INTERNAL, text("cli.internal", lang, situation=""))
        first = next((line for line in str(error).splitlines() if line.strip()), "")
        leave(UNUSABLE, text("cli.spark_failed", lang, kind=type(error).__name__, detail=first[:200]))
