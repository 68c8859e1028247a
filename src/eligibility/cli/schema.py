"""``eligibility schema``: JSON Schema of the files of a rule book, for editors."""

from pathlib import Path

import click

from eligibility.cli.shared import UNUSABLE, chosen_rules, leave, options, plain_failures, tell, wrote
from eligibility.messages import text

ROOMS = ("rulebook", "vocabulary", "standards", "policy", "structure", "training", "cases", "map")


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(room: str, rules: Path | None, out: Path | None, force: bool, quiet: bool) -> None:
        with plain_failures(lang):
            from eligibility.authoring.offers import Offers, offers
            from eligibility.authoring.schema import Schemas
            from eligibility.authoring.schema_files import json_text, write_schemas
            from eligibility.pipeline import load_rules

            root = chosen_rules(rules)
            if not root.is_dir():
                leave(UNUSABLE, text("cli.no_rules", lang, place=str(root)))
            book, _, _ = load_rules(root)
            if book is None and not quiet:
                tell(text("cli.schema_plain", lang, place=str(root)))
            schemas = Schemas(offers(book) if book is not None else Offers())
            if out is None:
                click.echo(json_text(schemas.of(room)), nl=False)
                return
            written = write_schemas(out, schemas, force=force)
            wrote()
            if not quiet:
                tell(text("cli.schema_done", lang, count=len(written), place=str(out)))

    made = click.Command("schema", callback=run, help=text("cli.help_schema", lang))
    made.params = [
        click.Argument(
            ["room"],
            type=click.Choice(ROOMS),
            default="standards",
            required=False,
            metavar=f"[{text('cli.meta_room', lang)}]",
        ),
        click.Option(
            ["--out"],
            type=click.Path(path_type=Path),
            metavar=text("cli.meta_dir", lang),
            help=text("cli.opt_schema_out", lang),
        ),
    ]
    return options(lang, "rules", "force", "quiet")(made)
