"""A model's metadata for a hub, from what is known of this program and what the team says, as YAML by the hub's schema."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lstm_cli._version import __version__
from lstm_cli.errors import Hint, Problem, Setting, UsageError
from lstm_cli.hubs.choosing import series_targets
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.schema import Wrong, metadata_schema, properties_of, wrong_values
from lstm_cli.hubs.team import Team
from lstm_cli.problems import shown

__all__ = ["check_team", "metadata_yaml"]

ABBREVIATION: Final = re.compile(r"[A-Za-z0-9_]+")
CONTRIBUTOR: Final = re.compile(r"(?P<name>[^<>,]+?)\s*<(?P<email>[^<>]+)>\s*(?:,\s*(?P<affiliation>.+))?")
PERSON: Final = "Jane Doe <jane@example.org>, Institute of Health"
METHODS: Final = (
    "Small LSTM networks, pretrained on simulated epidemics, correct simple forecasts of each series; "
    "their quantiles are combined and calibrated on held-out weeks."
)
METHODS_LONG: Final = (
    "Simple forecasts of each series (persistence, exponential smoothing, regressions on its own past and season) are anchors. "
    "An ensemble of LSTM networks, whose weights come from simulated epidemics and are tuned on the hub's series of all "
    "locations together, forecasts the error of each anchor as quantiles. Weights of anchors and widths of intervals are set "
    "on weeks that were held out. Each location is forecast from its own past; sample paths are drawn from a Gaussian copula of errors on those weeks. "
    "Software: lstm-forecast."
)
TRUTHS: Final = {"true": True, "yes": True, "false": False, "no": False}


def check_team(hub: Hub, team: str, abbr: str) -> None:
    """Refuse abbreviations that the hub would not accept as the name of a folder.

    Raises
    ------
    UsageError
        One has other characters than letters, digits and underscores, or too many.
    """
    rules = properties_of(metadata_schema(hub))
    for name, text, key in (("team", team, "team_abbr"), ("abbr", abbr, "model_abbr")):
        limit = rules.get(key, {}).get("maxLength")
        if not ABBREVIATION.fullmatch(text):
            message = f"{name}: expected only letters, digits and _, got {shown(text)}"
            proposal = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_") or "TEAM"
            raise UsageError(message, value=text, hint=Hint("for example {}", Setting(name, proposal)))
        if limit is not None and len(text) > limit:
            message = f"{name}: expected at most {limit} characters, got {len(text)}: {shown(text)}"
            raise UsageError(message, value=text, hint=Hint("for example {}", Setting(name, text[:limit])))


def metadata_yaml(hub: Hub, team: Team) -> str:
    """Return the metadata of a team's model as YAML.

    Raises
    ------
    UsageError
        An entry that the hub requires is missing, or its schema refuses a value; all of these are listed.
    """
    check_team(hub, team.team, team.abbr)
    schema = metadata_schema(hub)
    known = _known(hub, team)
    given = _fields(team)
    values = _filled(schema, known | given)
    wrong = list(wrong_values(schema, values))
    unused = [name for name in given if not _has(schema, name)]
    problems = [_problem(entry) for entry in wrong]
    problems += [
        Problem(f"this hub's schema has no entry {shown(name)}", value=name)
        for name in unused
        if schema.get("additionalProperties") is False
    ]
    if problems:
        raise UsageError(*problems)
    values |= {name: _typed({}, given[name]) for name in unused}
    return "\n".join(_lines(values)) + "\n"


def _known(hub: Hub, team: Team) -> dict[str, Any]:
    """Return the entries that are known, by the names of hubverse's template."""
    targets = ", ".join(target.name for target, _ in series_targets(hub))
    known = {
        "team_name": team.team_name or team.team,
        "team_abbr": team.team,
        "model_name": team.model_name or team.abbr,
        "model_abbr": team.abbr,
        "model_version": __version__,
        "model_contributors": [_contributor(text) for text in team.contributors] or None,
        "license": team.license,
        "data_inputs": f"The hub's target data ({targets})",
        "methods": METHODS,
        "methods_long": METHODS_LONG,
        "ensemble_of_models": True,
        "ensemble_of_hub_models": False,
    }
    return {name: value for name, value in known.items() if value is not None}


