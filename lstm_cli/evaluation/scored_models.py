"""Match the forecasts of one or several models with observed counts and score them, at the levels that all models have."""

from collections.abc import Mapping
from dataclasses import dataclass

from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.evaluation.alignment import NOTHING_GIVEN, Matched, NothingSharedError, Truth, match, symmetric
from lstm_cli.evaluation.cells import score_set
from lstm_cli.evaluation.comparison import Comparison, ScoredModel, compare
from lstm_cli.evaluation.forecast_set import BASELINES
from lstm_cli.evaluation.known import Given, check_given
from lstm_cli.evaluation.line import Line
from lstm_cli.options import By
from lstm_cli.panel.series import Panel
from lstm_cli.problems import MAX_SHOWN, shown
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.quantiles.table import QuantileTable
from lstm_cli.remarks import Remark

__all__ = ["ScoredModels", "score_models"]


@dataclass(frozen=True, slots=True)
class ScoredModels:
    """The scored models, the table and match of each, the notes about all of them, and their baseline."""

    models: tuple[ScoredModel, ...]
    tables: Mapping[str, QuantileTable]
    matched: Mapping[str, Matched]
    notes: tuple[Remark, ...]
    baseline: str  # one of the `BASELINES`, or the name of a model
    line: Line

    def compare(self, by: By | None = None) -> Comparison:
        """Compare the models with each other and the baseline."""
        return compare(self.models, self.line, baseline=self.baseline, by=by)


def score_models(
    tables: Mapping[str, QuantileTable], panel: Panel, *, baseline: str, given: Given = NOTHING_GIVEN
) -> ScoredModels:
    """Match and score every model; models without an observed count are left out with a remark, unless all are.

    ``baseline`` is one of the `BASELINES`, or the name of a model.

    Raises
    ------
    UsageError
        There is no such baseline, or something that is given decides nothing.
    DataError
        No model has a forecast that can be scored, or the models share no interval.
    """
    _check_baseline(baseline, tables)
    check_given(tables.values(), given)
    truth = Truth.of(panel, baseline=baseline)
    chosen, notes = _at_shared_levels(tables)
    matched: dict[str, Matched] = {}
    empty: dict[str, NothingSharedError] = {}
    for name, table in chosen.items():
        try:
            matched[name] = match(table, truth, given=given)
        except NothingSharedError as error:
            empty[name] = error
    if not matched or baseline in empty:
        raise DataError(*(error.problems[0] for error in empty.values()))
    notes += [
        Remark("model-left-out", {"model": name, "why": error.problems[0].message}) for name, error in empty.items()
    ]
    models = [ScoredModel(name, one.forecasts, score_set(one.forecasts)) for name, one in matched.items()]
    return ScoredModels(tuple(models), tables, matched, tuple(notes), truth.baselines.real_name, truth.line)


def _check_baseline(baseline: str, tables: Mapping[str, QuantileTable]) -> None:
    """Refuse a baseline that is neither one of the `BASELINES` nor a model."""
    if baseline not in BASELINES and baseline not in tables:
        models = f", or a model: {list_names(list(tables))}" if len(tables) > 1 else ""
        hint = Hint("{} takes one of {}{}", Setting("baseline"), ", ".join(BASELINES), models)
        raise UsageError(f"no baseline {shown(baseline)}", value=baseline, hint=hint)


def _at_shared_levels(tables: Mapping[str, QuantileTable]) -> tuple[Mapping[str, QuantileTable], list[Remark]]:
    """Keep only the levels that all models have, because WIS at different levels cannot be compared."""
    if len(tables) == 1:
        return tables, []
    levels = {name: frozenset(symmetric(table)[0].levels) for name, table in tables.items()}
    shared = frozenset.intersection(*levels.values())
    if all(own == shared for own in levels.values()):
        return tables, []
    if len(shared - {0.5}) < 2:  # noqa: PLR2004 - the ends of an interval
        few = "; ".join(f"{name} has {_list(sorted(own))}" for name, own in list(levels.items())[:MAX_SHOWN])
        hint = Hint("score them one at a time, or write the same levels")
        raise DataError(f"the models share no interval: {few}", hint=hint)
    most = max(map(len, levels.values()))
    note = Remark("levels-shared", {"levels": tuple(sorted(shared)), "most": most})
    return {name: table.at_levels(sorted(shared)) for name, table in tables.items()}, [note]


def _list(levels: list[float]) -> str:
    """Write a few levels, or the first and last of many."""
    if len(levels) > MAX_SHOWN:
        return f"{levels[0]:.6g} to {levels[-1]:.6g}"
    return ", ".join(f"{level:.6g}" for level in levels)
