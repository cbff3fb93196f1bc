"""Emphasis by escape sequences on terminals with colour; plain text elsewhere."""

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["PLAIN_STYLE", "Style"]

INNER: Final = re.compile("━+")


@dataclass(frozen=True, slots=True)
class Style:
    """Wraps finished, aligned text in escape sequences; without colour it returns the text as it is."""

    colour: bool = False

    def bold(self, text: str) -> str:
        """Stress a heading."""
        return self._wrap("1", text)

    def dim(self, text: str) -> str:
        """Play down secondary text."""
        return self._wrap("2", text)

    def accent(self, text: str) -> str:
        """Mark forecasts."""
        return self._wrap("36", text)

    def fan(self, bar: str) -> str:
        """Colour the inner interval and the median of a fan bar."""
        return INNER.sub(lambda run: self.accent(run[0]), bar).replace("●", self.bold("●")) if self.colour else bar

    def tint(self, colour: int, text: str) -> str:
        """Set one of the 256 colours as the background of a text."""
        return self._wrap(f"48;5;{colour}", text)

    def _wrap(self, code: str, text: str) -> str:
        """Put one attribute around a text."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


PLAIN_STYLE: Final = Style()
