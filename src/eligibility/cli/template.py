"""``eligibility template``: an empty workbook to be filled in."""

from datetime import date
from pathlib import Path

import click

from eligibility.cli.shared import UNUSABLE, chosen_rules, leave, options, plain_failures, rulebook, tell
from eligibility.messages import text

SUFFIXES = (".xlsx", "")
"""A workbook, or a folder of text files."""


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(out: Path | None, rules: Path | None, as_of: date | None, force: bool, quiet: bool) -> None:
        with plain_failures(lang):
            from eligibility.report.folder import NotEmpty

            place = Path(text("template.file", lang)) if out is None else out
            if place.suffix.lower() not in SUFFIXES:
                leave(UNUSABLE, text("cli.template_name", lang, out=place))
            try:
                _make(place, rules, as_of or date.today(), force=force, quiet=quiet)
            except NotEmpty:
                leave(UNUSABLE, text("cli.file_there", lang, out=place))

    def _make(place: Path, rules: Path | None, day: date, *, force: bool, quiet: bool) -> None:
        from eligibility.report.folder import check_free

        kept = chosen_rules(rules)
        check_free(place, force=force, keep=(kept,))
        book, raw = rulebook(rules, lang, quiet=quiet)
        from eligibility.model.vocabulary import Label
        from eligibility.template.files import write_template
        from eligibility.template.pages import make_book

        said = raw.documents["rulebook.yaml"].data["title"]
        made = make_book(book, day, lang)
        old = write_template(made, Label(said["vi"], said["en"]), place, force=force, keep=kept)
        if not quiet:
            if old is not None and old.exists():
                tell(text("cli.file_moved", lang, place=old))
            shown = f'"{place}"' if " " in str(place) else place
            results = text("template.results", lang)
            tell(text("cli.template_done", lang, place=place))
            tell(f"eligibility review {shown} --as-of {day.isoformat()} --out {results}")

    made = click.Command("template", callback=run, help=text("cli.help_template", lang))
    made.params = [
        click.Option(
            ["--out", "-o"],
            type=click.Path(path_type=Path),
            metavar=text("cli.meta_file", lang),
            help=text("cli.opt_template_out", lang, name=text("template.file", lang)),
        )
    ]
    made = options(lang, "rules", "as_of", "quiet")(made)
    made.params.insert(3, click.Option(["--force"], is_flag=True, help=text("cli.opt_force_file", lang)))
    return made
