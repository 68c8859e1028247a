"""Changes tried in several processes, each of which reads the rule book and its cases for itself."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import attrs

from eligibility.assurance.cases import read_cases
from eligibility.coverage.changing import Piece
from eligibility.coverage.fates import Tried
from eligibility.coverage.measuring import Measurer
from eligibility.coverage.remembering import Memory
from eligibility.pipeline import load_rules

Progress = Callable[[int, int], None]


@attrs.frozen
class Work:
    """What a process works on: the rule book in *rules*, the cases in *cases*, the memory in *kept*."""

    rules: Path
    cases: Path
    kept: Path | None


@attrs.frozen
class Ran:
    """What became of the changes, and how many pieces did not have to be worked out anew."""

    tried: tuple[Tried, ...]
    pieces: int
    reused: int


class Worker:
    """Tries changes, with the help of what is remembered."""

    def __init__(self, measurer: Measurer, kept: Path | None) -> None:
        self._measurer = measurer
        self._memory = Memory(kept, measurer) if kept is not None else None

    def tried(self, piece: Piece) -> tuple[tuple[Tried, ...], bool]:
        """What becomes of the changes of *piece*, and whether it was known."""
        if self._memory is None:
            return self._measurer.tried(piece), False
        before = self._memory.reused
        found = self._memory.tried(piece)
        return found, self._memory.reused > before


def run(
    work: Work, measurer: Measurer, pieces: Sequence[Piece], jobs: int, progress: Progress | None = None
) -> Ran:
    """Try the changes of *pieces* in *jobs* processes; with one, in this one by *measurer*."""
    tell = progress or (lambda done, total: None)
    found: dict[Piece, tuple[tuple[Tried, ...], bool]] = {}
    if jobs == 1:
        worker = Worker(measurer, work.kept)
        for number, piece in enumerate(pieces):
            tell(number, len(pieces))
            found[piece] = worker.tried(piece)
    else:
        context = get_context("spawn")  # threads of libraries do not survive a fork
        with ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(work,)) as pool:
            futures = {pool.submit(_one, piece): piece for piece in pieces}
            for number, future in enumerate(as_completed(futures)):
                tell(number, len(pieces))
                found[futures[future]] = future.result()
    tried = tuple(one for piece in pieces for one in found[piece][0])
    return Ran(tried, len(pieces), sum(known for _, known in found.values()))


def load(work: Work) -> Measurer:
    """The rule book and its cases, which are sound.

    Raises:
        ValueError: they are not.

    """
    book, _, raw = load_rules(work.rules)
    if book is None:
        raise ValueError(f"the rule book in {work.rules} changed on the way")
    cases, problems, _ = read_cases(work.cases, book)
    if problems:
        raise ValueError(f"the cases in {work.cases} changed on the way")
    return Measurer(book, raw, cases)


_WORKERS: list[Worker] = []
"""The worker of this process, once it has begun: processes share nothing else."""


def _begin(work: Work) -> None:
    _WORKERS[:] = [Worker(load(work), work.kept)]


def _one(piece: Piece) -> tuple[tuple[Tried, ...], bool]:
    return _WORKERS[0].tried(piece)
