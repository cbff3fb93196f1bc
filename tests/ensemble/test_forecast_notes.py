"""Doubts accompany every forecast: of the model's own data, as its file has them, and of newer data."""

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.ensemble.model_file import load_model, save_model
from lstm_cli.ensemble.panel_notes import panel_notes
from lstm_cli.evaluation.holdout import train_and_score
from lstm_cli.options import Ended, TrainOptions
from lstm_cli.readers.count_reader import read_panel

USUAL = [30, 28, 33, 31, 27, 35, 32, 30, 29, 34] * 3
FIRST = "2024-03-15"


def daily(series, first=FIRST):
    """Read a panel of daily series, each a list of counts from a day on or a pair of such a day and the list."""
    dated = {name: entry if isinstance(entry, tuple) else (first, entry) for name, entry in series.items()}
    rows = [
        f"{name},{np.datetime64(day) + place},{count}"
        for name, (day, counts) in dated.items()
        for place, count in enumerate(counts)
    ]
    return read_panel("\n".join(["area,date,cases", *rows, ""]).encode(), name="d.csv")


def codes(forecast):
    """Return the codes of a forecast's remarks, without that on its score."""
    return [note.code for note in forecast.notes if note.code != "held-out-score-poor"]


@pytest.fixture(scope="module")
def doubtful():
    """Train on five series: one ends in zeros, one ended long ago, one is late, two are ordinary."""
    zeros, over = [*USUAL[:28], 0, 0], ("2024-02-01", USUAL[:12])
    panel = daily({"a": USUAL, "b": USUAL, "late": USUAL[:20], "over": over, "zeros": zeros})
    return train_and_score(panel, TrainOptions(horizon=2))


def test_the_model_file_keeps_the_doubts(doubtful, tmp_path):
    """Forecasts of the training data have them, also after the model was saved and loaded."""
    save_model(tmp_path / "m.lstm", doubtful)
    for model in (doubtful, load_model(tmp_path / "m.lstm")):
        assert codes(predict(model)) == ["ended-forecast", "series-end-early", "zeros-last"]


def test_doubts_about_other_series_are_not_told(doubtful):
    """Of those that are asked for."""
    assert codes(predict(doubtful, series=["a", "b"])) == []


def test_a_series_that_ends_early_is_told(doubtful):
    """Its forecasts begin before those of the others, whichever of these are asked for."""
    (note,) = (n for n in predict(doubtful, series=["a", "late"]).notes if n.code == "series-end-early")
    assert note.details == {"count": 1, "of": 5, "last": "2024-04-13", "first": "2024-04-03"}
    assert codes(predict(doubtful, series=["a", "zeros"])) == ["zeros-last"]


def test_series_that_ended_are_left_out_unless_they_are_wanted(doubtful):
    """By the option, or by name; those that are merely late are forecast."""

    def names(**options):
        forecast = predict(doubtful, **options)
        return [each.name for each in forecast.series], codes(forecast)

    assert names(ended=Ended.OMIT) == (["a", "b", "late", "zeros"], ["series-ended", "series-end-early", "zeros-last"])
    assert names(ended=Ended.KEEP) == (
        ["a", "b", "late", "over", "zeros"],
        ["ended-forecast", "series-end-early", "zeros-last"],
    )
    assert names(ended=Ended.OMIT, series=["over"]) == (["over"], ["ended-forecast"])
    kept = {each.name: each for each in predict(doubtful, ended=Ended.KEEP).series}
    for each in predict(doubtful, ended=Ended.OMIT).series:
        assert np.array_equal(each.quantiles, kept[each.name].quantiles)


def test_series_of_different_times_are_all_forecast():
    """Where most ended, from their own ends: which of them is the present, nobody knows."""
    outbreaks = {"c": USUAL, "b": ("2014-01-01", USUAL), "a": ("1978-01-01", USUAL)}
    forecast = predict(train_and_score(daily(outbreaks), TrainOptions(horizon=2)))
    begins = {each.name: str(each.times[0].astype("datetime64[D]")) for each in forecast.series}
    assert begins == {"a": "1978-01-31", "b": "2014-01-31", "c": "2024-04-14"}
    assert codes(forecast) == ["series-end-early"]


