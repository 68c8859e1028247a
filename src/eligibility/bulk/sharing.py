"""What a review knows, made in one process and handed to others; and people who show what is still open."""

import io
import pickle
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from eligibility.bulk.assignments import Assignments
from eligibility.bulk.evaluating import Evaluator
from eligibility.bulk.layout import lay_out
from eligibility.bulk.ordinary import Ordinary
from eligibility.bulk.running import Known, Run
from eligibility.bulk.sources import source_of
from eligibility.compile.lifting import LiftingSolver
from eligibility.concluding import Session
from eligibility.engine.concluder import DurableConcluder, PlainConcluder, make_concluder
from eligibility.evaluate.candidacies import Assignment
from eligibility.model.context import NoSuchMoment
from eligibility.model.dataset import Dataset
from eligibility.model.standard import RuleBook, State
from eligibility.normalise.headings import PEOPLE

Frames = Mapping[str, pl.DataFrame]
"""Tables by name."""


class Asked(Exception):
    """Situations are open; *tables* hold people who show them."""

    def __init__(self, tables: Frames) -> None:
        super().__init__()
        self.tables = tables


class Asking(Ordinary):
    """Reviews people in the ordinary way or, where it is *asking*, says whom it would have to review."""

    asking = False

    def dataset(self, tables: Frames) -> Dataset:
        """The records in *tables*.

        Raises:
            Asked: it is asking.

        """
        if self.asking:
            raise Asked(tables)
        return super().dataset(tables)


class Shared(Known):
    """What is known, with every instance that may come up: so numbers mean the same in all processes."""

    def __init__(
        self, rulebook: RuleBook, as_of: date, purpose: str = "planning", engine: str = "auto"
    ) -> None:
        super().__init__(rulebook, as_of, purpose, engine)
        self.engine = engine
        self.ordinary: Asking = Asking(self.session)
        layout = lay_out(list(every_solver(self.session)), rulebook.vocabulary)
        self.whole = Evaluator(self.session, layout, self.ordinary)

    def __enter__(self) -> "Shared":
        return self

    def evaluator(self, solvers: Sequence[LiftingSolver]) -> Evaluator:
        """The evaluator of all instances."""
        if len(solvers) != len(self.whole.layout.solvers):
            raise AssertionError("an instance that was not foreseen")
        return self.whole

    def run(self, tables: Frames) -> Run:
        """A review of *tables*."""
        vocabulary = self.session.rulebook.vocabulary
        source = source_of({name: [frame] for name, frame in tables.items()}, vocabulary, PEOPLE)
        return SharedRun(source, self, Path())

    def learn(self, tables: Frames) -> None:
        """Conclude the situations of the people in *tables*."""
        for _ in self.run(tables).frames("none", ("outcome",)):
            pass

    def asks(self, tables: Frames) -> Frames | None:
        """People in *tables* who show what is open, or None; afterwards nothing else may be asked of it."""
        self.ordinary.asking = True
        try:
            self.learn(tables)
        except Asked as asked:
            return asked.tables
        return None

    def packed(self) -> bytes:
        """All of it, to be unpacked in another process of the same run."""
        self.session.references.clear()  # they are kept by addresses, which are others there
        buffer = io.BytesIO()
        _Pickler(buffer, protocol=pickle.HIGHEST_PROTOCOL).dump(self)
        return buffer.getvalue()


def unpacked(packed: bytes) -> Shared:
    """What `Shared.packed` was called on."""
    found = _Unpickler(io.BytesIO(packed)).load()
    if not isinstance(found, Shared):
        raise TypeError(type(found).__name__)
    return found


class SharedRun(Run):
    """A review in which all instances have the numbers that they have everywhere."""

    def _assigned(self) -> Assignments:
        shared = self._shared_known
        return Assignments(shared.session, shared.whole.layout.solvers)

    def __init__(self, source: object, known: Shared, folder: Path) -> None:
        self._shared_known = known
        super().__init__(source, known, folder)  # type: ignore[arg-type]


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj: object) -> str | None:
        """An engine has memory outside Python; another process makes its own."""
        return f"engine {obj.name}" if isinstance(obj, DurableConcluder | PlainConcluder) else None


class _Unpickler(pickle.Unpickler):
    """Reads what a driver sent to its own workers, as Spark itself does; never a file."""

    _made: DurableConcluder | PlainConcluder | None = None

    def persistent_load(self, pid: object) -> DurableConcluder | PlainConcluder:
        """The engine of this process."""
        if self._made is None:
            self._made = make_concluder("tables" if pid == f"engine {PlainConcluder.name}" else "auto")
        return self._made


def every_solver(session: Session) -> Iterator[LiftingSolver]:
    """The instances that may come up: each standard in force, with each term of its posts and with none."""
    vocabulary, purpose = session.rulebook.vocabulary, session.policy.purpose
    found: dict[int, LiftingSolver] = {}
    for standard in session.rulebook.standards:
        if standard.state is not State.ACTIVE or session.as_of not in standard.in_force:
            continue
        if not (standard.courses if purpose == "training" else standard.posts):
            continue
        bodies = {(vocabulary.posts[post].kind, vocabulary.posts[post].level) for post in standard.posts}
        terms = [term for term in vocabulary.terms if (term.kind, term.level) in bodies]
        for term in (None, *(terms if purpose == "planning" else ())):
            try:
                solver = session.solver(Assignment(standard, term))
            except NoSuchMoment:
                continue
            found[id(solver)] = solver
    yield from found.values()
