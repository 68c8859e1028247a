"""``eligibility new``: begins a new file of a rule book."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eligibility.cli.near import leave_unknown
from eligibility.cli.shared import (
    MARKER,
    UNUSABLE,
    Day,
    group,
    leave,
    options,
    plain_failures,
    rulebook,
    say,
    tell,
    wrote,
)
from eligibility.messages import text

if TYPE_CHECKING:
    from eligibility.authoring.skeleton import Wanted
    from eligibility.model.standard import RuleBook


def command(lang: str) -> click.Command:
    """The group of commands in *lang*."""
    return group("new", lang, standard(lang))


def standard(lang: str) -> click.Command:
    """``eligibility new standard``: a draft and a file for its cases."""

    def run(
        name: str, post: tuple[str, ...], extends: str, start: date | None, rules: Path | None, quiet: bool
    ) -> None:
        with plain_failures(lang):
            if rules is None and not (Path("rules") / MARKER).is_file():
                leave(UNUSABLE, text("cli.new_nowhere", lang))
            root = rules or Path("rules")
            book, _ = rulebook(root, lang, quiet=quiet)
            from eligibility.authoring.files import create
            from eligibility.authoring.skeleton import NoExample, Wanted, case_text, standard_text

            wanted = Wanted(name, post, extends, start or date.today(), lang)
            _possible(wanted, book)
            try:
                texts = {
                    root / wanted.file: standard_text(wanted, book, root),
                    root.absolute().parent / "cases" / wanted.file: case_text(wanted, book),
                }
            except NoExample:
                leave(UNUSABLE, text("cli.new_no_example", lang))
                return
            there = [place for place in texts if place.exists()]
            if there:
                leave(UNUSABLE, text("cli.new_there", lang, file=_shown(there[0])))
            for place, content in texts.items():
                if not create(place, content.encode()):
                    leave(UNUSABLE, text("cli.new_there", lang, file=_shown(place)))
                wrote()
                say(_shown(place))
            if not quiet:
                tell(text("cli.new_done", lang))

    made = click.Command("standard", callback=run, help=text("cli.help_standard", lang))
    made.params = [
        click.Argument(["name"], metavar=text("cli.meta_standard", lang)),
        click.Option(
            ["--post"],
            multiple=True,
            metavar=text("cli.meta_post", lang),
            help=text("cli.opt_new_post", lang),
        ),
        click.Option(
            ["--extends"],
            default="",
            metavar=text("cli.meta_standard", lang),
            help=text("cli.opt_new_extends", lang),
        ),
        click.Option(
            ["--from", "start"],
            type=Day(lang),
            metavar=text("cli.meta_day", lang),
            help=text("cli.opt_new_from", lang),
        ),
    ]
    return options(lang, "rules", "quiet")(made)


def _shown(place: Path) -> str:
    """*place* from here, where it lies below."""
    here = Path.cwd()
    return str(place.relative_to(here) if place.is_absolute() and place.is_relative_to(here) else place)


def _possible(wanted: "Wanted", book: "RuleBook") -> None:
    """Leave where such a standard cannot be: a bad name, one that is taken, posts that are not there."""
    from eligibility.authoring.skeleton import NAME, written_in

    lang = wanted.lang
    if not NAME.fullmatch(wanted.name):
        leave(UNUSABLE, text("cli.new_bad_name", lang, name=wanted.name))
    if file := written_in(book, wanted.name):
        leave(UNUSABLE, text("cli.new_known", lang, name=wanted.name, file=file))
    names = {"post": list(book.vocabulary.posts), "extends": [one.id for one in book.standards]}
    for kind, given in (("post", wanted.posts), ("extends", (wanted.extends,) if wanted.extends else ())):
        for one in given:
            if one not in names[kind]:
                said = text(f"cli.new_no_{kind}", lang, name=one)
                leave_unknown(said, one, names[kind], lang)
