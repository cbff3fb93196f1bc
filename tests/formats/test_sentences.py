"""Every remark has its sentence, and every sentence its remark."""

import ast
import re

import pytest

from lstm_cli.errors import FRAME
from lstm_cli.formats import findings
from lstm_cli.formats.sentences import SENTENCES, remarks_data, sentence, sentences
from lstm_cli.formats.tidying import TIDYING_SENTENCES
from lstm_cli.options import Negative
from lstm_cli.panel.checks.registry import OF_COUNTS
from lstm_cli.remarks import Remark

DAY = 86_400
STEP = {"step_seconds": 7 * DAY, "step_months": 0}
UNEVEN = {"usual_seconds": 7 * DAY, "first_from": "2024-12-24", "first_to": "2025-01-01"}
ZEROS = {"times": ("2024-01-02", "2024-01-04", "2024-01-07"), "in_all": 4}
POOR = {"verdict": "worse", "baseline": "seasonal-naive", "relative_wis": 1.25, "blocks": 9}
ONE, TWO = {"names": ("a",), "count": 1, "of": 1}, {"names": ("a", "b"), "count": 2, "of": 5}
DAILY, PERIOD = {"step_seconds": DAY, "step_months": 0}, {"first": "2024-03-01", "last": "2024-06-07"}

