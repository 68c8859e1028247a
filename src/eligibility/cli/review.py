"""``eligibility review``: review all records and write the results."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eligibility.cli.intake import prepare, with_intake
from eligibility.cli.parts import Parts, in_parts, on_spark, refuse_whole
from eligibility.cli.passwords import password
from eligibility.cli.progress import progress
from eligibility.cli.results import Url, asked, out_option, records_argument
from eligibility.cli.shared import UNUSABLE, help_text, leave, options, plain_failures, rulebook, tell
from eligibility.messages import text

if TYPE_CHECKING:
    from eligibility.model.dataset import Dataset
    from eligibility.model.raw import RawTables
    from eligibility.model.review import Review


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(
        records: Path | Url,
        rules: Path | None,
        as_of: date | None,
        purpose: str,
        out: Path | Url | None,
        force: bool,
        findings_csv: bool,
        previous: Path | None,
        no_basis: bool,
        backend: str,
        findings: str | None,
        master: str | None,
        settings: tuple[str, ...],
        annexes: bool,
        classes: Path | None,
        engine: str,
        as_json: bool,
        quiet: bool,
    ) -> None:
        with plain_failures(lang):
            if annexes and (out is None or purpose != "planning"):
                leave(UNUSABLE, text("cli.no_annexes", lang))
            if classes is not None and purpose == "training":
                leave(UNUSABLE, text("cli.no_classes", lang))
            day = as_of or date.today()
            if backend != "spark" and (master is not None or settings):
                raise click.UsageError(text("cli.only_spark", lang))
            if backend != "memory":
                if out is None:
                    raise click.UsageError(text("cli.parts_need_out", lang, backend=backend))
                whole = {
                    "--previous": previous is not None,
                    "--findings-csv": findings_csv,
                    "--annexes": annexes,
                    "--classes": classes is not None,
                }
                refuse_whole(lang, backend, whole)
                parts = Parts(
                    lang,
                    records,
                    rules,
                    day,
                    purpose,
                    out,
                    engine,
                    findings or "none",
                    force,
                    as_json,
                    quiet,
                )
                in_parts(parts) if backend == "polars" else on_spark(parts, master, settings)
                return
            if findings is not None:
                raise click.UsageError(text("cli.findings_in_parts", lang))
            if isinstance(records, Url) or isinstance(out, Url):
                raise click.UsageError(text("cli.url_needs_spark", lang))
            replaced = previous is not None and out is not None and previous.resolve() == out.resolve()
            also = None if replaced else previous
            wanted = asked(
                lang, records, rules, out, also, classes, force=force, as_json=as_json, quiet=quiet
            )
            wanted.check_free()
            earlier = None
            if previous is not None:
                from eligibility.read.previous import read_previous

                earlier = read_previous(previous, purpose)
            book, files = rulebook(rules, lang, quiet=wanted.silent)
            from eligibility.model.basis import Basis
            from eligibility.pipeline import review
            from eligibility.report.basis import packed
            from eligibility.report.changes import ChangeTables
            from eligibility.report.comparison import since_summary
            from eligibility.report.lists import ListTables
            from eligibility.report.machine import review_data
            from eligibility.report.summary import summary
            from eligibility.report.tables import Tables
            from eligibility.report.words import Words

            sheets: dict[str, bytes] = {}
            judged: list[ListTables] = []
            keep = out is not None and not no_basis
            locked: list[bool] = []

            def see(raw: "RawTables") -> None:
                sheets.update(packed(raw))
                locked.append(raw.locked)

            def judge(dataset: "Dataset", done: "Review") -> None:
                from eligibility.lists.counting import judge_lists

                findings = judge_lists(dataset, done)
                if findings:
                    names = dict(done.decisions.select("id", "full_name").iter_rows())
                    judged.append(ListTables(findings, Words(book.vocabulary, lang), names))

            datasets: list[Dataset] = []
            seen = see if keep or earlier is not None else None
            with progress(lang, hidden=wanted.silent) as step:
                made = review(
                    records,
                    book,
                    day,
                    purpose,
                    progress=step,
                    engine=engine,
                    seen=seen,
                    password=password(lang),
                    then=judge,
                    prepare=prepare(book, lang),
                    known=datasets.append if annexes or classes is not None else None,
                )
                changes = None
                if earlier is not None:
                    from eligibility.previous.comparing import compare

                    changes = compare(
                        earlier, made, sheets, engine, lambda _, done, total: step("again", done, total)
                    )
                late = None
                if classes is not None:
                    from eligibility.cli.class_lists import with_classes

                    late = with_classes(lang, classes, datasets[0], made, engine, step)
            tables = Tables(made, Words(book.vocabulary, lang))
            changed = ChangeTables(changes, tables) if changes is not None else None
            if keep and any(locked):
                keep = False
                tell(text("cli.basis_left_out", lang, file=records.name))
            lists = judged[0] if judged else None
            basis = Basis(sheets, files.contents) if keep else None

            def write(folder: Path) -> None:
                from eligibility.report.outputs import write_outputs

                write_outputs(
                    tables,
                    folder,
                    findings_csv=findings_csv,
                    basis=basis,
                    changed=changed,
                    lists=lists,
                    further=[late] if late is not None else (),
                )
                for dataset in datasets if annexes else ():
                    from eligibility.report.annexes import NAME, write_annexes

                    write_annexes(tables, dataset, folder / NAME)

            told = [
                *(lists.lines() if lists is not None else ()),
                *(late.lines() if late is not None else ()),
            ]
            since = [since_summary(changed)] if changed is not None else []
            wanted.deliver(
                write,
                lambda: {
                    **review_data(made, basis, changes, lists.findings if lists is not None else ()),
                    **({late.name: late.data()} if late is not None else {}),
                },
                lambda: [summary(tables, told), *since],
            )

    made = click.Command("review", callback=run, help=help_text(lang, "review", "records"))
    made.params = [
        records_argument(lang, anywhere=True),
        out_option(lang, anywhere=True),
        click.Option(["--findings-csv"], is_flag=True, help=text("cli.opt_findings_csv", lang)),
        click.Option(
            ["--previous"],
            type=click.Path(path_type=Path),
            metavar=text("cli.meta_dir", lang),
            help=text("cli.opt_previous", lang),
        ),
        click.Option(
            ["--backend"],
            type=click.Choice(["memory", "polars", "spark"]),
            default="memory",
            show_default=True,
            help=text("cli.opt_backend", lang),
        ),
        click.Option(
            ["--findings"],
            type=click.Choice(["none", "compact", "long"]),
            help=text("cli.opt_findings", lang),
        ),
        click.Option(["--master"], metavar=text("cli.meta_master", lang), help=text("cli.opt_master", lang)),
        click.Option(
            ["--conf", "settings"],
            multiple=True,
            metavar=text("cli.meta_setting", lang),
            help=text("cli.opt_conf", lang),
        ),
        click.Option(["--annexes"], is_flag=True, help=text("cli.opt_annexes", lang)),
        click.Option(
            ["--classes"],
            type=click.Path(path_type=Path),
            metavar=text("cli.meta_place", lang),
            help=text("cli.opt_review_classes", lang),
        ),
        click.Option(["--no-basis"], is_flag=True, help=text("cli.opt_no_basis", lang)),
    ]
    return options(lang, "as_of", "purpose", "rules", "force", "engine", "json", "quiet")(
        with_intake(made, lang)
    )
