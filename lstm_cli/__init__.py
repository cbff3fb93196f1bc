"""Probabilistic forecasts of counts by an LSTM written in NumPy whose gates can be inspected.

    import lstm_cli as lf

    model = lf.Forecaster(horizon=4).fit(frame, id_col="location")
    model.predict(levels=[50, 95]).to_frame()

Importing the package loads neither NumPy nor pandas: each public name is loaded when it is first used.
"""

from importlib import import_module

from lstm_cli._version import __version__

TYPE_CHECKING = False  # type checkers take it as true; to load `typing` takes longer than all that follows

if TYPE_CHECKING:
    from lstm_cli.api.comparing import Comparison as Comparison
    from lstm_cli.api.comparing import compare as compare
    from lstm_cli.api.data import describe as describe
    from lstm_cli.api.data import read_csv as read_csv
    from lstm_cli.api.data import read_vintages as read_vintages
    from lstm_cli.api.each_file import FilesError as FilesError
    from lstm_cli.api.forecast import Forecast as Forecast
    from lstm_cli.api.forecaster import Forecaster as Forecaster
    from lstm_cli.api.forecaster import load as load
    from lstm_cli.api.hub_report import HubReport as HubReport
    from lstm_cli.api.hubs import Hub as Hub
    from lstm_cli.api.information import info as info
    from lstm_cli.api.notes import sentences as sentences
    from lstm_cli.api.scoring import Scores as Scores
    from lstm_cli.api.scoring import score as score
    from lstm_cli.api.teaching import worked_step as worked_step
    from lstm_cli.api.tidying import Tidied as Tidied
    from lstm_cli.api.tidying import tidy as tidy
    from lstm_cli.api.watching import Watch as Watch
    from lstm_cli.api.watching import watch as watch
    from lstm_cli.errors import DataError as DataError
    from lstm_cli.errors import ForecastError as ForecastError
    from lstm_cli.errors import ModelFileError as ModelFileError
    from lstm_cli.errors import UsageError as UsageError
    from lstm_cli.panel.series import Panel as Panel
    from lstm_cli.panel.vintages import Vintages as Vintages

_PLACES = {
    "Comparison": "api.comparing",
    "DataError": "errors",
    "FilesError": "api.each_file",
    "Forecast": "api.forecast",
    "ForecastError": "errors",
    "Forecaster": "api.forecaster",
    "ModelFileError": "errors",
    "Hub": "api.hubs",
    "HubReport": "api.hub_report",
    "Panel": "panel.series",
    "Scores": "api.scoring",
    "Tidied": "api.tidying",
    "UsageError": "errors",
    "Vintages": "panel.vintages",
    "Watch": "api.watching",
    "compare": "api.comparing",
    "describe": "api.data",
    "info": "api.information",
    "load": "api.forecaster",
    "read_csv": "api.data",
    "read_vintages": "api.data",
    "score": "api.scoring",
    "sentences": "api.notes",
    "tidy": "api.tidying",
    "watch": "api.watching",
    "worked_step": "api.teaching",
}
__all__ = [  # noqa: PLE0604 - `__getattr__` provides the names
    "__version__",
    *_PLACES,
]


def __getattr__(name: str) -> object:
    """Load a public name from the module that defines it (PEP 562)."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
