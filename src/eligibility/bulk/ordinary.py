"""Some people of a chunk reviewed in the ordinary way: from their raw cells, by both engines."""

from collections.abc import Mapping
from pathlib import Path

import attrs
import numpy as np
import polars as pl

from eligibility.bulk.converting import sheet_of
from eligibility.bulk.sources import ROW
from eligibility.concluding import Session, conclude
from eligibility.evaluate.candidacies import Candidacies
from eligibility.evaluate.columns import Codes
from eligibility.evaluate.situations import Evaluated
from eligibility.model.dataset import Dataset
from eligibility.model.raw import RawTables
from eligibility.normalise.headings import PEOPLE
from eligibility.normalise.people import build_dataset
from eligibility.normalise.units import settle_units
from eligibility.normalise.waivers import name_waivers


@attrs.frozen(eq=False)
class Answer:
    """What the ordinary review says of one candidacy: the row *place* of *part*."""

    part: Evaluated
    place: int


@attrs.frozen(eq=False)
class Sheets:
    """The rows of a chunk as they stand in the files.

    *owners* says which person of the population each row of people is, unless each is one. *sides* are
    other tables, with whose row each is.
    """

    people: pl.DataFrame
    owners: Codes | None
    sides: Mapping[str, tuple[pl.DataFrame, Codes]]
    shared: Mapping[str, pl.DataFrame]
    """Tables that are about nobody in particular (units)."""


class Ordinary:
    """Reviews people one by one; *compared* counts those that the reference judged too."""

    def __init__(self, session: Session) -> None:
        self.compared = 0
        self.undecidable = 0
        self._session = session

    def review(
        self, sheets: Sheets, everyone: Candidacies, rows: Codes
    ) -> tuple[dict[int, Answer], Candidacies, Codes]:
        """The answers for the candidacies in *rows*; all others of the same people are reviewed with them.

        With them come these candidacies as the ordinary intake has them, and which of *everyone* they are.

        Raises:
            eligibility.engine.agreement.Disagreement: the engines conclude differently.

        """
        persons = np.unique(everyone.person[rows])
        mine = np.flatnonzero(np.isin(everyone.person, persons))
        dataset = self.dataset(_of(sheets, persons))
        found = conclude(dataset, self._session, None, silent)
        if found.everyone.height != len(mine):
            raise AssertionError(f"{len(mine)} candidacies became {found.everyone.height}")
        self.compared += found.compared
        self.undecidable += found.undecidable
        answers = {
            int(mine[row]): Answer(part, place)
            for part in found.parts
            for place, row in enumerate(part.rows.tolist())
        }
        return answers, found.everyone, mine

    def dataset(self, tables: Mapping[str, pl.DataFrame]) -> Dataset:
        """The records in *tables*, as the ordinary intake understands them."""
        made = tuple(sheet_of(table, frame.drop(ROW, strict=False)) for table, frame in tables.items())
        rulebook = self._session.rulebook
        raw = RawTables(Path(), made, {})
        day = self._session.as_of
        return settle_units(name_waivers(build_dataset(raw, rulebook.vocabulary, day), rulebook), day)


def _of(sheets: Sheets, persons: Codes) -> dict[str, pl.DataFrame]:
    """The rows of *persons* in all tables."""
    people = sheets.people[persons]
    if sheets.owners is not None:
        people = sheets.people.filter(pl.Series(np.isin(sheets.owners, persons)))
    sides = {
        table: frame.filter(pl.Series(np.isin(whose, persons)))
        for table, (frame, whose) in sheets.sides.items()
    }
    return {PEOPLE: people, **sides, **sheets.shared}


def silent(_stage: str, _done: int, _total: int) -> None:
    """Nothing is said about the progress of a few people."""
