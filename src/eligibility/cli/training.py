"""``eligibility training``: what reviews say of courses."""

from datetime import date
from pathlib import Path

import click

from eligibility.cli.passwords import password, with_password
from eligibility.cli.review import progress
from eligibility.cli.shared import (
    Records,
    chosen_rules,
    console,
    help_text,
    options,
    plain_failures,
    rulebook,
    tell,
    wrote,
)
from eligibility.messages import text


def command(lang: str) -> click.Command:
    """The group of commands in *lang*."""
    group = click.Group(
        "training",
        help=text("cli.help_training", lang),
        options_metavar=text("cli.meta_options", lang),
        subcommand_metavar=text("cli.meta_command", lang),
        no_args_is_help=True,
    )
    group.add_command(needs(lang))
    options(lang)(group)
    return group


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
            from eligibility.report.folder import check_free

            day = as_of or date.today()
            kept = (records, chosen_rules(rules))
            if out is not None:
                check_free(out, force=force, keep=kept)
            book, _ = rulebook(rules, lang, quiet=quiet or as_json)
            from eligibility.pipeline import read_dataset, review_dataset
            from eligibility.report.folder import results
            from eligibility.report.machine import as_json as json_text
            from eligibility.report.summary import show
            from eligibility.report.words import Words
            from eligibility.training.needs import PURPOSES, find_needs
            from eligibility.training.outputs import needs_data, write_needs
            from eligibility.training.summary import summary
            from eligibility.training.tables import NeedsTables

            with progress(lang, hidden=quiet or as_json) as step:
                dataset = read_dataset(records, book, day, password(lang))
                reviews = {
                    purpose: review_dataset(dataset, book, day, purpose, progress=step, engine=engine)
                    for purpose in PURPOSES
                }
            found = find_needs(dataset, book, reviews)
            tables = NeedsTables(found, Words(book.vocabulary, lang))
            if out is not None:
                with results(out, force=force, keep=kept) as folder:
                    write_needs(tables, folder)
                wrote()
            if as_json:
                click.echo(json_text(needs_data(found)), nl=False)
            elif not quiet:
                show(summary(tables), console())
                if out is not None:
                    tell(text("report.written", lang, place=str(out)))

    made = click.Command("needs", callback=run, help=help_text(lang, "needs", "records"))
    made.params = [
        click.Argument(["records"], type=Records(), metavar=text("cli.meta_records", lang)),
        click.Option(
            ["--out", "-o"],
            type=click.Path(path_type=Path),
            metavar=text("cli.meta_dir", lang),
            help=text("cli.opt_out", lang),
        ),
    ]
    return options(lang, "as_of", "rules", "force", "engine", "json", "quiet")(with_password(made, lang))
