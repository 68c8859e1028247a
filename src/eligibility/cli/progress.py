"""The bar that long work shows, where somebody looks at it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from eligibility.cli.shared import console
from eligibility.messages import text


@contextmanager
def progress(lang: str, *, hidden: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on the error stream, where that is a terminal."""
    shown = console(stderr=True)
    if hidden or not shown.is_terminal:
        yield lambda stage, done, total: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=shown, transient=True
    )
    tasks: dict[str, int] = {}

    def step(stage: str, done: int, total: int) -> None:
        bar.start()  # not before: a password may be asked for while the records are read
        if stage not in tasks:
            tasks[stage] = bar.add_task(text(f"cli.stage_{stage}", lang), total=total)
        bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

    try:
        yield step
    finally:
        bar.stop()
