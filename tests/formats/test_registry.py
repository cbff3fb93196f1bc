"""A new format of forecasts is one module and one line; every registered one writes."""

import json
import subprocess
import sys

import pytest

from lstm_cli.formats.registry import FORECAST_FORMATS, Request, endings, write_forecast

STARTS = {"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}
TOY = """
import sys, types
from lstm_cli.formats import registry
toy = types.ModuleType("lstm_cli.formats.toy")
toy.write_forecast = lambda forecast, panel, request: registry.Written(f"{len(forecast.series)} of {request.model}\\n")
sys.modules["lstm_cli.formats.toy"] = toy
registry.FORECAST_FORMATS["toy"] = registry.Format("toy", ".toy")
from lstm_cli.__main__ import main
sys.argv = ["lstm-forecast", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize("name", list(FORECAST_FORMATS))
def test_every_registered_format_writes(make, name):
    """The module of a format has the one function that is asked for."""
    forecast, panel = make(("A", "B"))
    content = write_forecast(forecast, panel, Request(name, model="m.lstm")).content
    assert content
    if name in STARTS:
        assert content.startswith(STARTS[name])


def test_an_ending_asks_for_one_format():
    """Endings and formats that files are meant by go together one to one."""
    assert len(endings()) == sum(kind.ending is not None for kind in FORECAST_FORMATS.values())
    assert endings()[".json"] == "json"


def test_a_new_format_is_a_module_and_a_line(tmp_path, root):
    """A toy format that is registered is taken by --format and by the ending of a file, with no other change."""
    sample = root / "sample_data" / "school_influenza_1978.csv"

    def run(*arguments):
        command = [sys.executable, "-c", TOY, *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    run("train", str(sample), "--horizon", "2", "--quiet")
    assert run("predict", "--format", "toy", "--quiet").stdout == "1 of forecast.lstm\n"
    run("predict", "-o", "x.toy", "--quiet")
    assert (tmp_path / "x.toy").read_text() == "1 of forecast.lstm\n"


def test_a_panel_of_thousands_is_summed_up(make):
    """A table shows as many series as a person reads, those with the largest medians, and says so; JSON has all."""
    forecast, panel = make(tuple(f"S{k:04d}" for k in range(1000)))
    table = str(write_forecast(forecast, panel, Request("table", size=100)).content)
    assert "1000 series, weekly" in table
    assert "of the 40 with the largest forecasts" in table
    rows = [line for line in table.splitlines() if line.startswith("S")]
    assert [line.split()[0] for line in rows] == [f"S{k:04d}" for k in range(960, 1000)]
    data = json.loads(write_forecast(forecast, panel, Request("json")).content)
    assert len(data["data"]["series"]) == 1000
