"""``eligibility fmt``: one layout for all files of a rule book."""

from pathlib import Path

import click

from eligibility.cli.shared import (
    DONE,
    FOUND,
    MARKER,
    UNUSABLE,
    leave,
    options,
    plain_failures,
    say,
    tell,
    wrote,
)
from eligibility.messages import text

HERE = ("rules", "cases")
"""What is laid out where no file is named."""


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(files: tuple[Path, ...], check: bool, diff: bool, quiet: bool) -> None:
        with plain_failures(lang):
            from eligibility.authoring.files import replace
            from eligibility.authoring.tidying import State, files_of, tidied
            from eligibility.report.diagnostics import render

            found = files_of(_chosen(files, lang))
            changed = refused = 0
            for one in tidied(found):
                if one.state not in (State.TIDY, State.CHANGED):
                    refused += 1
                    for problem in one.problems:
                        tell(render(problem, one.raw, lang))
                    tell(text(f"cli.fmt_{one.state}", lang, file=str(one.path)))
                elif one.state is State.CHANGED:
                    changed += 1
                    if diff:
                        for line in one.difference():
                            say(line)
                    elif not quiet:
                        say(str(one.path))
                    if not (check or diff):
                        replace(one.path, one.now.encode())
                        wrote()
            if not quiet:
                key = "cli.fmt_would" if check or diff else "cli.fmt_done"
                tell(text(key, lang, changed=changed, files=len(found)))
            leave(UNUSABLE if refused else FOUND if check and changed else DONE)

    made = click.Command("fmt", callback=run, help=text("cli.help_fmt", lang))
    made.params = [
        click.Argument(
            ["files"],
            type=click.Path(path_type=Path),
            nargs=-1,
            metavar=f"[{text('cli.meta_files', lang)}]...",
        ),
        click.Option(["--check"], is_flag=True, help=text("cli.opt_fmt_check", lang)),
        click.Option(["--diff"], is_flag=True, help=text("cli.opt_fmt_diff", lang)),
    ]
    return options(lang, "quiet")(made)


def _chosen(files: tuple[Path, ...], lang: str) -> tuple[Path, ...]:
    """*files*; else the rule book of this folder and its cases, but for what cases have beside them."""
    from eligibility.assurance.reading import OTHER_ROOMS

    for file in files:
        if not file.exists():
            leave(UNUSABLE, text("cli.fmt_missing", lang, file=str(file)))
    if files:
        return files
    if not (Path(HERE[0]) / MARKER).is_file():
        leave(UNUSABLE, text("cli.fmt_nothing", lang))
    rules, cases = map(Path, HERE)
    found = sorted(cases.iterdir()) if cases.is_dir() else []
    return (rules, *(place for place in found if place.name not in OTHER_ROOMS and not _hidden(place)))


def _hidden(place: Path) -> bool:
    return place.name.startswith(".") or not (place.is_dir() or place.suffix in (".yaml", ".yml"))
