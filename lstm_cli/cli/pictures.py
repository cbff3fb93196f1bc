"""Pictures that a command draws into files, checked before any work is done."""

import logging
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_cli.atomic import write_atomically
from lstm_cli.cli.targets import check_output, check_parquet, same_place
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.formats.figure_files import PLOT_KINDS, require_matplotlib

if TYPE_CHECKING:
    from lstm_cli.api.forecast import Forecast

__all__ = ["check_files", "draw", "kind_of"]


def check_files(
    output: str | None,
    plot: str | None,
    *,
    inputs: Iterable[str | None],
    style: str,
    stem: str = "forecast",
    folder: bool = False,
) -> Path | None:
    """Check the paths of a result of a style and of the picture beside it, and return that of the picture.

    None among inputs is no file; stem: the usual name of the result; folder: whether the result may be a folder of files.
    """
    sources = [name for name in inputs if name is not None]
    if style == "parquet":
        check_parquet(output)
    check_output(output, sources, style=style, stem=stem, folder=folder)
    picture = None if plot is None else _check_plot(plot, sources, output, stem=stem)
    if style in PLOT_KINDS:
        if output is None:
            hint = Hint("name a file, for example with {}", Setting("output", f"{stem}.{style}"))
            raise UsageError(f"{style} is a picture, which needs a file", value=style, hint=hint)
        _check_plot(output, sources, None, stem=stem)
    return picture


def _check_plot(name: str, inputs: list[str], output: str | None, *, stem: str) -> Path:
    """Check the path of a picture: its kind must be one that can be drawn here."""
    if same_place(name, output):
        raise UsageError(f"{name}: --plot and --output name the same file")
    if name and kind_of(Path(name)) not in PLOT_KINDS:
        raise UsageError(f"{name}: --plot takes a file that ends in .png, .svg or .pdf")
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it warns of slow starts
    os.environ["MPLBACKEND"] = "agg"  # a notebook names one that may be missing here
    require_matplotlib()
    check_output(name, inputs, option="--plot", style=kind_of(Path(name)), stem=stem)
    return Path(name)


def kind_of(path: Path) -> str:
    """Return the kind of picture that a file's ending names."""
    return path.suffix.lower().removeprefix(".")


def draw(forecast: "Forecast", path: Path) -> None:
    """Draw a forecast into a file, atomically."""
    from lstm_cli.formats.forecast_plot import fan_chart_file  # noqa: PLC0415 - only where a picture is drawn

    write_atomically(path, fan_chart_file(forecast.result, forecast.panel, kind=kind_of(path)))
