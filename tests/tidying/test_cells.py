"""Cells of counts: what is a whole number, what is a mark, what is missing, and what is refused with a way out."""

import numpy as np
import pytest

from lstm_cli.options import TidyOptions
from lstm_cli.tidying.numbers import FIRST_UNREAD, MISSING, is_known, is_unread, notation, total

DAYS = [f"2024-01-{day:02d}" for day in range(1, 29)]


def table(*cells, separator=","):
    """Write a daily series of these cells, quoted where the separator is in them."""
    quoted = [f'"{cell}"' if separator in cell else cell for cell in cells]
    return "\n".join([f"date{separator}cases", *map(separator.join, zip(DAYS, quoted, strict=False)), ""])


def counts(lines):
    """Return the counts of a written table, None where there is none."""
    return [int(line.rpartition(",")[2]) if line.rpartition(",")[2] else None for line in lines[1:]]


@pytest.mark.parametrize(
    ("cell", "options", "count"),
    [
        ("70.0", {}, 70),
        ("1e3", {}, 1000),
        ("+12", {}, 12),
        ("NA", {}, None),
        ("N/A", {}, None),
        ("#N/A", {}, None),
        ("None", {}, None),
        ("ND", {"missing": ("ND",)}, None),
        ("<5", {"missing": ("ND", "<5")}, None),
        (":", {"missing": (":",)}, None),
        ("1,025", {"thousands": ","}, 1025),
        ("1,234,567", {"thousands": ","}, 1_234_567),
        ("12,345.0", {"thousands": ","}, 12_345),
        ("1.109", {"thousands": "."}, 1109),
        ("1.109,0", {"thousands": "."}, 1109),
        ("1064,0", {"decimal": ","}, 1064),
        ("1 025", {"thousands": " "}, 1025),
        ("1\u00a0025", {"thousands": "space"}, 1025),
        ("1'025", {"thousands": "'"}, 1025),
        ("1\u202f025", {"thousands": " "}, 1025),
        ("1\u2009025", {"thousands": " "}, 1025),
        ("1\u2019025", {"thousands": "'"}, 1025),
        ("12,34,567", {"thousands": ","}, 1_234_567),
        ("1,02,500", {"thousands": ","}, 102_500),
        ("39 p", {"strip_flags": True}, 39),
        ("39*", {"strip_flags": True}, 39),
        ("39 (p)", {"strip_flags": True}, 39),
        ("39[1]", {"strip_flags": True}, 39),
        ("e 39", {"strip_flags": True}, 39),
        ("1,039 p", {"strip_flags": True, "thousands": ","}, 1039),
        ("39ᵃ", {"strip_flags": True}, 39),
        ("39⁴", {"strip_flags": True}, 39),
        ("48 (16.0%)", {"strip_flags": True}, 48),
        ("48 (<1 %)", {"strip_flags": True}, 48),
        ("48 [41-56]", {"strip_flags": True}, 48),
        ("48 (n=300)", {"strip_flags": True}, 48),
        ("1,048 (41, 56)", {"strip_flags": True, "thousands": ","}, 1048),
        ("(25)", {"strip_flags": True}, 25),
        ("25-", {"strip_flags": True}, 25),
        ("(25)", {"negative": "missing"}, None),
        ("( 25 )", {"negative": "zero"}, 0),
        ("(1,025)", {"negative": "zero", "thousands": ","}, 0),
        ("25-", {"negative": "zero"}, 0),
        ("25\u2212", {"negative": "zero"}, 0),
        ("(25)", {"missing": ("(25)",)}, None),
        ("12.5K", {}, 12_500),
        ("45 K", {}, 45_000),
        ("0.3k", {}, 300),
        ("1.25M", {}, 1_250_000),
        ("1.2 M", {}, 1_200_000),
        ("12,5K", {"decimal": ","}, 12_500),
        ("-3", {"negative": "zero"}, 0),
        ("\u22123", {"negative": "zero"}, 0),
    ],
)
def test_a_cell_is_read_as_the_options_say(written, cell, options, count):
    """Each spelling is the count that a person reads, and the cells beside it keep theirs."""
    lines, _ = written(table("7", cell, "8"), **options)
    assert counts(lines) == [7, count, 8]


