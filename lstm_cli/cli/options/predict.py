"""The options of `predict`: what is forecast, and what is shown of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lstm_cli.api.levels import quantile_levels
from lstm_cli.cli.command import Bundle
from lstm_cli.cli.options.declare import OUT, TASK, switch, value
from lstm_cli.errors import UsageError
from lstm_cli.options import Ended, Gates, Total

__all__ = ["PREDICTING", "Peak", "PredictOptions"]

PATHS: Final = "Sums, limits and peaks"
OF_WHOLE: Final = ("samples", "total", "by", "above", "peak", "plot", "reconcile", "show_gates")


class Peak(StrEnum):
    """What is forecast of the highest count ahead."""

    SIZE = "size"
    DATE = "date"


def _is_number(text: str) -> bool:
    """Whether a limit is a number, not the name of a column."""
    try:
        float(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class PredictOptions:
    """What a user may ask of a forecast; None leaves the choice to the model, that of quantiles to the format."""

    horizon: int | None
    levels: str | None  # per cent, separated by commas
    quantiles: str | None  # separated by commas
    series: list[str] | None
    gates: Gates | None
    draws: int | None
    plot: str | None
    show_gates: bool
    target: str | None  # of hub rows
    ended: Ended
    samples: int | None
    seed: int | None  # of paths
    total: Total | None
    by: str | None  # a column of DATA
    above: str | None  # a number, or a column of DATA
    peak: Peak | None
    reconcile: bool
    mean: bool
    as_reported: bool
    each_file: bool

    @property
    def labels(self) -> tuple[str, ...]:
        """The columns of DATA that hold one value per series."""
        limits = () if self.above is None or _is_number(self.above) else (self.above,)
        return (*(() if self.by is None else (self.by,)), *limits)

    @property
    def one_value(self) -> bool:
        """Whether steps are summed, or the highest of them is forecast."""
        return self.total in {Total.STEPS, Total.BOTH} or self.peak is Peak.SIZE

    @property
    def of_whole(self) -> str | None:
        """The first option given that needs all series at once: their paths, a picture, the gates of all."""
        return next((name for name in OF_WHOLE if getattr(self, name) not in {None, False}), None)

    def check(self) -> None:
        """Refuse options that exclude each other."""
        shown = [name for name in ("samples", "above", "peak") if getattr(self, name) is not None]
        if len(shown) > 1:
            raise UsageError(f"--{shown[0]} and --{shown[1]} are two results: ask for one at a time")
        of_quantiles = self.levels is not None or self.quantiles is not None or self.mean
        if of_quantiles and (self.samples is not None or self.above is not None or self.peak is Peak.DATE):
            raise UsageError(f"levels and means need quantile forecasts, and --{shown[0]} writes none")
        if shown and self.samples is None and self.total in {Total.STEPS, Total.BOTH}:
            raise UsageError(f"--{shown[0]} looks at every step: sum with --total series")
        if self.seed is not None and not (shown or self.total or self.by or self.reconcile):
            raise UsageError("--seed is for sample paths: add --samples, --total, --above or --peak")

    def quantile_levels(self) -> tuple[float, ...] | None:
        """Return the levels of the quantiles from either option; None if neither is given."""
        quantiles, levels = (None if text is None else text.split(",") for text in (self.quantiles, self.levels))
        return quantile_levels(quantiles, levels)


PREDICTING: Final = Bundle(
    {
        "horizon": value("--horizon", TASK, "K", "Steps ahead.  [default: the model's]", int, min=1),
        "levels": value("--levels", TASK, "PERCENT", "Central intervals, in per cent.  [default: 50,95]"),
        "quantiles": value("--quantiles", TASK, "LEVELS", "Quantile levels, e.g. 0.1,0.5,0.9."),
        "series": value("--series", TASK, "NAME", "Only this series; may be repeated.  [default: all]", list[str]),
        "gates": value("--gates", TASK, "HOW", "expected or stochastic.  [default: as trained]", Gates),
        "draws": value("--draws", TASK, "N", "Runs with sampled gates.  [default: 200]", int, min=1, max=10_000),
        "plot": value("--plot", OUT, "FILE", "Draw a fan chart: .png, .svg or .pdf."),
        "show_gates": switch("--show-gates", OUT, "Print gate statistics to stderr."),
        "target": value("--target", OUT, "NAME", "Target in hub rows.  [default: wk inc flu hosp]"),
        "samples": value(
            "--samples", PATHS, "N", "Write N joint sample paths instead of quantiles.", int, min=1, max=100_000
        ),
        "seed": value("--seed", PATHS, "N", "Seed for sample paths.  [default: the model's]", int, min=0),
        "total": value("--total", PATHS, "WHAT", "Sum over steps, series or both.", Total),
        "by": value("--by", PATHS, "COLUMN", "Sum the series that share a value in a column of DATA."),
        "above": value("--above", PATHS, "LIMIT", "Chance of exceeding a number or a column of DATA."),
        "peak": value("--peak", PATHS, "WHAT", "Forecast the highest count ahead: its size or date.", Peak),
        "reconcile": switch("--reconcile", PATHS, "Make the forecast of a total the sum of its parts."),
        "mean": switch("--mean", OUT, "Add expected counts to CSV, JSON and Parquet."),
        "as_reported": switch("--as-reported", TASK, "Do not correct the newest values for revisions."),
        "each_file": switch("--each-file", TASK, "Forecast each file of folder DATA; pass over bad ones."),
        "ended": value("--ended", TASK, "HOW", "Series that have ended: omit or keep.", Ended, default=Ended.OMIT),
    },
    PredictOptions,
)
