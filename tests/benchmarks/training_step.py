"""Our training step beside PyTorch's: forward, back-propagation through time and Adam, one update of one network.

    python -m venv torchvenv && torchvenv/bin/pip install torch==2.13.0 -e .
    torchvenv/bin/python tests/benchmarks/training_step.py [--hidden 8,64] [--batch 1,64] [--steps 24] [--rounds 9]

Nothing else needs torch. Both sides learn y = σ(W·h) at every step by the squared error, in float32, from the same
sequences of four inputs: ours by `lstm_cli.lstm` as `lstm_cli.ensemble.trainer` calls it, PyTorch's by ``nn.LSTM``,
``nn.Linear`` and Adam (fused, gradients set to none). PyTorch may choose for each cell what is fastest: oneDNN or not,
one thread or two. Both run in one process, in rotating order; a figure is the median over the rounds, of the processor's
time with one thread and of the clock's with two. torch/ours above 1 means that ours is faster. Ratios carry over to
another run; milliseconds do not.
"""

import argparse
import itertools
import math
import statistics
import time

import numpy as np
import torch
from sides import BATCH, HIDDEN, INPUTS, STEPS, Ensemble, Ours, OursStreaming, Torch, TorchStreaming

from lstm_cli._threads import one_thread

NEAR = 1.3  # with or without oneDNN: what is this many times slower in a trial is not measured further
SHORTEST = 0.01  # seconds that are timed at once, so that the clock's own time is nothing
MEMBERS = 8


def timed(action, count, *, clock):
    """Return the seconds that an action takes."""
    start = clock()
    for _ in range(count):
        action()
    return (clock() - start) / count


class Contender:
    """An action, the setting of PyTorch that it runs under, and how long it took each time."""

    def __init__(self, action, dnn=True, threads=1):
        self.action, self.dnn, self.threads, self.seconds = action, dnn, threads, []
        self.clock = time.process_time if threads == 1 else time.perf_counter
        self.count = 1

    def run(self):
        """Take the time once more."""
        torch.set_num_threads(self.threads)
        torch.backends.mkldnn.set_flags(_enabled=self.dnn)
        self.seconds.append(timed(self.action, self.count, clock=self.clock))

    def try_out(self):
        """Run a few times without keeping the times; return the shortest, and choose how many are timed at once."""
        for _ in range(3):
            self.run()
        shortest = min(self.seconds[1:])
        self.count = max(1, math.ceil(SHORTEST / shortest))
        self.seconds.clear()
        return shortest


def compare(ours, theirs, rounds, threads):
    """Return the seconds of ours, of the best of theirs, and the setting of the latter."""
    mine, kept = Contender(ours), []
    mine.try_out()
    for count in threads:
        others = [Contender(theirs, dnn, count) for dnn in (True, False)]
        trial = [other.try_out() for other in others]
        kept += [other for other, seconds in zip(others, trial, strict=True) if seconds < NEAR * min(trial)]
    kept = [mine, *kept]
    for turn in range(rounds):
        for place in range(len(kept)):
            kept[(turn + place) % len(kept)].run()
    medians = [statistics.median(contender.seconds) for contender in kept]
    best = min(range(1, len(kept)), key=medians.__getitem__)
    return medians[0], medians[best], kept[best]


def sgemm_speed():
    """Return the floating-point operations a second of a product of matrices of 1024 x 1024."""
    a = np.random.default_rng(0).random((1024, 1024), np.float32)
    out = np.empty_like(a)
    return 2 * 1024**3 / statistics.median(timed(lambda: a.dot(a, out), 1, clock=time.process_time) for _ in range(7))


def operations(hidden, batch, steps):
    """Return the floating-point operations of the products of a training step."""
    return 3 * 2 * 4 * hidden * (hidden + INPUTS + 1) * batch * steps


def geometric_mean(ratios):
    """Return the geometric mean; NaN of none."""
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else math.nan


