"""Metadata of a model: what the hub's schema requires is there, and what it refuses is told."""

import json
import re
from dataclasses import replace

import pytest

from lstm_cli.errors import DataError, UsageError
from lstm_cli.hubs.hub import open_hub
from lstm_cli.hubs.metadata import check_team, metadata_yaml
from lstm_cli.hubs.team import Team

JANE = 'Jane "J" Doe <jane@example.org>, Institute: Health, Unit 5'
TEXT = {"type": "string"}
ABBREVIATION = {"type": "string", "pattern": "^[a-zA-Z0-9_+]+$", "maxLength": 16}
PERSON = {
    "type": "object",
    "properties": {"name": TEXT, "affiliation": TEXT, "email": {"type": "string", "format": "email"}},
    "additionalProperties": False,
    "required": ["name", "affiliation", "email"],
}
# Entries, limits and required names of FluSight 2025-26, the COVID hub and RespiCast, and an object within as in scenario hubs.
FLUSIGHT = {
    "properties": {
        **dict.fromkeys(("team_name", "model_name", "model_version", "data_inputs", "methods_long", "citation"), TEXT),
        "team_abbr": ABBREVIATION,
        "model_abbr": ABBREVIATION,
        "model_contributors": {"type": "array", "items": PERSON},
        "license": {"type": "string", "enum": ["CC0-1.0", "CC-BY-4.0"]},
        "designated_model": {"type": "boolean"},
        "methods": {"type": "string", "maxLength": 200},
        "ensemble_of_models": {"type": "boolean"},
        "ensemble_of_hub_models": {"type": "boolean"},
    },
    "additionalProperties": True,
}
FLUSIGHT["required"] = [
    name for name in FLUSIGHT["properties"] if name not in {"citation", "designated_model", "model_version"}
]
COVID = FLUSIGHT | {"required": [*FLUSIGHT["required"], "designated_model"], "additionalProperties": False}
RESPICAST = {
    "properties": {
        **{
            name: FLUSIGHT["properties"][name]
            for name in ("team_name", "team_abbr", "model_name", "model_abbr", "methods")
        },
        "model_contributors": {
            "type": "array",
            "items": {"type": "object", "properties": {"name": TEXT, "additionalProperties": False}},
        },
        "team_model_designation": {"type": "string", "enum": ["primary", "secondary"]},
        "model_details": {"type": "object", "properties": {"data_inputs": TEXT}, "required": ["data_inputs"]},
    },
    "additionalProperties": False,
    "required": ["team_name", "team_model_designation", "methods", "model_details"],
}


def with_schema(folder, schema):
    """Give the small hub a schema."""
    (folder / "hub-config" / "model-metadata-schema.json").write_text(json.dumps({"type": "object"} | schema))
    return open_hub(folder)


def values(text):
    """Read the YAML that we write: a name and a JSON value a line, lists and objects indented."""
    pairs = re.findall(r"^( *)(?:- )?(\w+):(?: (.*))?$", text, re.MULTILINE)
    assert len(pairs) == text.count("\n")
    return {name: json.loads(value) for _, name, value in pairs if value}


def complaints(hub, team):
    """Return the lines with which metadata are refused."""
    with pytest.raises(UsageError) as caught:
        metadata_yaml(hub, team)
    return caught.value.lines()


def test_what_the_schema_requires_is_written(folder):
    """Names, people, licence and a short method, in the order of the schema, texts between quotes as JSON has them."""
    hub = with_schema(folder, FLUSIGHT)
    text = metadata_yaml(hub, Team("Team", "LSTM_1", contributors=[JANE], license="CC-BY-4.0", team_name="A: team"))
    assert values(text) | {"methods": "", "methods_long": "", "model_version": ""} == {
        "team_name": "A: team",
        "model_name": "LSTM_1",
        "model_version": "",
        "data_inputs": "The hub's target data (wk inc flu hosp, wk inc flu prop ed visits)",
        "methods_long": "",
        "team_abbr": "Team",
        "model_abbr": "LSTM_1",
        "name": 'Jane "J" Doe',
        "affiliation": "Institute: Health, Unit 5",
        "email": "jane@example.org",
        "license": "CC-BY-4.0",
        "methods": "",
        "ensemble_of_models": True,
        "ensemble_of_hub_models": False,
    }
    assert len(values(text)["methods"]) <= 200
    assert '\nmodel_contributors:\n  - name: "Jane \\"J\\" Doe"\n    affiliation: "Institute: Health, Unit 5"\n' in text


def test_an_entry_that_is_given_twice_is_refused(folder):
    """Neither value is taken in silence, be it an entry or an option of its own."""
    hub = with_schema(folder, COVID)
    team = Team("T", "M", contributors=[JANE], license="CC0-1.0", fields=["citation=a", "citation=b"])
    assert complaints(hub, team) == ("'citation' is given twice, as 'a' and 'b'",)
    other = replace(team, fields=["license=CC-BY-4.0"])
    assert complaints(hub, other) == ("'license' is given twice, as 'CC0-1.0' and 'CC-BY-4.0'",)


