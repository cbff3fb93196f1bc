"""Every reading of every unit as CSV, a row each; series by series, so that the whole is never in memory."""

from collections.abc import Iterable, Iterator, Sequence

from lstm_cli.diagnostics.diagnose import Unit
from lstm_cli.ensemble.prepared import READINGS, TimeLine
from lstm_cli.formats.text import csv_line
from lstm_cli.panel.series import TimeStyle

__all__ = ["gate_rows"]

HEADER = ("series", "time", "member", "unit", "gate", "value")
MARK = "\0"  # stands for series and time until both are known; no CSV holds it


def gate_rows(lines: Iterable[TimeLine], times: TimeStyle, units: Sequence[Unit] = ()) -> Iterator[str]:
    """Yield the header, then the rows of each series, ordered by time, member, unit and gate; ``units``: these alone.

    Values have six significant digits.
    """
    yield ",".join(HEADER) + "\n"
    for line in lines:
        _, _, members, hidden = line.values.shape
        chosen = list(units) or [(member, unit) for member in range(members) for unit in range(hidden)]
        block = "".join(f"{MARK}{m + 1},{u + 1},{gate},%.6g\n" for m, u in chosen for gate in READINGS)
        picked = line.values[:, :, [m for m, _ in chosen], [u for _, u in chosen]]  # (6, T, n)
        rows = picked.transpose(1, 2, 0).reshape(len(line.times), -1)
        parts = []
        for time, values in zip(line.times, rows, strict=True):
            begin = csv_line([line.name, times.write(time)])
            parts.append((block % tuple(values.tolist())).replace(MARK, f"{begin},"))
        yield "".join(parts)
