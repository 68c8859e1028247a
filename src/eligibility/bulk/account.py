"""The account of a review whose results stand in parts: who was counted, by what, on which day."""

from collections.abc import Mapping, Sequence

import attrs
import polars as pl

from eligibility.bulk.intake import Heads
from eligibility.bulk.ordinary import Ordinary
from eligibility.compile.lifting import LiftingSolver
from eligibility.concluding import Session, assumed
from eligibility.evaluate.findings import FINDINGS
from eligibility.evaluate.frames import DECISIONS
from eligibility.model.dataset import Issue, SourceFile
from eligibility.model.review import Counts, EngineRun, Review


@attrs.frozen(eq=False)
class Account:
    """What a review of tables with these *heads* by the instances of *solvers* came to."""

    session: Session
    heads: Heads
    solvers: Sequence[LiftingSolver]

    def engines(self, situations: int, ordinary: Ordinary, decided: int) -> EngineRun:
        """Which engines concluded so many *situations*, and how much of it was compared."""
        concluder = self.session.concluder
        return EngineRun(
            concluder.name, situations, concluder.concluded, ordinary.compared, decided, ordinary.undecidable
        )

    def review(
        self,
        issues: Sequence[Issue],
        sources: Sequence[SourceFile],
        read: Mapping[str, int],
        counts: Counts,
        engines: EngineRun,
        seconds: float,
    ) -> Review:
        """The review without its frames: they stand in parts."""
        session = self.session
        instances = [solver.compiled.instance for solver in self.solvers]
        standards = {id(instance.standard): instance.standard for instance in instances}
        return Review(
            session.as_of,
            session.policy.purpose,
            session.rulebook,
            session.policy,
            tuple(sorted(standards.values(), key=lambda standard: (standard.id, standard.version))),
            pl.DataFrame(schema=DECISIONS),
            pl.DataFrame(schema=FINDINGS),
            (),
            tuple(issues),
            tuple(sources),
            read,
            counts,
            engines,
            {"evaluate": seconds},
            assumed(instances, self._supplied),
        )

    def _supplied(self, subject: str) -> bool:
        """Whether a column (by its path) or a table is there."""
        heads, vocabulary = self.heads, self.session.rulebook.vocabulary
        if subject in vocabulary.tables:
            return subject in heads.columns or subject in heads.beside
        there = {name: set(columns) for name, columns in heads.columns.items()}
        for name, parts in heads.beside.items():
            there[name] = there.get(name, set()).union(*parts.values())
        return any(
            field.path == subject and field.name in there.get(table.name, ())
            for table in vocabulary.tables.values()
            for field in table.fields
        )
