"""``lstm-forecast info``: what is in a model file, and that a newer file is read as the training data were."""

import json

import pytest


@pytest.fixture(scope="module")
def odd(run_command, tmp_path_factory):
    """Train on a file whose columns no list of names knows and whose dates are no ISO dates; return folder and table."""
    folder = tmp_path_factory.mktemp("odd")
    rows = [f"{k % 28 + 1:02d}/{k // 28 + 1:02d}/2023;Ward {w};{(k * 7 + w) % 23}" for w in (1, 2) for k in range(28)]
    table = "\n".join(["Tag;Station;Betten", *rows]) + "\n"
    (folder / "beds.csv").write_text(table)
    options = ("--time", "Tag", "--id", "Station", "--value", "Betten", "--date-format", "%d/%m/%Y")
    run_command(folder, "train", "beds.csv", *options, "--horizon", "3", "--quiet").ended()
    return folder, table


def test_it_tells_what_is_in_a_model(odd, run_command, conforms):
    """Data, columns, reading, series, counts and settings stand there, as a page and as JSON."""
    folder, _ = odd
    page = run_command(folder, "info").ended().text
    assert "beds.csv: daily, 01/01/2023 to 28/01/2023" in page
    assert "2: Ward 1, Ward 2" in page
    assert "56 known, 0 missing" in page
    assert "3 days ahead" in page
    assert max(map(len, page.splitlines())) <= 80
    document = json.loads(run_command(folder, "info", "forecast.lstm", "--format", "json").ended().text)
    conforms(document)
    assert (document["data"]["series"], document["data"]["known"], document["data"]["horizon"]) == (2, 56, 3)
    assert document["data"]["file_size"] == (folder / "forecast.lstm").stat().st_size
    assert document["data"]["reading"]["date_format"] == "%d/%m/%Y"


def test_a_file_that_is_no_model_is_refused(cli, tmp_path):
    """Something else ends with exit code 4 and one line."""
    (tmp_path / "x.lstm").write_text("a,b\n1,2\n")
    result = cli("info", "x.lstm").ended(4)
    assert len(result.err.splitlines()) == 1


def test_a_newer_file_is_read_as_the_training_data_were(odd, run_command):
    """`predict NEW.csv` finds the columns and dates that the model knows, with no option repeated."""
    folder, table = odd
    (folder / "newer.csv").write_text(table + "29/01/2023;Ward 1;5\n")
    rows = run_command(folder, "predict", "newer.csv").ended().text.splitlines()
    assert rows[0] == "Station,Tag,q0.025,q0.25,q0.5,q0.75,q0.975"
    assert [row.split(",")[:2] for row in rows[1::3]] == [["Ward 1", "30/01/2023"], ["Ward 2", "29/01/2023"]]
    assert "'Tag'" in run_command(folder, "train", "newer.csv", "--model", "y.lstm").ended(3).err  # not by itself


def test_scores_of_rates_are_of_values(run_command, tmp_path):
    """A model of rates knows no counts."""
    rows = [f"2023-{k // 28 + 1:02d}-{k % 28 + 1:02d},{(k * 7) % 23 / 10}" for k in range(168)]
    (tmp_path / "rates.csv").write_text("\n".join(["month,rate", *rows]) + "\n")
    run_command(tmp_path, "train", "rates.csv", "--horizon", "2", "--quiet").ended()
    page = " ".join(run_command(tmp_path, "info").ended().text.split())
    assert " on held-out values;" in page
    assert "count" not in page
