"""Files and folders become models with names; what several files say of one model is one table."""

import os

import forecast_tables
import numpy as np
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError, UsageError
from lstm_cli.panel.series import Columns
from lstm_cli.readers.folder import file_source
from lstm_cli.readers.quantiles.layout import Asked
from lstm_cli.readers.quantiles.models import read_models
from lstm_cli.readers.quantiles.observed import join_observed
from lstm_cli.readers.quantiles.sources import find_models
from lstm_cli.remarks import Remark

TRUTH = Columns("location", "date", "cases")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder, **files):
    """Write files by path: ``a__b="text"`` is a/b.csv."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def touch(folder, *names):
    """Make empty files."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")


def named(*arguments, names=()):
    """Return the files of each model by its name."""
    return {model.name: list(model.files) for model in find_models(arguments, names)}


def models(*arguments, names=(), **asked):
    """Read files of forecasts."""
    return read_models(find_models(arguments, names), file_source, truth=TRUTH, asked=Asked(**asked))


def refused(kind, call, *arguments, **options):
    """Return the lines of an error."""
    with pytest.raises(kind) as caught:
        call(*arguments, **options)
    return list(caught.value.lines(flag))


def test_a_file_is_a_model_of_its_name(folder):
    """Each file is a model, named by the file without its ending; standard input has a name as well."""
    touch(folder, "ets.csv", "out/my.model.tsv")
    assert named("ets.csv", "out/my.model.tsv", "-") == {
        "ets": ["ets.csv"],
        "my.model": ["out/my.model.tsv"],
        "stdin": ["-"],
    }


def test_rounds_of_a_hub_are_one_model(folder):
    """Files that differ by a date alone are rounds of one model, on the command line or in its folder."""
    rounds = [f"model-output/t-m/2024-01-{day}-t-m.csv" for day in ("06", "13")]
    touch(folder, *rounds, "model-output/u-n/2024-01-06-u-n.csv", "model-output/README.md", "model-output/.hidden.csv")
    expected = {"t-m": rounds, "u-n": ["model-output/u-n/2024-01-06-u-n.csv"]}
    assert named("model-output") == expected
    assert named(*rounds, "model-output/u-n") == expected
    assert named("model-output/", names=["all"]) == {"all": [*rounds, "model-output/u-n/2024-01-06-u-n.csv"]}


def test_rounds_that_are_named_by_something_else(folder):
    """Rounds may be named by a date alone, or by a word before the folder's name."""
    touch(folder, "ets/2024-01-06.csv", "ets/20240113.csv", "t-m/round1-t-m.csv", "t-m/round2-t-m.csv")
    assert named("ets", "t-m") == {
        "ets": ["ets/2024-01-06.csv", "ets/20240113.csv"],
        "t-m": ["t-m/round1-t-m.csv", "t-m/round2-t-m.csv"],
    }


def test_a_folder_of_models(folder):
    """A folder of files with names of their own holds a model in each."""
    touch(folder, "out/ets.csv", "out/prophet.csv")
    assert named("out") == {"ets": ["out/ets.csv"], "prophet": ["out/prophet.csv"]}


def test_files_of_one_name_are_told_apart_by_their_folders(folder):
    """Two files of one name are two models, under the names of their folders."""
    touch(folder, "a/forecast.csv", "b/forecast.csv", "c.csv")
    assert named("a/forecast.csv", "b/forecast.csv", "c.csv") == {
        "a/forecast": ["a/forecast.csv"],
        "b/forecast": ["b/forecast.csv"],
        "c": ["c.csv"],
    }


def test_names_of_the_user(folder):
    """One name for each argument, in their order; anything else is refused."""
    touch(folder, "a.csv", "b.csv")
    assert named("b.csv", "a.csv", names=["x", "y"]) == {"x": ["b.csv"], "y": ["a.csv"]}
    assert refused(UsageError, named, "a.csv", "b.csv", names=["x"]) == [
        "1 name for 2 files or folders of forecasts; give --model-name once for each, in the same order"
    ]
    assert refused(UsageError, named, "a.csv", "b.csv", names=["x", "x"]) == [
        "two models are named 'x'; each needs a --model-name of its own"
    ]
    assert refused(UsageError, named, "a.csv", "b.csv", names=["x", " "])[0].startswith("the name of a model is empty")


