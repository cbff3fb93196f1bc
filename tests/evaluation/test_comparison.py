"""Several models beside each other: every number is that of a loop over forecasts."""

import datetime as dt
import math

import forecast_tables
import numpy as np
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError, ForecastError, UsageError
from lstm_cli.evaluation.known import Given
from lstm_cli.evaluation.scored_models import score_models
from lstm_cli.metrics.baselines import naive
from lstm_cli.options import By
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.quantiles.reader import read_forecasts

NAN = float("nan")
LEVELS = (0.1, 0.5, 0.9)
START = dt.date(2024, 1, 6)
COUNTS = {"A": [10, 12, 9, 15, 20, 18, 25, 30, 22, 17], "B": [1, 0, 2, 3, 2, 5, 4, 6, 9, 8]}
HEADER = "cutoff,location,date,q0.1,q0.5,q0.9"


def day(week):
    """Return a Saturday."""
    return START + dt.timedelta(weeks=week)


@pytest.fixture
def panel():
    """Ten weeks of two series."""
    rows = [f"{name},{day(k)},{count}" for name, counts in COUNTS.items() for k, count in enumerate(counts)]
    return read_panel("\n".join(["location,date,cases", *rows, ""]).encode(), name="t.csv")


def made(seed, skip=()):
    """Return forecasts by (series, cutoff, step), some left out, drawn from a seed."""
    rng = np.random.default_rng(seed)
    tasks = [(name, cutoff, step) for name in COUNTS for cutoff in (4, 5, 6, 7) for step in (1, 2)]
    drawn = {task: np.sort(rng.poisson(COUNTS[task[0]][task[1]], 3)).tolist() for task in tasks}
    return {task: values for task, values in drawn.items() if task not in skip}


def table(forecasts, header=HEADER):
    """Read forecasts by (series, cutoff, step)."""
    rows = [f"{day(c)},{n},{day(c + k)},{','.join(map(str, values))}" for (n, c, k), values in forecasts.items()]
    (only,) = read_forecasts("\n".join([header, *rows, ""]).encode(), name="f.csv").tables.values()
    return only


def loss(quantiles, came):
    """Return WIS as twice the mean pinball loss."""
    pairs = list(zip(LEVELS, quantiles, strict=True))
    return 2 * sum(max(p * (came - q), (p - 1) * (came - q)) for p, q in pairs) / len(pairs)


def losses(forecasts, scale=lambda value: value):
    """Return the WIS of every forecast whose count has come."""
    return {
        (n, c, k): loss([scale(q) for q in values], scale(COUNTS[n][c + k]))
        for (n, c, k), values in forecasts.items()
        if c + k < len(COUNTS[n])
    }


def of_baseline(tasks):
    """Return the naive forecasts of some tasks."""
    return {
        (n, c, k): naive(np.array(COUNTS[n][: c + 1], float), horizon=2, levels=LEVELS)[k - 1].tolist()
        for n, c, k in tasks
    }


def skills(scores):
    """Return theta of each model by a loop over all pairs, from their scores by task."""
    found = {}
    for one, ours in scores.items():
        logs = []
        for theirs in scores.values():
            common = ours.keys() & theirs.keys()
            logs.append(math.log(sum(ours[task] for task in common) / sum(theirs[task] for task in common)))
        found[one] = math.exp(sum(logs) / len(logs))
    return found


MODELS = {
    "one": made(1),
    "two": made(2, skip={("A", 4, 1), ("A", 5, 2), ("B", 7, 1)}),
    "three": made(3, skip={("A", cutoff, step) for cutoff in (4, 5) for step in (1, 2)}),
}


