"""A round that the configuration does not list is of another season, so its weeks are not the listed ones."""

from collections.abc import Mapping
from dataclasses import replace

from lstm_cli.hubs.checks.column_rules import kind_of
from lstm_cli.hubs.rounds import RoundDate, in_step
from lstm_cli.hubs.tasks import OUTPUT_ID, ModelTask, OutputType
from lstm_cli.readers.table import Column

__all__ = ["of_its_season"]


def of_its_season(chosen: RoundDate, columns: Mapping[str, Column]) -> RoundDate:
    """Return a round with the file's dates as categories where these are dates (the weeks of a peak), on the same weekday."""
    if chosen.is_listed:
        return chosen
    texts = columns[OUTPUT_ID].texts
    tasks = tuple(_task(task, [text.strip() for text in texts]) for task in chosen.round.tasks)
    return replace(chosen, round=replace(chosen.round, tasks=tasks))


def _task(task: ModelTask, texts: list[str]) -> ModelTask:
    """Return a model task with the file's dates as categories."""
    return replace(task, outputs={name: _output(output, texts) for name, output in task.outputs.items()})


def _output(output: OutputType, texts: list[str]) -> OutputType:
    """Return an output type with the file's dates as ids, none of them required."""
    if kind_of(output.ids) != "Date":
        return output
    found = sorted({text for text in texts if in_step(output.ids, text)} | set(output.ids))
    return replace(output, required=(), optional=tuple(found))