def test_what_holds_no_model(folder):
    """A folder without tables and a file named twice are refused."""
    touch(folder, "empty/notes.md", "a.csv")
    assert refused(DataError, named, "empty") == [
        "empty: the folder holds no table: looked for files that end in .csv, .tsv, .txt, .parquet, .jsonl, .ndjson, .xlsx"
    ]
    assert refused(UsageError, named, "a.csv", os.path.join(".", "a.csv")) == ["./a.csv: is named twice"]  # noqa: PTH118


def test_rounds_are_joined(folder):
    """The forecasts of all rounds are one table that knows the file of each; remarks of all are told once."""
    later = forecast_tables.zoltar(places=("Ohio",)).replace("2024-04-08", "2024-04-15")
    write(folder, **{"m__2024-04-08-m": forecast_tables.zoltar(), "m__2024-04-15-m": later})
    (table,) = models("m").tables.values()
    assert len(table) == 9
    assert table.files == ("m/2024-04-08-m.csv", "m/2024-04-15-m.csv")
    assert [table.file_of(k) for k in (0, 5, 6)] == [*["m/2024-04-08-m.csv"] * 2, "m/2024-04-15-m.csv"]
    assert table.notes == (Remark("other-output-types", {"rows": 9, "types": ("point",), "in_all": 1}),)


def test_rounds_that_repeat_each_other_are_refused(folder):
    """Two files of one model that forecast the same differently are named with both lines."""
    other = forecast_tables.zoltar(factor=2)
    write(folder, **{"m__2024-04-08-m": forecast_tables.zoltar(), "m__2024-04-09-m": other})
    lines = refused(DataError, models, "m")
    assert lines[0] == "m/2024-04-09-m.csv:3: series 'Ohio', 2024-04-13 is already in m/2024-04-08-m.csv:3"
    assert lines[-1] == "m/2024-04-09-m.csv: … and 1 more"


def test_rounds_with_the_same_forecasts_count_once(folder):
    """A night without new data repeats the last one; only what is new in it is added."""
    both, ohio = forecast_tables.zoltar(), forecast_tables.zoltar(places=("Ohio",))
    write(folder, **{"m__2024-04-08-m": ohio, "m__2024-04-09-m": both, "m__2024-04-10-m": ohio})
    (table,) = models("m").tables.values()
    write(folder, **{"n__2024-04-08-n": both})
    (whole,) = models("n").tables.values()
    assert table.names == whole.names
    np.testing.assert_array_equal(table.quantiles, whole.quantiles)
    (note,) = (note for note in table.notes if note.code == "forecasts-repeated")
    assert note.details == {"rows": 6, "names": ("m/2024-04-09-m.csv", "m/2024-04-10-m.csv"), "count": 2}


def test_rounds_with_and_without_origins_are_refused(folder):
    """Files of one model that do not say the same of their origins cannot be joined."""
    write(folder, **{"m__2024-04-08-m": forecast_tables.zoltar(), "m__2024-04-09-m": forecast_tables.own()})
    assert refused(DataError, models, "m") == [
        "m/2024-04-09-m.csv: no column of origins, which m/2024-04-08-m.csv has: the files of a model must have the same columns"
    ]


def test_models_by_the_names_that_files_give(folder):
    """A column of models names them across files; columns name them within a file, after the file where two have them."""
    header, *rows = forecast_tables.flusight().splitlines()
    for name, models_ in (("one", "AB"), ("two", "C")):
        lines = [f"model_id,{header}", *(f"{model},{row}" for model in models_ for row in rows), ""]
        write(folder, **{name: "\n".join(lines)})
    write(folder, nixtla=forecast_tables.statsforecast(), other=forecast_tables.statsforecast())
    assert list(models("one.csv", "two.csv").tables) == ["A", "B", "C"]
    assert list(models("nixtla.csv", "one.csv").tables) == ["AutoETS", "Theta", "A", "B"]
    both = ["nixtla/AutoETS", "nixtla/Theta", "other/AutoETS", "other/Theta"]
    assert list(models("nixtla.csv", "other.csv").tables) == both
    assert list(models("two.csv", names=["mine"]).tables) == ["mine"]
    assert refused(UsageError, models, "one.csv", names=["mine"]) == [
        "one.csv: holds several models, 'A', 'B'; leave out --model-name"
    ]


