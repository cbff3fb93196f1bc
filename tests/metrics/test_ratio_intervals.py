"""Intervals of ratios: against a loop, at their ends, and how often they hold what they say they hold."""

import math

import numpy as np
import pytest

from lstm_cli.metrics.ratio_intervals import (
    MIN_BLOCKS,
    LogRatio,
    block_sums,
    cutoff_blocks,
    log_ratio,
    ratio_interval,
    spread_of_forecasts,
    t_quantile,
    time_blocks,
)

NAN = float("nan")
PANELS = 2000  # a coverage of 90 % then has a standard error of 0.7 %


@pytest.mark.parametrize(
    ("freedom", "expected"),
    [(1, 6.3138), (2, 2.9200), (3, 2.3534), (4, 2.1318), (7, 1.8946), (19, 1.7291), (100, 1.6602)],
)
def test_quantiles_of_t(freedom, expected):
    """The 95 % point is that of printed tables, also where NumPy was told to raise."""
    with np.errstate(all="raise"):
        assert t_quantile(0.95, freedom) == pytest.approx(expected, abs=5e-5)


def test_quantiles_of_t_between_whole_freedoms():
    """Halves lie between their neighbours, one is the Cauchy distribution, and the median is 0."""
    assert t_quantile(0.975, 5) < t_quantile(0.975, 4.5) < t_quantile(0.975, 4)
    assert t_quantile(0.9, 1) == pytest.approx(math.tan(math.pi * 0.4))
    assert t_quantile(0.5, 3.3) == pytest.approx(0, abs=1e-12)


def test_the_interval_in_a_loop():
    """The error is the jackknife's: the ratio without each block in turn, and blocks are counted by what they hold."""
    ours, theirs = [3.0, 1.0, 4.0, 1.5], [4.0, 2.0, 9.0, 1.0]
    whole = math.log(sum(ours) / sum(theirs))
    moves, shares = [], []
    for k in range(4):
        rest = [sum(one) - one[k] for one in (ours, theirs)]
        moves.append(math.log(rest[0] / rest[1]) - whole)
        shares.append((ours[k] / sum(ours) + theirs[k] / sum(theirs)) / 2)
    error = math.sqrt(3 / 4 * sum(move**2 for move in moves))
    reach = t_quantile(0.9, 1 / sum(share**2 for share in shares) - 1) * error
    found = ratio_interval(np.array(ours), np.array(theirs), probability=0.8)
    assert found == pytest.approx((math.exp(whole - reach), math.exp(whole + reach)))


def test_the_interval_at_its_ends():
    """Proportional errors leave no doubt; too few blocks, or one that holds all, leave nothing but doubt."""
    theirs = np.array([3.0, 1.0, 4.0, 1.5])
    assert ratio_interval(0.25 * theirs, theirs) == pytest.approx((0.25, 0.25))
    assert ratio_interval(0 * theirs, theirs) == (0, 0)
    for ours, base in (
        (theirs, 0 * theirs),
        (theirs[: MIN_BLOCKS - 1], theirs[: MIN_BLOCKS - 1]),
        (theirs, np.array([0.0, 0, 2, 0])),
        (np.array([0.0, 0, 2, 0]), theirs),
        (theirs[:0], theirs[:0]),
    ):
        assert np.isnan(ratio_interval(ours, base)).all()
    padded = [np.append(one, [0, 0]) for one in (theirs[::-1], theirs)]
    assert ratio_interval(*padded) == ratio_interval(theirs[::-1], theirs)  # blocks without any error tell nothing


def test_sums_of_blocks():
    """Cells that either does not know are in neither sum."""
    scores, baseline = np.array([[1.0, 2], [NAN, 4]]), np.array([[5.0, NAN], [7, 8]])
    ours, theirs = block_sums(scores, baseline, np.array([[0, 0], [1, 2]]))
    assert (ours.tolist(), theirs.tolist()) == ([1, 0, 4], [5, 0, 8])
    assert block_sums(scores[:0], baseline[:0], np.zeros((0, 2), int))[0].size == 0


