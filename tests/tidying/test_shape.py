"""The table is found among what stands around it in a file, and nothing is left out without a word."""

import pytest

from lstm_cli.errors import ForecastError, UsageError

ROWS = [f"A,2024-01-{day:02d},{day}" for day in range(6, 28, 7)]
PLAIN = "\n".join(["location,date,cases", *ROWS, ""])
LINES = PLAIN.splitlines()


@pytest.mark.parametrize(
    ("lines", "code", "rows"),
    [
        (["sep=,", *LINES], "separator-line", 0),
        (["Cases by week", "", *LINES], "title-lines", 0),
        (["Cases by week,,", *LINES], "title-lines", 0),
        (["# made on 3 May", *LINES], "comment-lines-skipped", 0),
        ([*LINES[:3], ",,", *LINES[3:]], "blank-rows", -1),
        ([*LINES[:3], LINES[0], *LINES[3:]], "repeated-header", -1),
        ([*LINES, "", "Source: the ministry of health, 2024"], "notes-below", -1),
        ([*LINES, "Source: the ministry of health,,"], "note-rows", -1),
        ([*LINES, "Total,,42"], "total-rows", -1),
        ([*LINES, ",Total 2024,42"], "total-rows", -1),
        ([*LINES[:2], "North,,", *LINES[2:]], "heading-rows", -1),
        ([f"{line},," for line in LINES], "empty-columns", 0),
        ([f"{line},,,,,,," for line in LINES], "empty-columns", 0),
        ([LINES[0], *(f"{line},," for line in LINES[1:])], "empty-columns", 0),
        ([f"{LINES[0]},", *LINES[1:]], None, 0),
        ([line.replace(",", "^") for line in LINES], None, 0),
        ([line.replace(",", "\x01") for line in LINES], None, 0),
    ],
)
def test_what_is_no_part_of_the_table_is_left_out_and_told(written, lines, code, rows):
    """Titles, comments, blank rows, repeated headers, totals, notes and empty columns: the table is the plain one."""
    table, changes = written("\n".join([*lines, ""]))
    assert table == LINES
    assert list(changes) == ([code] if code else [])
    assert not code or changes[code].rows == rows


DATES_FIRST = ["date,A,B", *(f"2024-01-{day:02d},{day},{2 * day}" for day in range(6, 28, 7))]


@pytest.mark.parametrize(
    "note", ["* counts of the latest week are provisional", "Source: Department of Health, downloaded on Monday"]
)
def test_a_note_below_the_dates_may_speak_of_weeks(written, note):
    """Words that no date has tell it from a mistyped date; the report quotes it."""
    _, changes = written("\n".join([*DATES_FIRST, f'"{note}",,', ""]))
    assert changes["note-rows"].rows == -1


@pytest.mark.parametrize("time", ["week ending February 31", "Satruday, February 3rd"])
def test_a_mistyped_date_is_no_note(written, time):
    """The row is refused, although it has no count."""
    with pytest.raises(ForecastError, match="expected a date"):
        written("\n".join([*DATES_FIRST, f'"{time}",,', ""]))


def test_what_a_total_adds_up_to_is_told(written):
    """The counts of a row of totals leave with it."""
    _, changes = written("\n".join([*LINES, ",Total,66", ""]))
    assert changes["total-rows"].counts == -66


@pytest.mark.parametrize("header", ['"",location,date,cases', "location,date,cases"])
def test_row_names_name_no_column(written, header):
    """A column of row numbers without a name is no part of the table, also where R leaves its name out of the header."""
    lines = [header, *(f'"{at}",{row}' for at, row in enumerate(ROWS, 1))]
    table, _ = written("\n".join([*lines, ""]))
    assert table == LINES


def test_a_header_cell_may_hold_a_line_break(written):
    """Spreadsheets wrap long names in a cell: the break is a blank, and lines are counted on."""
    table, _ = written('location,"week\nending date",cases\n' + "\n".join(ROWS))
    assert table[0] == "location,week ending date,cases"
    assert table[1:] == ROWS


def test_lines_keep_their_numbers_below_all_that(refusal):
    """A message names the physical line, whatever stands above it."""
    lines = ["sep=;", "Cases; by week", "# comment", *PLAIN.replace(",", ";").splitlines()]
    lines[-1] = lines[-1].replace(";27", ";x27")
    assert refusal("\n".join(lines))[0].startswith("d.csv:8: column 'cases': 1 row holds no whole number: 'x27' in 1")


