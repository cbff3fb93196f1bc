"""The parameters of a forecaster can be read, set and copied by name, as scikit-learn does."""

import copy
import inspect
import sys
from types import ModuleType, SimpleNamespace

import pytest

import lstm_cli as lf


def clone(estimator):
    """Do what `sklearn.base.clone` does, which also refuses a parameter that the constructor changes."""
    given = {name: copy.deepcopy(value) for name, value in estimator.get_params(deep=False).items()}
    made = type(estimator)(**given)
    assert all(made.get_params(deep=False)[name] is value for name, value in given.items())
    return made


def test_parameters_are_those_of_the_constructor():
    """They have its names, in its order, and the values that were given; a choice is its text."""
    made = lf.Forecaster(300, seed=7, cell="cec")
    assert made.get_params() == {"horizon": 300, "seed": 7, "cell": "cec", "gates": "expected"}
    assert type(made.get_params()["cell"]) is str
    assert made.get_params(True) == made.get_params(deep=False)  # noqa: FBT003 - as scikit-learn may ask
    assert list(made.get_params()) == list(inspect.signature(lf.Forecaster).parameters)
    assert lf.Forecaster().get_params()["horizon"] is None


def test_a_clone_has_the_parameters_and_no_model(model, tmp_path):
    """Also of a trained forecaster, and of one from a file."""
    model.save(tmp_path / "m.lstm")
    for trained in (model, lf.load(tmp_path / "m.lstm")):
        copied = clone(trained)
        assert copied.get_params() == trained.get_params() == {**lf.Forecaster(4, seed=1).get_params()}
        assert not hasattr(copied, "model")
    assert clone(lf.Forecaster(gates="stochastic")).get_params()["gates"] == "stochastic"


def test_scikit_learn_is_told_what_it_asks_for(monkeypatch):
    """`GridSearchCV` refuses what has no tags; they are those of scikit-learn's base class, which is loaded only then."""

    class BaseEstimator:
        def __sklearn_tags__(self):
            return ["the tags of", self]

    made = lf.Forecaster()
    monkeypatch.setitem(sys.modules, "sklearn", ModuleType("sklearn"))
    monkeypatch.setitem(sys.modules, "sklearn.base", SimpleNamespace(BaseEstimator=BaseEstimator))
    assert made.__sklearn_tags__() == ["the tags of", made]


def test_other_parameters_need_another_training(ohio):
    """A forecaster does not forecast by a model that was trained with other parameters."""
    few = ohio.tail(40)
    model = lf.Forecaster(2, seed=3).fit(few)
    assert model.set_params() is model
    assert model.horizon == 2
    assert model.set_params(horizon=1, seed=4) is model
    with pytest.raises(lf.UsageError, match="has not been trained"):
        model.predict()
    again = model.fit(few).predict().to_csv()
    assert again == lf.Forecaster(1, seed=4).fit(few).predict().to_csv()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"seed": 5, "sed": 1}, "a forecaster has no parameter 'sed'; it has horizon, seed, cell, gates"),
        ({"seed": 5, "horizon": 0}, "horizon: expected a whole number from 1, got 0"),
    ],
)
def test_what_cannot_be_set_changes_nothing(model, wrong, message):
    """The error is the constructor's, and the model is still there."""
    before = model.get_params()
    with pytest.raises(lf.UsageError) as caught:
        model.set_params(**wrong)
    assert str(caught.value) == message
    assert model.get_params() == before
    assert model.horizon == 4
