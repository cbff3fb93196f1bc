"""A submission as lines for people."""

from pathlib import Path

from lstm_cli.formats.hub_submission import standing_text, submission_text
from lstm_cli.hubs.rounds import RoundDate
from lstm_cli.hubs.tasks import Round
from lstm_cli.hubs.writing.parts import ExistingFile, Submission
from lstm_cli.remarks import Remark, first_names


def test_all_is_told():
    """Nothing else has the notes of a submission, so that as many are shown as there are."""
    chosen = RoundDate(
        Round("round-1", from_variable=False, tasks=(), derived=frozenset(), window=None), "round-1", is_listed=True
    )
    poor = {"verdict": "worse", "baseline": "seasonal-naive", "relative_wis": 1.25, "blocks": 9}
    absent = [Remark("hub-locations-absent", first_names([f"place {k}"])) for k in range(20)]
    notes = (*absent, Remark("held-out-score-poor", poor))
    text = submission_text(Submission(Path("m/T-M/round-1-T-M.csv"), chosen, b"", (), (), notes, lacks_metadata=False))
    lines = text.splitlines()
    assert sum(line.startswith("note: there are no target data for 'place ") for line in lines) == 20
    assert "more; JSON" not in text
    assert lines[-1] == "0 rows, checked against 33 rules"


def test_what_becomes_of_an_existing_file_is_told():
    """Only corrected values: that it is written again as reported; with nothing wrong, how to write it all the same."""
    assert standing_text("m/a.csv", ExistingFile(corrected=("wk inc flu hosp",))) == (
        "m/a.csv exists, but the newest values of 'wk inc flu hosp' are corrected in it: it is written again as reported"
    )
    assert standing_text("m/a.csv", ExistingFile(uncorrected=("wk inc flu hosp",))) == (
        "m/a.csv exists, but the newest values of 'wk inc flu hosp' are as reported in it: "
        "it is written again with corrections for revisions"
    )
    assert standing_text("m/a.csv", ExistingFile(lacking=("a",), others=("b", "c"))) == (
        "m/a.csv exists, but has no rows for 'a': it is written again, without its rows for 'b', 'c'"
    )
    assert standing_text("m/a.csv", ExistingFile(others=("b",))) == standing_text("m/a.csv", ExistingFile())
    assert standing_text("m/a.csv", ExistingFile()) == (
        "m/a.csv exists, and the target data are not newer: nothing to do (`hub write` writes it in any case)"
    )
