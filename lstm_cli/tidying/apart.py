"""Which columns explain several rows of one series and time: those in which these rows differ."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.readers.name_words import names_measure
from lstm_cli.tidying.distinct import distinct, joined, numbered
from lstm_cli.tidying.sheet import Sheet

__all__ = ["MAX_KINDS", "Apart", "columns_apart", "one_kind", "whole"]

MAX_ROWS: Final = 200_000  # rows that share series and time; more are not looked at
MAX_LABELS: Final = 0.5  # distinct texts, as a share of the rows; a column with more holds no labels
MAX_KINDS: Final = 50  # distinct texts of a column that holds kinds of rows
FRACTION: Final = re.compile(r"[+-]?\d*\.\d*[1-9]\d*")
# Labels of a total, to which the other labels of a column add up.
WHOLE: Final = re.compile(
    r"total.*|all|all[ _-].*|both.*|overall|any|alle|gesamt.*|insgesamt|ensemble|tou(s|tes).*|todos|0*0\+|_?t|tot"
    r"|persons?|everyone|nation(al)?|00\+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Apart:
    """A column in which rows of one series and time differ, and its texts in these rows, the most frequent first."""

    column: str
    texts: tuple[str, ...]


def whole(texts: Sequence[str]) -> str | None:
    """Return the label of the total of all others, if there is one.

    >>> whole(["0-17", "18+", "Total"]), whole(["F", "M"])
    ('Total', None)
    """
    return next((text for text in texts if WHOLE.fullmatch(text)), None) if len(texts) > 1 else None


def columns_apart(
    sheet: Sheet, rows: Ints, keys: Ints, candidates: Sequence[str], *, labels_too: Collection[str] = ()
) -> tuple[list[Apart], bool]:
    """Return a small set of columns in which rows of equal keys differ, and whether it makes all of them unique.

    Columns that number the rows or hold fractions are no labels, unless they are among ``labels_too``.
    """
    import pandas as pd

    several = _shared(keys)[:MAX_ROWS]
    frame, shared = sheet.frame[list(candidates)].iloc[rows[several]], keys[several]
    columns = {name: pd.factorize(frame[name].to_numpy(object)) for name in candidates}
    labels = {
        name: np.asarray(codes, np.int64)
        for name, (codes, texts) in columns.items()
        if len(texts) > 1 and (name in labels_too or _are_labels(texts.tolist(), len(shared)))
    }
    chosen: list[str] = []
    groups, count = numbered(shared)
    while labels and count < len(shared):
        finer = {name: joined(groups, codes) for name, codes in labels.items()}
        best = max(finer, key=lambda name: (finer[name][1], -len(columns[name][1])))
        if finer[best][1] == count:
            break
        chosen.append(best)
        groups, count = finer[best]
        del labels[best]
    chosen = _needed(shared, {name: np.asarray(columns[name][0], np.int64) for name in chosen})
    return [Apart(name, _texts(frame[name].tolist())) for name in candidates if name in chosen], count == len(shared)


def _are_labels(texts: Sequence[str], rows: int) -> bool:
    """Whether the distinct texts of a column with ``rows`` rows are few enough for labels, and none is a fraction."""
    return len(texts) <= max(MAX_LABELS * rows, 2) and not any(map(FRACTION.fullmatch, texts[:1000]))


def one_kind(sheet: Sheet, rows: Ints, keys: Ints, candidates: Sequence[str]) -> tuple[tuple[str, str], ...] | None:
    """Return a column and a text that leave one row for most keys, if there are any.

    Columns of measures come first, then labels of a total.
    """
    import pandas as pd

    several = _shared(keys)[:MAX_ROWS]
    groups, count = numbered(keys[several])
    found: list[tuple[tuple[bool, bool, int], tuple[str, str]]] = []
    for name in candidates:
        codes, texts = pd.factorize(sheet.frame[name].to_numpy(object)[rows[several]])
        if not 1 < len(texts) <= MAX_KINDS:
            continue
        pairs = distinct(groups * len(texts) + codes)[0]
        of_text, covered = np.bincount(codes), np.bincount(pairs % len(texts), minlength=len(texts))
        label = whole(texts.tolist())
        found += [
            ((names_measure(name), text == label, int(covered[at])), (name, text))
            for at, text in enumerate(texts.tolist())
            if text and of_text[at] == covered[at] > count / 2
        ]
    return (max(found, key=lambda entry: entry[0])[1],) if found else None


def _shared(keys: Ints) -> Ints:
    """Return the rows whose key occurs more than once."""
    codes, _ = numbered(keys)
    return np.flatnonzero(np.bincount(codes)[codes] > 1)


def _needed(keys: Ints, chosen: dict[str, Ints]) -> list[str]:
    """Return the columns that are needed to tell the keys apart: one that adds nothing to the others is dropped."""
    groups = numbered(keys)[0]

    def count(names: Sequence[str]) -> int:
        finer, number = groups, 0
        for name in names:
            finer, number = joined(finer, chosen[name])
        return number

    names = list(chosen)
    for name in list(chosen):
        others = [other for other in names if other != name]
        if count(others) == count(names):
            names = others
    return names


def _texts(cells: Sequence[str]) -> tuple[str, ...]:
    """Return distinct texts, the most frequent first."""
    return tuple(text for text, _ in Counter(cells).most_common())
