"""Forecasting of count panels: an ensemble of LSTMs on anchors, its scores, its gates and its file."""

from lstm_cli.forecasting.api import Progress, TrainOptions, predict, train
from lstm_cli.forecasting.model import Model
from lstm_cli.forecasting.results import (
    DEFAULT_LEVELS,
    LEVELS,
    Forecast,
    GateReading,
    GateSummary,
    SeriesForecast,
    TrainingSummary,
)
from lstm_cli.forecasting.storage import load_model, save_model

__all__ = [
    "DEFAULT_LEVELS",
    "LEVELS",
    "Forecast",
    "GateReading",
    "GateSummary",
    "Model",
    "Progress",
    "SeriesForecast",
    "TrainOptions",
    "TrainingSummary",
    "load_model",
    "predict",
    "save_model",
    "train",
]
