"""Reads ``hub-config/tasks.json`` into records, in every version of its schema that hubs use (1 to 6)."""

from pathlib import Path
from typing import Final

from lstm_cli.hubs.json_node import Node, plain_text, read_json
from lstm_cli.hubs.plain_numbers import is_step, number
from lstm_cli.hubs.tasks import ModelTask, OutputType, Round, Samples, Target, TaskId, Window

__all__ = ["read_rounds"]

OUTPUT_TYPES: Final = ("mean", "median", "quantile", "cdf", "cmf", "pmf", "sample")
SAMPLES_BEFORE_3: Final = 1  # the fewest samples of a task before version 3 of the schema, which had no entry for them


def read_rounds(path: Path) -> tuple[Round, ...]:
    """Read the rounds of a hub; DataError names the place that cannot be understood."""
    root = read_json(path)
    derived = frozenset(root.get("derived_task_ids").texts())
    rounds = tuple(_round(node, derived) for node in root.get("rounds").entries())
    if not rounds:
        root.get("rounds").refuse("a list of rounds")
    return rounds


def _round(node: Node, derived: frozenset[str]) -> Round:
    """Read one round."""
    own = node.get("derived_task_ids")
    tasks = tuple(_task(task) for task in node.get("model_tasks").entries())
    if not tasks:
        node.get("model_tasks").refuse("a list of model tasks")
    name, from_variable = node.get("round_id").text(), bool(node.get("round_id_from_variable").value)
    if from_variable and not all(name in task.ids for task in tasks):
        node.get("round_id").refuse("the name of a task id of every model task")
    return Round(
        name,
        from_variable,
        tasks,
        derived if own.value is None else frozenset(own.texts()),
        _window(node.get("submissions_due")),
        node.get("file_format").texts(),
    )


def _window(node: Node) -> Window | None:
    """Read until when submissions are accepted."""
    if node.value is None:
        return None
    relative_to, end = node.get("relative_to").text() or None, node.get("end")
    texts = end.texts()
    if len(texts) != 1 or (relative_to and not is_step(texts[0])):
        end.refuse("a number of days" if relative_to else "a date")
    return Window(relative_to, texts[0])


def _task(node: Node) -> ModelTask:
    """Read one model task."""
    ids = {
        name: TaskId(name, entry.get("required").texts(), entry.get("optional").texts())
        for name, entry in node.get("task_ids").items()
    }
    if not ids:
        node.get("task_ids").refuse("an object of task ids")
    outputs = {name: _output(name, entry) for name, entry in node.get("output_type").items()}
    is_whole = any(output.kind == "integer" for output in outputs.values())
    metadata = node.get("target_metadata").entries()
    for name in outputs.keys() - set(OUTPUT_TYPES):
        node.get("output_type").get(name).refuse(f"one of the output types {', '.join(OUTPUT_TYPES)}")
    return ModelTask(ids, outputs, tuple(_target(entry, is_whole=is_whole) for entry in metadata))


def _output(name: str, node: Node) -> OutputType:
    """Read one output type; before version 4 it was required if one of its ids was (for a mean the id "NA")."""
    listed = node.get("output_type_id")
    ids = (node.get("type_id") if listed.value is None else listed).or_empty()
    required, optional = ids.get("required").texts(), ids.get("optional").texts()
    if name == "quantile" and not all(0 <= number(text) <= 1 for text in (*required, *optional)):
        ids.refuse("levels from 0 to 1")
    params = node.get("output_type_id_params")
    is_required = node.get("is_required").value
    if is_required is None:
        is_required = params.or_empty().get("is_required").value
    value = node.get("value").or_empty()
    return OutputType(
        name,
        bool(required) if is_required is None else bool(is_required),
        required,
        optional,
        value.get("type").text("double"),
        value.get("minimum").number(),
        value.get("maximum").number(),
        _samples(params, (*required, *optional)) if name == "sample" else None,
    )


def _samples(node: Node, ids: tuple[str, ...]) -> Samples:
    """Read which samples are asked for; before version 3 their ids were listed like levels."""
    if node.value is None:
        return Samples("character", None, SAMPLES_BEFORE_3, max(len(ids), SAMPLES_BEFORE_3), None)
    length = node.get("max_length").number()
    compound = node.get("compound_taskid_set")
    return Samples(
        node.get("type").text("character"),
        None if length is None else int(length),
        int(node.get("min_samples_per_task").number() or 0),
        int(node.get("max_samples_per_task").number() or 0),
        None if compound.value is None else compound.texts(),
    )


def _target(node: Node, *, is_whole: bool) -> Target:
    """Read what one target is."""
    return Target(
        node.get("target_id").text(),
        node.get("target_units").text(),
        node.get("target_type").text(),
        bool(node.get("is_step_ahead").value),
        node.get("time_unit").text(),
        {name: plain_text(entry.value) for name, entry in node.get("target_keys").items()},
        is_whole,
    )
