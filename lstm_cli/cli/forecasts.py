"""The last step of `predict`: choose the series that were asked for, and write the forecast in the chosen format."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from lstm_cli.api.choosing import places
from lstm_cli.api.forecast import Forecast
from lstm_cli.api.forecaster import Forecaster
from lstm_cli.api.planning import PredictArguments
from lstm_cli.cli.given import Given
from lstm_cli.cli.options.predict import PredictOptions
from lstm_cli.cli.output import Output
from lstm_cli.cli.reading import with_model
from lstm_cli.cli.settings import advice_on, with_options
from lstm_cli.ensemble.model_parts import digest_of
from lstm_cli.ensemble.results import Forecast as Result
from lstm_cli.formats.gates import MemoryScale, gates_lines
from lstm_cli.formats.registry import FORECAST_FORMATS, Request, stream_forecast, write_forecast
from lstm_cli.formats.sentences import remark_lines
from lstm_cli.formats.text import plural, shorten
from lstm_cli.formats.ways_out import Advice
from lstm_cli.options import LEVELS
from lstm_cli.panel.packed import series_names
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import last_time
from lstm_cli.remarks import Remark

if TYPE_CHECKING:
    import numpy as np

__all__ = [
    "advice_for",
    "arguments_for",
    "clock_remarks",
    "deliver",
    "deliver_parts",
    "past_remarks",
    "request_for",
    "same_for_all",
    "say_clock",
    "say_gates",
    "say_remarks",
]

MAX_NAME: Final = 60  # columns of a name in a message
EPOCH: Final = dt.date(1970, 1, 1)


def _chosen_series(wanted: Sequence[str] | None, panel: Panel) -> list[str] | None:
    """Return the names in --series: each value is one whole name, or several separated by commas."""
    if not wanted:
        return None
    names = series_names(panel)
    known = set(names)
    asked = [part for text in wanted for part in ([text] if text in known else text.split(","))]
    return [names[at] for at in places([part if part in known else part.strip() for part in asked], names)]


def same_for_all(asked: PredictOptions, levels: tuple[float, ...] | None) -> PredictArguments:
    """Return the arguments of a forecaster that hold for any panel; levels: None for its own."""
    return PredictArguments(
        horizon=asked.horizon,
        quantiles=levels,
        gates=asked.gates,
        draws=asked.draws,
        ended=asked.ended,
        as_reported=asked.as_reported,
    )


def arguments_for(
    asked: PredictOptions, panel: Panel, *, levels: tuple[float, ...] | None, style: str
) -> PredictArguments:
    """Return the arguments of a forecaster for one panel and a format; levels: None for its own."""
    own = PredictArguments(
        series=_chosen_series(asked.series, panel), readings=FORECAST_FORMATS[style].gates or asked.show_gates
    )
    return same_for_all(asked, LEVELS if levels is None and style == "hub" else levels) | own


def request_for(
    forecaster: Forecaster, output: Output, advice: Advice, *, style: str, path: str, asked: PredictOptions
) -> Request:
    """Return what a format needs beside a forecast; ``path`` is the model file's, advice that on its data."""
    page, model = output.page(), forecaster.model
    digest = digest_of(model) if style == "json" else ""
    return Request(style, path, digest, model.seed, asked.target, page.size, page.style, advice, asked.mean)


def advice_for(forecaster: Forecaster, newer: Panel | None, path: str, given: Given) -> Advice:
    """Return the advice on the data of a forecast: to train anew or, for newer data, to forecast from them once tidied."""
    if newer is None:
        return advice_on(forecaster.panel, with_model(with_options("train", horizon=forecaster.model.horizon), path))
    return advice_on(newer, given.for_tidied(), trained=forecaster.panel)


def deliver_parts(parts: Iterator[Forecast], panel: Panel, output: Output, request: Request) -> None:
    """Write forecasts chunk by chunk as they are made, then the notes that hold for all."""
    last: list[np.datetime64] = []
    notes: list[Remark] = []

    def results() -> Iterator[Result]:
        for part in parts:
            notes[:] = part.notes
            last.append(part.last_time)
            yield part.result

    if output.to_folder:
        from lstm_cli.formats.forecast_parquet import parquet_files  # noqa: PLC0415 - an extra

        output.write_files(parquet_files(results(), panel, request))
    else:
        output.write_parts(stream_forecast(results(), panel, request))
    say_remarks(output, notes, request.advice)
    say_clock(output, max(last), panel)


def deliver(forecast: Forecast, output: Output, request: Request, *, show_gates: bool) -> None:
    """Write a forecast in a format; notes that the format does not hold go to standard error."""
    written = write_forecast(forecast.result, forecast.panel, request)
    if written.page:
        output.write_page(str(written.content))
        return
    output.write(written.content)
    if show_gates:
        say_gates(output, forecast)
    say_remarks(output, written.remarks, request.advice)


def say_gates(output: Output, forecast: Forecast) -> None:
    """Say what the gates did."""
    result = forecast.result
    gates, of = result.gates, f"mean of {plural(len(result.series), 'series', 'series')}"
    if len(result.series) == 1:
        (only,) = result.series
        gates, of = only.gates, shorten(only.name, MAX_NAME)
    scale = MemoryScale(forecast.panel.frequency, result.context_length, result.horizon)
    output.say("\n".join(gates_lines(gates, of, scale, size=output.page().size)))


def clock_remarks(last: "np.datetime64", panel: Panel) -> list[Remark]:
    """Return a remark if the whole forecast lies in the past, so that newer data are probably meant, or the data in the future.

    A step and a day are allowed for: stamps may name the end of their step, and their clock may be ahead of UTC.
    """
    end = last_time(panel)
    written = panel.time_style.write(end)
    day = panel.frequency.after(end, [-1])[0].astype("datetime64[D]").astype(int)
    if day > (dt.datetime.now(tz=dt.UTC).date() - EPOCH).days + 1:
        return [Remark("data-end-to-come", {"end": written})]
    return past_remarks(last, written)


def past_remarks(last: "np.datetime64", end: str) -> list[Remark]:
    """Return the remark on a forecast up to ``last`` that lies in the past; ``end`` is the end of the data, as they write it."""
    if last.astype("datetime64[D]").item() >= dt.datetime.now(tz=dt.UTC).date():
        return []
    return [Remark("forecast-in-the-past", {"end": end})]


def say_clock(output: Output, last: "np.datetime64", panel: Panel) -> None:
    """Write what the clock says of a forecast up to ``last`` to standard error."""
    say_remarks(output, clock_remarks(last, panel))


def say_remarks(output: Output, remarks: Iterable[Remark], advice: Advice | None = None) -> None:
    """Write remarks to standard error."""
    lines = remark_lines(remarks, advice, note="note: ", warning="warning: ", size=output.words_size)
    output.say("\n".join(lines))
