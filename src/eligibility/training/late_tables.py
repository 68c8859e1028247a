"""Decisions that paths change, as officers read them, in a plan and beside a review."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import attrs
import polars as pl

from eligibility.model.review import Review
from eligibility.report.mapped import mapped
from eligibility.report.order import in_order
from eligibility.report.sheets import Sheets
from eligibility.report.tables import write_csv, write_parquet
from eligibility.report.words import Words
from eligibility.training.plan_heads import LATE


def in_words(frame: pl.DataFrame, reviews: Mapping[str, Review], words: Words) -> pl.DataFrame:
    """The rows of `eligibility.training.late.late`, of the *reviews* by purpose, in words."""
    listed = in_order(frame)

    def outcome(purpose: str, code: str) -> str:
        return words.outcome(reviews[purpose].policy, code)

    return listed.with_columns(
        purpose=mapped(listed, ["purpose"], lambda word: reviews[word].policy.title[words.lang]),
        post=mapped(listed, ["post"], words.post),
        course=mapped(listed, ["course"], words.course),
        in_time=mapped(listed, ["in_time"], lambda word: words.say(f"plan.time_{word}")),
        outcome=mapped(listed, ["purpose", "outcome"], outcome),
        then=mapped(listed, ["purpose", "then"], outcome),
    )


@attrs.frozen(eq=False)
class LateTables:
    """What *review* comes to with the classes of a list, whose files are in *classes* with their hashes."""

    name: ClassVar[str] = "late"

    frame: pl.DataFrame
    review: Review
    words: Words
    classes: Mapping[str, str]

    def changed(self) -> int:
        """How many decisions would be others."""
        return self.frame.filter(pl.col("outcome") != pl.col("then"))["id", "post", "term"].n_unique()

    def lines(self) -> list[str]:
        """What the summary says of it."""
        changed = self.changed()
        return [self.words.say("plan.overdue", n=changed) if changed else self.words.say("plan.none_overdue")]

    def data(self) -> dict[str, Any]:
        """The same for programs."""
        return {"classes": dict(self.classes), "rows": self.frame.height, "changed": self.changed()}

    def sheet(self, sheets: Sheets, title: str) -> None:
        """Write the sheet of the decisions that would be others, if there are any."""
        if self.frame.is_empty():
            return
        shown = in_words(self.frame, {self.review.purpose: self.review}, self.words)
        sheets.table(self.words.say("report.sheet_late"), LATE, shown, title, file="late.csv")

    def write(self, folder: Path) -> None:
        """Write the rows in codes into *folder*."""
        write_csv(self.frame, folder / "late.csv")
        write_parquet(self.frame, folder / "late.parquet")
