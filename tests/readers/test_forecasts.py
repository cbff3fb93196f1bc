"""Reading quantile forecasts: our own columns and hub rows; what cannot be read is located."""

import numpy as np
import pytest

from lstm_cli.panel.series import Columns
from lstm_cli.readers.quantiles.layout import Asked
from lstm_cli.readers.quantiles.reader import read_forecasts
from lstm_cli.remarks import Remark

TRUTH = Columns("location", "date", "cases")
OWN = "location,date,q0.1,q0.5,q0.9"
HUB = "reference_date,target,horizon,target_end_date,location,output_type,output_type_id,value"


def table(*rows, header=OWN):
    """Write a CSV."""
    return "\n".join([header, *rows, ""])


def hub(*rows, header=HUB):
    """Write hub rows; a row is given from its horizon on."""
    return table(*(f"2024-01-06,wk inc flu hosp,{row}" for row in rows), header=header)


def fan(start, *values, levels=("0.1", "0.5", "0.9")):
    """Write one forecast as hub rows."""
    return [f"{start},quantile,{level},{value}" for level, value in zip(levels, values, strict=True)]


@pytest.fixture
def read():
    """Return a function that reads a table of one model given as text under the name f.csv."""

    def read_only(text, truth=TRUTH, **options):
        (table,) = read_forecasts(text.encode(), name="f.csv", truth=truth, asked=Asked(**options)).tables.values()
        return table

    return read_only


def forecasts(result):
    """Return what was read, a readable tuple a forecast."""
    origin = result.horizons if result.cutoffs is None else result.cutoffs.astype("datetime64[D]").astype(str)
    origin = [None] * len(result) if origin is None else origin.tolist()
    times = result.times.astype("datetime64[D]").astype(str).tolist()
    names = [result.names[k] for k in result.series]
    return list(zip(names, times, origin, result.quantiles.tolist(), result.lines.tolist(), strict=True))


def test_our_own_columns(read):
    """As `predict` writes them: a row a series and time, levels by their columns."""
    result = read(table("A,2024-01-06,1,2.5,1e1", '"B, b",2024-01-06,0,0,3'))
    assert result.levels == (0.1, 0.5, 0.9)
    assert forecasts(result) == [
        ("A", "2024-01-06", None, [1, 2.5, 10], 2),
        ("B, b", "2024-01-06", None, [0, 0, 3], 3),
    ]


def test_our_own_columns_with_cutoffs(read):
    """As `backtest --forecasts` writes them; the same time may come once from each cutoff."""
    header = "cutoff,location,date,q0.5"
    result = read(table("2023-12-30,A,2024-01-13,4", "2024-01-06,A,2024-01-13,5", header=header))
    assert forecasts(result) == [("A", "2024-01-13", "2023-12-30", [4], 2), ("A", "2024-01-13", "2024-01-06", [5], 3)]


def test_columns_in_any_order(read):
    """Levels need not ascend from column to column, and other columns are ignored."""
    result = read(table("9,note,A,5,2024-01-06,1", header="q0.9,remark,location,q0.5,date,q0.1"))
    assert result.levels == (0.1, 0.5, 0.9)
    assert forecasts(result) == [("A", "2024-01-06", None, [1, 5, 9], 2)]


def test_names_of_columns_are_those_of_the_truth(read):
    """The columns that the user's options name in the truth are found in the forecasts, too; else the usual names."""
    truth = Columns("Ort", "Tag", "Fälle")
    result = read(table("A,2024-01-06,1", header="Ort,Tag,q0.5"), truth=truth)
    assert forecasts(result) == [("A", "2024-01-06", None, [1], 2)]
    assert forecasts(read(table("A,2024-01-06,1", header="location,date,q0.5"), truth=truth)) == forecasts(result)


def test_one_series_without_a_name(read):
    """A file of one series needs no column of names."""
    result = read(table("2024-01-06,1", "2024-01-13,2", header="date,q0.5"))
    assert result.names == ("",)
    assert result.series.tolist() == [0, 0]


def test_date_formats(read):
    """The format of the truth's dates reads the forecasts; ISO dates are read where it reads none of them."""
    first = ("A", "2024-01-06", None, [1], 2)
    header = "location,date,q0.5"
    assert forecasts(read(table("A,06.01.2024,1", header=header), date_format="%d.%m.%Y")) == [first]
    assert forecasts(read(table("A,2024-01-06,1", header=header), date_format="%d.%m.%Y")) == [first]


def test_hub_rows(read):
    """A row a quantile; rows of one forecast belong together wherever they stand."""
    one, other = fan("0,2024-01-06,01", 1, 2, 3), fan("-1,2023-12-30,02", 4, 5.5, 6)
    result = read(hub(one[2], other[0], one[0], other[2], other[1], one[1]))
    assert result.layout == "hub rows"
    assert result.levels == (0.1, 0.5, 0.9)
    assert forecasts(result) == [("01", "2024-01-06", 0, [1, 2, 3], 2), ("02", "2023-12-30", -1, [4, 5.5, 6], 3)]


