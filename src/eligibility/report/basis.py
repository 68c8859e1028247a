"""The basis of a review as files: its records as raw cells, its rule files as they were read.

Each distinct cell of a column stands once in ``cells.parquet``, in order; ``sheet-N.parquet`` says by
number which of them each row has. So the sheets come back exactly (`eligibility.read.basis`).
"""

from io import BytesIO
from pathlib import Path

import attrs
import polars as pl

from eligibility.model.basis import CELLS, FOLDER, INDEX, RECORDS, RULES, SCHEMA, Basis, sheet_file
from eligibility.model.raw import RawSheet, RawTables, letter
from eligibility.report.machine import as_json

CELL_COLUMNS = {"sheet": pl.Int32, "column": pl.Int32, "text": pl.String, "kind": pl.String}


def packed(raw: RawTables) -> dict[str, bytes]:
    """The records as files, by name; the same for the same records."""
    files = {INDEX: as_json(_index(raw)).encode()}
    found = [
        pl.DataFrame(
            {"text": [cell.text for cell in cells], "kind": [cell.kind for cell in cells]},
            schema={"text": pl.String, "kind": pl.String},
        ).select(
            pl.lit(number, pl.Int32).alias("sheet"), pl.lit(place, pl.Int32).alias("column"), "text", "kind"
        )
        for number, sheet in enumerate(raw.sheets, 1)
        for place, (_, cells) in enumerate(sheet.columns)
    ]
    files[CELLS] = _parquet(pl.concat([pl.DataFrame(schema=CELL_COLUMNS), *found]))
    for number, sheet in enumerate(raw.sheets, 1):
        rows = {letter(place): pl.Series(codes) for place, (codes, _) in enumerate(sheet.columns)}
        if rows:
            files[sheet_file(number)] = _parquet(pl.DataFrame(rows))
    return files


def write_basis(basis: Basis, folder: Path) -> None:
    """Write *basis* into the results in *folder*."""
    for room, files in ((RECORDS, basis.records), (RULES, basis.rules)):
        for name, content in files.items():
            place = folder / FOLDER / room / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)


def _index(raw: RawTables) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "name": raw.path.name,
        "sheets": [_sheet(sheet) for sheet in raw.sheets],
        "hashes": dict(sorted(raw.hashes.items())),
        "issues": [attrs.asdict(issue) for issue in raw.issues],
    }


def _sheet(sheet: RawSheet) -> dict[str, object]:
    return {
        "file": sheet.file,
        "name": sheet.name,
        "height": sheet.height,
        "columns": len(sheet.columns),
        "first_row": sheet.first_row,
        "hidden": sheet.hidden,
        "letters": sheet.letters,
        "named": sheet.named,
        "several": sheet.several,
        **({"table": sheet.table} if sheet.table else {}),
    }


def _parquet(frame: pl.DataFrame) -> bytes:
    made = BytesIO()
    frame.write_parquet(made, compression="zstd", statistics=False)
    return made.getvalue()
