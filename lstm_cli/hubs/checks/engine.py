"""The check of a file of model output, stage by stage; it ends early where a mistake makes later rules useless."""

from pathlib import Path
from typing import Final

from lstm_cli.errors import DataError, Hint, UsageError
from lstm_cli.hubs.checks.breach import Breach, Example, Report, by_rule
from lstm_cli.hubs.checks.column_rules import column_breaches, type_breaches
from lstm_cli.hubs.checks.file_rules import file_breaches, file_notes, parse_name
from lstm_cli.hubs.checks.id_rules import check_ids
from lstm_cli.hubs.checks.review import Review
from lstm_cli.hubs.checks.row_rules import check_rows
from lstm_cli.hubs.checks.sample_rules import check_samples
from lstm_cli.hubs.checks.season import of_its_season
from lstm_cli.hubs.checks.task_rules import check_distributions, check_doubles, check_required
from lstm_cli.hubs.checks.value_rules import check_ends, check_values
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.rounds import RoundDate, find_round
from lstm_cli.hubs.texts import ENDINGS, open_columns, open_file, other_separator
from lstm_cli.readers.table import Column

__all__ = ["RULES", "check_file"]

# Every rule, in the order in which they are looked at.
RULES: Final = (
    *("file-name", "file-format", "file-location", "metadata", "round", "file-read", "columns", "column-type"),
    *("one-round", "date-format", "na-spelling", "target", "task-value", "task-combination", "output-type"),
    *("level-spelling", "output-type-id", "sample-id", "horizon-date"),
    *("value-missing", "value-number", "value-range", "value-integer", "population"),
    *("duplicate", "levels-missing", "ascending", "pmf-sum", "sample-compound", "sample-path", "sample-count"),
    *("output-type-required", "values-required"),
)


def check_file(hub: Hub, path: Path, content: bytes | None = None) -> Report:
    """Check a file of model output by every rule of the hub; OSError if it cannot be opened, UsageError for a folder.

    content: what the file will hold, if it is not written yet.
    """
    if content is None:
        _refuse_folder(path)
        path.open("rb").close()
    name = parse_name(path)
    chosen = find_round(hub, name.round) if name else None
    breaches = file_breaches(hub, path, name, chosen)
    notes = file_notes(hub, path, chosen)
    if path.suffix.lower() not in ENDINGS:
        return Report(str(path), 0, None, tuple(breaches), tuple(notes))
    if (mark := other_separator(path, content)) is not None:
        found = Breach("columns", 1, (Example(1, details={"what": "separator", "separator": mark}),))
        return Report(str(path), 0, None, (*breaches, found), tuple(notes))
    try:
        table = open_file(path, content)
        columns, lines = open_columns(table)
    except DataError as error:
        examples = tuple(Example(problem.line, details={"reason": problem.message}) for problem in error.problems)
        found = Breach("file-read", len(error.problems) + error.more, examples)
        return Report(str(path), 0, None, (*breaches, found), tuple(notes))
    if chosen is None:
        chosen = _round_of_rows(hub, columns)
    breaches += column_breaches(chosen.round, table.header.names)
    if all(column in columns for column in chosen.round.columns):
        if path.suffix.lower() == ".parquet":
            breaches += type_breaches(chosen.round, path if content is None else content)
        review = Review(hub, of_its_season(chosen, columns), columns, lines)
        _check_table(review, named=name is not None and chosen.id == name.round)
        breaches += review.breaches
        if review.bad.any():
            notes.append(("required-later", ""))
    return Report(str(path), len(lines), chosen.id, by_rule(breaches), tuple(notes))


def _refuse_folder(path: Path) -> None:
    """Refuse a folder; the hint names the last of its files, which is of the newest round if dates begin their names."""
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS)
        hint = Hint("name one of its files, such as {}", str(files[-1])) if files else None
        raise UsageError("expected a file of model output, got a folder", path=str(path), hint=hint)


def _check_table(review: Review, *, named: bool) -> None:
    """Check rows, then tasks, then that everything required is there, if no row is wrong."""
    check_rows(review, named=named)
    check_ids(review)
    check_ends(review)
    check_values(review)
    check_doubles(review)
    check_distributions(review)
    check_samples(review)
    if not review.bad.any():
        check_required(review)


def _round_of_rows(hub: Hub, columns: dict[str, Column]) -> RoundDate:
    """Return the round of most rows; the hub's newest if rows name none."""
    for round_ in reversed(hub.rounds):
        column = columns.get(round_.id) if round_.from_variable else None
        if column is not None:
            weights = column.weights().tolist()
            usual = max(zip(weights, column.texts, strict=True))[1].strip()
            found = find_round(hub, usual)
            if found is not None:
                return found
            return RoundDate(round_, usual, is_listed=True)
    return RoundDate(hub.rounds[-1], hub.rounds[-1].ids[-1], is_listed=True)