@pytest.mark.parametrize(
    ("cell", "options"),
    [
        ("2.5", {}),
        ("39 cases", {"strip_flags": True}),
        ("39 (thousand)", {"strip_flags": True}),
        ("16.0% (48)", {"strip_flags": True}),
        ("48 (16.0%)", {}),
        ("48 (5) (6)", {"strip_flags": True}),
        ("(25%)", {"negative": "zero"}),
        ("(25", {"negative": "zero"}),
        ("5 M", {"strip_flags": True}),
        ("12%", {"strip_flags": True}),
        ("<5", {"strip_flags": True}),
        (">5", {"strip_flags": True}),
        ("5-9", {"strip_flags": True}),
        ("1,02", {"thousands": ","}),
        ("1,02,50", {"thousands": ","}),
        ("102,50,000", {"thousands": ","}),
        ("1.02.500", {"thousands": "."}),
        ("12,5", {"decimal": ","}),
        ("1.5", {"decimal": ","}),
        ("1e999999999", {}),
        ("99999999999999999999", {}),
    ],
)
def test_what_is_no_whole_number_is_never_made_one(refusal, cell, options):
    """Fractions, multiples, bounds and ranges are refused with their line, whatever flags are stripped."""
    lines = refusal(table("7", cell, "8"), **options)
    assert lines[0] == f"d.csv:3: column 'cases': 1 row holds no whole number: '{cell}' in 1"


def test_all_bad_cells_are_in_one_report_with_one_command(refusal, written):
    """Distinct texts are counted, the most frequent first, and the options that read them all are joined."""
    text = table("7", "<5", "39*", "<5", "ND", "1,025", "<5", "4 p", "9")
    lines = refusal(text)
    assert lines == [
        (
            "d.csv:3: column 'cases': 7 rows hold no whole number: "
            "'<5' in 3, '39*' in 1, 'ND' in 1, '1,025' in 1, '4 p' in 1"
        ),
        (
            "d.csv: with thousands separators, without the marks beside counts, with other texts as missing: "
            "lstm-forecast tidy d.csv --missing '<5,ND' --thousands , --strip-flags"
        ),
    ]
    read, _ = written(text, missing=("<5", "ND"), thousands=",", strip_flags=True)
    assert counts(read) == [7, None, 39, None, None, 1025, None, 4, 9]


def test_options_that_were_given_stay_in_the_command(refusal):
    """The command that is advised has the options of the one that was refused."""
    lines = refusal(table("7", "ND", "<5"), missing=("ND",), value="cases")
    assert lines[-1].endswith("lstm-forecast tidy d.csv --value cases --missing 'ND,<5'")


def test_words_in_most_rows_are_another_column(refusal):
    """A column of names is not read as missing counts: nothing is advised."""
    lines = refusal(table("high", "low", "low", "4", "high"), value="cases")
    assert lines == ["d.csv:2: column 'cases': 4 rows hold no whole number: 'high' in 2, 'low' in 2"]


def test_negative_counts_are_asked_about(refusal):
    """Three meanings, three commands."""
    lines = refusal(table("7", "-2", "8", "-12"))
    assert lines == [
        "d.csv:3: column 'cases': 2 rows hold a negative count (-12, -2)",
        "d.csv: negative counts deducted from earlier ones: lstm-forecast tidy d.csv --negative spread",
        "d.csv: negative counts as missing: lstm-forecast tidy d.csv --negative missing",
        "d.csv: negative counts as 0: lstm-forecast tidy d.csv --negative zero",
    ]


