"""``eligibility coverage``: how well the cases pin the rules down."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eligibility.cli.progress import progress
from eligibility.cli.shared import (
    FOUND,
    UNUSABLE,
    cases_argument,
    cases_folder,
    chosen_rules,
    console,
    leave,
    options,
    plain_failures,
    rulebook,
    say,
    tell,
    wrote,
)
from eligibility.messages import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eligibility.assurance.written import Case
    from eligibility.coverage.scoring import Report
    from eligibility.model.standard import RuleBook


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(
        cases: Path | None,
        rules: Path | None,
        standard: tuple[str, ...],
        quick: bool,
        fail_under: float | None,
        write: bool,
        jobs: int | None,
        cache: Path | None,
        no_cache: bool,
        verbose: bool,
        as_json: bool,
        quiet: bool,
    ) -> None:
        with plain_failures(lang):
            silent = quiet or as_json
            root = chosen_rules(rules)
            folder = cases_folder(cases, rules, lang)
            book, raw = rulebook(rules, lang, quiet=silent)
            found = _cases(folder, book, lang)
            _known(standard, book, lang)
            from eligibility.coverage.examining import Examination, examine
            from eligibility.coverage.remembering import usual_folder
            from eligibility.coverage.running import Work
            from eligibility.coverage.telling import as_data, lines, proposals_of
            from eligibility.report.machine import as_json as json_text

            kept = None if no_cache else cache or usual_folder()
            asked = Examination(Work(root, folder, kept), standard, not quick, jobs or _processors())
            with progress(lang, hidden=silent) as step:
                report = examine(asked, book, raw, found, step)
            if write:
                from eligibility.coverage.writing import write_proposals

                known = [case.id for case in found if case.proposal]
                places = write_proposals(proposals_of(report), folder, known)
                wrote()
                for place in places:
                    tell(text("coverage.written", lang, place=str(place)))
            if as_json:
                click.echo(json_text(as_data(report, standard, raw)), nl=False)
            elif not quiet:
                for line in lines(report, raw, lang, verbose=verbose):
                    say(line)
                _table(report, standard, lang)
            _sum_up(report, lang, silent=silent)
            least = report.least(standard)
            if fail_under is not None and least < fail_under:
                said = {"least": _number(least, lang), "wanted": _number(fail_under, lang)}
                leave(FOUND, text("coverage.under", lang, **said))
            if report.failing:
                leave(FOUND)

    made = click.Command("coverage", callback=run, help=text("cli.help_coverage_long", lang))
    made.params = [
        cases_argument(lang),
        click.Option(
            ["--standard"],
            multiple=True,
            help=text("cli.opt_coverage_standard", lang),
            metavar=text("cli.meta_id", lang),
        ),
        click.Option(["--quick"], is_flag=True, help=text("cli.opt_quick", lang)),
        click.Option(
            ["--fail-under"],
            type=click.FloatRange(0, 100),
            help=text("cli.opt_coverage_under", lang),
            metavar=text("cli.meta_percent", lang),
        ),
        click.Option(["--write"], is_flag=True, help=text("cli.opt_write_proposals", lang)),
        click.Option(
            ["--jobs", "-j"],
            type=click.IntRange(1, 64),
            help=text("cli.opt_jobs", lang),
            metavar=text("cli.meta_number", lang),
        ),
        click.Option(
            ["--cache"],
            type=click.Path(path_type=Path, file_okay=False),
            help=text("cli.opt_cache", lang),
            metavar=text("cli.meta_dir", lang),
        ),
        click.Option(["--no-cache"], is_flag=True, help=text("cli.opt_no_cache", lang)),
        click.Option(["--verbose", "-v"], is_flag=True, help=text("cli.opt_coverage_verbose", lang)),
    ]
    return options(lang, "rules", "json", "quiet")(made)


def _processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # there is no such thing on Windows and macOS
        return os.cpu_count() or 1


def _cases(folder: Path, book: "RuleBook", lang: str) -> "Sequence[Case]":
    """The cases in *folder*; leaves where they are not sound, or there are none."""
    from eligibility.assurance.cases import read_cases

    found, problems, written = read_cases(folder, book)
    if problems:
        from eligibility.report.diagnostics import render

        for problem in problems:
            tell(render(problem, written, lang))
        leave(UNUSABLE)
    return found


def _known(standards: "Sequence[str]", book: "RuleBook", lang: str) -> None:
    """Leave where one of *standards* is none of the rule book."""
    from eligibility.cli.near import did_you_mean

    names = list(dict.fromkeys(standard.id for standard in book.standards))
    for name in standards:
        if name not in names:
            near = did_you_mean(name, names, lang)
            raise click.UsageError(
                " ".join(filter(None, (text("coverage.no_standard", lang, name=name), near)))
            )


def _table(report: "Report", only: "Sequence[str]", lang: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from eligibility.coverage.telling import rows

    heads, *body = rows(report, only, lang)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left", no_wrap=True)
    for number, row in enumerate(body):
        table.add_row(*row, end_section=number == len(body) - 2)
    console().print(table)


def _sum_up(report: "Report", lang: str, *, silent: bool) -> None:
    """What is said beside the results."""
    if report.failing:
        tell(text("coverage.failing", lang, count=report.failing))
    if silent:
        return
    if report.proposals:
        tell(text("coverage.proposals", lang, count=report.proposals))
    if report.reused:
        tell(text("coverage.reused", lang, count=report.reused))


def _number(percent: float, lang: str) -> str:
    shown = f"{int(percent * 10) / 10:.1f}"
    return shown.replace(".", ",") if lang == "vi" else shown
