"""What a submission contains and leaves out, as lines for people."""

from collections.abc import Callable, Mapping
from typing import Final

from lstm_cli.formats.sentences import remark_lines
from lstm_cli.formats.text import columns, plural, printable
from lstm_cli.formats.wrapping import MAX_PROSE, labelled
from lstm_cli.hubs.checks.engine import RULES as CHECKS
from lstm_cli.hubs.derived.rate_change import RULES
from lstm_cli.hubs.rounds import RoundDate, deadline
from lstm_cli.hubs.writing.parts import ExistingFile, LeftOut, Submission
from lstm_cli.problems import shown

__all__ = ["left_out_sentence", "round_text", "standing_text", "submission_text"]

REASONS: Final[Mapping[str, Callable[[LeftOut], str]]] = {
    "not-series": lambda _: (
        "it is neither a series, nor a change by category, nor the size or the week of a season's peak"
    ),
    "no-base": lambda _: (
        "the round has no series, or several, from which it could be derived: with its unit and a similar name"
    ),
    "no-rule": lambda _: _no_rule(),
    "no-people": lambda _: "it is a rate for parts of a location, whose populations are not known",
    "no-season": lambda _: "no target of the round has the weeks of the season as categories",
    "other-season": lambda _: "tasks.json lists the weeks of another season than the round's",
    "time-unit": lambda _: "its steps are neither days nor weeks",
    "no-steps": lambda _: "its rounds have no date, or its rows no location or no whole horizons",
    "levels": lambda _: "it asks for quantile levels below 0.01 or above 0.99",
    "not-in-round": lambda _: "the round does not ask for it",
    "no-data": lambda _: "there are no target data for it",
    "columns": lambda entry: f"no value is known for {', '.join(entry.names)}",
    "output": lambda _: "the forecast does not provide it",
    "other-days": lambda entry: (
        f"its data end on {entry.names[0]}, which is not a whole number of steps before {entry.names[1]}"
    ),
}


def _no_rule() -> str:
    """Say which thresholds are known."""
    known = "; ".join(f"{', '.join(f'{rate:g}' for rate in sorted(rule.thresholds))} ({rule.season})" for rule in RULES)
    where = "the hub's locations file has no columns count_rate… of a known rule"
    return f"{where}; known thresholds per 100,000 people: {known}"


def left_out_sentence(entry: LeftOut) -> str:
    """Say why a target or an output type is left out."""
    return REASONS[entry.reason](entry)


def round_text(chosen: RoundDate) -> str:
    """Name the round, and say when it closes."""
    last = deadline(chosen)
    listed = "" if chosen.is_listed else "; tasks.json does not list it"
    return f"round {chosen.id}{f', due by {last}' if last else ''}{listed}"


def standing_text(path: str, existing: ExistingFile) -> str:
    """Say why an existing file stays, or is written again: newer data, broken rules, missing targets, other corrections."""
    name = printable(path)
    without = f", without its rows for {', '.join(map(shown, existing.others))}" if existing.others else ""
    if existing.is_older:
        return f"{name} exists, but the target data are newer: it is written again"
    if existing.broken:
        first, *rest = existing.broken
        more = f" (and {plural(len(rest), 'rule')} more)" if rest else ""
        return f"{name} exists, but breaks a rule of the hub: {printable(first)}{more}: it is written again"
    if existing.lacking:
        lacking = ", ".join(map(shown, existing.lacking))
        return f"{name} exists, but has no rows for {lacking}: it is written again{without}"
    if existing.corrected:
        what = f"the newest values of {', '.join(map(shown, existing.corrected))} are corrected in it"
        return f"{name} exists, but {what}: it is written again as reported{without}"
    if existing.uncorrected:
        what = f"the newest values of {', '.join(map(shown, existing.uncorrected))} are as reported in it"
        return f"{name} exists, but {what}: it is written again with corrections for revisions{without}"
    return f"{name} exists, and the target data are not newer: nothing to do (`hub write` writes it in any case)"


def submission_text(submission: Submission, *, size: int = MAX_PROSE) -> str:
    """Write the rows by target and output type, what is left out and why, and that the file follows the rules."""
    rows = [[part.target.name, part.output, plural(len(part.rows), "row")] for part in submission.parts]
    lines = [f"  {line}" for line in columns([[printable(cell) for cell in row] for row in rows], left=(0, 1))]
    for entry in submission.left_out:
        what = " ".join(filter(None, (entry.target, entry.output)))
        lines += labelled("left out: ", f"{printable(what)}: {left_out_sentence(entry)}", size)
    lines += remark_lines(submission.notes, note="note: ", warning="warning: ", size=size, most=None)
    if submission.lacks_metadata:
        name = submission.path.parent.name
        lines += labelled("note: ", f"model-metadata/{name}.yml is missing; the command `hub metadata` writes it", size)
    total = plural(sum(len(part.rows) for part in submission.parts), "row")
    return "\n".join([*lines, f"{total}, checked against {len(CHECKS)} rules"])
