"""The sentence of each remark on tables of forecasts to score."""

from collections.abc import Callable
from typing import Final

from lstm_cli.errors import on_line, place
from lstm_cli.formats.data_sentences import Details, named
from lstm_cli.formats.text import and_more, plural
from lstm_cli.formats.verdicts import baseline_label
from lstm_cli.problems import shown

__all__ = ["SCORE_SENTENCES"]

MAX_COLUMNS: Final = 3  # that a sentence names


def _other_types(details: Details) -> str:
    types = and_more(map(shown, details["types"]), details["in_all"])
    rows = details["rows"]
    return f"{plural(rows, 'row')} of other output types ({types}) {'is' if rows == 1 else 'are'} left out"


def _unpaired_levels(details: Details) -> str:
    levels = and_more((f"{level:.6g}" for level in details["levels"]), details["in_all"])
    return f"levels without a counterpart on the other side of 0.5 are left out: {levels}"


def _not_in_truth(details: Details) -> str:
    is_ = "is" if details["count"] == 1 else "are"
    return f"{details['count']} series of the forecasts {is_} not in the truth and {is_} left out ({named(details)})"


def _forecasts(details: Details, verb: str, verbs: str) -> str:
    """Begin a sentence on some of the forecasts of a file."""
    return f"{details['count']} of {details['of']} forecasts {verb if details['count'] == 1 else verbs}"


def _out(details: Details) -> str:
    return f"{'is' if details['count'] == 1 else 'are'} left out ({_first(details)})"


def _first(details: Details) -> str:
    """Write the line of a file, or the row of a frame, of the first forecast concerned; of several files, name the file."""
    source, line = details["source"], details["first_line"]
    return f"the first {f'in {place(source, line)}' if 'files' in details else on_line(source, line)}"


def _levels_missing(details: Details) -> str:
    return f"{_forecasts(details, 'lacks', 'lack')} at least one of the {details['levels']} levels and {_out(details)}"


def _already_known(details: Details) -> str:
    affected = _forecasts(details, "is for a time", "are for times")
    when = "was already known when it was made" if details["count"] == 1 else "were already known when they were made"
    return f"{affected} that {when} and {_out(details)}"


def _first_horizon(details: Details) -> str:
    lowest, highest = details["lowest"], details["highest"]
    which = f"{lowest}" if lowest == highest else f"{lowest} to {highest}, depending on the date"
    by = f"by {shown(details['column'])} and the dates of the horizons"
    return f"{by}, the first step after the known data is horizon {which}"


def _known_by_origin(details: Details) -> str:
    return f"the known data are taken to end with the last step completed by {shown(details['column'])}"


def _horizons_from_known(_: Details) -> str:
    return "no column says when the forecasts were made: horizon 1 is taken as the first step after the known data"


def _cutoff_before_first(details: Details) -> str:
    ends = " to ".join(dict.fromkeys((details["first"], details["last"])))
    return (
        "no column says when the forecasts were made: the step before the first forecast of each series is taken as the "
        f"last known one ({ends})"
    )


def _offset_converted(details: Details) -> str:
    offsets = " and ".join(details["offsets"])
    return f"times of forecasts are converted from {offsets} to {details['truth']}, the UTC offset of the truth"


def _offset_unknown(details: Details) -> str:
    sides = ((details["forecasts"], "of the forecasts"), (details["truth"], "of the truth"))
    (_, without), (offset, others) = sorted(sides)
    return f"the times {without} have no UTC offset, and those {others} have {offset}: they are compared as written"


def _levels_shared(details: Details) -> str:
    levels = ", ".join(f"{level:.6g}" for level in details["levels"])
    return f"the models have different levels, up to {details['most']}: all are scored at the levels that they share, {levels}"


def _without_quantiles(details: Details) -> str:
    of = f" for {shown(details['target'])}" if details["target"] else ""
    have, are = ("has", "is") if details["count"] == 1 else ("have", "are")
    return f"{plural(details['count'], 'file')} {have} no quantiles{of} and {are} left out ({named(details)})"