def _contributor(text: str) -> dict[str, str]:
    """Read a contributor."""
    match = CONTRIBUTOR.fullmatch(text.strip())
    if match is None:
        message = f"expected a contributor such as {PERSON}, got {shown(text)}"
        raise UsageError(message, value=text, hint=Hint("for example {}", Setting("contributor", PERSON)))
    return {name: match[name].strip() for name in ("name", "affiliation", "email") if match[name]}


def _fields(team: Team) -> dict[str, str]:
    """Read the entries NAME=VALUE; UsageError if one is given twice, or by an option of its own as well."""
    own = {"team_name": team.team_name, "model_name": team.model_name, "license": team.license}
    fields: dict[str, str] = {}
    for name, value in map(_field, team.fields):
        before = fields.get(name, own.get(name))
        if before is not None:
            raise UsageError(f"{shown(name)} is given twice, as {shown(before)} and {shown(value)}", value=name)
        fields[name] = value
    return fields


def _field(text: str) -> tuple[str, str]:
    """Read NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UsageError(
            f"expected NAME=VALUE, got {shown(text)}", hint=Hint("for example {}", Setting("field", "citation=…"))
        )
    return name.strip(), value.strip()


def _filled(schema: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the known entries that a schema has, nested as it nests them."""
    values: dict[str, Any] = {}
    for name, rule in properties_of(schema).items():
        if name in known:
            values[name] = _typed(rule, known[name])
        elif rule.get("type") == "object" and (within := _filled(rule, known)):
            values[name] = within
    return values


def _typed(rule: Mapping[str, Any], value: object) -> object:
    """Return a text as what the schema asks for: true or false, a whole number, a list."""
    kind = rule.get("type")
    if not isinstance(value, str):
        return value
    if kind == "boolean":
        return TRUTHS.get(value.lower(), value)
    if kind == "integer" and value.removeprefix("-").isdecimal():
        return int(value)
    return [part.strip() for part in value.split(",")] if kind == "array" else value


def _has(schema: Mapping[str, Any], name: str) -> bool:
    """Whether a schema has an entry, at any depth."""
    rules = properties_of(schema)
    return name in rules or any(_has(rule, name) for rule in rules.values() if rule.get("type") == "object")


def _problem(wrong: Wrong) -> Problem:
    """Return a wrong or missing entry as a problem, with a hint at the setting that corrects it."""
    path, name = ".".join(wrong.path), wrong.path[-1]
    example = wrong.wanted.removeprefix("one of ").split(", ")[0]
    settings = {
        "model_contributors": Setting("contributor", PERSON),
        "license": Setting("license", example if wrong.wanted.startswith("one of") else "CC-BY-4.0"),
    }
    value = "true" if wrong.wanted == "true or false" else example if wrong.wanted.startswith("one of") else "…"
    setting = settings.get(name, Setting("field", f"{name}={value}"))
    if wrong.value is None:
        return Problem(f"the hub requires {path}: {wrong.wanted}", hint=Hint("for example {}", setting))
    return Problem(f"{path}: expected {wrong.wanted}, got {shown(str(wrong.value))}", value=str(wrong.value))


def _lines(values: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Yield the lines of YAML; texts are quoted as in JSON, which YAML reads in the same way."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield f"{indent}{name}:"
            yield from _lines(value, f"{indent}  ")
        elif isinstance(value, list):
            yield f"{indent}{name}:"
            for entry in value:
                yield from _entry(entry, indent)
        else:
            yield f"{indent}{name}: {json.dumps(value)}"


def _entry(entry: object, indent: str) -> Iterator[str]:
    """Yield the lines of an entry of a list."""
    if not isinstance(entry, dict):
        yield f"{indent}  - {json.dumps(entry)}"
        return
    first, *others = _lines(entry, f"{indent}    ")
    yield f"{indent}  - {first.strip()}"
    yield from others
