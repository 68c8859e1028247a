"""What became of changes, kept from run to run in files named by what it all rests on, and looked at again.

A file is named by the hash of the rules that are changed, the rules around them, the cases that are judged
by them and the program itself. What it says is not taken on trust: the cases that are said to notice a change
are judged again, and the people who would. What cannot be read, or is not so any more, is worked out anew.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs

from eligibility.coverage.changing import Piece
from eligibility.coverage.fates import Fate, Tried
from eligibility.coverage.measuring import Measurer

FORMAT = "eligibility/tried/1"
APPLICATION = "eligibility"


def usual_folder() -> Path:
    """Where such files are kept if nothing else is said: with what other programs keep of the same kind."""
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(home or Path.home() / ".cache") / APPLICATION / "coverage"


@cache
def program() -> str:
    """The hash of the program: all its modules and the versions of nothing else."""
    root = Path(str(files("eligibility")))
    found = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        found.update(path.relative_to(root).as_posix().encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


class Memory:
    """The files of one folder."""

    def __init__(self, folder: Path, measurer: Measurer) -> None:
        self._folder = folder
        self._measurer = measurer
        book = measurer.rulebook
        around = [repr(standard) for standard in book.standards if standard.courses]
        hashes = [
            f"{name} {value}"
            for name, value in sorted(book.hashes.items())
            if not name.startswith(("standards/", "training/", "structure/"))
        ]
        self._around = _hash([program(), *hashes, *around])
        self.reused = 0

    def tried(self, piece: Piece) -> tuple[Tried, ...]:
        """What becomes of the changes of *piece*: as it was, where that still holds."""
        place = self._folder / f"{self._key(piece)}.json"
        known = _read(place)
        if known is not None and self._measurer.confirmed(piece, known):
            self.reused += 1
            return known
        found = self._measurer.tried(piece)
        _write(place, found)
        return found

    def _key(self, piece: Piece) -> str:
        return _hash([self._around, repr(piece), *self._measurer.rests_on(piece)])


def _hash(parts: Sequence[str]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(hashlib.sha256(part.encode()).digest())
    return found.hexdigest()


def _read(place: Path) -> tuple[Tried, ...] | None:
    """What a file says; None where it is not there, or is not whole."""
    try:
        data = json.loads(place.read_text("utf-8"))
        body = data["tried"]
        if data["format"] != FORMAT or data["sha256"] != _sum(body):
            return None
        return tuple(
            Tried(**{**item, "route": tuple(item["route"]), "fate": Fate(item["fate"])}) for item in body
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(place: Path, tried: Sequence[Tried]) -> None:
    """Keep *tried*; where that cannot be done, it is worked out anew the next time."""
    body = [attrs.asdict(item) | {"route": list(item.route), "fate": str(item.fate)} for item in tried]
    draft = place.with_suffix(f".{os.getpid()}.tmp")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        content = {"format": FORMAT, "sha256": _sum(body), "tried": body}
        draft.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        draft.replace(place)
    except OSError:
        draft.unlink(missing_ok=True)


def _sum(body: Any) -> str:  # noqa: ANN401  (what JSON holds)
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
