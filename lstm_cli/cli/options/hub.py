"""The options of the commands about hubs: which hub, target, round and team."""

from typing import Annotated, Final

import typer

from lstm_cli.cli.options.declare import option

__all__ = ["AsOf", "HubFolder", "Target"]

WHAT: Final = "What to submit"

HubFolder = Annotated[str, typer.Argument(metavar="HUB", help="Folder of a hub.", show_default=False)]
Target = Annotated[
    str | None, option("--target", group=WHAT, metavar="NAME", help="Target of the hub.  [default: the only one]")
]
AsOf = Annotated[
    str | None, option("--as-of", group=WHAT, metavar="DATE", help="What was known then.  [default: latest]")
]