@pytest.mark.parametrize(("slots", "horizon"), [(40, 4), (47, 4), (8, 4), (7, 4), (100, 13), (1, 1)])
def test_blocks_of_time(slots, horizon):
    """Blocks are in order, as many as fit, and each is two horizons long at least."""
    found = time_blocks(np.arange(5, 5 + slots), horizon)
    sizes = np.bincount(found)
    assert (np.diff(found) >= 0).all()
    assert len(sizes) == max(slots // (2 * horizon), 1)
    assert sizes.min() >= min(2 * horizon, slots)


def test_blocks_of_cutoffs():
    """Cutoffs a horizon apart are a block each; of nearer ones, what is forecast of the same times is one block."""
    apart = cutoff_blocks(np.array([3, 7, 11, 30]), 4)
    assert apart.tolist() == [[k] * 4 for k in range(4)]
    near = cutoff_blocks(np.arange(10, 36), 4)
    slots = np.arange(10, 36)[:, None] + np.arange(1, 5)
    assert near.max() == 2  # 29 slots are three blocks of eight or more
    for block in range(3):
        assert np.ptp(slots[near == block]) >= 7
    assert cutoff_blocks(np.array([5]), 3).tolist() == [[0, 0, 0]]


def gamma(rng, blocks, spread):
    """Draw errors of blocks with a mean of 1."""
    return rng.gamma(spread**-2, spread**2, blocks)


def equal_blocks(rng, blocks):
    """Draw two forecasters that are as good as each other."""
    return gamma(rng, blocks, 0.4), gamma(rng, blocks, 0.4)


def unlike_blocks(rng, blocks):
    """Draw blocks of very unlike size, as of waves, and a baseline that errs more wildly."""
    size = rng.lognormal(0, 0.8, blocks)
    return size * gamma(rng, blocks, 0.3), size * gamma(rng, blocks, 0.5)


@pytest.mark.slow
@pytest.mark.parametrize("blocks", [MIN_BLOCKS, 5, 8, 20])
@pytest.mark.parametrize("draw", [equal_blocks, unlike_blocks])
def test_ninety_per_cent_are_ninety_per_cent(draw, blocks):
    """The ratio of means is inside as often as is said, and equal forecasts are called better in one case of twenty."""
    rng = np.random.default_rng(blocks)
    ends = np.array([ratio_interval(*draw(rng, blocks)) for _ in range(PANELS)])
    inside = np.mean((ends[:, 0] <= 1) & (ends[:, 1] >= 1))
    better = np.mean(ends[:, 1] < 1)
    assert inside >= 0.88
    assert better <= 0.055  # 5 %, and what 2000 draws leave to chance


def test_the_spread_of_single_forecasts_in_a_loop():
    """Origins with a whole forecast are one each, others are put together until there is one; unknown cells are left out."""
    rng = np.random.default_rng(6)
    origin = np.repeat([3, 4, 5, 9, 10, 11], [4, 4, 4, 2, 2, 4])
    ours, theirs = rng.gamma(2, 1, 20), rng.gamma(2, 1, 20)
    logs = []
    for slots in ([3], [4], [5], [9, 10], [11]):
        mine = np.isin(origin, slots)
        logs.append(math.log(ours[mine].sum() / theirs[mine].sum()))
    expected = math.sqrt(sum((log - 0.1) ** 2 for log in logs) / 5)
    assert spread_of_forecasts(ours, theirs, origin, whole=4, about=0.1) == pytest.approx(expected)
    holes = np.append(ours, [NAN, 9, NAN]), np.append(theirs, [NAN, NAN, 9])
    assert spread_of_forecasts(*holes, np.append(origin, [4, 9, 12]), whole=4, about=0.1) == pytest.approx(expected)
    assert spread_of_forecasts(ours[:8], theirs[:8], origin[:8], whole=4, about=0) is None


def test_single_forecasts_without_any_error_have_no_ratio():
    """They are left out, whichever of the two made no error: the logarithm of their ratio is not finite."""
    ours, theirs = np.array([2.0, 0.0, 3.0, 4.0, 1.0]), np.array([1.0, 1.0, 0.0, 1.0, 1.0])
    expected = math.sqrt((math.log(2) ** 2 + math.log(4) ** 2 + 0) / 3)
    assert spread_of_forecasts(ours, theirs, np.arange(5), whole=1, about=0) == pytest.approx(expected)
    assert spread_of_forecasts(ours[:4], theirs[:4], np.arange(4), whole=1, about=0) is None


def test_a_correction_is_as_unsure_as_it_is_large():
    """It moves the ratio, and its square is added to the variance."""
    found = LogRatio(math.log(0.5), 0.3, 4.0, 5).corrected(0.4)
    assert (found.value, found.error) == pytest.approx((math.log(0.5) + 0.4, 0.5))
    assert LogRatio(math.log(0.5), 0.0, 4.0, 5).interval() == pytest.approx((0.5, 0.5))


def test_the_interval_of_a_later_ratio_by_hand():
    """Variances add up, 0.09 with 4 degrees of freedom and 0.4 with 9 to 0.49 with 12.1, as Satterthwaite has it."""
    freedom = 0.49**2 / (0.09**2 / 4 + 0.4**2 / 9)
    reach = t_quantile(0.95, freedom) * 0.7
    found = LogRatio(math.log(0.5), 0.3, 4.0, 5).interval(spread=0.6)  # 0.36, from ten forecasts, is 0.4 of one more
    assert found == pytest.approx((0.5 * math.exp(-reach), 0.5 * math.exp(reach)))


@pytest.mark.slow
@pytest.mark.parametrize("blocks", [5, 8, 20])
def test_a_later_ratio_is_inside_as_often_as_is_said(blocks):
    """Of single ratios, two to a block, the next one is inside 90 % intervals in nine cases of ten, and no more in vain."""
    rng = np.random.default_rng(blocks)
    inside = 0
    for _ in range(PANELS):
        ours, theirs = rng.lognormal(-0.2, 0.3, 2 * blocks + 1), np.ones(2 * blocks + 1)
        found = log_ratio(ours[:-1].reshape(-1, 2).sum(axis=1), theirs[:-1].reshape(-1, 2).sum(axis=1))
        about = spread_of_forecasts(ours[:-1], theirs[:-1], np.arange(2 * blocks), whole=1, about=found.value)
        low, high = found.interval(spread=about)
        inside += low <= ours[-1] <= high
    assert 0.88 <= inside / PANELS <= 0.93
