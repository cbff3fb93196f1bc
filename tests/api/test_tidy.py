"""`lf.tidy` does what the command does, takes frames as well, and gives frames."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import lstm_cli as lf

DAYS = [dt.date(2024, 1, 1) + dt.timedelta(day) for day in range(20)]
ROWS = [(place, day, sex, at) for place in ("A", "B") for at, day in enumerate(DAYS) for sex in ("F", "M")]
FRAME = pd.DataFrame(ROWS, columns=["place", "day", "sex", "cases"])


@pytest.fixture
def path(tmp_path):
    """Write the frame as a file."""
    FRAME.to_csv(tmp_path / "cases.csv", index=False)
    return tmp_path / "cases.csv"


def test_a_file_and_a_frame_give_the_same_table(path):
    """The same options, the same bytes; the frame that came is as it was."""
    before = FRAME.copy()
    of_file, of_frame = lf.tidy(path, where={"sex": "F"}), lf.tidy(FRAME, where={"sex": "F"})
    assert of_file.to_csv() == of_frame.to_csv()
    pd.testing.assert_frame_equal(FRAME, before)
    assert (of_file.rows_in, of_file.counts_in) == (80, 4 * sum(range(20)))


def test_the_frame_has_times_and_whole_counts(path):
    """Times are datetime64, counts Int64; summed here by pandas itself."""
    frame = lf.tidy(path, sum=True).frame
    expected = FRAME.groupby(["place", "day"], as_index=False)["cases"].sum()
    assert list(frame.columns) == ["place", "day", "cases"]
    assert frame["place"].tolist() == expected["place"].tolist()
    assert frame["day"].dt.date.tolist() == expected["day"].tolist()
    assert frame["cases"].tolist() == expected["cases"].tolist()
    assert str(frame["cases"].dtype) == "Int64"


def test_changes_are_a_frame_that_adds_up(path):
    """Rows and counts of the changes are the difference between what came and what is there."""
    tidied = lf.tidy(path, where=["sex=M", "place=A"], drop_last=2)
    changes = tidied.changes
    assert list(changes.columns) == ["code", "change", "rows", "counts"]
    assert changes["code"].tolist() == ["rows-elsewhere", "rows-elsewhere", "newest-times"]
    assert tidied.rows_in + changes["rows"].sum() == len(tidied) == len(tidied.frame) == 18
    assert tidied.counts_in + changes["counts"].sum() == tidied.frame["cases"].sum()


def test_options_may_be_lists_mappings_and_single_texts(tmp_path):
    """Whatever is natural in Python: a text or a list, pairs or texts with an equals sign."""
    rows = [
        f"{year},{week},{name},{count}"
        for year in (2022, 2023)
        for week in range(1, 53)
        for name, count in (("a", "1"), ("b", "ND"), ("c", "<5"))
    ]
    (tmp_path / "w.csv").write_text("\n".join(["year,week,place,n", *rows, ""]))
    options = {"time_col": ["year", "week"], "week": "mmwr", "missing": ["ND", "<5"], "where": {"place": ["a", "b"]}}
    frame = lf.tidy(str(tmp_path / "w.csv"), **options).frame
    assert frame["date"].dt.day_name().unique().tolist() == ["Saturday"]
    assert frame.groupby("place").size().to_dict() == {"a": 104, "b": 104}
    assert (
        lf.tidy(
            str(tmp_path / "w.csv"), **options | {"where": ["place=a", "place=b"], "time_col": "year+week"}
        ).to_csv()
        == lf.tidy(str(tmp_path / "w.csv"), **options).to_csv()
    )


def test_what_tidy_gives_is_what_fit_takes():
    """A frame that is refused as it is can be learned from once it is tidied."""
    with pytest.raises(lf.DataError):
        lf.describe(FRAME)
    assert lf.describe(lf.tidy(FRAME, sum=True).frame).frequency_name == "daily"


def test_a_refusal_is_a_call_that_works(path):
    """The advice names the file or the frame, and its options as keyword arguments; it is run here as it stands."""
    with pytest.raises(lf.DataError) as caught:
        lf.tidy(path)
    calls = [line.partition(": ")[2].partition(": ")[2] for line in str(caught.value).splitlines() if "tidy(" in line]
    assert len(calls) == 3
    assert all(len(eval(call, {"tidy": lf.tidy})) > 0 for call in calls)  # noqa: S307 - of this test
    with pytest.raises(lf.DataError, match=r"tidy\(df, sum=True\)") as caught:
        lf.tidy(FRAME)
    assert caught.value.row == 1


def test_rows_of_a_frame_are_called_so():
    """Positions from 0, as iloc takes them."""
    total = pd.DataFrame([(None, "Total", None, 99)], columns=FRAME.columns)
    mixed = pd.concat([FRAME.astype({"day": str}), total], ignore_index=True)
    tidied = lf.tidy(mixed, sum=True)
    assert "in row 80" in tidied.changes["change"].iloc[0]


def test_a_day_may_be_one_of_datetime_or_pandas():
    """Days are what their texts are."""
    frame = pd.DataFrame({"date": pd.date_range("2024-01-01", periods=9), "n": range(9)})
    wanted = lf.tidy(frame, from_date="2024-01-03", until="2024-01-06").to_csv()
    for first, last in [
        (pd.Timestamp("2024-01-03"), pd.Timestamp("2024-01-06")),
        (dt.date(2024, 1, 3), dt.datetime(2024, 1, 6)),  # noqa: DTZ001 - without a zone, as frames have them
    ]:
        assert lf.tidy(frame, from_date=first, until=last).to_csv() == wanted


def test_an_option_that_cannot_be_is_an_error_of_usage(path):
    """Unknown names, choices, numbers and conditions are refused before anything is read."""
    for options, words in (
        ({"summ": True}, "tidy takes no option 'summ'"),
        ({"absent": "nothing"}, "absent: expected one of 'missing', 'zero', 'accumulate'"),
        ({"drop_last": -1}, "drop_last: expected a whole number from 0"),
        ({"where": "sex"}, "where: expected a mapping"),
        ({"freq": 7}, "freq: expected a text, got 7"),
        ({"target_col": ["n"]}, "target_col: expected the name of a column, got ['n']"),
    ):
        with pytest.raises(lf.UsageError) as caught:
            lf.tidy(path, **options)
        assert words in str(caught.value)


def test_times_with_hours_and_zones_are_moments(tmp_path):
    """UTC stays UTC in the text, and is a plain moment in the frame."""
    rows = [f"2024-01-{1 + at // 24:02d}T{at % 24:02d}:00:00Z,{at}" for at in range(60)]
    (tmp_path / "h.csv").write_text("\n".join(["time,n", *rows, ""]))
    tidied = lf.tidy(tmp_path / "h.csv")
    assert tidied.to_csv().splitlines()[1].startswith("2024-01-01 00:00Z,")
    assert tidied.frame.iloc[-1, 0] == np.datetime64("2024-01-03T11:00")


def test_a_csv_is_written_as_a_whole(path, tmp_path):
    """``to_csv(path)`` writes what ``to_csv()`` returns."""
    tidied = lf.tidy(path, sum=True)
    assert tidied.to_csv(tmp_path / "out.csv") is None
    assert (tmp_path / "out.csv").read_text() == tidied.to_csv()
    assert repr(tidied) == "Tidied(2 series, 40 rows, 1 change)"
