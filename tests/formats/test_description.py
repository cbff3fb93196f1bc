"""The page of `check`: it fits, wraps what is long, and holds every remark."""

import pytest

from lstm_cli.formats.description import audit_data, audit_text
from lstm_cli.formats.text import width
from lstm_cli.options import DataKind
from lstm_cli.panel.describe import audit


@pytest.fixture
def facts(read):
    """Describe a panel with a spike, a gap, a constant series and long names."""
    odd = [3, 4, 3, 900, 4, 3, 4, 3, 3, 3, *["" for _ in range(30)], 5]
    rows = [(f"a place with a rather long name, the {k}th", odd if k == 0 else [2] * 12) for k in range(3)]
    days = [f"2024-{1 + k // 28:02}-{1 + k % 28:02}T00:00:00" for k in range(41)]
    lines = [f'"{name}",{day},{n}' for name, counts in rows for day, n in zip(days, counts, strict=False)]
    return audit(read("\n".join(["location,day,n", *lines, ""]), freq="D"))


@pytest.mark.parametrize("size", [45, 60, 80, 100])
def test_the_page_fits(facts, size):
    """Sentences wrap, names shorten, and on a narrow page the last columns of the table give way."""
    lines = audit_text(facts, size=size).splitlines()
    assert max(map(width, lines)) <= size
    assert next(line for line in lines if line.startswith("series")).split()[:2] == ["series", "steps"]


def test_nothing_is_lost_by_wrapping(facts):
    """Every sentence of the JSON stands on the page, however narrow that is."""
    page = " ".join(audit_text(facts, size=60).split())
    data = audit_data(facts)
    sentences = [*data["notes"], *(text for series in data["series"] for text in series["suspicious"])]
    assert len(sentences) >= 3
    assert all(" ".join(text.split()) in page for text in sentences)


def test_series_have_sentences_and_facts(facts):
    """What is suspicious is a sentence for people and a remark for programs."""
    first = audit_data(facts)["series"][0]
    assert [remark["code"] for remark in first["remarks"]] == ["spikes"]
    assert first["suspicious"][0] == (
        f"900 on {first['remarks'][0]['details']['times'][0]}: more than 10 times the values on either side"
    )


@pytest.mark.parametrize("kind", ["rate", "proportion"])
def test_other_values_are_not_called_counts(read, kind):
    """What is said of rates and proportions, odd or not, calls them what they are."""
    lines = ["location,week,value", *(f"a,2024-01-{day:02},0.{day}" for day in range(10, 20) if day != 15)]
    plain = audit_text(audit(read("\n".join([*lines, ""]), kind=DataKind(kind), freq="D")))
    assert f"No single {kind} looks odd." in plain
    assert f"1 step without a {kind}, in 1 series" in plain
    same = [*lines, *(f"b,2024-01-{day:02},0.5" for day in range(10, 20))]
    odd = audit_text(audit(read("\n".join([*same, ""]), kind=DataKind(kind), freq="D")))
    assert f"every {kind} is 0.5" in odd
    few = audit_text(audit(read("\n".join([*lines[:4], ""]), kind=DataKind(kind), freq="D")))
    assert "Too few values to tell whether any looks odd." in few
    assert "count" not in plain + odd + few
