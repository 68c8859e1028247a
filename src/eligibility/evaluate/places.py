"""Where what was read stands in the files, and the rows of histories as text; each made once."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from eligibility.evaluate.population import Population
from eligibility.evaluate.series import LIST, addresses, gathered
from eligibility.evaluate.shown import shown
from eligibility.evaluate.situations import Evaluated
from eligibility.model.dataset import Rows


class Places:
    """Addresses of cells and texts of rows, per person and candidacy."""

    def __init__(self, population: Population) -> None:
        self._population = population
        self._addresses: dict[tuple[str, str | None], pl.Series] = {}
        self._row_texts: dict[str, pl.Series] = {}
        self._row_places: dict[str, pl.Series] = {}

    def address(self, rows: Rows, name: str | None) -> pl.Series:
        """The address of the cell *name*, or of the row, for every row."""
        key = (rows.table.name, name)
        found = self._addresses.get(key)
        if found is None:
            found = self._addresses[key] = addresses(rows, name)
        return found

    def history(self, part: Evaluated, table: str) -> pl.Series:
        """The rows of a history per candidacy, as findings show them."""
        rows = self._population.dataset.tables.get(table)
        people = pl.Series(part.candidacies.person.astype(np.uint32))
        if rows is None:
            known = all(value == () for value in part.histories[table].values)
            return pl.Series([f"{table}={'none' if known else '?'}"], dtype=pl.String)[
                pl.Series(np.zeros(len(people), dtype=np.uint32))
            ]
        found = self._row_texts.get(table)
        if found is None:
            names = [name for name in rows.columns if name not in rows.table.key] or [rows.table.key[0]]
            parts = [
                gathered(
                    np.asarray(rows.columns[name].codes, dtype=np.int64),
                    [shown(cell.value) for cell in rows.columns[name].cells],
                )
                for name in names
            ]
            frame = pl.DataFrame({str(n): piece for n, piece in enumerate(parts)})
            joined = frame.select(pl.concat_str(pl.all(), separator=" / ")).to_series()
            found = self._per_person(table, joined, "none", f"{table}=")
            self._row_texts[table] = found
        return found[people]

    def _per_person(self, table: str, values: pl.Series, nothing: str, head: str) -> pl.Series:
        persons = self._population.persons(table)
        frame = (
            pl.DataFrame({"person": persons, "value": values})
            .filter(pl.col("person") >= 0)
            .group_by("person", maintain_order=True)
            .agg(pl.col("value").str.join(" // "))
        )
        whole = pl.DataFrame({"person": np.arange(self._population.height)})
        joined = whole.join(frame, on="person", how="left", maintain_order="left")
        return head + joined["value"].fill_null(nothing)

    def cells(self, part: Evaluated, slots: Sequence[str]) -> pl.Series:
        """Where the values stand; slots that no column supplies have no cell."""
        pieces: list[pl.Series] = []
        candidacies = part.candidacies
        for slot in slots:
            found = candidacies.field(slot)
            if found is not None and slot not in candidacies.given:
                table, field = found
                people = table == self._population.people.table.name
                rows = self._population.people if people else self._population.plan
                at = candidacies.person if people else candidacies.plan
                if rows is not None and field.name in rows.columns and (at >= 0).all():
                    address = self.address(rows, field.name)
                    pieces.append(address[pl.Series(at.astype(np.uint32))])
            elif slot in part.histories or slot.endswith("]"):
                table = slot.partition("[")[0]
                rows = self._population.dataset.tables.get(table)
                if rows is not None:
                    pieces.append(
                        self._rows_places(table, rows)[pl.Series(candidacies.person.astype(np.uint32))]
                    )
        if not pieces:
            return pl.Series([[]] * len(part.rows), dtype=LIST)
        unique = dict(enumerate(pieces))
        frame = pl.DataFrame({str(n): piece for n, piece in unique.items()})
        made = frame.select(
            pl.concat_list(pl.all()).list.drop_nulls().list.unique(maintain_order=True).alias("cells")
        )
        return made.to_series()

    def _rows_places(self, table: str, rows: Rows) -> pl.Series:
        found = self._row_places.get(table)
        if found is None:
            persons = self._population.persons(table)
            frame = (
                pl.DataFrame({"person": persons, "value": self.address(rows, None)})
                .filter(pl.col("person") >= 0)
                .group_by("person", maintain_order=True)
                .agg("value")
            )
            whole = pl.DataFrame({"person": np.arange(self._population.height)})
            joined = whole.join(frame, on="person", how="left", maintain_order="left")
            found = joined.select(pl.col("value").fill_null(pl.lit([], dtype=LIST))).to_series()
            self._row_places[table] = found
        return found
