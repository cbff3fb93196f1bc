"""Tables as text, tidied or refused."""

import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import ForecastError
from lstm_cli.formats.tidying import csv_parts
from lstm_cli.options import TidyOptions
from lstm_cli.tidying.engine import tidy


@pytest.fixture
def tidied():
    """Return a function that tidies a table given as text or bytes under the name d.csv."""

    def run(table, **options):
        content = table.encode() if isinstance(table, str) else table
        return tidy(content, TidyOptions(**options), name="d.csv")

    return run


@pytest.fixture
def refusal(tidied):
    """Return a function that gives the lines with which tidying refuses a table."""

    def refused(table, **options):
        with pytest.raises(ForecastError) as caught:
            tidied(table, **options)
        return list(caught.value.lines(flag))

    return refused


@pytest.fixture
def written(tidied):
    """Return a function that tidies a table and gives the lines of the CSV, and the changes by their codes."""

    def run(table, **options):
        result = tidied(table, **options)
        changes = {change.remark.code: change for change in result.changes}
        return "".join(csv_parts(result)).splitlines(), changes

    return run
