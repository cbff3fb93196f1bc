"""What is in a model file."""

from pathlib import Path

from lstm_cli.ensemble.model_file import describe
from lstm_cli.ensemble.model_info import ModelInfo

__all__ = ["info"]


def info(path: str | Path) -> ModelInfo:
    """Return what is in a model file: data, settings, networks and held-out scores; what `lstm-forecast info` shows.

    Raises
    ------
    ModelFileError
        As `load`.
    """
    return describe(Path(path))
