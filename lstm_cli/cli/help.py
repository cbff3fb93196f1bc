"""Help that fits a screen: options in groups, plain text, 80 columns."""

import inspect
import re
from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile
from typing import Any, Final, get_args

import typer
from typer.core import TyperCommand, TyperGroup

from lstm_cli.cli.bad_values import plain_message
from lstm_cli.cli.error_boundary import report_usage
from lstm_cli.cli.given import TYPED
from lstm_cli.cli.several_files import extra_message
from lstm_cli.problems import closest, shown

__all__ = ["add_command", "command_group", "help_text"]

WIDTH: Final = 80  # columns
LISTS: Final = frozenset(
    {"--levels", "--quantiles", "--unit", "--without-lines"}
)  # whose values are separated by commas
PLACES: Final = frozenset({"FILE", "FOLDER", "PATH"})  # what an option that takes the name of one calls it
ARGUMENTS, OTHER = "Arguments", "Options"  # OTHER: options without a group, as --help
USAGE: Final = re.compile(r"\{([A-Z]+)\}|\[(\[[A-Z]+\])\]|\{([^{}]+)\}\.\.\.")  # {DATA}, [[DATA]], {A... [B]}...
DASHES: Final = re.compile(r"^[-‐‑‒–—−]+")
KIND: Final = re.compile(r" <[\w\[\]]+>$")
# Left out of the help; error messages state the range or name the missing option.
RANGE: Final = re.compile(r"; x>=\d+(?=\])|  \[(\d+<=)?x[<>]=\d+\]|  \[required\]")


def command_group(about: Callable[..., object]) -> typer.Typer:
    """Return a group of commands that has a function's docstring as its help, and its parameters as options."""
    # Plain help and plain errors: rich markup would eat the brackets of "[0, 1]" and put colours into pipes.
    group = typer.Typer(
        cls=CommandGroup,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
    )
    group.callback(help=help_text(about))(about)
    return group


def add_command(group: typer.Typer, name: str, function: Callable[..., object]) -> None:
    """Add a command to a group, with the function's docstring as its help."""
    group.command(name, help=help_text(function), cls=GroupedCommand)(function)


class CommandGroup(TyperGroup):
    """A group of commands; a name that is none of theirs is refused with the names there are."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own copy of click
        """Read what stands before the command; an option of a command is sent to its place."""
        try:
            return list(super().parse_args(ctx, args))
        except Exception as error:
            name = getattr(error, "option_name", None)  # of the exception for an unknown option
            meant = [word for word in args if word in self.commands]  # the command that was typed, before the others
            owner = next((own for own in (*meant, *self.commands) if self._takes(own, name)), None)
            if owner is None:
                raise
            ctx.fail(f"{name} goes after the command, as in {ctx.command_path} {owner} {name}")
            raise  # never reached: `fail` raises

    def _takes(self, command: str, option: str | None) -> bool:
        """Whether a command has an option."""
        return any(option in param.opts for param in self.commands[command].params)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - typer's own copy of click
        """Find the command of a name, or say which names there are."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-") and not ctx.resilient_parsing:
            near = closest(name, list(self.commands))
            advice = (
                f"commands are {', '.join(self.commands)}"
                if near is None
                else f"did you mean {ctx.command_path} {near}?"
            )
            ctx.fail(f"no command {shown(name)}; {advice}")
        return super().resolve_command(ctx, args)


