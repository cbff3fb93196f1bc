"""What other programs write gives the same forecasts as our own columns; what a layout does not say is asked or told."""

import re

import forecast_tables
import numpy as np
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError
from lstm_cli.panel.series import Columns
from lstm_cli.readers.quantiles import reader
from lstm_cli.readers.quantiles.layout import Asked, row_layout
from lstm_cli.readers.quantiles.reader import read_forecasts
from lstm_cli.readers.quantiles.registry import LAYOUTS
from lstm_cli.remarks import Remark

TRUTH = Columns("location", "date", "cases")


def read(text, **asked):
    """Read a file of forecasts."""
    return read_forecasts(text.encode(), name="f.csv", truth=TRUTH, asked=Asked(**asked))


def only(text, **asked):
    """Read a file of one model."""
    (table,) = read(text, **asked).tables.values()
    return table


def content(table):
    """Return what is forecast: the quantiles by series and date."""
    dates = table.times.astype("datetime64[D]").astype(str)
    names = [table.names[k] for k in table.series]
    return dict(zip(zip(names, dates, strict=True), table.quantiles.tolist(), strict=True))


def refusal(text, **asked):
    """Return the lines with which a file is refused."""
    with pytest.raises(DataError) as caught:
        read(text, **asked)
    return list(caught.value.lines(flag))


@pytest.mark.parametrize("name", forecast_tables.SEVERAL)
def test_every_layout_gives_the_same_forecasts(name):
    """The same quantiles, levels, series and dates, whichever program wrote them."""
    table = only(forecast_tables.SEVERAL[name]())
    assert table.levels == (0.1, 0.5, 0.9)
    assert content(table) == content(only(forecast_tables.own()))


@pytest.mark.parametrize("name", forecast_tables.SINGLE)
def test_layouts_of_one_series(name):
    """Prophet and R's forecast write one series, without its name."""
    table = only(forecast_tables.SINGLE[name](places=("Ohio",)))
    assert table.levels == (0.1, 0.5, 0.9)
    expected = {
        ("", date): values for (_, date), values in content(only(forecast_tables.own(places=("Ohio",)))).items()
    }
    assert content(table) == expected


def test_several_models_in_the_columns():
    """Nixtla's models stand side by side: each is a table of its own."""
    tables = read(forecast_tables.statsforecast()).tables
    assert list(tables) == ["AutoETS", "Theta"]
    assert content(tables["AutoETS"]) == content(only(forecast_tables.own()))
    assert content(tables["Theta"]) == content(only(forecast_tables.own(factor=2)))


def test_several_models_in_a_column():
    """Rows of models that a column names are a table each; a model may lack forecasts and levels that others have."""
    one = forecast_tables.flusight().splitlines()
    two = forecast_tables.flusight(places=("Ohio",), factor=2).splitlines()[1:]
    rows = [f"A,{row}" for row in one[1:]] + [f"B,{row}" for row in two if ",0.1," not in row]
    file = read("\n".join([f"model_id,{one[0]}", *rows, ""]))
    assert file.column == "model_id"
    assert list(file.tables) == ["A", "B"]
    assert content(file.tables["A"]) == content(only(forecast_tables.own()))
    assert file.tables["B"].levels == (0.5, 0.9)
    doubled = {
        key: values[1:] for key, values in content(only(forecast_tables.own(places=("Ohio",), factor=2))).items()
    }
    assert content(file.tables["B"]) == doubled


def test_the_order_of_rows_and_columns_does_not_matter():
    """Shuffled rows and columns of a layout of rows give the same forecasts, in another order."""
    header, *rows = forecast_tables.respicast().splitlines()
    order = np.random.default_rng(1).permutation(len(rows))
    places = np.random.default_rng(2).permutation(len(header.split(",")))
    lines = [header, *(rows[k] for k in order)]
    shuffled = "\n".join(",".join(line.split(",")[k] for k in places) for line in lines) + "\n"
    assert content(only(shuffled)) == content(only(forecast_tables.respicast()))


