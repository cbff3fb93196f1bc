"""Sheets of workbooks: formulas without their results, and what is no sheet that can be read."""

import datetime as dt
import io
import zipfile

import pytest

import lstm_cli as lf
from lstm_cli.errors import DataError
from lstm_cli.options import ReadOptions, TidyOptions
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.registry import open_table
from lstm_cli.tidying.engine import tidy

DAYS = [dt.datetime(2024, 1, 6) + dt.timedelta(7 * week) for week in range(9)]  # noqa: DTZ001


def problems(content, **reading):
    """Return the line, the column and the message of each problem of a refused file."""
    with pytest.raises(DataError) as caught:
        read_panel(content, name="d", **reading)
    return [(problem.line, problem.column, problem.message) for problem in caught.value.problems]


def workbook(rows, edit=lambda text: text):
    """Return a workbook with rows on its only sheet, whose XML is edited."""
    openpyxl = pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream, edited = io.BytesIO(), io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as before, zipfile.ZipFile(edited, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            is_sheet = name == "xl/worksheets/sheet1.xml"
            after.writestr(name, edit(content.decode()).encode() if is_sheet else content)
    return edited.getvalue()


FORMULA = '<c r="B4"><f>B3+1</f><v /></c>'  # as openpyxl writes it: without a result
WITH_FORMULA = [["date", "cases"], [DAYS[0], 5], [DAYS[1], 6], [DAYS[2], "=B3+1"], [DAYS[3], 8]]


def test_a_formula_without_its_result_is_no_missing_count():
    """Programs that do not calculate write formulas alone; a spreadsheet would show a count there."""
    message = "column 'cases': expected a whole number >= 0, got '=B3+1'"
    assert problems(workbook(WITH_FORMULA)) == [(4, "cases", message)]
    with pytest.raises(DataError, match="1 row holds no whole number: '=B3\\+1'"):
        tidy(workbook(WITH_FORMULA), TidyOptions(), name="d")


@pytest.mark.parametrize(
    ("cell", "count"),
    [('<c r="B4"><f>B3+1</f><v>7</v></c>', "7"), ('<c r="B4" t="str"><f>B3+1</f><v></v></c>', "")],
    ids=["a number", "an empty text"],
)
def test_a_formula_with_its_result_is_the_result(cell, count):
    """An empty text is a result, too."""
    content = workbook(WITH_FORMULA, lambda text: text.replace(FORMULA, cell))
    columns, _ = open_table(content, path="d", options=ReadOptions()).columns([1])
    assert [columns[0].text(row) for row in range(4)] == ["5", "6", count, "8"]


def test_formulas_in_columns_that_are_not_used_do_no_harm():
    """They are ignored with their column, also beside an array of formulas."""
    rows = [[*row, "twice" if at == 0 else f"=B{at}*2"] for at, row in enumerate(WITH_FORMULA)]
    rows[3][1] = 7
    content = workbook(rows, lambda text: text.replace("<f>B1*2</f>", '<f t="array" ref="C2:C3">B1*2</f>'))
    panel = read_panel(content, name="d")
    assert panel.series[0].counts.tolist() == [5, 6, 7, 8]
    assert panel.columns.ignored == ("twice",)


def test_a_column_of_formulas_beside_series_leaves_them_series():
    """In a wide table each column is one; that of a sum or difference has no counts."""
    rows = [[*row, "both" if at == 0 else f"=B{at + 1}*2"] for at, row in enumerate(WITH_FORMULA)]
    rows = [[date, count, "b" if at == 0 else at, both] for at, (date, count, both) in enumerate(rows)]
    rows[0][1], rows[3][1] = "a", 7
    panel = read_panel(workbook(rows), name="d")
    assert {series.name: series.counts.tolist() for series in panel.series} == {
        "a": [5, 6, 7, 8],
        "b": [1, 2, 3, 4],
    }


def with_sums(name, beside="beds"):
    """Return the rows of a table whose last column, of this name, has nothing but formulas."""
    counts = [7, 3, 9, 4, 8, 2, 6, 5, 1]
    rows = [[day, count, f"=B{line}+1"] for line, (day, count) in enumerate(zip(DAYS, counts, strict=True), 2)]
    return [["date", beside, name], *rows]


@pytest.mark.parametrize(
    ("name", "beside", "options"),
    [
        ("cases", "beds", ReadOptions()),
        ("Neue Fälle", "hospital visits", ReadOptions()),
        ("sick", "beds", ReadOptions(value=" Sick")),
        ("cases", "population", ReadOptions()),
    ],
)
def test_counts_that_are_all_formulas_are_refused_with_their_cells(name, beside, options):
    """A usual name, or the user, says that they are the counts; or no other column can be."""
    found = problems(workbook(with_sums(name, beside)), options=options)
    assert found[0] == (2, name, f"column '{name}': expected a whole number >= 0, got '=B2+1'")


def test_counts_of_a_model_that_are_all_formulas_are_refused_with_their_cells():
    """The column of training is a name that the user gave earlier."""
    rows = with_sums("sick")
    before = read_panel(workbook([[*row[:2], at or "sick"] for at, row in enumerate(rows)]), name="d",
                        options=ReadOptions(value="sick"))  # fmt: skip
    assert problems(workbook(rows), remembered=before.reading)[0][:2] == (2, "sick")


def test_the_only_numbers_being_others_than_counts_formulas_are_no_spare_column():
    """Beside a population, a column of another name is a series, whose cells are not missing."""
    ((_, _, message),) = problems(workbook(with_sums("sick", "population")))
    assert message.startswith("no column holds the counts")


def test_dates_that_are_all_formulas_are_refused_with_their_cells():
    """A usual name of dates says what they are."""
    rows = [["date", "cases"], *([f"=DATE(2024,1,{6 + 7 * at})", at] for at in range(9))]
    message = "column 'date': expected a date such as 2024-01-06, got '=DATE(2024,1,6)'"
    assert problems(workbook(rows))[0] == (2, "date", message)


def test_formulas_without_results_are_to_be_saved_with_them(tmp_path):
    """They stand for counts, so no command is advised that would leave them out."""
    (tmp_path / "d.xlsx").write_bytes(workbook(WITH_FORMULA))
    advice = "the result of a formula is not in the file: open it in a spreadsheet and save it"
    for read in (lf.read_csv, lf.tidy):
        with pytest.raises(DataError) as caught:
            read(str(tmp_path / "d.xlsx"))
        assert str(caught.value).endswith(advice)
        assert "missing" not in str(caught.value)


def test_formulas_of_mere_texts_are_tidied(tmp_path):
    """Some programs write numbers as ``="5"`` into CSV, so that spreadsheets keep their zeros; these show the number."""
    rows = "".join(f'{day:%F},"=""{count}"""\n' for count, day in enumerate(DAYS))
    (tmp_path / "d.csv").write_text(f"date,cases\n{rows}")
    with pytest.raises(DataError, match=r"this works: tidy\('.*d\.csv'\)$"):
        lf.read_csv(str(tmp_path / "d.csv"))


def test_a_row_beyond_the_last_of_a_sheet_is_refused_at_once():
    """A wrong number of a row would ask for as many empty rows before it."""
    content = workbook(WITH_FORMULA[:3], lambda text: text.replace('<row r="3"', '<row r="4000000000"'))
    assert problems(content) == [(None, None, "this workbook is damaged: a row has a number above 1048576")]


def test_a_workbook_without_a_readable_sheet_says_so():
    """Strict Open XML, which some programs write on request, is another format."""
    stream = io.BytesIO()
    strict = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
    }
    with zipfile.ZipFile(io.BytesIO(workbook(WITH_FORMULA))) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name.startswith("xl/"):
                for usual, other in strict.items():
                    content = content.replace(usual, other)
            after.writestr(name, content)
    ((_, _, message),) = problems(stream.getvalue())
    assert message == "a workbook without a sheet that can be read"
