"""The group of commands. A command's module is imported when the command is called."""

from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module

import click

from eligibility.messages import text

COMMANDS = ("review", "training", "audit", "explain", "check", "test", "demo")


class Commands(click.Group):
    """Commands by name; their one-line help comes from the catalogue without importing them."""

    lang = "vi"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called *cmd_name*."""
        if cmd_name not in COMMANDS:
            return None
        make: Callable[[str], click.Command] = import_module(f"eligibility.cli.{cmd_name}").command
        return make(self.lang)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As Click does it, with a suggestion where no command has the name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], COMMANDS, n=1)
            if not near:
                raise
            hint = text("cli.did_you_mean", self.lang, name=near[0])
            raise click.UsageError(f"{error.message} {hint}", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands."""
        with formatter.section(text("cli.commands", self.lang)):
            formatter.write_dl([(name, text(f"cli.help_{name}", self.lang)) for name in COMMANDS])


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
