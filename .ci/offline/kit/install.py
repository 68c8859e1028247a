"""Install eligibility from the folder that this lies in, for one user, with no network; or remove it."""

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
WINDOWS = sys.platform == "win32"
MARKER = "installed.json"
ICON = "Rà soát cán bộ.bat"
STARTERS = ("start.py", "ra-soat.bat")
RUN = "from eligibility.cli import main; main()"

TEXTS = {
    "vi": {
        "about": "Cài đặt eligibility cho người dùng hiện tại, không cần mạng, không cần quyền quản trị.",
        "opt_place": "thư mục cài đặt (mặc định: {place})",
        "opt_remove": "gỡ bỏ chương trình",
        "checking": "1/3  Kiểm tra các tệp trong bộ cài đặt ...",
        "making": "2/3  Cài đặt vào {place} (có thể mất vài phút) ...",
        "trying": "3/3  Chạy thử với danh sách mẫu ...",
        "done": "Đã cài đặt xong {version}.",
        "icon": "Trên màn hình nền có biểu tượng “{name}”: kéo thả tệp Excel vào đó để rà soát.",
        "no_icon": "Để rà soát, kéo thả tệp Excel vào biểu tượng này: {place}",
        "command": "Lệnh để chạy: {place}",
        "removed": "Đã gỡ bỏ eligibility khỏi {place}. Các thư mục kết quả vẫn còn nguyên.",
        "not_there": "Chưa cài đặt eligibility ở {place}; không có gì để gỡ bỏ.",
        "wrong_python": "Bộ cài đặt này dùng cho Python {wanted}; đang chạy Python {got}. "
        "Hãy cài Python {wanted} (xem README.txt) rồi chạy lại.",
        "wrong_computer": "Bộ cài đặt này dùng cho {wanted}; máy này (hoặc Python trên máy này) là {got}. "
        "Hãy dùng bộ cài đặt đúng loại máy, và Python 64 bit.",
        "no_sums": "Thiếu tệp {name}: bộ cài đặt chưa được giải nén hoặc sao chép đầy đủ. "
        "Hãy giải nén lại toàn bộ tệp zip.",
        "damaged": "Các tệp sau bị thiếu hoặc đã bị thay đổi, nên không cài đặt: {names}. "
        "Hãy giải nén hoặc sao chép lại bộ cài đặt.",
        "occupied": "Thư mục {place} đang chứa thứ khác; hãy chọn một thư mục mới hoặc trống.",
        "in_use": "Không thay hoặc gỡ được bản đang có trong {place}. "
        "Hãy đóng các cửa sổ eligibility đang mở rồi chạy lại.",
        "no_venv": "Python này không tạo được môi trường riêng. Trên Debian, Ubuntu hãy cài gói "
        "python{python}-venv rồi chạy lại.",
        "failed": "Không cài đặt được (bước {step}); máy vẫn như trước khi cài. Thông báo cuối cùng:",
    },
    "en": {
        "about": "Install eligibility for the current user; needs no network and no administrator.",
        "opt_place": "folder to install into (default: {place})",
        "opt_remove": "remove the program",
        "checking": "1/3  Checking the files of this wheelhouse ...",
        "making": "2/3  Installing into {place} (this can take some minutes) ...",
        "trying": "3/3  Trying it with the sample ...",
        "done": "Installed: {version}.",
        "icon": "The icon “{name}” is on the desktop: drop an Excel file on it to review it.",
        "no_icon": "To review an Excel file, drop it on this icon: {place}",
        "command": "The command to run: {place}",
        "removed": "Removed eligibility from {place}. Folders of results are untouched.",
        "not_there": "eligibility is not installed in {place}; there is nothing to remove.",
        "wrong_python": "This wheelhouse is for Python {wanted}; this is Python {got}. "
        "Install Python {wanted} (see README.txt) and run this again.",
        "wrong_computer": "This wheelhouse is for {wanted}; this computer (or its Python) is {got}. "
        "Use the wheelhouse for this kind of computer, and a 64-bit Python.",
        "no_sums": "The file {name} is missing: the wheelhouse was not extracted or copied as a whole. "
        "Extract the whole zip again.",
        "damaged": "These files are missing or changed, so nothing was installed: {names}. "
        "Extract or copy the wheelhouse again.",
        "occupied": "The folder {place} holds something else; choose one that is new or empty.",
        "in_use": "What is in {place} cannot be replaced or removed. "
        "Close all windows of eligibility and run this again.",
        "no_venv": "This Python cannot make an environment of its own. On Debian and Ubuntu install "
        "the package python{python}-venv and run this again.",
        "failed": "It could not be installed (step {step}); the computer is as it was before. Last message:",
    },
}


