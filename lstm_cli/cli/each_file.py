"""`predict --each-file`: forecasts a folder of files, each a panel of its own, into a folder of forecasts."""

from dataclasses import dataclass
from typing import Final

from lstm_cli.api.each_file import check_all, forecast_each, write_each
from lstm_cli.api.forecaster import load
from lstm_cli.api.one_file import FileRequest
from lstm_cli.api.planning import PredictArguments
from lstm_cli.cli.forecasts import past_remarks, same_for_all, say_remarks
from lstm_cli.cli.given import Given
from lstm_cli.cli.options.predict import PredictOptions
from lstm_cli.cli.output import Output
from lstm_cli.cli.settings import flag
from lstm_cli.cli.targets import check_output, check_parquet
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.formats.file_notes import file_lines
from lstm_cli.formats.registry import IN_FOLDERS
from lstm_cli.options import ReadOptions
from lstm_cli.parallel.executors import usual_jobs

__all__ = ["EachFile", "predict_each_file"]

OF_FILES: Final = (IN_FOLDERS, "csv")


@dataclass(frozen=True, slots=True)
class EachFile:
    """What a user asks of each file, how the files are read, the processes or cluster that do the work, and the command."""

    predict: PredictOptions
    reading: ReadOptions
    skip_bad_series: bool
    jobs: int | None
    scheduler: str | None
    given: Given

    def check(self) -> None:
        """Refuse options that need a single panel."""
        name = "series" if self.predict.series else self.predict.of_whole
        if name is not None:
            option = flag(Setting(name))
            message = f"{option} needs a single panel, but --each-file makes one of each file"
            raise UsageError(message, hint=Hint(f"leave {option} out"))

    def arguments(self) -> PredictArguments:
        """Return the arguments of a forecaster."""
        own = PredictArguments(skip_bad_series=self.skip_bad_series)
        return same_for_all(self.predict, self.predict.quantile_levels()) | own


def predict_each_file(data: str | None, model: str, asked: EachFile, output: Output, *, style: str) -> None:
    """Forecast each file of a folder, and write the notes of all."""
    if data is None or data == "-":
        raise UsageError("--each-file forecasts the files of a folder: name it as DATA")
    asked.check()
    if style not in OF_FILES or not output.to_folder:
        message = "--each-file writes a folder of Parquet or CSV files"
        raise UsageError(message, hint=Hint("add {}", Setting("output", "forecasts/")))
    if output.format == IN_FOLDERS:
        check_parquet(output.path)
    check_output(output.path, [model, data], style=style, folder=True)
    then = asked.given.without("each-file", "output", "format").for_tidied()
    wanted = FileRequest(asked.arguments(), asked.reading, asked.predict.mean, then, output.format)
    jobs = usual_jobs(asked.jobs, asked.scheduler)
    forecaster = load(model)
    check_output(output.path, [forecaster.panel.source], style=style, folder=True)
    made = forecast_each(forecaster.model, data, wanted, jobs=jobs, scheduler=asked.scheduler)
    known = write_each(made, str(output.path))
    output.say("\n".join(file_lines([(each.name, each.notes) for each in known], size=output.words_size)))
    last, data_end = max((each.last, each.data_end) for each in known if each.last is not None)
    say_remarks(output, past_remarks(last, data_end))
    check_all(known, data)
