"""A folder of results is there whole, or not at all, however impatiently the command is stopped."""

import os
import shutil
import signal
import threading

import pytest

from eligibility.report import folder


@pytest.fixture(autouse=True)
def heard():
    """Interrupts are heard in the test, even where it runs in the background, and as before after it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture
def impatient(monkeypatch):
    """Ctrl-C is pressed again while what was begun is cleared away."""
    clear = shutil.rmtree
    pressed = []

    def clear_slowly(*args, **options):
        press()
        pressed.append(args)
        clear(*args, **options)

    monkeypatch.setattr(shutil, "rmtree", clear_slowly)
    return pressed


def test_two_presses_of_ctrl_c_leave_nothing(tmp_path, impatient):
    with pytest.raises(KeyboardInterrupt), folder.results(tmp_path / "new" / "out", force=False):
        press()
    assert impatient
    assert list(tmp_path.iterdir()) == []


def test_after_clearing_interrupts_are_heard_again(tmp_path, impatient):
    with pytest.raises(folder.CannotWrite), folder.results(tmp_path / "out", force=False):
        raise OSError
    assert impatient
    with pytest.raises(KeyboardInterrupt):
        press()


def test_a_folder_may_be_cleared_in_a_thread(tmp_path):
    failures = []

    def write() -> None:
        try:
            with folder.results(tmp_path / "out", force=False) as place:
                (place / "decisions.csv").write_text("half")
                raise OSError
        except folder.CannotWrite as error:
            failures.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert len(failures) == 1
    assert list(tmp_path.iterdir()) == []
