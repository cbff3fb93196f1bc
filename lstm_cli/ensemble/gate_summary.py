"""What the gates of a forecast come to: pooled sums in, a summary out."""

import numpy as np

from lstm_cli.ensemble.results import GateReading, GateSummary
from lstm_cli.lstm.gate_statistics import GateTotals, half_life
from lstm_cli.panel.frequency import Frequency

__all__ = ["summarise_gates"]


def summarise_gates(totals: GateTotals, rows: slice, *, frequency: Frequency, length: int, horizon: int) -> GateSummary:
    """Return the means over some series, and what they mean for a forecast ``horizon`` steps ahead."""
    total = totals.rows(rows)
    count = max(float(total.count[0]), 1.0)
    values = np.stack([total.value[0], total.shut[0], total.wide[0], total.slope[0]]) / count
    opened, kept, passed = (GateReading(*map(float, values[:, gate])) for gate in range(3))
    mean_log = float(total.log_forget[0]) / count
    lasting = half_life(mean_log)
    return GateSummary(
        opened,
        kept,
        passed,
        float(total.saturated[0]) / count,
        lasting,
        frequency.amount(lasting),
        _sentence(lasting, frequency, length, horizon),
    )


def _sentence(lasting: float, frequency: Frequency, length: int, horizon: int) -> str:
    """Say what a half-life means beside the context and the horizon."""
    held, ahead = frequency.amount(lasting), frequency.amount(horizon)
    if lasting > length:
        return f"The cells keep most of what they saw in all {frequency.amount(length)} of context."
    if lasting < 1:
        return f"The cells forget within a step ({held}): the newest count decides."
    if lasting < horizon:
        return f"Memory fades in {held}, within the {ahead} ahead: recent counts decide."
    return f"Memory lasts {held}, longer than the {ahead} ahead: the older past counts, too."
