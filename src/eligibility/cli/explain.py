"""``eligibility explain``: one person's dossier."""

from datetime import date
from pathlib import Path

import click

from eligibility.cli.intake import prepare, with_intake
from eligibility.cli.near import leave_unknown
from eligibility.cli.passwords import password
from eligibility.cli.posts import Post
from eligibility.cli.results import records_argument
from eligibility.cli.shared import (
    console,
    help_text,
    options,
    plain_failures,
    rulebook,
)
from eligibility.messages import text

SCHEMA = "eligibility/explain/1"


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(
        person: str,
        records: Path,
        rules: Path | None,
        as_of: date | None,
        purpose: str,
        post: str | None,
        engine: str,
        as_json: bool,
        quiet: bool,
    ) -> None:
        with plain_failures(lang):
            day = as_of or date.today()
            book, _ = rulebook(rules, lang, quiet=quiet or as_json)
            from eligibility.pipeline import read_dataset, review_dataset
            from eligibility.report.dossier import dossiers, refused, render
            from eligibility.report.machine import as_json as json_text
            from eligibility.report.summary import printable
            from eligibility.report.tables import Tables
            from eligibility.report.words import Words

            dataset = read_dataset(records, book, day, password(lang), prepare(book, lang))
            made = review_dataset(dataset, book, day, purpose, only=person, engine=engine)
            tables = Tables(made, Words(book.vocabulary, lang))
            whole = list(dossiers(tables))
            found = [item for item in whole if post is None or same(post, item["post"], item["post_text"])]
            rows_refused = refused(tables, person)
            if whole and not found:
                posts = ", ".join(dict.fromkeys(item["post_text"] for item in whole))
                names = [item[key] for key in ("post", "post_text") for item in whole]
                message = text("cli.no_post", lang, id=person, post=post, posts=posts)
                leave_unknown(message, post or "", names, lang)
            if not found and not rows_refused:
                people = dataset.tables["people"]
                ids = [cell.text for cell in people.columns[people.table.key[0]].cells]
                message = text("cli.no_person", lang, id=person)
                leave_unknown(message, person, ids, lang)
            if as_json:
                data = {
                    "schema": SCHEMA,
                    "as_of": day.isoformat(),
                    "candidacies": found,
                    "refused": rows_refused,
                }
                click.echo(json_text(data), nl=False)
                return
            out = console()
            for item in found:
                out.print(render(item, tables), highlight=False)
            for row in rows_refused:
                out.print(printable(f"{row['place']}: {row['why']}"))

    made = click.Command("explain", callback=run, help=help_text(lang, "explain", "records"))
    made.params = [
        click.Argument(["person"], metavar=text("cli.meta_id", lang)),
        records_argument(lang),
        click.Option(
            ["--post"],
            type=Post(lang),
            help=text("cli.opt_post", lang),
            metavar=text("cli.meta_post", lang),
        ),
    ]
    return options(lang, "as_of", "purpose", "rules", "engine", "json", "quiet")(with_intake(made, lang))


def same(written: str, *names: str) -> bool:
    """Whether *written* is one of *names*, whatever its case and accents."""
    from eligibility.normalise.text import key

    return key(written) in map(key, names)
