"""``eligibility demo``: a synthetic province to try things on."""

from datetime import date
from pathlib import Path

import click

from eligibility.cli.shared import UNUSABLE, leave, options, plain_failures, rulebook, tell
from eligibility.messages import text


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(
        out: Path,
        rules: Path | None,
        as_of: date | None,
        people: int,
        seed: int,
        faults: bool,
        force: bool,
        quiet: bool,
    ) -> None:
        with plain_failures(lang):
            from eligibility.report.folder import aside

            if out.exists() and not (out.is_dir() and not any(out.iterdir())):
                if not force:
                    leave(UNUSABLE, text("cli.not_empty", lang, out=str(out)))
                moved = aside(out)
                out.replace(moved)
                tell(text("cli.moved", lang, place=str(moved)))
            book, _ = rulebook(rules, lang, quiet=quiet)
            from eligibility.synthetic import demo

            demo(out, people, seed, faults, as_of or date.today(), book.vocabulary)
            if not quiet:
                tell(text("cli.demo_done", lang, people=people, place=str(out)))

    made = click.Command("demo", callback=run, help=text("cli.help_demo", lang))
    made.params = [
        click.Argument(["out"], type=click.Path(path_type=Path), metavar="OUT"),
        click.Option(
            ["--people"],
            type=click.IntRange(1, 1_000_000),
            default=400,
            show_default=True,
            help=text("cli.opt_people", lang),
        ),
        click.Option(["--seed"], type=int, default=1, show_default=True, help=text("cli.opt_seed", lang)),
        click.Option(["--faults"], is_flag=True, help=text("cli.opt_faults", lang)),
    ]
    return options(lang, "as_of", "rules", "force", "quiet")(made)
