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


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(rules: Path | None, folder: Path | None, as_json: bool, quiet: bool) -> None:
        with plain_failures(lang):
            from eligibility.analysis.checks import check_rules
            from eligibility.report.diagnostics import as_data, render
            from eligibility.report.machine import as_json as json_text

            root = chosen_rules(folder or rules)
            if not root.is_dir():
                leave(UNUSABLE, text("cli.no_rules", lang, place=str(root)))
            book, problems, raw = check_rules(root)
            if as_json:
                data = {"schema": SCHEMA, "problems": [as_data(problem, raw, lang) for problem in problems]}
                click.echo(json_text(data), nl=False)
            elif not quiet:
                for problem in problems:
                    say(render(problem, raw, lang))
            errors = sum(problem.severity == "error" for problem in problems)
            if problems:
                found = text("cli.check_found", lang, errors=errors, warnings=len(problems) - errors)
                leave(FOUND if errors else DONE, found)
            if book is not None and not quiet and not as_json:
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
        )
    ]
    return options(lang, "rules", "json", "quiet")(made)
