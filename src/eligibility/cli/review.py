"""``eligibility review``: review all records and write the results."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eligibility.cli.passwords import password, with_password
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

if TYPE_CHECKING:
    from eligibility.model.raw import RawTables


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(
        records: Path,
        rules: Path | None,
        as_of: date | None,
        purpose: str,
        out: Path | None,
        force: bool,
        findings_csv: bool,
        previous: Path | None,
        no_basis: bool,
        engine: str,
        as_json: bool,
        quiet: bool,
    ) -> None:
        with plain_failures(lang):
            from eligibility.report.folder import check_free

            day = as_of or date.today()
            kept = [records, chosen_rules(rules)]
            if previous is not None and out is not None and previous.resolve() != out.resolve():
                kept.append(previous)
            if out is not None:
                check_free(out, force=force, keep=kept)
            earlier = None
            if previous is not None:
                from eligibility.read.previous import read_previous

                earlier = read_previous(previous, purpose)
            book, files = rulebook(rules, lang, quiet=quiet or as_json)
            from eligibility.model.basis import Basis
            from eligibility.pipeline import review
            from eligibility.report.basis import packed
            from eligibility.report.changes import ChangeTables
            from eligibility.report.comparison import since_summary
            from eligibility.report.folder import results
            from eligibility.report.machine import as_json as json_text
            from eligibility.report.machine import review_data
            from eligibility.report.summary import show, summary
            from eligibility.report.tables import Tables
            from eligibility.report.words import Words

            sheets: dict[str, bytes] = {}
            keep = out is not None and not no_basis
            locked: list[bool] = []

            def see(raw: "RawTables") -> None:
                sheets.update(packed(raw))
                locked.append(raw.locked)

            seen = see if keep or earlier is not None else None
            with progress(lang, hidden=quiet or as_json) as step:
                made = review(
                    records,
                    book,
                    day,
                    purpose,
                    progress=step,
                    engine=engine,
                    seen=seen,
                    password=password(lang),
                )
                changes = None
                if earlier is not None:
                    from eligibility.previous.comparing import compare

                    changes = compare(
                        earlier, made, sheets, engine, lambda _, done, total: step("again", done, total)
                    )
            tables = Tables(made, Words(book.vocabulary, lang))
            changed = ChangeTables(changes, tables) if changes is not None else None
            if keep and any(locked):
                keep = False
                tell(text("cli.basis_left_out", lang, file=records.name))
            basis = Basis(sheets, files.contents) if keep else None
            if out is not None:
                from eligibility.report.outputs import write_outputs

                with results(out, force=force, keep=kept) as folder:
                    write_outputs(tables, folder, findings_csv=findings_csv, basis=basis, changed=changed)
                wrote()
            if as_json:
                click.echo(json_text(review_data(made, basis, changes)), nl=False)
            elif not quiet:
                show(summary(tables), console())
                if changed is not None:
                    show(since_summary(changed), console())
                if out is not None:
                    tell(text("report.written", lang, place=str(out)))

    made = click.Command("review", callback=run, help=help_text(lang, "review", "records"))
    made.params = [
        click.Argument(["records"], type=Records(), metavar=text("cli.meta_records", lang)),
        click.Option(
            ["--out", "-o"],
            type=click.Path(path_type=Path),
            metavar=text("cli.meta_dir", lang),
            help=text("cli.opt_out", lang),
        ),
        click.Option(["--findings-csv"], is_flag=True, help=text("cli.opt_findings_csv", lang)),
        click.Option(
            ["--previous"],
            type=click.Path(path_type=Path),
            metavar=text("cli.meta_dir", lang),
            help=text("cli.opt_previous", lang),
        ),
        click.Option(["--no-basis"], is_flag=True, help=text("cli.opt_no_basis", lang)),
    ]
    return options(lang, "as_of", "purpose", "rules", "force", "engine", "json", "quiet")(
        with_password(made, lang)
    )


@contextmanager
def progress(lang: str, *, hidden: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on the error stream, where that is a terminal."""
    shown = console(stderr=True)
    if hidden or not shown.is_terminal:
        yield lambda stage, done, total: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=shown, transient=True
    )
    tasks: dict[str, int] = {}

    def step(stage: str, done: int, total: int) -> None:
        bar.start()  # not before: a password may be asked for while the records are read
        if stage not in tasks:
            tasks[stage] = bar.add_task(text(f"cli.stage_{stage}", lang), total=total)
        bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

    try:
        yield step
    finally:
        bar.stop()
