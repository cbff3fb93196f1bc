"""How the command line writes a setting that an error's hint names: as the option that takes it."""

import shlex

from lstm_cli.errors import Setting

__all__ = ["flag"]


def flag(setting: Setting) -> str:
    """Write a setting as an option, its value quoted where a shell needs that.

    >>> flag(Setting("time", "Wk")), flag(Setting("date_format", "%d %m")), flag(Setting("freq"))
    ('--time Wk', "--date-format '%d %m'", '--freq')
    """
    name = f"--{setting.name.replace('_', '-')}"
    return name if setting.value is None else f"{name} {shlex.quote(setting.value)}"
