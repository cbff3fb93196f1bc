"""Turn the arguments of `Forecaster.predict` into a plan for the ensemble, and carry the plan out in parts."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import TypedDict

from lstm_cli._threads import one_thread
from lstm_cli.api.arguments import choice, whole_number, yes_or_no
from lstm_cli.api.choosing import Name, names_of, places
from lstm_cli.api.data import Data, to_panel
from lstm_cli.api.forecast import Forecast
from lstm_cli.api.levels import Number, quantile_levels
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.predict import ForecastRequest, Plan, plan_forecast
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.options import DEFAULT_LEVELS, DRAWS, Ended, Gates
from lstm_cli.panel.packed import series_names
from lstm_cli.panel.series import Panel
from lstm_cli.parallel.executors import make_executor

__all__ = ["PredictArguments", "check_names", "in_parts", "newer", "planned"]


class PredictArguments(TypedDict, total=False):
    """The arguments of `Forecaster.predict`, where they are documented."""

    horizon: int | None
    levels: Iterable[Number] | Number | None
    quantiles: Iterable[Number] | Number | None
    series: Name | Sequence[Name] | None
    gates: Gates | str | None
    draws: int | None
    ended: Ended | str
    skip_bad_series: bool
    labels: Sequence[str]
    readings: bool
    as_reported: bool


def planned(model: Model, data: "Data | None", given: PredictArguments) -> tuple[Plan, Panel]:
    """Return the plan of a forecast, and the panel that the forecast continues."""
    check_names(given)
    panel = model.panel
    if data is not None:
        skip_bad_series, labels = given.get("skip_bad_series", False), given.get("labels", ())
        panel = newer(model, data, skip_bad_series=skip_bad_series, labels=labels)
    request = _request(model, given)
    chosen = None
    if (series := given.get("series")) is not None:
        names = series_names(panel)
        chosen = [names[at] for at in places(names_of(series), names)]
    ended = choice("ended", Ended, given.get("ended", Ended.OMIT))
    with one_thread():
        return plan_forecast(model, request, panel=panel, series=chosen, ended=ended), panel


def check_names(given: PredictArguments) -> None:
    """Raise TypeError for an argument that `Forecaster.predict` does not have, as Python would."""
    known = PredictArguments.__annotations__
    unknown = next((name for name in given if name not in known), None)
    if unknown is not None:
        raise TypeError(f"unexpected argument {unknown!r}; the arguments beside the data are {', '.join(known)}")


def _request(model: Model, given: PredictArguments) -> ForecastRequest:
    """Return the request to the model; UsageError if an argument is invalid."""
    horizon, gates, draws = given.get("horizon"), given.get("gates"), given.get("draws")
    steps = model.horizon if horizon is None else whole_number("horizon", horizon, minimum=1)
    levels = quantile_levels(given.get("quantiles"), given.get("levels")) or DEFAULT_LEVELS
    reading = model.trained_gates if gates is None else choice("gates", Gates, gates)
    if draws is not None and reading is not Gates.STOCHASTIC:
        raise UsageError("draws are runs with stochastic gates", hint=Hint("add {}", Setting("gates", "stochastic")))
    runs = DRAWS if draws is None else whole_number("draws", draws, minimum=1)
    readings = yes_or_no("readings", given.get("readings", True))
    as_reported = yes_or_no("as_reported", given.get("as_reported", False))
    return ForecastRequest(steps, tuple(levels), reading, runs, readings, as_reported)


def newer(model: Model, data: Data, *, skip_bad_series: bool = False, labels: Sequence[str] = ()) -> Panel:
    """Read data as the training data were read, where that fits them."""
    return to_panel(
        data,
        remembered=model.panel.reading,
        skip_bad_series=skip_bad_series,
        labels=labels,
        step=model.panel.frequency,
    )


def in_parts(plan: Plan, panel: Panel, jobs: int, scheduler: str | None) -> Iterator[Forecast]:
    """Yield the parts of a plan in order, made here, in processes, or on a cluster."""
    here = scheduler is None and (jobs == 1 or plan.single)  # starting processes takes time even if they get no work
    with nullcontext() if here else make_executor(jobs, scheduler) as executor:
        for part in plan.parts(executor, jobs=jobs):
            yield Forecast(part, panel)