def test_hub_rows_of_other_teams(read):
    """Columns in any order and more of them, other output types, levels written in other ways, levels missing."""
    header = "value,location,model_id,output_type_id,output_type,target_end_date,horizon,reference_date,target"
    rows = [
        "7,US,x,0.500,quantile,2024-01-13,1,2024-01-06,t",
        "NA,US,x,increase,pmf,NA,NA,2024-01-06,t rate",
        "3,US,x,1e-1,quantile,2024-01-13,1,2024-01-06,t",
        "8,US,x,0.9,quantile,2024-01-20,2,2024-01-06,t",
    ]
    result = read(table(*rows, header=header))
    assert result.notes == (Remark("other-output-types", {"rows": 1, "types": ("pmf",), "in_all": 1}),)
    np.testing.assert_array_equal(result.quantiles, [[3, 7, np.nan], [np.nan, np.nan, 8]])
    assert result.horizons.tolist() == [1, 2]


def test_one_of_several_targets(read, complaint):
    """Several targets are not mixed: one is chosen by name."""
    rows = fan("0,2024-01-06,A", 1, 2, 3)
    text = table(*(f"2024-01-06,{name},{row}" for name in ("wk inc flu", "wk inc rsv") for row in rows), header=HUB)
    assert complaint(text) == [
        "f.csv: quantiles of several targets: 'wk inc flu', 'wk inc rsv'; choose one with --target 'wk inc flu'"
    ]
    assert complaint(text, target="covid") == [
        "f.csv: no quantiles of the target 'covid'; --target takes one of 'wk inc flu', 'wk inc rsv'"
    ]
    assert forecasts(read(text, target="wk inc rsv")) == [("A", "2024-01-06", 0, [1, 2, 3], 5)]


BAD_OWN = {
    "A,2024-01-06,1,x,3": "f.csv:2: column 'q0.5': expected a number >= 0, got 'x'",
    "A,2024-01-06,1,,3": "f.csv:2: column 'q0.5': expected a number >= 0, got ''",
    "A,2024-01-06,-1,2,3": "f.csv:2: column 'q0.1': expected a number >= 0, got '-1'",
    "A,2024-01-06,1,2,inf": "f.csv:2: column 'q0.9': expected a number >= 0, got 'inf'",
    "A,2024-01-06,1,2,1e999": "f.csv:2: column 'q0.9': expected a number >= 0, got '1e999'",
    "A,2024-01-06,1,2,1_0": "f.csv:2: column 'q0.9': expected a number >= 0, got '1_0'",
    "A,2024-01-06,1,2,٣": "f.csv:2: column 'q0.9': expected a number >= 0, got '٣'",
    " ,2024-01-06,1,2,3": "f.csv:2: column 'location': expected the name of a series, got ' '",
    "A,2024-13-06,1,2,3": "f.csv:2: column 'date': expected a date such as 2024-01-06, got '2024-13-06'",
    "A,2024-01-06,1,2": "f.csv:2: expected 5 fields as in the header, got 4: 'A,2024-01-06,1,2'",
    "A,2024-01-06,3,2,4": "f.csv:2: series 'A', 2024-01-06: the 0.5 quantile (2) is below the 0.1 quantile (3): "
    "quantiles must increase with their level",
}


@pytest.mark.parametrize("row", BAD_OWN)
def test_bad_cells_of_our_own_columns(complaint, row):
    """Errors are reported in one line: where, what was expected, what was found."""
    assert complaint(table(row)) == [BAD_OWN[row]]


BAD_HUB = {
    "0,2024-01-06,A,quantile,1.5,3": "f.csv:2: column 'output_type_id': expected a level between 0 and 1, got '1.5'",
    "0,2024-01-06,A,quantile,NA,3": "f.csv:2: column 'output_type_id': expected a level between 0 and 1, got 'NA'",
    "0,2024-01-06,A,quantile,0.5,NA": "f.csv:2: column 'value': expected a number >= 0, got 'NA'",
    "0.5,2024-01-06,A,quantile,0.5,1": "f.csv:2: column 'horizon': expected a whole number of steps, got '0.5'",
    ",2024-01-06,A,quantile,0.5,1": "f.csv:2: column 'horizon': expected a whole number of steps, got ''",
    "0,2024-01-06,,quantile,0.5,1": "f.csv:2: column 'location': expected the name of a series, got ''",
    "0,2024-01-06,A,pmf,large,1": "f.csv: no row has the output_type 'quantile', found 'pmf'",
}


@pytest.mark.parametrize("row", BAD_HUB)
def test_bad_cells_of_hub_rows(complaint, row):
    """The same of hub rows."""
    assert complaint(hub(row)) == [BAD_HUB[row]]


