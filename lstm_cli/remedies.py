"""What helps against a problem: settings and commands as advice, each with words for when it is right or what it decides."""

from dataclasses import dataclass, replace

from lstm_cli.errors import Command, ForecastError, Hint, Problem, Setting

__all__ = ["Remedies", "Remedy", "advised", "without_advice"]


@dataclass(frozen=True, slots=True)
class Remedy:
    """A setting or a command, and what it decides in words; ``conditional``: it is right only if these words are true."""

    words: str
    part: Setting | Command
    conditional: bool = False


class Remedies(Hint):
    """Advice that consists of remedies, so that code can try each of them.

    >>> keep = Remedy("gaps are read as missing", Setting("freq", "W"))
    >>> Remedies(Remedy("these are rates", Setting("kind", "rate"), conditional=True), keep).template
    'if these are rates: {}; gaps are read as missing with {}'
    """

    def __init__(self, *remedies: Remedy) -> None:
        super().__init__("; ".join(map(_template, remedies)), *(remedy.part for remedy in remedies))
        self.remedies = remedies


def advised(error: ForecastError) -> list[Setting | Command]:
    """Return the settings and commands in the hints of an error, each once."""
    parts = (part for entry in error.entries if entry.hint for part in entry.hint.parts)
    return list(dict.fromkeys(part for part in parts if not isinstance(part, str)))


def without_advice(error: ForecastError) -> list[Problem]:
    """Return the problems of an error without their hints."""
    return [replace(entry, hint=None) for entry in error.entries if entry.message]


def _template(remedy: Remedy) -> str:
    """Return the template of a hint for a remedy: a whole command follows its words, a setting is part of the sentence."""
    words = remedy.words.replace("{", "{{").replace("}", "}}")
    if remedy.conditional:
        return f"if {words}: {{}}"
    return f"{words}: {{}}" if isinstance(remedy.part, Command) else f"{words} with {{}}"
