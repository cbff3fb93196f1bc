"""The files of pretraining: examples, the state of the training, the weights."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli._threads import one_thread
from lstm_cli.atomic import write_atomically
from lstm_cli.lstm.network import Network
from lstm_cli.pretraining.corpus import Sequence, sequences
from lstm_cli.pretraining.training import State

__all__ = ["Shard", "load_state", "made_shard", "read_shard", "save_state", "write_weights"]


@dataclass(frozen=True, slots=True)
class Shard:
    """Some of the panels of a seed, whose examples are in one file."""

    seed: int
    panels: range


def made_shard(shard: Shard) -> tuple[Shard, bytes]:
    """Simulate some panels and return them with the content of their file."""
    with one_thread():
        made = list(sequences(shard.seed, shard.panels))
    content = {
        "inputs": np.concatenate([sequence.inputs for sequence in made]),
        "units": np.concatenate([sequence.units for sequence in made]),
        "lengths": np.array([len(sequence.inputs) for sequence in made]),
        "panels": np.array([sequence.panel for sequence in made]),
    }
    return shard, _packed(content)


def read_shard(path: Path) -> Iterator[Sequence]:
    """Yield the sequences of a file."""
    with np.load(path) as arrays:
        inputs, units, lengths, panels = (arrays[name] for name in ("inputs", "units", "lengths", "panels"))
    ends = np.cumsum(lengths)
    for end, length, panel in zip(ends.tolist(), lengths.tolist(), panels.tolist(), strict=True):
        yield Sequence(inputs[end - length : end], units[end - length : end], panel)


def save_state(path: Path, state: State) -> None:
    """Save the state of a training."""
    write_atomically(path, _packed(state.to_arrays()))


def load_state(path: Path) -> State | None:
    """Return the saved state, or None."""
    if not path.exists():
        return None
    with np.load(path) as arrays:
        return State.from_arrays({name: arrays[name] for name in arrays.files})


def write_weights(network: Network) -> bytes:
    """Return the weights in half precision; the same weights give the same bytes."""
    half = network.astype(np.float16)
    return _packed({"gates": half.gates, "projection": half.projection})


def _packed(arrays: dict[str, Array]) -> bytes:
    """Return arrays as an uncompressed ``.npz``, whose members have no timestamps."""
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]  # names are not those of its own options
    return stream.getvalue()
