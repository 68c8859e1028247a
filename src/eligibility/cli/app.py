"""The group of commands. A command's module is imported when the command is called."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from eligibility.cli.near import did_you_mean
from eligibility.cli.panels import PanelContext, in_panels
from eligibility.messages import text

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

STOPPED = 130
COMMANDS = (
    "template",
    "map",
    "review",
    "training",
    "audit",
    "explain",
    "figures",
    "rules",
    "check",
    "diff",
    "test",
    "new",
    "fmt",
    "schema",
    "docs",
    "coverage",
    "demo",
    "sql",
    "export",
    "import",
    "completion",
)


MODULES = {"import": "importing"}
"""Modules of commands whose names no module can have."""


class Commands(click.Group):
    """Commands by name; their one-line help comes from the catalogue without importing them."""

    lang = "vi"
    context_class = PanelContext

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called *cmd_name*."""
        if cmd_name not in COMMANDS:
            return None
        make: Callable[[str], click.Command] = import_module(
            f"eligibility.cli.{MODULES.get(cmd_name, cmd_name)}"
        ).command
        return in_panels(make(self.lang))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As Click does it, with a suggestion where no command has the name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = did_you_mean(args[0], COMMANDS, self.lang)
            if not hint:
                raise
            raise click.UsageError(f"{error.message} {hint}", ctx) from error

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (as Click has it)
        """Run the command; one that is stopped before it can say so leaves like the others."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo(text("cli.interrupted", self.lang), err=True)
            ctx.exit(STOPPED)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands."""
        with formatter.section(text("cli.commands", self.lang)):
            formatter.write_dl(self._described())

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Commands and options that begin so, each with what it does; no command is imported for that."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=said) for name, said in self._described() if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def _described(self) -> list[tuple[str, str]]:
        return [(name, text(f"cli.help_{name}", self.lang)) for name in COMMANDS]


def build(lang: str) -> click.Group:
    """The command line in *lang*."""
    from eligibility import __version__

    group = Commands(
        name="eligibility",
        help=text("cli.help_main", lang),
        epilog=text("cli.epilog", lang),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        no_args_is_help=True,
        options_metavar=text("cli.meta_options", lang),
        subcommand_metavar=text("cli.meta_command", lang),
    )
    group.lang = lang
    group.params.append(
        click.Option(
            ["--lang"], type=click.Choice(["vi", "en"]), expose_value=False, help=text("cli.opt_lang", lang)
        )
    )
    click.version_option(__version__, "--version", message="%(prog)s %(version)s")(group)
    return group
