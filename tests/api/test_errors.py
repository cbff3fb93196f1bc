"""The mistakes that analysts make in a notebook: each ends in a DataError that says where, and what to do in Python."""

import copy
import pickle

import pandas as pd
import pytest

import lstm_cli as lf


def refused(data, **arguments):
    """Return the DataError with which a frame is refused; it never names an option of the command line."""
    with pytest.raises(lf.DataError) as caught:
        lf.Forecaster(horizon=2).fit(data, **arguments)
    assert "--" not in str(caught.value)
    return caught.value


def test_a_column_with_an_odd_name(flu):
    """Where no column is named as times are, the only one of dates is taken; of two, the error names the argument."""
    odd = flu.rename(columns={"date": "when", "admissions": "num"})
    assert lf.describe(odd).columns.time == "when"
    error = refused(odd.assign(then=odd["when"] + pd.Timedelta(days=3)))
    assert str(error) == "DataFrame: several columns may hold the times: 'when', 'then'; choose one with time_col="
    assert (error.row, error.line) == (None, None)
    error = refused(odd.drop(columns="when"))
    assert "found 'location', 'num'" in str(error)
    assert "time_col=" in str(error)


def test_columns_without_names(flu):
    """A frame from a file without a header has columns 0, 1, 2: the advice is Python's, and following it helps."""
    nameless = flu.set_axis(range(3), axis=1)
    assert str(refused(nameless)) == (
        "DataFrame: the columns have no names, found '0', '1', '2'\n"
        "DataFrame: name them, such as unique_id, ds and y, or give id_col=, time_col= and target_col="
    )
    names = {name: at for at, name in enumerate(flu)}
    given = lf.describe(nameless, id_col=names["location"], time_col=names["date"], target_col=names["admissions"])
    assert list(given.series) == list(lf.describe(flu).series)


def test_a_misspelt_column(flu):
    """A name that no column has is answered by the nearest one."""
    error = refused(flu, id_col="lokation")
    assert str(error) == "DataFrame: no column 'lokation'; did you mean id_col='location'?"
    assert error.value == "lokation"


def test_dates_day_first(flu):
    """Dates as 27/04/2024 are not guessed at: the error has the cell, and the argument that reads them."""
    error = refused(flu.assign(date=flu["date"].dt.strftime("%d/%m/%Y")))
    assert str(error).splitlines()[0] == (
        "DataFrame, row 0: column 'date': expected a date such as 2024-01-06, got '12/02/2022'"
    )
    assert str(error).splitlines()[-1].endswith("date_format='%d/%m/%Y'")
    assert (error.row, error.column, error.value) == (0, "date", "12/02/2022")
    assert lf.describe(flu.assign(date=flu["date"].dt.strftime("%d/%m/%Y")), date_format="%d/%m/%Y").missing == 0


def test_counts_that_are_none(flu):
    """A decimal, a negative number, infinity and a truth value are no counts; row, column and value are attributes."""
    for value, text in ((2.5, "2.5"), (-1, "-1"), (float("inf"), "inf")):
        frame = flu.astype({"admissions": float})
        frame.loc[7, "admissions"] = value
        error = refused(frame)
        line, *advice = str(error).split("\n")
        assert line == f"DataFrame, row 7: column 'admissions': expected a whole number >= 0, got '{text}'"
        assert advice == (["DataFrame: if the values are rates: kind='rate'"] if value == 2.5 else [])
        assert (error.row, error.column, error.value) == (7, "admissions", text)
        assert frame["admissions"].iloc[error.row] == value
    assert "got 'True'" in str(refused(flu.assign(admissions=flu["admissions"] > 0)))


def test_rows_are_positions(flu):
    """The row of an error is the position that ``iloc`` takes, whatever the labels of the frame are."""
    frame = flu.astype({"admissions": float}).set_index(pd.Index(range(1000, 1000 + len(flu))))
    frame.iloc[9, 2] = 0.5
    assert frame.iloc[refused(frame).row]["admissions"] == 0.5


def test_rows_that_come_twice(flu):
    """A row that is there twice is refused with both positions."""
    error = refused(pd.concat([flu, flu.iloc[[5]]]))
    assert str(error) == (
        "DataFrame, row 348: series 'California', 2022-03-19 is already in row 5, with the same count"
    )
    assert error.row == 348


def test_a_panel_without_its_id_column(flu):
    """Where no column alone can name the series, none is guessed: rows are duplicates, and the error names the argument."""
    odd = flu.rename(columns={"location": "where"})
    assert lf.describe(odd).columns.id == "where"
    error = refused(pd.concat([odd.assign(art="a"), odd.assign(art="b")]))
    assert error.row == 116
    assert str(error).splitlines()[-1] == (
        "DataFrame: if such rows differ in an ignored column ('where', 'art'), name it with id_col="
    )


def test_nameless_series_and_dates_that_are_missing(flu):
    """A row without a name or without a date is refused, by its row."""
    for column in ("location", "date"):
        error = refused(flu.assign(**{column: flu[column].where(flu.index != 3)}))
        assert (error.row, error.column, error.value) == (3, column, "")


def test_many_mistakes_are_counted(flu):
    """Five problems are listed and the others counted; ``problems`` has the five with their places."""
    error = refused(flu.assign(admissions=-1))
    assert [problem.line for problem in error.problems] == [0, 1, 2, 3, 4]
    assert "… and 343 more" in str(error)


