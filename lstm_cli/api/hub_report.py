"""The findings of a check of a file for a hub, for Python."""

# ruff: noqa: PLC0415 - pandas loads only when a frame is asked for

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from lstm_cli.hubs.checks.breach import Report

__all__ = ["HubReport"]


class HubReport:
    """The findings of a check; ``record`` is the record that everything here is computed from."""

    def __init__(self, record: "Report") -> None:
        self.record = record

    @property
    def passes(self) -> bool:
        """Whether the hub would accept the file."""
        return self.record.is_fine

    def to_frame(self) -> "pd.DataFrame":
        """Return the first rows that break each rule as a frame.

        The columns are ``rule``, ``count`` (of all rows that break it), ``line``, ``column``, ``value`` and ``message``.
        """
        import pandas as pd

        from lstm_cli.formats.hub_check import report_data

        rows = [
            {"rule": breach["rule"], "count": breach["count"], **example}
            for breach in report_data(self.record)["breaches"]
            for example in breach["examples"]
        ]
        return pd.DataFrame(rows, columns=["rule", "count", "line", "column", "value", "message"])

    def __str__(self) -> str:
        from lstm_cli.formats.hub_check import report_text

        return report_text(self.record)

    def __repr__(self) -> str:
        broken = [breach.rule for breach in self.record.breaches]
        return f"HubReport({'passes' if self.passes else ', '.join(broken)})"
