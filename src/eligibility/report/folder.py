"""A folder of results that appears whole or not at all."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NotEmpty(Exception):
    """The folder for the results exists and holds something."""

    def __init__(self, place: Path) -> None:
        super().__init__(str(place))
        self.place = place


class CannotWrite(Exception):
    """The results cannot be put where they belong: a file is held open, or the folder is write-protected."""

    def __init__(self, place: Path) -> None:
        super().__init__(str(place))
        self.place = place


def check_free(place: Path, *, force: bool) -> None:
    """Make sure that results may go to *place*, before any work is done.

    Raises:
        NotEmpty: it holds something and *force* is not given.

    """
    if place.exists() and not force and (not place.is_dir() or any(place.iterdir())):
        raise NotEmpty(place)


@contextmanager
def results(place: Path, *, force: bool) -> Iterator[Path]:
    """A new folder beside *place*, renamed to it when the block ends well and removed when it does not.

    With *force* a folder that is there is moved aside to ``NAME.old-1``, ``NAME.old-2``, ...

    Raises:
        NotEmpty: *place* holds something and *force* is not given.
        CannotWrite: the file system refuses.

    """
    check_free(place, force=force)
    partial = place.with_name(f".{place.name}.part-{secrets.token_hex(4)}")
    try:
        partial.mkdir(parents=True)
    except OSError as error:
        raise CannotWrite(place) from error
    try:
        yield partial
        _settle(partial, place)
    except PermissionError as error:
        raise CannotWrite(place) from error
    finally:
        if partial.exists():
            shutil.rmtree(partial, ignore_errors=True)


def _settle(partial: Path, place: Path) -> None:
    if place.exists():
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()
        else:
            place.replace(aside(place))
    partial.replace(place)


def aside(place: Path) -> Path:
    """The first free name to move *place* to."""
    number = 1
    while (found := place.with_name(f"{place.name}.old-{number}")).exists():
        number += 1
    return found


def write_whole(place: Path, content: bytes) -> None:
    """Write a file under a temporary name beside it, then rename.

    Raises:
        CannotWrite: the file system refuses.

    """
    partial = place.with_name(f".{place.name}.part-{secrets.token_hex(4)}")
    try:
        partial.write_bytes(content)
        partial.replace(place)
    except OSError as error:
        raise CannotWrite(place) from error
    finally:
        partial.unlink(missing_ok=True)
