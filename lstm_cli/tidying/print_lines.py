"""Lines that programs print around a table: rules between the header and the rows, and titles above a blank line."""

import re
from collections.abc import Iterator
from typing import Final

from lstm_cli.tidying.job import Job

__all__ = ["header_starts", "without_rules"]

# ---- ----, ----+----, +----+----+, |:---|---:|, ====, and the types below the header of a tibble: <date> <int>
RULE: Final = re.compile(r"[ \t]*(?:[|+:=-][-+|:= \t]*(?:-{2}|={2})[-+|:= \t]*|(?:<[a-z]{3,5}>[ \t]*)+)\r?", re.ASCII)
TOP_LINES: Final = 40  # within which the header stands
EMPTIED: Final = "\t"  # replaces a rule, and differs from a blank line


def without_rules(text: str, line: int, job: Job) -> str:
    """Empty the rules at the top of a text that begins on ``line``; the other lines keep their numbers."""
    lines = text.split("\n", TOP_LINES)
    found = [at for at, text_line in enumerate(lines[:TOP_LINES]) if RULE.fullmatch(text_line)]
    if not found:
        return text
    for at in found:
        lines[at] = EMPTIED
    job.ledger.add("rule-lines", count=len(found), line=line + found[0])
    return "\n".join(lines)


def header_starts(text: str) -> Iterator[int]:
    """Yield where the header of a table without separators may start: above a rule, at the top, below a blank line."""
    lines, starts = text.split("\n", TOP_LINES)[:TOP_LINES], [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    ruled = next((at for at in range(1, len(lines)) if lines[at] == EMPTIED and lines[at - 1].strip()), None)
    if ruled is not None:
        yield starts[ruled - 1]
    yield 0
    yield from (starts[at + 1] for at, line in enumerate(lines) if not line.strip())
