"""``eligibility audit``: how far holders of posts meet the standards of their posts."""

from datetime import date
from pathlib import Path

import click

from eligibility.cli.passwords import password, with_password
from eligibility.cli.review import progress
from eligibility.cli.shared import (
    FOUND,
    UNUSABLE,
    Records,
    chosen_rules,
    console,
    help_text,
    leave,
    options,
    plain_failures,
    rulebook,
    tell,
    wrote,
)
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
            from eligibility.figures.baseline import UnusableBaseline, read_baseline
            from eligibility.report.folder import check_free

            day = as_of or date.today()
            kept = (records, chosen_rules(rules), *([baseline] if baseline is not None else []))
            if out is not None:
                check_free(out, force=force, keep=kept)
            try:
                before = read_baseline(baseline) if baseline is not None else None
            except UnusableBaseline as error:
                leave(UNUSABLE, text(f"figures.baseline_{error.kind}", lang, place=error.place))
            book, _ = rulebook(rules, lang, quiet=quiet or as_json)
            from eligibility.figures.compliance import compliance, under
            from eligibility.figures.outputs import write_audit
            from eligibility.figures.summary import percent, summary
            from eligibility.figures.tables import Figures, audit_data
            from eligibility.pipeline import review
            from eligibility.report.folder import results
            from eligibility.report.machine import as_json as json_text
            from eligibility.report.summary import show
            from eligibility.report.words import Words

            with progress(lang, hidden=quiet or as_json) as step:
                made = review(
                    records, book, day, "audit", progress=step, engine=engine, password=password(lang)
                )
            found = compliance(made)
            figures = Figures(found, Words(book.vocabulary, lang), public=public, baseline=before)
            if out is not None:
                with results(out, force=force, keep=kept) as folder:
                    write_audit(figures, folder)
                wrote()
            if as_json:
                click.echo(json_text(audit_data(figures)), nl=False)
            elif not quiet:
                show(summary(figures), console())
                if out is not None:
                    tell(text("report.written", lang, place=str(out)))
            if fail_under is not None and under(found, fail_under):
                low = percent(found.overall["low"], figures)
                leave(FOUND, text("figures.under", lang, low=low, wanted=f"{fail_under:g}"))

    made = click.Command("audit", callback=run, help=help_text(lang, "audit", "records"))
    made.params = [
        click.Argument(["records"], type=Records(), metavar=text("cli.meta_records", lang)),
        click.Option(
            ["--out", "-o"],
            type=click.Path(path_type=Path),
            metavar=text("cli.meta_dir", lang),
            help=text("cli.opt_out", lang),
        ),
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
    return options(lang, "as_of", "rules", "force", "engine", "json", "quiet")(with_password(made, lang))
