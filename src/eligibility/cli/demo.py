"""``eligibility demo``: a synthetic province to try things on."""

from datetime import date
from pathlib import Path

import click

from eligibility.cli.shared import (
    UNUSABLE,
    chosen_rules,
    help_text,
    leave,
    options,
    plain_failures,
    rulebook,
    tell,
)
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
            from eligibility.report.folder import CannotWrite, check_free, moved_aside

            check_free(out, force=force, keep=(chosen_rules(rules),))
            book, _ = rulebook(rules, lang, quiet=quiet)
            from eligibility.synthetic import demo
            from eligibility.synthetic.files import TooManyRows

            try:
                with moved_aside(out) as old:
                    demo(out, people, seed, faults, as_of or date.today(), book.vocabulary)
            except TooManyRows:
                leave(UNUSABLE, text("cli.too_many_rows", lang, out=out))
            except OSError as error:
                raise CannotWrite(out) from error
            if not quiet:
                if old is not None and old.exists():
                    tell(text("cli.moved", lang, place=str(old)))
                tell(text("cli.demo_done", lang, people=people, place=str(out)))

    made = click.Command(
        "demo",
        callback=run,
        help=help_text(lang, "demo", "out"),
    )
    made.params = [
        click.Argument(["out"], type=click.Path(path_type=Path), metavar=text("cli.meta_out", lang)),
        click.Option(
            ["--people"],
            type=click.IntRange(1, 1_000_000),
            default=400,
            show_default=True,
            metavar=text("cli.meta_number", lang),
            help=text("cli.opt_people", lang),
        ),
        click.Option(
            ["--seed"],
            type=int,
            default=1,
            show_default=True,
            metavar=text("cli.meta_number", lang),
            help=text("cli.opt_seed", lang),
        ),
        click.Option(["--faults"], is_flag=True, help=text("cli.opt_faults", lang)),
    ]
    return options(lang, "as_of", "rules", "force", "quiet")(made)