@pytest.mark.parametrize("log", [False, True])
def test_relative_scores_against_a_loop(panel, log):
    """Relative WIS, and that of log counts, are theta over the baseline's theta, pair by pair on common forecasts."""
    scored = score_models({name: table(forecasts) for name, forecasts in MODELS.items()}, panel, baseline="naive")
    lines = {line.model: line for line in scored.compare().whole.models}
    every = MODELS | {"naive": of_baseline(MODELS["one"])}
    scale = math.log1p if log else lambda value: value
    theta = skills({name: losses(forecasts, scale) for name, forecasts in every.items()})
    for name in MODELS:
        line = lines[name]
        skill, relative = (line.log_wis_skill, line.relative_log_wis) if log else (line.wis_skill, line.relative_wis)
        assert skill == pytest.approx(theta[name])
        assert relative == pytest.approx(theta[name] / theta["naive"])
    scored = losses(MODELS["two"], scale)
    mean = lines["two"].scores.log_wis if log else lines["two"].scores.wis
    assert (lines["two"].scores.cells, mean) == (len(scored), pytest.approx(sum(scored.values()) / len(scored)))


def test_models_are_listed_best_first(panel):
    """The order is that of the relative WIS."""
    comparison = score_models({name: table(rows) for name, rows in MODELS.items()}, panel, baseline="naive").compare()
    relative = [line.relative_wis for line in comparison.whole.models]
    assert relative == sorted(relative)
    assert (comparison.tasks, comparison.common) == (16, 16 - 3 - 4 + 2)
    assert (comparison.first_cutoff, comparison.last_cutoff, comparison.cutoffs) == (str(day(4)), str(day(7)), 4)


PARTS = {
    By.SERIES: lambda n, c, k: n,  # noqa: ARG005
    By.STEP: lambda n, c, k: str(k),  # noqa: ARG005
    By.CUTOFF: lambda n, c, k: str(day(c)),  # noqa: ARG005
    By.WEEK: lambda n, c, k: str(day(c + k)),  # noqa: ARG005
}


@pytest.mark.parametrize("by", PARTS)
def test_parts_against_a_loop(panel, by):
    """Within each part models are compared as if there were nothing else; who forecast nothing of it is not there."""
    comparison = score_models({name: table(rows) for name, rows in MODELS.items()}, panel, baseline="naive").compare(by)
    every = MODELS | {"naive": of_baseline(MODELS["one"])}
    part_of = PARTS[by]
    assert [part.label for part in comparison.parts] == sorted({part_of(*task) for task in MODELS["one"]})
    for part in comparison.parts:
        scores = {
            name: {task: score for task, score in losses(forecasts).items() if part_of(*task) == part.label}
            for name, forecasts in every.items()
        }
        there = {name: own for name, own in scores.items() if own}
        theta = skills(there)
        assert {line.model for line in part.models} == there.keys() - {"naive"}
        for line in part.models:
            assert line.scores.cells == len(there[line.model])
            assert line.relative_wis == pytest.approx(theta[line.model] / theta["naive"])


def test_a_model_as_the_baseline(panel):
    """Any model may be the baseline: its own relative WIS is 1, and no other baseline takes part."""
    scored = score_models({name: table(rows) for name, rows in MODELS.items()}, panel, baseline="three")
    lines = {line.model: line for line in scored.compare().whole.models}
    theta = skills({name: losses(rows) for name, rows in MODELS.items()})
    for name in MODELS:
        assert lines[name].relative_wis == pytest.approx(theta[name] / theta["three"])
    assert lines["three"].relative_wis == 1
    assert {pair.other for pair in scored.compare().pairs} == set(MODELS)
    assert {note.code for one in scored.matched.values() for note in one.notes} == {"scale-from-truth"}
    with pytest.raises(UsageError) as caught:
        score_models({name: table(rows) for name, rows in MODELS.items()}, panel, baseline="four")
    assert caught.value.lines(flag) == (
        "no baseline 'four'; --baseline takes one of seasonal-naive, naive, flusight, or a model: 'one', 'two', 'three'",
    )


