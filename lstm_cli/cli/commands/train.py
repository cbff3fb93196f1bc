"""``lstm-forecast train``: learn from a table of counts and write a model file."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

import time
from typing import Annotated

import typer

from lstm_cli.cli import options
from lstm_cli.cli.error_boundary import boundary
from lstm_cli.cli.reading import read_data
from lstm_cli.cli.streams import say, write_data
from lstm_cli.formats import json_envelope as envelope
from lstm_cli.formats.text import printable
from lstm_cli.options import ReadOptions

__all__ = ["train"]


def train(
    data: options.Data,
    *,
    model: options.Model = "forecast.lstm",
    horizon: options.Horizon = None,
    seed: options.Seed = 0,
    cell: options.Cell = options.CellName.LSTM,
    gates: Annotated[
        options.GatesName,
        typer.Option("--gates", help="stochastic: the value of a gate is the probability that a unit is on."),
    ] = options.GatesName.EXPECTED,
    id: options.Id = None,
    time_column: options.Time = None,
    value: options.Value = None,
    wide: options.Wide = None,
    date_format: options.DateFormat = None,
    freq: options.Freq = None,
    delimiter: options.Delimiter = None,
    encoding: options.Encoding = "utf-8",
    format: options.ReportFormat = options.TextOrJson.TEXT,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_color: options.NoColor = False,
    debug: options.Debug = False,
) -> None:
    """Learn from a table of counts; write a model file.

    For example:
      lstm-forecast train admissions.csv --horizon 4
      cat cases.csv | lstm-forecast train - --model cases.lstm
    """
    as_json = format is options.TextOrJson.JSON
    with boundary("train", as_json=as_json, debug=debug):
        from lstm_cli.cli.progress import progress
        from lstm_cli.cli.targets import check_model_target
        from lstm_cli.ensemble.model_file import save_model
        from lstm_cli.ensemble.prepared import training_gates
        from lstm_cli.evaluation.holdout import train_and_score as fit
        from lstm_cli.formats.training import learned_text, panel_data, training_data, understood_text
        from lstm_cli.options import Cell, Gates, TrainOptions

        started = time.monotonic()
        silent = quiet or as_json
        target = check_model_target(model)
        reading = ReadOptions(id, time_column, value, wide, date_format, freq, delimiter, encoding)
        panel = read_data(data, reading)
        if not silent:
            say(understood_text(panel))
        with progress(quiet=silent, verbose=verbose, no_color=no_color) as report:
            wanted = TrainOptions(horizon=horizon, seed=seed, cell=Cell(cell), gates=Gates(gates))
            learned = fit(panel, wanted, progress=report)
        save_model(target, learned)
        if as_json:
            found = {
                "data": panel_data(panel),
                "training": training_data(learned.scored_summary, training_gates(learned)),
            }
            about = {"model": model, "digest": learned.digest, "seed": seed}
            write_data(envelope.success("train", about | found).encode())
        if not silent:
            say(learned_text(learned.scored_summary, panel, asked=horizon is not None))
            say(f"  model     {printable(model)}, in {time.monotonic() - started:.1f} s; next: {_next(model)}")


def _next(model: str) -> str:
    """Say which command makes use of the model."""
    import shlex

    return "lstm-forecast predict" + ("" if model == "forecast.lstm" else f" --model {printable(shlex.quote(model))}")
