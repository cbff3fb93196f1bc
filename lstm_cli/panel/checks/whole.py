"""Series that are sums of others, such as a country among its states."""

from lstm_cli.panel.checks.known import KnownPanel
from lstm_cli.panel.wholes import wholes_among
from lstm_cli.remarks import Remark

__all__ = ["whole"]


def whole(known: KnownPanel) -> list[Remark]:
    """Return a remark on series that are sums of others, with the name of the largest."""
    wholes = wholes_among(known.members)
    if not wholes:
        return []
    name, parts = list(wholes.items())[-1]
    of_all = len(parts) == len(known.members) - 1
    return [Remark("series-is-sum", {"name": name, "count": len(parts), "all": of_all, "more": len(wholes) - 1})]
