"""``eligibility audit``: how far holders of posts meet the standards of their posts."""

from datetime import date
from pathlib import Path

import click

from eligibility.cli.intake import prepare, with_intake
from eligibility.cli.passwords import password
from eligibility.cli.progress import progress
from eligibility.cli.results import asked, out_option, records_argument
from eligibility.cli.shared import FOUND, help_text, leave, options, plain_failures, rulebook
from eligibility.messages import text


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(
        records: Path,
        rules: Path | None,
        as_of: date | None,
        out: Path | None,
        baseline: Path | None,
        fail_under: float | None,
        public: bool,
        force: bool,
        engine: str,
        as_json: bool,
        quiet: bool,
    ) -> None:
        with plain_failures(lang):
            from eligibility.figures.baseline import read_baseline

            day = as_of or date.today()
            wanted = asked(lang, records, rules, out, baseline, force=force, as_json=as_json, quiet=quiet)
            wanted.check_free()
            before = read_baseline(baseline) if baseline is not None else None
            book, _ = rulebook(rules, lang, quiet=wanted.silent)
            import polars as pl

            from eligibility.figures.compliance import compliance, under
            from eligibility.figures.makeup import makeup
            from eligibility.figures.outputs import write_audit
            from eligibility.figures.sent import sent
            from eligibility.figures.summary import percent, summary
            from eligibility.figures.tables import Figures, audit_data
            from eligibility.pipeline import review
            from eligibility.report.words import Words

            counted: list[pl.DataFrame] = []
            with progress(lang, hidden=wanted.silent) as step:
                made = review(
                    records,
                    book,
                    day,
                    "audit",
                    progress=step,
                    engine=engine,
                    password=password(lang),
                    prepare=prepare(book, lang),
                    then=lambda dataset, _: counted.extend(
                        (makeup(dataset, book.vocabulary), sent(dataset, book.vocabulary))
                    ),
                )
            found = compliance(made)
            words = Words(book.vocabulary, lang)
            figures = Figures(
                found, words, makeup=counted[0], sent=counted[1], public=public, baseline=before
            )
            wanted.deliver(
                lambda folder: write_audit(figures, folder),
                lambda: audit_data(figures),
                lambda: [summary(figures)],
            )
            if fail_under is not None and under(found, fail_under):
                low = percent(found.overall["low"], figures)
                leave(FOUND, text("figures.under", lang, low=low, wanted=f"{fail_under:g}"))

    made = click.Command("audit", callback=run, help=help_text(lang, "audit", "records"))
    made.params = [
        records_argument(lang),
        out_option(lang),
        click.Option(
            ["--baseline"],
            type=click.Path(path_type=Path),
            metavar=text("cli.meta_place", lang),
            help=text("cli.opt_baseline", lang),
        ),
        click.Option(
            ["--fail-under"],
            type=click.FloatRange(0, 100),
            metavar=text("cli.meta_percent", lang),
            help=text("cli.opt_fail_under", lang),
        ),
        click.Option(["--public"], is_flag=True, help=text("cli.opt_public", lang)),
    ]
    return options(lang, "as_of", "rules", "force", "engine", "json", "quiet")(with_intake(made, lang))
