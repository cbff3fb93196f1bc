"""Notes of results, which are records, can be read as sentences."""

import json

import pytest

import lstm_cli as lf


def test_notes_are_the_sentences_of_the_command(model, flu, desk, tmp_path, command):
    """The command writes the same for the same data; what helps is an argument of Python in the one, an option in the other."""
    odd = flu[(flu["location"] != "Ohio") | (flu["date"] < "2022-08-01")].rename(columns={"admissions": "cases"})
    odd = odd.assign(cases=odd["cases"] * 10)
    odd.to_csv(tmp_path / "odd.csv", index=False)
    printed = command(tmp_path, f"predict odd.csv --model {desk / 'cli.lstm'} --format json --quiet")
    wanted = [text.replace("--ended keep", "ended='keep'") for text in json.loads(printed)["data"]["notes"]]
    notes = model.predict(odd).notes
    assert len(wanted) == 3
    assert lf.sentences(notes) == wanted
    assert lf.sentences(notes[0]) == wanted[:1]
    assert "ended='keep'" in " ".join(wanted)


@pytest.mark.parametrize("value", [None, "text", [None], ["text"]])
def test_what_is_no_note_is_refused(value):
    """With an error that says what is expected."""
    with pytest.raises(lf.UsageError) as caught:
        lf.sentences(value)
    assert str(caught.value) == f"notes: expected the notes of a result, got {value!r}"
