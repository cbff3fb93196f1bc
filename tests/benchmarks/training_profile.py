"""What training the sample spends its time on: imports, the networks, what is fitted beside them, and the rest.

    python tests/benchmarks/training_profile.py [DATA] [-- OPTIONS OF TRAIN]

Trains once under cProfile, with one process. Time in NumPy and the standard library counts for the part of the package
that called it; a module that is loaded counts as an import. The profile makes calls of Python functions slower, so that
what is not arithmetic comes out larger than it is.
"""

import cProfile
import pstats
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data" / "flu_hospital_admissions.csv"
PARTS = {  # by the package or module that the time belongs to; the first that fits
    "imports": ("import",),
    "networks: forward, back-propagation, optimiser": ("lstm",),
    "networks: loss, tuning, gathering of windows": (
        "ensemble/tuning", "ensemble/member_loss", "ensemble/trainer", "ensemble/windows", "ensemble/from_prior",
        "ensemble/early_stopping", "ensemble/from_scratch", "ensemble/training_set",
    ),
    "anchors, features": ("anchors", "features", "ensemble/anchor", "ensemble/series_units", "ensemble/whole"),
    "forecasts held out, calibration, scores": ("ensemble", "evaluation", "metrics", "prior"),
}  # fmt: skip
REST = "reading, checks, the model file, the command"


def owner(function):
    """Return the part of the package that a function belongs to, "import", or None for what counts for its callers."""
    path, _, name = function
    if name == "<module>" or "importlib" in path:
        return "import"
    if "/lstm_cli/" in path:
        return path.rpartition("/lstm_cli/")[2].removesuffix(".py")
    return None


def by_owner(stats):
    """Return the seconds of each part of the package, those of others' functions shared out among their callers."""
    seconds, waiting = Counter(), {function: row[2] for function, row in stats.items()}
    for _ in range(40):  # levels of others' functions that call each other
        passed = Counter()
        for function, own in waiting.items():
            part, callers = owner(function), stats[function][4]
            if part is not None or not callers:
                seconds[part or "other"] += own
                continue
            total = sum(row[3] for row in callers.values())
            for caller, row in callers.items():
                passed[caller] += own * (row[3] / total if total else 1 / len(callers))
        waiting = passed
    return seconds


def report(seconds):
    """Print the seconds and the share of each part."""
    parts = Counter()
    for name, own in seconds.items():
        fitting = (part for part, starts in PARTS.items() if name.startswith(starts))
        parts[next(fitting, REST)] += own
    total = sum(parts.values())
    training = total - parts["imports"]
    print(f"{'':50} {'s':>6} {'%':>6} {'% without imports':>18}")
    for part in (*PARTS, REST):
        own = parts[part]
        share = "" if part == "imports" else f"{100 * own / training:18.1f}"
        print(f"{part:50} {own:6.2f} {100 * own / total:6.1f} {share}")


def main():
    """Train under the profiler."""
    from lstm_cli.__main__ import main as command  # its imports are not of the profile: they take 0.02 s

    data, options = (sys.argv[1:2] or [str(SAMPLE)]), sys.argv[3:]
    profile = cProfile.Profile()
    with tempfile.TemporaryDirectory() as folder:
        sys.argv = ["lstm-forecast", "train", *data, "-m", f"{folder}/model.lstm", "--quiet", "--jobs", "1", *options]
        try:
            profile.runcall(command)
        except SystemExit as leaving:
            if leaving.code:
                raise
    report(by_owner(pstats.Stats(profile).stats))


if __name__ == "__main__":
    main()