@pytest.mark.slow
def test_what_is_no_frame(desk):
    """A path, a list or an empty frame are refused; for a path the error names `read_csv`."""
    assert "read_csv(path)" in str(refused(str(desk / "counts.csv")))
    assert "got list" in str(refused([1, 2, 3]))
    assert "no rows" in str(refused(pd.DataFrame({"ds": [], "y": []})))
    assert "time_col=" in str(refused(pd.Series(range(30))))
    assert "found none; name it with time_col=" in str(refused(pd.DataFrame(index=range(5))))


def test_a_step_that_the_dates_do_not_keep(flu):
    """A date off the step is refused with its row; an unknown step is a UsageError that names the argument."""
    frame = flu.copy()
    frame.loc[40, "date"] += pd.Timedelta(days=3)
    assert refused(frame, freq="W-SAT").row == 40
    with pytest.raises(lf.UsageError) as caught:
        lf.describe(flu, freq="fortnightly")
    assert "--" not in str(caught.value)
    assert "freq" in str(caught.value)


@pytest.mark.slow
def test_errors_in_files_have_lines(desk):
    """What is wrong in a CSV has a physical line from 1, and no row of a frame."""
    text = (desk / "counts.csv").read_text(encoding="utf-8").splitlines()
    text[7] = "California,2022-03-26,12.5"
    (desk / "bad.csv").write_text("\n".join(text), encoding="utf-8")
    with pytest.raises(lf.DataError, match="column 'admissions'") as caught:
        lf.read_csv(desk / "bad.csv")
    assert (caught.value.line, caught.value.row, caught.value.column) == (8, None, "admissions")
    assert str(caught.value).startswith(f"{desk / 'bad.csv'}:8: ")


WRONG_READING = {
    "id_col: expected the name of a column, got ['location']; write id_col='location'": {"id_col": ["location"]},
    "got ['location', 'date']; tidy(df, id_col='location+date') makes one of several": {"id_col": ["location", "date"]},
    "time_col: expected the name of a column, got ['date']; write time_col='date'": {"time_col": ["date"]},
    "target_col: expected the name of a column, got ['admissions']": {"target_col": ["admissions"]},
    "DataFrame: no column '0'": {"id_col": 0},
    "id_col: expected the name of a column, got True": {"id_col": True},
    "date_format: expected a text such as '%d/%m/%Y', got 3": {"date_format": 3},
    "freq: expected a text such as 'W-SAT', got 7": {"freq": 7},
    "freq: expected a text, got <Week: weekday=5>; write freq='W-SAT'": {"freq": pd.offsets.Week(weekday=5)},
    "wide: expected True or False, got 'yes'": {"wide": "yes"},
}


@pytest.mark.parametrize(("message", "options"), WRONG_READING.items(), ids=WRONG_READING)
def test_options_of_another_type(flu, message, options):
    """An argument of reading that is of a wrong type is named, with what was meant where that is clear."""
    for use in (lf.describe, lf.Forecaster().fit, lf.Forecaster().cross_validation):
        with pytest.raises((lf.UsageError, lf.DataError)) as caught:
            use(flu, **options)
        assert message in str(caught.value)


def test_a_column_named_by_a_number(flu):
    """Columns that are numbers are named by these."""
    numbered = flu.set_axis([0, 1, 2], axis=1)
    assert len(lf.describe(numbered, id_col=0, time_col=1, target_col=2).series) == 3


@pytest.mark.slow
def test_a_panel_has_been_read_already(desk):
    """Arguments about columns are for frames: with a panel they are refused, not ignored."""
    panel = lf.read_csv(desk / "counts.csv")
    with pytest.raises(lf.UsageError, match=r"read_csv\(…\)"):
        lf.describe(panel, id_col="location")
    with pytest.raises(OSError, match="No such file"):
        lf.read_csv(desk / "none.csv")


def test_newer_data_of_another_kind(model, flu):
    """Newer data without a column of times, or of another frequency, are refused in words of Python."""
    with pytest.raises(lf.DataError, match="no column holds the times") as caught:
        model.predict(flu.assign(date=flu.index % 7).rename(columns={"date": "when"}))
    assert "--" not in str(caught.value)
    with pytest.raises(lf.DataError, match="trained on weekly"):
        model.predict(flu.assign(date=flu.groupby("location").cumcount() + 1950))


def test_rates_have_no_totals(flu):
    """The sum of the rates of two states is no rate: it is refused by the name of the kind."""
    frame = flu.assign(admissions=flu["admissions"] / 800).groupby("location").tail(30)
    forecast = lf.Forecaster(horizon=2, seed=1).fit(frame, kind="rate").predict()
    with pytest.raises(lf.UsageError, match="rates cannot be added up: only counts have totals"):
        forecast.total()
    assert forecast.peak().to_frame()["q0.5"].gt(0).all()


def test_errors_go_to_other_processes(flu, tmp_path):
    """Through a pickle, or copied, an error of any kind has the same message and the same facts."""
    flu.assign(admissions=-1).head(20).to_csv(tmp_path / "negative.csv", index=False)

    def of_nothing():
        return lf.Forecaster().model

    def of_advice():
        return lf.read_csv(tmp_path / "negative.csv")

    def of_cell():
        return lf.describe(flu.assign(admissions=-1))

    for call, kind in ((of_nothing, lf.UsageError), (of_advice, lf.DataError), (of_cell, lf.DataError)):
        with pytest.raises(kind) as caught:
            call()
        error = caught.value
        for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301 - made here
            assert type(again) is type(error)
            assert str(again) == str(error)
            assert (again.path, again.line, again.value) == (error.path, error.line, error.value)