# Each code with details, and its sentence; singular and plural where they differ.
EXAMPLES = [
    (
        "data-end-to-come",
        {"end": "2099-01-01"},
        "the data end on 2099-01-01, which is still to come: check the newest dates",
    ),
    (
        "forecast-in-the-past",
        {"end": "2024-01-01"},
        "the data end on 2024-01-01: every step of this forecast lies in the past",
    ),
    ("rows-inside", {"name": "data"}, "the objects in 'data' are read as rows"),
    ("columns-inside", {}, "each entry of the JSON object is read as a column"),
    ("rows-numbered", {}, "each numbered object is read as a row"),
    ("rows-by-time", {"name": "date"}, "each object is read as a row, with its key as 'date'"),
    ("file-without-counts", {}, "a file without values is skipped: no forecast is written for it"),
    (
        "file-unusable",
        {"reason": "a.parquet:7: column 'cases': expected a whole number >= 0, got '-7'"},
        (
            "a file in which no series can be used is skipped: no forecast is written for it "
            "(a.parquet:7: column 'cases': expected a whole number >= 0, got '-7')"
        ),
    ),
    ("comment-lines-skipped", {"count": 1}, "line 1 starts with # and is skipped"),
    ("comment-lines-skipped", {"count": 2}, "lines 1 to 2 start with # and are skipped"),
    (
        "column-by-content",
        {"role": "value", "name": "Zahl"},
        "column 'Zahl' is read as the counts: it is the only column whose contents fit",
    ),
    (
        "values-by-content",
        {"kind": "proportion", "name": "value", "columns": 1},
        "read as proportions: decimals from 0 to 1 in column 'value'",
    ),
    (
        "values-by-content",
        {"kind": "rate", "name": "north", "columns": 2},
        "read as rates: decimals in 2 columns",
    ),
    (
        "series-column-chosen",
        {"name": "country", "names": ("country_code",), "count": 1},
        "series are named by column 'country'; column 'country_code' would not split them further",
    ),
    (
        "column-differs-in-every-row",
        {"name": "id"},
        "column 'id' is ignored: it differs in every row, so it cannot name series",
    ),
    (
        "total-of-columns",
        {"name": "Total", "names": ("north", "south"), "count": 2},
        "column 'Total' is read as the counts: it is the sum of 'north', 'south', which are ignored",
    ),
    (
        "uneven-steps",
        {"count": 1, "of": 6, "shortest_seconds": 8 * DAY, "longest_seconds": 8 * DAY, **UNEVEN},
        (
            "1 of 6 steps is 8 days long instead of 7 days (first: 2024-12-24 to 2025-01-01); each is rounded to "
            "a whole number of steps"
        ),
    ),
    (
        "uneven-steps",
        {"count": 2, "of": 6, "shortest_seconds": 6 * DAY, "longest_seconds": 8 * DAY, **UNEVEN},
        (
            "2 of 6 steps are 6 to 8 days long instead of 7 days (first: 2024-12-24 to 2025-01-01); each is "
            "rounded to a whole number of steps"
        ),
    ),
    ("rows-inside", {"name": "epidata"}, "the objects in 'epidata' are read as rows"),
    ("series-without-counts", {"names": ("b",), "count": 1}, "series 'b' is left out: it has no values"),
    (
        "series-without-counts",
        {"names": ("b0", "b1", "b2"), "count": 5},
        "series 'b0', 'b1', 'b2' and 2 more are left out: they have no values",
    ),
    (
        "names-alike",
        {"names": ("Utah", "utah "), "count": 2},
        "series 'Utah', 'utah ' differ only in case or blanks: they are read as separate series",
    ),
    ("no-weekends", {}, "no row falls on a Saturday or Sunday: those days are read as missing"),
    (
        "closed-times",
        {"step_seconds": 86_400, "open_days": (0, 1, 2, 3, 4)},
        "no row falls on a Saturday or Sunday: these days are left out of the time line and are not forecast",
    ),
    (
        "closed-times",
        {"step_seconds": 21_600, "open_days": (0, 1, 2, 3, 4, 5), "open_times": (21_600, 43_200)},
        "no row falls on a Sunday or from 18:00 to 0:00: these times are left out of the time line and are not forecast",
    ),
    (
        "closed-in-truth",
        {"count": 2, "of": 7, "source": "f.csv", "first_line": 4},
        "2 of 7 forecasts are for times at which the truth never has a row and are left out (the first on line 4)",
    ),
    (
        "series-end-early",
        {"count": 1, "of": 2, "last": "2024-03-23", "first": "2024-02-24"},
        "1 of 2 series ends before 2024-03-23 (the earliest on 2024-02-24); it is forecast from its own last value",
    ),
    (
        "series-end-early",
        {"count": 2, "of": 3, "last": "2024-01-15", "first": "2024-01-01"},
        "2 of 3 series end before 2024-01-15 (the earliest on 2024-01-01); each is forecast from its own last value",
    ),
    (
        "empty-rows-before",
        {"names": ("cases",), "count": 1, "most_rows": 3},
        "series 'cases': the first 3 rows have no value; a series begins with its first known value",
    ),
    (
        "empty-rows-before",
        {"names": ("a", "b"), "count": 2, "most_rows": 3},
        "series 'a', 'b': up to 3 rows at the start have no value; a series begins with its first known value",
    ),
    (
        "empty-rows-after",
        {"names": ("a",), "count": 1, "most_rows": 1},
        "series 'a': the last row has no value; forecasts start after the last known value",
    ),
    (
        "empty-rows-after",
        {"names": ("a", "b"), "count": 2, "most_rows": 2},
        "series 'a', 'b': up to 2 rows at the end have no value; forecasts start after the last known value",
    ),
    (
        "spikes",
        {"counts": (900,), "times": ("2024-01-27",), "in_all": 1, "factor": 10},
        "900 on 2024-01-27: more than 10 times the values on either side",
    ),
    (
        "lone-zeros",
        ZEROS,
        (
            "0 on 2024-01-02, 0 on 2024-01-04, 0 on 2024-01-07 and 1 more: "
            "isolated between large values, perhaps missing rather than zero"
        ),
    ),
    (
        "other-output-types",
        {"rows": 1, "types": ("pmf",), "in_all": 1},
        "1 row of other output types ('pmf') is left out",
    ),
    (
        "other-output-types",
        {"rows": 9, "types": ("mean", "pmf"), "in_all": 4},
        "9 rows of other output types ('mean', 'pmf' and 2 more) are left out",
    ),
    (
        "levels-unpaired",
        {"levels": (0.95,), "in_all": 1},
        "levels without a counterpart on the other side of 0.5 are left out: 0.95",
    ),
    (
        "levels-unpaired",
        {"levels": (0.6, 0.7), "in_all": 3},
        "levels without a counterpart on the other side of 0.5 are left out: 0.6, 0.7 and 1 more",
    ),
    (
        "series-not-in-truth",
        {"names": ("C",), "count": 1},
        "1 series of the forecasts is not in the truth and is left out ('C')",
    ),
    (
        "levels-missing",
        {"count": 2, "of": 5, "source": "f.csv", "first_line": 7, "levels": 3},
        "2 of 5 forecasts lack at least one of the 3 levels and are left out (the first on line 7)",
    ),
    (
        "time-already-known",
        {"count": 1, "of": 4, "source": "f.csv", "first_line": 8},
        (
            "1 of 4 forecasts is for a time that was already known when it was made and is left out (the first on "
            "line 8)"
        ),
    ),
    (
        "time-already-known",
        {"count": 2, "of": 4, "source": "f.csv", "first_line": 8},
        (
            "2 of 4 forecasts are for times that were already known when they were made and are left out (the "
            "first on line 8)"
        ),
    ),
    (
        "first-horizon",
        {"column": "origin_date", "lowest": 1, "highest": 1},
        "by 'origin_date' and the dates of the horizons, the first step after the known data is horizon 1",
    ),
    (
        "first-horizon",
        {"column": "forecast_date", "lowest": 0, "highest": 1},
        (
            "by 'forecast_date' and the dates of the horizons, the first step after the known data is horizon 0 "
            "to 1, depending on the date"
        ),
    ),
    (
        "known-by-origin",
        {"column": "forecast_date"},
        "the known data are taken to end with the last step completed by 'forecast_date'",
    ),
    (
        "horizons-from-known",
        {},
        "no column says when the forecasts were made: horizon 1 is taken as the first step after the known data",
    ),
    (
        "cutoff-before-first",
        {"first": "2024-01-06", "last": "2024-01-06"},
        (
            "no column says when the forecasts were made: the step before the first forecast of each series is "
            "taken as the last known one (2024-01-06)"
        ),
    ),
    (
        "cutoff-before-first",
        {"first": "2024-01-06", "last": "2024-01-13"},
        (
            "no column says when the forecasts were made: the step before the first forecast of each series is "
            "taken as the last known one (2024-01-06 to 2024-01-13)"
        ),
    ),
    (
        "offset-converted",
        {"offsets": ("+02:00", "+01:00"), "truth": "Z"},
        "times of forecasts are converted from +02:00 and +01:00 to Z, the UTC offset of the truth",
    ),
    (
        "offset-unknown",
        {"forecasts": "+02:00", "truth": ""},
        "the times of the truth have no UTC offset, and those of the forecasts have +02:00: they are compared as written",
    ),
    (
        "offset-unknown",
        {"forecasts": "", "truth": "Z"},
        "the times of the forecasts have no UTC offset, and those of the truth have Z: they are compared as written",
    ),
    (
        "levels-shared",
        {"levels": (0.1, 0.5, 0.9), "most": 23},
        "the models have different levels, up to 23: all are scored at the levels that they share, 0.1, 0.5, 0.9",
    ),
    (
        "model-left-out",
        {"model": "b", "why": "none of its series is in t.csv: looked for 'X', found 'A'"},
        "model 'b' is left out: none of its series is in t.csv: looked for 'X', found 'A'",
    ),
    (
        "files-without-quantiles",
        {"target": "wk inc flu prop ed visits", "names": ("m/a.csv",), "count": 1},
        "1 file has no quantiles for 'wk inc flu prop ed visits' and is left out ('m/a.csv')",
    ),
    (
        "files-without-quantiles",
        {"target": None, "names": ("m/a.csv", "m/b.csv", "m/c.csv"), "count": 5},
        "5 files have no quantiles and are left out ('m/a.csv', 'm/b.csv', 'm/c.csv' and 2 more)",
    ),
    (
        "forecasts-repeated",
        {"rows": 1, "names": ("m/b.csv",), "count": 1},
        "1 forecast repeats one of an earlier file and counts once (in 'm/b.csv')",
    ),
    (
        "forecasts-repeated",
        {"rows": 40, "names": ("m/b.csv", "m/c.csv", "m/d.csv"), "count": 9},
        "40 forecasts repeat those of an earlier file and count once (in 'm/b.csv', 'm/c.csv', 'm/d.csv' and 6 more)",
    ),
    (
        "watched-in-training",
        {"end": "2025-01-04"},
        "the model has learned from values after 2025-01-04, which it should not know: train it on those before",
    ),
    (
        "watched-may-be-revised",
        {},
        "the new values may still be revised: the model expects their final values, so low ones can be reports to come",
    ),
    (
        "watched-without-count",
        {"names": ("Ohio",), "count": 1, "of": 52, "end": "2025-01-04"},
        "1 of 52 series has no value after 2025-01-04 and is not watched ('Ohio')",
    ),
    (
        "watched-without-count",
        {"names": ("A", "B", "C"), "count": 5, "of": 52, "end": "2025-01-04"},
        "5 of 52 series have no value after 2025-01-04 and are not watched ('A', 'B', 'C' and 2 more)",
    ),
    (
        "watched-too-late",
        {"names": ("Ohio",), "count": 1},
        "1 series has new values too long after its previous value to be watched ('Ohio')",
    ),
    (
        "watched-too-late",
        {"names": ("A", "B"), "count": 2},
        "2 series have new values too long after their previous values to be watched ('A', 'B')",
    ),
    (
        "watched-without-past",
        {"names": ("Guam",), "count": 1},
        "1 series begins with the new values and is not watched ('Guam')",
    ),
    (
        "watched-without-past",
        {"names": ("A", "B"), "count": 2},
        "2 series begin with the new values and are not watched ('A', 'B')",
    ),
    ("point-as-median", {"columns": ("yhat",)}, "the point forecast 'yhat' is taken as the median"),
    (
        "point-as-median",
        {"columns": ("A", "B", "C", "D")},
        "the point forecasts 'A', 'B', 'C' and 1 more are taken as the medians",
    ),
    (
        "interval-assumed",
        {"columns": ("yhat_lower", "yhat_upper"), "per_cent": 80.0},
        "'yhat_lower' and 'yhat_upper' do not give their level: read as the 80 % interval, Prophet's default",
    ),
    ("rows-without-level", {"rows": 1}, "1 row without a level is left out"),
    ("rows-without-level", {"rows": 3}, "3 rows without a level are left out"),
    ("mean-unused", {"column": "mean"}, "column 'mean' is not a quantile and is not used"),
    (
        "quantiles-below-zero",
        {"count": 2, "of": 5, "source": "f.csv", "first_line": 7},
        "2 of 5 forecasts have quantiles below 0: WIS uses them as they are, WIS of logarithms uses 0",
    ),
    (
        "truth-in-forecasts",
        {"column": "observed", "source": "f.csv"},
        "observed values are read from column 'observed' of the forecasts; earlier values are not known",
    ),
    (
        "observed-unused",
        {"column": "y", "source": "f.csv"},
        "column 'y' of the forecasts is not used: the observed values are those of the truth",
    ),
    ("scale-from-truth", {}, "the scale of MASE is computed from the truth up to each cutoff, as it stands now"),
    (
        "cutoff-between-steps",
        {"count": 1, "of": 2, "source": "f.csv", "first_line": 2},
        (
            "1 of 2 forecasts has a cutoff between two steps of the truth: "
            "the earlier step is taken as the last known time (the first on line 2)"
        ),
    ),
    (
        "no-count-in-truth",
        {"count": 2, "of": 5, "source": "f.csv", "first_line": 3},
        "2 of 5 forecasts have no value in the truth yet and are left out (the first on line 3)",
    ),
    (
        "no-count-in-truth",
        {"count": 1, "of": 5, "source": "team/b.csv", "first_line": 3, "files": 2},
        "1 of 5 forecasts has no value in the truth yet and is left out (the first in team/b.csv:3)",
    ),
    (
        "baseline-from-truth",
        {"baseline": "seasonal-naive"},
        (
            "the seasonal naive baseline and the scale of MASE are computed from the truth up to each cutoff, "
            "as it stands now, perhaps revised since"
        ),
    ),
    (
        "series-not-in-training",
        {"names": ("new",), "count": 1, "of": 2},
        "1 of 2 series was not in the training data and is treated as a typical series ('new')",
    ),
    (
        "column-unlike-training",
        {"role": "value", "name": "errors", "trained": "count"},
        "column 'errors' is read as the counts; the model was trained on column 'count'",
    ),
    (
        "column-unlike-training",
        {"role": "time", "name": "updated", "trained": "date"},
        "column 'updated' is read as the times; the model was trained on column 'date'",
    ),
    (
        "trained-series-absent",
        {"count": 2, "of": 3},
        "2 of the 3 series that the model was trained on are missing from these data; the panel mean leaves them out",
    ),
    (
        "series-renamed",
        {"names": ("OHIO",), "trained": ("Ohio",), "count": 1, "of": 3},
        (
            "1 of 3 series is forecast as a new one: its name differs from the training data only in case, blanks or "
            "invisible characters ('OHIO' instead of 'Ohio'); write names as in the training data, or train on these data"
        ),
    ),
    (
        "series-renamed",
        {"names": ("OHIO", "utah ", "x"), "trained": ("Ohio", "Utah", "X"), "count": 5, "of": 9},
        (
            "5 of 9 series are forecast as new ones: their names differ from the training data only in case, blanks or "
            "invisible characters ('OHIO' instead of 'Ohio', 'utah ' instead of 'Utah', 'x' instead of 'X' and 2 more); "
            "write names as in the training data, or train on these data"
        ),
    ),
    (
        "times-on-other-days",
        {"frequency": "weekly (weeks stamped Sunday)", "trained": "weekly (weeks stamped Saturday)"},
        (
            "these data are weekly (weeks stamped Sunday), but the training data are weekly (weeks stamped "
            "Saturday); check which is right"
        ),
    ),
    (
        "counts-unlike-training",
        {"names": ("a", "b"), "count": 2, "of": 3, "factor": 1000.0},
        (
            "2 of 3 series ('a', 'b'): values are about 1000 times the training values at the same times; check "
            "that both measure the same thing in the same unit"
        ),
    ),
    (
        "counts-unlike-training",
        {"names": ("a",), "count": 1, "of": 1, "factor": 0.0125},
        (
            "series 'a': values are about 1/80 of the training values at the same times; check that both measure "
            "the same thing in the same unit"
        ),
    ),
    (
        "counts-unlike-training",
        {"names": ("a",), "count": 1, "of": 2, "factor": 25.0, "same_times": False},
        (
            "1 of 2 series ('a'): values are about 25 times the training values before them; check that both "
            "measure the same thing in the same unit"
        ),
    ),
    (
        "level-shifted",
        {"names": ("a",), "count": 1, "of": 3, "newest": 8, "after": 70.5, "before": 20.0},
        (
            "1 of 3 series ('a'): the newest 8 counts lie above all earlier ones (median 70.5, before 20); "
            "whether the new level will last is not known"
        ),
    ),
    (
        "level-shifted",
        {"names": ("a", "b"), "count": 2, "of": 2, "newest": 8, "after": 2.0, "before": 20.0},
        (
            "2 of 2 series ('a', 'b'): in the first, the newest 8 counts lie below all earlier ones (median 2, "
            "before 20); whether the new level will last is not known"
        ),
    ),
    (
        "newest-revised",
        {"ratios": (1.25, 1.1), "spread": 0.07, "reports": 1200, "step_seconds": 604_800, "step_months": 0},
        (
            "the newest 2 weeks: reported values are multiplied by 1.25 and 1.10; intervals allow for 7 % more or "
            "less, based on how 1,200 earlier first reports were revised"
        ),
    ),
    (
        "revisions-unknown",
        {"minimum": 8, "of_targets": ("wk inc flu hosp", "wk inc rsv hosp")},
        (
            "wk inc flu hosp, wk inc rsv hosp: revisions of first reports cannot be estimated yet: fewer than 8 "
            "can be compared"
        ),
    ),
    (
        "revisions-unknown",
        {"minimum": 8},
        "revisions of first reports cannot be estimated yet: fewer than 8 can be compared",
    ),
    (
        "series-short",
        {"names": ("new",), "count": 1, "of": 2, "minimum": 8},
        (
            "1 of 2 series has fewer than 8 known values ('new'): "
            "its forecast relies on what the model learned from other series"
        ),
    ),
    (
        "held-out-score-poor",
        POOR,
        "held-out score: worse than the seasonal naive (WIS is 25 % higher); use the baseline instead",
    ),
    (
        "networks-untrained",
        {"targets": 20, "minimum": 64},
        "20 targets are too few to train on (at least 64): the networks keep their initial weights",
    ),
    (
        "networks-untrained",
        {"targets": 90, "minimum": 64},
        "training did not improve the held-out loss: the networks keep their initial weights",
    ),
    (
        "trained-on-sample",
        {"windows": 500, "possible": 90_000},
        "a large data set: networks trained from scratch used 500 of 90,000 windows, from all series",
    ),
    (
        "newest-steps-only",
        {"steps": 100_000, "series": 1, "of": 1, "longest": 525_600},
        "a series of 525,600 steps: training and forecasts use the newest 100,000",
    ),
    (
        "newest-steps-only",
        {"steps": 100_000, "series": 1, "of": 7, "longest": 525_600},
        "1 series is longer than 100,000 steps (up to 525,600): training and forecasts use the newest 100,000 of each",
    ),
    (
        "newest-steps-only",
        {"steps": 100_000, "series": 6, "of": 7, "longest": 525_600},
        "6 series are longer than 100,000 steps (up to 525,600): training and forecasts use the newest 100,000 of each",
    ),
    (
        "trained-on-series",
        {"series": 163, "of": 3_000},
        "a large panel: trained on 163 of the 3,000 series; all are forecast",
    ),
    (
        "no-count-in-truth",
        {"count": 1, "of": 5, "source": FRAME, "first_line": 3},
        "1 of 5 forecasts has no value in the truth yet and is left out (the first in row 3)",
    ),
    (
        "hub-reference-date",
        {"date": "2024-03-30"},
        "hub rows: reference_date is 2024-03-30, one week after the last value; step k ahead is horizon k - 1",
    ),
    (
        "hub-locations-late",
        {"names": ("02",), "count": 1},
        "1 location ends before the others and is forecast further ahead ('02')",
    ),
    (
        "hub-locations-ended",
        {"names": ("02", "72"), "count": 2},
        "2 locations end long before the others and are left out ('02', '72')",
    ),
    (
        "hub-locations-underived",
        {"target": "wk flu hosp rate change", "names": ("60", "72"), "count": 2},
        (
            "wk flu hosp rate change is not forecast for 2 locations ('60', '72'): a population or a week that it "
            "needs is not known"
        ),
    ),
    (
        "hub-days-missing",
        {"target": "peak inc flu hosp", "names": ("60",), "count": 1},
        "peak inc flu hosp: 1 series lacks values for days that it needs ('60')",
    ),
    (
        "revisions-none",
        {},
        (
            "the newest values are used as reported in any case: the model was trained without vintages, from "
            "which it would learn revisions"
        ),
    ),
    (
        "hub-values-of-now",
        {"until": "2025-02-14"},
        (
            "values up to 2025-02-14 are those of the target data now, perhaps revised since: there is no vintage "
            "from then"
        ),
    ),
    (
        "hub-vintages-none",
        {},
        (
            "the newest values are used as reported in any case: the target data have no earlier vintages, from which "
            "revisions would be learned"
        ),
    ),
    (
        "hub-vintages-few",
        {"count": 3, "minimum": 4},
        (
            "the newest values are used as reported: learning how they are revised takes at least 4 earlier dates "
            "that were the newest of a vintage, and there are 3"
        ),
    ),
    (
        "hub-vintages-few",
        {"count": 1, "minimum": 4},
        (
            "the newest values are used as reported: learning how they are revised takes at least 4 earlier dates "
            "that were the newest of a vintage, and there is 1"
        ),
    ),
    (
        "hub-newest-not-new",
        {"day": "2025-09-20"},
        (
            "the newest values are used as reported: those of 2025-09-20 are already in an earlier vintage and "
            "may have been revised since"
        ),
    ),
    (
        "hub-vintages-unusable",
        {"reason": "expected a count, got '-3'"},
        "the newest values are used as reported: their vintages cannot be used: expected a count, got '-3'",
    ),
    (
        "hub-wholes-reconciled",
        {"names": ("US",), "count": 1},
        "'US': forecast from sample paths that add up to those of the parts; the parts keep their own forecasts",
    ),
    ("hub-locations-absent", {"names": ("78",), "count": 1}, "there are no target data for '78'"),
    (
        "hub-locations-unknown",
        {"names": ("AS", "GU", "MP"), "count": 5},
        "the round does not ask for 5 locations of the target data ('AS', 'GU', 'MP' and 2 more)",
    ),
    (
        "whole-left-out",
        {"names": ("US",), "count": 1},
        "series 'US' is left out of the total: it is a sum or a part of others and would be counted twice",
    ),
    (
        "whole-left-out",
        {"names": ("North", "South", "US"), "count": 4},
        (
            "series 'North', 'South', 'US' and 1 more are left out of the total: they are sums or parts of others "
            "and would be counted twice"
        ),
    ),
    (
        "total-of-common-times",
        {"name": "Wald", "count": 2},
        (
            "2 series of the total, such as 'Wald', are forecast at times that others do not reach: only times "
            "common to all are summed"
        ),
    ),
    (
        "hub-series-behind",
        {"count": 1, "horizon": -1, "lowest": 2, "highest": 2, "wanted": 3},
        (
            "hub rows: 1 series ends earlier and shares that reference_date and reaches horizon 2 instead of 3; "
            "weeks before horizon -1 are left out"
        ),
    ),
    (
        "hub-series-behind",
        {"count": 2, "horizon": -1, "lowest": 0, "highest": 2, "wanted": 3},
        (
            "hub rows: 2 series end earlier and share that reference_date and reach horizon 0 to 2 instead of 3; "
            "weeks before horizon -1 are left out"
        ),
    ),
    (
        "hub-weeks-not-saturday",
        {"frequency": "weekly (weeks stamped Monday)"},
        "hub rows: US hubs expect weeks that end on Saturday; these data are weekly (weeks stamped Monday)",
    ),
]

