"""The commands read tables in other formats than CSV, from files and from pipes."""

import csv
import gzip
import io
import json
from pathlib import Path

import pandas as pd
import pytest


def test_every_command_reads_compressed_and_json_and_from_pipes(cli, tmp_path, trained):
    """Training, checking, forecasting newer data and scoring give the same bytes for the same table in another format."""
    table = trained.table.read_text()
    rows = list(csv.DictReader(io.StringIO(table)))
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "cases.csv").write_text(table)
    (tmp_path / "cases.csv.gz").write_bytes(gzip.compress(table.encode()))
    (tmp_path / "cases.json").write_text(json.dumps(rows, indent=1))

    plain = cli("check", "cases.csv").ended().text
    assert cli("check", "cases.csv.gz").ended().text.replace("cases.csv.gz", "cases.csv").split() == plain.split()
    assert cli("check", "cases.json").ended().text.replace("cases.json", "cases.csv").split() == plain.split()
    piped = cli("check", "-", stdin=gzip.compress(table.encode())).ended().text
    assert piped.splitlines()[1:-1] == plain.splitlines()[1:-1]

    model = ("--model", trained.model)
    forecast = cli("predict", "cases.csv", *model, "--quiet").ended().out
    assert forecast == cli("predict", "-", *model, "--quiet", stdin=lines.encode()).ended().out
    (tmp_path / "forecast.csv").write_bytes(forecast)
    (tmp_path / "forecast.gz").write_bytes(gzip.compress(forecast))
    days = [f"2023-07-{day:02d}" for day in (22, 29)]
    newer = table + "".join(f"{place},{day},9,1000\n" for place in ("Coast", "Hills", "Plain") for day in days)
    (tmp_path / "newer.csv").write_text(newer)
    expected = cli("score", "forecast.csv", "newer.csv", "--format", "csv").ended().out
    for piped in (gzip.compress(newer.encode()), json.dumps(list(csv.DictReader(io.StringIO(newer)))).encode()):
        assert cli("score", "forecast.gz", "-", "--format", "csv", stdin=piped).ended().out == expected


@pytest.mark.parametrize("kind", ["parquet", "excel"])
def test_frames_that_were_written_are_trained_from(cli, tmp_path, trained, kind):
    """Parquet and workbooks give the model that the CSV gives, byte for byte but for the name of the file."""
    module = {"parquet": "pyarrow", "excel": "openpyxl"}[kind]
    pytest.importorskip(module, reason=f"the extra '{kind}' is not installed")
    frame = pd.read_csv(trained.table, parse_dates=["week_ending"])
    write = frame.to_parquet if kind == "parquet" else frame.to_excel
    write(tmp_path / f"cases.{'parquet' if kind == 'parquet' else 'xlsx'}", index=False)
    name = next(path.name for path in tmp_path.iterdir())
    assert cli("predict", name, "--model", trained.model, "--quiet").ended().out == (
        cli("predict", trained.table, "--model", trained.model, "--quiet").ended().out
    )


def test_a_sheet_of_several_is_chosen_by_the_command_that_is_advised(cli, tmp_path, trained):
    """The command that a workbook of two sheets is refused with reads the longer one."""
    pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
    with pd.ExcelWriter(tmp_path / "cases.xlsx") as book:
        pd.DataFrame({"about": ["counts"]}).to_excel(book, sheet_name="Read me", index=False)
        pd.read_csv(trained.table, parse_dates=["week_ending"]).to_excel(book, sheet_name="Data 2024", index=False)
    said = cli("check", "cases.xlsx").ended(3).err
    assert "cases.xlsx: a workbook of 2 sheets: 'Read me', 'Data 2024'" in said
    assert said.endswith("lstm-forecast tidy cases.xlsx --sheet 'Data 2024' | lstm-forecast train -\n")
    tidied = cli("tidy", "cases.xlsx", "--sheet", "Data 2024").ended().out
    assert cli("check", "-", stdin=tidied).ended().text.splitlines()[0].startswith("stdin: 3 series, weekly")


def test_a_model_is_no_table_though_it_is_a_zip_archive(cli, trained):
    """A model in the place of data is named as one."""
    result = cli("check", trained.model).ended(3)
    assert "this is a model file, not a table of counts" in result.err


def test_a_file_called_stdin_is_no_pipe(cli, shell, tmp_path, trained):
    """The command that `check` ends with reads the file."""
    (tmp_path / "stdin").write_bytes(trained.table.read_bytes())
    command = cli("check", "stdin").ended().text.splitlines()[-1]
    assert shell(f"{command} --quiet").returncode == 0


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc")
def test_a_file_that_breaks_off_is_named(cli):
    """An error of the system while a file is read names it, as one of opening it does."""
    assert cli("check", "/proc/self/mem").ended(1).err == "lstm-forecast: error: /proc/self/mem: Input/output error\n"
