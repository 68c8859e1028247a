"""Small rule books that must be refused: ``cases/bad/_base``, which is good, with a folder's files over it.

``make.yaml`` in a folder holds what is not worth a file of its own: ``{remove}`` a file of the base,
``{file, old, new}`` for a passage of it, ``{file, repeat, times}`` for a file that is large,
``{file, link}`` for a link, ``{file, unreadable}`` for a file that the system does not open.
"""

import shutil
from pathlib import Path

import yaml

BAD = Path(__file__).parents[2] / "cases" / "bad"
BASE = BAD / "_base"
NOT_LAID = ("make.yaml", "expected.txt", "expected.vi.txt")


def folders() -> list[Path]:
    return sorted(folder for folder in BAD.iterdir() if folder.is_dir() and folder != BASE)


def lay(folder: Path, target: Path) -> list[Path]:
    """Make the rule book of *folder* in *target*; returns the files that must not be readable."""
    shutil.copytree(BASE, target)
    if folder == BASE:
        return []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and name.as_posix() not in NOT_LAID:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / name)
    steps = folder / "make.yaml"
    unreadable = []
    for step in yaml.safe_load(steps.read_text("utf-8")) if steps.exists() else ():
        place = target / step.get("file", step.get("remove"))
        match sorted(step):
            case ["remove"]:
                place.unlink()
            case ["file", "new", "old"]:
                text = place.read_text("utf-8")
                assert text.count(step["old"]) == 1, (folder.name, text.count(step["old"]), step["old"])
                place.write_text(text.replace(step["old"], step["new"]), "utf-8")
            case ["file", "repeat", "times"]:
                place.write_text(step["repeat"] * step["times"], "utf-8")
            case ["file", "link"]:
                place.symlink_to(step["link"])
            case ["file", "unreadable"]:
                unreadable.append(place)
            case _:
                raise ValueError(step)
    return unreadable
