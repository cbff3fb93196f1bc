"""`tidy` never changes a total without saying so, and does what it says: against a program of loops and dictionaries."""

import csv
import datetime as dt
import io
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_cli.errors import ForecastError
from lstm_cli.formats.tidying import change_sentence, csv_parts
from lstm_cli.options import Absent, Negative, TidyOptions, Week, WeekDate
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.tidying.engine import tidy

FIRST = dt.date(2024, 1, 1)
SUPPRESSED = "<5"
KINDS = ("F", "M")


@dataclass(frozen=True)
class Case:
    """A table of two series and two kinds, as cells, what stands around them, and the options that read it."""

    rows: list[tuple[str, int, str, int | str | None]]  # series, day, kind, count
    blank: bool = False
    repeated: bool = False
    total: bool = False
    flagged: bool = False
    options: dict = field(default_factory=dict)

    @property
    def text(self):
        """The table as CSV."""
        lines = ["Report of 3 May", "location,date,sex,cases"]
        for place, (name, day, kind, count) in enumerate(self.rows):
            flag = "*" if self.flagged and place % 3 == 0 and isinstance(count, int) else ""
            lines.append(f"{name},{FIRST + dt.timedelta(day)},{kind},{'' if count is None else count}{flag}")
        if self.blank:
            lines.insert(len(lines) // 2 + 2, ",,,")
        if self.repeated:
            lines.insert(len(lines) // 2 + 2, "location,date,sex,cases")
        if self.total:
            lines.append(f",Total,,{sum(row[3] for row in self.rows if isinstance(row[3], int))}")
        return "\n".join([*lines, ""])


@st.composite
def cases(draw):
    """Draw a table and options that read it."""
    days = draw(st.integers(4, 25))
    has_negative, has_missing, has_unread = (draw(st.booleans()) for _ in range(3))
    cells = [st.integers(0, 40), st.integers(0, 10**6)]
    cells += [st.integers(-30, -1)] if has_negative else []
    cells += [st.none()] if has_missing else []
    cells += [st.just(SUPPRESSED)] if has_unread else []
    how = draw(st.sampled_from(["one kind", "sum", "a series each"]))
    rows = []
    for name in draw(st.sampled_from([("A",), ("A", "B"), ("B", "A", "C")])):
        kinds = draw(st.sampled_from([KINDS, KINDS, KINDS[:1]]))
        gaps = draw(st.sets(st.integers(1, days - 2), max_size=days // 4))
        lone = draw(st.booleans()) and how != "a series each"  # a kind that lacks some days
        places = [(day, kind) for day in range(days) for kind in kinds[: 1 if lone and day % 3 == 1 else None]]
        rows += [(name, day, kind, draw(st.one_of(cells))) for day, kind in places if day not in gaps]
    options = {"missing": (SUPPRESSED,), "strip_flags": True}
    options |= {"where": (("sex", "F"),)} if how == "one kind" else {}
    options |= {"sum": True, "id": ("location",)} if how == "sum" else {}
    options |= {"id": ("location", "sex")} if how == "a series each" else {}
    if has_negative:
        options["negative"] = draw(st.sampled_from(list(Negative)))
    options["absent"] = draw(st.sampled_from([None, *Absent]))
    options["freq"] = "D" if options["absent"] else None
    day = st.integers(0, days - 1).map(lambda at: str(FIRST + dt.timedelta(at)))
    options["from_date"] = draw(st.one_of(st.none(), st.none(), day))
    options["until"] = draw(st.one_of(st.none(), st.none(), day))
    options["drop_last"] = draw(st.sampled_from([0, 0, 1, 3]))
    flags = [draw(st.booleans()) for _ in range(4)]
    return Case(draw(st.permutations(rows)), *flags, options)


def expected(case):
    """Return the counts by series and day that a case comes to, computed row by row."""
    options = case.options
    table = {}
    for name, day, kind, cell in case.rows:
        date = str(FIRST + dt.timedelta(day))
        if options.get("where") and kind != "F":
            continue
        if (options["from_date"] or "") > date or date > (options["until"] or "9"):
            continue
        count = None if cell == SUPPRESSED else cell
        if count is not None and count < 0:
            count = {Negative.MISSING: None, Negative.ZERO: 0}.get(options["negative"], count)
        key = (f"{name} {kind}" if len(options.get("id", ())) > 1 else name, day)
        if key in table:
            count = None if count is None or table[key] is None else table[key] + count
        table[key] = count
    names = sorted({name for name, _ in table})
    last = max((day for _, day in table), default=0)
    done = {}
    for name in names:
        series = {day: count for (other, day), count in sorted(table.items()) if other == name}
        done |= {(name, day): count for day, count in of_series(series, last, options).items()}
    kept = sorted({day for _, day in done})[: -options["drop_last"] or None]
    return {key: count for key, count in done.items() if key[1] in kept}


def of_series(series, last, options):
    """Return a series with corrections deducted and absent days filled."""
    days = sorted(series)
    for day in days:
        size = -(series[day] or 0)
        if size > 0:
            series[day] = 0
            for before in reversed([other for other in days if other < day]):
                taken = min(size, max(series[before] or 0, 0))
                if taken:
                    series[before] -= taken
                    size -= taken
    if options["absent"] is Absent.ZERO:
        return {day: series.get(day, 0) for day in range(days[0], last + 1)}
    if options["absent"] is Absent.MISSING:
        return {day: series.get(day) for day in range(days[0], days[-1] + 1)}
    if options["absent"] is None:
        return series
    known = [day for day in days if series[day] is not None]
    leading = [day for day in days if not known or day < known[0]]
    filled, before = dict.fromkeys(leading), leading[-1] if leading else None
    for day in known:
        steps = 1 if before is None else day - before
        for step in range(steps):
            share = series[day] * (step + 1) // steps - series[day] * step // steps
            filled[day - steps + 1 + step] = share
        before = day
    return filled


def parsed(tidied):
    """Return the rows of the CSV by series and day, read by the csv module."""
    lines = list(csv.reader(io.StringIO("".join(csv_parts(tidied)))))
    return lines[0], {
        (name, (dt.date.fromisoformat(date) - FIRST).days): int(count) if count else None
        for name, date, count in lines[1:]
    }


@given(cases())
@settings(max_examples=80)
def test_tidying_does_what_loops_and_dictionaries_do(case):
    """Every count of every series and time is what a row-by-row computation gives, whatever the options."""
    wanted = expected(case)
    if not any(count is not None for count in wanted.values()):
        return
    tidied = tidy(case.text.encode(), TidyOptions(**case.options), name="d.csv")
    header, table = parsed(tidied)
    assert header[1:] == ["date", "cases"]
    assert table == wanted


@given(cases())
@settings(max_examples=60)
def test_changes_account_for_rows_and_counts(case):
    """What came in is what the file holds, what goes out is what is written, and the changes are the difference."""
    try:
        tidied = tidy(case.text.encode(), TidyOptions(**case.options), name="d.csv")
    except ForecastError:
        return
    _, table = parsed(tidied)
    numbers = [cell for *_, cell in case.rows if isinstance(cell, int)]
    assert tidied.rows_in == len(case.rows) + case.blank + case.repeated + case.total
    assert tidied.counts_in == sum(numbers) * (1 + case.total)
    assert tidied.rows_in + sum(change.rows for change in tidied.changes) == len(tidied) == len(table)
    assert tidied.counts_in + sum(change.counts for change in tidied.changes) == tidied.total
    assert tidied.total == sum(count or 0 for count in table.values())
    assert all(change.remark.code not in change_sentence(change) for change in tidied.changes)


@given(cases())
@settings(max_examples=40)
def test_what_is_written_is_read_without_options(case):
    """Every command finds the columns, the times and the counts of the written table by itself."""
    try:
        tidied = tidy(case.text.encode(), TidyOptions(**case.options), name="d.csv")
    except ForecastError:
        return
    if len(set(tidied.time.tolist())) == 1:
        return  # one time has no frequency
    panel = read_panel("".join(csv_parts(tidied)).encode(), name="stdin")
    _, table = parsed(tidied)
    read = {
        (series.name, (time.astype("datetime64[D]").item() - FIRST).days): count
        for series in panel.series
        for time, count, known in zip(series.times, series.counts.tolist(), series.observed, strict=True)
        if known
    }
    assert read == {key: count for key, count in table.items() if count is not None}


@st.composite
def any_options(draw):
    """Draw options of every kind, whether or not they fit together or to the table."""
    day = st.integers(-5, 40).map(lambda at: str(FIRST + dt.timedelta(at)))
    columns = st.sampled_from([("location",), ("sex",), ("location", "sex"), ("location+sex",), ("cases",), ("",)])
    switches = (
        "across",
        "wide",
        "no_header",
        "sum",
        "count_rows",
        "drop_doubles",
        "strip_flags",
        "cumulative",
        "fill_down",
    )
    kinds = {
        **dict.fromkeys((*switches, "skip_bad_series"), st.sampled_from([True])),
        **dict.fromkeys(("from_date", "until", "start"), day),
        "as_of": st.one_of(st.just("latest"), day),
        "id": columns,
        "time": st.sampled_from([("date",), ("location",), ("date", "cases")]),
        "value": st.sampled_from(["cases", "sex", "date"]),
        "skip": st.integers(0, 3),
        "until_line": st.integers(1, 60),
        "without_lines": st.lists(st.integers(1, 40), min_size=1, max_size=3).map(tuple),
        "freq": st.sampled_from(["D", "W", "W-SAT", "2W", "MS", "ME", "B", "h", "3D", "QS"]),
        "date_format": st.sampled_from(["%Y-%m-%d", "%d.%m.%Y"]),
        "week": st.sampled_from(list(Week)),
        "week_date": st.sampled_from(list(WeekDate)),
        "where": st.sampled_from([(("sex", "F"),), (("sex", "F"), ("sex", "M")), (("location", "A"),)]),
        "drop_last": st.integers(0, 40),
        "missing": st.sampled_from([(SUPPRESSED,), ("0", SUPPRESSED), ("x",)]),
        "thousands": st.sampled_from([",", ".", " "]),
        "decimal": st.sampled_from([",", "."]),
        "negative": st.sampled_from(list(Negative)),
        "absent": st.sampled_from(list(Absent)),
    }
    names = draw(st.lists(st.sampled_from(sorted(kinds)), unique=True, max_size=4))
    return {name: draw(kinds[name]) for name in names}


@given(cases(), any_options())
@settings(max_examples=120)
def test_whatever_the_options_the_accounts_are_true(case, options):
    """Any options end in a refusal in words, or in a table whose rows and counts are accounted for and that is read."""
    try:
        tidied = tidy(case.text.encode(), TidyOptions(**case.options | options), name="d.csv")
    except ForecastError:
        return
    text = "".join(csv_parts(tidied))
    total = sum(int(row[-1]) for row in list(csv.reader(io.StringIO(text)))[1:] if row[-1])
    assert tidied.rows_in + sum(change.rows for change in tidied.changes) == len(tidied)
    assert tidied.counts_in + sum(change.counts for change in tidied.changes) == tidied.total == total
    if (tidied.series[1:] == tidied.series[:-1]).any():  # a row a series has no frequency
        panel = read_panel(text.encode(), name="stdin")
        assert sum(int(series.counts.sum()) for series in panel.series) == total


def test_the_cases_are_not_all_refused():
    """Most of the drawn tables are tidied, so that the promises above are kept and not avoided."""
    outcomes = []

    @given(cases())
    @settings(max_examples=40, database=None)
    def attempt(case):
        try:
            tidy(case.text.encode(), TidyOptions(**case.options), name="d.csv")
        except ForecastError:
            outcomes.append(False)
        else:
            outcomes.append(True)

    attempt()
    assert sum(outcomes) > 0.6 * len(outcomes)
