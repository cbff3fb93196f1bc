"""What an ensemble is made of, in words: its networks, units and weights."""

from lstm_cli.formats.text import plural

__all__ = ["of_units", "of_weights", "second_networks"]


def second_networks(networks: int, units: int, weights: int) -> str:
    """Describe the second ensemble, after the first.

    >>> second_networks(12, 12, 2208)
    '; combined with 12 of 12 units, 2208 weights each, trained from scratch'
    >>> second_networks(0, 0, 0)
    ''
    """
    if not networks:
        return ""
    own = f"{of_units(networks, units, gate_sets=networks)}, {of_weights(networks, weights, gate_sets=networks)}"
    return f"; combined with {networks} {own}"


def of_weights(networks: int, weights: int, *, gate_sets: int) -> str:
    """Write the number of weights of each network, and whether all of them were learned from the data.

    >>> of_weights(12, 4000, gate_sets=12), of_weights(12, 40000, gate_sets=3)
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
