"""Frames that come out: names, types, order and numbers are those that the documentation names."""

import io

import numpy as np
import pandas as pd
import pytest

import lstm_cli as lf

QUANTILES = ["q0.025", "q0.25", "q0.5", "q0.75", "q0.975"]


def test_a_forecast_is_a_long_frame(model):
    """Id, time and a column for each level, with the names of the data, ordered by series and then time."""
    frame = model.predict().to_frame()
    assert list(frame.columns) == ["location", "date", *QUANTILES]
    assert frame["location"].tolist() == [name for name in ("California", "Ohio", "Washington") for _ in range(4)]
    assert frame["date"].tolist() == list(pd.date_range("2024-05-04", periods=4, freq="7D")) * 3
    assert isinstance(frame.index, pd.RangeIndex)


def test_types_can_be_merged_with_the_data(model, flu):
    """Names are text, times are datetime64 and quantiles are int64, so that a merge with the data finds its rows."""
    frame = model.predict().to_frame()
    assert frame["date"].dtype == "datetime64[ns]"
    assert pd.api.types.is_string_dtype(frame["location"])
    assert {frame[name].dtype for name in QUANTILES} == {np.dtype("int64")}
    later = flu.assign(date=flu["date"] + pd.Timedelta(weeks=4))
    assert len(frame.merge(later, on=["location", "date"])) == 12


def test_quantiles_ascend(model):
    """No quantile is below one of a lower level."""
    quantiles = model.predict(quantiles=np.arange(1, 100) / 100).to_frame().iloc[:, 2:].to_numpy()
    assert quantiles.shape == (12, 99)
    assert (np.diff(quantiles, axis=1) >= 0).all()


def test_without_an_id_there_is_no_such_column(ohio):
    """A forecast of a single Series has time and quantiles alone."""
    forecast = lf.Forecaster(horizon=2).fit(ohio.rename_axis("week").tail(20)).predict(levels=50)
    assert list(forecast.to_frame().columns) == ["week", "q0.25", "q0.5", "q0.75"]
    assert forecast.series == ("admissions",)


def test_csv_and_frame_are_the_same_numbers(model):
    """The CSV text of a forecast, read by pandas, is its frame."""
    forecast = model.predict()
    read = pd.read_csv(io.StringIO(forecast.to_csv()), parse_dates=["date"])
    pd.testing.assert_frame_equal(read, forecast.to_frame(), check_dtype=False)


def test_files_are_the_text(model, tmp_path):
    """With a path, the same text is written there and nothing is returned."""
    forecast = model.predict()
    assert forecast.to_csv(tmp_path / "f.csv") is None
    assert (tmp_path / "f.csv").read_text(encoding="utf-8") == forecast.to_csv()
    assert forecast.to_hub(str(tmp_path / "hub.csv"), target="wk inc flu hosp") is None
    rows = pd.read_csv(tmp_path / "hub.csv", dtype={"output_type_id": str})
    wanted = forecast.to_frame()
    first = rows[(rows["location"] == "California") & (rows["output_type_id"] == "0.25")]
    assert first["value"].tolist() == wanted["q0.25"].tolist()[:4]


def test_hub_rows_have_the_notes_of_the_command(flu):
    """The round, and which horizons a series that ends two weeks early lacks: as many as its rows show."""
    early = flu[(flu["location"] != "Ohio") | (flu["date"] <= "2024-04-13")]
    forecast = lf.Forecaster(horizon=4).fit(early[early["location"].isin(["Ohio", "California"])]).predict()
    text = forecast.to_hub()
    rows = pd.read_csv(io.StringIO(text))
    last = rows.groupby("location")["horizon"].max()
    told = " ".join(lf.sentences(forecast.hub_notes()))
    assert f"reference_date is {rows['reference_date'].iloc[0]}" in told
    assert last.to_dict() == {"California": 3, "Ohio": 1}
    assert "1 series ends earlier and shares that reference_date and reaches horizon 1 instead of 3" in told
    with pytest.raises(lf.UsageError, match="neither hub rows"):
        forecast.peak().hub_notes()


def test_a_panel_is_the_frame_it_was_read_from(model, flu):
    """`Panel.to_frame` gives the counts back."""
    pd.testing.assert_frame_equal(model.panel.to_frame(), flu, check_dtype=False)


def test_missing_counts_come_out_as_na(flu):
    """`Panel.to_frame` has <NA> where nothing was observed."""
    frame = lf.Forecaster(horizon=1).fit(flu.iloc[:20].drop(index=5)).panel.to_frame()
    assert frame["admissions"].isna().to_numpy().nonzero()[0].tolist() == [5]
    assert frame["admissions"].dtype == "Int64"


@pytest.mark.slow
def test_read_csv_gives_the_same_panel(flu, desk):
    """A file read by `read_csv` is the frame that pandas reads."""
    panel = lf.read_csv(desk / "counts.csv")
    pd.testing.assert_frame_equal(panel.to_frame(), flu, check_dtype=False)
    assert lf.describe(panel).series == lf.describe(flu).series


def test_describe_is_a_table_of_facts(flu):
    """A description has a record for each series, which pandas makes a table of."""
    audit = lf.describe(flu)
    table = pd.DataFrame(audit.series).set_index("name")
    for name, counts in flu.groupby("location")["admissions"]:
        row = table.loc[name]
        facts = [len(counts), int((counts == 0).sum()), counts.min(), counts.max(), 0]
        assert row[["known", "zeros", "smallest", "largest", "missing"]].tolist() == facts
    assert audit.frequency_name == "weekly (weeks stamped Saturday)"


def test_forecasts_show_themselves_in_a_notebook(model):
    """A forecast and a forecaster say what they are, as text and as a table of HTML."""
    forecast = model.predict()
    assert repr(forecast) == "Forecast(3 series, 4 steps ahead, quantile levels 0.025, 0.25, 0.5, 0.75, 0.975)"
    assert "<table" in forecast._repr_html_()
    assert "California" in forecast._repr_html_()
    assert repr(model) == "Forecaster(horizon=4, seed=1, 3 series)"
    assert repr(lf.Forecaster()) == "Forecaster(horizon=None, seed=0, untrained)"
    assert len(forecast) == 3


def test_a_panel_of_rates_is_a_frame_of_floats(flu):
    """The values are those of the frame that was read, missing ones <NA>."""
    rates = flu.assign(admissions=(flu["admissions"] / 7).round(3)).drop(index=5)
    panel = lf.Forecaster(horizon=1, seed=0).fit(rates.groupby("location").head(20)).panel
    assert panel.scale.kind == "rate"
    frame = panel.to_frame()
    assert frame["admissions"].dtype == "Float64"
    assert frame["admissions"].isna().sum() == 1
    assert frame["admissions"].dropna().tolist() == rates.groupby("location").head(20)["admissions"].tolist()
