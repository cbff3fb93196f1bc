"""The last step of `predict`: the chosen series in the chosen format, to the chosen place."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lstm_cli.atomic import write_atomically
from lstm_cli.cli.page import page
from lstm_cli.cli.streams import is_terminal, say, write_data, write_text
from lstm_cli.ensemble.results import Forecast
from lstm_cli.errors import UsageError
from lstm_cli.formats import json_envelope as envelope
from lstm_cli.formats.forecast_csv import forecast_csv, forecast_data
from lstm_cli.formats.forecast_table import forecast_table
from lstm_cli.formats.gates import gates_text
from lstm_cli.formats.hubverse import forecast_hub
from lstm_cli.formats.text import closest, listed, plural, shorten
from lstm_cli.panel.series import Panel

__all__ = ["Delivery", "find_series"]

NAME: Final = 60  # columns of a name in a message


def find_series(names: list[str], name: str) -> int:
    """Return the place of a name, or say what was probably meant."""
    if name in names:
        return names.index(name)
    close = closest(name, names)
    hint = (
        f"did you mean {shorten(close, NAME)!r}?"
        if close
        else f"there are {', '.join(shorten(n, NAME) for n in names[:5])}"
    )
    more = "" if close or len(names) <= 5 else f" and {len(names) - 5} more"  # noqa: PLR2004 - the five just named
    raise UsageError(f"--series: no series is called {shorten(name, NAME)!r}; {hint}{more}")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a forecast of ``panel`` goes (a file, or standard output), and how much is said about it."""

    panel: Panel
    place: Path | None
    quiet: bool
    no_color: bool

    def deliver(self, forecast: Forecast, style: str | None, *, about: Mapping[str, Any], target: str) -> None:
        """Write the forecast as ``style``: table, csv, json or hub; None: as suits whoever reads it."""
        notes = listed(forecast.notes, "note: ")
        if style is None and self.place is None and is_terminal(sys.stdout):
            self._write_table(forecast, asked=False)
            return
        if style == "table":
            self._write_table(forecast, asked=True)
            return
        if style == "json":
            self._write(envelope.success("predict", dict(about) | forecast_data(forecast, self.panel)))
            return
        if style == "hub":
            text, more = forecast_hub(forecast, self.panel, target=target)
            notes += listed(more, "note: ")
        else:
            text = forecast_csv(forecast, self.panel)
        self._write(text)
        self._say([*self._gates(forecast), *notes])

    def _write_table(self, forecast: Forecast, *, asked: bool) -> None:
        """Draw the table: for the terminal that it will be seen on, unless it was asked for by name."""
        chosen = page(asked=asked, no_color=self.no_color)
        self._write_words(forecast_table(forecast, self.panel, size=chosen.size, style=chosen.style))

    def _gates(self, forecast: Forecast) -> list[str]:
        """Sum up the gates for standard error."""
        if len(forecast.series) == 1:
            return gates_text(forecast.series[0].gates, shorten(forecast.series[0].name, NAME))
        return gates_text(forecast.gates, f"mean of {plural(len(forecast.series), 'series', 'series')}")

    def _say(self, lines: list[str]) -> None:
        """Speak to people, if they want to be spoken to."""
        if not self.quiet:
            say("\n".join(lines))

    def _write(self, text: str) -> None:
        """Write data, always as UTF-8."""
        if self.place is None:
            write_data(text.encode())
        else:
            write_atomically(self.place, text.encode())

    def _write_words(self, text: str) -> None:
        """Write a table: to a terminal in its own encoding."""
        if self.place is None:
            write_text(text)
        else:
            self._write(text)
