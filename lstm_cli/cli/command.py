"""Makes commands of functions: each group of options becomes one record, and errors become messages."""

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import typer

from lstm_cli.cli.error_boundary import boundary
from lstm_cli.cli.given import Given
from lstm_cli.cli.output import Output

__all__ = ["Bundle", "command"]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Options that several commands share: annotations and defaults by name, and the function that makes their record."""

    options: Mapping[str, tuple[Any, Any]]
    build: Callable[..., object]

    def parameters(self) -> list[inspect.Parameter]:
        """Return the options as keyword-only parameters."""
        kind = inspect.Parameter.KEYWORD_ONLY
        return [
            inspect.Parameter(name, kind, default=default, annotation=annotation)
            for name, (annotation, default) in self.options.items()
        ]


def command(**bundles: Bundle) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Replace each parameter that takes a bundle's record by the options of the bundle.

    The bundle ``output`` makes an `Output`; a parameter ``given`` gets the command as it was given; the body runs inside an
    error boundary, which takes ``debug``. The function ``hub_check`` is the command ``hub check``.
    """

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        name = function.__name__.replace("_", " ")

        @functools.wraps(function)
        def run(*args: object, **values: Any) -> None:  # noqa: ANN401 - whatever the options are
            with boundary(name, as_json=str(values.get("format")) == "json", debug=bool(values.pop("debug", False))):
                if "context" in values:
                    values["given"] = Given.of(name, values.pop("context"), reading=of_reading)
                records = {
                    key: bundle.build(**{option: values.pop(option) for option in bundle.options if option != "debug"})
                    for key, bundle in bundles.items()
                }
                if isinstance(output := records.get("output"), Output):
                    records["output"] = replace(output, command=name)
                function(*args, **values, **records)

        signature = inspect.signature(function)
        of_reading = frozenset(bundles["reading"].options) if "reading" in bundles else frozenset[str]()
        parameters: list[inspect.Parameter] = []
        for parameter in signature.parameters.values():
            if parameter.name in bundles:
                parameters += bundles[parameter.name].parameters()
            elif parameter.name == "given":
                parameters.append(parameter.replace(name="context", annotation=typer.Context))
            else:
                parameters.append(parameter)
        run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined] # as inspect documents
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters} | {"return": None}
        del run.__wrapped__  # typer would look through it
        return run

    return decorate
