"""Check that data have the kind and the time step that a model was trained on."""

from dataclasses import replace
from typing import Final

from lstm_cli.errors import DataError, Hint, Problem, Setting
from lstm_cli.options import DataKind
from lstm_cli.panel.commands import tidy_command
from lstm_cli.panel.frequency import DAY, Frequency
from lstm_cli.panel.frequency_names import short_name
from lstm_cli.panel.series import Panel
from lstm_cli.remedies import Remedies, Remedy

__all__ = ["check_like"]

MIN_MONTH: Final = 28  # days


def check_like(panel: Panel, trained: Panel) -> None:
    """Refuse data of another kind or time step than the model's."""
    kind, before = panel.scale.kind, trained.scale.kind
    if kind is not before:
        message = f"holds {kind}s, but the model was trained on {before}s"
        hint = Hint("if it holds {}, read it with {}", f"{before}s", Setting("kind", before.value))
        raise DataError(message, path=panel.source, value=str(kind), hint=hint)
    _check_frequency(panel, trained.frequency)


def _check_frequency(panel: Panel, trained: Frequency) -> None:
    """Refuse data with another time step than the model's."""
    own = panel.frequency
    if (own.seconds, own.months) != (trained.seconds, trained.months) or own.open_details != trained.open_details:
        message = f"is {own.name}, but the model was trained on {trained.name} data"
        problem = Problem(message, panel.source, value=own.name)
        raise DataError(problem, advice=_hint_of_step(panel, trained))


def _hint_of_step(panel: Panel, trained: Frequency) -> Hint | None:
    """Return advice for data of another step: read them by the model's step, or add up counts of shorter steps."""
    own = panel.frequency
    if own.seconds == trained.seconds > 0:
        steps = [Setting("freq", short_name(frequency)) for frequency in (trained, own)]
        return Hint("read it with {}, or train with {}", *steps)
    if (
        own.longest_step > (trained.seconds or trained.months * MIN_MONTH * DAY)
        or panel.scale.kind is not DataKind.COUNT
    ):
        return None
    settings = (Setting("freq", short_name(trained)), Setting("sum", value=True))
    command = tidy_command(panel.source, replace(panel.reading, freq=None), *settings, then="predict")
    return Remedies(Remedy("with counts added up", command))
