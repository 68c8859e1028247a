"""``eligibility sql``: the query that computes every requirement's status inside a database."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eligibility.cli.near import leave_unknown
from eligibility.cli.shared import UNUSABLE, leave, options, plain_failures, rulebook, tell
from eligibility.messages import text

if TYPE_CHECKING:
    from eligibility.model.standard import RuleBook
    from eligibility.sql.database import Database
    from eligibility.sql.untranslatable import Refused

PEOPLE = "people"
DIALECTS = ("duckdb", "postgres", "spark")
SHOWN = 20
"""Known names, or refused requirements, that are listed."""


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(
        dialect: str,
        as_of: date | None,
        purpose: str,
        people: str,
        tables: Sequence[str],
        absent: Sequence[str],
        beside: Sequence[str],
        standard: str,
        rules: Path | None,
        engine: str,
        quiet: bool,
    ) -> None:
        with plain_failures(lang):
            from eligibility.sql.database import Database

            names = {PEOPLE: people} | dict(_named(found, lang) for found in tables)
            database = Database(names, frozenset(absent), frozenset(beside))
            book, _ = rulebook(rules, lang, quiet=quiet)
            day = as_of or date.today()
            click.echo(_query(book, day, purpose, database, standard, dialect, engine, lang), nl=False)

    made = click.Command("sql", callback=run, help=text("cli.help_sql", lang))
    made.params = _options(lang)
    return options(lang, "as_of", "purpose", "rules", "engine", "quiet")(made)


def _options(lang: str) -> list[click.Parameter]:
    return [
        click.Option(
            ["--dialect"], type=click.Choice(DIALECTS), required=True, help=text("cli.opt_dialect", lang)
        ),
        click.Option(
            ["--people"],
            default=PEOPLE,
            show_default=True,
            metavar=text("cli.meta_table", lang),
            help=text("cli.opt_people_table", lang),
        ),
        _several(["--table", "tables"], "named", "table", lang),
        _several(["--absent"], "part", "absent", lang),
        _several(["--beside"], "part", "beside", lang),
        click.Option(
            ["--standard"],
            default="",
            metavar=text("cli.meta_standard", lang),
            help=text("cli.opt_standard", lang),
        ),
    ]


def _several(names: Sequence[str], meta: str, about: str, lang: str) -> click.Option:
    """An option that may be repeated."""
    shown, said = text(f"cli.meta_{meta}", lang), text(f"cli.opt_{about}", lang)
    return click.Option(names, multiple=True, metavar=shown, help=said)


def _named(written: str, lang: str) -> tuple[str, str]:
    """The table of the rule book and its name in the database."""
    name, sign, table = written.partition("=")
    if not sign:
        raise click.UsageError(text("sql.bad_table", lang, text=written))
    return name, table


def _query(
    book: "RuleBook",
    day: date,
    purpose: str,
    database: "Database",
    standard: str,
    dialect: str,
    engine: str,
    lang: str,
) -> str:
    """The query; leaves where there is none."""
    from eligibility.sql.asking import NoSuchStandard, make_query
    from eligibility.sql.database import UnknownPart
    from eligibility.sql.dialects import Unwritable
    from eligibility.sql.untranslatable import NotInSql

    try:
        return make_query(book, day, purpose, dialect, database, standard, engine)
    except UnknownPart as error:
        known = ", ".join(error.known[:SHOWN]) + (", ..." if len(error.known) > SHOWN else "")
        said = text("sql.unknown_part", lang, name=error.name, known=known)
        leave_unknown(said, error.name, error.known, lang, " ")
    except NoSuchStandard as error:
        said = text("sql.no_standard", lang, id=standard, day=day.isoformat(), purpose=purpose)
        leave_unknown(said, standard, error.known, lang, " ")
    except Unwritable as error:
        leave(UNUSABLE, text("sql.unwritable", lang, text=error.text, dialect=dialect))
    except NotInSql as error:
        tell(text("sql.refused", lang, count=len(error.refused)))
        for one in error.refused:
            tell(_why(one, lang))
        leave(UNUSABLE, text("sql.hint", lang))
    raise AssertionError


def _why(one: "Refused", lang: str) -> str:
    """Why a requirement, or a whole standard, is not said in SQL."""
    why = text(f"sql.why_{one.reason}", lang, detail=one.detail)
    if not one.requirement:
        return text("sql.whole", lang, standard=one.standard, version=one.version, why=why)
    named = {"standard": one.standard, "version": one.version, "requirement": one.requirement}
    return text("sql.requirement", lang, **named, why=why)
