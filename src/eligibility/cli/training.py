"""``eligibility training``: what reviews say of courses."""

from datetime import date
from pathlib import Path

import click

from eligibility.cli.intake import prepare, with_intake
from eligibility.cli.passwords import password
from eligibility.cli.progress import progress
from eligibility.cli.results import asked, out_option, records_argument
from eligibility.cli.shared import group, help_text, options, plain_failures, rulebook


def command(lang: str) -> click.Command:
    """The group of commands in *lang*."""
    from eligibility.cli.training_plan import plan, why

    return group("training", lang, needs(lang), plan(lang), why(lang))


def needs(lang: str) -> click.Command:
    """``eligibility training needs``: who must be sent."""

    def run(
        records: Path,
        rules: Path | None,
        as_of: date | None,
        out: Path | None,
        force: bool,
        engine: str,
        as_json: bool,
        quiet: bool,
    ) -> None:
        with plain_failures(lang):
            day = as_of or date.today()
            wanted = asked(lang, records, rules, out, force=force, as_json=as_json, quiet=quiet)
            wanted.check_free()
            book, _ = rulebook(rules, lang, quiet=wanted.silent)
            from eligibility.pipeline import read_dataset, review_dataset
            from eligibility.report.words import Words
            from eligibility.training.needs import PURPOSES, find_needs
            from eligibility.training.outputs import needs_data, write_needs
            from eligibility.training.summary import summary
            from eligibility.training.tables import NeedsTables

            with progress(lang, hidden=wanted.silent) as step:
                dataset = read_dataset(records, book, day, password(lang), prepare(book, lang))
                reviews = {
                    purpose: review_dataset(dataset, book, day, purpose, progress=step, engine=engine)
                    for purpose in PURPOSES
                }
            found = find_needs(dataset, book, reviews)
            tables = NeedsTables(found, Words(book.vocabulary, lang))
            wanted.deliver(
                lambda folder: write_needs(tables, folder),
                lambda: needs_data(found),
                lambda: [summary(tables)],
            )

    made = click.Command("needs", callback=run, help=help_text(lang, "needs", "records"))
    made.params = [records_argument(lang), out_option(lang)]
    return options(lang, "as_of", "rules", "force", "engine", "json", "quiet")(with_intake(made, lang))
