"""The content of a model file as a page for people, or as JSON data."""

from dataclasses import asdict
from typing import Any, Final

from lstm_cli.ensemble.model_info import ModelInfo
from lstm_cli.formats.columns import columns_data, columns_text, of_kind
from lstm_cli.formats.durations import amount
from lstm_cli.formats.networks import networks_text
from lstm_cli.formats.text import and_more, percent, printable, shorten
from lstm_cli.formats.verdicts import baseline_label
from lstm_cli.formats.wrapping import wrapped_fields
from lstm_cli.options import READ_DEFAULTS, ReadOptions

__all__ = ["info_data", "info_text"]

MAX_NAME: Final = 24  # columns of a name


def info_text(info: ModelInfo, path: str, *, size: int) -> str:
    """Describe a model file within ``size`` columns."""
    names = and_more((shorten(name, MAX_NAME) for name in info.names), info.series)
    bytes_ = "" if info.file_size is None else f", {info.file_size / 1e6:.2g} MB"
    fields = [
        (
            "format",
            f"{info.format_version}, by lstm-forecast {info.package_version} (numpy {info.numpy_version}){bytes_}",
        ),
        ("digest", info.digest),
        ("data", f"{printable(info.source)}: {info.frequency.name}, {info.first} to {info.last}"),
        ("columns", columns_text(info.columns, info.kind)),
        ("reading", _reading(info.reading) or "all by default"),
        ("series", f"{info.series}: {names}"),
        (of_kind(info.kind), f"{info.observations} known, {info.missing} missing"),
        (
            "horizon",
            f"{amount(info.frequency, info.horizon)} ahead, from the newest {amount(info.frequency, info.length)}",
        ),
        ("networks", f"{networks_text(info)}; cell {info.cell}, gates {info.gates}, seed {info.seed}"),
        *_scores(info),
    ]
    return "\n".join([printable(path), *wrapped_fields(fields, size)]) + "\n"


def _reading(reading: ReadOptions) -> str:
    """Write the options that differ from their defaults."""
    default = asdict(READ_DEFAULTS)
    return ", ".join(
        f"{name.replace('_', ' ')} {printable(str(value))}"
        for name, value in asdict(reading).items()
        if value != default[name]
    )


def _scores(info: ModelInfo) -> list[tuple[str, str]]:
    """Write the held-out scores of the model, if they were computed."""
    summary = info.summary
    if summary is None or summary.relative_wis is None:
        return []
    label, values = baseline_label(summary.baseline), of_kind(info.kind)
    text = f"{summary.relative_wis:.2f} of the WIS of the {label} on held-out {values}"
    if summary.coverage_50 is not None and summary.coverage_95 is not None:
        covered = f"the 50 % interval covered {percent(summary.coverage_50)}, the 95 % interval {percent(summary.coverage_95)}"
        text = f"{text}; {covered}"
    return [("score", text)]


def info_data(info: ModelInfo) -> dict[str, Any]:
    """Return the same as JSON data."""
    summary = info.summary
    return {
        "format_version": info.format_version,
        "package_version": info.package_version,
        "numpy_version": info.numpy_version,
        "file_size": info.file_size,
        "digest": info.digest,
        "seed": info.seed,
        "cell": str(info.cell),
        "gates": str(info.gates),
        "horizon": info.horizon,
        "context_steps": info.length,
        "seasonal_lags": list(info.lags),
        "members": info.members,
        "hidden": info.hidden,
        "parameters": info.parameters,
        "second_members": info.second_members,
        "second_hidden": info.second_hidden,
        "second_parameters": info.second_parameters,
        "series": info.series,
        "first_names": list(info.names),
        "known": info.observations,
        "missing": info.missing,
        "first": info.first,
        "last": info.last,
        "frequency": info.frequency.name,
        "columns": columns_data(info.columns),
        "kind": str(info.kind),
        "reading": asdict(info.reading),
        "source": info.source,
        "relative_wis": None if summary is None else summary.relative_wis,
    }