def test_columns_are_split_by_the_character_that_fits_most_lines(written):
    """A title with commas, or decimals with commas, do not hide that semicolons separate."""
    title = "Cases, by week, of the region\n" + PLAIN.replace(",", ";")
    assert written(title)[0] == LINES
    decimals = "date;cases\n2024-01-06;5,0\n2024-01-13;6,0\n"
    assert written(decimals, decimal=",")[0] == ["date,cases", "2024-01-06,5", "2024-01-13,6"]


def test_the_lines_to_read_can_be_named(written, refusal):
    """What cannot be told apart is cut off by line: above the header, and below the table."""
    above = "\n".join(["a,b,c", "1,2,3", *LINES, ""])
    assert written(above, skip=2)[0] == LINES
    below = "\n".join([*LINES, "region,people,year", "North,5,2020", ""])
    assert written(below, until_line=len(LINES))[0] == LINES
    assert "names the columns" not in refusal(below)[0]


def test_two_tables_in_a_file_are_asked_about(refusal, written):
    """Of two tables of unlike width neither is left out in silence: the command that is advised reads one."""
    other = ["region,people", *(f"North {at},5" for at in range(3))]
    text = "\n".join([*LINES, *other, ""])
    lines = refusal(text)
    assert lines[0] == "d.csv:6: expected 3 fields as in the header, got 2: 'region,people'"
    assert lines[-1] == "d.csv: this works: lstm-forecast tidy d.csv --until-line 5"
    assert written(text, until_line=5)[0] == LINES
    lines = refusal("\n".join([*other, *LINES, ""]))
    assert lines[0] == "d.csv:5: two tables may begin, on line 1 and here: 'location,date,cases'"
    assert lines[1] == "d.csv: the second table: lstm-forecast tidy d.csv --skip 4"


def test_a_damaged_row_is_refused_with_its_line(refusal):
    """A row with too few or too many fields is no note and is not cut."""
    lines = refusal("\n".join([*LINES[:3], "A,2024-02", *LINES[3:], ""]))
    assert lines[0] == "d.csv:4: expected 3 fields as in the header, got 2: 'A,2024-02'"


def test_the_quote_that_is_never_closed_is_found(refusal):
    """The error names the line on which the quoted cell begins."""
    lines = refusal("\n".join([*LINES[:3], 'A,"2024-02-03,5', *LINES[3:], ""]))
    assert lines == ['d.csv:4: a quoted field that opens in this row is never closed: look for a lone "']


def test_names_that_two_columns_share_are_told_apart_by_their_place(written, refusal):
    """Of two columns named alike neither is taken by that name; each is called by its place."""
    text = "location,date,cases,cases\n" + "\n".join(f"{row},{at}" for at, row in enumerate(ROWS))
    assert "'cases (column 3)'" in "".join(refusal(text, value="cases"))
    assert written(text, value="cases (column 3)")[0][1:] == ROWS


def test_blocks_without_quotes_are_read_as_the_csv_module_reads_them(written):
    """A long table is read block by block: rows, line numbers and odd lines among them are those of a short one."""
    names = [f"place {at:05d}" for at in range(6_000)]
    rows = [f"{name},2024-01-{day:02d},{day}" for name in names for day in (6, 13)]
    table, changes = written("\r\n".join(["location,date,cases", *rows[:9_000], "", ",,", *rows[9_000:], ""]))
    assert table[1:] == rows
    assert changes["blank-rows"].remark.details["line"] == 9_003


def test_a_last_row_without_a_word_that_adds_up_is_a_total(written):
    """Web analytics write the total below the last day, without a date and without a word."""
    lines, changes = written("day,users,visits\n2024-01-01,3,5\n2024-01-02,4,6\n2024-01-03,5,7\n,12,18\n", wide=True)
    assert len(lines) == 1 + 6
    assert (changes["total-rows"].rows, changes["total-rows"].counts) == (-1, -30)


