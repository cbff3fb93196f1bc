"""What `predict` shows of joint paths: the paths themselves, probabilities of exceeding limits, and dates of peaks."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from typing import TYPE_CHECKING, Final

from lstm_cli.cli.options.predict import Peak, PredictOptions
from lstm_cli.cli.output import ENDINGS, Output
from lstm_cli.cli.settings import flag
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.formats.figure_files import PLOT_KINDS
from lstm_cli.formats.registry import FORECAST_FORMATS, IN_FOLDERS, ONE_VALUE, endings
from lstm_cli.options import Total

if TYPE_CHECKING:
    from lstm_cli.api.forecast import Forecast
    from lstm_cli.formats.ways_out import Advice

__all__ = ["chosen_style", "deliver_joint", "summed", "written_in_parts"]

OF_CHANCES: Final = ("table", "csv", "json")
OF_STEPS: Final = frozenset({"hub", *PLOT_KINDS})  # formats of quantiles at steps alone


def chosen_style(asked: PredictOptions, output: Output) -> str:
    """Return the format to write; refuse one that cannot express what is asked for."""
    if asked.samples is not None:
        from lstm_cli.formats.path_rows import PATH_FORMATS

        style = output.style(endings(), person="csv")
        _refuse_others(style, tuple(PATH_FORMATS), "sample paths are written as")
    elif asked.above is not None or asked.peak is Peak.DATE:
        style = output.style(ENDINGS | {".txt": "table"}, person="table")
        _refuse_others(style, OF_CHANCES, "chances are written as")
    else:
        style = output.style(endings(), person="table", folder=IN_FOLDERS if asked.of_whole is None else None)
    if asked.one_value and (style in OF_STEPS or asked.plot is not None):
        raise UsageError(ONE_VALUE)
    if asked.target is not None and style != "hub":
        raise UsageError("--target names the target of hub rows: give it with --format hub")
    if asked.mean and style in OF_STEPS:
        raise UsageError(f"--mean is a column of csv, json, jsonl and parquet, which {style} lacks", value=style)
    return style


def written_in_parts(style: str, asked: PredictOptions, *, jobs: int | None, scheduler: str | None) -> bool:
    """Whether series are forecast and written chunk by chunk, as processes and clusters need it."""
    in_parts = FORECAST_FORMATS[style].streams and asked.of_whole is None
    given = [Setting("jobs")] if jobs not in {None, 1} else []
    given += [] if scheduler is None else [Setting("scheduler")]
    if given and not in_parts:
        what = f"{style} writes" if asked.of_whole is None else f"{flag(Setting(asked.of_whole))} takes"
        names = " and ".join(map(flag, given))
        verb = "forecasts" if len(given) == 1 else "forecast"
        message = f"{what} all series at once, but {names} {verb} them in parts"
        raise UsageError(message, hint=Hint(f"leave {names} out"))
    return in_parts


def _refuse_others(style: str, known: tuple[str, ...], words: str) -> None:
    """Refuse a format that cannot express something."""
    if style not in known:
        raise UsageError(f"{words} {', '.join(known[:-1])} or {known[-1]}, not {style}", value=style)


def summed(forecast: "Forecast", asked: PredictOptions) -> "Forecast":
    """Return the forecast that is asked for: of steps, of totals or of peaks."""
    if asked.reconcile:
        forecast = forecast.reconcile(paths=asked.samples, seed=asked.seed)
    total = asked.total or (Total.SERIES if asked.by is not None else None)
    if total is not None:
        forecast = forecast.total(total, by=asked.by, paths=asked.samples, seed=asked.seed)
    if asked.peak is Peak.SIZE:
        forecast = forecast.peak(seed=asked.seed)
    return forecast


def deliver_joint(forecast: "Forecast", asked: PredictOptions, output: Output, *, style: str, advice: "Advice") -> bool:
    """Write an answer that is no forecast of quantiles, if one is asked for; return whether it is."""
    if asked.samples is None and asked.above is None and asked.peak is not Peak.DATE:
        return False
    remarks = []
    if asked.samples is not None:
        from lstm_cli.formats.hubverse import round_remarks
        from lstm_cli.formats.path_rows import path_parts

        futures = forecast.futures(paths=asked.samples, seed=asked.seed)
        output.write_parts(path_parts(futures, forecast.panel, style, target=asked.target))
        remarks = round_remarks(futures.times, forecast.panel) if style == "hub" else []
    elif asked.above is not None:
        _deliver_limits(forecast, asked.above, asked, output, style=style)
    else:
        _deliver_dates(forecast, asked, output, style=style)
    from lstm_cli.cli.forecasts import say_gates, say_remarks

    if asked.show_gates:
        say_gates(output, forecast)
    say_remarks(output, [*forecast.notes, *remarks], advice)
    return True


def _deliver_limits(forecast: "Forecast", limit: str, asked: PredictOptions, output: Output, *, style: str) -> None:
    """Write the probability that each series exceeds its limit."""
    from lstm_cli.formats import chances
    from lstm_cli.formats.json_envelope import success

    given = limit if limit in asked.labels else float(limit)
    records = forecast.exceedances(given, seed=asked.seed)
    if style == "csv":
        output.write(chances.exceedance_csv(records, forecast.panel))
    elif style == "json":
        output.write(success("predict above", {"above": chances.exceedance_data(records, forecast.panel)}))
    else:
        page = output.page()
        output.write_page(chances.exceedance_text(records, forecast.panel, size=page.size, style=page.style))


def _deliver_dates(forecast: "Forecast", asked: PredictOptions, output: Output, *, style: str) -> None:
    """Write the probability that each time ahead has the highest count."""
    from lstm_cli.formats import chances
    from lstm_cli.formats.json_envelope import success

    records = forecast.peak_records(seed=asked.seed)
    if style == "csv":
        output.write(chances.peak_csv(records, forecast.panel))
    elif style == "json":
        output.write(success("predict peak", {"peaks": chances.peak_data(records, forecast.panel)}))
    else:
        output.write_page(chances.peak_text(records, forecast.panel, style=output.page().style))
