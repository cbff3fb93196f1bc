"""The options of `predict`: what is forecast, and what is shown of it."""

from dataclasses import dataclass
from typing import Final

from lstm_cli.api.levels import quantile_levels
from lstm_cli.cli.command import Bundle
from lstm_cli.cli.options.declare import OUT, TASK, switch, value
from lstm_cli.options import Ended, Gates

__all__ = ["PREDICTING", "PredictOptions"]


@dataclass(frozen=True, slots=True)
class PredictOptions:
    """What a user may ask of a forecast; None leaves it to the model, and quantiles to the format."""

    horizon: int | None
    levels: str | None  # per cent, between commas
    quantiles: str | None  # between commas
    series: list[str] | None
    gates: Gates | None
    draws: int | None
    plot: str | None
    show_gates: bool
    target: str | None  # of hub rows
    ended: Ended

    def quantile_levels(self) -> tuple[float, ...] | None:
        """Return the levels of the quantiles, however they were asked for, None if they were not."""
        quantiles, levels = (None if text is None else text.split(",") for text in (self.quantiles, self.levels))
        return quantile_levels(quantiles, levels)


PREDICTING: Final = Bundle(
    {
        "horizon": value("--horizon", TASK, "K", "Steps ahead.  [default: the model's]", int, min=1),
        "levels": value("--levels", TASK, "PERCENT", "Central intervals.  [default: 50,95]"),
        "quantiles": value("--quantiles", TASK, "LEVELS", "Quantile levels, as 0.1,0.5,0.9."),
        "series": value("--series", TASK, "NAME", "Only this series; may be repeated.  [default: all]", list[str]),
        "gates": value("--gates", TASK, "HOW", "expected or stochastic.  [default: as trained]", Gates),
        "draws": value("--draws", TASK, "N", "Runs of sampled gates.  [default: 200]", int, min=1, max=10_000),
        "plot": value("--plot", OUT, "FILE", "Draw a fan chart: .png, .svg or .pdf."),
        "show_gates": switch("--show-gates", OUT, "Gate statistics on stderr."),
        "target": value("--target", OUT, "NAME", "Target of hub rows.  [default: wk inc flu hosp]"),
        "ended": value("--ended", TASK, "HOW", "omit or keep series that ended long ago.", Ended, default=Ended.OMIT),
    },
    PredictOptions,
)