# Doubts about the data.
EXAMPLES += [
    (
        "zeros-absent",
        {**ONE, "absent": 234, "steps": 400, "factor": 2.41},
        (
            "series 'a': no count is 0, and 234 of 400 steps have no row and are read as missing: "
            "if they mean 0, forecasts are 2.4 times too high"
        ),
    ),
    (
        "running-totals",
        {**TWO, "rises": 149, "falls": 0},
        "2 of 5 series ('a', 'b'): the first rises 149 times and never falls: perhaps running totals",
    ),
    (
        "running-totals",
        {**ONE, "rises": 149, "falls": 2},
        "series 'a': it rises 149 times and falls 2 times: perhaps running totals",
    ),
    (
        "step-changed",
        {**TWO, **DAILY, "steps": 7.0, **PERIOD},
        (
            "2 of 5 series ('a', 'b'): in the first, a value every 7 days from 2024-03-01 to 2024-06-07, every "
            "day elsewhere; the days between are read as missing, but if a value includes them, forecasts are too "
            "high"
        ),
    ),
    (
        "zeros-between-totals",
        {**ONE, **DAILY, "steps": 3.5, **PERIOD},
        (
            "series 'a': a value above 0 only every 3.5 days from 2024-03-01 to 2024-06-07, every day elsewhere: "
            "perhaps these are totals, and the zeros between them stand for nothing"
        ),
    ),
    (
        "other-calendar",
        {"calendar": "buddhist", "year": 2567},
        "the years, up to 2567, are read as Gregorian, but may be Buddhist (543 years ahead)",
    ),
    (
        "other-calendar",
        {"calendar": "persian", "year": 1403},
        (
            "the years, up to 1403, are read as Gregorian, but may be Persian or Islamic, whose months differ: "
            "convert such dates first"
        ),
    ),
    (
        "zeros-last",
        {**ONE, "zeros": 1, "usual": 293, "until": "2021-05-26"},
        "series 'a': the newest count is 0 where 293 is usual: perhaps not reported yet",
    ),
    (
        "zeros-last",
        {**TWO, "zeros": 4, "usual": 293, "until": "2021-05-26"},
        (
            "2 of 5 series ('a', 'b'): in the first, the newest 4 counts are 0 where 293 is usual: perhaps not "
            "reported yet"
        ),
    ),
    (
        "weekdays-lost",
        {**ONE, "weekdays": (5, 6), "since": "2022-03-06"},
        (
            "series 'a': no row on Saturdays and Sundays since 2022-03-06; these days are read as missing, but if "
            "the next row includes them, forecasts are too high"
        ),
    ),
    (
        "series-is-sum",
        {"name": "US", "count": 52, "all": True, "more": 0},
        "series 'US' is the sum of the 52 other series: do not add it to its parts in a total",
    ),
    (
        "series-is-sum",
        {"name": "US", "count": 10, "all": False, "more": 10},
        (
            "series 'US' is the sum of 10 others, and 10 more are sums of others: do not add them to their parts "
            "in a total"
        ),
    ),
    (
        "long-gap",
        {**ONE, "steps": 104, "after": "2020-02-22", "before": "2022-02-26", **STEP},
        "series 'a': no values for 104 weeks between 2020-02-22 and 2022-02-26: check the years on both sides",
    ),
    (
        "long-gap",
        {**TWO, "steps": 10, "after": "2024-01-05", "before": "2024-01-22", **DAILY, "open_days": (0, 1, 2, 3, 4)},
        (
            "2 of 5 series ('a', 'b'): in the first, no values for 10 working days between 2024-01-05 and "
            "2024-01-22: check the years on both sides"
        ),
    ),
    (
        "new-record",
        {**ONE, "largest": 3000, "record": 20},
        "series 'a': one of the newest counts is 3000 where the largest before was 20: check that it is right",
    ),
    (
        "series-ended",
        {**TWO, "last": "2023-06-24", "first": "2016-07-09"},
        "2 of 5 series ('a', 'b') ended (the first on 2016-07-09), long before 2023-06-24, and are not forecast",
    ),
    (
        "series-ended",
        {"names": ("a",), "count": 1, "of": 5, "last": "2023-06-24", "first": "2016-07-09"},
        "1 of 5 series ('a') ended on 2016-07-09, long before 2023-06-24, and is not forecast",
    ),
    (
        "ended-forecast",
        {"names": ("a",), "count": 1, "of": 5, "last": "2023-06-24", "first": "2016-07-09"},
        "1 of 5 series ('a') ended on 2016-07-09, long before 2023-06-24, and is forecast from its own last value",
    ),
    (
        "ended-forecast",
        {**TWO, "last": "2023-06-24", "first": "2016-07-09"},
        (
            "2 of 5 series ('a', 'b') ended (the first on 2016-07-09), long before 2023-06-24, and are forecast "
            "from their own last values"
        ),
    ),
    (
        "series-skipped",
        {**TWO, "reason": "d.csv:7: column 'y': expected a whole number >= 0, got 'x'"},
        (
            "2 of 5 series ('a', 'b') cannot be used and are left out "
            "(d.csv:7: column 'y': expected a whole number >= 0, got 'x')"
        ),
    ),
]


