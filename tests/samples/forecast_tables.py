"""One set of forecasts as every program writes it: what the tests of reading and of scoring share."""

import datetime as dt

LEVELS = (0.1, 0.5, 0.9)
PLACES = ("Ohio", "Texas")
STARTS = {"Ohio": (60, 120, 170), "Texas": (5, 9, 20)}
FIRST = dt.date(2024, 4, 13)  # a Saturday, the first of three that are forecast
KNOWN = dt.date(2024, 4, 6)


def week(ahead):
    """Return the Saturday so many weeks after what was known."""
    return KNOWN + dt.timedelta(weeks=ahead)


def forecasts(places=PLACES, steps=3, factor=1.0):
    """Return (series, step, date, quantiles) of each forecast."""
    return [
        (place, step, week(step), tuple(factor * (value + 3 * step) for value in STARTS[place]))
        for place in places
        for step in range(1, steps + 1)
    ]


def csv_text(header, rows):
    """Write a CSV."""
    return "\n".join([header, *(",".join(map(str, row)) for row in rows), ""])


def by_row(header, start, points=False, **which):
    """Write a row for each quantile; ``start`` writes what comes before the level, ``points`` adds points."""
    rows = []
    for place, step, date, values in forecasts(**which):
        if points:
            rows.append((*start(place, step, date, "point"), "NA", values[1]))
        rows += [(*start(place, step, date, "quantile"), level, v) for level, v in zip(LEVELS, values, strict=True)]
    return csv_text(header, rows)


def own(**which):
    """Columns of `predict`."""
    rows = [(place, date, *values) for place, _, date, values in forecasts(**which)]
    return csv_text("location,date,q0.1,q0.5,q0.9", rows)


def backtest(**which):
    """Columns of `backtest`."""
    rows = [(KNOWN, place, date, *values) for place, _, date, values in forecasts(**which)]
    return csv_text("cutoff,location,date,q0.1,q0.5,q0.9", rows)


def flusight(**which):
    """Hub rows whose reference date ends the week in progress: horizon 0 is the first new week."""
    header = "reference_date,target,horizon,target_end_date,location,output_type,output_type_id,value"
    return by_row(header, lambda p, k, d, kind: (FIRST, "wk inc flu hosp", k - 1, d, p, kind), **which)


def respicast(**which):
    """Hub rows of a hub that counts from the last week known."""
    header = "origin_date,target,target_end_date,horizon,location,output_type,output_type_id,value"
    return by_row(header, lambda p, k, d, kind: ("2024-04-17", "ILI", d, k, p, kind), **which)


def zoltar(**which):
    """Zoltar's rows, made on a Monday, with points."""
    header = "forecast_date,target,target_end_date,location,type,quantile,value"
    start = lambda p, k, d, kind: ("2024-04-08", f"{k} wk ahead inc flu hosp", d, p, kind)  # noqa: E731
    return by_row(header, start, points=True, **which)


def scoringutils(**which):
    """Rows of scoringutils, with what came."""
    rows = [
        ("M", place, date, step, level, value, observed(place, step))
        for place, step, date, values in forecasts(**which)
        for level, value in zip(LEVELS, values, strict=True)
    ]
    return csv_text("model,location,target_end_date,horizon,quantile_level,predicted,observed", rows)


def observed(place, step):
    """Return what came."""
    return {"Ohio": 110, "Texas": 12}[place] + 7 * step


def prophet(**which):
    """Prophet's columns of one series, with components that nobody asked for."""
    rows = [(date, values[1], 3.5, values[0], values[2]) for _, _, date, values in forecasts(**which)]
    return csv_text("ds,yhat,trend,yhat_lower,yhat_upper", rows)


def statsforecast(**which):
    """Nixtla's columns of two models."""
    rows = [(p, d, v[1], v[0], v[2], 2 * v[1], 2 * v[0], 2 * v[2]) for p, _, d, v in forecasts(**which)]
    header = "unique_id,ds,AutoETS,AutoETS-lo-80,AutoETS-hi-80,Theta,Theta-lo-80,Theta-hi-80"
    return csv_text(header, rows)


def autogluon(**which):
    """AutoGluon's columns, with a mean."""
    rows = [(p, f"{d} 00:00:00", v[1] + 1, *v) for p, _, d, v in forecasts(**which)]
    return csv_text("item_id,timestamp,mean,0.1,0.5,0.9", rows)


def r_forecast(**which):
    """Write a data frame of R's forecast, dates as names of rows."""
    rows = [(f'"{d}"', v[1], v[0], v[2]) for _, _, d, v in forecasts(**which)]
    return csv_text('"","Point Forecast","Lo 80","Hi 80"', rows)


def r_quantiles(**which):
    """Write a matrix of R's quantiles with checked names."""
    rows = [(p, d, *v) for p, _, d, v in forecasts(**which)]
    return csv_text("location,date,X10.,X50.,X90.", rows)


def bounds(**which):
    """Lower and upper ends with their share, and a median."""
    rows = [(p, d, v[1], v[0], v[2]) for p, _, d, v in forecasts(**which)]
    return csv_text("location,date,median,lower_80,upper_80", rows)


def neuralforecast(**which):
    """Levels of one model by its quantile losses, with what came and the cutoff."""
    rows = [(p, d, KNOWN, *v, observed(p, k)) for p, k, d, v in forecasts(**which)]
    return csv_text("unique_id,ds,cutoff,NHITS_ql0.1,NHITS_ql0.5,NHITS_ql0.9,y", rows)


SINGLE = {"prophet": prophet, "r_forecast": r_forecast}  # of one series
SEVERAL = {
    "own": own,
    "backtest": backtest,
    "flusight": flusight,
    "respicast": respicast,
    "zoltar": zoltar,
    "scoringutils": scoringutils,
    "autogluon": autogluon,
    "r_quantiles": r_quantiles,
    "bounds": bounds,
    "neuralforecast": neuralforecast,
}
