"""A wheelhouse as a folder and a zip: wheels, their hashes, and the kit that installs them."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterable
from email.parser import HeaderParser
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
from packaging.requirements import Requirement

from offline.index import Found, Index, wheel_of
from offline.resolving import resolve
from offline.targets import Target

ROOT = Path(__file__).resolve().parents[2]
KIT = Path(__file__).parent / "kit"
SAMPLE = ROOT / "cases" / "samples" / "can-bo-mau.xlsx"

SUMS = "SHA256SUMS"
WINDOWS_KIT = {
    "install.bat": "install.bat",
    "uninstall.bat": "uninstall.bat",
    "install.ps1": "install.ps1",
    "README-windows.txt": "README.txt",
    "ra-soat.bat": "program/ra-soat.bat",
    "no-python-windows.txt": "program/no-python.txt",
    "start.py": "program/start.py",
}
OTHER_KIT = {
    "install.sh": "install.sh",
    "README-other.txt": "README.txt",
    "no-python-other.txt": "program/no-python.txt",
}
KIT_OF_ALL = {"install.py": "program/install.py"}

DOS = (".bat", ".ps1", ".txt")
"""Files whose lines end as Windows wants it, in a wheelhouse for Windows."""
OLDEST = (1980, 1, 1, 0, 0, 0)


class Damaged(Exception):
    """A wheel that was fetched is not the one that pip chose."""


@attrs.frozen
class House:
    """A wheelhouse that is made: its folder, its zip, and what is in it."""

    folder: Path
    archive: Path
    wheels: tuple[str, ...]


def needs(target: Target, place: Path, *, old_cpu: bool = False) -> tuple[Path, dict[str, Found]]:
    """The project's wheel, built in *place*, and the wheels that it needs on *target*."""
    wheel = wheel_of(ROOT, place / "project")
    (place / "built").mkdir(exist_ok=True)
    roots = [*_asked_by(wheel)]
    if old_cpu:
        roots.append(Requirement("polars[rtcompat]"))
    return wheel, resolve(roots, target, Index(target, place / "built").choose)


def make(target: Target, out: Path, *, old_cpu: bool = False) -> House:
    """Make the wheelhouse for *target* in the folder *out*, in place of an older one of the same name.

    Raises:
        Missing: some wheels are not to be had for it.
        Damaged: what came is not what was chosen.

    """
    with TemporaryDirectory() as temporary:
        place = Path(temporary)
        wheel, found = needs(target, place, old_cpu=old_cpu)
        version = wheel.name.split("-")[1]
        name = f"eligibility-{version}-{target.platform}-py{target.digits}"
        house = place / name
        wheels = house / "wheels"
        wheels.mkdir(parents=True)
        Index(target, place / "built").fetch(found.values(), wheels)
        _compare(found.values(), wheels)
        shutil.copyfile(wheel, wheels / wheel.name)
        lines = [_pinned("eligibility", version, wheels / wheel.name)]
        lines += [_pinned(one.name, one.version, wheels / one.file) for one in found.values()]
        (house / "requirements.txt").write_text("".join(sorted(lines)), "utf-8", newline="\n")
        shutil.copyfile(SAMPLE, house / SAMPLE.name)
        kit(target, version, house)
        sums(house)
        pack(house, place / f"{name}.zip")
        return _published(house, place / f"{name}.zip", out, tuple(sorted(p.name for p in wheels.iterdir())))


def sha256(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sums(house: Path) -> None:
    """Write the hashes of all that is in *house*."""
    names = sorted(path.relative_to(house).as_posix() for path in house.rglob("*") if path.is_file())
    lines = (f"{sha256(house / name)}  {name}\n" for name in names if name != SUMS)
    (house / SUMS).write_text("".join(lines), "utf-8", newline="\n")


def _asked_by(wheel: Path) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        headers = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
    return [Requirement(text) for text in headers.get_all("Requires-Dist", [])]


def _compare(found: Iterable[Found], wheels: Path) -> None:
    chosen = {one.file: one.sha256 for one in found}
    came = {path.name: sha256(path) for path in wheels.iterdir()}
    wrong = {
        name for name, digest in chosen.items() if came.get(name) is None or digest not in ("", came[name])
    }
    wrong |= came.keys() - chosen.keys()
    if wrong:
        raise Damaged(", ".join(sorted(wrong)))


def _pinned(name: str, version: str, wheel: Path) -> str:
    return f"{name}=={version} --hash=sha256:{sha256(wheel)}\n"


def kit(target: Target, version: str, house: Path) -> None:
    """Write what installs *version* on *target* to *house*."""
    (house / "program").mkdir()
    for source, place in {**KIT_OF_ALL, **(WINDOWS_KIT if target.windows else OTHER_KIT)}.items():
        text = (KIT / source).read_text("utf-8")
        for word, value in (
            ("@python@", target.python),
            ("@comma@", target.python.replace(".", ", ")),
            ("@digits@", target.digits),
            ("@version@", version),
            ("@platform@", target.platform),
            ("@processor@", target.machine),
        ):
            text = text.replace(word, value)
        path = house / place
        dos = target.windows and path.suffix in DOS
        coding = "utf-8-sig" if target.windows and path.name == "README.txt" else "utf-8"
        path.write_text(text, coding, newline="\r\n" if dos else "\n")
        if path.suffix == ".sh":
            path.chmod(0o755)
    said = {"version": version, "python": target.python, "system": target.system, "machine": target.machine}
    (house / "program" / "target.json").write_text(json.dumps(said, indent=2) + "\n", "utf-8", newline="\n")


def pack(house: Path, archive: Path) -> None:
    """Zip *house*; the same bytes for the same files: no clock, and a fixed order."""
    with zipfile.ZipFile(archive, "w") as zipped:
        for path in sorted(path for path in house.rglob("*") if path.is_file()):
            info = zipfile.ZipInfo(f"{house.name}/{path.relative_to(house).as_posix()}", OLDEST)
            info.external_attr = (0o100755 if path.suffix == ".sh" else 0o100644) << 16
            packed = path.suffix in (".whl", ".xlsx")
            info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            with path.open("rb") as source, zipped.open(info, "w") as inside:
                shutil.copyfileobj(source, inside)


def _published(house: Path, archive: Path, out: Path, wheels: tuple[str, ...]) -> House:
    """Move what is whole to *out*: first under another name, then in one step."""
    out.mkdir(parents=True, exist_ok=True)
    made = House(out / house.name, out / archive.name, wheels)
    coming = out / f".{house.name}.coming"
    shutil.rmtree(coming, ignore_errors=True)
    shutil.copytree(house, coming)
    shutil.copyfile(archive, coming.with_suffix(".zip"))
    if made.folder.exists():
        shutil.rmtree(made.folder)
    coming.rename(made.folder)
    coming.with_suffix(".zip").replace(made.archive)
    line = f"{sha256(made.archive)}  {archive.name}\n"
    made.archive.with_name(f"{archive.name}.sha256").write_text(line, "utf-8", newline="\n")
    return made
