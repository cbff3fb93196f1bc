"""Durations in the data's unit of time, as people write them."""

import math

from lstm_cli.panel.frequency import Frequency

__all__ = ["amount"]


def amount(frequency: Frequency, steps: float) -> str:
    """Write a duration of ``steps`` steps; an infinite half-life is "never" reached.

    >>> weekly = Frequency(seconds=604_800)
    >>> amount(weekly, 3.2), amount(weekly, 1), amount(weekly, math.inf)
    ('3.2 weeks', '1 week', 'never')
    >>> amount(Frequency(seconds=86_400, open_days=(0, 1, 2, 3, 4)), 10)
    '10 working days'
    """
    if math.isinf(steps):
        return "never"
    per_step, unit = frequency.in_units
    value = steps * per_step
    text = next(f"{value:{form}}" for least, form in ((100, ".0f"), (0.1, ".1f"), (0, ".1g")) if abs(value) >= least)
    text = text.removesuffix(".0")
    return f"{text} {frequency.kind}{unit}{'' if text == '1' else 's'}"
