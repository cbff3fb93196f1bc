"""The JSON output of every command: one envelope for results and errors.

``{"schema_version": 1, "command": "train", "status": "ok", "data": {…}, "errors": []}``; changes only add.
The schema is in `output.schema.json` beside this module.
"""

import json
import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from lstm_cli.errors import Command, Problem, WriteSetting
from lstm_cli.formats.text import UNPRINTABLE

__all__ = ["failure", "finite", "success"]

SCHEMA_VERSION: Final = 1
# A flat list, spread over lines; a line break cannot be inside a JSON string.
NUMBERS: Final = re.compile(r"\[\n\s+([^\[\]{}]*?)\n\s+\]")


def success(command: str, data: dict[str, Any]) -> str:
    """Wrap the result of a command."""
    return _dump(command, "ok", data, [])


def failure(command: str, code: str, problems: Sequence[Problem], *, write: WriteSetting) -> str:
    """Wrap the problems of an error; ``code`` is stable, the messages are for people.

    Each message is a whole line for people; path, line, column, value and hint are its parts, and command is the command
    that the hint advises, null if there is none. ``write`` names the settings in hints.
    """
    return _dump(command, "error", None, [_error(code, problem, write) for problem in problems])


def finite(value: float | None) -> float | None:
    """Return null for a number that is not finite, because JSON has none."""
    return None if value is None or not math.isfinite(value) else float(value)


def _error(code: str, problem: Problem, write: WriteSetting) -> dict[str, Any]:
    """Return one error; its command can be run, and so is more than a name."""
    hint = problem.hint
    parts = hint.parts if hint else ()
    commands = [part for part in parts if isinstance(part, Command) and (part.source or part.settings)]
    return {
        "code": code,
        "message": problem.text(write),
        "path": problem.path or None,
        "line": problem.line,
        "column": problem.column,
        "value": problem.value,
        "hint": hint.text(write) if hint else None,
        "command": write(commands[0]) if commands else None,
    }


def _dump(command: str, status: str, data: dict[str, Any] | None, errors: list[dict[str, Any]]) -> str:
    """Write strict JSON with one trailing newline and readable names, and nothing that a terminal would act on."""
    envelope = {
        "schema_version": SCHEMA_VERSION,
        "command": command,
        "status": status,
        "data": data,
        "errors": errors,
    }
    text = json.dumps(envelope, indent=2, allow_nan=False, ensure_ascii=False)
    text = NUMBERS.sub(lambda match: "[" + re.sub(r",\n\s+", ", ", match[1]) + "]", text)
    unsafe = [c for c in set(text) if c != "\n" and unicodedata.category(c) in UNPRINTABLE]
    return text.translate({ord(c): json.dumps(c)[1:-1] if c != "\x7f" else "\\u007f" for c in unsafe}) + "\n"
