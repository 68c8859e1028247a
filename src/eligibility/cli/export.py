"""``eligibility export``: a standard as decision tables of other tools."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eligibility.cli.near import leave_unknown
from eligibility.cli.shared import (
    UNUSABLE,
    chosen_rules,
    leave,
    options,
    plain_failures,
    rulebook,
    tell,
    wrote,
)
from eligibility.messages import text

if TYPE_CHECKING:
    from eligibility.exchange.export.choosing import Wanted
    from eligibility.exchange.export.model import Exported
    from eligibility.model.standard import RuleBook
    from eligibility.sql.untranslatable import Refused

FORMATS = ("dmn", "jdm")


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(
        standard: str,
        to: str,
        out: Path,
        as_of: date | None,
        purpose: str,
        term: str,
        post: str,
        rules: Path | None,
        force: bool,
        quiet: bool,
    ) -> None:
        with plain_failures(lang):
            from eligibility.exchange.export.choosing import Wanted
            from eligibility.report.folder import NotEmpty, check_free, write_file

            kept = chosen_rules(rules)
            try:
                check_free(out, force=force, keep=(kept,))
                book, _ = rulebook(rules, lang, quiet=quiet)
                day = as_of or date.today()
                exported = _exported(book, day, purpose, Wanted(standard, term, post), lang)
                write_file(out, _written(exported, book, to, lang), force=force, keep=(kept,))
            except NotEmpty:
                leave(UNUSABLE, text("cli.file_there", lang, out=out))
            wrote()
            if not quiet:
                _tell(exported, out, lang)

    made = click.Command("export", callback=run, help=text("cli.help_export", lang))
    made.params = _options(lang)
    made = options(lang, "as_of", "purpose", "rules", "quiet")(made)
    made.params.insert(-2, click.Option(["--force"], is_flag=True, help=text("cli.opt_force_file", lang)))
    return made


def _options(lang: str) -> list[click.Parameter]:
    return [
        click.Argument(["standard"], metavar=text("cli.meta_standard", lang)),
        click.Option(["--to"], type=click.Choice(FORMATS), required=True, help=text("cli.opt_to", lang)),
        click.Option(
            ["--out", "-o"],
            type=click.Path(path_type=Path),
            required=True,
            metavar=text("cli.meta_export_file", lang),
            help=text("cli.opt_export_out", lang),
        ),
        click.Option(
            ["--term"], default="", metavar=text("cli.meta_term", lang), help=text("cli.opt_term", lang)
        ),
        click.Option(
            ["--post"],
            default="",
            metavar=text("cli.meta_post", lang),
            help=text("cli.opt_export_post", lang),
        ),
    ]


def _exported(book: "RuleBook", day: date, purpose: str, wanted: "Wanted", lang: str) -> "Exported":
    """The tables; leaves where there are none."""
    from eligibility.exchange.export.choosing import NothingToExport, SeveralToExport, export
    from eligibility.exchange.export.exporting import NotInTables

    try:
        return export(book, day, purpose, wanted)
    except NothingToExport as error:
        named = {"id": wanted.standard, "day": day.isoformat(), "purpose": purpose}
        said = text("exchange.no_standard", lang, **named)
        known = () if wanted.standard in error.known else error.known
        leave_unknown(said, wanted.standard, known, lang, " ")
    except SeveralToExport as error:
        several = len(error.terms) > 1
        listed = ", ".join(error.terms if several else error.posts)
        kind = "which_term" if several else "which_post"
        leave(UNUSABLE, text(f"exchange.{kind}", lang, id=wanted.standard, listed=listed))
    except NotInTables as error:
        tell(text("exchange.refused", lang, id=wanted.standard))
        for one in error.refused:
            tell(_why(one, lang))
        leave(UNUSABLE)
    raise AssertionError


def _why(one: "Refused", lang: str) -> str:
    why = text(f"exchange.why_{one.reason}", lang, detail=one.detail)
    return text("exchange.requirement", lang, requirement=one.requirement, why=why)


def _written(exported: "Exported", book: "RuleBook", to: str, lang: str) -> bytes:
    from eligibility.exchange.export.dmn import dmn_text
    from eligibility.exchange.export.jdm import jdm_text
    from eligibility.exchange.export.telling import Telling

    telling = Telling(exported, book, lang)
    return (dmn_text if to == "dmn" else jdm_text)(exported, telling).encode("utf-8")


def _tell(exported: "Exported", out: Path, lang: str) -> None:
    counts = {"tables": len(exported.sheets), "inputs": len(exported.inputs)}
    statuses = ", ".join(sheet.name for sheet in exported.sheets if sheet.kind == "status")
    outcome = next(sheet.name for sheet in exported.sheets if sheet.kind == "outcome")
    tell(text("exchange.exported", lang, out=out, outcome=outcome, statuses=statuses, **counts))
    if exported.counted:
        names = ", ".join(given.name for given in exported.inputs if given.about == "count")
        classes = ", ".join(counted.classes.name for counted in exported.counted)
        tell(text("exchange.exported_counts", lang, names=names, classes=classes))
