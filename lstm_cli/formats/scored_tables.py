"""What `score` read from files of forecasts, as text or JSON data."""

from collections.abc import Mapping
from typing import Any, Final

from lstm_cli.evaluation.scored_models import ScoredModels
from lstm_cli.formats.sentences import remarks_data, sentence, sentences
from lstm_cli.formats.text import plural, printable
from lstm_cli.formats.wrapping import MAX_PROSE, listed, wrapped
from lstm_cli.readers.quantiles.table import QuantileTable
from lstm_cli.remarks import Remark

__all__ = ["tables_data", "tables_text"]

MAX_MODELS: Final = 12  # described individually
NOTE: Final = "  note      "


def tables_text(scored: ScoredModels, *, size: int = MAX_PROSE) -> str:
    """Describe what was read of each model, and what of it cannot be scored."""
    several = len(scored.tables) > 1
    lines = []
    for name, table in list(scored.tables.items())[:MAX_MODELS]:
        model = f"{printable(name)}: " if several and name != table.source else ""
        lines += wrapped(f"{model}{_described(table)}", size, indent=0)
    if len(scored.tables) > MAX_MODELS:
        lines.append(f"and {len(scored.tables) - MAX_MODELS} more models")
    return "\n".join([*lines, *listed(_notes(scored), NOTE, size=size)])


def _described(table: QuantileTable) -> str:
    """Describe one table."""
    files = f" in {plural(len(table.files), 'file')}" if table.files else ""
    levels = plural(len(table.levels), "level")
    return f"{printable(table.source)}: {plural(len(table), 'forecast')}{files} at {levels}, {table.layout}"


def _notes(scored: ScoredModels) -> list[str]:
    """Write remarks on all models once, and those on some models after their names."""
    every = {name: matched.notes for name, matched in scored.matched.items()}
    if len(every) == 1:
        return sentences([*scored.notes, *next(iter(every.values()))])
    models: dict[str, list[str]] = {}
    for name, notes in every.items():
        for text in sentences(notes):
            models.setdefault(text, []).append(name)
    shared = [text for text, names in models.items() if len(names) == len(every)]
    single = [f"{', '.join(names)}: {text}" for text, names in models.items() if len(names) < len(every)]
    return [*(sentence(note) for note in scored.notes), *single, *shared]


def tables_data(scored: ScoredModels) -> dict[str, Any]:
    """Return the same as JSON data: ``forecasts`` of a single model, ``models`` of several."""
    if len(scored.tables) == 1:
        (name, table), *_ = scored.tables.items()
        return {"forecasts": _data(table, (*scored.notes, *_said(scored.matched, name)))}
    models = [{"model": name} | _data(table, _said(scored.matched, name)) for name, table in scored.tables.items()]
    return {"models": models} | remarks_data(scored.notes)


def _said(matched: Mapping[str, Any], name: str) -> tuple[Remark, ...]:
    """Return the remarks on a model, none if it was left out."""
    return matched[name].notes if name in matched else ()


def _data(table: QuantileTable, notes: tuple[Remark, ...]) -> dict[str, Any]:
    """Return what was read of one model."""
    return {
        "source": table.source,
        "layout": table.layout,
        "read": len(table),
        "levels": list(table.levels),
    } | remarks_data(notes)
