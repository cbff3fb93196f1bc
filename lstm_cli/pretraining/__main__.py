"""Make the shared weights: ``python -m lstm_cli.pretraining FOLDER``.

FOLDER keeps the simulated examples and the state of the training, so that a run that was stopped can go on, and in the end
`weights.npz` and `made.json`; to ship them, copy both to `lstm_cli/prior/`. The same recipe gives the same bytes. A run takes
less than an hour on two cores.
"""

import argparse
import json
import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import Final

import numpy as np

from lstm_cli._threads import one_thread
from lstm_cli.atomic import write_atomically
from lstm_cli.errors import ForecastError
from lstm_cli.parallel.executors import finished, make_executor
from lstm_cli.pretraining.corpus import Sequence
from lstm_cli.pretraining.files import Shard, load_state, made_shard, read_shard, save_state, write_weights
from lstm_cli.pretraining.recipe import Recipe
from lstm_cli.pretraining.training import Examples, State, examples_of, losses, start, train
from lstm_cli.prior.weights import MADE, WEIGHTS

SHARD: Final = 100  # panels in a file
WORKERS: Final = 2  # processes
KEEP_EVERY: Final = 500  # updates
VALIDATION_BATCHES: Final = 8


def main(arguments: list[str] | None = None) -> int:
    """Simulate, train and write; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lstm_cli.pretraining", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--workers", type=int, metavar="N", help="processes that simulate [default: 2]")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster that simulates instead: tcp://HOST:PORT")
    for field in fields(Recipe):
        kind = type(field.default)
        parser.add_argument(f"--{field.name}", type=kind, default=field.default, help=f"[default: {field.default}]")
    chosen = vars(parser.parse_args(arguments))
    folder, workers, scheduler = (chosen.pop(name) for name in ("folder", "workers", "scheduler"))
    recipe = Recipe(**chosen)
    kept = folder / recipe.digest[:12]
    kept.mkdir(parents=True, exist_ok=True)
    try:
        sequences = _simulated(folder / f"seed_{recipe.seed}", recipe, workers=workers, scheduler=scheduler)
    except ForecastError as error:
        parser.exit(error.exit_code, f"{parser.prog}: error: {error}\n")
    with one_thread():
        examples = examples_of(sequences)
        state = _trained(kept, examples, recipe)
        figures = _figures(state, examples, recipe)
    write_atomically(folder / WEIGHTS, write_weights(state.network))
    record = recipe.to_dict() | {"sha256": recipe.digest, "figures": figures}
    write_atomically(folder / MADE, (json.dumps(record, indent=2) + "\n").encode())
    _say(f"{folder / WEIGHTS} and {folder / MADE} are written: loss {figures['over_anchors']:.3f} of the anchors'")
    return 0


def _simulated(folder: Path, recipe: Recipe, *, workers: int | None, scheduler: str | None) -> list[Sequence]:
    """Return the examples of all panels, simulating those without a file; only this process writes files."""
    parts = [range(first, min(first + SHARD, recipe.panels)) for first in range(0, recipe.panels, SHARD)]
    folder.mkdir(exist_ok=True)
    paths = {part.start: folder / f"examples_{part.start:06}_{part.stop:06}.npz" for part in parts}
    todo = [Shard(recipe.seed, part) for part in parts if not paths[part.start].exists()]
    begun, done = time.perf_counter(), recipe.panels - sum(len(shard.panels) for shard in todo)
    _say(f"{done} of {recipe.panels} panels are there")
    jobs = workers or (WORKERS if scheduler is None else None)
    with make_executor(jobs, scheduler) as executor:
        for shard, content in finished(executor, made_shard, todo, jobs=jobs):
            write_atomically(paths[shard.panels.start], content)
            done += len(shard.panels)
            _say(f"{done} of {recipe.panels} panels, {time.perf_counter() - begun:.0f} s")
    return [sequence for path in paths.values() for sequence in read_shard(path)]


def _trained(folder: Path, examples: Examples, recipe: Recipe) -> State:
    """Train from the saved state, or from the start."""
    path = folder / "state.npz"
    state = load_state(path) or start(recipe)
    recent: list[float] = []
    begun = time.perf_counter()
    while state.optimiser.updates < recipe.updates:
        until = min(state.optimiser.updates + KEEP_EVERY, recipe.updates)
        recent.clear()
        train(state, examples, recipe, until=until, report=lambda _, loss: recent.append(loss))
        save_state(path, state)
        own, usual = losses(state.network, examples, recipe, VALIDATION_BATCHES)
        _say(
            f"{until} of {recipe.updates} updates: loss {np.mean(recent):.4f}, of panels not learned from {own:.4f},"
            f" of their anchors {usual:.4f}, {time.perf_counter() - begun:.0f} s"
        )
    return state


def _figures(state: State, examples: Examples, recipe: Recipe) -> dict[str, float]:
    """Return the loss on validation panels, that of their anchors with normal errors, and the ratio."""
    own, usual = losses(state.network.astype(np.float16).astype(np.float32), examples, recipe, 4 * VALIDATION_BATCHES)
    return {"loss": round(own, 4), "anchors": round(usual, 4), "over_anchors": round(own / usual, 4)}


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - this module is a command


if __name__ == "__main__":
    sys.exit(main())