def test_what_only_the_team_can_say_is_asked_for(folder):
    """All of it at once, each with an option that says it."""
    hub = with_schema(folder, COVID)
    assert complaints(hub, Team("Team", "LSTM")) == (
        "the hub requires model_contributors: a list; for example contributors='Jane Doe <jane@example.org>, Institute of Health'",
        "the hub requires license: one of CC0-1.0, CC-BY-4.0; for example license='CC0-1.0'",
        "the hub requires designated_model: true or false; for example fields='designated_model=true'",
    )
    whole = Team("Team", "LSTM", contributors=[JANE], license="CC-BY-4.0", fields=["designated_model=true"])
    assert values(metadata_yaml(hub, whole))["designated_model"] is True


def test_another_hub_asks_for_other_things(folder):
    """RespiCast's designation, entries of an object within, and nothing that it does not know."""
    hub = with_schema(folder, RESPICAST)
    text = metadata_yaml(hub, Team("T", "M", contributors=[JANE], fields=["team_model_designation=primary"]))
    assert 'model_details:\n  data_inputs: "The hub' in text
    assert "license" not in text
    assert values(text)["team_model_designation"] == "primary"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"license": "MIT"}, "license: expected one of CC0-1.0, CC-BY-4.0, got 'MIT'"),
        ({"fields": ["methods=" + "x" * 201]}, "methods: expected at most 200 characters, got 'xxx"),
        ({"fields": ["designated_model=perhaps"]}, "designated_model: expected true or false, got 'perhaps'"),
        ({"fields": ["twitter=@jane"]}, "this hub's schema has no entry 'twitter'"),
        (
            {"contributors": ["Jane Doe <jane>, I"]},
            "model_contributors.1.email: expected an address such as jane@example.org",
        ),
        ({"contributors": ["Jane Doe"]}, "expected a contributor such as Jane Doe <jane@example.org>"),
        ({"fields": ["twitter"]}, "expected NAME=VALUE, got 'twitter'"),
    ],
)
def test_what_the_schema_refuses_is_told(folder, changes, message):
    """The entry, what it should be, and what it is."""
    given = {"contributors": [JANE], "license": "CC-BY-4.0", "fields": ["designated_model=no"]} | changes
    hub = with_schema(folder, COVID)
    assert any(line.startswith(message) for line in complaints(hub, Team("Team", "LSTM", **given)))


def test_abbreviations_are_those_of_folders(folder):
    """A hyphen would split the name of the file; the schema says how long they may be."""
    hub = with_schema(folder, FLUSIGHT)
    check_team(hub, "A" * 16, "b_2")
    with pytest.raises(
        UsageError, match=r"team: expected only letters, digits and _, got 'my-team'; for example team='my_team'"
    ):
        check_team(hub, "my-team", "b")
    with pytest.raises(UsageError, match="abbr: expected at most 16 characters, got 17"):
        check_team(hub, "a", "b" * 17)


def test_a_hub_without_schema_gets_what_hubverse_asks_for(hub):
    """The template's entries."""
    text = metadata_yaml(hub, Team("T", "M", contributors=[JANE], license="CC0-1.0"))
    assert {"team_abbr", "model_abbr", "license", "email", "methods"} <= set(values(text))


def test_a_schema_without_an_object_of_entries_is_refused(folder):
    """The error names the place; a schema that says nothing of entries asks for none."""
    with pytest.raises(DataError, match=r"schema\.json: properties: expected an object, got"):
        metadata_yaml(with_schema(folder, {"properties": ["team_abbr"]}), Team("T", "M"))
    assert metadata_yaml(with_schema(folder, {"properties": None}), Team("T", "M")).strip() == ""


@pytest.mark.parametrize(
    "odd",
    [
        {"required": True},
        {"required": [["team_abbr"]]},
        {"properties": FLUSIGHT["properties"] | {"team_abbr": TEXT | {"maxLength": "16", "pattern": "("}}},
        {"properties": FLUSIGHT["properties"] | {"model_contributors": {"type": [1], "items": "a person"}}},
        {"properties": FLUSIGHT["properties"] | {"license": {"type": {"a": 1}, "enum": "CC0-1.0", "format": []}}},
    ],
)
def test_what_is_not_understood_of_a_schema_asks_for_nothing(folder, odd):
    """Keywords that hold something else than JSON Schema has there; the other entries are written."""
    text = metadata_yaml(with_schema(folder, FLUSIGHT | odd), Team("T", "M", contributors=[JANE], license="CC0-1.0"))
    assert {"team_abbr", "model_abbr", "license", "email", "methods"} <= set(values(text))


def test_an_affiliation_is_asked_for_where_the_hub_requires_it(folder):
    """A name and an address are enough for other hubs."""
    short = "Jane Doe <jane@example.org>"
    person = PERSON | {"required": ["name", "email"]}
    properties = FLUSIGHT["properties"] | {"model_contributors": {"type": "array", "items": person}}
    hub = with_schema(folder, FLUSIGHT | {"properties": properties})
    team = Team("Team", "LSTM", contributors=[short], license="CC0-1.0")
    assert values(metadata_yaml(hub, team))["email"] == "jane@example.org"
    assert "affiliation" not in metadata_yaml(hub, team)
    assert complaints(with_schema(folder, FLUSIGHT), team)[0].startswith(
        "the hub requires model_contributors.1.affiliation: a text"
    )
