"""``lstm-forecast hub data``: CSV on standard output, what was revised on standard error, and the pipe into `train`."""

import small_hub

import lstm_cli as lf


def test_data_go_to_standard_output_and_words_to_standard_error(cli, tmp_path):
    """Two lines on what was read and revised; quiet leaves them out; a file and the library have the same."""
    small_hub.make_hub(tmp_path / "hub")
    piped = cli("hub", "data", "hub", "--target", small_hub.COUNTS).ended()
    rows = [f"{place},{day},{n}" for place, day, n in sorted(small_hub.series())]
    assert piped.text.splitlines() == ["location,date,count", *rows]
    weeks = {day: sum(n for _, at, n in small_hub.series() if at == day) for _, day, _ in small_hub.series()}
    day = small_hub.LAST - small_hub.WEEK
    before = sum(round(n / 1.1) for _, at, n in small_hub.series() if at == day)
    assert piped.err.splitlines() == [
        f"{small_hub.COUNTS}: 3 locations, 2024-07-06 to 2025-01-18, as of 2025-01-22",
        f"since 2025-01-15: 3 new, 3 revised; total for {day}: {100 * (weeks[day] / before - 1):+.1f} %",
    ]
    quiet = cli("hub", "data", "hub", "--target", small_hub.COUNTS, "-q", "-o", "out.csv").ended()
    assert (quiet.out, quiet.err) == (b"", "")
    assert (tmp_path / "out.csv").read_bytes() == piped.out
    frame = lf.Hub(tmp_path / "hub").data(small_hub.COUNTS)
    assert frame.to_csv(index=False) == piped.text
    assert frame["count"].dtype == "int64"


def test_the_output_goes_into_train(shell, tmp_path):
    """The columns are found without an option, codes stay text, and the newest vintage of a day is taken."""
    small_hub.make_hub(tmp_path / "hub")
    done = shell(
        f"lstm-forecast hub data hub --target '{small_hub.COUNTS}' --as-of 2025-01-16 -q | lstm-forecast check -"
    )
    assert done.returncode == 0, done.stderr
    assert b"3 series, weekly (weeks stamped Saturday), 2024-07-06 to 2025-01-11" in done.stdout
    assert b"lstm-forecast train - --id location --time date --value count" in done.stdout


def test_an_unknown_target_is_refused_with_all_that_there_are(cli, tmp_path):
    """Exit code 2, nothing on standard output, and the option that was meant."""
    small_hub.make_hub(tmp_path / "hub")
    result = cli("hub", "data", "hub", "--target", "wk inc flu hosps").ended(2)
    assert result.out == b""
    assert result.err == (
        "lstm-forecast: error: 'wk inc flu hosps' is not a target of this hub; there are data for 'wk inc flu hosp', "
        "'wk inc flu prop ed visits'; did you mean --target 'wk inc flu hosp'?\n"
    )
    assert (
        cli("hub", "data", "hub", "--target", "WK INC FLU HOSP")
        .ended(2)
        .err.endswith("did you mean --target 'wk inc flu hosp'?\n")
    )
