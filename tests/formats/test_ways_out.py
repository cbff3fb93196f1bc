"""What helps stands beside the doubt: a command that can be copied, in the words of the front end."""

from dataclasses import replace

import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import FRAME
from lstm_cli.formats.sentences import remark_lines, remarks_data, sentences
from lstm_cli.formats.ways_out import Advice
from lstm_cli.options import ReadOptions
from lstm_cli.remarks import Remark

ADVICE = Advice(flag, "my cases.csv", ReadOptions(id="place", time="day", value="n"))
TIDY = "lstm-forecast tidy 'my cases.csv' --id place --time day --value n"
ABSENT = Remark("zeros-absent", {"names": ("a",), "count": 1, "of": 1, "absent": 9, "steps": 12, "factor": 4.0})
ALIKE = Remark("names-alike", {"names": ("Utah", "utah "), "count": 2})


@pytest.mark.parametrize(
    ("code", "details", "settings"),
    [
        ("zeros-absent", {}, "--absent zero"),
        ("running-totals", {}, "--cumulative"),
        ("step-changed", {}, "--absent accumulate"),
        ("zeros-between-totals", {}, "--missing 0 --absent accumulate"),
        ("weekdays-lost", {}, "--absent accumulate"),
        ("zeros-last", {"until": "2021-05-26"}, "--until 2021-05-26"),
    ],
)
def test_doubts_have_a_command(code, details, settings):
    """It tidies the file that was read, by its columns, into the command that reads it."""
    assert sentences([Remark(code, details)], ADVICE)[0].endswith(f"; if so: {TIDY} {settings} | lstm-forecast train -")


def test_years_of_the_buddhist_calendar_have_a_command():
    """Tidying writes them as those of the Gregorian calendar; where a format reads them, or for other calendars, it does not."""
    remark = Remark("other-calendar", {"calendar": "buddhist", "year": 2567})
    assert sentences([remark], ADVICE)[0].endswith(f"; if so: {TIDY} | lstm-forecast train -")
    assert "tidy" not in sentences([Remark("other-calendar", {"calendar": "persian", "year": 1403})], ADVICE)[0]
    by_format = replace(ADVICE, reading=replace(ADVICE.reading, date_format="%d/%m/%Y"))
    assert "tidy" not in sentences([remark], by_format)[0]


def test_ended_series_have_an_option():
    """Which forecasts them, too."""
    details = {"names": ("a",), "count": 1, "of": 3, "last": "2024-01-06", "first": "2016-01-02"}
    assert sentences([Remark("series-ended", details)], ADVICE)[0].endswith(
        "and is not forecast; `predict` with --ended keep forecasts all"
    )


def test_the_parts_of_a_total_have_an_option():
    """Which reads each as a series."""
    remark = Remark("total-of-columns", {"name": "Total", "names": ("north", "south"), "count": 2})
    assert sentences([remark], ADVICE)[0].endswith("; --wide reads each column as a series")


def test_what_was_wrong_with_the_training_data_needs_a_new_model():
    """Newer data alone are tidied for the model; a doubt that its training data had, too, calls for training."""
    advice = replace(ADVICE, then="predict --model m.lstm", trained=frozenset({"names-alike"}))
    assert sentences([ABSENT], advice)[0].endswith("--absent zero | lstm-forecast predict --model m.lstm -")
    both = replace(advice, trained=frozenset({"zeros-absent"}))
    assert sentences([ABSENT], both)[0].endswith("--absent zero | lstm-forecast train -")


def test_without_a_file_there_is_no_command():
    """A frame is tidied in Python, and where nobody can advise the fact stands alone."""
    frame = Advice(flag, FRAME, ReadOptions())
    assert sentences([ABSENT], frame) == sentences([ABSENT])
    assert "lstm-forecast" not in sentences([ABSENT])[0]


def test_details_of_another_version_are_shown_without_advice():
    """A model file may hold a remark that lacks what the command needs."""
    assert sentences([Remark("zeros-last", {"count": 1})], ADVICE) == ["zeros-last (count 1)"]


def test_lines_have_warnings_first_and_commands_whole():
    """Sentences wrap, a command never: it stands on a line of its own below its sentence."""
    lines = remark_lines([ALIKE, ABSENT], ADVICE, note="note: ", warning="warning: ", size=40)
    assert lines[0].startswith("warning: series 'a': no count is 0")
    assert f"         {TIDY} --absent zero | lstm-forecast train -" in lines
    assert next(line for line in lines if line.startswith("note: ")).startswith("note: series 'Utah'")
    assert max(len(line) for line in lines if "lstm-forecast" not in line) <= 40


def test_a_page_shows_eight_remarks_and_counts_the_others():
    """JSON has all."""
    lines = remark_lines([ALIKE] * 11, note="note: ", warning="warning: ")
    assert len(lines) == 9
    assert lines[-1] == "note: and 3 more; JSON has all"
    assert len(remarks_data([ALIKE] * 11)["notes"]) == 11


def test_json_has_the_command_too():
    """In the sentence; the record holds the facts alone."""
    data = remarks_data([ABSENT], ADVICE)
    assert data["notes"] == sentences([ABSENT], ADVICE)
    assert data["remarks"] == [ABSENT.to_dict()]