def test_what_is_known_of_origins():
    """Cutoffs, origins and horizons are read as they stand; a Zoltar target begins with its horizon."""
    tables = {name: only(write()) for name, write in forecast_tables.SEVERAL.items()}
    assert tables["flusight"].horizons.tolist() == [0, 1, 2] * 2
    assert tables["respicast"].horizons.tolist() == [1, 2, 3] * 2
    assert tables["zoltar"].horizons.tolist() == [1, 2, 3] * 2
    assert tables["zoltar"].origin_name == "forecast_date"
    assert set(tables["zoltar"].origins.astype("datetime64[D]").astype(str)) == {"2024-04-08"}
    assert set(tables["neuralforecast"].cutoffs.astype("datetime64[D]").astype(str)) == {"2024-04-06"}
    assert tables["own"].cutoffs is tables["own"].origins is tables["own"].horizons is None


def test_targets_with_horizons_are_one_target():
    """``1 wk ahead inc flu hosp`` to ``3 wk ahead …`` are one target at three horizons, and a second is asked about."""
    text = forecast_tables.zoltar()
    assert only(text, target="inc flu hosp").horizons.tolist() == [1, 2, 3] * 2
    both = text + text.split("\n", 1)[1].replace("inc flu hosp", "cum flu hosp")
    assert refusal(both) == [
        "f.csv: quantiles of several targets: 'cum flu hosp', 'inc flu hosp'; choose one with --target 'cum flu hosp'"
    ]
    assert content(only(both, target="cum flu hosp")) == content(only(text))
    daily = text + text.split("\n", 1)[1].replace("wk ahead", "day ahead")
    assert "'day ahead inc flu hosp', 'wk ahead inc flu hosp'" in refusal(daily)[0]


def test_the_share_of_an_interval_that_no_column_says():
    """Prophet's default is taken and told, another is taken as said; other programs' ends are asked about."""
    text = forecast_tables.prophet(places=("Ohio",))
    assert Remark("interval-assumed", {"columns": ("yhat_lower", "yhat_upper"), "per_cent": 80.0}) in only(text).notes
    said = only(text, interval=95)
    assert said.levels == (0.025, 0.5, 0.975)
    assert [note.code for note in said.notes] == ["point-as-median"]
    other = "date,pred,lower_bound,upper_bound\n2024-04-13,5,1,9\n"
    assert refusal(other) == [
        (
            "f.csv:1: columns 'lower_bound' and 'upper_bound' do not give their level; "
            "give their central interval in per cent with --interval 95"
        )
    ]
    assert only(other, interval=90).levels == (0.05, 0.5, 0.95)
    assert only(other, interval=90).quantiles.tolist() == [[1, 5, 9]]


@pytest.mark.parametrize(
    ("header", "levels"),
    [
        ("0.1,0.5,0.9", (0.1, 0.5, 0.9)),
        ("q_0.1,q_0.5", (0.1, 0.5)),
        ("quantile_0.05,quantile_0.95", (0.05, 0.95)),
        ("p10,p50,p90", (0.1, 0.5, 0.9)),
        ("q05,q95", (0.05, 0.95)),
        ("2.5%,50%,97.5%", (0.025, 0.5, 0.975)),
        ("X2.5.,X97.5.", (0.025, 0.975)),
        ("median,0.25,0.75", (0.25, 0.5, 0.75)),
        ("Lo.95,Hi.95,Point.Forecast", (0.025, 0.5, 0.975)),
        ("Lo 99.5,Hi 99.5", (0.0025, 0.9975)),
        ("M-lo-90,M-hi-90,M-median", (0.05, 0.5, 0.95)),
        ("TimeGPT-q-10,TimeGPT-q-90", (0.1, 0.9)),
        ("y_q0.10,y_q0.90", (0.1, 0.9)),
        ("lower_95,upper_95", (0.025, 0.975)),
        ("95%_lower,95%_upper,80%_lower,80%_upper", (0.025, 0.1, 0.9, 0.975)),
        ("lower_50,upper_50,lower_90,upper_90,median", (0.05, 0.25, 0.5, 0.75, 0.95)),
    ],
)
def test_names_of_levels(header, levels):
    """Names of columns in many programs' spellings are levels."""
    count = len(header.split(","))
    table = only(f"date,{header}\n2024-04-13,{','.join(['7'] * count)}\n")
    assert table.levels == levels
    assert table.quantiles.tolist() == [[7.0] * len(levels)]


