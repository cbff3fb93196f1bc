"""Values to the texts that a CSV of the same table would hold: dates in ISO 8601, whole numbers without a fraction."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Datetimes
from lstm_cli.readers.coded import compact
from lstm_cli.readers.table import Codes

__all__ = ["json_text", "merged", "time_texts", "value_text", "value_texts"]


def value_texts(values: Sequence[object]) -> list[str]:
    """Write the distinct values of a column; datetimes may be among them.

    >>> value_texts([datetime(2024, 1, 6), "Total", 12.0, None])
    ['2024-01-06', 'Total', '12', '']
    """
    texts = [value_text(value) for value in values]
    at = [
        place for place, value in enumerate(values) if isinstance(value, datetime) and texts[place] and not value.tzinfo
    ]
    moments = np.array([values[place] for place in at], "datetime64[us]")
    for place, text in zip(at, time_texts(moments), strict=True):
        texts[place] = text
    return texts


def time_texts(moments: Datetimes, zone: str = "") -> list[str]:
    """Write times; as dates if all are at midnight and without a time zone."""
    if not zone and (moments == moments.astype("datetime64[D]")).all():
        return [str(text) for text in np.datetime_as_string(moments, unit="D")]
    fraction = (moments != moments.astype("datetime64[s]")).any()
    return [f"{text}{zone}" for text in np.datetime_as_string(moments, unit="us" if fraction else "s")]


def value_text(value: object) -> str:
    """Write one value; a missing one is empty."""
    if _is_missing(value):
        return ""
    if isinstance(value, bytes):  # text, as some programs write it
        return value.decode(errors="backslashreplace")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return repr(float(value)) if isinstance(value, float) else str(value)


def _is_missing(value: object) -> bool:
    """Whether a value is None or not a number; what cannot be compared, such as an array, is neither."""
    try:
        return value is None or bool(value != value)  # noqa: PLR0124 - not a number
    except (TypeError, ValueError):
        return False


def json_text(value: object) -> str:
    """Write a list or a record as JSON; a missing one is empty."""
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=_for_json)


def _for_json(value: object) -> object:
    """Return a value that JSON can hold: a list for an array, else the text."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else str(value)


def merged(texts: Sequence[str], codes: NDArray[Any]) -> tuple[list[str], Codes]:
    """Return the distinct texts, and the index of each row's text; a negative code is a missing value."""
    if (codes < 0).any():
        codes, texts = np.where(codes < 0, len(texts), codes), [*texts, ""]
    place = {text: at for at, text in enumerate(dict.fromkeys(texts))}  # 1 and "1" are one text
    index = np.array([place[text] for text in texts], compact(len(place)))
    return list(place), index[codes]
