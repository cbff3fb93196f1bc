"""What a user can choose: enumerations and records of options, without NumPy, shared by library and command line."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = [
    "DEFAULT_LEVELS",
    "DRAWS",
    "LEVELS",
    "MIDDLE",
    "MIN_POINTS",
    "READ_DEFAULTS",
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
MIN_POINTS: Final = 8  # known counts that at least one series needs for training
DRAWS: Final = 200  # runs with sampled gates that are pooled into one forecast


class Cell(StrEnum):
    """The kind of LSTM cell of a network."""

    LSTM = "lstm"
    CEC = "cec"
    PEEPHOLE = "peephole"
    COUPLED = "coupled"

    @property
    def extra(self) -> int:
        """Number of columns of weights between those of x and the bias."""
        return 1 if self is Cell.PEEPHOLE else 0


class DataKind(StrEnum):
    """What the numbers of a series are: whole counts, rates with decimals, or proportions from 0 to 1."""

    COUNT = "count"
    RATE = "rate"
    PROPORTION = "proportion"


class Gates(StrEnum):
    """How the value of a gate is used: as a factor, or as the probability that the unit is on."""

    EXPECTED = "expected"
    STOCHASTIC = "stochastic"


class Ensemble(StrEnum):
    """One of a model's two ensembles: networks that start from the prior, or networks trained from scratch on its panel."""

    PRETRAINED = "pretrained"
    SCRATCH = "scratch"


class Baseline(StrEnum):
    """The baseline that scores are relative to."""

    SEASONAL_NAIVE = "seasonal-naive"
    NAIVE = "naive"
    FLUSIGHT = "flusight"


class By(StrEnum):
    """How scores are broken down."""

    SERIES = "series"
    STEP = "step"
    CUTOFF = "cutoff"
    WEEK = "week"


class Total(StrEnum):
    """What is summed: the steps ahead of each series, the series at each step, or both."""

    STEPS = "steps"
    SERIES = "series"
    BOTH = "both"


class Absent(StrEnum):
    """What a time without a row means: unknown, zero, or included in the count of the next row."""

    MISSING = "missing"
    ZERO = "zero"
    ACCUMULATE = "accumulate"


class Ended(StrEnum):
    """Whether series that ended long before the others are left out, or forecast from their own ends."""

    OMIT = "omit"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a table of counts; None leaves the choice to the reader, which reports it."""

    id: str | None = None  # the column of series names
    time: str | None = None  # the column of times
    value: str | None = None  # the column of counts
    wide: bool | None = None  # one column per series
    date_format: str | None = None  # strptime; None for ISO 8601
    freq: str | None = None  # 15min, h, D, W, 2W, MS, ME, QS, QE, YS, YE, ...
    delimiter: str | None = None
    encoding: str = "utf-8"
    kind: DataKind | None = None


READ_DEFAULTS: Final = ReadOptions()


class HubFormat(StrEnum):
    """The file format of a submission to a hub."""

    CSV = "csv"
    PARQUET = "parquet"


class Week(StrEnum):
    """How weeks are numbered: ISO 8601 (from Monday), or MMWR, as the US CDC does (from Sunday)."""

    ISO = "iso"
    MMWR = "mmwr"


class WeekDate(StrEnum):
    """The day that dates a numbered week."""

    END = "end"
    START = "start"


class Negative(StrEnum):
    """What becomes of a negative count: it is unknown, it is 0, or it is deducted from the counts before it."""

    MISSING = "missing"
    ZERO = "zero"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class TidyOptions:
    """How to turn a file into a long table of counts; None and empty apply only what can be meant in one way."""

    # shape
    skip: int | None = None  # lines above the header
    no_header: bool = False  # the first line is a row of data
    until_line: int | None = None  # the last line of the table
    without_lines: tuple[int, ...] = ()  # lines to leave out, from 1
    across: bool | None = None  # each date is a column
    wide: bool | None = None  # each series is a column
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None  # of a workbook
    fill_down: bool = False  # merged cells: an empty cell repeats the one above
    # columns
    id: tuple[str, ...] = ()  # several are joined into one name
    time: tuple[str, ...] = ()  # several, such as YEAR and WEEK, are read together
    value: str | None = None
    # time
    week: Week | None = None
    week_date: WeekDate = WeekDate.END
    date_format: str | None = None
    freq: str | None = None  # the grid that stamps are moved onto
    start: str | None = None  # the date of the first step, if steps are numbered
    # rows
    where: tuple[tuple[str, str], ...] = ()
    sum: bool = False  # add up rows of one series and time
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
    skip_bad_series: bool = False  # leave out series that cannot be used


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """What a user can say about the forecasts to score; None takes it from their tables."""

    baseline: str = Baseline.SEASONAL_NAIVE  # or the name of a model
    target: str | None = None  # if a table has several
    interval: float | None = None  # per cent, if columns do not say their level
    first_horizon: int | None = None  # the horizon of the first step after the cutoff
    cutoff: str | None = None  # the last time known, if a table does not say it


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """The options of training; None takes the usual horizon of the frequency."""

    horizon: int | None = None
    seed: int = 0
    cell: Cell = Cell.LSTM
    gates: Gates = Gates.EXPECTED


@dataclass(frozen=True, slots=True)
class BacktestOptions:
    """The options of a backtest; None takes the usual horizon of the frequency, and the horizon as the step."""

    horizon: int | None = None
    seed: int = 0
    cutoffs: int = 5
    step: int | None = None
    every_refit: int = 1
    baseline: str = Baseline.SEASONAL_NAIVE
    cell: Cell = Cell.LSTM
    gates: Gates = Gates.EXPECTED
    as_reported: bool = False  # do not correct the newest values of vintages