def test_negative_rates_are_not_deducted(refusal):
    """From rates nothing can be taken; what else they may mean is asked."""
    assert refusal(table("7.5", "-2.5", "8.25", "(1.5)")) == [
        "d.csv:3: column 'cases': 2 rows hold a negative count (-2.5, -1.5); '(1.5)' is read as one",
        "d.csv: negative counts as missing: lstm-forecast tidy d.csv --negative missing",
        "d.csv: negative counts as 0: lstm-forecast tidy d.csv --negative zero",
    ]


def test_a_count_and_its_share_in_one_cell_have_a_command(refusal, written):
    """The number outside the brackets is the count, if the user says so; with thousands the separator is named, too."""
    text = table("7 (3.5%)", "12 (6.0%)", "9 (4.5%)")
    lines = refusal(text)
    assert lines[0].startswith("d.csv:2: column 'cases': 3 rows hold no whole number: '7 (3.5%)' in 1")
    assert lines[1:] == ["d.csv: without the brackets beside counts: lstm-forecast tidy d.csv --strip-flags"]
    assert counts(written(text, strip_flags=True)[0]) == [7, 12, 9]
    lines = refusal(table("1,007 (3.5%)", "12 (6.0%)"))
    assert lines[-1].endswith("lstm-forecast tidy d.csv --thousands , --strip-flags")


def test_negative_numbers_of_accounts_are_asked_about(refusal, written):
    """The line has the cell as it is; what it deducts, and that brackets may mean something else, are commands; what was read is told."""
    text = table("7", "(25)", "30", "(4)", "9")
    assert refusal(text) == [
        "d.csv:3: column 'cases': 2 rows hold a negative count (-25, -4); '(25)' is read as one",
        "d.csv: negative counts deducted from earlier ones: lstm-forecast tidy d.csv --negative spread",
        "d.csv: negative counts as missing: lstm-forecast tidy d.csv --negative missing",
        "d.csv: negative counts as 0: lstm-forecast tidy d.csv --negative zero",
        "d.csv: negative counts as positive, without brackets or minus: lstm-forecast tidy d.csv --strip-flags",
    ]
    lines, changes = written(text, negative="spread")
    assert sum(counts(lines)) == 7 - 7 + 30 - 4 + 9  # of the 25, 7 are there to be deducted
    assert changes["deducted-counts"].remark.details == {"text": "(25)", "number": "-25"}
    assert counts(written(text, strip_flags=True)[0]) == [7, 25, 30, 4, 9]
    assert "is read as one" not in refusal(table("7", "-25"))[0]
    assert refusal(table("(7)", "(25)", "(4)"))[1].endswith("tidy d.csv --strip-flags")  # hardly all are deducted


@pytest.mark.parametrize(
    ("options", "setting"),
    [
        ({"thousands": "x"}, "thousands"),
        ({"decimal": ";"}, "decimal"),
        ({"thousands": ",", "decimal": ","}, "thousands"),
    ],
)
def test_separators_that_cannot_be_are_refused(tidied, options, setting):
    """An option that separates nothing, or both, is an error of usage."""
    from lstm_cli.errors import UsageError

    with pytest.raises(UsageError) as caught:
        tidied(table("7", "8"), **options)
    assert setting in str(caught.value)


def test_numbers_keep_every_digit(written):
    """2^53 + 1 and 2^63 - 1 are exact, one more is refused."""
    lines, _ = written(table("9007199254740993", "9223372036854775807", "-4611686018427387903"), negative="missing")
    assert counts(lines)[:2] == [9007199254740993, 9223372036854775807]


def test_codes_stand_beside_counts():
    """Missing and unread cells are no numbers, and no sum holds them, however large it is."""
    values = np.array([2**63 - 1, MISSING, FIRST_UNREAD + 3, -4, 2**63 - 1])
    assert is_known(values).tolist() == [True, False, False, True, True]
    assert is_unread(values).tolist() == [False, False, True, False, False]
    assert total(values) == 2 * (2**63 - 1) - 4


def test_a_dot_before_three_digits_is_asked_about(refusal):
    """1.109 between semicolons is a thousand in Berlin: the mark of thousands has to be named."""
    lines = refusal(table("1.109", "1.025", separator=";"))
    assert lines[-1].endswith("--thousands .")


