"""A whole forecast at once, with the model's own choices where a test makes none."""

from lstm_cli.ensemble.predict import ForecastRequest, plan_forecast
from lstm_cli.options import DEFAULT_LEVELS, DRAWS, Ended

__all__ = ["predict"]


def predict(
    model,
    *,
    panel=None,
    series=None,
    horizon=None,
    levels=DEFAULT_LEVELS,
    gates=None,
    draws=DRAWS,
    ended=Ended.KEEP,
    as_reported=False,
):
    """Plan a forecast, with statistics of the gates, and make it."""
    steps = model.horizon if horizon is None else horizon
    request = ForecastRequest(steps, tuple(levels), gates, draws, as_reported=as_reported)
    return plan_forecast(model, request, panel=panel, series=series, ended=ended).forecast()
