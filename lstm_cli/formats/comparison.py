"""A Comparison of models as a page for people, as CSV with a row per model, or as JSON data."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, Final

from lstm_cli.evaluation.comparison import Comparison, ModelScores, Part
from lstm_cli.formats.json_envelope import finite
from lstm_cli.formats.measures import MEASURES, exact, measures, measures_data
from lstm_cli.formats.score_tables import COLUMNS, Column, measure_table, ratio_text
from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import columns, csv_line, plural, printable, shorten, width
from lstm_cli.formats.verdicts import baseline_label
from lstm_cli.formats.wrapping import wrapped

__all__ = ["comparison_csv", "comparison_data", "comparison_text", "parts_lines"]

SKILLS: Final = {"wis_relative_skill": "wis_skill", "log_wis_relative_skill": "log_wis_skill"}
GAP: Final = "  "  # between the columns of a matrix
SKILL: Final = Column("skill", lambda line: ratio_text(getattr(line, "wis_skill", math.nan)), 0)
# The number of forecasts of a model matters if models made different ones.
MODEL_COLUMNS: Final = tuple(replace(column, rank=1) if column.heading == "forecasts" else column for column in COLUMNS)
MAX_NAME: Final = 20  # width of a name at the start of a row
MAX_HEADINGS: Final = (20, 16, 12, 8)  # widths of a name above a column; the widest that fits is used
MAX_ROWS: Final = 60  # parts that a page lists
MAX_SERIES, TOP_SERIES = 12, 10  # with more than the first number of series, only the second number is listed


def comparison_csv(comparison: Comparison) -> str:
    """Write a row per model, the best first; with parts, a row per part and model. Unknown numbers are empty."""
    by = [] if comparison.by is None else [str(comparison.by)]
    rows = [["model", *by, *MEASURES, "relative_log_wis", *SKILLS]]
    for part in comparison.parts if by else [comparison.whole]:
        labels = [part.label] if by else []
        rows += [
            [line.model, *labels, *exact([*measures(line).values(), *_skills(line).values()])] for line in part.models
        ]
    return "\n".join(map(csv_line, rows)) + "\n"


def _skills(line: ModelScores) -> dict[str, float]:
    """Return the measures that do not only depend on the baseline."""
    return {name: getattr(line, attribute) for name, attribute in SKILLS.items()}


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """Return the same as JSON data, with the ratios of all pairs."""
    return {
        "baseline": baseline_label(comparison.baseline),
        "levels": list(comparison.levels),
        "tasks": comparison.tasks,
        "common": comparison.common,
        "cutoffs": comparison.cutoffs,
        "first_cutoff": comparison.first_cutoff,
        "last_cutoff": comparison.last_cutoff,
        "models": [_data(line) for line in comparison.whole.models],
        "by": None if comparison.by is None else str(comparison.by),
        "parts": [{"label": part.label, "models": [_data(line) for line in part.models]} for part in comparison.parts],
        "pairs": [
            {
                "model": pair.model,
                "other": pair.other,
                "common": pair.common,
                "wis_ratio": finite(pair.wis_ratio),
                "log_wis_ratio": finite(pair.log_wis_ratio),
            }
            for pair in comparison.pairs
        ],
    }


def _data(line: ModelScores) -> dict[str, Any]:
    """Return the numbers of a model."""
    skills = {name: finite(value) for name, value in _skills(line).items()}
    return {"model": line.model} | measures_data(line) | skills


def comparison_text(comparison: Comparison, *, size: int = 100, style: Style = PLAIN_STYLE) -> str:
    """Show the models within ``size`` columns: the scores of each, relative WIS by part, and the pairs."""
    count = f"{plural(len(comparison.names), 'model')}"
    span = " to ".join(dict.fromkeys((comparison.first_cutoff, comparison.last_cutoff)))
    what = (
        f"{count}, {plural(comparison.tasks, 'forecast')} of {plural(comparison.series, 'series', 'series')}, "
        f"up to {plural(comparison.steps, 'step')} ahead, from {plural(comparison.cutoffs, 'cutoff')}: {printable(span)}"
    )
    title, *rest = wrapped(what, size, indent=0)
    lines = [style.bold(count) + title.removeprefix(count), *rest, ""]
    models = comparison.whole.models
    shown = (SKILL, *MODEL_COLUMNS) if _is_plain(comparison) else MODEL_COLUMNS
    lines += measure_table("model", [line.model for line in models], models, size=size, style=style, shown=shown)
    lines += ["", *wrapped(_meaning(comparison), size, indent=0)]
    if comparison.by is not None:
        lines += ["", *parts_lines(comparison, size=size, style=style)]
    lines += ["", *_pairs(comparison, size, style)]
    return "\n".join(lines) + "\n"


def _name(comparison: Comparison) -> str:
    """Write the name of the baseline."""
    return printable(baseline_label(comparison.baseline))


def _is_plain(comparison: Comparison) -> bool:
    """Whether no model can be compared with the baseline."""
    return all(math.isnan(line.relative_wis) for line in comparison.whole.models)


def _meaning(comparison: Comparison) -> str:
    """Explain the relative scores."""
    same = comparison.common == comparison.tasks
    common = f"All models made {'the same' if same else f'{comparison.common} of the'} {comparison.tasks} forecasts."
    if _is_plain(comparison):
        return (
            f"skill: the geometric mean of a model's ratios of WIS to every other model on the forecasts that both made; "
            f"below 1 is better. The {_name(comparison)} has no forecast of these {comparison.kind}s. {common}"
        )
    return (
        f"relative, log rel.: the geometric mean of a model's ratios of WIS, and of WIS of log(1 + {comparison.kind}), to every other "
        f"model on the forecasts that both made, over that of the {_name(comparison)}; below 1 is better. {common}"
    )


def parts_lines(comparison: Comparison, *, size: int, style: Style) -> list[str]:
    """Show the parts: the scores of a single model in each, or the relative WIS of several models side by side."""
    shown, left = _shown(comparison)
    label = str(comparison.by)
    if len(comparison.names) == 1:
        models = [part.models[0] for part in shown]
        table = measure_table(label, [part.label for part in shown], models, size=size, style=style)
    else:
        plain = _is_plain(comparison)
        head = "skill" if plain else f"relative WIS, the {_name(comparison)} is 1"
        rows = [_side_by_side(part, comparison.names, plain=plain) for part in shown]
        table = [*wrapped(f"{head}:", size, indent=0), *_matrix(label, comparison.names, rows, size, style)]
    return [*table, *(style.dim(line) for text in left for line in wrapped(text, size, indent=0))]


def _shown(comparison: Comparison) -> tuple[Sequence[Part], list[str]]:
    """Return the parts to list, and a line on the others; of many series, those with the largest summed WIS are listed."""
    parts = comparison.parts
    if comparison.by == "series" and len(parts) > MAX_SERIES:
        ranked = sorted(parts, key=lambda part: -sum(line.scores.wis * line.scores.cells for line in part.models))
        return ranked[:TOP_SERIES], [f"… {TOP_SERIES} of {len(parts)} series, those with the largest summed WIS"]
    if len(parts) > MAX_ROWS:
        return parts[-MAX_ROWS:], [f"… the last {MAX_ROWS} of {len(parts)}; csv and json have all"]
    return parts, []


def _side_by_side(part: Part, names: Sequence[str], *, plain: bool) -> tuple[str, list[str]]:
    """Return the label of a part, and the relative WIS of each model in it."""
    found = {line.model: line.wis_skill if plain else line.relative_wis for line in part.models}
    return part.label, [ratio_text(found.get(name, math.nan)) for name in names]


def _pairs(comparison: Comparison, size: int, style: Style) -> list[str]:
    """Show the ratio of each model's WIS to that of each other; columns are numbered like the rows."""
    ratios = {(pair.model, pair.other): ratio_text(pair.wis_ratio) for pair in comparison.pairs}
    names = comparison.names
    others = [pair.other for pair in comparison.pairs if pair.other not in names][:1]  # the baseline
    headings = [*(str(number + 1) for number in range(len(names))), *map(baseline_label, others)]
    rows = [
        (f"{number + 1} {name}", [ratios.get((name, other), "–") for other in [*names, *others]])
        for number, name in enumerate(names)
    ]
    head = "WIS of the model in the row over that of the one in the column, on the forecasts that both made:"
    return [*wrapped(head, size, indent=0), *_matrix("model", headings, rows, size, style)]


def _matrix(
    label: str, headings: Sequence[str], rows: Sequence[tuple[str, list[str]]], size: int, style: Style
) -> list[str]:
    """Write rows under headings; if there is no room, headings are cut first, and then the last columns left out."""
    names = [shorten(name, MAX_NAME) for name, _ in rows]
    fitting, short = 0, list(headings)
    for widest in MAX_HEADINGS:
        short = [shorten(name, widest) for name in headings]
        every = [[label, *names], *([short[at], *(cells[at] for _, cells in rows)] for at in range(len(short)))]
        ends = list(accumulate(max(map(width, column)) + len(GAP) for column in every))
        fitting = max(sum(end - len(GAP) <= size for end in ends) - 1, 1)
        if fitting == len(short):
            break
    body = [[name, *cells[:fitting]] for name, (_, cells) in zip(names, rows, strict=True)]
    heading, *lines = columns([[label, *short[:fitting]], *body], gap=GAP)
    left = f"… the first {fitting} of {len(headings)}; json has all"
    return [style.bold(heading), *lines, *([style.dim(left)] if fitting < len(headings) else [])]
