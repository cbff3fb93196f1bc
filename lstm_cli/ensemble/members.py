"""The members of an ensemble, however they were made: their quantiles, and the errors that they expect before training."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.ensemble.held_out import HeldOut
from lstm_cli.ensemble.units import Units
from lstm_cli.lstm.network import Network
from lstm_cli.options import LEVELS
from lstm_cli.prior.weights import USUAL_UNITS
from lstm_cli.remarks import Remark

__all__ = ["Members", "member_quantiles", "usual_quantiles"]

PRIOR_ERRORS: Final = 20.0  # number of errors that weigh as much as the assumption of normal errors


@dataclass(frozen=True, slots=True)
class Members:
    """M members and their held-out forecasts.

    network: of M members, ordered by anchor, then by fold; length: steps that it looks back; best_at (M,): number of updates
    behind the weights of each member; anchors_alone (A, L, Q): quantiles of the held-out targets without networks.
    """

    network: Network
    units: Units
    length: int
    best_at: Ints
    held_out: HeldOut
    anchors_alone: Floats
    calibrated: bool  # whether weights and widths are learned from held-out forecasts
    remarks: tuple[Remark, ...] = ()  # for example, that training used a sample


def member_quantiles(z: Floats, anchors: Floats, scale: Floats) -> Floats:
    """Return the quantiles of every member, (A, F, W, K, Q) in growth units.

    z (M, K·Q, W), or (M, K, Q, W): the outputs at the ends of W windows; anchors (A, F, W, K); scale (A, W, K).
    """
    *members, _, horizon = anchors.shape
    units = z.reshape(*members, horizon, len(LEVELS), -1).transpose(0, 1, 4, 2, 3)
    return np.sort(anchors[..., None] + scale[:, None, ..., None] * units, axis=-1)


def usual_quantiles(errors: Floats) -> Floats:
    """Return the quantiles (Q,) of errors (n,) in units, shrunk to those of normal errors if there are few."""
    share = len(errors) / (len(errors) + PRIOR_ERRORS)
    usual = np.quantile(errors, LEVELS) if len(errors) else USUAL_UNITS
    return np.asarray(share * usual + (1 - share) * USUAL_UNITS)
