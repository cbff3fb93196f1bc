"""Save and load models; a file is checked completely before use, and verified before it replaces another."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from lstm_cli.atomic import write_atomically
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.model_check import checked_arrays
from lstm_cli.ensemble.model_document import document_of, model_of
from lstm_cli.ensemble.model_info import ModelInfo, info_of
from lstm_cli.ensemble.model_parts import stored_arrays
from lstm_cli.ensemble.older_documents import current_document
from lstm_cli.ensemble.surveyed import own_surveys, prepare
from lstm_cli.errors import ModelFileError
from lstm_cli.storage.container import encoded, read_contents
from lstm_cli.storage.format import PACKED, VERSION

__all__ = ["describe", "load_model", "save_model"]

MAX_VERIFIED: Final = 3  # series whose forecasts are compared after writing; the others use the same arithmetic
MAX_REASON: Final = 300  # characters


def save_model(path: Path, model: Model) -> None:
    """Write a model; before it replaces anything it is loaded back and must forecast the same, bit for bit."""
    sample = replace(model.panel, series=model.panel.series[:MAX_VERIFIED])
    expected = prepare(model, sample).growth()

    def check(written: Path) -> None:
        again = prepare(load_model(written), sample).growth()
        if not np.array_equal(again, expected):
            message = "the model read back forecasts differently from the one trained; nothing was replaced"
            raise ModelFileError(message, path=str(path))

    write_atomically(path, encoded(stored_arrays(model, own_surveys(model)), document_of(model)), check=check)


def load_model(path: Path) -> Model:
    """Read a model of this version or of an older one.

    Raises
    ------
    ModelFileError
        The file cannot be used, for whatever reason; the error is one line with the path and what is wrong.
    """
    return _read(path)[0]


def describe(source: Path | Model) -> ModelInfo:
    """Describe a model file, or a model that has no file yet.

    Raises
    ------
    ModelFileError
        As in `load_model`.
    """
    if isinstance(source, Path):
        model, about, version = _read(source)
        size = source.stat().st_size
    else:
        model, about, version = source, document_of(source)["about"], VERSION
        size = None
    return info_of(model, about, format_version=version, file_size=size)


def _read(path: Path) -> tuple[Model, dict[str, Any], int]:
    """Return the model, the "about" part of its document, and the version of the file's format."""
    contents = read_contents(path)
    try:
        document = current_document(contents.document, contents.arrays, version=contents.version)
        arrays = checked_arrays(document, contents.arrays, packed=contents.version >= PACKED)
        model = model_of(document, arrays)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        reason = ascii(str(error) or type(error).__name__)[1:-1][:MAX_REASON]
        raise ModelFileError(f"is a model file whose parts are inconsistent ({reason})", path=str(path)) from error
    return model, document["about"], contents.version
