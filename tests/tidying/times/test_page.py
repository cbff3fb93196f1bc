"""The table of spellings in docs/times.md."""

import re
import shlex
from pathlib import Path

import pytest

from lstm_cli.errors import ForecastError
from lstm_cli.options import Week, WeekDate

PAGE = Path(__file__).resolve().parents[3] / "docs" / "times.md"
ROW = re.compile(
    r"\| `(?P<column>.+?)` \| `(?P<cell>.+?)` \| (?:`(?P<options>.+?)` )?\| (?:`(?P<time>.+?)`|refused: (?P<why>.+?)) \|"
)
ROWS = [match for line in PAGE.read_text(encoding="utf-8").splitlines() if (match := ROW.fullmatch(line))]
KINDS = {"week": Week, "week_date": WeekDate}
# Words of the message for each question that the page names.
SAID = {
    "day or month first": "(day/month/year) or",
    "ISO or MMWR": "(ISO) or",
    "a month or a week": "may be a month, or a week of the year",
    "a month, or a day without a year": "or a day without a year",
    "the day number of a spreadsheet, or no time": "or not a time",
    "the day number of a year, or no time": "may be a year and the number of a day in it",
    "the Persian or the Islamic calendar": "whose months differ",
    "the first month of a fiscal year": "whose first month is not known",
    "a day, or a number": "may be a day with a year of two digits, or a number",
    "an index, not dates": "are an index, not dates",
}


def options_of(text):
    """Return options of the command line as the record has them."""
    words = shlex.split(text or "")
    names = [word.removeprefix("--").replace("-", "_") for word in words[::2]]
    return {name: KINDS.get(name, str)(value) for name, value in zip(names, words[1::2], strict=True)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(filter(None, row.group("column", "cell", "options"))))
def test_cells_are_read_as_the_page_says(written, row):
    """Each cell, alone in a column of that name, gives the time in the table or the question."""
    options = options_of(row["options"])
    if row["time"]:
        assert written(row["cell"], column=row["column"], **options) == [row["time"]]
    else:
        with pytest.raises(ForecastError) as caught:
            written(row["cell"], column=row["column"], **options)
        assert SAID[row["why"]] in str(caught.value)


def test_the_table_is_found():
    """No row of the table is overlooked."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert len(ROWS) == sum(line.startswith("| `") for line in lines) > 40
