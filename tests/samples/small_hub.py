"""A small hub as tests need one: the task layout of FluSight 2025-26 with few rounds, locations and made-up counts."""

import datetime as dt
import json
import math

LEVELS = [0.01, 0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975, 0.99]
PLACES = {"US": ("US", "US", 331_000_000), "01": ("AL", "Alabama", 5_157_699), "02": ("AK", "Alaska", 740_133)}
COUNTS, PROPORTIONS, PEAK, PEAK_WEEK, CHANGE = (
    "wk inc flu hosp",
    "wk inc flu prop ed visits",
    "peak inc flu hosp",
    "peak week inc flu hosp",
    "wk flu hosp rate change",
)
CHANGES = ["large_decrease", "decrease", "stable", "increase", "large_increase"]
HORIZONS = [-1, 0, 1, 2, 3]
RATES = [0.3, 0.5, 0.7, 1, 1.7, 3, 4, 5]  # per 100,000 people, at which categories of a change begin
WEEK = dt.timedelta(weeks=1)
FIRST, LAST = dt.date(2024, 7, 6), dt.date(2025, 1, 18)  # of the data
SAMPLES = {
    "output_type_id_params": {
        "type": "character",
        "max_length": 15,
        "min_samples_per_task": 100,
        "max_samples_per_task": 100,
        "compound_taskid_set": ["reference_date", "location", "target"],
    },
    "is_required": False,
    "value": {"type": "integer", "minimum": 0},
}


