"""Guesses the encoding of bytes that are no UTF-8, by which encodings decode them, and how plausible the text looks."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

__all__ = ["USUAL", "Guess", "likely_encodings"]

USUAL: Final = "cp1252"  # of western spreadsheets
MAX_LOOKED: Final = 1 << 16  # bytes to examine
MIN_COMMON: Final = 0.9  # share of a script's characters that must be common ones, as in any real text
MIN_TOGETHER: Final = 0.8  # share of them that must stand next to another: accents stand alone
RUN: Final = re.compile(r"[^\x00-\x7f]{2,}|[年月日週周]")  # 2024年 has a single one
WORD: Final = re.compile(r"[^,;|\t\r\n\"]{0,20}[^\x00-\x7f][^,;|\t\r\n\"]{0,20}")
BINARY: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
NORTHERN: Final = re.compile("[ÝýÞþÐð]")  # Icelandic letters of cp1252, in whose place cp1254 has Turkish ones
FULL: Final = 0xA1  # the first trail byte in the basic tables of GB 2312, EUC-JP and KS X 1001
# Two-byte encodings, and the range of lead bytes of common characters: kana and kanji, hanzi, hangul.
PAIRED: Final[dict[str, Callable[[int, int], bool]]] = {
    "cp932": lambda lead, trail: 0x81 <= lead <= 0x97 and trail >= 0x40,  # noqa: PLR2004 - bytes
    "gb18030": lambda lead, trail: 0xB0 <= lead <= 0xD7 and trail >= FULL,  # noqa: PLR2004
    "big5": lambda lead, trail: 0xA4 <= lead <= 0xC6 and trail >= 0x40,  # noqa: PLR2004
    "cp949": lambda lead, trail: 0xB0 <= lead <= 0xC8 and trail >= FULL,  # noqa: PLR2004
    "euc_jp": lambda lead, trail: (0xA4 <= lead <= 0xA5 or 0xB0 <= lead <= 0xCF) and trail >= FULL,  # noqa: PLR2004
}
SINGLE: Final = (
    USUAL,
    "cp1250",
    "cp1251",
    "koi8-r",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "mac-roman",
    "cp850",
)


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding by its Python name, and the first words that have letters beyond ASCII in it."""

    name: str
    words: str


def likely_encodings(content: bytes) -> list[Guess]:
    """Return the likely encodings of bytes, the most likely first; none if no encoding gives plausible text."""
    content = content[:MAX_LOOKED]
    if BINARY.search(content):
        return []
    paired = [_guess(name, text) for name in PAIRED if (text := _decoded(content, name)) and _is_common(text, name)]
    if paired:
        return paired
    texts = {name: text for name in SINGLE if (text := _decoded(content, name))}
    scores = {name: _plausible(text) for name, text in texts.items()}
    best = max(scores.values(), default=0)
    if best <= 0:
        return []
    if scores.get(USUAL) == best and not NORTHERN.search(texts[USUAL]):
        return [_guess(USUAL, texts[USUAL])]
    likely = {texts[name]: name for name in reversed(texts) if scores[name] == best}  # the first name of each text
    differing = next((at for at, letters in enumerate(zip(*likely, strict=False)) if len(set(letters)) > 1), 0)
    return [_guess(name, text, differing) for text, name in reversed(likely.items())]


def _decoded(content: bytes, name: str) -> str:
    """Return the text without a character that is cut off at the end; empty if the bytes are not in the encoding."""
    for end in (len(content), len(content) - 1):
        try:
            return content[:end].decode(name)
        except UnicodeError:
            continue
    return ""


def _is_common(text: str, name: str) -> bool:
    """Whether nearly all characters are common ones, most of them next to others."""
    other = [character for character in text if not character.isascii()]
    encoded = [character.encode(name) for character in other]
    common = sum(len(pair) == 2 and PAIRED[name](*pair) for pair in encoded)  # noqa: PLR2004 - a pair
    together = sum(map(len, RUN.findall(text)))
    return bool(other) and common >= MIN_COMMON * len(other) and together >= MIN_TOGETHER * len(other)


def _plausible(text: str) -> int:
    """Return the number of characters beyond ASCII that fit into words as letters, minus those that do not fit.

    A capital does not follow a small letter, no letter stands within a number, where spreadsheets put no-break spaces, a
    sign such as ¹ or ¿ is part of no word, and all letters of a word are of one script.
    """
    score = 0
    for before, here, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if here.isascii():
            continue
        script = unicodedata.name(here, "").partition(" ")[0]
        if not here.isalpha():
            score -= before.isalpha()
        elif (before.isdigit() and after.isdigit()) or (
            before.isalpha()
            and ((before.islower() and here.isupper()) or unicodedata.name(before).partition(" ")[0] != script)
        ):
            score -= 1
        else:
            score += 1
    return score


def _guess(name: str, text: str, at: int = 0) -> Guess:
    """Return a guess with an example: the first cell with letters beyond ASCII that ends after a position."""
    words = next((match[0] for match in WORD.finditer(text) if match.end() > at), "")
    return Guess(name, words.strip())
