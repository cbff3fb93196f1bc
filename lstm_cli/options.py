"""What a user may decide: names of choices and records of options, free of NumPy, shared by library and command line."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = [
    "DEFAULT_LEVELS",
    "DRAWS",
    "LEVELS",
    "MIDDLE",
    "MIN_POINTS",
    "Absent",
    "BacktestOptions",
    "Baseline",
    "By",
    "Cell",
    "DataKind",
    "Ended",
    "Ensemble",
    "Gates",
    "HubFormat",
    "Measure",
    "Negative",
    "ReadOptions",
    "ScoreOptions",
    "TidyOptions",
    "Total",
    "TrainOptions",
    "Week",
    "WeekDate",
]

# The 23 quantile levels of the US hubs (FluSight 2025-26); the network has one output for each.
LEVELS: Final = (0.01, 0.025, *(round(0.05 * step, 2) for step in range(1, 20)), 0.975, 0.99)
MIDDLE: Final = 0.5  # the level of the median
DEFAULT_LEVELS: Final = (0.025, 0.25, 0.5, 0.75, 0.975)
MIN_POINTS: Final = 8  # known counts of a series, from which a model is trained
DRAWS: Final = 200  # runs with sampled gates that are pooled into one forecast


class Cell(StrEnum):
    """Which cell a network has."""

    LSTM = "lstm"
    CEC = "cec"
    PEEPHOLE = "peephole"
    COUPLED = "coupled"

    @property
    def extra(self) -> int:
        """Columns of weights between those of x and the bias."""
        return 1 if self is Cell.PEEPHOLE else 0


class DataKind(StrEnum):
    """What the numbers of a series are: whole counts, rates with decimals, or proportions from 0 to 1."""

    COUNT = "count"
    RATE = "rate"
    PROPORTION = "proportion"


class Gates(StrEnum):
    """How the value of a gate is used: as the factor itself, or as the probability that the unit is on."""

    EXPECTED = "expected"
    STOCHASTIC = "stochastic"


class Ensemble(StrEnum):
    """Which of a model's networks: those that start from the prior, or those trained from scratch on its panel."""

    PRETRAINED = "pretrained"
    SCRATCH = "scratch"


class Baseline(StrEnum):
    """What scores are relative to."""

    SEASONAL_NAIVE = "seasonal-naive"
    NAIVE = "naive"
    FLUSIGHT = "flusight"


class By(StrEnum):
    """Into which parts scores are taken."""

    SERIES = "series"
    STEP = "step"
    CUTOFF = "cutoff"
    WEEK = "week"


class Measure(StrEnum):
    """What a forecast is of: the count of each step, the sum over all steps, or the highest of them."""

    STEP = "step"
    SUM = "sum"
    PEAK = "peak"


class Total(StrEnum):
    """What is summed: the steps ahead of each series, the series of each step, or all."""

    STEPS = "steps"
    SERIES = "series"
    BOTH = "both"


class Absent(StrEnum):
    """What a time without a row means: unknown, none, or counted in the row that follows."""

    MISSING = "missing"
    ZERO = "zero"
    ACCUMULATE = "accumulate"


class Ended(StrEnum):
    """What becomes of series that ended long before the others: they are not forecast, or from their own ends."""

    OMIT = "omit"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a CSV; None leaves the choice to the reader, which reports it."""

    id: str | None = None  # name of the column that names the series
    time: str | None = None  # name of the column of times
    value: str | None = None  # name of the column of counts
    wide: bool | None = None  # one column a series
    date_format: str | None = None  # strptime; ISO 8601 when left out
    freq: str | None = None  # 15min, h, D, W, 2W, MS, ME, QS, QE, YS, YE, ...
    delimiter: str | None = None
    encoding: str = "utf-8"
    kind: DataKind | None = None  # what the numbers are


class HubFormat(StrEnum):
    """What a submission to a hub is written as."""

    CSV = "csv"
    PARQUET = "parquet"


class Week(StrEnum):
    """How weeks are numbered: ISO 8601 (from Monday), or as the US CDC does (MMWR, from Sunday)."""

    ISO = "iso"
    MMWR = "mmwr"


class WeekDate(StrEnum):
    """The day that a numbered week is dated by."""

    END = "end"
    START = "start"


class Negative(StrEnum):
    """What a negative correction becomes: unknown, nothing, or a deduction from the counts before it."""

    MISSING = "missing"
    ZERO = "zero"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class TidyOptions:
    """How to turn a file into a long table of counts; None and empty leave it to what can only be meant."""

    # shape
    skip: int | None = None  # lines above the header
    no_header: bool = False  # the first line is a row
    until_line: int | None = None  # the last line of the table
    without_lines: tuple[int, ...] = ()  # lines that are left out, from 1
    across: bool | None = None  # each date is a column
    wide: bool | None = None  # each series is a column
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None  # of a workbook
    fill_down: bool = False  # merged cells: an empty one is that above
    # columns
    id: tuple[str, ...] = ()  # several are joined to one name
    time: tuple[str, ...] = ()  # YEAR, WEEK: read together
    value: str | None = None
    # time
    week: Week | None = None
    week_date: WeekDate = WeekDate.END
    date_format: str | None = None
    freq: str | None = None  # the grid that stamps are moved onto
    start: str | None = None  # the date of the first index or column where these are numbered
    # rows
    where: tuple[tuple[str, str], ...] = ()
    sum: bool = False  # over the columns that are not named
    count_rows: bool = False
    as_of: str | None = None  # the vintage: a date, or "latest"
    from_date: str | None = None
    until: str | None = None
    drop_last: int = 0
    drop_doubles: bool = False
    # cells
    missing: tuple[str, ...] = ()
    thousands: str | None = None
    decimal: str | None = None
    strip_flags: bool = False
    negative: Negative | None = None
    cumulative: bool = False
    # absence
    absent: Absent | None = None
    # series that cannot be used are left out
    skip_bad_series: bool = False


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """What a user may say about forecasts that are to be scored; None leaves it to their tables."""

    baseline: str = "seasonal-naive"  # or the name of a model
    target: str | None = None  # of several in one table
    interval: float | None = None  # per cent, of columns that do not say their level
    first_horizon: int | None = None  # the horizon of the first step after what was known
    cutoff: str | None = None  # the last time known, where a table says nothing of it


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """What a user may decide; None leaves the horizon to the frequency."""

    horizon: int | None = None
    seed: int = 0
    cell: Cell = Cell.LSTM
    gates: Gates = Gates.EXPECTED


@dataclass(frozen=True, slots=True)
class BacktestOptions:
    """What a user may decide; None leaves the horizon to the frequency, and the step to the horizon."""

    horizon: int | None = None
    seed: int = 0
    cutoffs: int = 5
    step: int | None = None
    every_refit: int = 1
    baseline: str = "seasonal-naive"
    cell: Cell = Cell.LSTM
    gates: Gates = Gates.EXPECTED
    as_reported: bool = False  # the newest values of vintages are not corrected
