"""``eligibility rules``: what is in force, what changed when, and the text of a standard in sentences."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eligibility.cli.near import leave_unknown
from eligibility.cli.shared import group, options, plain_failures, rulebook, say
from eligibility.messages import text

if TYPE_CHECKING:
    from eligibility.digest.pages import Pages


def command(lang: str) -> click.Command:
    """The group of commands in *lang*."""
    return group("rules", lang, listing(lang), show(lang), timeline(lang))


def _pages(rules: Path | None, lang: str, *, silent: bool) -> "Pages":
    book, _ = rulebook(rules, lang, quiet=silent)
    from eligibility.digest.pages import Pages
    from eligibility.report.words import Words

    return Pages(book, Words(book.vocabulary, lang))


def _print(data: object) -> None:
    from eligibility.report.machine import as_json

    click.echo(as_json(data), nl=False)


def listing(lang: str) -> click.Command:
    """``eligibility rules list``: what is in force."""

    def run(rules: Path | None, as_of: date | None, every: bool, as_json: bool, quiet: bool) -> None:
        with plain_failures(lang):
            pages = _pages(rules, lang, silent=quiet or as_json)
            day = None if every else as_of or date.today()
            if as_json:
                _print(pages.list_data(day))
                return
            for line in pages.list_lines(day):
                say(line)

    made = click.Command("list", callback=run, help=text("cli.help_list", lang))
    made.params = [click.Option(["--all", "every"], is_flag=True, help=text("cli.opt_all", lang))]
    return options(lang, "as_of", "rules", "json", "quiet")(made)


def show(lang: str) -> click.Command:
    """``eligibility rules show``: a standard in sentences."""

    def run(standard: str, rules: Path | None, as_of: date | None, as_json: bool, quiet: bool) -> None:
        with plain_failures(lang):
            pages = _pages(rules, lang, silent=quiet or as_json)
            day = as_of or date.today()
            found = pages.named(standard, day)
            if not found:
                said = text("digest.none_named", lang, name=standard, day=pages.words.day(day))
                leave_unknown(said, standard, pages.names(), lang)
            if as_json:
                from eligibility.digest.pages import SHOW_SCHEMA

                _print({"schema": SHOW_SCHEMA, "standards": [pages.page_data(one) for one in found]})
                return
            for number, one in enumerate(found):
                if number:
                    say("")
                for line in pages.page(one):
                    say(line)

    made = click.Command("show", callback=run, help=text("cli.help_show", lang))
    made.params = [click.Argument(["standard"], metavar=text("cli.meta_standard", lang))]
    return options(lang, "as_of", "rules", "json", "quiet")(made)


def timeline(lang: str) -> click.Command:
    """``eligibility rules timeline``: what changed when."""

    def run(subject: str | None, rules: Path | None, as_json: bool, quiet: bool) -> None:
        with plain_failures(lang):
            pages = _pages(rules, lang, silent=quiet or as_json)
            from eligibility.digest.timeline import Timeline

            history = Timeline(pages)
            subjects = list(pages.book.vocabulary.subjects)
            if subject is not None and subject not in subjects:
                said = text("digest.no_subject", lang, name=subject, subjects=", ".join(subjects))
                leave_unknown(said, subject, subjects, lang)
            if as_json:
                _print(history.data(subject or ""))
                return
            for line in history.lines(subject or ""):
                say(line)

    made = click.Command("timeline", callback=run, help=text("cli.help_timeline", lang))
    made.params = [
        click.Option(
            ["--subject"], metavar=text("cli.meta_subject", lang), help=text("cli.opt_subject", lang)
        )
    ]
    return options(lang, "rules", "json", "quiet")(made)
