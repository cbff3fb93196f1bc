"""The report on a submission: a line for each of the first few rows that break a rule, or JSON."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from lstm_cli.errors import place
from lstm_cli.formats.text import and_more, plural, printable
from lstm_cli.hubs.checks.breach import Breach, Example, Report
from lstm_cli.hubs.checks.engine import RULES
from lstm_cli.problems import shown

__all__ = ["BREACHES", "breach_sentence", "report_data", "report_text"]

Details = Mapping[str, Any]


def report_text(report: Report) -> str:
    """Write a line per example, the number of further rows, and a final line, which is the only one if all is well."""
    lines = [line for breach in report.breaches for line in _breach_lines(report.path, breach)]
    notes = "; ".join(NOTES[code].format(text) for code, text in report.notes)
    rows = plural(report.rows, "row")
    if report.is_fine:
        verdict = f"{rows} of round {report.round} pass all {len(RULES)} rules"
    else:
        broken = plural(len(report.breaches), "rule is", "rules are")
        verdict = f"{broken} broken ({', '.join(breach.rule for breach in report.breaches)}), in {rows}"
    lines.append(f"{place(report.path)}: {verdict}{f' ({notes})' if notes else ''}")
    return "\n".join(map(printable, lines)) + "\n"


def _breach_lines(path: str, breach: Breach) -> list[str]:
    """Write the examples of a broken rule, and the number of further ones."""
    lines = [
        f"{place(path, example.line)}: {breach_sentence(breach.rule, example)} [{breach.rule}]"
        for example in breach.examples
    ]
    more = breach.count - len(breach.examples)
    return lines + ([f"{place(path)}: … and {more} more [{breach.rule}]"] if more > 0 else [])


def breach_sentence(rule: str, example: Example) -> str:
    """Say what is wrong, what was found and what would be right."""
    return BREACHES[rule](example, example.details)


def report_data(report: Report) -> dict[str, Any]:
    """Return the report as JSON data."""
    return {
        "path": report.path,
        "round": report.round,
        "rows": report.rows,
        "rules": len(RULES),
        "passes": report.is_fine,
        "breaches": [
            {
                "rule": breach.rule,
                "count": breach.count,
                "examples": [
                    {
                        "line": example.line,
                        "column": example.column,
                        "value": example.value,
                        "message": breach_sentence(breach.rule, example),
                    }
                    for example in breach.examples
                ],
            }
            for breach in report.breaches
        ],
        "notes": [NOTES[code].format(text) for code, text in report.notes],
    }


NOTES: Final = {
    "outside": "place and metadata are not checked: the file is outside {}",
    "no-metadata-folder": "metadata are not checked: this hub has no folder {}",
    "round-unlisted": "{} is not among the rounds that tasks.json lists",
    "required-later": "required rows are checked once no row breaks a rule",
}


def _found(example: Example) -> str:
    """Write the name and the text of a cell."""
    return f"column {shown(example.column or '')}: got {shown(example.value or '')}"


def _instead(example: Example, wanted: str) -> str:
    """Say what a cell should hold instead."""
    return f"column {shown(example.column or '')}: expected {wanted}, got {shown(example.value or '')}"


def _one_of(details: Details) -> str:
    """List the possible values, or the first few of them and the last."""
    values, count = [shown(text) for text in details["values"]], details["count"]
    if not count:
        return "NA"
    if count > len(values):
        last = f" {shown(details['last'])}" if "last" in details else ""
        return f"one of {count} values ({', '.join(values[:3])}, …{last})"
    return f"one of {', '.join(values)}" if count > 1 else values[0]


def _columns(example: Example, details: Details) -> str:
    if details["what"] == "separator":
        return f"columns are separated by {shown(details['separator'])}: expected commas"
    name = shown(example.column or "")
    if details["what"] == "missing":
        return f"column {name} is missing"
    if details["what"] == "twice":
        return f"column {name} appears twice"
    return f"column {name} is not one of this round's: {', '.join(details['columns'])}"


def _one_round(example: Example, details: Details) -> str:
    said = "the file's name says" if details["named"] else "most rows say"
    return f"{_found(example)}, but {said} {details['round']}"


def _round(example: Example, details: Details) -> str:
    span = f"{details['first']} to {details['last']}"
    return f"{shown(example.value or '')} is not one of this hub's {details['count']} rounds, {span}"


def _range(example: Example, details: Details) -> str:
    low, high = details["minimum"], details["maximum"]
    span = f"from {low or 0:g} to {high:g}" if high is not None else f"at least {low:g}"
    return _instead(example, f"a value of {details['type']} {span}")


def _missing_levels(_example: Example, details: Details) -> str:
    names = and_more(details["values"], details["count"])
    return f"{details['task']}: {details['type']} lacks {names}"


def _ascending(example: Example, details: Details) -> str:
    values = f"{example.value} at {details['level']} is below {details['value']} at {details['before']}"
    return f"{details['task']}: {details['type']}s must not decrease, but {values}"


def _count(_example: Example, details: Details) -> str:
    low, high = details["minimum"], details["maximum"]
    wanted = f"{low}" if low == high else f"{low} to {high}"
    return f"{details['task']}: expected {wanted} sample paths, got {details['count']}"


def _path(example: Example, details: Details) -> str:
    steps = f"{details['steps']} of the {details['of']} combinations of {', '.join(details['names'])}"
    return f"{details['task']}: sample {shown(example.value or '')} has {steps} that the other paths have"


def _sample_id(example: Example, details: Details) -> str:
    if details["kind"] == "integer":
        return _instead(example, "a whole number as the id of a sample")
    length = f" of at most {details['length']} characters" if details["length"] else ""
    return _instead(example, f"an id of a sample{length}")


def _required(_example: Example, details: Details) -> str:
    cells = zip(details["names"], details["values"], strict=True)
    return f"required rows are missing: {', '.join(f'{name} {value}' for name, value in cells)}"


BREACHES: Final[Mapping[str, Callable[[Example, Details], str]]] = {
    "file-name": lambda example, _: (
        f"expected a file name ROUND-TEAM-MODEL.csv, TEAM and MODEL of letters, digits and _, got {shown(example.value or '')}"
    ),
    "file-format": lambda _, details: f"this hub accepts only {' and '.join(details['formats'])} files",
    "file-location": lambda example, details: (
        f"expected the file at {shown(details['wanted'])}, found it at {shown(example.value or '')}"
    ),
    "metadata": lambda example, _: f"{example.value} is missing; the command `hub metadata` writes it",
    "round": _round,
    "file-read": lambda _, details: str(details["reason"]),
    "columns": _columns,
    "column-type": lambda example, details: _instead(example, f"the type {details['wanted']}"),
    "one-round": _one_round,
    "date-format": lambda example, _: _instead(example, "a date such as 2025-01-04"),
    "na-spelling": lambda example, _: _instead(example, "nothing, or NA, where there is no value"),
    "target": lambda example, details: _instead(example, f"a target, {_one_of(details)}"),
    "task-value": lambda example, details: _instead(example, _one_of(details)),
    "task-combination": lambda _, details: f"no task of this round has {details['task']}",
    "output-type": lambda example, details: _instead(example, _one_of(details)),
    "level-spelling": lambda example, details: f"{_found(example)}: write it as {details['wanted']}",
    "output-type-id": lambda example, details: _instead(example, f"of {details['type']} {_one_of(details)}"),
    "sample-id": _sample_id,
    "horizon-date": lambda example, details: _instead(example, f"{details['wanted']} for horizon {details['horizon']}"),
    "value-missing": lambda example, _: _instead(example, "a number"),
    "value-number": lambda example, _: _instead(example, "a number"),
    "value-range": _range,
    "value-integer": lambda example, details: _instead(example, f"a whole number for {details['type']}"),
    "population": lambda example, details: _instead(
        example, f"less than the {details['population']:.0f} people of {details['location']}"
    ),
    "duplicate": lambda _, details: (
        f"{details['task']}: a second row with id {shown(details['id'])}; the first is on line {details['first']}"
    ),
    "levels-missing": _missing_levels,
    "ascending": _ascending,
    "pmf-sum": lambda _, details: f"{details['task']}: probabilities add up to {details['sum']:.6g} instead of 1",
    "sample-compound": lambda example, details: (
        f"sample {shown(example.value or '')} covers some of the values of {', '.join(details['names'])}: "
        "a sample id must cover one of them, or every id must cover all"
    ),
    "sample-path": _path,
    "sample-count": _count,
    "output-type-required": lambda _, details: f"{details['task']}: rows of type {details['type']} are required, and there are none",
    "values-required": _required,
}  # fmt: skip
