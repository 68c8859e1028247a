"""``eligibility diff``: what a rule book, or an amendment of it, changes and for whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from eligibility.cli.passwords import password, with_password
from eligibility.cli.progress import progress
from eligibility.cli.results import Asked, out_option
from eligibility.cli.shared import (
    FOUND,
    UNUSABLE,
    Day,
    Records,
    chosen_rules,
    leave,
    options,
    plain_failures,
    rulebook,
    say,
    tell,
)
from eligibility.messages import text

if TYPE_CHECKING:
    from eligibility.impact.moving import Moves
    from eligibility.model.standard import RuleBook
    from eligibility.report.words import Words

SCHEMA = "eligibility/diff/1"
ASSERTED = ("equivalent", "only-tightens", "only-loosens")


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(
        old: str,
        new: str,
        records: Path | None,
        asserted: str | None,
        as_of: date | None,
        purpose: str,
        out: Path | None,
        rules: Path | None,
        force: bool,
        engine: str,
        as_json: bool,
        quiet: bool,
    ) -> None:
        silent = quiet or as_json
        with plain_failures(lang), _books(old, new, rules, as_of, lang, quiet=silent) as sides:
            before, after, day = sides
            if out is not None and records is None:
                raise click.UsageError(text("cli.diff_out_alone", lang))
            kept = (*(place for place in (records,) if place is not None), *map(Path, (old, new)))
            wanted = Asked(lang, out, force, as_json, quiet, kept)
            wanted.check_free()
            from eligibility.analysis.differences import Relation, breaks, differences
            from eligibility.analysis.telling import as_data, lines
            from eligibility.memory import without_collector

            moved = None
            if records is not None:
                review_day = day or date.today()
                moved = _moved(before, after, records, review_day, purpose, engine, lang, silent=silent)
            with progress(lang, hidden=silent) as step, without_collector():
                found = list(
                    differences(before, after, day, lambda done, total: step("compare", done, total))
                )
            told = [d for d in found if d.edits or d.relation is not Relation.EQUIVALENT]
            data = {"schema": SCHEMA, "standards": [as_data(difference) for difference in found]}
            wanted.deliver(
                lambda folder: _write(moved, after, lang, folder),
                lambda: data | _data(moved),
                list,
            )
            if not silent:
                for difference in told:
                    for line in lines(difference, before, after, lang):
                        say(line)
                for line in _told(moved, after, lang):
                    say(line)
                same = sum(difference.relation is Relation.EQUIVALENT for difference in found)
                tell(text("cli.diff_done", lang, standards=len(found), same=same))
            failed = [d for d in found if asserted is not None and breaks(d, asserted)]
            if failed:
                names = ", ".join(dict.fromkeys(difference.standard.id for difference in failed))
                leave(FOUND, text("cli.diff_broken", lang, asserted=str(asserted), names=names))

    made = click.Command("diff", callback=run, help=text("cli.help_diff_long", lang))
    made.params = [
        click.Argument(["old"], metavar=text("cli.meta_old", lang)),
        click.Argument(["new"], metavar=text("cli.meta_new", lang)),
        click.Option(
            ["--records"],
            type=Records(),
            metavar=text("cli.meta_records", lang),
            help=text("cli.opt_diff_records", lang),
        ),
        out_option(lang),
        click.Option(
            ["--assert", "asserted"],
            type=click.Choice(ASSERTED),
            metavar=text("cli.meta_claim", lang),
            help=text("cli.opt_assert", lang),
        ),
        click.Option(
            ["--as-of"],
            type=Day(lang),
            help=text("cli.opt_diff_as_of", lang),
            metavar=text("cli.meta_day", lang),
        ),
    ]
    return options(lang, "purpose", "rules", "force", "engine", "json", "quiet")(with_password(made, lang))


def _moved(
    old: "RuleBook",
    new: "RuleBook",
    records: Path,
    day: date,
    purpose: str,
    engine: str,
    lang: str,
    *,
    silent: bool,
) -> "Moves":
    """Everybody in *records* reviewed by both rule books."""
    from eligibility.impact.moving import moves
    from eligibility.pipeline import review

    made = []
    with progress(lang, hidden=silent) as step:
        for book in (old, new):
            click.get_current_context().obj = book
            made.append(
                review(records, book, day, purpose, progress=step, engine=engine, password=password(lang))
            )
    return moves(made[0], made[1])


def _words(book: "RuleBook", lang: str) -> "Words":
    from eligibility.report.words import Words

    return Words(book.vocabulary, lang)


def _write(moved: "Moves | None", book: "RuleBook", lang: str, folder: Path) -> None:
    from eligibility.impact.outputs import write_impact

    if moved is not None:
        write_impact(moved, _words(book, lang), folder)


def _data(moved: "Moves | None") -> dict[str, Any]:
    from eligibility.impact.outputs import impact_data

    return {} if moved is None else {"impact": impact_data(moved)}


def _told(moved: "Moves | None", book: "RuleBook", lang: str) -> list[str]:
    from eligibility.impact.outputs import told

    return [] if moved is None else told(moved, _words(book, lang))


@contextmanager
def _books(
    old: str, new: str, rules: Path | None, as_of: date | None, lang: str, *, quiet: bool
) -> Iterator[tuple["RuleBook", "RuleBook", date | None]]:
    """The two rule books, and the one day of reviews if they are those of two days."""
    days = (_day(old, lang), _day(new, lang))
    if days[0] is not None and days[1] is not None:
        from eligibility.analysis.fixing import as_on

        book, _ = rulebook(rules, lang, quiet=quiet)
        review = as_of or days[1]
        yield as_on(book, days[0], review), as_on(book, days[1], review), review
        return
    if days != (None, None):
        leave(UNUSABLE, text("cli.diff_one_day", lang))
    from eligibility.report.machine import rulebook_hash

    with TemporaryDirectory() as place:
        books = []
        for number, name in enumerate((old, new)):
            folder = _laid(name, rules, Path(place) / str(number), lang)
            book, _ = rulebook(folder, lang, quiet=True)
            if not quiet:
                short = rulebook_hash(book.hashes)[:12]
                tell(text("report.rulebook", lang, place=name, hash=short))
            books.append(book)
        yield books[0], books[1], as_of


def _day(name: str, lang: str) -> date | None:
    """The date that *name* is; None where it is a folder or a revision."""
    if Path(name).is_dir():
        return None
    try:
        found: date = Day(lang).convert(name, None, None)
    except click.UsageError:
        return None
    return found


def _laid(name: str, rules: Path | None, target: Path, lang: str) -> Path:
    """The folder called *name*, or the rule book as it was at that revision of git, laid into *target*."""
    if Path(name).is_dir():
        return Path(name)
    from eligibility.read.revisions import NoSuchRevision, at_revision

    folder = chosen_rules(rules)
    target.mkdir()
    try:
        at_revision(folder, name, target)
    except NoSuchRevision:
        leave(UNUSABLE, text("cli.no_revision", lang, name=name, place=str(folder)))
    return target
