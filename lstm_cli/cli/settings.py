"""How the command line writes the settings in errors and remarks: as its own options."""

import shlex
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lstm_cli.errors import STDIN, Command, Setting
from lstm_cli.formats.text import printable

if TYPE_CHECKING:
    from lstm_cli.formats.ways_out import Advice
    from lstm_cli.panel.series import Panel

__all__ = ["advice_on", "as_path", "flag", "free_name", "quoted", "with_options"]

ARGUMENTS: Final = {"truth": "TRUTH"}  # settings that are arguments, not options


def flag(setting: Setting | Command) -> str:
    """Write a setting as an option, with its value quoted if a shell needs that, or a command as it is typed.

    >>> flag(Setting("time", "Wk")), flag(Setting("date_format", "%d %m")), flag(Setting("freq"))
    ('--time Wk', "--date-format '%d %m'", '--freq')
    >>> flag(Setting("wide", value=True)), flag(Setting("horizon", 12)), flag(Setting("where", ("sex=F", "age=5 to 9")))
    ('--wide', '--horizon 12', "--where sex=F --where 'age=5 to 9'")
    >>> flag(Command("tidy", "my cases.csv", (Setting("sum", value=True),), then="train"))
    "lstm-forecast tidy 'my cases.csv' --sum | lstm-forecast train -"
    >>> flag(Command("train", "-x.csv", (Setting("value", "-n"),)))
    'lstm-forecast train ./-x.csv --value=-n'
    >>> flag(Command("train", "", (Setting("vintages", "reports.csv"),)))
    'lstm-forecast train --vintages reports.csv'
    """
    if isinstance(setting, Command):
        source = "-" if setting.source == STDIN else quoted(as_path(setting.source))
        typed = " ".join(
            ("lstm-forecast", setting.name, *[source] * bool(setting.source), *map(flag, setting.settings))
        )
        return f"{typed} | lstm-forecast {setting.then} -" if setting.then else typed
    if setting.name in ARGUMENTS:
        return ARGUMENTS[setting.name]
    name = f"--{setting.name.replace('_', '-')}"
    if isinstance(setting.value, tuple):
        return " ".join(_with_value(name, value) for value in setting.value)
    return name if setting.value is None or setting.value is True else _with_value(name, str(setting.value))


def as_path(name: str) -> str:
    """Write the name of a file so that it cannot be taken for an option."""
    return f"./{name}" if name.startswith("-") else name


def free_name(stem: str, ending: str) -> str:
    """Return the name of a file that does not exist yet, such as ``truth.csv`` or ``truth-2.csv``."""
    names = (f"{stem}{'' if number == 1 else f'-{number}'}{ending}" for number in count(1))
    return next(name for name in names if not Path(name).exists())


def _with_value(name: str, value: str) -> str:
    """Write an option with its value, even if that begins with a hyphen."""
    return f"{name}={quoted(value)}" if value.startswith("-") else f"{name} {quoted(value)}"


def quoted(word: str) -> str:
    r"""Quote a word for a shell; bytes that would act on a terminal, or be invisible, are escaped as in bash, zsh and ksh.

    >>> quoted("a b"), quoted("it's\t5 €")
    ("'a b'", "$'it\\'s\\x095 €'")
    """
    if printable(word) == word:
        return shlex.quote(word)
    characters = (f"\\{c}" if c in "\\'" else c if printable(c) == c else _in_bytes(c) for c in word)
    return f"$'{''.join(characters)}'"


def _in_bytes(character: str) -> str:
    """Write the bytes of one character as escapes."""
    return "".join(f"\\x{byte:02x}" for byte in character.encode(errors="surrogateescape"))


def with_options(command: str, **options: str | int | None) -> str:
    """Return a command with those options that have a value, for advice that keeps what the user asked for.

    >>> with_options("train", horizon=4, seed=None, model="my model.lstm")
    "train --horizon 4 --model 'my model.lstm'"
    """
    given = (Setting(name, value) for name, value in options.items() if value is not None)
    return " ".join([command, *map(flag, given)])


def advice_on(panel: "Panel", then: str = "train", *, trained: "Panel | None" = None) -> "Advice":
    """Return the hint for data that a command has read; ``then`` is the command that would read them once tidied.

    ``trained``: the training data of the model that the data were read for.
    """
    from lstm_cli.formats.ways_out import Advice  # noqa: PLC0415 - NumPy loads only when there is something to read

    codes = frozenset(note.code for note in trained.notes) if trained else frozenset[str]()
    return Advice(flag, panel.source, panel.reading, then, codes)
