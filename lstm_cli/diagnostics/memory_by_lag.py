"""Memory by lag: the product of the forget gates, and the gradient that reaches each earlier step.

Along the cell-state path alone, ∂C_t/∂C_{t−k} is the product of the k forget gates in between. The gradient ∂L/∂C_{t−k} of
the loss also flows through the hidden states and the gates.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import ByValue, Floats, Ints
from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, MEMBERS
from lstm_cli.diagnostics.origins import Origins
from lstm_cli.ensemble.prepared import Prepared
from lstm_cli.lstm.cell import FORGET, gate_rows
from lstm_cli.lstm.constant_unit import FREE_UNITS
from lstm_cli.lstm.network import Network, Trace, backward, forward
from lstm_cli.metrics.pinball import pinball_slopes
from lstm_cli.options import LEVELS

__all__ = ["EXPLODED", "VANISHED", "MemoryByLag", "cell_gradients", "forget_products", "memory_by_lag"]

VANISHED: Final = 0.01  # share of the newest gradient below which it counts as vanished
EXPLODED: Final = 10.0  # times the newest gradient above which it counts as exploded


@dataclass(frozen=True, slots=True, eq=False)
class MemoryByLag(ByValue):
    """What is left k = 0, 1, 2 … steps before the origin of a forecast.

    forget_product (L,): mean product of the forget gates over free units, members and windows; gradient (L,): mean
    ‖∂L/∂C_{t−k}‖ of the free units over members and windows, relative to the one at k = 0; windows: their number.
    """

    forget_product: Floats
    gradient: Floats
    windows: int

    @property
    def vanished_at(self) -> int | None:
        """The first lag from which the gradient stays below `VANISHED`; None if there is none."""
        above = np.flatnonzero(self.gradient >= VANISHED)
        last = int(above[-1]) if len(above) else -1
        return last + 1 if last + 1 < len(self.gradient) else None

    @property
    def explodes(self) -> bool:
        """Whether the gradient grows to more than `EXPLODED` times its newest value."""
        return bool(np.max(self.gradient) > EXPLODED)


def memory_by_lag(prepared: Prepared, origins: Origins) -> MemoryByLag:
    """Measure both over some origins, with the mean pinball loss of each member in growth units as L."""
    network = prepared.network
    windows, _, exists = prepared.windows(origins.series, origins.step)
    last = np.array([len(windows) - 1])
    z, trace = forward(network, windows, last)
    gradient = cell_gradients(network, trace, last, _loss_gradient(origins, z))
    products = forget_products(trace, network.hidden)
    norm = np.sqrt(np.square(gradient[::-1, :, FREE_UNITS]).sum(axis=2))  # (L, M, W)
    back = exists[::-1]
    real = np.flatnonzero(back.any(axis=1))
    newest = np.where(back[:, None], norm[0], 0).sum(axis=(1, 2))
    left = np.where(back[:, None], norm, 0).sum(axis=(1, 2))
    product = np.where(back, products[:, :, FREE_UNITS].mean(axis=(1, 2)), 0).sum(axis=1)
    share = np.divide(left, newest, out=np.zeros_like(left), where=newest > 0)
    return MemoryByLag(product[real] / back.sum(axis=1)[real], share[real], len(origins.series))


def forget_products(trace: Trace, hidden: int) -> Floats:
    """Return the product of the newest k forget gates, k = 0 … T−1, shape (T, M, H, B)."""
    forget = trace.gates[::-1, :, gate_rows(FORGET, hidden)]
    return np.concatenate([np.ones_like(forget[:1]), np.cumprod(forget[:-1], axis=0)])


def _loss_gradient(origins: Origins, z: Floats) -> Floats:
    """Return ∂L/∂z (M, K·Q, W) of each window's mean pinball loss over its known targets and all levels."""
    count, horizon = origins.growth.shape
    known = ~np.isnan(origins.growth)
    units = z.reshape(MEMBERS, horizon, len(LEVELS), count)
    scale = np.repeat(origins.scale, MEMBERS // ANCHOR_COUNT, axis=0)  # (M, W, K)
    anchors = origins.anchors.reshape(MEMBERS, count, horizon)
    aim = ((np.where(known, origins.growth, 0) - anchors) / scale).transpose(0, 2, 1)  # (M, K, W)
    weight = np.where(known, scale / (known.sum(axis=1)[:, None] * len(LEVELS)), 0).transpose(0, 2, 1)
    tau = np.array(LEVELS)[:, None]
    slope = pinball_slopes(aim[:, :, None] - units, tau)
    return np.asarray((-slope * weight[:, :, None]).reshape(z.shape))


def cell_gradients(network: Network, trace: Trace, scored: Ints, d_output: Floats) -> Floats:
    """Return ∂L/∂C (T, M, H, B) after every step, along all paths.

    It is computed from δz of the candidate, which `backward` leaves in its buffers and which is δC ∘ i ∘ (1 − g²). If the
    slope i ∘ (1 − g²) is rounded to 0, in a saturated unit, δC is approximated by what the forget gate of the next step
    carries back.
    """
    backward(network, trace, scored, d_output)
    written, forget, _, candidate = (gate_rows(gate, network.hidden) for gate in range(4))
    d_candidate = trace.backward_buffers[1][:, :, candidate]
    slope = trace.gates[:, :, written] * (1 - np.square(trace.gates[:, :, candidate]))
    clear = slope != 0
    d_cell = np.divide(d_candidate, slope, out=np.zeros_like(slope), where=clear)
    for step in np.flatnonzero(~clear[:-1].all(axis=(1, 2, 3)))[::-1]:
        carried = trace.gates[step + 1, :, forget] * d_cell[step + 1]
        d_cell[step] = np.where(clear[step], d_cell[step], carried)
    return np.asarray(d_cell)
