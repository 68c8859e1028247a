"""``eligibility review --backend polars``: tables of any size, results as parts of parquet."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from eligibility.cli.progress import progress
from eligibility.cli.results import asked
from eligibility.cli.shared import rulebook
from eligibility.messages import text


def in_parts(
    lang: str,
    records: Path,
    rules: Path | None,
    day: date,
    purpose: str,
    out: Path | None,
    engine: str,
    findings: str,
    whole: Mapping[str, bool],
    *,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Review *records* chunk by chunk into *out*; *whole* are options that need everything at once.

    Raises:
        click.UsageError: no folder is given, or an option that needs everything at once is.

    """
    if out is None:
        raise click.UsageError(text("cli.parts_need_out", lang))
    for name, given in whole.items():
        if given:
            raise click.UsageError(text("cli.not_in_parts", lang, option=name))
    wanted = asked(lang, records, rules, out, force=force, as_json=as_json, quiet=quiet)
    wanted.check_free()
    book, _ = rulebook(rules, lang, quiet=wanted.silent)
    from eligibility.bulk.running import review_tables
    from eligibility.report.machine import review_data
    from eligibility.report.outputs import write_account
    from eligibility.report.summary import summary
    from eligibility.report.tables import Tables
    from eligibility.report.words import Words

    made: list[Tables] = []

    def write(folder: Path) -> None:
        with progress(lang, hidden=wanted.silent) as step:
            review = review_tables(
                records, book, day, folder, purpose, engine=engine, findings=findings, progress=step
            )
        made.append(Tables(review, Words(book.vocabulary, lang)))
        write_account(made[0], folder)

    wanted.deliver(write, lambda: review_data(made[0].review), lambda: [summary(made[0])])
