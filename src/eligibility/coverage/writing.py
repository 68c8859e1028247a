"""Proposed cases as files: beside the others, in a folder of their own, until somebody has confirmed them."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from eligibility.coverage.proposing import Data, flowed
from eligibility.messages import text
from eligibility.report.folder import CannotWrite

FOLDER = "proposals"
LANGS = ("vi", "en")


@attrs.frozen(eq=False)
class Proposal:
    """A case *data* for what is written in *file*: it notices a change, or shows a condition (*what*).

    *what* is a key of the messages with its *params*.
    """

    file: str
    data: Data
    what: str
    params: Mapping[str, str]

    @property
    def id(self) -> str:
        """Its name: the same for the same case."""
        digest = hashlib.sha256(flowed(self.data).encode()).hexdigest()[:8]
        return f"{self.params.get('requirement') or 'rule'}-{digest}".replace(" ", "-").replace("/", "-")

    @property
    def written(self) -> Data:
        """The whole case, marked as what it is."""
        about = {lang: text(self.what, lang, **self.params) for lang in LANGS}
        return {"id": self.id, "proposal": "true", "about": about, **self.data}


def case_lines(proposal: Proposal) -> list[str]:
    """The case as it stands in a file."""
    return [
        f"{'- ' if number == 0 else '  '}{key}: {flowed(value)}"
        for number, (key, value) in enumerate(proposal.written.items())
    ]


def write_proposals(proposals: Sequence[Proposal], cases: Path, known: Sequence[str]) -> tuple[Path, ...]:
    """Write *proposals* into new files of *cases*, but those whose ids are *known*; the files written.

    Files that are there are left as they are.

    Raises:
        eligibility.report.folder.CannotWrite: a file cannot be written.

    """
    by_file: dict[str, dict[str, Proposal]] = {}
    for proposal in proposals:
        if proposal.id not in known:
            by_file.setdefault(proposal.file or "rulebook.yaml", {}).setdefault(proposal.id, proposal)
    written = []
    for file, some in by_file.items():
        place = _free(cases / FOLDER / file)
        _write(place, _content(list(some.values())))
        written.append(place)
    return tuple(written)


def _content(proposals: Sequence[Proposal]) -> str:
    remarks = [f"# {text('coverage.file', lang)}" for lang in LANGS]
    about = {lang: text("coverage.file_about", lang) for lang in LANGS}
    lines = [*remarks, f"about: {flowed(about)}", "cases:"]
    for proposal in proposals:
        lines += [f"  {line}" for line in case_lines(proposal)]
    return "\n".join(lines) + "\n"


def _free(place: Path) -> Path:
    """*place*, or the same with a number, where no file is."""
    found, number = place, 1
    while found.exists():
        number += 1
        found = place.with_name(f"{place.stem}-{number}{place.suffix}")
    return found


def _write(place: Path, content: str) -> None:
    draft = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(content, "utf-8")
        draft.replace(place)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise CannotWrite(place) from error
