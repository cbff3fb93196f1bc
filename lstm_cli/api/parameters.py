"""The parameters of a forecaster by name, as libraries that search over parameters ask for them."""

from importlib import import_module
from typing import Any, Self

from lstm_cli.api.trained import Trained
from lstm_cli.errors import UsageError
from lstm_cli.options import TrainOptions

__all__ = ["Parameters"]


class Parameters(Trained):
    """The parameters of a forecaster, which scikit-learn reads and sets by name."""

    options: TrainOptions

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002 - as in scikit-learn
        """Return the parameters by name, as they were given: ``horizon``, ``seed``, ``cell`` and ``gates``.

        `sklearn.base.clone` makes an untrained copy from them.

        Parameters
        ----------
        deep
            Has no effect, as no parameter has parameters of its own.
        """
        options = self.options
        return {"horizon": options.horizon, "seed": options.seed} | {
            name: getattr(options, name).value for name in ("cell", "gates")
        }

    def set_params(self, **parameters: Any) -> Self:  # noqa: ANN401 - of several types
        """Set some parameters; the forecaster is untrained afterwards, and returned.

        Parameters
        ----------
        parameters
            ``horizon``, ``seed``, ``cell`` and ``gates``, as in `Forecaster`.

        Raises
        ------
        UsageError
            A name is unknown, or a value is invalid; then nothing changes.
        """
        known = self.get_params()
        unknown = next((name for name in parameters if name not in known), None)
        if unknown is not None:
            raise UsageError(f"a forecaster has no parameter {unknown!r}; it has {', '.join(known)}")
        if parameters:
            kind: Any = type(self)
            vars(self).update(vars(kind(**known | parameters)))
        return self

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - of a library that need not be installed, which asks for it
        """Tell scikit-learn that this is an estimator of no kind that it knows, so that `GridSearchCV` takes it."""
        return import_module("sklearn.base").BaseEstimator.__sklearn_tags__(self)
