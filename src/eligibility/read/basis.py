"""Raw sheets from the basis of an earlier review, exactly as they were read then."""

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import numpy as np

from eligibility.model.basis import CELLS, FOLDER, INDEX, RECORDS, SCHEMA, sheet_file
from eligibility.model.earlier import UnusableReview
from eligibility.model.raw import RawCell, RawIssue, RawSheet, RawTables


def unpacked(files: Mapping[str, bytes]) -> RawTables:
    """The records that `eligibility.report.basis.packed` put into *files*.

    Raises:
        UnusableReview: they were put there in another form.

    """
    import polars as pl

    index = json.loads(files[INDEX])
    if index.get("schema") != SCHEMA:
        raise UnusableReview("other_basis", file=f"{FOLDER}/{RECORDS}/{INDEX}")
    cells: dict[tuple[int, int], list[RawCell]] = {}
    for sheet, column, text, kind in pl.read_parquet(BytesIO(files[CELLS])).iter_rows():
        cells.setdefault((sheet, column), []).append(RawCell(text, kind))
    sheets = []
    for number, facts in enumerate(index["sheets"], 1):
        columns = facts.pop("columns")
        rows = pl.read_parquet(BytesIO(files[sheet_file(number)])) if columns else pl.DataFrame()
        sheets.append(
            RawSheet(
                columns=tuple(
                    (rows.to_series(place).to_numpy().astype(np.int32), tuple(cells.get((number, place), ())))
                    for place in range(columns)
                ),
                **facts,
            )
        )
    issues = tuple(RawIssue(**issue) for issue in index["issues"])
    return RawTables(Path(index["name"]), tuple(sheets), index["hashes"], issues)


def same_cells(first: Mapping[str, bytes] | None, second: Mapping[str, bytes]) -> bool:
    """Whether both hold the same cells at the same places, as a file does that was only saved again."""
    if first is None or {*first} != {*second}:
        return False
    facts = [{**json.loads(files[INDEX]), "hashes": {}, "name": ""} for files in (first, second)]
    return facts[0] == facts[1] and all(first[name] == second[name] for name in first if name != INDEX)
