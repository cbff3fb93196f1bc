"""What an ensemble is made of, in words: its networks, units and weights."""

from typing import TYPE_CHECKING

from lstm_cli.formats.text import plural

if TYPE_CHECKING:
    from lstm_cli.ensemble.model_info import ModelInfo
    from lstm_cli.ensemble.results import TrainingSummary

__all__ = ["networks_text", "of_units"]


def networks_text(of: "ModelInfo | TrainingSummary") -> str:
    """Describe the networks of a model, and those of its second ensemble if it has one."""
    units = of_units(of.members, of.hidden, gate_sets=of.gate_sets)
    weights = _of_weights(of.members, of.parameters, gate_sets=of.gate_sets)
    return f"{of.members} {units}, {weights}{_second(of.second_members, of.second_hidden, of.second_parameters)}"


def _second(networks: int, units: int, weights: int) -> str:
    """Describe the second ensemble, after the first.

    >>> _second(12, 12, 2208)
    '; combined with 12 of 12 units, 2208 weights each, trained from scratch'
    >>> _second(0, 0, 0)
    ''
    """
    if not networks:
        return ""
    own = f"{of_units(networks, units, gate_sets=networks)}, {_of_weights(networks, weights, gate_sets=networks)}"
    return f"; combined with {networks} {own}"


def _of_weights(networks: int, weights: int, *, gate_sets: int) -> str:
    """Write the number of weights of each network, and whether all of them were learned from the data.

    >>> _of_weights(12, 4000, gate_sets=12), _of_weights(12, 40000, gate_sets=3)
    ('4000 weights each, trained from scratch', '40000 weights each')
    """
    return f"{weights} weights each{', trained from scratch' if gate_sets == networks else ''}"


def of_units(networks: int, units: int, *, gate_sets: int) -> str:
    """Describe the units of networks; networks that start from the prior share its gates.

    >>> of_units(12, 16, gate_sets=12)
    'of 16 units'
    >>> of_units(12, 64, gate_sets=3)
    'of 64 units that share 3 sets of pretrained gates'
    """
    text = f"of {plural(units, 'unit')}"
    if gate_sets == networks:
        return text
    return f"{text} that share {plural(gate_sets, 'set')} of pretrained gates"