def test_a_row_without_a_date_that_adds_up_to_nothing_is_refused(refusal):
    """Its count may be one of a day."""
    assert refusal("day,users\n2024-01-01,3\n2024-01-02,4\n2024-01-03,5\n,11\n") == [
        "d.csv:5: column 'day': expected a date such as 2024-01-01, got ''"
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (PLAIN.replace(",", " "), "separated-by-blanks"),
        (
            "\n".join(f"  {a:<10}{b:<12}{c:>5}  " for a, b, c in (line.split(",") for line in LINES)),
            "separated-by-blanks",
        ),
        (
            "\n".join(
                [LINES[0].replace(",", " "), *(f'"{at}" {row.replace(",", " ")}' for at, row in enumerate(ROWS))]
            ),
            "separated-by-blanks",
        ),
        ("\n".join([LINES[0], *(f'"{row}"' for row in ROWS)]), "rows-in-quotes"),
        ("\n".join(['"location", "date", "cases"', *(", ".join(f'"{c}"' for c in r.split(",")) for r in ROWS)]), None),
        ("\n".join([LINES[0], *(",".join(f'="{c}"' for c in r.split(",")) for r in ROWS)]), "text-formulas"),
        ("\n".join([LINES[0], *(",".join(f'"=""{c}"""' for c in r.split(",")) for r in ROWS)]), "text-formulas"),
    ],
)
def test_cells_in_other_dress_are_those_of_the_plain_table(written, text, code):
    """Blanks between cells, quotes around rows, blanks before quotes, and formulas that give a text."""
    table, changes = written(text + "\n")
    assert table == LINES
    assert list(changes) == ([code] if code else [])


def _printed(edge: str, rule: str, side: str, between: str) -> str:
    """Return the table as programs print it, its cells padded to one width each."""
    cells = [line.split(",") for line in LINES]
    rows = [side + between.join(f"{a:<8}{between}{b:<10}{between}{c:>5}".split(between)) + side for a, b, c in cells]
    return "\n".join([*filter(None, [edge, rows[0], rule, *rows[1:], edge]), ""])


@pytest.mark.parametrize(
    "text",
    [
        _printed("", "---------+------------+-------", " ", " | ") + "(4 rows)\n",  # psql
        _printed("+----------+------------+-------+", "+----------+------------+-------+", "| ", " | "),  # mysql
        _printed("", "|:---------|------------|------:|", "| ", " | "),  # Markdown
        _printed("", "--------  ----------  -----", "", "  "),  # sqlite3 -column
        _printed("", "<chr>     <date>      <int>", "", "  "),  # a tibble
        "name: events\n" + _printed("", "--------  ----------  -----", "", "  "),  # influx
        "name of three words\n\n" + _printed("", "", "", "  "),  # a page as text
    ],
)
def test_tables_that_programs_print_are_those_of_the_plain_table(written, text):
    """Rules, frames, numbers of rows and titles around a table are no part of it, and lead no name astray."""
    table, _ = written(text)
    assert table == LINES


def test_rows_of_marks_are_no_rules(refusal):
    """A row of marks for what is not known is a row: its time is asked for."""
    assert refusal("date,cases\n2024-01-06,3\n--,--\n2024-01-13,5\n")[0].startswith("d.csv:3: column 'date'")


@pytest.mark.parametrize("zero", ["０", "٠", "۰", "०"])
def test_digits_of_other_scripts_are_digits(written, zero):
    """Counts and dates in fullwidth, Arabic, Persian and Indian digits are read, and names keep theirs."""
    digits = {ord("0") + at: ord(zero) + at for at in range(10)}
    rows = [",".join([f"Ward {zero}", *(cell.translate(digits) for cell in row.split(",")[1:])]) for row in ROWS]
    lines, changes = written("\n".join([LINES[0], *rows, ""]))
    assert lines[1:] == [row.replace("A,", f"Ward {zero},") for row in ROWS]
    assert list(changes) == ["other-digits"]


def test_a_raised_digit_is_a_mark_and_no_part_of_a_number(refusal):
    """39¹ has a footnote, and is not 391."""
    said = refusal("day,n\n2024-01-01,39¹\n2024-01-02,12\n2024-01-03,7\n")
    assert said[-1].endswith("--strip-flags")


def test_marks_without_width_are_no_part_of_cells(written):
    """Marks of the byte order and between words, which nobody sees, change no name and no date."""
    text = "\ufeff" + PLAIN.replace(",2024", "\u200b,2024").replace(",date", ",\ufeffdate")
    assert written(text)[0] == LINES