def measure_grid(cells, rounds, threads):
    """Print a line for each cell; return torch/ours and the share of sgemm by cell."""
    ratios, shares = {}, {}
    say("hidden batch steps   ours ms  torch ms  torch/ours  % of sgemm  (torch: oneDNN, threads)")
    for hidden, batch, steps in cells:
        shape = (hidden, batch, steps)
        speed = sgemm_speed()
        ours, theirs, setting = compare(Ours(*shape).step, Torch(*shape).step, rounds, threads)
        ratios[shape], shares[shape] = theirs / ours, operations(*shape) / ours / speed
        numbers = f"{hidden:6} {batch:5} {steps:5} {1e3 * ours:9.3f} {1e3 * theirs:9.3f} {theirs / ours:11.2f}"
        say(f"{numbers} {100 * shares[shape]:11.0f}  ({'yes' if setting.dnn else 'no'}, {setting.threads})")
    return ratios, shares


def report(ratios, shares):
    """Print the table of ratios and what it comes to."""
    sizes = sorted({(batch, steps) for _, batch, steps in ratios})
    say("\ntorch/ours\nhidden " + "".join(f"{batch:>5},{steps:<4}" for batch, steps in sizes))
    for hidden in sorted({cell[0] for cell in ratios}):
        row = [ratios.get((hidden, *size)) for size in sizes]
        say(f"{hidden:6} " + "".join(f"{ratio:8.2f}  " if ratio else " " * 10 for ratio in row))
    small = {cell: ratio for cell, ratio in ratios.items() if cell[0] <= 64}
    say(f"\ngeometric mean of {len(ratios)} cells: {geometric_mean([*ratios.values()]):.2f}")
    say(f"geometric mean of {len(small)} cells with hidden <= 64: {geometric_mean([*small.values()]):.2f}")
    for name, some in (("worst cell", ratios), ("worst cell with hidden <= 64", small)):
        if some:
            worst = min(some, key=some.get)
            say(f"{name}: {some[worst]:.2f} at hidden {worst[0]}, batch {worst[1]}, steps {worst[2]}")
    large = [share for (hidden, batch, _), share in shares.items() if hidden == 256 and batch >= 64]
    if large:
        say(
            f"share of sgemm at hidden 256 and batch >= 64: {100 * geometric_mean(large):.0f} %, least {100 * min(large):.0f} %"
        )


def measure_ensemble(rounds, threads):
    """Print how long a step of eight members takes beside eight of PyTorch's, at the size of members from scratch."""
    shape = (HIDDEN, BATCH, STEPS)
    theirs = [Torch(*shape) for _ in range(MEMBERS)]
    ours, other, _ = compare(Ensemble(MEMBERS, *shape).step, lambda: [one.step() for one in theirs], rounds, threads)
    size = f"hidden {HIDDEN}, batch {BATCH}, {STEPS} steps"
    say(
        f"ensemble of {MEMBERS} ({size}): ours {1e3 * ours:.2f} ms, torch {1e3 * other:.2f} ms, ratio {other / ours:.2f}"
    )


def measure_streaming(rounds, threads):
    """Print how long one step forward of one series takes, from floats to a float."""
    for hidden in (8, 32, 64, 128):
        mine, theirs = OursStreaming(hidden), TorchStreaming(hidden)
        found = [compare(mine.step, step, rounds, threads) for step in (theirs.step_of_lstm, theirs.step_of_cell)]
        ours, other = (min(pair[place] for pair in found) for place in (0, 1))
        say(
            f"streaming step (hidden {hidden}): ours {1e6 * ours:.1f} us, torch {1e6 * other:.1f} us, ratio {other / ours:.1f}"
        )


def say(line):
    """Print a line at once."""
    print(line, flush=True)


def numbers(text):
    """Read numbers between commas."""
    return [int(number) for number in text.split(",")]


def main():
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hidden", type=numbers, default=[8, 16, 32, 64, 128, 256])
    parser.add_argument("--batch", type=numbers, default=[1, 16, 64, 256])
    parser.add_argument("--steps", type=numbers, default=[24, 52, 128])
    parser.add_argument("--threads", type=numbers, default=[1, 2], help="of PyTorch; 1 where others use the machine")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", choices=["grid", "ensemble", "streaming"], action="append")
    asked = parser.parse_args()
    parts = asked.only or ["grid", "ensemble", "streaming"]
    with one_thread():
        if "grid" in parts:
            report(
                *measure_grid(itertools.product(asked.hidden, asked.batch, asked.steps), asked.rounds, asked.threads)
            )
        if "ensemble" in parts:
            measure_ensemble(asked.rounds, asked.threads)
        if "streaming" in parts:
            measure_streaming(asked.rounds, asked.threads)


if __name__ == "__main__":
    main()
