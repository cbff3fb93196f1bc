"""How the command line writes settings that errors and remarks name: as the options that take them."""

import shlex
from typing import TYPE_CHECKING

from lstm_cli.errors import Setting

if TYPE_CHECKING:
    from lstm_cli.formats.ways_out import Advice
    from lstm_cli.panel.series import Panel

__all__ = ["advice_on", "flag"]


def flag(setting: Setting) -> str:
    """Write a setting as an option, its value quoted where a shell needs that.

    >>> flag(Setting("time", "Wk")), flag(Setting("date_format", "%d %m")), flag(Setting("freq"))
    ('--time Wk', "--date-format '%d %m'", '--freq')
    >>> flag(Setting("wide", value=True)), flag(Setting("horizon", 12))
    ('--wide', '--horizon 12')
    """
    name = f"--{setting.name.replace('_', '-')}"
    return name if setting.value is None or setting.value is True else f"{name} {shlex.quote(str(setting.value))}"


def advice_on(panel: "Panel", into: str = "train -") -> "Advice":
    """Return how to advise on data that a command has read; ``into`` is the command that would read them tidied."""
    from lstm_cli.formats.ways_out import Advice  # noqa: PLC0415 - NumPy loads only when there is something to read

    return Advice(flag, panel.source, panel.reading, into)
