"""``lstm-forecast train``: learn from a table of counts and write a model file."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

import time

from lstm_cli.cli.command import command
from lstm_cli.cli.given import Given
from lstm_cli.cli.options import shared
from lstm_cli.cli.options.output import TRAINING
from lstm_cli.cli.options.reading import READING
from lstm_cli.cli.output import Output
from lstm_cli.cli.reading import check_both, read_both, with_model
from lstm_cli.cli.settings import advice_on
from lstm_cli.formats.text import printable
from lstm_cli.options import Cell, Gates, ReadOptions

__all__ = ["train"]


@command(reading=READING, output=TRAINING)
def train(
    data: shared.DataOrNewest = None,
    *,
    model: shared.NewModel = shared.MODEL_FILE,
    horizon: shared.Horizon = None,
    seed: shared.Seed = 0,
    cell: shared.Cell = Cell.LSTM,
    gates: shared.Gates = Gates.EXPECTED,
    jobs: shared.Jobs = None,
    scheduler: shared.Scheduler = None,
    skip_bad_series: shared.SkipBadSeries = False,
    vintages: shared.Vintages = None,
    reading: ReadOptions,
    output: Output,
    given: Given,
) -> None:
    """Train on a table of counts and write a model file.

    For example:
      lstm-forecast train admissions.csv --horizon 4
      cat cases.csv | lstm-forecast train - --model cases.lstm
      lstm-forecast train --vintages reports.csv --horizon 4
    """
    check_both(data, vintages, skip_bad_series=skip_bad_series)
    from lstm_cli.api.forecaster import Forecaster
    from lstm_cli.cli.progress import progress
    from lstm_cli.cli.targets import check_model_target
    from lstm_cli.ensemble.train import processes_for
    from lstm_cli.formats.json_envelope import success
    from lstm_cli.formats.training import learned_text, model_data, processes_text, understood_text
    from lstm_cli.parallel.executors import usual_jobs

    started = time.monotonic()
    check_model_target(model)
    panel, states = read_both(data, vintages, reading, given, skip_bad_series=skip_bad_series)
    then = given.for_tidied()
    output.say(understood_text(panel, advice_on(panel, then), size=output.words_size))
    forecaster = Forecaster(horizon, seed=seed, cell=cell, gates=gates)
    jobs = usual_jobs(jobs, scheduler)
    if output.verbose:
        output.say(processes_text(processes_for(panel, forecaster.options, jobs), scheduler=scheduler))
    with progress(output) as report:
        counts = None if states else panel
        forecaster.fit(counts, vintages=states, progress=report, jobs=jobs, scheduler=scheduler)
    forecaster.save(model)
    if output.as_json:
        output.write(success("train", {"model": model} | model_data(forecaster.model, advice_on(panel, then))))
    asked = horizon is not None
    output.say(learned_text(forecaster.summary, panel, asked=asked, size=output.words_size))
    follows = printable(with_model("lstm-forecast predict", model))
    output.say(f"  model     {printable(model)}, in {time.monotonic() - started:.1f} s; next: {follows}")
