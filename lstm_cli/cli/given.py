"""A command as it was given, for advice that keeps everything the user asked for."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Self

import typer

from lstm_cli.cli.settings import as_path, flag, quoted
from lstm_cli.errors import Command, DataError, Hint, Setting

__all__ = ["TYPED", "Given"]

TYPED: Final = "typed"  # the parameters in the order in which they were typed, among what a context knows
USER_SAID: Final = ("COMMANDLINE", "ENVIRONMENT")  # where a value that is not the default comes from


@dataclass(frozen=True, slots=True)
class Given:
    """The name of a command, its arguments, and its options.

    settings: the options that hold for any DATA; reading: those that say how to read these DATA; typed: the names of the
    parameters on the command line, without those from the environment.
    """

    name: str
    arguments: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    reading: tuple[Setting, ...] = ()
    typed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, name: str, context: typer.Context, *, reading: Container[str]) -> Self:
        """Find what was given to a command; ``reading`` contains the names of the parameters that say how to read DATA."""
        arguments: list[str] = []
        settings: list[Setting] = []
        about_data: list[Setting] = []
        typed = context.meta.get(TYPED, [])
        for parameter in sorted(context.command.params, key=lambda each: [*typed, each].index(each)):
            key = str(parameter.name)
            value, source = context.params.get(key), context.get_parameter_source(key)
            if parameter.param_type_name == "argument":
                arguments += [value] if isinstance(value, str) else value or ()
            elif key != "debug" and source is not None and source.name in USER_SAID:
                (about_data if key in reading else settings).append(_setting(parameter, value))
        names = frozenset(str(parameter.name) for parameter in typed)
        return cls(name, tuple(arguments), tuple(settings), tuple(about_data), names)

    def without(self, *names: str) -> Self:
        """Return the command without some of the options that hold for any DATA."""
        return replace(self, settings=tuple(setting for setting in self.settings if setting.name not in names))

    def kept_in(self, error: DataError, *names: str) -> DataError:
        """Return a refusal whose commands, which are this one with other options, keep options of these names, too."""
        settings = tuple(setting for setting in self.settings if setting.name in names)

        def kept(part: Setting | Command | str) -> Setting | Command | str:
            if isinstance(part, Command) and part.name == self.name and not part.then:
                return replace(part, settings=(*part.settings, *settings))
            return part

        error.problems = tuple(
            problem
            if problem.hint is None
            else replace(problem, hint=Hint(problem.hint.template, *map(kept, problem.hint.parts)))
            for problem in error.problems
        )
        return error

    def for_tidied(self, *arguments: str) -> str:
        """Write the command for tidied DATA, which it takes after these ``arguments`` and all options."""
        return _written(self.name, arguments, self.settings)

    def with_data(self, name: str) -> str:
        """Write the whole command for DATA of this name."""
        return _written(f"lstm-forecast {self.name}", (name,), self.settings)

    def from_pipe(self, option: str) -> str:
        """Write the whole command as it was given, with standard input in place of an option's file."""
        settings = (Setting(option, "-") if each.name == option else each for each in self.settings)
        return _written(f"lstm-forecast {self.name}", self.arguments, (*settings, *self.reading))


def _setting(option: Any, value: Any) -> Setting:  # noqa: ANN401 - of typer's own copy of click
    """Return an option and its value by the names that a user types; a switch that was turned off has a name of its own."""
    names = option.secondary_opts if value is False else option.opts
    name = next(name for name in names if name.startswith("--")).removeprefix("--")
    if isinstance(value, bool):
        return Setting(name, value=True)
    return Setting(name, tuple(map(str, value)) if isinstance(value, list) else str(value).removesuffix(".0"))


def _written(name: str, arguments: Iterable[str], settings: Iterable[Setting]) -> str:
    files = (argument if argument == "-" else quoted(as_path(argument)) for argument in arguments)
    return " ".join([name, *files, *map(flag, settings)])
