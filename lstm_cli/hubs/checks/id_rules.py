"""Rules about ``output_type_id``: levels and their spelling, categories, ids of samples, none for a mean."""

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.hubs.checks.breach import MAX_LISTED
from lstm_cli.hubs.checks.column_rules import kind_of
from lstm_cli.hubs.checks.review import NA, Review, is_odd_na
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.plain_numbers import number
from lstm_cli.hubs.tasks import OUTPUT_ID, OutputType, Round, Samples
from lstm_cli.metrics.scores import SAME_LEVEL
from lstm_cli.readers.table import Column

__all__ = ["check_ids", "ids_are_text"]


def check_ids(review: Review) -> None:
    """Check the id of every row against its output type, and note its place among the ids of that type."""
    as_text = ids_are_text(review.hub, review.chosen.round)
    for place, task in enumerate(review.tasks):
        for name, output in task.outputs.items():
            rows = (review.task == place) & review.of_type(name) & ~review.bad
            if not rows.any():
                continue
            if output.samples is not None:
                _check_samples(review, rows, output.samples)
            elif output.ids:
                _check_listed(review, rows, output, as_text=as_text)
            else:
                _check_none(review, rows, name)


def ids_are_text(hub: Hub, round_: Round) -> bool:
    """Whether a hub reads ids as text, so that 0.10 is not 0.1; it does if an output type has ids that are no numbers."""
    kind = hub.level_kind
    if kind not in {"auto", "from_config"}:
        return kind == "character"
    outputs = [output for task in round_.tasks for output in task.outputs.values()]
    texts = any(output.samples is not None and output.samples.kind == "character" for output in outputs)
    return texts or any(kind_of(output.ids) not in {"double", "integer"} for output in outputs if output.ids)


def _check_none(review: Review, rows: Bools, name: str) -> None:
    """Check that a mean or a median has no id."""
    odd = review.mask(OUTPUT_ID, is_odd_na)
    review.report("na-spelling", rows & odd, column=OUTPUT_ID)
    other = rows & ~review.mask(OUTPUT_ID, NA.__contains__) & ~odd
    review.report("output-type-id", other, column=OUTPUT_ID, details=lambda _: {"type": name, "values": (), "count": 0})


def _check_listed(review: Review, rows: Bools, output: OutputType, *, as_text: bool) -> None:
    """Check that levels and categories are the hub's, and spelled as there if it reads them as text."""
    column = review.columns[OUTPUT_ID]
    known = {text: at for at, text in enumerate(output.ids)}
    exact = np.array([known.get(text.strip(), -1) for text in column.texts])
    near = _nearest(column, output)
    misspelt = (exact < 0) & (near >= 0)
    if as_text:
        review.report(
            "level-spelling",
            rows & column.expand(misspelt),
            column=OUTPUT_ID,
            details=lambda row: {"wanted": output.ids[int(near[column.held[row]])]},
            spoils=False,
        )
    place: Ints = column.expand(np.where(exact < 0, near, exact))
    unknown = rows & (place < 0)
    review.report(
        "output-type-id",
        unknown,
        column=OUTPUT_ID,
        details=lambda _: {"type": output.name, "values": output.ids[:MAX_LISTED], "count": len(output.ids)},
    )
    review.place[rows] = place[rows]


def _nearest(column: Column, output: OutputType) -> Ints:
    """Return for each distinct text the place of the level that equals it as a number, -1 where none does."""
    numbers = np.array([number(text) for text in output.ids])
    found = np.full(len(column.texts), -1)
    for at, text in enumerate(column.texts):
        distance = np.abs(numbers - number(text.strip()))
        if (distance < SAME_LEVEL).any():
            found[at] = int(np.nanargmin(distance))
    return found


def _check_samples(review: Review, rows: Bools, samples: Samples) -> None:
    """Check that the id of a sample path is a text of limited length, or a whole number."""
    limit = samples.max_length

    def is_wrong(text: str) -> bool:
        if text in NA or (limit is not None and len(text) > limit):
            return True
        return samples.kind == "integer" and not text.removeprefix("-").isdecimal()

    review.report(
        "sample-id",
        rows & review.mask(OUTPUT_ID, is_wrong),
        column=OUTPUT_ID,
        details=lambda _: {"kind": samples.kind, "length": limit},
    )
