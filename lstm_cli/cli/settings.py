"""How the command line writes a setting that an error's hint names: as the option that takes it."""

import shlex

from lstm_cli.errors import Setting

__all__ = ["flag"]


def flag(setting: Setting) -> str:
    """Write a setting as an option, its value quoted where a shell needs that.

    >>> flag(Setting("time", "Wk")), flag(Setting("date_format", "%d %m")), flag(Setting("freq"))
    ('--time Wk', "--date-format '%d %m'", '--freq')
    >>> flag(Setting("wide", value=True)), flag(Setting("horizon", 12))
    ('--wide', '--horizon 12')
    """
    name = f"--{setting.name.replace('_', '-')}"
    return name if setting.value is None or setting.value is True else f"{name} {shlex.quote(str(setting.value))}"