def test_newer_data_have_doubts_of_their_own(doubtful):
    """Those of training are not repeated."""
    newer = daily({"a": USUAL, "b": [*USUAL, 0, 0, 0], "late": USUAL, "over": USUAL, "zeros": USUAL})
    notes = [note for note in predict(doubtful, panel=newer).notes if note.code == "zeros-last"]
    assert [note.details["names"] for note in notes] == [("b",)]
    assert codes(predict(doubtful, panel=daily({"a": USUAL}))) == ["trained-series-absent"]


def test_what_reading_newer_data_assumed_is_told(doubtful):
    """A column taken by its content, a series without counts: told, unless reading the training data assumed the same."""

    def newer(head, *more):
        rows = [f"{name},{np.datetime64(FIRST) + k},{count}" for name in ("a", "b") for k, count in enumerate(USUAL)]
        return read_panel("\n".join([head, *rows, *more, ""]).encode(), name="d.csv")

    absent = ["trained-series-absent"]
    assert codes(predict(doubtful, panel=newer("area,date,cases"))) == absent
    assert codes(predict(doubtful, panel=newer("area,date,cases", "c,2024-03-15,"))) == [
        "series-without-counts",
        *absent,
    ]
    wer = newer("wer,date,cases")
    assert codes(predict(doubtful, panel=wer)) == ["column-by-content", *absent]
    german = train_and_score(wer, TrainOptions(horizon=2))
    assert codes(predict(german, panel=newer("wer,date,cases", "a,2024-04-14,31", "b,2024-04-14,31"))) == []


def test_other_columns_than_those_of_training_are_told(doubtful):
    """Where a table lacks the column of counts, another may be taken for it; spelling alone makes no difference."""

    def told(head):
        rows = [f"a,{np.datetime64(FIRST) + k},{count}" for k, count in enumerate(USUAL)]
        notes = panel_notes(doubtful, read_panel("\n".join([head, *rows, ""]).encode(), name="d.csv"))
        return [tuple(note.details.values()) for note in notes if note.code == "column-unlike-training"]

    assert told("area,date,errors") == [("value", "errors", "cases")]
    assert told("area,week_ending,count") == [("time", "week_ending", "date"), ("value", "count", "cases")]
    assert told("area,Date,CASES") == []


def test_closed_days_of_training_are_told_with_every_forecast():
    """The model forecasts working days alone, whatever data it is given."""
    days = np.arange(np.datetime64("2024-01-01"), np.datetime64("2024-03-01"))
    days = days[np.is_busday(days)]

    def panel(rows, **options):
        text = "\n".join(["date,cases", *(f"{day},{10 + at % 5}" for at, day in enumerate(rows)), ""])
        return read_panel(text.encode(), name="d.csv", **options)

    trained = panel(days)
    model = train_and_score(trained, TrainOptions(horizon=2))
    assert codes(predict(model)) == ["closed-times"]
    assert codes(predict(model, panel=panel(days[-20:], remembered=trained.reading))) == ["closed-times"]


@pytest.mark.parametrize("factor", [25, 1 / 40])
def test_another_unit_at_later_times_is_noticed(doubtful, factor):
    """All newer counts of a series lie far outside what was usual, and no time is shared; a wave is no other unit."""
    later = "2024-04-14"  # after 30 days
    other = [max(round(factor * count), 0) for count in USUAL[:6]]
    (note,) = [
        each for each in panel_notes(doubtful, daily({"a": other, "b": USUAL}, later)) if "names" in each.details
    ]
    assert (note.code, note.details["names"], note.details["same_times"]) == ("counts-unlike-training", ("a",), False)
    assert factor / 2 < note.details["factor"] < 2 * factor
    wave = [3 * count for count in USUAL[:6]]
    few = other[:3]
    for counts in (wave, few):
        notes = panel_notes(doubtful, daily({"a": counts, "b": USUAL}, later))
        assert [each.code for each in notes if each.code != "new-record"] == ["trained-series-absent"]


def test_a_record_of_training_that_is_broken_many_times_over_is_told(doubtful):
    """Ten times the largest count of training, after its end; once."""
    notes = predict(doubtful, panel=daily({"a": [*USUAL, 33, 350, 34], "b": [*USUAL, 340]})).notes
    (note,) = [each for each in notes if each.code == "new-record"]
    assert dict(note.details) == {"names": ("a",), "count": 1, "of": 2, "largest": 350, "record": 35}