def test_moments_are_not_split_at_their_blank(refusal):
    """A column of moments alone is one column, however its header is written."""
    rows = [f"2024-01-{day:02d} 10:0{day % 10}" for day in range(1, 20)]
    assert "separated" not in " ".join(refusal("\n".join(["event time", *rows, ""])))
    assert "'event time'" in refusal("\n".join(["event time", *rows, ""]))[0]


@pytest.mark.parametrize("title", ["South", "South,,"])
def test_tables_below_each_other_are_not_added_up(refusal, written, title):
    """The same header under the name of another region: the first table can be had, and no command adds both up."""
    other = [f"{row}9" for row in ROWS]
    table = "\n".join(["North", *LINES, title, LINES[0], *other, ""])
    assert refusal(table) == [
        "d.csv:7: another table begins on this line, with the same header below: 'South'",
        "d.csv: the first table: lstm-forecast tidy d.csv --until-line 6",
    ]
    assert written(table, until_line=6)[0] == LINES


@pytest.mark.parametrize("text", ["a,b\rc,d\n1,2\n3,4\n", "a,b\r1,2\r\n3,4\n"])
def test_a_return_within_a_line_is_no_bug(tidied, text):
    """Bare CR among line ends is refused in the words of errors, wherever it stands."""
    with pytest.raises(ForecastError):
        tidied(text)


def test_a_quote_over_all_lines_is_no_bug(tidied):
    """Lines that are all within one quoted cell are refused in words."""
    with pytest.raises(ForecastError):
        tidied('"a b\n1 2\n3 4\n5 6\n7 8"\n')


@pytest.mark.parametrize("last", ["", "\n"])
def test_lines_that_a_file_does_not_have_are_mistyped(tidied, written, last):
    """Line 5 is the last one whether it ends or not; line 6 is none, and nothing is left out without it."""
    assert len(written(PLAIN.rstrip("\n") + last, without_lines=(5,))[0]) == len(LINES) - 1
    with pytest.raises(UsageError, match="there is no line 6") as caught:
        tidied(PLAIN.rstrip("\n") + last, without_lines=(5, 6))
    assert caught.value.exit_code == 2


def test_a_sheet_of_what_is_no_workbook_is_refused(tidied):
    """The file is another one than the user thinks."""
    with pytest.raises(UsageError, match="not a workbook"):
        tidied(PLAIN, sheet="Cases")


PORTUGUESE = [
    "Janeiro",
    "Fevereiro",
    "Março",
    "Abril",
    "Maio",
    "Junho",
    "Julho",
    "Agosto",
    "Setembro",
    "Outubro",
    "Novembro",
    "Dezembro",
]


def _years(off: int = 0) -> str:
    """Return a table of DATASUS: years, and their months set in by full stops; ``off`` is added to the year 2021."""
    lines = ['"Ano/mês processamento";"Internações"']
    for year in range(2019, 2023):
        months = [year % 7 + at * at % 11 for at in range(12)]
        lines.append(f'"{year}";{sum(months) + off * (year == 2021)}')
        lines += [f'"..{name}/{year}";{count}' for name, count in zip(PORTUGUESE, months, strict=True)]
    return "\n".join([*lines, ""])


def test_years_among_their_months_are_totals(written):
    """Only months are left, which the full stops before their names do not hide."""
    lines, changes = written(_years())
    assert [line.split(",")[0] for line in lines[1:]] == [
        f"{year}-{month:02d}" for year in range(2019, 2023) for month in range(1, 13)
    ]
    assert changes["total-rows"].rows == -4


def test_a_year_that_is_no_sum_of_its_months_is_asked_about(refusal):
    """A count too many, and it may be something else."""
    assert any(line.startswith("d.csv:28: ") and "got '2021'" in line for line in refusal(_years(off=1)))


def test_years_of_each_series_are_sums_of_its_own_months(written):
    """The totals of two places are not mixed up."""
    rows = [("A", 2, 24), ("B", 3, 36)]
    lines = ["place,period,cases"]
    for name, count, total in rows:
        lines += [f"{name},2020M{month:02d},{count}" for month in range(1, 13)] + [f"{name},2020,{total}"]
    assert len(written("\n".join([*lines, ""]))[0]) == 25


