"""Gates as CSV: the statistics of every unit, or every reading, series by series to save memory."""

from collections.abc import Iterable, Iterator, Sequence

from lstm_cli.diagnostics.diagnose import Unit
from lstm_cli.ensemble.prepared import READINGS, TimeLine
from lstm_cli.formats.text import csv_line
from lstm_cli.lstm.constant_unit import CONSTANT_UNIT
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.panel.series import TimeStyle

__all__ = ["reading_parts", "unit_csv"]

READING_HEADER = ("series", "time", "member", "unit", "gate", "value")
UNIT_HEADER = (
    *("member", "unit", "constant", "gate", "mean", "spread", "below_0.1", "above_0.9", "mean_derivative"),
    *("mean_cell_size", "cell_full", "half_life_steps"),
)
MARK = "\0"  # stands for series and time until both are known; no CSV contains it


def unit_csv(units: GateStatistics) -> str:
    """Write a row per member, unit and existing gate, numbered from 1.

    The last three columns describe the unit and repeat in each of its rows; an infinite half-life is ``inf``. Values have
    six significant digits.
    """
    members, hidden = units.half_life.shape
    by_gate = (units.mean, units.spread, units.share_below, units.share_above, units.mean_derivative)
    lines = [csv_line(UNIT_HEADER)]
    for member in range(members):
        for unit in range(hidden):
            of_unit = [
                values[member, unit] for values in (units.mean_cell_size, units.share_cell_full, units.half_life)
            ]
            for gate, name in units.rows:
                of_gate = [values[gate, member, unit] for values in by_gate]
                start = [str(member + 1), str(unit + 1), str(unit == CONSTANT_UNIT).lower(), name]
                lines.append(csv_line([*start, *(f"{value:.6g}" for value in (*of_gate, *of_unit))]))
    return "\n".join(lines) + "\n"


def reading_parts(lines: Iterable[TimeLine], times: TimeStyle, units: Sequence[Unit] = ()) -> Iterator[str]:
    """Yield the header, then the rows of each series, ordered by time, member, unit and gate; ``units``: only these.

    Values have six significant digits.
    """
    yield ",".join(READING_HEADER) + "\n"
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
