"""A hub's schema of model metadata: the small part of JSON Schema that hubs use."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.json_node import read_json

__all__ = ["Wrong", "metadata_schema", "properties_of", "wrong_values"]

SCHEMA: Final = "model-metadata-schema.json"
ABBREVIATION: Final = {"type": "string", "pattern": "^[a-zA-Z0-9_]+$"}
TEXT: Final = {"type": "string"}
# The schema of hubverse's template, for a hub that has none.
USUAL: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "team_name": TEXT,
        "team_abbr": ABBREVIATION,
        "model_name": TEXT,
        "model_abbr": ABBREVIATION,
        "model_version": TEXT,
        "model_contributors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"name": TEXT, "affiliation": TEXT, "email": {"type": "string", "format": "email"}},
                "required": ["name", "affiliation", "email"],
            },
        },
        "license": TEXT,
        "designated_model": {"type": "boolean"},
        "data_inputs": TEXT,
        "methods": {"type": "string", "maxLength": 200},
        "methods_long": TEXT,
        "ensemble_of_models": {"type": "boolean"},
        "ensemble_of_hub_models": {"type": "boolean"},
    },
    "required": ["team_name", "team_abbr", "model_name", "model_abbr", "model_contributors", "license", "methods"],
}
FORMATS: Final = {
    "email": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "an address such as jane@example.org"),
    "uri": (re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+"), "an address such as https://example.org"),
}
KINDS: Final[dict[str, Any]] = {
    "string": str,
    "boolean": bool,
    "array": list,
    "object": dict,
    "integer": int,
    "number": (int, float),
}
WORDS: Final = {"string": "a text", "boolean": "true or false", "array": "a list", "integer": "a whole number"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """An entry that breaks the schema: its path, what it should be, and what it is (None: it is missing)."""

    path: tuple[str, ...]
    wanted: str
    value: object = None


def metadata_schema(hub: Hub) -> Mapping[str, Any]:
    """Return a hub's schema of metadata, that of the template if it has none."""
    path = hub.config / SCHEMA
    if not path.is_file():
        return USUAL
    root = read_json(path)
    list(root.get("properties").items())  # raises DataError if it is no object
    return _understood(root.value)


def _understood(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is understood of a rule; what is no rule, as hubs have put among those of entries, is left out."""
    known = {name: rule[name] for name, fits in KEYWORDS.items() if name in rule and fits(rule[name])}
    if isinstance(within := rule.get("properties"), dict):
        known["properties"] = {name: _understood(entry) for name, entry in within.items() if isinstance(entry, dict)}
    if isinstance(entry := rule.get("items"), dict):
        known["items"] = _understood(entry)
    return known


def properties_of(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the rules of an object's entries by name."""
    rules: dict[str, Mapping[str, Any]] = schema.get("properties", {})
    return rules


def wrong_values(schema: Mapping[str, Any], value: object, path: tuple[str, ...] = ()) -> Iterator[Wrong]:
    """Yield the entries that break a schema."""
    kind = schema.get("type")
    kinds: list[str] = kind if isinstance(kind, list) else [kind] if kind else []
    if kinds and not any(_is_of(value, name) for name in kinds):
        yield Wrong(path, " or ".join(WORDS.get(name, name) for name in kinds), value)
    elif isinstance(value, str):
        yield from _wrong_text(schema, value, path)
    elif isinstance(value, list):
        for at, entry in enumerate(value, start=1):
            yield from wrong_values(schema.get("items", {}), entry, (*path, str(at)))
    elif isinstance(value, dict):
        rules = properties_of(schema)
        yield from (
            Wrong((*path, name), _wanted(rules.get(name, {})))
            for name in schema.get("required", ())
            if name not in value
        )
        for name, entry in value.items():
            if name in rules:
                yield from wrong_values(rules[name], entry, (*path, name))
            elif schema.get("additionalProperties") is False:
                yield Wrong((*path, name), "no such entry", entry)


def _are_texts(value: object) -> bool:
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _is_pattern(value: object) -> bool:
    """Whether a value is a regular expression."""
    try:
        return isinstance(value, str) and bool(re.compile(value))
    except re.error:
        return False


# The keywords that are looked at, beside those that hold rules, and whether they hold what JSON Schema has there.
KEYWORDS: Final[dict[str, Callable[[Any], bool]]] = {
    "type": lambda value: isinstance(value, str) or _are_texts(value),
    "enum": lambda value: isinstance(value, list),
    "required": _are_texts,
    "maxLength": lambda value: isinstance(value, int),
    "pattern": _is_pattern,
    "format": lambda value: isinstance(value, str),
    "additionalProperties": lambda value: isinstance(value, bool),
}


def _is_of(value: object, kind: str) -> bool:
    """Whether a value is of a type of JSON Schema."""
    return isinstance(value, KINDS.get(kind, object)) and (kind in {"boolean", "null"} or not isinstance(value, bool))


def _wanted(rule: Mapping[str, Any]) -> str:
    """Say what an entry should be."""
    if "enum" in rule:
        return f"one of {', '.join(map(str, rule['enum']))}"
    return WORDS.get(str(rule.get("type")), "a value")


def _wrong_text(schema: Mapping[str, Any], text: str, path: tuple[str, ...]) -> Iterator[Wrong]:
    """Yield what is wrong with a text."""
    limit = schema.get("maxLength")
    pattern, example = FORMATS.get(str(schema.get("format")), (re.compile(r".*", re.DOTALL), ""))
    if "enum" in schema and text not in schema["enum"]:
        yield Wrong(path, _wanted(schema), text)
    elif limit is not None and len(text) > limit:
        yield Wrong(path, f"at most {limit} characters", text)
    elif "pattern" in schema and not re.search(schema["pattern"], text):
        yield Wrong(path, f"a text like {schema['pattern']}", text)
    elif not pattern.fullmatch(text):
        yield Wrong(path, example, text)
