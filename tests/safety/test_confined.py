"""No network, no other programs, and nothing written outside the folder of results."""

import json
import socket
from pathlib import Path

import pytest

from office.cases import GIVEN
from office.command import RULES, run
from office.process import python
from office.records import AS_OF

CASES = (
    GIVEN
    + """\
  - {id: all-met, about: {vi: "Đủ", en: "Met"}, expect: {outcome: keep, unmet: []}}
"""
)

COMMANDS = (
    (0, "--help"),
    (0, "review", "hồ sơ.xlsx", "--as-of", AS_OF, "--out", "kq", "--findings-csv"),
    (0, "review", "hồ sơ.xlsx", "--as-of", AS_OF, "--out", "kq", "--force", "--engine", "tables", "--json"),
    (0, "explain", "CB01", "hồ sơ.xlsx", "--as-of", AS_OF),
    (0, "check"),
    (1, "test", "ca"),
    (0, "demo", "mẫu.xlsx", "--people", "5"),
    (0, "demo", "mẫu", "--people", "5"),
    (2, "review", "không.xlsx"),
)


@pytest.fixture
def full_desk(desk) -> Path:
    """The desk with cases as well."""
    (desk / "ca").mkdir()
    (desk / "ca" / "lãnh đạo.yaml").write_text(CASES, "utf-8")
    return desk


def test_no_command_opens_a_connection(full_desk, monkeypatch):
    def forbidden(*_, **__):
        raise AssertionError("the network was used")

    for name in (
        "socket",
        "create_connection",
        "socketpair",
        "getaddrinfo",
        "gethostbyname",
        "getfqdn",
        "create_server",
    ):
        monkeypatch.setattr(socket, name, forbidden)
    for code, *arguments in COMMANDS:
        rules = None if "demo" in arguments or "--help" in arguments else RULES
        assert run(*arguments, rules=rules).exit_code == code, arguments


WATCHED = """
import json, os, sys

FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.", "http.",
    "ftplib.", "smtplib.", "ctypes.dlopen", "webbrowser.", "pickle.", "marshal.loads", "winreg.",
)
CHANGES = {
    "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "os.utime", "shutil.move", "shutil.copyfile", "tempfile.mkstemp", "tempfile.mkdtemp",
}
seen, changed, armed = set(), set(), False

def watch(event, given):
    if not armed:
        return
    if event.startswith(FORBIDDEN):
        seen.add(event)
    paths = [os.path.abspath(os.fsdecode(a)) for a in given if isinstance(a, (str, bytes, os.PathLike))]
    if event in CHANGES:
        changed.update((line[0], path) for path in paths)
    if event == "open" and isinstance(given[0], (str, bytes)):
        writes = (given[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes or set(given[1] or "") & set("wax+"):
            changed.add((line[0], paths[0]))

sys.addaudithook(watch)
sys.dont_write_bytecode = True
from eligibility.cli.language import translate_click
translate_click("vi")
from eligibility.cli.app import build
codes = []
for line in json.loads(sys.argv[1]):
    # importing is Python's own affair: what is watched is the second run of every command
    for armed in (False, True):
        try:
            build("vi").main(line, prog_name="eligibility")
        except SystemExit as left:
            code = left.code or 0
    codes.append(code)
armed = False
print("\\n" + json.dumps({"seen": sorted(seen), "changed": sorted(changed), "codes": codes}))
"""


def test_no_command_reaches_beyond_its_folder(full_desk, tmp_path):
    home, temporary = tmp_path / "nhà", tmp_path / "tạm"
    home.mkdir()
    temporary.mkdir()
    lines = []
    for _, *arguments in COMMANDS[1:]:
        rules = [] if "demo" in arguments else ["--rules", str(RULES)]
        force = ["--force"] if {"--out", "demo"} & set(arguments) and "--force" not in arguments else []
        lines.append([*arguments, *rules, *force])
    folders = {
        name: str(home)
        for name in ("HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA")
    }
    temporaries = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
    done = python("-c", WATCHED, json.dumps(lines), cwd=full_desk, env={**folders, **temporaries})
    assert done.returncode == 0, done.stderr.decode("utf-8")
    found = json.loads(done.stdout.decode("utf-8").splitlines()[-1])
    assert found["codes"] == [code for code, *_ in COMMANDS[1:]]
    assert found["seen"] == []
    inside = tuple(str(full_desk / name) for name in ("kq", ".kq.part-", "mẫu", ".mẫu"))
    for command, place in found["changed"]:
        if command == "demo" and place.startswith(str(temporary)):
            continue  # synthetic people may pass through the folder for temporary files; real ones never do
        assert place.startswith(inside) or place == str(full_desk), command
    assert found["changed"]
    assert list(home.iterdir()) == []
    assert list(temporary.iterdir()) == []
    kept = {"hồ sơ.xlsx", "ca", "kq", "mẫu.xlsx", "mẫu"}
    assert {place.name.partition(".old-")[0] for place in full_desk.iterdir()} == kept
