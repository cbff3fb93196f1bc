"""Describe a model file."""

from pathlib import Path

from lstm_cli.api.arguments import path_of
from lstm_cli.ensemble.model_file import describe
from lstm_cli.ensemble.model_info import ModelInfo

__all__ = ["info"]


def info(path: str | Path) -> ModelInfo:
    """Describe a model file as `lstm-forecast info` does: its data, settings, networks and held-out scores.

    Raises
    ------
    ModelFileError
        As in `load`.
    """
    return describe(path_of("path", path))
