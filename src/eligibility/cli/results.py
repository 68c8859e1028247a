"""What commands that review records share: their argument, the folder of results, how results are told."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from eligibility.cli.shared import Records, chosen_rules, console, tell, wrote
from eligibility.messages import text

if TYPE_CHECKING:
    from rich.console import RenderableType


@attrs.frozen
class Url:
    """The address of a place on a file system of a cluster, such as ``hdfs://names/records``."""

    text: str


class Place(click.ParamType[Path | Url]):
    """A path, or the address of a place on a file system of a cluster."""

    name = "path"

    def __init__(self, paths: click.Path) -> None:
        self._paths = paths

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path | Url:  # noqa: ANN401
        """The place in *value*."""
        if "://" in value:
            return Url(value)
        return Path(self._paths.convert(value, param, ctx))  # type: ignore[arg-type]


def records_argument(lang: str, *, anywhere: bool = False) -> click.Argument:
    """The records, which may be *anywhere* that a cluster finds them."""
    return click.Argument(
        ["records"], type=Place(Records()) if anywhere else Records(), metavar=text("cli.meta_records", lang)
    )


def out_option(lang: str, *, anywhere: bool = False) -> click.Option:
    """The folder for the results, which may be *anywhere* that a cluster finds it."""
    paths = click.Path(path_type=Path)
    return click.Option(
        ["--out", "-o"],
        type=Place(paths) if anywhere else paths,
        metavar=text("cli.meta_dir", lang),
        help=text("cli.opt_out", lang),
    )


@attrs.frozen
class Asked:
    """How results are asked for: in the folder *out* (or none), as JSON, or with nothing said of them.

    *kept* is never moved out of the way: the records, the rules, and whatever else is read.
    """

    lang: str
    out: Path | None
    force: bool
    as_json: bool
    quiet: bool
    kept: tuple[Path, ...]

    @property
    def silent(self) -> bool:
        """Whether nothing but the results may be said on the way."""
        return self.quiet or self.as_json

    def check_free(self) -> None:
        """Make sure, before any work is done, that results may go to the folder.

        Raises:
            eligibility.report.folder.NotEmpty: it holds something and is not to be moved aside.
            eligibility.report.folder.Occupied: it is, or holds, what is kept.

        """
        from eligibility.report.folder import check_free

        if self.out is not None:
            check_free(self.out, force=self.force, keep=self.kept)

    def deliver(
        self,
        write: Callable[[Path], None],
        data: Callable[[], dict[str, Any]],
        shown: Callable[[], Sequence["RenderableType"]],
    ) -> None:
        """Write the results into the folder, then print them: *data* as JSON, or what is *shown*."""
        from eligibility.report.folder import results
        from eligibility.report.machine import as_json
        from eligibility.report.summary import show

        if self.out is not None:
            with results(self.out, force=self.force, keep=self.kept) as folder:
                write(folder)
            wrote()
        if self.as_json:
            click.echo(as_json(data()), nl=False)
        elif not self.quiet:
            for part in shown():
                show(part, console())
            if self.out is not None:
                tell(text("report.written", self.lang, place=str(self.out)))


def asked(
    lang: str,
    records: Path | None,
    rules: Path | None,
    out: Path | None,
    *more: Path | None,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> Asked:
    """How results of *records* are asked for; *more* is read too, where it is given."""
    kept = (chosen_rules(rules), *(place for place in (records, *more) if place is not None))
    return Asked(lang, out, force, as_json, quiet, kept)
