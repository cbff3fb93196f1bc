"""The error of a forecaster that has no model yet."""

from lstm_cli.errors import UsageError

__all__ = ["UntrainedError"]


class UntrainedError(UsageError, AttributeError):
    """What needs a model is missing before `fit`: to `hasattr` and `inspect`, an attribute that is not there."""

    def __init__(self) -> None:
        super().__init__("the forecaster has not been trained: call fit(data) first")
