"""All checks of the known counts, in the order of their remarks, the worst doubts first."""

from collections.abc import Callable, Mapping
from typing import Final

from lstm_cli.options import DataKind
from lstm_cli.panel.checks.absent_zeros import absent_zeros
from lstm_cli.panel.checks.ended import ended
from lstm_cli.panel.checks.known import KnownPanel
from lstm_cli.panel.checks.last_zeros import last_zeros
from lstm_cli.panel.checks.level_shift import level_shifts
from lstm_cli.panel.checks.long_gaps import long_gaps
from lstm_cli.panel.checks.lost_weekdays import lost_weekdays
from lstm_cli.panel.checks.new_record import new_record
from lstm_cli.panel.checks.other_calendar import other_calendar
from lstm_cli.panel.checks.running_totals import running_totals
from lstm_cli.panel.checks.step_change import totals_between_zeros
from lstm_cli.panel.checks.whole import whole
from lstm_cli.remarks import Remark

__all__ = ["CHECKS", "OF_COUNTS", "doubts"]

# Checks by the code of their remark, which also appears beside a forecast.
CHECKS: Final[Mapping[str, Callable[[KnownPanel], list[Remark]]]] = {
    "other-calendar": other_calendar,
    "zeros-absent": absent_zeros,
    "running-totals": running_totals,
    "zeros-between-totals": totals_between_zeros,
    "zeros-last": last_zeros,
    "weekdays-lost": lost_weekdays,
    "long-gap": long_gaps,
    "new-record": new_record,
    "level-shifted": level_shifts,
    "series-ended": ended,
    "series-is-sum": whole,
}

# Checks that rest on the size of counts, or on sums; rates have no typical size, and do not add up.
OF_COUNTS: Final = frozenset({"zeros-absent", "zeros-last", "new-record", "level-shifted", "series-is-sum"})


def doubts(known: KnownPanel, kind: DataKind = DataKind.COUNT) -> list[Remark]:
    """Return the remarks of all checks that apply to the kind of values."""
    checks = [check for code, check in CHECKS.items() if kind is DataKind.COUNT or code not in OF_COUNTS]
    return [remark for check in checks for remark in check(known)]
