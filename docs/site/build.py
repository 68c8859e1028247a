"""Builds the documentation: one site in Vietnamese, one in English, side by side in out/site/html.

Every warning of Sphinx is an error. The site needs no network, neither while it is built nor when it is read.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OUT = ROOT / "out/site"
LANGUAGES = ("vi", "en")


def build(lang: str) -> int:
    """Make the pages of *lang* and have Sphinx build them."""
    from eligibility.cli.language import translate_click

    translate_click(lang)
    sys.path += [str(ROOT / "tests")]
    from sphinx.cmd.build import main

    from eligibility.cli.app import build as command_line
    from making.pages import Maker

    pages, scratch = OUT / f"pages/{lang}", OUT / f"scratch/{lang}"
    for folder in (pages, scratch):
        folder.mkdir(parents=True)
    maker = Maker(lang, command_line(lang), pages, scratch)
    maker.make()
    for caption in maker.left_out:
        print(f"{lang}: no LibreOffice or poppler here, so this picture is left out: {caption}")
    # -W --keep-going -n: every warning, of lost references too, is an error, and all are shown
    strict = ("-W", "--keep-going", "-n", "-q", "-E")
    return main([*strict, "-c", str(HERE), "-D", f"language={lang}", str(pages), str(OUT / "html" / lang)])


def build_all() -> int:
    """Build every language in a process of its own, since Click speaks one language in a process."""
    started = time.monotonic()
    shutil.rmtree(OUT, ignore_errors=True)
    shutil.copytree(HERE / "locale", OUT / "locale")  # Sphinx compiles it where it lies
    running = [subprocess.Popen([sys.executable, __file__, lang], env=os.environ) for lang in LANGUAGES]
    codes = [process.wait() for process in running]
    shutil.rmtree(OUT / "scratch", ignore_errors=True)
    if not any(codes):
        place = OUT / "html/index.html"
        shutil.copy(HERE / "index.html", place)
        print(f"Documentation: {place.relative_to(ROOT)} ({time.monotonic() - started:.0f} s)")
    return max(codes)


if __name__ == "__main__":
    sys.exit(build(sys.argv[1]) if sys.argv[1:] else build_all())
