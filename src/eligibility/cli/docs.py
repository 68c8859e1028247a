"""``eligibility docs``: the whole rule book as pages to read and a document to sign."""

from datetime import date
from pathlib import Path

import click

from eligibility.cli.shared import chosen_rules, options, plain_failures, rulebook, tell, wrote
from eligibility.messages import text


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(out: Path, rules: Path | None, as_of: date | None, force: bool, quiet: bool) -> None:
        with plain_failures(lang):
            from eligibility.report.folder import check_free, results

            keep = (chosen_rules(rules),)
            check_free(out, force=force, keep=keep)
            book, raw = rulebook(rules, lang, quiet=quiet)
            from eligibility.handbook.site import write_site
            from eligibility.report.machine import rulebook_hash

            title = raw.documents["rulebook.yaml"].data["title"]
            mark = rulebook_hash(book.hashes)[:12]
            with results(out, force=force, keep=keep) as folder:
                count = write_site(folder, book, title, as_of or date.today(), mark, lang)
            wrote()
            if not quiet:
                first = {"index": str(out / "index.html"), "printed": str(out / lang / "print.html")}
                tell(text("cli.docs_done", lang, count=count, **first))

    made = click.Command("docs", callback=run, help=text("cli.help_docs", lang))
    made.params = [
        click.Option(
            ["--out"],
            type=click.Path(path_type=Path),
            required=True,
            metavar=text("cli.meta_dir", lang),
            help=text("cli.opt_docs_out", lang),
        )
    ]
    return options(lang, "as_of", "rules", "force", "quiet")(made)