def test_a_comma_after_a_leading_zero_is_a_decimal_comma(refusal, written):
    """0,671 is no number of thousands: neither is it advised so, nor read so."""
    cells = table("6,847", "0,671", "8,122", "4,780", separator=";")
    assert refusal(cells)[-1] == "d.csv: with a decimal comma: lstm-forecast tidy d.csv --decimal ,"
    assert refusal(cells, thousands=",")[0].endswith("1 row holds no whole number: '0,671' in 1")
    lines, _ = written(cells, decimal=",")
    assert [line.rpartition(",")[2] for line in lines[1:]] == ["6.847", "0.671", "8.122", "4.78"]


@pytest.mark.parametrize(
    ("cells", "separator", "ways"),
    [
        (("6,847", "2,671", "8,122"), ";", ["--thousands ,", "--decimal ,"]),
        (("6,847", "2,671", "950"), ";", ["--thousands ,"]),
        (("6,847", "2,671", "8,122"), ",", ["--thousands ,"]),
    ],
)
def test_a_comma_before_three_digits_in_every_cell_is_asked_about(refusal, cells, separator, ways):
    """Where a comma does not separate columns and no count is smaller, it may be one of thousands or of decimals."""
    lines = refusal(table(*cells, separator=separator))[1:]
    assert [line.partition("tidy d.csv ")[2] for line in lines] == ways


def test_missing_texts_are_as_they_stand():
    """A text is missing in the case in which it is named; what means missing everywhere is so in any."""
    read, bad = notation(TidyOptions(missing=("nd",))).read(["nd", "ND", "n/A", "5"], ",")
    assert bad.tolist() == [False, True, False, False]
    assert read[[0, 2]].tolist() == [MISSING, MISSING]


@pytest.mark.parametrize(
    ("cells", "way", "sum_"),
    [
        (["1\u202f025", "987", "2\u202f003"], "--thousands ' '", 4015),
        (["1\u00a0025", "987", "2\u00a0003"], "--thousands ' '", 4015),
        (["1\u2009025", "987", "2\u2009003"], "--thousands ' '", 4015),
        (["1\u2019025", "987", "2\u2019003"], "--thousands ''\"'\"''", 4015),
        (["1,02,500", "987", "2,003"], "--thousands ,", 105_490),
        (["1.025,00", "987,00", "2.003,00"], "--thousands .", 4015),
        (["1,025.00", "987.00", "2,003.00"], "--thousands ,", 4015),
    ],
)
def test_blanks_apostrophes_and_lakhs_are_advised_and_read(refusal, written, cells, way, sum_):
    """Blanks that do not break, typographic apostrophes and lakhs have a command, which reads what a person reads."""
    said = refusal(table(*cells, separator=";"))
    assert said[-1].endswith(way)
    mark = {"--thousands ' '": " ", "--thousands ,": ",", "--thousands .": "."}.get(way, "'")
    lines, _ = written(table(*cells, separator=";"), thousands=mark)
    assert sum(counts(lines)) == sum_


@pytest.mark.parametrize("cell", ["(5)", "(1,005)", "5-"])
def test_numbers_of_accounts_are_no_words_for_missing(refusal, cell):
    """(5) and 5- are below 0 in accounts: no command is advised that reads them as not known."""
    assert not [line for line in refusal(table("7", cell, "8", "9", "10", "11")) if "--missing" in line]


@pytest.mark.parametrize("cell", ["39 M", "1.2345K", "12,5K", "1,2.5K", "1025K", "K", "39 mn", "12.5 mil", "3 million"])
def test_words_that_may_change_a_number_are_no_counts(refusal, cell):
    """A mark, a decimal too many, another decimal mark and words: refused, and never advised as missing."""
    lines = refusal(table("12", cell, "15", "11"))
    assert "no whole number" in lines[0]
    assert "--missing" not in " ".join(lines) or cell == "K"
