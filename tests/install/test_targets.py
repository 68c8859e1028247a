"""What is installed on which computer, by the markers that hold there and not those of this one."""

import re
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement
from packaging.tags import Tag
from packaging.utils import canonicalize_name

from office.command import ROOT
from offline.index import Found
from offline.resolving import Unsettled, joined, resolve
from offline.targets import PYTHONS, UnknownTarget, other, this_computer

NATIVE = {"numpy", "polars-runtime-32", "python-calamine", "pyyaml"}
"""Libraries with compiled parts; they are shipped as wheels for Windows, see `test_wheelhouse`."""
PURE = {
    "xlrd",
    "attrs",
    "cattrs",
    "click",
    "markdown-it-py",
    "mdurl",
    "polars",
    "pygments",
    "rich",
    "typing-extensions",
    "xlsxwriter",
}
PERHAPS = {"colorama"}
"""Asked for on Windows by some versions of click; pure Python."""
COMPILED = {"durable-rules"}
"""Shipped as source only."""


def project() -> list[Requirement]:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [Requirement(text) for text in data["project"]["dependencies"]]


def installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def as_installed(wanted):
    """What is installed here as if it were the best there is; what is not here asks for nothing."""
    made = {}
    for one in wanted:
        there = installed(one.name)
        requires = tuple(map(Requirement, (there.requires if there else None) or ()))
        made[canonicalize_name(one.name)] = Found(one.name, "1", "", "", requires)
    return made


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", ["win_amd64", "win_arm64"])
def test_windows_gets_exactly_these_and_none_of_them_needs_a_compiler(platform, python):
    names = set(resolve(project(), other(platform, python), as_installed))
    assert names - PERHAPS == NATIVE | PURE
    assert names.isdisjoint(COMPILED)


@pytest.mark.parametrize("platform", ["manylinux_2_28_x86_64", "macosx_11_0_arm64"])
@pytest.mark.parametrize(("python", "compiled"), [("3.11", COMPILED), ("3.12", COMPILED), ("3.13", set())])
def test_elsewhere_only_durable_rules_is_added_and_not_on_python_3_13(platform, python, compiled):
    assert set(resolve(project(), other(platform, python), as_installed)) == NATIVE | PURE | compiled


@pytest.mark.parametrize("name", sorted(PURE))
def test_what_is_called_pure_has_no_compiled_part(name):
    files = installed(name).files
    assert files
    assert [file.name for file in files if file.suffix in (".so", ".pyd", ".dll", ".dylib")] == []


def test_every_python_that_is_promised_is_a_target():
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    said = [re.search(r"Python :: (3\.\d+)$", line) for line in data["classifiers"]]
    assert tuple(found[1] for found in said if found) == PYTHONS


@pytest.mark.parametrize(
    ("marker", "windows", "linux"),
    [
        ("sys_platform == 'win32'", True, False),
        ("platform_system == 'Windows'", True, False),
        ("os_name == 'nt'", True, False),
        ("platform_machine == 'AMD64'", True, False),
        ("platform_machine == 'x86_64'", False, True),
        ("python_version < '3.13'", False, True),
        ("python_full_version >= '3.13.1'", True, False),
        ("implementation_name == 'cpython'", True, True),
        ("platform_python_implementation == 'PyPy'", False, False),
        ("extra == 'wanted'", True, True),
        ("extra == 'unwanted'", False, False),
    ],
)
def test_markers_are_those_of_the_target(marker, windows, linux):
    one = Requirement(f"something; {marker}")
    assert other("win_amd64", "3.13").asks(one, ["wanted"]) is windows
    assert other("manylinux_2_28_x86_64", "3.12").asks(one, ["wanted"]) is linux


def test_markers_of_this_computer_are_those_that_python_sees():
    from packaging.markers import default_environment

    (seen, _) = this_computer().environments()
    loose = {"platform_release", "platform_version", "python_full_version", "implementation_version"}
    assert {k: v for k, v in default_environment().items() if k not in loose} == {
        k: v for k, v in seen.items() if k not in loose
    }


@pytest.mark.parametrize(
    ("tag", "python"), [("win32", "3.13"), ("win_amd64", "3.10"), ("linux", "3.13"), ("", "3.13")]
)
def test_other_computers_are_refused(tag, python):
    with pytest.raises(UnknownTarget):
        other(tag, python)


def test_wheels_for_older_linux_are_taken_and_for_newer_not():
    tags = other("manylinux_2_28_x86_64", "3.12").tags()
    for platform, taken in (("manylinux_2_28", True), ("manylinux2014", True), ("manylinux_2_34", False)):
        assert (Tag("cp312", "cp312", f"{platform}_x86_64") in tags) is taken
    assert Tag("cp311", "abi3", "manylinux_2_17_x86_64") in tags
    assert Tag("py3", "none", "any") in tags
    assert Tag("cp313", "cp313", "win_amd64") not in tags


# --- the way to what is needed -----------------------------------------------------------------------

SHELF = {
    "page": [
        "letters>=2; sys_platform == 'win32'",
        "fork; sys_platform != 'win32'",
        "ink[red]>1",
        "pdf; extra == 'x'",
    ],
    "letters": ["alphabet<9", "ink<5"],
    "ink": ["pigment; extra == 'red'", "ink[blue]; extra == 'all'", "water; extra == 'blue'"],
    "alphabet": [],
    "fork": ["source-only"],
    "source-only": [],
    "pigment": ["page"],
    "pdf": [],
    "water": [],
    "loop": ["loop[a]"],
}


class Shelf:
    def __init__(self):
        self.asked = []

    def __call__(self, wanted):
        self.asked.append(sorted(map(str, wanted)))
        return {
            one.name: Found(one.name, "1", "", "", tuple(map(Requirement, SHELF[one.name]))) for one in wanted
        }


def test_requirements_of_requirements_count_by_the_markers_of_the_target():
    shelf = Shelf()
    windows = resolve([Requirement("Page")], other("win_amd64", "3.13"), shelf)
    assert list(windows) == ["alphabet", "ink", "letters", "page", "pigment"]
    assert shelf.asked[-1] == ["alphabet<9", "ink[red]<5,>1", "letters>=2", "page", "pigment"]
    linux = resolve([Requirement("page")], other("manylinux_2_28_x86_64", "3.13"), Shelf())
    assert list(linux) == ["fork", "ink", "page", "pigment", "source-only"]


def test_extras_bring_what_they_ask_for_also_through_other_extras():
    found = resolve([Requirement("ink[all]")], other("win_amd64", "3.13"), Shelf())
    assert list(found) == ["ink", "water"]


def test_what_asks_for_itself_comes_to_an_end():
    assert list(resolve([Requirement("loop")], other("win_amd64", "3.13"), Shelf())) == ["loop"]


def test_choices_that_go_round_in_circles_are_given_up():
    def fickle(wanted):
        (one,) = (one for one in wanted if one.name == "a")
        again = "a>1" if ">1" not in str(one.specifier) else "b"
        return {one.name: Found("a", "1", "", "", (Requirement(again),)) for one in wanted}

    with pytest.raises(Unsettled):
        resolve([Requirement("a")], other("win_amd64", "3.13"), fickle)


def test_what_is_asked_for_by_address_is_refused():
    with pytest.raises(Unsettled):
        joined([Requirement("a @ file:///a.whl")])
