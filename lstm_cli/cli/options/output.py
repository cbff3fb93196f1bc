"""The options about output, for each kind of command: the formats, the file, and how many messages there are."""

from enum import StrEnum
from typing import Final

from lstm_cli.cli.command import Bundle
from lstm_cli.cli.options.declare import OUT, Declared, switch, value
from lstm_cli.cli.output import Output
from lstm_cli.formats.registry import FORECAST_FORMATS

__all__ = ["CSV_ONLY", "FORECAST", "PROGRESS", "REPORT", "SCORES", "TABLES", "TRAINING", "YAML_ONLY"]


class TextOrJson(StrEnum):
    """The formats of reports."""

    TEXT = "text"
    JSON = "json"


class TextCsvOrJson(StrEnum):
    """The formats of scores and diagnoses."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


# One member for each format of the registry.
ForecastFormat = StrEnum("ForecastFormat", {name.upper(): name for name in FORECAST_FORMATS})  # type: ignore[misc]

QUIET: Final = switch("--quiet -q", OUT, "No messages except errors.")
VERBOSE: Final = switch("--verbose -v", OUT, "Print progress line by line.")
NO_COLOR: Final = switch("--no-color", OUT, "No colours, as with NO_COLOR.")
DEBUG: Final = switch("--debug", OUT, "Show a traceback if there is an error.")


def _file(help: str, metavar: str = "FILE") -> Declared:
    """Return the option that names the file."""
    return value("--output -o", OUT, metavar, help)


def _output(
    format: StrEnum | None = None,
    output: str | None = None,
    quiet: bool = False,
    verbose: bool = False,
    no_color: bool = False,
) -> Output:
    """Make one record of the options about output."""
    return Output(
        "", None if format is None else str(format), None if output == "-" else output, quiet, verbose, no_color
    )


FILE: Final = _file("Write FILE atomically; its ending sets the format.")


def _bundle(kind: object, help: str, *, place: Declared | None = None, verbose: bool = False) -> Bundle:
    """Return the options of a command's output."""
    options = {"format": value("--format", OUT, "FORMAT", help, kind)}
    options |= {} if place is None else {"output": place}
    options |= {"quiet": QUIET} | ({"verbose": VERBOSE} if verbose else {})
    return Bundle(options | {"no_color": NO_COLOR, "debug": DEBUG}, _output)


REPORT_HELP: Final = "text or json.  [default: text]"
TABLES_HELP: Final = "text, csv or json.  [default: text; csv in a pipe]"
FORECAST_HELP: Final = f"{', '.join(FORECAST_FORMATS)}.\n[default: table; csv in a pipe]"

CSV_ONLY: Final = Bundle({"output": _file("Write FILE atomically."), "quiet": QUIET, "debug": DEBUG}, _output)
YAML_ONLY: Final = Bundle({"output": _file("Write FILE atomically."), "debug": DEBUG}, _output)
PROGRESS: Final = Bundle({"quiet": QUIET, "verbose": VERBOSE, "no_color": NO_COLOR, "debug": DEBUG}, _output)
REPORT: Final = _bundle(TextOrJson, REPORT_HELP)
TRAINING: Final = _bundle(TextOrJson, REPORT_HELP, verbose=True)
TABLES: Final = _bundle(TextCsvOrJson, TABLES_HELP, place=FILE)
SCORES: Final = _bundle(TextCsvOrJson, TABLES_HELP, place=FILE, verbose=True)
PLACE: Final = _file("Write FILE or FOLDER/; its ending sets the format.", "PATH")
FORECAST: Final = _bundle(ForecastFormat, FORECAST_HELP, place=PLACE)