def codes(modules):
    """Return the code of every `Remark` that the package makes, and where codes are no plain strings."""
    calls = [
        (module.at(node), node.args[0] if node.args else None)
        for module in modules
        if module.name != "lstm_cli.tidying.ledger"  # which enters the codes that it is given
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Remark"
    ]
    choices = [(where, part) for where, code in calls for part in alternatives(code)]
    known = {code.value for _, code in choices if isinstance(code, ast.Constant)}
    return known, [where for where, code in choices if not isinstance(code, ast.Constant)]


def alternatives(code):
    """Return both sides of ``a if b else c``, or the only code."""
    return [code.body, code.orelse] if isinstance(code, ast.IfExp) else [code]


def test_every_code_has_a_sentence_and_every_sentence_a_code(modules):
    """No remark is without words, and no words are left of a remark that is gone."""
    known, unclear = codes(modules)
    assert unclear == []
    steps = [module for module in modules if module.name.startswith("lstm_cli.tidying")]
    texts = {node.value for module in steps for node in ast.walk(module.tree) if isinstance(node, ast.Constant)}
    known |= texts & set(TIDYING_SENTENCES) | {f"negative-{how}" for how in Negative}
    assert known == set(SENTENCES) | set(findings.SENTENCES) | set(TIDYING_SENTENCES)
    assert not set(SENTENCES) & set(findings.SENTENCES)