class Stop(Exception):
    """Why nothing can be installed: the name of a text and what goes into it."""

    def __init__(self, name: str, said: str = "", /, **params: str) -> None:
        super().__init__(name)
        self.name = name
        self.said = said
        self.params = params


def language() -> str:
    """Vietnamese, unless a variable names another language."""
    names = (os.environ.get(key, "") for key in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next((one for one in names if one), "").split(".")[0].casefold()
    return "vi" if name in ("", "c", "posix") or name.startswith("vi") else "en"


def say(name: str, /, **params: str) -> None:
    """Print the text called *name*."""
    print(TEXTS[language()][name].format(**params), flush=True)


def usual_place() -> Path:
    """Where programs of one user are."""
    if WINDOWS:
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "eligibility"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "eligibility"


def check_computer(target: dict[str, str]) -> None:
    """Stop where this Python or this computer is not the one that the wheels are for."""
    got = ".".join(map(str, sys.version_info[:2]))
    if got != target["python"]:
        raise Stop("wrong_python", wanted=target["python"], got=got)
    tag = sysconfig.get_platform()
    here = tag.removeprefix("win-") if WINDOWS else platform.machine().lower()
    if (sys.platform, here) != (target["system"], target["machine"]):
        wanted = f"{target['system']} {target['machine']}"
        raise Stop("wrong_computer", wanted=wanted, got=f"{sys.platform} {here}")


def check_sums(house: Path) -> None:
    """Stop where a file is missing or changed."""
    sums = house / "SHA256SUMS"
    if not sums.is_file():
        raise Stop("no_sums", name=sums.name)
    wrong = []
    for line in sums.read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        path = house / name
        if not path.is_file() or _sha256(path) != digest:
            wrong.append(name)
    if wrong:
        raise Stop("damaged", names=", ".join(wrong))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def inside(app: Path, name: str = "python") -> Path:
    """A program of the environment *app*."""
    return app / "Scripts" / f"{name}.exe" if WINDOWS else app / "bin" / name


def run(step: str, *command: object, cwd: Path | None = None) -> str:
    """Run *command* with nothing of the user's Python in its way; what it prints."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTHON"))}
    kept |= {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env={**kept, "PYTHONUTF8": "1"},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise Stop("failed", (done.stderr or done.stdout).strip(), step=step)
    return done.stdout.strip()


def make(app: Path, house: Path, python: str) -> None:
    """A new environment in *app* with all that *house* holds."""
    try:
        run("venv", sys.executable, "-m", "venv", app)
    except Stop as stop:
        raise Stop("no_venv", stop.said, python=python) from stop
    wheels = ["--no-index", "--find-links", house / "wheels", "--only-binary", ":all:"]
    lock = ["--require-hashes", "--requirement", house / "requirements.txt"]
    run("pip", inside(app), "-m", "pip", "install", "--quiet", "--no-cache-dir", *wheels, *lock)


def try_out(app: Path, house: Path) -> str:
    """Review the sample with what was installed; the version it says."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        version = run("--version", inside(app), "-c", RUN, "--version", cwd=place)
        review = ["review", house / "can-bo-mau.xlsx", "--as-of", "2026-06-30", "--out", "kq", "--quiet"]
        run("review", inside(app), "-c", RUN, *review, cwd=place)
        if not (place / "kq" / "decisions.xlsx").is_file():
            raise Stop("failed", step="review")
    return version


def replace(place: Path, house: Path, python: str) -> str:
    """Put a new environment in the place of the old one, which comes back if that fails; the version."""
    app, old = place / "app", place / "app.old"
    ours = (place / MARKER).is_file()
    if not ours and place.is_dir() and any(place.iterdir()):
        raise Stop("occupied", place=str(place))
    place.mkdir(parents=True, exist_ok=True)
    (place / MARKER).write_text("{}\n", "utf-8")
    try:
        if old.exists():  # an earlier run was cut off: the old one is whole
            shutil.rmtree(app, ignore_errors=True)
        elif app.exists():
            app.rename(old)
    except OSError as error:
        raise Stop("in_use", place=str(place)) from error
    try:
        say("making", place=str(place))
        make(app, house, python)
        say("trying")
        version = try_out(app, house)
    except BaseException:
        shutil.rmtree(app, ignore_errors=True)
        if old.exists():
            old.rename(app)
        elif not ours:
            shutil.rmtree(place, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)
    return version


def desktop() -> Path | None:
    """The desktop's folder on Windows, wherever it was moved to."""
    import ctypes

    found = ctypes.create_unicode_buffer(260)
    failed = ctypes.windll.shell32.SHGetFolderPathW(None, 0x10, None, 0, found)  # type: ignore[attr-defined,unused-ignore]
    return None if failed or not found.value else Path(found.value)


def starters(place: Path, house: Path) -> None:
    """The icon to drop workbooks on; on the desktop where the usual place is used."""
    if not WINDOWS:
        say("command", place=str(inside(place / "app", "eligibility")))
        return
    for name in STARTERS:
        shutil.copyfile(house / "program" / name, place / name)
    try:
        where = desktop() if place == usual_place() else None
        if where is not None:
            shutil.copyfile(place / "ra-soat.bat", where / ICON)
            say("icon", name=ICON.removesuffix(".bat"))
            return
    except OSError:
        pass
    say("no_icon", place=str(place / "ra-soat.bat"))


def install(place: Path, house: Path) -> None:
    """Install what *house* holds into *place*."""
    say("checking")
    check_sums(house)
    target = json.loads((house / "program" / "target.json").read_text("utf-8"))
    check_computer(target)
    version = replace(place, house, target["python"])
    (place / MARKER).write_text(json.dumps(target, indent=2) + "\n", "utf-8")
    starters(place, house)
    say("done", version=version)


def remove(place: Path) -> None:
    """Take away what was installed in *place*, and nothing else."""
    if not (place / MARKER).is_file():
        say("not_there", place=str(place))
        return
    try:
        for name in ("app", "app.old"):
            if (place / name).exists():
                shutil.rmtree(place / name)
    except OSError as error:
        raise Stop("in_use", place=str(place)) from error
    where = desktop() if WINDOWS else None
    if where is not None:
        (where / ICON).unlink(missing_ok=True)
    for name in (*STARTERS, MARKER):
        (place / name).unlink(missing_ok=True)
    if not any(place.iterdir()):
        place.rmdir()
    say("removed", place=str(place))


def main(arguments: list[str] | None = None) -> int:
    """Install or remove; 0 where it worked, 2 where not."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    texts = TEXTS[language()]
    parser = argparse.ArgumentParser("install", description=texts["about"])
    usual = usual_place()
    parser.add_argument("--place", type=Path, default=usual, help=texts["opt_place"].format(place=usual))
    parser.add_argument("--remove", action="store_true", help=texts["opt_remove"])
    given = parser.parse_args(arguments)
    place = given.place.expanduser().absolute()
    try:
        if given.remove:
            remove(place)
        else:
            install(place, HOUSE)
    except Stop as stop:
        print(texts[stop.name].format(**stop.params), file=sys.stderr)
        if stop.said:
            print("\n".join(f"    {line}" for line in stop.said.splitlines()[-8:]), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
