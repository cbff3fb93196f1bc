"""Cells as a person sees them: without invisible characters, text formulas, or the digits of other scripts."""

import re
import unicodedata
from typing import Final

from lstm_cli.readers.csv_table import NO_WIDTH
from lstm_cli.tidying.job import Job

__all__ = ["PlainTexts"]

# Numbers and dates: only digits, signs, and the characters for year, month, week and day.
NUMBER: Final = re.compile(r"(?=.*\d)[\d\W_年月日号週周第년월일]+")
INDENT: Final = re.compile(r"\.\.+(?=\w)")  # ..Janeiro/2019: how tables of DATASUS indent
# Full-width signs of Chinese and Japanese, and Arabic ones.
SIGNS: Final = str.maketrans("／－．，：　", "/-.,: ")


class PlainTexts(dict[str, str]):
    """Plain texts by the texts of cells, each distinct one a single object; ``="007"`` becomes its text.

    ``formula``, ``digits``: the first such formula, and the first number in digits of another script.
    """

    formula = ""
    digits = ""

    def __missing__(self, text: str) -> str:
        plain = INDENT.sub("", text.strip())
        if plain.startswith('="') and plain.endswith('"') and len(plain) > len('="'):
            self.formula = self.formula or plain
            plain = plain[2:-1].strip()
        if not plain.isascii():
            plain = self._in_ascii(plain.strip(NO_WIDTH).strip())
        self[text] = plain
        return plain

    def _in_ascii(self, text: str) -> str:
        """Return a number or a date in the digits 0 to 9; names stay as they are."""
        if not any(letter.isdecimal() and not letter.isascii() for letter in text) or not NUMBER.fullmatch(text):
            return text
        self.digits = self.digits or text
        return "".join(str(unicodedata.decimal(letter, letter)) for letter in text).translate(SIGNS)

    def tell(self, job: Job) -> None:
        """Enter in the ledger which texts were changed."""
        if self.formula:
            job.ledger.add("text-formulas", text=self.formula)
        if self.digits:
            job.ledger.add("other-digits", text=self.digits)