def test_a_point_is_a_median_only_where_there_is_none():
    """A point forecast beside a median is left, one in its place is told, and a mean is no quantile."""
    both = only("date,M,M-median,M-lo-90,M-hi-90\n2024-04-13,5,4,1,9\n")
    assert (both.quantiles.tolist(), both.notes) == ([[1, 4, 9]], ())
    alone = only("date,M,M-lo-90,M-hi-90\n2024-04-13,5,1,9\n")
    assert (alone.quantiles.tolist(), alone.notes) == ([[1, 5, 9]], (Remark("point-as-median", {"columns": ("M",)}),))
    mean = only("date,mean,0.1,0.9\n2024-04-13,5,1,9\n")
    assert (mean.quantiles.tolist(), mean.notes) == ([[1, 9]], (Remark("mean-unused", {"column": "mean"}),))


def test_other_programs_may_forecast_less_than_nothing_or_nothing():
    """Negative ends and empty cells are read from other programs' tables, and still refused in ours and in hub rows."""
    table = only("unique_id,ds,M-lo-90,M-hi-90\nA,2024-04-13,-5,9\nB,2024-04-13,,\nA,2024-04-20,1,NaN\n")
    assert content(table)["A", "2024-04-13"] == [-5, 9]
    assert np.isnan(content(table)["A", "2024-04-20"][1])
    assert len(table) == 2
    assert refusal("unique_id,ds,M-lo-90,M-hi-90\nA,2024-04-13,x,9\n") == [
        "f.csv:2: column 'M-lo-90': expected a number, got 'x'"
    ]
    assert refusal("date,q0.1,q0.9\n2024-04-13,-5,9\n") == ["f.csv:2: column 'q0.1': expected a number >= 0, got '-5'"]


def test_quantiles_below_zero_that_fall_are_refused():
    """The order of quantiles counts below 0 as well."""
    assert refusal("ds,M-lo-90,M-hi-90\n2024-04-13,-5,-9\n") == [
        "f.csv:2: 2024-04-13: the 0.95 quantile (-9) is below the 0.05 quantile (-5): quantiles must increase with their level"
    ]


@pytest.mark.parametrize("level", ["0", "1", "1e308", "1e-12", "-0.5", "95", "x"])
def test_levels_between_0_and_1(level):
    """A level is a number between 0 and 1, also after rounding; the cell is located."""
    assert refusal(f"date,quantile_level,predicted\n2024-04-13,0.5,1\n2024-04-13,{level},2\n") == [
        f"f.csv:3: column 'quantile_level': expected a level between 0 and 1, got '{level}'"
    ]


def test_rows_without_a_level_are_points():
    """Rows of scoringutils whose level is missing are point forecasts: left out, and told; alone they are no quantiles."""
    table = only("model,date,quantile,value\nm,2024-04-13,NA,4\nm,2024-04-13,0.5,5\n")
    assert (table.quantiles.tolist(), table.notes) == ([[5]], (Remark("rows-without-level", {"rows": 1}),))
    assert refusal("model,date,quantile,value\nm,2024-04-13,NA,4\n") == ["f.csv: no row has a level"]


