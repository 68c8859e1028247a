"""Help appears at once: nothing heavy is imported before it is needed."""

import pytest

from office.process import python

HEAVY = (
    "polars",
    "numpy",
    "xlsxwriter",
    "rich",
    "cattrs",
    "python_calamine",
    "durable_rules_engine",
    "hypothesis",
)

SCRIPT = """
import sys
from eligibility.cli import main
try:
    main(sys.argv[1:])
except SystemExit as left:
    assert not left.code, left.code
print("modules:", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["template", "-h"],
        ["review", "--help"],
        ["explain", "--help"],
        ["demo", "-h"],
    ],
)
def test_help_imports_nothing_heavy(tmp_path, arguments):
    done = python("-c", SCRIPT, *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    modules = done.stdout.decode("utf-8").splitlines()[-1].split()
    assert "eligibility" in modules
    assert [name for name in HEAVY if name in modules] == []


def test_package_itself_imports_nothing_heavy(tmp_path):
    done = python(
        "-c", "import eligibility, sys; print(*{n.partition('.')[0] for n in sys.modules})", cwd=tmp_path
    )
    assert [name for name in (*HEAVY, "click", "yaml", "attrs") if name in done.stdout.decode().split()] == []


def test_every_public_name_is_there():
    import eligibility

    for name in eligibility.__all__:
        assert getattr(eligibility, name)
    with pytest.raises(AttributeError, match="nothing_of_this_name"):
        _ = eligibility.nothing_of_this_name
