"""Names and abbreviations of months in the languages of those who publish counts."""

import unicodedata
from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints

__all__ = ["MONTH_NAME", "month_numbers"]

MONTH_NAME: Final = r"[^\W\d_]{3,12}\.?"
# English, German, French, Spanish, Italian, Portuguese, Dutch, Danish, Norwegian, Swedish, Finnish, Polish, Czech, Hungarian,
# Romanian, Turkish, Indonesian, Russian and Ukrainian.
WORDS: Final = """
    january januar janner janvier enero gennaio janeiro jan janv ene gen
        januari tammikuu styczeń stycznia leden ledna ianuarie ocak январь января янв січень січня
    february februar fevrier febrero febbraio fevereiro feb febr fev fevr
        februari helmikuu luty lutego únor února februarie şubat февраль февраля фев лютий лютого
    march marz maerz mars marzo marco mar mrz
        maart mrt marts maaliskuu marzec marca březen března március martie mart maret март марта мар березень березня
    april avril abril aprile apr avr abr
        huhtikuu kwiecień kwietnia duben dubna április aprilie nisan апрель апреля апр квітень квітня
    may mai mayo maggio maio mag
        mei maj maja toukokuu květen května május mayıs mayis май мая травень травня
    june juni juin junio giugno junho jun giu
        kesäkuu czerwiec czerwca červen června június iunie haziran июнь июня июн червень червня
    july juli juillet julio luglio julho jul juil lug
        heinäkuu lipiec lipca červenec července július iulie temmuz июль июля июл липень липня
    august aout agosto aug ago
        augustus augusti elokuu sierpień sierpnia srpen srpna augusztus ağustos agustus август августа авг серпень серпня
    september septembre septiembre settembre setembro sep sept set
        syyskuu wrzesień września září szeptember septembrie eylül сентябрь сентября сен сент вересень вересня
    october oktober octobre octubre ottobre outubro oct okt ott out
        lokakuu październik października říjen října október octombrie ekim октябрь октября окт жовтень жовтня
    november novembre noviembre novembro nov
        marraskuu listopad listopada listopadu noiembrie kasım kasim ноябрь ноября ноя листопад листопада
    december dezember decembre diciembre dicembre dezembro dec dez dic
        desember des joulukuu grudzień grudnia prosinec prosince decembrie aralık aralik декабрь декабря дек грудень грудня
"""


def month_numbers(words: Sequence[str]) -> Ints:
    """Return the numbers of months by their names or abbreviations in any case; 0 for other words."""
    known = {word: NUMBERS.get(_plain(word), 0) for word in set(words)}
    return np.array([known[word] for word in words], np.int64)


def _plain(word: str) -> str:
    """Return a word without accents, capitals and a final full stop."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).rstrip(".")


def _numbers() -> dict[str, int]:
    """Return the number of each plain word; an indented line continues the month above."""
    numbers, month = dict[str, int](), 0
    for line in WORDS.strip("\n").splitlines():
        month += not line.startswith(" " * 8)
        numbers |= {_plain(word): month for word in line.split()}
    return numbers


NUMBERS: Final = _numbers()
