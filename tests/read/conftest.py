"""Tests marked ``isolated`` run in a child process, so that an abort of the reader is a failed test.

The first of them in a module runs them all, in one child; a failure shows what the child said. The child
may take only so much memory, so that a file which asks for more than there is cannot stop the machine.
"""

import io
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

INSIDE = "ELIGIBILITY_ISOLATED_READ"
MEMORY = 6_000_000_000
HANG = 1_200
"""Seconds after which a child hangs."""

HERE = Path(__file__).parent
TOGETHER = pytest.StashKey[list]()
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def pytest_configure(config):
    config.addinivalue_line("markers", "isolated: run in a child process, where C may crash")
    if INSIDE in os.environ:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    if INSIDE in os.environ:
        return
    first = {}
    for item in list(items):
        if HERE not in item.path.parents or item.get_closest_marker("isolated") is None:
            continue
        carrier = first.setdefault(item.path, item)
        carrier.stash.setdefault(TOGETHER, []).append(item.nodeid)
        if carrier is not item:
            items.remove(item)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    tests = pyfuncitem.stash.get(TOGETHER, None)
    if tests is None:
        return None
    command = [sys.executable, "-X", "faulthandler", "-m", "pytest", "-v", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-o", "addopts=", *tests],
        cwd=pyfuncitem.config.rootpath,
        env={**os.environ, INSIDE: "1", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG,
    )
    if done.returncode != 0:
        said = f"{done.stdout[-8000:]}\n{done.stderr[-2000:]}"
        pytest.fail(f"exit code {done.returncode}\n{said}", pytrace=False)
    return True


@pytest.fixture(scope="session")
def rules():
    """The shipped rule book's folder."""
    return HERE.parents[1] / "rules"


@pytest.fixture(scope="session")
def sheet():
    """The XML of a sheet with these rows."""

    def make(rows="", before=""):
        return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'

    return make


@pytest.fixture(scope="session")
def workbook():
    """The bytes of a workbook written by hand: sheets by name, with their state; *parts* replace its own."""

    def make(sheets, parts=None, states=None):
        made = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        }
        entries, links = "", ""
        for number, (name, xml) in enumerate(sheets.items(), 1):
            state = f' state="{states[name]}"' if states and name in states else ""
            entries += f'<sheet name="{name}" sheetId="{number}"{state} r:id="rId{number}"/>'
            links += (
                f'<Relationship Id="rId{number}" Type="{LINKS}/worksheet" '
                f'Target="worksheets/sheet{number}.xml"/>'
            )
            made[f"xl/worksheets/sheet{number}.xml"] = xml
        made["xl/workbook.xml"] = (
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{entries}</sheets></workbook>'
        )
        made["xl/_rels/workbook.xml.rels"] = (
            f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
        )
        return zipped({**made, **(parts or {})})

    return make


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