@pytest.mark.parametrize(
    ("code", "details", "text"), EXAMPLES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_sentences(code, details, text):
    """A remark is one sentence of plain English, with the number of its nouns right."""
    assert sentence(Remark(code, details)) == text


def test_every_sentence_is_tested():
    """The table above leaves out no code."""
    assert {code for code, _, _ in EXAMPLES} == set(SENTENCES)


def test_what_is_said_of_rates_does_not_speak_of_counts():
    """Sentences speak of values, except for those of checks that only counts have, of sums, and of what counts once."""
    others = OF_COUNTS | {"total-of-columns", "forecasts-repeated"}
    common = [entry for entry in EXAMPLES if entry[0] not in others and entry[1].get("role") != "value"]
    texts = [text.replace(str(details.get("reason")), "") for _, details, text in common]
    assert [text for text in texts if re.search(r"\bcounts?\b", text)] == []


def test_no_sentence_names_an_option():
    """Sentences serve the command line and Python alike: neither's settings are in them."""
    assert not [text for _, _, text in EXAMPLES if "--" in text]


@pytest.mark.parametrize(
    ("remark", "text"),
    [
        (Remark("from-a-later-version", {"count": 3}), "from-a-later-version (count 3)"),
        (Remark("no-such-details"), "no-such-details"),
        (Remark("series-short", {"count": 1}), "series-short (count 1)"),
        (Remark("held-out-score-poor", POOR | {"verdict": "fine"}), "held-out-score-poor (verdict fine, "),
    ],
)
def test_remarks_of_another_version_are_shown_as_they_are(remark, text):
    """A model file may hold a remark that this version has no sentence for."""
    assert sentence(remark).startswith(text)


def test_names_keep_what_they_are():
    """Names are quoted, escaped and shortened in sentences, and untouched in data."""
    remark = Remark("series-without-counts", {"names": ("\x1b[2J" + "x" * 100,), "count": 1})
    data = remarks_data([remark])
    assert data["notes"] == sentences([remark])
    assert data["notes"][0].startswith(r"series '\x1b[2Jxxx")
    assert len(data["notes"][0]) < 100
    assert data["remarks"][0]["details"]["names"] == ["\x1b[2J" + "x" * 100]
