"""The names that ``import lstm_cli`` offers: adding or removing one is a decision, not an accident."""

import inspect
import re
from pathlib import Path
from typing import get_overloads, get_type_hints

import pytest

import lstm_cli as lf
from lstm_cli.api.tidying import TidySettings
from lstm_cli.errors import Setting, python_setting

NAMES = [
    "Comparison",
    "DataError",
    "FilesError",
    "Forecast",
    "ForecastError",
    "Forecaster",
    "Hub",
    "HubReport",
    "ModelFileError",
    "Panel",
    "Scores",
    "Tidied",
    "UsageError",
    "Vintages",
    "Watch",
    "__version__",
    "compare",
    "describe",
    "info",
    "load",
    "read_csv",
    "read_vintages",
    "score",
    "sentences",
    "tidy",
    "watch",
    "worked_step",
]
PUBLIC = [getattr(lf, name) for name in NAMES if not name.startswith("__")]
METHODS = [
    member
    for kind in PUBLIC
    if inspect.isclass(kind)
    for name, member in inspect.getmembers(kind)
    if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property))
]
PACKAGE = Path(lf.__file__).parent
COMMAND_ONLY = {"cutoffs", "long", "resume"}  # settings that no advice in Python names
COLUMNS = ("id_col", "time_col", "target_col", "wide", "date_format", "freq")


def test_the_public_names_are_these():
    """The package offers these names and no other."""
    assert sorted(lf.__all__) == NAMES
    assert dir(lf) == NAMES


def test_an_unknown_name_is_an_attribute_error():
    """A name that is not offered fails as in any module."""
    with pytest.raises(AttributeError, match="no attribute 'forecast'"):
        lf.forecast  # noqa: B018


def test_every_public_thing_explains_itself():
    """Each class, function, method and property has a docstring."""
    silent = [str(item) for item in PUBLIC + METHODS if not (inspect.getdoc(item) or "").strip()]
    assert silent == []


def test_every_parameter_is_explained():
    """The docstring of a public function names each of its parameters."""
    functions = [item for item in PUBLIC + METHODS if inspect.isfunction(item)]
    functions = [item for item in functions if item.__module__.startswith("lstm_cli.api")]
    missing = [
        (item.__qualname__, name)
        for item in functions
        for name, parameter in inspect.signature(item).parameters.items()
        if name not in {"self", "path"} and not _is_documented(item, name)
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    assert len(functions) > 10
    assert missing == []


def _is_documented(function, name):
    """Whether a line of names in the docstring, as ``time_col, freq``, has this one."""
    lines = (inspect.getdoc(function) or "").splitlines()
    return any(name in line.replace(",", " ").split() for line in lines if not line.startswith(" "))


def test_columns_are_named_alike_everywhere():
    """Every function that reads a frame takes the same arguments about its columns, in the same order."""
    for function in (lf.Forecaster.fit, lf.Forecaster.cross_validation, lf.score, lf.describe, lf.read_csv):
        names = [name for name in inspect.signature(function).parameters if name in COLUMNS]
        assert names == list(COLUMNS), function


def test_advice_names_arguments():
    """Every setting that the library may name in an error is an argument of a public function under its Python name."""
    functions = [item for item in PUBLIC + METHODS if inspect.isfunction(item)]
    arguments = {name for item in functions for name in inspect.signature(item).parameters}
    arguments |= set(TidySettings.__annotations__)
    named = {
        name
        for path in PACKAGE.rglob("*.py")
        if "cli" not in path.relative_to(PACKAGE).parts
        for name in re.findall(r'Setting\(\s*"([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(named) > 30
    written = {name: python_setting(Setting(name)).removesuffix("=") for name in named - COMMAND_ONLY}
    assert {name: argument for name, argument in written.items() if argument not in arguments} == {}


@pytest.mark.parametrize(
    "write", [lf.Forecast.to_csv, lf.Forecast.to_hub, lf.Tidied.to_csv], ids=lambda w: w.__qualname__
)
def test_text_is_typed_as_text_where_no_path_is_given(write):
    """A type checker accepts ``forecast.to_csv().splitlines()``, and refuses it with a path."""
    hints = [get_type_hints(one) for one in get_overloads(write)]
    assert [(hint["path"], hint["return"]) for hint in hints] == [(type(None), str), (str | Path, type(None))]
