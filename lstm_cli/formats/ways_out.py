"""What helps if a remark doubts the data: a setting, or a command that tidies the file before it is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lstm_cli.errors import FRAME, Hint, Setting, WriteSetting
from lstm_cli.formats.data_sentences import Details
from lstm_cli.options import Absent, DataKind, Ended, ReadOptions
from lstm_cli.panel.commands import tidy_command
from lstm_cli.remarks import Remark

__all__ = ["WARNINGS", "Advice", "WayOut", "way_out"]

# Remarks on doubts that, if true, make all forecasts wrong: they are shown as warnings, before the notes.
WARNINGS: Final = frozenset(
    {
        "zeros-absent",
        "running-totals",
        "step-changed",
        "zeros-between-totals",
        "zeros-last",
        "counts-unlike-training",
        "series-renamed",
    }
)


@dataclass(frozen=True, slots=True)
class WayOut:
    """What helps: a few words, and a command to copy if they announce one."""

    words: str
    command: str = ""

    @property
    def text(self) -> str:
        """Both as one text."""
        return f"{self.words} {self.command}" if self.command else self.words


@dataclass(frozen=True, slots=True)
class Advice:
    """What advice needs: how to write settings, the file and its reading options, and the command that reads such files.

    trained: the codes of remarks on the training data of a model. What was wrong there, too, needs a new model.
    """

    write: WriteSetting
    source: str
    reading: ReadOptions
    then: str = "train"
    trained: frozenset[str] = frozenset()

    def tidied(self, *settings: Setting) -> WayOut | None:
        """Return the command that tidies the file; None without a file, or for rates, which do not add up."""
        if self.source == FRAME or self.reading.kind not in {None, DataKind.COUNT}:
            return None
        return WayOut("if so:", self.write(tidy_command(self.source, self.reading, *settings, then=self.then)))


def _not_reported(details: Details, advice: Advice) -> WayOut | None:
    return advice.tidied(Setting("until", details["until"]))


def _converted(details: Details, advice: Advice) -> WayOut | None:
    if details["calendar"] != "buddhist" or advice.reading.date_format is not None:
        return None
    return advice.tidied()


def _ended(_: Details, advice: Advice) -> WayOut:
    return WayOut(Hint("`predict` with {} forecasts all", Setting("ended", Ended.KEEP.value)).text(advice.write))


def _as_rates(details: Details, advice: Advice) -> WayOut | None:
    if details["kind"] != DataKind.PROPORTION:  # nothing else can be meant by decimals above 1
        return None
    return WayOut(Hint("if they can exceed 1: {}", Setting("kind", DataKind.RATE.value)).text(advice.write))


def _each_column(_: Details, advice: Advice) -> WayOut:
    return WayOut(Hint("{} reads each column as a series", Setting("wide", value=True)).text(advice.write))


WAYS_OUT: Final[Mapping[str, Callable[[Details, Advice], WayOut | None]]] = {
    "other-calendar": _converted,
    "zeros-absent": lambda _, advice: advice.tidied(Setting("absent", Absent.ZERO.value)),
    "running-totals": lambda _, advice: advice.tidied(Setting("cumulative", value=True)),
    "step-changed": lambda _, advice: advice.tidied(Setting("absent", Absent.ACCUMULATE.value)),
    "zeros-between-totals": lambda _, advice: advice.tidied(
        Setting("missing", "0"), Setting("absent", Absent.ACCUMULATE.value)
    ),
    "weekdays-lost": lambda _, advice: advice.tidied(Setting("absent", Absent.ACCUMULATE.value)),
    "values-by-content": _as_rates,
    "zeros-last": _not_reported,
    "total-of-columns": _each_column,
    "series-ended": _ended,
}


def way_out(remark: Remark, advice: Advice | None) -> WayOut | None:
    """Return what helps; None if nothing is known to help, or no advice can be given."""
    if advice and remark.code in advice.trained:
        advice = replace(advice, then="train")
    try:
        return WAYS_OUT[remark.code](remark.details, advice) if advice and remark.code in WAYS_OUT else None
    except (KeyError, TypeError):  # details of another version
        return None