def test_one_model_is_the_plain_ratio(panel):
    """A single model's relative WIS is the ratio of its summed WIS to the baseline's."""
    (line,) = score_models({"one": table(MODELS["one"])}, panel, baseline="naive").compare().whole.models
    ours, theirs = losses(MODELS["one"]), losses(of_baseline(MODELS["one"]))
    assert line.relative_wis == pytest.approx(sum(ours.values()) / sum(theirs.values()))


def test_models_of_different_levels_are_scored_at_those_they_share(panel):
    """WIS of three levels is no WIS of five: all are scored at the shared ones, and that is told."""
    more = {task: [values[0], values[0], *values[1:], values[2]] for task, values in MODELS["two"].items()}
    rows = {"one": table(MODELS["one"]), "two": table(more, "cutoff,location,date,q0.05,q0.1,q0.5,q0.9,q0.95")}
    scored = score_models(rows, panel, baseline="naive")
    plain = score_models({"one": rows["one"], "two": table(MODELS["two"])}, panel, baseline="naive")
    assert repr(scored.compare().whole) == repr(plain.compare().whole)
    (note,) = scored.notes
    assert (note.code, note.details) == ("levels-shared", {"levels": LEVELS, "most": 5})
    other = table(MODELS["one"], "cutoff,location,date,q0.2,q0.5,q0.8")
    with pytest.raises(DataError) as caught:
        score_models({"one": rows["one"], "other": other}, panel, baseline="naive")
    assert caught.value.lines(flag) == (
        (
            "the models share no interval: one has 0.1, 0.5, 0.9; other has 0.2, 0.5, 0.8; "
            "score them one at a time, or write the same levels"
        ),
    )


def test_a_model_of_which_nothing_came_is_left_out(panel):
    """The others are scored; if none is left that is an error that says why of each."""
    late = table({("A", 20, 1): [1, 2, 3]})
    scored = score_models({"one": table(MODELS["one"]), "late": late}, panel, baseline="naive")
    assert scored.compare().names == ("one",)
    assert (scored.notes[0].code, scored.notes[0].details["model"]) == ("model-left-out", "late")
    elsewhere = table({("C", 4, 1): [1, 2, 3]})
    with pytest.raises(DataError) as caught:
        score_models({"late": late, "elsewhere": elsewhere}, panel, baseline="naive")
    assert [line.split(",")[0] for line in caught.value.lines(flag)] == [
        "f.csv: none of its forecasts",
        "f.csv: none of its series is in t.csv: looked for 'C'",
    ]


def test_without_any_past_models_are_compared_with_each_other(panel):
    """Where the truth begins with what was forecast there is no baseline: skill is that of the models alone."""
    early = {"A": {("A", -1, 1): [8, 9, 12], ("A", -1, 2): [9, 11, 15]}, "B": {("A", -1, 1): [1, 2, 3]}}
    comparison = score_models({name: table(rows) for name, rows in early.items()}, panel, baseline="naive").compare()
    lines = {line.model: line for line in comparison.whole.models}
    theta = skills({name: losses(rows) for name, rows in early.items()})
    assert math.isnan(lines["A"].relative_wis)
    assert lines["A"].wis_skill == pytest.approx(theta["A"])
    assert comparison.names == ("A", "B")


def test_two_origins_between_two_steps_are_two_tasks(panel):
    """A Tuesday's and a Thursday's forecast of one week are compared each with its own kind."""
    rows = [f"{day(4) + dt.timedelta(days=k)},A,{day(5)},{q},{q + 1},{q + 2}" for k, q in ((3, 10), (5, 15))]
    (table_,) = read_forecasts("\n".join([HEADER, *rows, ""]).encode(), name="f.csv").tables.values()
    comparison = score_models({"one": table_, "same": table_}, panel, baseline="naive").compare()
    assert (comparison.tasks, comparison.common) == (2, 2)
    assert {pair.wis_ratio for pair in comparison.pairs if pair.other != "naive" and pair.model != "naive"} == {1.0}


