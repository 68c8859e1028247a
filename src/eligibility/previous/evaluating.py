"""The review made again with some of the data, the rules and the date new and the others as they were."""

from collections.abc import Collection
from datetime import date

import attrs

from eligibility.concluding import Progress
from eligibility.model.dataset import Dataset
from eligibility.model.raw import RawTables
from eligibility.model.review import Review
from eligibility.model.standard import RuleBook
from eligibility.normalise.alternatives import of_people
from eligibility.normalise.headings import UnusableInput
from eligibility.normalise.people import build_dataset
from eligibility.pipeline import NoPolicy, review_dataset
from eligibility.previous.causes import World
from eligibility.previous.results import Results, of_review


@attrs.frozen(eq=False)
class Side:
    """The data, the rules and the date of one of two reviews."""

    raw: RawTables
    rulebook: RuleBook
    as_of: date


@attrs.frozen(eq=False)
class Evaluator:
    """Reviews between *old* and *new*, each with the engines compared."""

    old: Side
    new: Side
    purpose: str
    engine: str = "auto"
    progress: Progress | None = None

    def mixed(self, world: World) -> Side:
        """What is new of *world*, and what is old of the rest."""
        return Side(
            (self.new if "data" in world else self.old).raw,
            (self.new if "rule" in world else self.old).rulebook,
            (self.new if "time" in world else self.old).as_of,
        )

    def dataset(self, world: World) -> Dataset:
        """The records of *world* as its rules read them on its date.

        Raises:
            UnusableInput: they cannot be understood as tables.

        """
        side = self.mixed(world)
        return build_dataset(side.raw, side.rulebook.vocabulary, side.as_of)

    def review(self, world: World, who: Collection[str] | None = None) -> Review | None:
        """The review of *world*, or of *who* in it; None where there can be none.

        There is none where the rules cannot read the data, or have no policy on the date. What becomes of
        somebody does not depend on others; refused rows of the records are all there.

        Raises:
            eligibility.engine.agreement.Disagreement: the engines conclude differently.

        """
        side = self.mixed(world)
        try:
            whole = self.dataset(world)
            dataset = whole if who is None else of_people(whole, who, side.rulebook.vocabulary)
            made = review_dataset(
                dataset, side.rulebook, side.as_of, self.purpose, None, self.progress, self.engine
            )
        except (NoPolicy, UnusableInput):
            return None
        return made if who is None else attrs.evolve(made, refusals=(*whole.refusals, *made.refusals))

    def results(self, world: World, who: Collection[str]) -> Results | None:
        """What that review says of *who*."""
        made = self.review(world, who)
        return of_review(made) if made is not None else None
