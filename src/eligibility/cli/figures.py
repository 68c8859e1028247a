"""``eligibility figures``: what does not add up in tables that somebody typed."""

from pathlib import Path

import click

from eligibility.cli.shared import FOUND, UNUSABLE, help_text, leave, options, plain_failures, say, tell
from eligibility.messages import text


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(file: Path, as_json: bool, quiet: bool) -> None:
        with plain_failures(lang):
            from eligibility.report.diagnostics import render as problem_text
            from eligibility.report.machine import as_json as json_text
            from eligibility.typed.checking import check
            from eligibility.typed.files import read_figures
            from eligibility.typed.saying import as_data, number, render
            from eligibility.typed.tables import Weight

            tables, problems, raw = read_figures(file)
            if problems:
                for problem in problems:
                    tell(problem_text(problem, raw, lang))
                leave(UNUSABLE)
            remarks = check(tables, raw)
            if as_json:
                click.echo(json_text(as_data(remarks, tables, raw, lang)), nl=False)
            elif not quiet:
                for remark in remarks:
                    say(render(remark, raw, lang))
            counts = {weight: sum(remark.weight is weight for remark in remarks) for weight in Weight}
            if not quiet:
                shown = {f"{weight}s": number(count, lang) for weight, count in counts.items()}
                tell(text("typed.counts", lang, tables=number(len(tables), lang), **shown))
            leave(FOUND if counts[Weight.ERROR] else 0)

    made = click.Command("figures", callback=run, help=help_text(lang, "figures", "typed"))
    made.params = [
        click.Argument(["file"], type=click.Path(path_type=Path), metavar=text("cli.meta_typed", lang))
    ]
    return options(lang, "json", "quiet")(made)