def weeks(first, last):
    """List the Saturdays from one day to another."""
    return [str(first + k * WEEK) for k in range((last - first).days // 7 + 1)]


ROUNDS = [
    *weeks(dt.date(2024, 11, 23), dt.date(2025, 2, 22)),
    *weeks(dt.date(2025, 11, 22), dt.date(2025, 12, 27)),
]
ENDS = [*weeks(dt.date(2024, 11, 16), dt.date(2025, 3, 15)), *weeks(dt.date(2025, 11, 15), dt.date(2026, 1, 17))]
PEAK_WEEKS = weeks(dt.date(2024, 11, 23), dt.date(2025, 2, 22))


def rate_column(rate):
    """Return how FluSight calls the column of a threshold."""
    return f"count_rate{f'{rate:g}'.replace('.', 'p')}"


def ids(target, *, steps=True):
    """Return the task ids of one target."""

    def optional(values):
        return {"required": None, "optional": values}

    return {
        "reference_date": optional(ROUNDS),
        "target": optional([target]),
        "horizon": optional(HORIZONS if steps else None),
        "location": optional(list(PLACES)),
        "target_end_date": optional(ENDS if steps else None),
    }


def levels_of(kind, *, required, ids=LEVELS, maximum=None):
    """Return an output type whose ids are all required."""
    value = {"type": kind, "minimum": 0} | ({} if maximum is None else {"maximum": maximum})
    return {"output_type_id": {"required": list(ids)}, "is_required": required, "value": value}


def about(target, units, kind, *, step_ahead):
    """Return the metadata of one target."""
    unit = {"time_unit": "week"} if step_ahead else {}
    return [
        {
            "target_id": target,
            "target_name": target,
            "target_units": units,
            "target_keys": {"target": target},
            "target_type": kind,
            "is_step_ahead": step_ahead,
        }
        | unit
    ]


def tasks():
    """Return the content of tasks.json."""
    pmf = {"pmf": levels_of("double", required=False, ids=CHANGES, maximum=1)}
    when = {"pmf": levels_of("double", required=False, ids=PEAK_WEEKS, maximum=1)}
    median = {"output_type_id": {"required": None}, "is_required": False, "value": {"type": "double", "minimum": 0}}
    counts = {"quantile": levels_of("double", required=True), "median": median, "sample": SAMPLES}
    shares = {"quantile": levels_of("double", required=False, maximum=1)}
    of = [
        (CHANGE, pmf, about(CHANGE, "rate per 100,000 population", "ordinal", step_ahead=True)),
        (COUNTS, counts, about(COUNTS, "count", "continuous", step_ahead=True)),
        (
            PEAK,
            {"quantile": levels_of("double", required=False)},
            about(PEAK, "count", "continuous", step_ahead=False),
        ),
        (PEAK_WEEK, when, about(PEAK_WEEK, "count", "date", step_ahead=False)),
        (PROPORTIONS, shares, about(PROPORTIONS, "proportion", "continuous", step_ahead=True)),
    ]
    model_tasks = [
        {
            "task_ids": ids(target, steps=target not in {PEAK, PEAK_WEEK}),
            "output_type": outputs,
            "target_metadata": said,
        }
        for target, outputs, said in of
    ]
    due = {"relative_to": "reference_date", "start": -6, "end": -3}
    rounds = {"round_id_from_variable": True, "round_id": "reference_date", "model_tasks": model_tasks}
    schema = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v6.0.0/tasks-schema.json"
    return {"schema_version": schema, "rounds": [rounds | {"submissions_due": due}]}


def count(place, week):
    """Return a made-up weekly count: a wave a year, the larger the place."""
    size = {"US": 900, "01": 40, "02": 8}[place]
    return round(size * math.exp(1.2 * math.sin(2 * math.pi * (week + 6) / 52)) + (7 * week) % 5)


def series(until=LAST):
    """Yield place, date and count from the first week on."""
    for place in PLACES:
        for week in range((until - FIRST).days // 7 + 1):
            yield place, FIRST + week * WEEK, count(place, week)


def time_series():
    """Return target data of two vintages: in the second the newest counts of the first are higher by a tenth."""
    rows = ["as_of,target,location,target_end_date,observation"]
    for place, day, n in series(LAST - WEEK):
        low = round(n / 1.1) if day == LAST - WEEK else n
        rows.append(f"{LAST - WEEK + dt.timedelta(4)},{COUNTS},{place},{day},{low}")
    rows += [f"{LAST + dt.timedelta(4)},{COUNTS},{place},{day},{n}" for place, day, n in series()]
    rows += [f"{LAST + dt.timedelta(4)},{PROPORTIONS},{place},{day},{n / 10_000:.4f}" for place, day, n in series()]
    return "\n".join(rows) + "\n"


def make_hub(folder):
    """Write a hub into a folder, and return that."""
    for name in ("hub-config", "auxiliary-data", "target-data", "model-metadata"):
        (folder / name).mkdir(parents=True)
    admin = {"name": "Small hub", "file_format": ["csv", "parquet"], "timezone": "US/Eastern"}
    (folder / "hub-config" / "admin.json").write_text(json.dumps(admin))
    (folder / "hub-config" / "tasks.json").write_text(json.dumps(tasks(), indent=1))
    rows = [
        ",".join([f'"{short}","{code}","{name}",{people}', *(str(round(rate * people / 100_000)) for rate in RATES)])
        for code, (short, name, people) in PLACES.items()
    ]
    head = ",".join(['"abbreviation","location","location_name","population"', *map(rate_column, RATES)])
    (folder / "auxiliary-data" / "locations.csv").write_text("\n".join([head, *rows, ""]))
    (folder / "target-data" / "time-series.csv").write_text(time_series())
    (folder / "model-metadata" / "Team-Model.yml").write_text('team_abbr: "Team"\nmodel_abbr: "Model"\n')
    return folder


AGES = ["0-64", "65+"]


def by_age(folder):
    """Give a hub of `make_hub` counts and tasks by age group: a third of each count is of the old; return the folder."""
    path = folder / "hub-config" / "tasks.json"
    content = json.loads(path.read_text())
    for task in content["rounds"][0]["model_tasks"]:
        if task["target_metadata"][0]["target_id"] != PROPORTIONS:
            task["task_ids"]["age_group"] = {"required": AGES, "optional": None}
    path.write_text(json.dumps(content))
    rows = ["target,location,Age group,target_end_date,observation"]
    for place, day, n in series():
        rows += [
            f"{COUNTS},{place},{age},{day},{m}" for age, m in zip([*AGES, "all"], [n - n // 3, n // 3, n], strict=True)
        ]
    (folder / "target-data" / "time-series.csv").write_text("\n".join([*rows, ""]))
    return folder


ROUND = dt.date(2025, 1, 25)
COLUMNS = [
    *("reference_date", "target", "horizon", "location", "target_end_date"),
    *("output_type", "output_type_id", "value"),
]
LEVEL_NAMES = [f"{level:g}" for level in LEVELS]


def _steps(target, place):
    """Yield the task ids of each horizon."""
    for horizon in HORIZONS:
        end = ROUND + horizon * WEEK
        yield {
            "reference_date": str(ROUND),
            "target": target,
            "horizon": str(horizon),
            "location": place,
            "target_end_date": str(end),
        }


def _whole(target, place):
    """Return the task ids of a season."""
    return {
        "reference_date": str(ROUND),
        "target": target,
        "horizon": "NA",
        "location": place,
        "target_end_date": "NA",
    }


def submission():
    """Return the rows of a file that keeps all rules, as dictionaries of texts."""
    rows = []

    def add(task, kind, of):
        rows.extend(task | {"output_type": kind, "output_type_id": name, "value": value} for name, value in of)

    for place in ("US", "01"):
        for task in _steps(CHANGE, place):
            add(task, "pmf", zip(CHANGES, ("0.1", "0.2", "0.4", "0.2", "0.1"), strict=True))
        for task in _steps(COUNTS, place):
            add(task, "quantile", [(name, str(10 * k)) for k, name in enumerate(LEVEL_NAMES)])
            add(task, "median", [("NA", "110")])
        for task in _steps(PROPORTIONS, place):
            add(task, "quantile", [(name, f"{k / 1000:g}") for k, name in enumerate(LEVEL_NAMES)])
        add(_whole(PEAK, place), "quantile", [(name, str(100 * k)) for k, name in enumerate(LEVEL_NAMES)])
        add(_whole(PEAK_WEEK, place), "pmf", [(week, f"{1 / len(PEAK_WEEKS):.12f}") for week in PEAK_WEEKS])
    for task in _steps(COUNTS, "01"):
        add(task, "sample", [(f"AL{k:02d}", str(20 + k)) for k in range(100)])
    return rows


def write_submission(path, rows, columns=COLUMNS):
    """Write rows as CSV, and return the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [",".join(columns), *(",".join(row[name] for name in columns) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path
