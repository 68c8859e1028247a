"""``eligibility map``: how the sheets of a file are understood, and the column map to keep."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eligibility.cli.intake import prepare, with_intake
from eligibility.cli.passwords import password
from eligibility.cli.results import records_argument
from eligibility.cli.shared import (
    UNUSABLE,
    chosen_rules,
    console,
    help_text,
    leave,
    options,
    plain_failures,
    rulebook,
    tell,
    wrote,
)
from eligibility.messages import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from eligibility.mapping.viewing import SheetView
    from eligibility.model.vocabulary import Vocabulary

SCHEMA = "eligibility/map/1"


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(
        records: Path,
        rules: Path | None,
        as_of: date | None,
        out: Path | None,
        force: bool,
        as_json: bool,
        quiet: bool,
    ) -> None:
        with plain_failures(lang):
            from eligibility.report.folder import NotEmpty, check_free, write_file

            kept = (records, chosen_rules(rules))
            try:
                if out is not None:
                    check_free(out, force=force, keep=kept)
            except NotEmpty:
                leave(UNUSABLE, text("cli.file_there", lang, out=out))
            book, _ = rulebook(rules, lang, quiet=quiet or as_json)
            from eligibility.mapping.viewing import views
            from eligibility.mapping.writing import map_text
            from eligibility.normalise.fonts import old_texts
            from eligibility.read.records import read_records
            from eligibility.report.machine import as_json as json_text

            raw = prepare(book, lang)(read_records(records, password(lang)))
            found = views(raw, book.vocabulary, as_of or date.today())
            if out is not None:
                write_file(out, map_text(found, lang).encode(), force=force, keep=kept)
                wrote()
            if as_json:
                click.echo(json_text(_data(found)), nl=False)
                return
            if not quiet:
                _show(found, book.vocabulary)
            for old in old_texts(raw.sheets):
                place = f"{old.file}!{old.sheet}!{old.cell}"
                params = {"place": place, "font": old.font, "text": old.text, "meant": old.meant}
                tell(text("cli.old_font", lang, **params))
            if out is not None and not quiet:
                tell(text("cli.map_done", lang, out=out, records=records))

    def _show(found: "Sequence[SheetView]", vocabulary: "Vocabulary") -> None:
        screen = console()
        for sheet in found:
            place = " · ".join(filter(None, (sheet.file, sheet.sheet)))
            table = vocabulary.tables.get(sheet.table)
            params = {
                "place": place,
                "table": table.label[lang] if table is not None else "",
                "rows": str(sheet.first) if sheet.first == sheet.last else f"{sheet.first}-{sheet.last}",
                "known": sum(bool(column.field) for column in sheet.columns),
                "all": len(sheet.columns),
                "percent": round(100 * sheet.confidence),
            }
            if sheet.hidden:
                screen.print(text("map.hidden", lang, place=place))
            if table is None:
                screen.print(text("map.no_table", lang, place=place))
            elif not sheet.columns:
                screen.print(text("map.no_columns", lang, **params))
            else:
                screen.print(text("map.sheet", lang, **params))
            if sheet.columns and not sheet.named:
                screen.print(text("map.nobody", lang))
            if sheet.columns:
                screen.print(_table(sheet, vocabulary))

    def _table(sheet: "SheetView", vocabulary: "Vocabulary") -> "Table":
        from rich import box
        from rich.table import Table
        from rich.text import Text

        made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        heads = ("map.head_column", "map.head_heading", "map.head_field", "map.head_example")
        for head in heads:
            made.add_column(text(head, lang))
        made.add_column(text("map.head_read", lang), justify="right")
        for column in sheet.columns:
            meant = _label(column.field, vocabulary) if column.field else text("map.unknown", lang)
            if column.near:
                meant = f"{meant}; {text('map.nearest', lang, near=column.near)}"
            read = f"{column.read}/{column.stated}" if column.field else ""
            letter = column.letter.removesuffix(":")
            made.add_row(*map(Text, (letter, column.heading, meant, column.example, read)))
        return made

    def _label(field: str, vocabulary: "Vocabulary") -> str:
        """The table and label of a field; the heading of a form as it is."""
        name, _, year = field.partition("@")
        whose, _, own = name.partition(".")
        table = vocabulary.tables.get(whose)
        known = table.field(own) if table is not None else None
        if table is None or known is None:
            return field[1:-1]
        said = f"{table.label[lang]}: {known.label[lang]}"
        return f"{said} {year}" if year else said

    made = click.Command("map", callback=run, help=help_text(lang, "map", "records"))
    made.params = [
        records_argument(lang),
        click.Option(
            ["--out", "-o"],
            type=click.Path(path_type=Path),
            metavar=text("cli.meta_file", lang),
            help=text("cli.opt_map_out", lang),
        ),
    ]
    made = options(lang, "rules", "as_of", "json", "quiet")(with_intake(made, lang))
    made.params.insert(2, click.Option(["--force"], is_flag=True, help=text("cli.opt_force_file", lang)))
    return made


def _data(found: "Sequence[SheetView]") -> dict[str, Any]:
    from attrs import asdict

    sheets = [{**asdict(sheet), "confidence": round(sheet.confidence, 4)} for sheet in found]
    return {"schema": SCHEMA, "sheets": sheets}
