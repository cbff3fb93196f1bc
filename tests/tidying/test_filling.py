"""Merged cells: names and years that stand once are asked about, and filled where that is asked for."""

import pytest

MONTHS = [f"2023-{month:02d}" for month in range(1, 9)]


def outline(regions):
    """Write monthly counts of regions, each of which has its name in its first row alone."""
    rows = [
        f"{region if month == MONTHS[0] else ''},{month},{100 * at + int(month[-2:])}"
        for at, region in enumerate(regions, 1)
        for month in MONTHS
    ]
    return "\n".join(["region,month,cases", *rows, ""])


def test_merged_names_are_asked_about_and_filled(refusal, written):
    """The refusal names the first empty cell and the option, with which every count is of its region."""
    table = outline(["North", "South"])
    assert refusal(table) == [
        "d.csv:3: column 'region': 14 cells are empty, as in merged cells below the first",
        "d.csv: with empty cells filled from above: lstm-forecast tidy d.csv --fill-down",
    ]
    lines, changes = written(table, fill_down=True)
    assert lines[1:] == [
        f"{region},{month},{100 * at + int(month[-2:])}"
        for at, region in enumerate(["North", "South"], 1)
        for month in MONTHS
    ]
    assert changes["cells-filled"].remark.details == {"count": 14}


def test_merged_years_are_asked_about_and_filled(refusal, written):
    """A year in its first row alone is the year of the months below it."""
    rows = [
        f"{year if month == 1 else ''},{month},{year - 2000 + month}" for year in (2021, 2022) for month in range(1, 13)
    ]
    table = "\n".join(["Year,Month,Cases", *rows, ""])
    assert refusal(table)[-1].endswith("tidy d.csv --fill-down")
    lines, _ = written(table, fill_down=True)
    assert (lines[1], lines[13], len(lines)) == ("2021-01,22", "2022-01,23", 25)


def test_a_total_below_is_not_filled(written):
    """What stands right of a name that begins anew is not that of the row above: the total stays without a time."""
    rows = [f"{place if at == 0 else ''},{month},{at + 1}" for place in "AB" for at, month in enumerate(MONTHS)]
    lines, changes = written("\n".join(["region,month,cases", *rows, "Total,,72", ""]), fill_down=True)
    assert len(lines) == 1 + 16
    assert changes["total-rows"].counts == -72


def test_what_stands_right_of_a_new_name_begins_anew(written):
    """A total of an area has no date: it does not get that of the row above, which would make a count of it."""
    rows = [
        f"{'A' if at == 0 else ''},{month if sex == 'm' else ''},{sex},{at + 1}"
        for at, month in enumerate(MONTHS)
        for sex in "mf"
    ]
    rows[1] = ",,f,1"
    lines, changes = written(
        "\n".join(["area,month,sex,cases", *rows, "Total,,,72", ""]), id=("area", "sex"), fill_down=True
    )
    assert sum(int(line.rpartition(",")[2]) for line in lines[1:]) == 72
    assert changes["total-rows"].counts == -72


@pytest.mark.parametrize("first", ["", "Tasmania"])
def test_a_name_that_some_series_have_is_none_of_merged_cells(written, first):
    """Provinces of some countries come again on every date: their empty cells are empty, and nothing is asked or filled."""
    places = [(first, "Australia"), ("", "Austria"), ("", "Chad")]
    rows = [f"{month},{p},{c},{at}" for month in MONTHS for at, (p, c) in enumerate(places)]
    table = "\n".join(["month,Province,Country,cases", *rows, ""])
    lines, changes = written(table, id=("Province", "Country"))
    assert len({line.split(",")[0] for line in lines[1:]}) == 3
    assert written(table, id=("Province", "Country"), fill_down=True)[0] == lines
    assert "cells-filled" not in changes


def test_series_without_a_name_may_have_one_in_another_column(refusal, written):
    """The row of a country beside its states is named by the column of regions: the command joins both."""
    places = [("Brasil", ""), ("Norte", "RO"), ("Sul", "RS")]
    rows = [f"{region};{state};{month};{at}" for region, state in places for at, month in enumerate(MONTHS)]
    table = "\n".join(["regiao;estado;data;casosNovos", *rows, ""])
    assert refusal(table)[-1] == "d.csv: also named by 'regiao': lstm-forecast tidy d.csv --id regiao+estado"
    lines, _ = written(table, id=("regiao+estado",))
    assert {line.split(",")[0] for line in lines[1:]} == {"Brasil", "Norte RO", "Sul RS"}


def test_rows_across_are_named_by_a_column_that_all_have(written):
    """Of dates across with provinces of some countries, countries alone do not tell rows apart, and provinces not all."""
    lines, _ = written("Province,Country,1/13/20,1/14/20\n,France,1,2\nQuebec,Canada,3,4\nOntario,Canada,5,6\n")
    assert lines[1:3] == ["France,2020-01-13,1", "France,2020-01-14,2"]
    assert len(lines) == 7


def test_merged_names_are_found_under_any_heading(refusal):
    """Where times repeat, a column in which a few cells stand alone may name the series; rows are not only added up."""
    blocks = [f"{group if day == 1 else ''},2024-01-{day:02d},{day}" for group in "ABC" for day in range(1, 9)]
    assert any("--fill-down" in line for line in refusal("\n".join(["Gruppierung,date,cases", *blocks, ""])))
