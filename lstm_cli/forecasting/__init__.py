"""Forecasting of count panels: an ensemble of LSTMs on anchors, its scores, its gates and its file."""

from lstm_cli.forecasting.api import Progress, TrainOptions, predict, train
from lstm_cli.forecasting.draws import DRAWS, Gates
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
from lstm_cli.lstm import Cell

__all__ = [
    "DEFAULT_LEVELS",
    "DRAWS",
    "LEVELS",
    "Cell",
    "Forecast",
    "GateReading",
    "GateSummary",
    "Gates",
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
