"""Reading ahead and writing behind, so that neither waits for the other."""

import shutil
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import polars as pl

T = TypeVar("T")

PENDING = 2
"""Parts that wait to be written at a time."""


def ahead(items: Iterable[T]) -> Iterator[T]:
    """*items*, the next of which is made while one is worked on."""
    with ThreadPoolExecutor(1) as pool:
        iterator = iter(items)
        nothing = object()
        coming: Future[object] = pool.submit(next, iterator, nothing)
        while (item := coming.result()) is not nothing:
            coming = pool.submit(next, iterator, nothing)
            yield item  # type: ignore[misc]


class Writes:
    """Writes parts of results behind the back of who makes them; errors come out at the next one."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> "Writes":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            while self._waiting and kind is None:
                self._waiting.popleft().result()
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def put(self, frame: pl.DataFrame, folder: Path, number: int) -> None:
        """Write *frame* as part *number* of *folder*; one without rows only as the first."""
        if frame.height == 0 and number > 0:
            return
        folder.mkdir(parents=True, exist_ok=True)
        self._waiting.append(self._pool.submit(frame.write_parquet, folder / f"part-{number:05}.parquet"))
        while len(self._waiting) > PENDING:
            self._waiting.popleft().result()


@contextmanager
def scratch(out: Path) -> Iterator[Path]:
    """A folder inside *out* for what is only needed on the way."""
    folder = out / ".scratch"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