def test_dates_in_the_only_usual_format_are_read():
    """R names rows ``Jan 2024``; a date that can be read in two ways is refused with both."""
    table = only('"","Point Forecast","Lo 80","Hi 80"\n"Jan 2024",5,1,9\n"Feb 2024",5,1,9\n')
    assert table.times.astype("datetime64[D]").astype(str).tolist() == ["2024-01-01", "2024-02-01"]
    assert refusal("date,q0.1,q0.9\n01/02/2024,1,2\n")[1] == (
        "f.csv: the dates can be read in two ways: add --date-format %d/%m/%Y or --date-format %m/%d/%Y"
    )


def test_a_column_that_is_not_found_is_to_be_called_as_in_the_truth():
    """Options name columns of the truth alone: the advice is its name."""
    assert refusal("Index,q0.1,q0.9\n2024-04-13,1,2\n") == [
        (
            "f.csv:1: no column holds the times: looked for ds, date, time, week, month, timestamp, target_end_date, …, "
            "found 'Index', 'q0.1', 'q0.9'; name it 'date', as in the truth"
        )
    ]
    assert refusal("date,county,state,q0.1,q0.9\n2024-04-13,a,b,1,2\n") == [
        "f.csv:1: several columns may hold the names of the series: 'county', 'state'; name it 'location', as in the truth"
    ]


@pytest.mark.parametrize(
    ("identity", "header"),
    [
        ("q0.5", "q0.5,date,q0.1,q0.5,q0.9"),
        ("q0.1", "cutoff,q0.1,date,q0.1,q0.5,q0.9"),
        ("cutoff", "cutoff,date,q0.1,q0.5,q0.9"),
        ("cutoff", "cutoff,cutoff,date,q0.1,q0.5,q0.9"),
        ("#location", '"#location",date,q0.1,q0.5,q0.9'),
    ],
)
def test_our_own_files_whatever_the_series_are_called(identity, header):
    """The column of series may be called as a level, as the cutoff or as a comment: our own output is read again."""
    cells = ["2024-04-06"] if header.count(",") == 5 else []
    text = f"{header}\n{','.join([*cells, 'A', '2024-04-13', '1', '2', '3'])}\n"
    (table,) = read_forecasts(text.encode(), name="f.csv", truth=Columns(identity, "date", "n")).tables.values()
    assert content(table) == {("A", "2024-04-13"): [1, 2, 3]}
    assert (table.cutoffs is None) == (not cells)


def test_counts_that_have_not_come():
    """A column of counts in which some cells are empty holds the others, and one that is empty none."""
    header = "location,date,quantile_level,predicted,observed"
    rows = ["A,2024-04-13,0.5,1,", "A,2024-04-20,0.5,1,7", "A,2024-04-20,0.9,2,7"]
    observed = read("\n".join([header, *rows, ""])).observed
    columns, lines = observed.columns([0, 1, 2])
    assert [column.texts for column in columns] == [["A"], ["2024-04-20"], ["7"]]
    assert lines.tolist() == [3]
    assert read("\n".join([header, rows[0], ""])).observed is None


def test_a_new_layout_is_one_constant(monkeypatch):
    """A layout that names its columns reads a table like all others, with every check."""
    made = row_layout("made rows", "share, guess", level=("share",), value=("guess",))
    monkeypatch.setattr(reader, "LAYOUTS", (made, *LAYOUTS))
    assert content(only("date,share,guess\n2024-04-13,0.1,1\n2024-04-13,0.9,2\n")) == {("", "2024-04-13"): [1, 2]}
    assert refusal("date,share,guess\n2024-04-13,0.1,3\n2024-04-13,0.9,2\n") == [
        "f.csv:3: 2024-04-13: the 0.9 quantile (2) is below the 0.1 quantile (3): quantiles must increase with their level"
    ]


def test_layouts_are_named_in_the_error():
    """A file of something else is refused with the columns that each layout is known by."""
    (line,) = refusal("date,cases\n2024-04-13,1\n")
    assert all(layout.example in line for layout in LAYOUTS)
    assert re.search(r"found 'date', 'cases'$", line)