def _repeated(details: Details) -> str:
    repeat, count = ("repeats one", "counts") if details["rows"] == 1 else ("repeat those", "count")
    return f"{plural(details['rows'], 'forecast')} {repeat} of an earlier file and {count} once (in {named(details)})"


def _model_left_out(details: Details) -> str:
    return f"model {shown(details['model'])} is left out: {details['why']}"


def _point_as_median(details: Details) -> str:
    columns = and_more(map(shown, details["columns"][:MAX_COLUMNS]), len(details["columns"]))
    if len(details["columns"]) == 1:
        return f"the point forecast {columns} is taken as the median"
    return f"the point forecasts {columns} are taken as the medians"


def _interval_assumed(details: Details) -> str:
    columns = " and ".join(map(shown, details["columns"]))
    return f"{columns} do not give their level: read as the {details['per_cent']:g} % interval, Prophet's default"


def _without_level(details: Details) -> str:
    return f"{plural(details['rows'], 'row')} without a level {'is' if details['rows'] == 1 else 'are'} left out"


def _quantiles_below_zero(details: Details) -> str:
    affected = _forecasts(details, "has a quantile", "have quantiles")
    return f"{affected} below 0: WIS uses them as they are, WIS of logarithms uses 0"


def _truth_inside(details: Details) -> str:
    column = shown(details["column"])
    return f"observed values are read from column {column} of the forecasts; earlier values are not known"


def _between_steps(details: Details) -> str:
    affected = _forecasts(details, "has", "have")
    rule = "the earlier step is taken as the last known time"
    return f"{affected} a cutoff between two steps of the truth: {rule} ({_first(details)})"


def _closed_in_truth(details: Details) -> str:
    affected = _forecasts(details, "is for a time", "are for times")
    return f"{affected} at which the truth never has a row and {_out(details)}"


def _no_count(details: Details) -> str:
    return f"{_forecasts(details, 'has', 'have')} no value in the truth yet and {_out(details)}"


def _from_truth(details: Details) -> str:
    label = baseline_label(details["baseline"])
    what = f"the {label}{'' if label.endswith('baseline') else ' baseline'} and the scale of MASE"
    return f"{what} are computed from the truth up to each cutoff, as it stands now, perhaps revised since"


def _observed_unused(details: Details) -> str:
    return f"column {shown(details['column'])} of the forecasts is not used: the observed values are those of the truth"


def _scale_from_truth(_: Details) -> str:
    return "the scale of MASE is computed from the truth up to each cutoff, as it stands now"


SCORE_SENTENCES: Final[dict[str, Callable[[Details], str]]] = {
    "other-output-types": _other_types,
    "levels-unpaired": _unpaired_levels,
    "series-not-in-truth": _not_in_truth,
    "levels-missing": _levels_missing,
    "time-already-known": _already_known,
    "first-horizon": _first_horizon,
    "known-by-origin": _known_by_origin,
    "horizons-from-known": _horizons_from_known,
    "cutoff-before-first": _cutoff_before_first,
    "offset-converted": _offset_converted,
    "offset-unknown": _offset_unknown,
    "levels-shared": _levels_shared,
    "model-left-out": _model_left_out,
    "files-without-quantiles": _without_quantiles,
    "forecasts-repeated": _repeated,
    "point-as-median": _point_as_median,
    "interval-assumed": _interval_assumed,
    "rows-without-level": _without_level,
    "mean-unused": lambda details: f"column {shown(details['column'])} is not a quantile and is not used",
    "quantiles-below-zero": _quantiles_below_zero,
    "truth-in-forecasts": _truth_inside,
    "observed-unused": _observed_unused,
    "scale-from-truth": _scale_from_truth,
    "cutoff-between-steps": _between_steps,
    "closed-in-truth": _closed_in_truth,
    "no-count-in-truth": _no_count,
    "baseline-from-truth": _from_truth,
}
