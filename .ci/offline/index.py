"""Asking pip: which wheels it would take, and to fetch or build them. It uses what it is set up with."""

import json
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote, urlsplit

import attrs
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from offline.targets import Target


@attrs.frozen
class Found:
    """A wheel that pip would take, and what that wheel asks for in its turn."""

    name: str
    version: str
    file: str
    sha256: str
    requires: tuple[Requirement, ...]


class Refused(Exception):
    """pip said no; what it said last is the message."""


class Missing(Exception):
    """No wheel was found for these *requirements*, each with what pip said; perhaps for none at all."""

    def __init__(self, requirements: Mapping[str, str], *, everything: bool) -> None:
        super().__init__(", ".join(requirements))
        self.requirements = requirements
        self.everything = everything


@attrs.frozen
class Index:
    """Wheels for *target*; those that had to be built here are in *built*."""

    target: Target
    built: Path

    def choose(self, wanted: Collection[Requirement]) -> dict[str, Found]:
        """The best wheel of each name, without what these ask for.

        Raises:
            Missing: there are requirements that no wheel meets, and that cannot be built for this computer.

        """
        try:
            return self._report(wanted)
        except Refused:
            lacking = {str(one): why for one in wanted if (why := self._lacks(one))}
        if self.target.here and len(lacking) < len(wanted):
            lacking = {one: why for one in lacking if (why := self._build(one))}
        if lacking:
            raise Missing(lacking, everything=len(lacking) == len(wanted))
        return self._report(wanted)

    def fetch(self, found: Iterable[Found], place: Path) -> None:
        """Bring wheels to *place*."""
        exact = [f"{one.name}=={one.version}" for one in found]
        _pip("download", "--no-deps", "--dest", place, *self._wheels(), *exact)

    def _lacks(self, requirement: Requirement) -> str:
        """What pip says where it has no wheel; nothing where it has one."""
        try:
            self._report([requirement])
        except Refused as error:
            return str(error)
        return ""

    def _build(self, requirement: str) -> str:
        """Build a wheel for this computer; what went wrong, if it did."""
        try:
            _pip("wheel", "--no-deps", "--wheel-dir", self.built, requirement)
        except Refused as error:
            return str(error)
        return ""

    def _wheels(self) -> list[str | Path]:
        return ["--only-binary", ":all:", "--find-links", self.built, *self.target.options()]

    def _report(self, wanted: Iterable[Requirement]) -> dict[str, Found]:
        with TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            nowhere = ["--dry-run", "--ignore-installed", "--target", Path(folder) / "none"]
            texts = [str(one) for one in wanted]
            _pip("install", *nowhere, "--no-deps", "--report", report, *self._wheels(), *texts)
            data = json.loads(report.read_text("utf-8"))
        return {one.name: one for one in map(_found, data["install"])}


def _found(item: Mapping[str, Any]) -> Found:
    metadata, source = item["metadata"], item["download_info"]
    return Found(
        name=canonicalize_name(metadata["name"]),
        version=metadata["version"],
        file=Path(unquote(urlsplit(source["url"]).path)).name,
        sha256=source.get("archive_info", {}).get("hashes", {}).get("sha256", ""),
        requires=tuple(map(Requirement, metadata.get("requires_dist", ()))),
    )


def wheel_of(project: Path, place: Path) -> Path:
    """The wheel of *project*, built in *place* with what is installed here."""
    _pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", place, project)
    (wheel,) = place.glob("*.whl")
    return wheel


def _pip(*arguments: object) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["no reason given"]
        raise Refused(said[-1].removeprefix("ERROR: "))