def test_many_bad_cells_are_told_in_the_order_of_the_file(complaint):
    """Five lines at most, sorted by line and column, and how many more there are."""
    lines = complaint(table(*(f"A,2024-01-{day:02},1,x,y" for day in range(1, 5))))
    assert lines == [
        *(
            f"f.csv:{line}: column 'q{level}': expected a number >= 0, got '{cell}'"
            for line in (2, 3)
            for level, cell in (("0.5", "x"), ("0.9", "y"))
        ),
        "f.csv:4: column 'q0.5': expected a number >= 0, got 'x'",
        "f.csv: … and 3 more",
    ]


def test_crossing_quantiles_of_hub_rows_are_located_by_row(complaint):
    """The line is that of the quantile that falls, wherever it stands."""
    rows = fan("0,2024-01-06,A", 5, 4, 9)
    assert complaint(hub(rows[2], rows[1], rows[0])) == [
        "f.csv:3: series 'A', 2024-01-06: the 0.5 quantile (4) is below the 0.1 quantile (5): quantiles must increase with their level"
    ]


def test_crossing_is_seen_over_a_missing_level(complaint):
    """A level that is missing hides no fall; what crosses most is named."""
    rows = [*fan("0,2024-01-06,A", 7, 3, levels=("0.1", "0.9")), *fan("0,2024-01-06,B", 5, levels=("0.5",))]
    assert complaint(hub(*rows)) == [
        "f.csv:3: series 'A', 2024-01-06: the 0.9 quantile (3) is below the 0.1 quantile (7): quantiles must increase with their level"
    ]


def test_the_last_digits_of_a_float_do_not_cross(read):
    """Equal quantiles that another program's arithmetic left a hair apart are equal."""
    result = read(table("A,2024-01-06,100.00000001,100,100"))
    assert result.quantiles.tolist() == [[100.00000001] * 3]


def test_duplicates(complaint):
    """Two forecasts of one thing are refused, with both lines and what may be the reason."""
    row = "A,2024-01-06,1,2,3"
    hint = "f.csv: forecasts from several cutoffs need a column 'cutoff' with the last known time of each"
    assert complaint(table(row, "A,2024-01-13,1,2,3", row)) == [
        "f.csv:4: series 'A', 2024-01-06 is already on line 2",
        hint,
    ]
    header = f"cutoff,{OWN}"
    again = [f"2023-12-30,{row}"] * 2
    assert complaint(table(*again, header=header)) == ["f.csv:3: series 'A', 2024-01-06 is already on line 2"]


def test_duplicates_of_hub_rows(complaint):
    """Rows that differ in a column that nothing is known of are named by it."""
    rows = [f"{row},{age}" for age in ("0-4", "5+") for row in fan("0,2024-01-06,A", 1, 2, 3)]
    assert complaint(hub(*rows, header=f"{HUB},age_group")) == [
        *(
            f"f.csv:{line + 3}: series 'A', 2024-01-06, level {level} is already on line {line}"
            for line, level in ((2, 0.1), (3, 0.5), (4, 0.9))
        ),
        "f.csv: they differ in column 'age_group': score one of its values at a time",
    ]


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (
            "location,date,cases",
            (
                "f.csv:1: no quantiles: looked for columns such as output_type, output_type_id, value; type, quantile, "
                "value; quantile_level, predicted; q0.025, q0.5, q0.975; MODEL-lo-95, MODEL-hi-95; yhat, yhat_lower, "
                "yhat_upper; Point Forecast, Lo 80, Hi 80; 0.1, 0.5, 0.9; lower_95, upper_95; found 'location', 'date', "
                "'cases'"
            ),
        ),
        ("location,date,q0.5,q.5", "f.csv:1: two columns hold the level 0.5: drop one"),
        (
            "location,target_end_date,output_type_id",
            (
                "f.csv:1: hub rows without the columns 'output_type', 'value', found 'location', 'target_end_date', "
                "'output_type_id'"
            ),
        ),
        (
            "location,output_type,output_type_id,value",
            (
                "f.csv:1: no column holds the times: looked for ds, date, time, week, month, timestamp, target_end_date, …, "
                "found 'location', 'output_type', 'output_type_id', 'value'; name it 'date', as in the truth"
            ),
        ),
        (f"{HUB},value", "f.csv:1: two columns are named 'value': rename or drop one"),
    ],
)
def test_headers_that_will_not_do(complaint, header, line):
    """The error names what a header lacks or repeats."""
    assert complaint(table(",".join("x" * (header.count(",") + 1)), header=header)) == [line]


def test_what_is_no_csv(complaint):
    """Files that are something else are named as such, as data are."""
    assert complaint("") == ["f.csv: the file is empty (0 bytes); a header and rows are needed"]
    assert complaint("%PDF-1.7") == ["f.csv: this is a PDF: export the table behind it as CSV"]