def _statistics(quarter: int = 0) -> str:
    """Return a series as the British statistics office writes it; ``quarter`` is added to the third quarter of 2021."""
    names = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    counts = {(year, month): year % 13 + month * month % 17 for year in range(2010, 2024) for month in range(12)}
    lines = ['"Title","Deaths"', '"CDID","ABCD"', '"PreUnit",""', '"Unit","Number"', '"Release date","15-05-2024"']
    lines += [f'"{year}","{sum(counts[year, month] for month in range(12))}"' for year in range(2010, 2024)]
    for year in range(2010, 2024):
        for part in range(4):
            total = sum(counts[year, 3 * part + at] for at in range(3)) + quarter * ((year, part) == (2021, 2))
            lines.append(f'"{year} Q{part + 1}","{total}"')
    return "\n".join([*lines, *(f'"{year} {names[at]}","{count}"' for (year, at), count in counts.items()), ""])


def test_years_and_quarters_above_their_months_are_totals(written):
    """Lines about the series, its years and its quarters stand above the months, which alone are left."""
    lines, changes = written(_statistics())
    assert [line.split(",")[0] for line in lines[1:]] == [
        f"{year}-{month:02d}" for year in range(2010, 2024) for month in range(1, 13)
    ]
    assert changes["total-rows"].rows == -14 * 5
    assert changes["total-rows"].counts == -2 * sum(int(line.split(",")[1]) for line in lines[1:])
    assert changes["heading-rows"].rows == -3


def test_a_quarter_that_is_no_sum_of_its_months_is_asked_about(refusal):
    """One count off: it is shown, and none of the others is."""
    said = [line for line in refusal(_statistics(quarter=1)) if "got '20" in line]
    assert len(said) == 1
    assert said[0].endswith("got '2021 Q3'")


def test_numbers_of_rows_are_no_series(written):
    """A number of each row is no second series, and of one column of counts no series is named."""
    rows = [f"{at},2024-01-{at:02d},{at % 3}" for at in range(1, 21)]
    lines, _ = written("\n".join(["no,onset,contacts", *rows, ""]))
    assert (lines[0], len(lines)) == ("date,count", 21)


def test_numbers_that_do_not_become_rows_are_named(written):
    """A total at the end of the dates across is no date: it is left out, and that is said."""
    names = [f"1/{day}/24" for day in range(1, 21)]
    rows = [f"{place},1.5,{','.join(map(str, range(at, at + 20)))},{at}" for at, place in enumerate("AB")]
    _, changes = written("\n".join([f"place,Lat,{','.join(names)},Total", *rows, ""]))
    assert changes["columns-ignored"].remark.details == {"names": ("Lat", "Total"), "count": 2}


def test_a_date_that_stands_twice_across_is_refused(refusal):
    """Two columns of one date are two counts of one time, and neither is dropped."""
    names = ["1/22/24", "1/22/24", *(f"1/{day}/24" for day in range(23, 31))]
    said = refusal("\n".join([f"place,{','.join(names)}", f"A,{','.join(map(str, range(10)))}", ""]))
    assert said[0].startswith("d.csv:2: 1 row repeats the series and time of another row: 'A', 2024-01-22 is on line 2")


def test_months_across_whose_year_stands_once_are_refused(refusal):
    """Jan 2020, Feb, Mar, …: three dated columns are not the whole table."""
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    names = [f"{month} {2020 + at // 12}" if at % 12 == 0 else month for at, month in enumerate(months * 3)]
    said = refusal("\n".join([f"place,{','.join(names)}", f"A,{','.join(map(str, range(36)))}", ""]))
    assert said == ["d.csv:1: months run across the columns, but names such as 'Feb' lack the year"]


@pytest.mark.parametrize("note", ["© 2024", "* p", "§ 3"])
def test_a_sign_begins_a_note_below(written, note):
    """No date begins with it."""
    _, changes = written("\n".join([*DATES_FIRST, f"{note},,", ""]))
    assert changes["note-rows"].rows == -1


def test_rates_may_stand_between_blanks(written):
    """A column of decimals is one of numbers, as a column of counts is."""
    rows = [f"2024-01-{day:02d}   {day}.{day % 10}5" for day in range(10, 20)]
    lines, changes = written("\n".join(["date         rate", *rows, ""]))
    assert "separated-by-blanks" in changes
    assert lines[1:] == [",".join(row.split()) for row in rows]
