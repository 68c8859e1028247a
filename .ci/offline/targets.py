"""The computers that a wheelhouse is for: what pip is told of them, and the markers that hold on them."""

import platform
import re
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence

import attrs
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags

PYTHONS = ("3.11", "3.12", "3.13")

KNOWN = re.compile(
    r"(?P<windows>win)_(?P<amd>amd64|arm64)"
    r"|(?P<linux>manylinux)_2_(?P<glibc>\d+)_(?P<gnu>x86_64|aarch64)"
    r"|(?P<mac>macosx)_\d+_\d+_(?P<apple>x86_64|arm64)"
)
OLDEST_GLIBC = 5
LEGACY = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
"""Wheels for these versions of glibc may carry an older name as well."""
PATCHES = ("0", "99")
"""A release of Python is known to its second number; what any of its patches asks for is brought."""


class UnknownTarget(Exception):
    """A platform that no wheelhouse is made for."""


@attrs.frozen
class Target:
    """A kind of computer. *platform* is a tag of wheels; nothing where it is this computer itself."""

    python: str
    platform: str
    here: bool
    system: str
    """``sys.platform`` there."""
    machine: str
    """The processor, as tags of wheels call it."""

    @property
    def digits(self) -> str:
        """The release of Python as tags write it."""
        return self.python.replace(".", "")

    @property
    def windows(self) -> bool:
        """Whether it is started by double-clicks."""
        return self.system == "win32"

    def environments(self) -> Iterator[Mapping[str, str]]:
        """The values of markers there."""
        name, system = {
            "win32": ("nt", "Windows"),
            "linux": ("posix", "Linux"),
            "darwin": ("posix", "Darwin"),
        }[self.system]
        for patch in PATCHES:
            yield {
                "implementation_name": "cpython",
                "implementation_version": f"{self.python}.{patch}",
                "os_name": name,
                "platform_machine": self.machine.upper() if self.windows else self.machine,
                "platform_python_implementation": "CPython",
                "platform_release": "",
                "platform_system": system,
                "platform_version": "",
                "python_full_version": f"{self.python}.{patch}",
                "python_version": self.python,
                "sys_platform": self.system,
            }

    def asks(self, requirement: Requirement, extras: Sequence[str] = ()) -> bool:
        """Whether *requirement*, of something installed with *extras*, counts there."""
        if requirement.marker is None:
            return True
        return any(
            requirement.marker.evaluate({**environment, "extra": extra})
            for environment in self.environments()
            for extra in ("", *extras)
        )

    def platforms(self) -> tuple[str, ...]:
        """The tags of platforms whose wheels run there, best first."""
        found = KNOWN.fullmatch(self.platform)
        if found is None or found["linux"] is None:
            return (self.platform,)
        tags = []
        for version in range(int(found["glibc"]), OLDEST_GLIBC - 1, -1):
            tags.append(f"manylinux_2_{version}_{found['gnu']}")
            if version in LEGACY and not (version < 17 and found["gnu"] == "aarch64"):
                tags.append(f"{LEGACY[version]}_{found['gnu']}")
        return tuple(tags)

    def options(self) -> list[str]:
        """What makes pip choose wheels for it."""
        if self.here:
            return []
        said = ["--python-version", self.python, "--implementation", "cp"]
        return said + [word for tag in self.platforms() for word in ("--platform", tag)]

    def tags(self) -> frozenset[Tag]:
        """The tags of wheels that run there, where it is another computer."""
        version = tuple(map(int, self.python.split(".")))
        native = cpython_tags(version, platforms=self.platforms())
        return frozenset((*native, *compatible_tags(version, f"cp{self.digits}", self.platforms())))


def this_computer() -> Target:
    """The computer and the Python that this runs on."""
    python = ".".join(map(str, sys.version_info[:2]))
    tag = re.sub(r"\W", "_", sysconfig.get_platform())
    return Target(python, tag, here=True, system=sys.platform, machine=platform.machine().lower())


def other(tag: str, python: str) -> Target:
    """A computer with *python* that takes wheels for *tag*.

    Raises:
        UnknownTarget: nothing is known of such computers.

    """
    found = KNOWN.fullmatch(tag)
    if found is None or python not in PYTHONS:
        raise UnknownTarget
    system = "win32" if found["windows"] else "linux" if found["linux"] else "darwin"
    machine = found["amd"] or found["gnu"] or found["apple"]
    return Target(python, tag, here=False, system=system, machine=machine)
