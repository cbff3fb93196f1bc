"""The error of a forecaster that has no model yet."""

from lstm_cli.errors import UsageError

__all__ = ["UntrainedError"]


class UntrainedError(UsageError, AttributeError):
    """The forecaster has no model yet; an AttributeError, so that `hasattr` and `inspect` see a missing attribute."""

    def __init__(self) -> None:
        super().__init__("the forecaster has not been trained: call fit(data) first")
