"""A folder of results that appears whole or not at all."""

import os
import secrets
import shutil
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path


class NotEmpty(Exception):
    """The folder for the results exists and holds something."""

    def __init__(self, place: Path) -> None:
        super().__init__(str(place))
        self.place = place


class Occupied(Exception):
    """The folder for the results is, or holds, something that must stay where it is."""

    def __init__(self, place: Path, used: Path) -> None:
        super().__init__(str(place))
        self.place = place
        self.used = used


class CannotWrite(Exception):
    """The results cannot be put where they belong: a file is held open, or the folder is write-protected."""

    def __init__(self, place: Path) -> None:
        super().__init__(str(place))
        self.place = place


def check_free(place: Path, *, force: bool, keep: Sequence[Path] = ()) -> None:
    """Make sure that results may go to *place*, before any work is done.

    What is in *keep* (the input, the rule book) and the current folder are never moved.

    Raises:
        NotEmpty: it holds something and *force* is not given.
        Occupied: it is, or holds, what must be kept.

    """
    whole = place.resolve()
    for used in (*keep, Path()):
        if used.resolve().is_relative_to(whole):
            raise Occupied(place, used)
    if place.exists() and not force and (not place.is_dir() or any(place.iterdir())):
        raise NotEmpty(place)


@contextmanager
def results(place: Path, *, force: bool, keep: Sequence[Path] = ()) -> Iterator[Path]:
    """A new folder beside *place*, renamed to it when the block ends well and removed when it does not.

    With *force* a folder that is there is moved aside to ``NAME.old-1``, ``NAME.old-2``, ...

    Raises:
        NotEmpty: *place* holds something and *force* is not given.
        Occupied: it is, or holds, what must be kept.
        CannotWrite: the file system refuses.

    """
    check_free(place, force=force, keep=keep)
    partial = place.with_name(f".{place.name}.part-{secrets.token_hex(4)}")
    made = [folder for folder in partial.parents if not folder.exists()]
    settled = False
    try:
        partial.mkdir(parents=True)
        yield partial
        with moved_aside(place):
            partial.replace(place)
        settled = True
    except OSError as error:
        raise CannotWrite(place) from error
    finally:
        if not settled:
            with undisturbed():
                shutil.rmtree(partial, ignore_errors=True)
                for folder in made:
                    with suppress(OSError):
                        folder.rmdir()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Clear away to the end: a second Ctrl-C, pressed out of impatience, is not heard inside the block."""
    if threading.current_thread() is not threading.main_thread():
        yield  # no interrupt reaches another thread
        return
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if heard is None else heard)


@contextmanager
def moved_aside(place: Path) -> Iterator[Path | None]:
    """Out of the way what stands at *place*, and where it went; back again where the block fails."""
    if not os.path.lexists(place):
        yield None
        return
    empty = place.is_dir() and not place.is_symlink() and not any(place.iterdir())
    old = aside(place)
    place.replace(old)
    try:
        yield old
    except BaseException:
        with suppress(OSError):
            old.replace(place)
        raise
    if empty:
        with suppress(OSError):
            old.rmdir()


def aside(place: Path) -> Path:
    """The first free name to move *place* to."""
    number = 1
    while os.path.lexists(found := place.with_name(f"{place.name}.old-{number}")):
        number += 1
    return found


def write_file(place: Path, content: bytes, *, force: bool, keep: Sequence[Path] = ()) -> None:
    """Write one file whole or not at all; with *force* the one that is there is moved aside.

    Raises:
        NotEmpty: there is one, and *force* is not given.
        Occupied: it is what must be kept.
        CannotWrite: the file system refuses.

    """
    check_free(place, force=force, keep=keep)
    part = place.with_name(f".{place.name}.part-{secrets.token_hex(4)}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        with moved_aside(place):
            part.replace(place)
    except OSError as error:
        raise CannotWrite(place) from error
    finally:
        with undisturbed():
            part.unlink(missing_ok=True)
