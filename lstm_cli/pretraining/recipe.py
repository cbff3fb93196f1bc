"""The recipe of the shared weights: everything that determines them, and its hash."""

import hashlib
import json
from dataclasses import asdict, dataclass

from lstm_cli.features.anchor_errors import KNOTS
from lstm_cli.features.anchor_inputs import ANCHOR_INPUTS
from lstm_cli.options import LEVELS

__all__ = ["Recipe"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Simulated panels and the training on them: the seed of both, and their sizes."""

    seed: int = 1
    panels: int = 8000
    updates: int = 14_000
    hidden: int = 64
    length: int = 96  # steps of a window
    batch: int = 64  # windows
    rate: float = 3e-3  # at its highest

    def to_dict(self) -> dict[str, object]:
        """Return the recipe and the inputs and outputs of the network, as JSON values."""
        network = {"inputs": dict(ANCHOR_INPUTS), "knots": list(KNOTS), "levels": list(LEVELS)}
        return {"recipe": asdict(self), "network": network}

    @property
    def digest(self) -> str:
        """The SHA-256 of the recipe, in hexadecimal."""
        return hashlib.sha256(json.dumps(self.to_dict(), sort_keys=True).encode()).hexdigest()
