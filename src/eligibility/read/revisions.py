"""A rule book as it was at a revision of git."""

import subprocess
import tarfile
from io import BytesIO
from pathlib import Path


class NoSuchRevision(Exception):
    """*folder* has no *revision*: it is no folder of a git repository, or there is none of that name."""

    def __init__(self, folder: Path, revision: str) -> None:
        super().__init__(revision)
        self.folder = folder
        self.revision = revision


def at_revision(folder: Path, revision: str, target: Path) -> None:
    """Lay the files of *folder*, as they were at *revision*, into *target*, which must be there.

    Raises:
        NoSuchRevision: there is no such revision, or the folder was not there then.

    """
    inside = _git(folder, revision, "rev-parse", "--show-prefix").decode("utf-8").strip()
    top = Path(_git(folder, revision, "rev-parse", "--show-toplevel").decode("utf-8").strip())
    commit = _git(folder, revision, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    tree = f"{commit.decode('ascii').strip()}:{inside}"
    packed = _git(top, revision, "archive", "--format=tar", tree)
    with tarfile.open(fileobj=BytesIO(packed)) as files:
        files.extractall(target, filter="data")


def _git(folder: Path, revision: str, *words: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  (a fixed program; what the user names is never an option)
            ["git", "-C", str(folder), *words],  # noqa: S607
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoSuchRevision(folder, revision) from error
    return done.stdout
