"""What all picture files share: their kinds and settings, safe text, and reproducible bytes."""

import importlib.util
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from lstm_cli._installing import needs
from lstm_cli.errors import UsageError
from lstm_cli.formats.text import shorten

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "PLOT_KINDS",
    "figure_bytes",
    "figure_settings",
    "figure_text",
    "require_matplotlib",
]

PLOT_KINDS: Final = ("png", "svg", "pdf")
DOTS: Final = 150  # an inch
POINTS: Final = 72  # an inch
MIN_WIDTH: Final = 0.25  # of a letter, relative to its height
# A fixed salt for the names inside an SVG; its text stays text, for search and screen readers.
SETTINGS: Final = {"svg.hashsalt": "lstm-forecast", "svg.fonttype": "none", "font.size": 9, "axes.titlesize": 10}
NO_DATE: Final[dict[str, dict[str, None]]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
UNREADABLE: Final = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}  # characters that XML, and so SVG, cannot contain


@contextmanager
def figure_settings() -> Iterator[None]:
    """Draw with fixed settings and without warnings; the user's settings are restored afterwards."""
    from matplotlib import style  # noqa: PLC0415 - an extra, and slow to import

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name in a script that the font lacks is no reason to fail
        with style.context(["default", SETTINGS]):
            yield


def figure_bytes(figure: "Figure", kind: str) -> bytes:
    """Write a figure as PNG, SVG or PDF without the time of creation: the same figure gives the same bytes.

    A PNG has a palette of 256 colours, which more than halves its size. The palette covers all colours that occur: one by
    frequency (Pillow's default) turns the few cells at the rare end of a heat map grey.
    """
    content = io.BytesIO()
    figure.savefig(content, format=kind, dpi=DOTS, metadata=NO_DATE.get(kind, {}))
    if kind != "png":
        return content.getvalue()
    from PIL import Image  # noqa: PLC0415 - comes with matplotlib

    small = io.BytesIO()
    image = Image.open(content).convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE)
    image.save(small, "PNG", dpi=(DOTS, DOTS), optimize=True)
    return small.getvalue()


def figure_text(text: str, *, inches: float, points: float, bold: bool = False) -> str:
    """Prepare a user's text for a picture: limit its width, and remove what acts, hides, or is invalid in XML."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - an extra, and slow to import
    from matplotlib.textpath import text_to_path  # noqa: PLC0415

    font = FontProperties(size=points, weight="bold" if bold else "normal")
    columns = int(inches * POINTS / (MIN_WIDTH * points))
    while True:
        shown = shorten(text, columns).translate(UNREADABLE)
        wide = text_to_path.get_text_width_height_descent(shown, font, ismath=False)[0] / POINTS
        if wide <= inches or columns <= 1:
            return shown
        columns = min(columns - 1, int(columns * inches / wide) + 1)


def require_matplotlib() -> None:
    """Refuse to draw if the extra is not installed."""
    if importlib.util.find_spec("matplotlib") is None:
        raise UsageError(needs("drawing", "matplotlib", "matplotlib>=3.9"))