def test_days_are_sorted_into_weeks():
    """Of steps shorter than a week the parts by week are ISO weeks of the forecast time."""
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=k) for k in range(30)]
    panel = read_panel("\n".join(["date,cases", *(f"{d},{k}" for k, d in enumerate(days)), ""]).encode(), name="t.csv")
    rows = [f"2024-01-19,{date},1,2,3" for date in days[19:24]]
    text = "\n".join(["cutoff,date,q0.1,q0.5,q0.9", *rows, ""])
    (found,) = read_forecasts(text.encode(), name="f.csv").tables.values()
    parts = score_models({"m": found}, panel, baseline="naive").compare(By.WEEK).parts
    assert [(part.label, part.models[0].scores.cells) for part in parts] == [("2024-W03", 2), ("2024-W04", 3)]


@pytest.mark.parametrize(
    "name", ["flusight", "respicast", "zoltar", "scoringutils", "autogluon", "bounds", "neuralforecast"]
)
def test_every_format_scores_the_same(name):
    """The same forecasts score the same to the last digit in every program's format, beside our own."""
    days = [dt.date(2024, 1, 6) + dt.timedelta(weeks=k) for k in range(18)]
    rows = [f"{p},{d},{(7 * k + len(p) * 31) % 90}" for p in forecast_tables.PLACES for k, d in enumerate(days)]
    panel = read_panel("\n".join(["location,date,cases", *rows, ""]).encode(), name="t.csv")

    def scores(write):
        (found,) = read_forecasts(write().encode(), name="f.csv", truth=panel.columns).tables.values()
        return score_models({"m": found}, panel, baseline="naive", given=Given()).compare(By.STEP)

    own, other = scores(forecast_tables.backtest), scores(forecast_tables.SEVERAL[name])
    assert repr(own.whole) == repr(other.whole)  # NaN is unequal to itself
    assert repr(own.parts) == repr(other.parts)
    assert own.whole.models[0].scores.cells == 6


CELLS = ("", "NA", "-1", "0", "1e308", "x", "0001-01-01", "9999-12-31", "2024-04-13", "\x1b[2J", "inf", '"', "quantile")
NAMES = (
    "value",
    "location",
    "model",
    "horizon",
    "cutoff",
    "0.5",
    "q0.5",
    "observed",
    "lower",
    "",
    "target",
    "origin_date",
)


def mutated(text, rng):
    """Return a table with another cell, another name, a row twice, or a column less."""
    lines = [line.split(",") for line in text.splitlines()]
    row, column = rng.integers(len(lines)), rng.integers(len(lines[0]))
    kind = rng.integers(4)
    if kind == 0:
        lines[row][column] = str(rng.choice(CELLS))
    elif kind == 1:
        lines[0][column] = str(rng.choice(NAMES))
    elif kind == 2:
        lines.append(lines[row])
    else:
        lines = [line[:column] + line[column + 1 :] for line in lines]
    return "\n".join([*map(",".join, lines), ""])


@pytest.mark.parametrize("name", forecast_tables.SEVERAL)
def test_mutated_tables_are_read_or_refused(name):
    """Whatever is wrong with a table, it is scored or refused in words: nothing else ends the work."""
    rng = np.random.default_rng(len(name))
    days = [forecast_tables.week(k - 13) for k in range(18)]
    rows = [f"{p},{d},{(7 * k) % 23}" for p in forecast_tables.PLACES for k, d in enumerate(days)]
    panel = read_panel("\n".join(["location,date,cases", *rows, ""]).encode(), name="t.csv")
    ends = []
    for _ in range(60):
        text = mutated(forecast_tables.SEVERAL[name](), rng)
        try:
            tables = read_forecasts(text.encode(), name="f.csv", truth=panel.columns).tables
            ends.append(score_models(tables, panel, baseline="naive").compare(By.WEEK).tasks)
        except ForecastError as error:
            ends.append(error.lines(flag))
    assert any(isinstance(end, int) for end in ends)
    assert all(end for end in ends)
