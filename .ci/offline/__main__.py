"""``.ci/wheelhouse``: make the wheelhouse for a computer, or say which wheels there are not."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from offline.house import ROOT, Damaged, make, needs
from offline.index import Missing, Refused
from offline.resolving import Unsettled
from offline.targets import PYTHONS, Target, UnknownTarget, other, this_computer

DONE, LACKING, UNUSABLE, NOTHING = 0, 1, 2, 4

EPILOG = """\
Without --platform it is for computers like this one, with this Python; libraries that come as source are
built here. Platforms: win_amd64, win_arm64, manylinux_2_N_x86_64, manylinux_2_N_aarch64, macosx_N_N_arm64,
macosx_N_N_x86_64. Wheels come from where pip is set up to take them.

Exit codes: 0 made, 1 some wheels are not to be had, 2 wrong usage, 4 nothing can be fetched at all.
"""


def main() -> int:
    """Make it, or list it; the exit code."""
    parser = argparse.ArgumentParser(
        ".ci/wheelhouse",
        description="Make a folder and a zip that install the program where there is no network.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--platform", metavar="TAG", help="the computers it is for, such as win_amd64")
    parser.add_argument("--python", choices=PYTHONS, help="the Python there; with --platform")
    parser.add_argument("--old-cpu", action="store_true", help="also for processors without AVX2")
    parser.add_argument("--list", action="store_true", help="only list the wheels that it would hold")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="DIR", help="default: dist")
    given = parser.parse_args()
    if (given.platform is None) != (given.python is None):
        parser.error("--platform and --python go together")
    try:
        target = this_computer() if given.platform is None else other(given.platform, given.python)
    except UnknownTarget:
        parser.error(f"no wheelhouse is made for {given.platform}; see --help")
    return run(target, given.out, old_cpu=given.old_cpu, only_list=given.list)


def run(target: Target, out: Path, *, old_cpu: bool, only_list: bool) -> int:
    """Make the wheelhouse for *target* in *out*, or only list its wheels; the exit code."""
    kind = f"{target.platform}, Python {target.python}"
    try:
        if only_list:
            with TemporaryDirectory() as folder:
                _, found = needs(target, Path(folder), old_cpu=old_cpu)
            print(*(one.file for one in found.values()), sep="\n")
            return DONE
        house = make(target, out, old_cpu=old_cpu)
    except Missing as error:
        if error.everything:
            print(
                f"Nothing can be fetched for {kind}: is there an index that pip can reach?", file=sys.stderr
            )
        else:
            print(f"No wheel is to be had for {kind} of:", file=sys.stderr)
        for requirement, why in error.requirements.items():
            print(f"  {requirement}: {why}", file=sys.stderr)
        return NOTHING if error.everything else LACKING
    except (Refused, Damaged, Unsettled) as error:
        print(f"No wheelhouse for {kind}: {type(error).__name__}: {error}", file=sys.stderr)
        return LACKING
    print(house.folder, house.archive, sep="\n")
    print(*(f"  {name}" for name in house.wheels), sep="\n")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
