"""A folder of Parquet files that readers refuse: the advice of a single file, for the folder, and where in which file."""

import shlex

import pandas as pd
import pytest

import lstm_cli as lf
from lstm_cli.cli.settings import flag
from lstm_cli.errors import Command
from lstm_cli.readers.folder import file_source, has_at_most

pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")

WEEKS = pd.date_range("2024-01-06", periods=12, freq="W-SAT")
COUNTS = pd.Series([12, 15, 11, 19, 24, 31, 28, 22, 17, 14, 9, 13])


def put(folder, change):
    """Write a file for each of two places, that of Bern after a change."""
    for place in ("Aarau", "Bern"):
        frame = pd.DataFrame({"place": place, "date": WEEKS.date, "cases": COUNTS.astype(str)})
        (change(frame) if place == "Bern" else frame).to_parquet(folder / f"{place}.parquet", index=False)


def suppressed(frame):
    """Return a table in which a count is a text."""
    return frame.assign(cases=frame["cases"].where(frame.index != 4, "<5"))


def corrected(frame):
    """Return a table in which a count is negative."""
    return frame.assign(cases=frame["cases"].where(frame.index != 4, "-3"))


def doubled(frame):
    """Return a table in which a row comes twice."""
    return pd.concat([frame, frame.iloc[[4]]])


PROBLEMS = {
    suppressed: ("expected a whole number >= 0, got '<5' ({}/Bern.parquet:6)", ["--missing '<5'"]),
    corrected: (
        "expected a whole number >= 0, got '-3' ({}/Bern.parquet:6)",
        ["--negative spread", "--negative missing", "--negative zero"],
    ),
    doubled: (
        "is already on line 18, with the same count ({0}/Bern.parquet:14; line 18: {0}/Bern.parquet:6)",
        ["--drop-doubles", "--sum"],
    ),
}


@pytest.mark.parametrize("change", PROBLEMS, ids=lambda change: change.__name__)
def test_the_advice_is_of_the_folder(tmp_path, change):
    """Every call that is advised makes a panel of both files, and the line says in which file it is."""
    put(tmp_path, change)
    message, ways = PROBLEMS[change]
    with pytest.raises(lf.DataError) as caught:
        lf.read_csv(tmp_path)
    first, *_ = caught.value.lines(flag)
    assert first.endswith(message.format(tmp_path))
    parts = [part for entry in caught.value.entries if entry.hint for part in entry.hint.parts]
    commands = [part for part in parts if isinstance(part, Command)]
    path = shlex.quote(str(tmp_path))
    assert [flag(part) for part in commands] == [
        f"lstm-forecast tidy {path} {way} | lstm-forecast read_csv -" for way in ways
    ]
    for line in str(caught.value).splitlines():
        if "tidy(" in line:
            made = eval(line[line.index("tidy(") :], {"tidy": lf.tidy})  # noqa: S307 - what a user would copy
            assert len(lf.describe(made.frame).series) == 2


def test_a_refusal_of_tidy_names_the_file(tmp_path):
    """As one of reading does."""
    put(tmp_path, corrected)
    with pytest.raises(lf.DataError) as caught:
        lf.tidy(tmp_path)
    assert str(caught.value).splitlines()[0] == (
        f"{tmp_path}:18: column 'cases': 1 row holds a negative count (-3) ({tmp_path / 'Bern.parquet'}:6)"
    )


def test_the_size_of_a_folder_is_that_of_its_files(tmp_path):
    """A large one is not read again and again for the sake of advice."""
    put(tmp_path, corrected)
    size = sum(file.stat().st_size for file in tmp_path.iterdir())
    assert has_at_most(size, file_source(tmp_path))
    assert not has_at_most(size - 1, file_source(tmp_path))
    file = tmp_path / "Bern.parquet"
    assert has_at_most(file.stat().st_size, file_source(file))
    assert not has_at_most(file.stat().st_size - 1, file_source(file))
