"""How often `lf.watch` raises an alarm without a reason, and how often it finds a count that something happened to.

    python tests/benchmarks/watch_alarms.py [--runs 2] [--nights 40]

For each process a model is trained once on 180 days of 60 series; then each night brings a further count of every series.
Counts of at least 20 are changed every eighth night, each by itself: doubled, tripled, halved, set to zero.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

import lstm_cli as lf

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "samples"))
from quiet_counts import PROCESSES, frame_of, quiet_counts

PAST = 180  # days
LIMITS = (0.1, 0.05, 0.01, 0.001)  # of p-values
CHANGES = {"doubled": 2, "tripled": 3, "halved": 0.5, "zero": 0}
EVERY = 8  # nights
LARGE = 20
SEED = 21


def watched(counts, nights):
    """Return the p-values of the new counts of all nights, and how many changed counts were alarms, of how many."""
    model = lf.Forecaster(horizon=1, seed=1).fit(frame_of(counts[:, :PAST]))
    p_values, found, large = [], np.zeros(len(CHANGES)), 0
    for end in range(PAST + 1, PAST + nights + 1):
        p_values += [count.p_value for count in lf.watch(model, frame_of(counts[:, :end])).counts]
        if end % EVERY:
            continue
        busy = np.flatnonzero(counts[:, end - 1] >= LARGE)
        large += len(busy)
        for at, factor in enumerate(CHANGES.values()):
            changed = counts[:, :end].copy()
            changed[:, -1] = np.rint(changed[:, -1] * factor)
            alarms = {count.name for count in lf.watch(model, frame_of(changed)).alarms}
            found[at] += sum(f"s{row:02}" in alarms for row in busy)
    return p_values, found, large


def main():
    """Print a line for each process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--nights", type=int, default=40)
    asked = parser.parse_args()
    for name in PROCESSES:
        runs = [
            watched(quiet_counts(name, PAST + asked.nights, np.random.default_rng(SEED + run)), asked.nights)
            for run in range(asked.runs)
        ]
        p_values = np.concatenate([run[0] for run in runs])
        found, large = sum(run[1] for run in runs), sum(run[2] for run in runs)
        below = ", ".join(f"{limit:g}: {100 * (p_values < limit).mean():.2f} %" for limit in LIMITS)
        share = [
            f"{change} {100 * number / max(large, 1):.0f} %" for change, number in zip(CHANGES, found, strict=True)
        ]
        line = f"{name}: {len(p_values)} counts, p below {below}; of {large} changed found: {', '.join(share)}"
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
