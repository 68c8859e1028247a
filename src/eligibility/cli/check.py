"""``eligibility check``: everything that is wrong with a rule book."""

from pathlib import Path

import click

from eligibility.cli.shared import (
    DONE,
    FOUND,
    UNUSABLE,
    chosen_rules,
    leave,
    options,
    plain_failures,
    say,
    tell,
)
from eligibility.messages import text

SCHEMA = "eligibility/check/1"
FORMS = ("text", "json", "github", "sarif")


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(rules: Path | None, folder: Path | None, form: str, as_json: bool, quiet: bool) -> None:
        with plain_failures(lang):
            from eligibility import __version__
            from eligibility.analysis.checks import check_rules
            from eligibility.report.annotations import github, sarif
            from eligibility.report.diagnostics import as_data, render
            from eligibility.report.machine import as_json as json_text

            root = chosen_rules(folder or rules)
            if not root.is_dir():
                leave(UNUSABLE, text("cli.no_rules", lang, place=str(root)))
            book, problems, raw = check_rules(root)
            form = "json" if as_json else form
            found = [as_data(problem, raw, lang) for problem in problems]
            if form == "json":
                click.echo(json_text({"schema": SCHEMA, "problems": found}), nl=False)
            elif form == "sarif":
                click.echo(json_text(sarif(found, __version__)), nl=False)
            elif form == "github":
                click.echo(github(found), nl=False)
            elif not quiet:
                for problem in problems:
                    say(render(problem, raw, lang))
            errors = sum(problem.severity == "error" for problem in problems)
            if problems:
                summed = text("cli.check_found", lang, errors=errors, warnings=len(problems) - errors)
                leave(FOUND if errors else DONE, summed)
            if book is not None and not quiet and form == "text":
                requirements = sum(len(standard.requirements) for standard in book.standards)
                tell(
                    text(
                        "cli.check_fine",
                        lang,
                        standards=len(book.standards),
                        requirements=requirements,
                        policies=len(book.policies),
                    )
                )

    made = click.Command("check", callback=run, help=text("cli.help_check", lang))
    made.params = [
        click.Argument(
            ["folder"],
            type=click.Path(path_type=Path),
            required=False,
            metavar=f"[{text('cli.meta_dir', lang)}]",
        ),
        click.Option(
            ["--format", "form"],
            type=click.Choice(FORMS),
            default="text",
            show_default=True,
            help=text("cli.opt_format", lang),
        ),
    ]
    return options(lang, "rules", "json", "quiet")(made)