class GroupedCommand(TyperCommand):
    """A command whose help lists its options group by group, in the order in which they are declared."""

    allow_extra_args = True  # so that the message about them is ours

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own copy of click
        """Read the arguments; errors are worded plainly, and written as JSON too where that is asked for."""
        words = tuple(args)
        try:
            _check_hyphens(ctx, words)
            rest = super().parse_args(ctx, args)
            ctx.meta[TYPED] = self.make_parser(ctx).parse_args(list(words))[2]
            _check_once(ctx, ctx.meta[TYPED])
            _check_values(ctx, self.get_params(ctx))
            if rest and not ctx.resilient_parsing:
                ctx.fail(extra_message(ctx.command_path, words, ctx.params.get("data"), rest))
            return list(rest)
        except Exception as error:
            if isinstance(error, typer.BadParameter):
                error.message = plain_message(error)
            message = getattr(error, "format_message", None)  # None for the exception that ends `--help`
            if message is not None and self._writes_json(words):
                report_usage(ctx.command_path.partition(" ")[2], message())
            raise

    def _writes_json(self, words: Sequence[str]) -> bool:
        """Whether JSON is asked for, and the command can write it."""
        asked = "--format=json" in words or ("--format", "json") in pairwise(words)
        return asked and "json" in _formats(self.callback)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ANN401 - typer's own copy of click
        """Write arguments as DATA and [DATA], without typer's braces."""
        return [
            USAGE.sub(lambda match: match[1] or match[2] or match[3], piece)
            for piece in super().collect_usage_pieces(ctx)
        ]

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's own copy of click
        """Write a section for each group: arguments first, and options without a group, such as --help, last."""
        groups: dict[str, list[tuple[str, str]]] = {ARGUMENTS: []}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None:
                argument = param.param_type_name == "argument"
                title = ARGUMENTS if argument else getattr(param, "rich_help_panel", None) or OTHER
                groups.setdefault(title, []).append((KIND.sub("", record[0]), RANGE.sub("", record[1]).rstrip()))
        width = max(len(names) for records in groups.values() for names, _ in records)
        for title, records in sorted(groups.items(), key=lambda group: _rank(group[0])):
            if records:
                with formatter.section(title):
                    formatter.write_dl([(names.ljust(width), text) for names, text in records], col_max=width)


def _check_hyphens(ctx: Any, words: Sequence[str]) -> None:  # noqa: ANN401 - typer's own copy of click
    """Refuse the name of an option after one hyphen or a dash, which would be read as short options or as a file."""
    names = {*ctx.help_option_names, *(name for param in ctx.command.params for name in param.opts)}
    for word in takewhile(lambda word: word != "--", words):
        bare = DASHES.sub("", word).partition("=")[0]
        known = word.startswith("--") or word in names or ctx.resilient_parsing
        if not known and bare != word and f"--{bare}" in names:
            ctx.fail(f"{shown(word)} does not begin with two hyphens; did you mean --{bare}?")


def _check_once(ctx: Any, given: Sequence[Any]) -> None:  # noqa: ANN401 - typer's own copy of click
    """Refuse an option that takes one value and is ``given`` twice; the parser would keep the last value alone."""
    options = [param for param in given if param.param_type_name == "option" and not param.multiple]
    single = [param for param in options if not param.is_flag or param.secondary_opts]
    twice = next((param for at, param in enumerate(single) if param in single[:at]), None)
    if twice is not None and not ctx.resilient_parsing:
        name = "/".join([max(twice.opts, key=len), *twice.secondary_opts])
        ways = "; separate several values by commas" if name in LISTS else ", but takes one value"
        ctx.fail(f"{name} is given twice{ways}")


def _check_values(ctx: Any, params: Sequence[Any]) -> None:  # noqa: ANN401 - typer's own copy of click
    """Refuse an empty value, such as that of a variable that was never set, which would mean the default.

    All arguments are names of files or folders, of which an empty one would mean the current folder. An empty --id names a
    single series.
    """
    for param in params:
        is_argument, value = param.param_type_name == "argument", ctx.params.get(param.name)
        if "" not in (value if is_argument and isinstance(value, list | tuple) else [value]) or "--id" in param.opts:
            continue
        name = re.sub(r"^\[(.*)\]$", r"\1", param.metavar) if is_argument else max(param.opts, key=len)
        is_place = is_argument or param.metavar in PLACES
        ctx.fail(f"{name}: the name of the file is empty" if is_place else f"{name}: expected a value, got ''")


def _formats(callback: Callable[..., object] | None) -> list[str]:
    """Return what a command's ``--format`` takes: the parameter is annotated ``Annotated[SomeStrEnum | None, …]``."""
    parameter = None if callback is None else inspect.signature(callback).parameters.get("format")
    return [] if parameter is None else [str(name) for name in get_args(get_args(parameter.annotation)[0])[0]]


def _rank(title: str) -> int:
    """Return the place of a group on the page: the task, who does it, the data, the output, the rest."""
    order = (ARGUMENTS, "What", "Team", "Sums", "Reading", "Times", "Rows", "Counts", "Output", OTHER)
    return next((at for at, start in enumerate(order) if title.startswith(start)), len(order))


def help_text(function: Callable[..., object]) -> str:
    r"""Return a docstring as help; a ``\b`` before a paragraph with indented lines keeps typer from wrapping it."""
    return re.sub(r"\n\n(?=[^\n]*\n  )", "\n\n\b\n", inspect.cleandoc(function.__doc__ or ""))
