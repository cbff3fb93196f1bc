"""Texts that are no UTF-8: which encoding is advised, and with which words."""

import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.encodings import likely_encodings

TEXTS = {
    "cp1252": [
        "Datum;Land;Fälle\n2024-01-01;Thüringen;3\n",
        "Município;Ação\nSÃO JOSÉ;3\n",
        "Côte d’Ivoire;Århus;Ærø\n",
    ],
    "cp1250": ["Data;Województwo;Przypadki\n2024-01-01;łódzkie;3\n2024-01-01;świętokrzyskie;3\n"],
    "cp1251": ["Дата;Область;Случаи\n2024-01-01;Тверская;3\n"],
    "koi8-r": ["Дата;Регион;Случаи\n2024-01-01;Москва;3\n"],
    "cp1253": ["Ημερομηνία;Περιοχή;Κρούσματα\n2024-01-01;Αττική;3\n"],
    "cp1256": ["التاريخ;المدينة;الحالات\n2024-01-01;القاهرة;3\n"],
    "cp932": [
        "年月日,都道府県,新規陽性者数\n2024/1/1,北海道,3\n",
        "日付,地域,件数\n2024/1/1,東京都,3\n",
        "年,月,件数\n2024年,1月,3\n",
    ],
    "gb18030": ["日期,地区,病例数\n2024-01-01,北京,3\n"],
    "big5": ["日期,縣市,確定病例數\n2024-01-01,台北市,3\n"],
    "cp949": ["날짜,지역,확진자\n2024-01-01,서울,3\n"],
    "mac-roman": ["Date;Région;Décès\n2024-01-01;Île-de-France;3\n"],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in TEXTS.items() for text in texts])
def test_the_encoding_of_a_text_is_among_the_likely_ones(name, text):
    """What a table was written in is proposed, with words that stand in it."""
    words = {guess.name: guess.words for guess in likely_encodings(text.encode(name))}
    assert words[name]
    assert words[name] in text


@pytest.mark.parametrize(
    "name", ["cp1252", "cp1250", "cp1251", "koi8-r", "cp1253", "cp1256", "cp932", "big5", "mac-roman"]
)
def test_where_the_letters_tell_it_is_the_only_one(name):
    """Words of small letters, of one script, with common characters are so in one encoding."""
    for text in TEXTS[name]:
        assert [guess.name for guess in likely_encodings(text.encode(name))] == [name]


def test_letters_of_turkish_and_icelandic_are_told_apart_by_their_words():
    """The bytes of İ, ş and ğ are Ý, þ and ð in cp1252: both are shown at the first word that differs."""
    text = "Tarih;İl;Vaka sayısı\n2024-01-01;Iğdır;3\n"
    words = {guess.name: guess.words for guess in likely_encodings(text.encode("cp1254"))}
    assert (words["cp1252"], words["cp1254"]) == ("Ýl", "İl")


@pytest.mark.parametrize("content", [bytes(range(256)), b"\xff\xfe\x00\x00\x01", b"a,b\n1,\x07\xe9\n"])
def test_bytes_that_are_no_text_are_in_no_encoding(content):
    """Control characters are those of a program's file."""
    assert likely_encodings(content) == []


def test_a_character_that_is_cut_off_does_not_matter():
    """The part of a file that is looked at may end within a character."""
    content = TEXTS["cp932"][0].encode("cp932")
    stop = content.rindex("道".encode("cp932")) + 1
    assert [guess.name for guess in likely_encodings(content[:stop])] == ["cp932"]


def test_the_refusal_shows_the_words_and_the_option():
    """A Japanese file is refused with its first words as they read, and with the option that reads it."""
    with pytest.raises(DataError) as caught:
        read_panel(TEXTS["cp932"][0].encode("cp932"), name="d.csv")
    assert list(caught.value.lines(flag)) == [
        "d.csv:1: not valid UTF-8 (byte 0x94): '年月日' in cp932; add --encoding cp932"
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x80\x04\x95\x10\x00\x00\x00", "a pickle of Python"),
        (b"\x89HDF\r\n\x1a\n\x00\x00", "an HDF5 file"),
        (b"$FL2@(#) SPSS DATA FILE", "an SPSS file"),
        (b"<html><table border=1><tr><td>date", "a web page with a table: open it in a spreadsheet"),
    ],
)
def test_files_of_other_programs_are_named(content, said):
    """It is said what a file is, and how to get a table out of it."""
    with pytest.raises(DataError, match=said):
        read_panel(content, name="d.csv")


def test_no_letter_stands_within_a_number():
    """Spreadsheets put no-break spaces between thousands, whose byte is a letter in the encodings of DOS."""
    words = {guess.name: guess.words for guess in likely_encodings("Mois;Décès\n01/2024;3\xa0217\n".encode("cp1252"))}
    assert list(words) == ["cp1252"]
    table = "date;cases\n" + "".join(f"2024-01-{day:02d};3\xa0{day}17\n" for day in range(10, 20))
    with pytest.raises(DataError, match="cp1252"):
        read_panel(table.encode("cp1252"))