def test_all_that_is_wrong_is_told_in_one_run(folder):
    """Bad cells of every file are in one error."""
    write(folder, a=forecast_tables.own().replace("123.0", "x"), b=forecast_tables.own(), c="no,header\n1,2\n")
    lines = refused(DataError, models, "a.csv", "b.csv", "c.csv")
    assert lines[0] == "a.csv:2: column 'q0.5': expected a number >= 0, got 'x'"
    assert lines[1].startswith("c.csv:1: no quantiles")


def test_what_is_asked_in_vain(folder):
    """A target or an interval that decides about nothing is a mistake."""
    write(folder, a=forecast_tables.own())
    assert refused(UsageError, models, "a.csv", target="x") == [
        "no file of forecasts has a column of targets; --target chooses among the targets of a column 'target'"
    ]
    assert refused(UsageError, models, "a.csv", interval=95.0) == [
        "every column of the forecasts gives its level; --interval is for columns such as yhat_lower, which do not"
    ]


def test_counts_that_came_are_joined(folder):
    """What several files say alike came is there once; a contradiction names both lines."""
    rows = ["A,2024-04-13,0.5,5,7", "A,2024-04-20,0.5,5,NA", "B,2024-04-13,0.5,5,8"]
    header = "location,date,quantile_level,predicted,observed"
    write(folder, one="\n".join([header, *rows[:2], ""]), two="\n".join([header, *rows, ""]))
    observed = join_observed(models("one.csv", "two.csv").observed)
    columns, lines = observed.columns([0, 1, 2])
    cells = [[column.texts[code] for code in column.codes] for column in columns]
    assert (observed.header.names, cells) == (
        ("location", "date", "observed"),
        [["A", "B"], ["2024-04-13"] * 2, ["7", "8"]],
    )
    assert lines.tolist() == [2, 4]
    write(folder, three="\n".join([header, rows[0].replace(",7", ",9"), ""]))
    assert refused(DataError, join_observed, models("one.csv", "three.csv").observed) == [
        "three.csv:2: 'A, 2024-04-13': '9' was observed, but '7' in one.csv:2"
    ]


HUB = "reference_date,target,horizon,target_end_date,location,output_type,output_type_id,value"


def of_hub(*parts):
    """Write hub rows: each part a target and an output type."""
    ids = {"quantile": (0.1, 0.5, 0.9), "pmf": ("up", "down")}
    rows = [f"2024-01-06,{target},0,2024-01-06,A,{kind},{one},1" for target, kind in parts for one in ids[kind]]
    return "\n".join([HUB, *rows, ""])


def test_files_without_the_target_are_left_out(folder):
    """Teams of a hub forecast what they like, in each round anew; what is left out is named, and nobody's is refused."""
    flu, both = of_hub(("flu", "quantile")), of_hub(("flu", "quantile"), ("rsv", "quantile"))
    both = both.replace("2024-01-06", "2024-01-13")
    rates = of_hub(("rate", "pmf"))
    write(folder, **{"m__2024-01-06-m": flu, "m__2024-01-13-m": both, "n__2024-01-06-n": flu, "o__2024-01-06-o": rates})
    found = models("m", "n", "o", target="rsv")
    assert list(found.tables) == ["m"]
    assert len(found.tables["m"]) == 1
    assert found.without == ("m/2024-01-06-m.csv", "n/2024-01-06-n.csv", "o/2024-01-06-o.csv")
    assert list(models("m", "n", "o", target="flu").tables) == ["m", "n"]
    assert models("n", target="flu").without == ()


def test_a_target_that_no_file_has_is_refused_by_each(folder):
    """Nothing is left to score: a slip in the name of a target is told; other mistakes in a file are told in any case."""
    flu = of_hub(("flu", "quantile"))
    write(folder, a=flu, b=flu, c=of_hub(("rate", "pmf")), d=flu.replace(",1\n", ",x\n"))
    assert refused(DataError, models, "a.csv", "b.csv", "c.csv", target="fluu") == [
        "a.csv: no quantiles of the target 'fluu'; --target takes one of 'flu'",
        "b.csv: no quantiles of the target 'fluu'; --target takes one of 'flu'",
        "c.csv: no row has the output_type 'quantile', found 'pmf'",
    ]
    assert refused(DataError, models, "a.csv", "c.csv", "d.csv")[0].startswith("d.csv:2: column 'value'")
