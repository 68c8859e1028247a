"""The rule book of the office, with mistakes in it."""

import shutil
from pathlib import Path

from office.command import RULES


def broken(place: Path) -> Path:
    """The rule book of the office with mistakes of several kinds."""
    shutil.copytree(RULES, place)
    standards = place / "standards" / "office.yaml"
    text = standards.read_text("utf-8")
    for right, wrong in (
        ("must: degree >= bachelor", "must: degree >= bachelr"),
        ("must: llct >= intermediate", "must: lct >= intermediate"),
        ("if_unmet: leave", "if_unmet: leaves"),
        ("clause: 12-QĐ/TU, Điều 8", "clauze: 12-QĐ/TU, Điều 8"),
        ("posts: [chair, deputy, head]", "posts: [chair, deputy, haed]"),
    ):
        assert right in text
        text = text.replace(right, wrong, 1)
    standards.write_text(text, "utf-8")
    (place / "policy" / "audit.yaml").write_text("policy: audit\n\tid: audit\n", "utf-8")
    return place
