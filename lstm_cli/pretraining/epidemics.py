"""Simulated infections: seasonal epidemics, waves of a new disease, and rare outbreaks after years of silence.

All functions return expected values at each step; `lstm_cli.pretraining.chance.counts_about` draws counts.
"""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.pretraining.chance import log_uniform, log_uniforms

__all__ = ["YEAR", "seasonal_epidemics", "sporadic_outbreaks", "waves"]

YEAR: Final = 365.25  # days
LONGEST_STEP: Final = 3.5  # days; longer steps of a series are divided
MAX_BURN_IN: Final = 6  # years before the first count, so that most series begin near their cycle and some do not
WINTERS: Final = (0.04, 0.54, None)  # when in a year transmission is highest: mid-January, mid-July, at any time
WINTER_SHARES: Final = (0.65, 0.1, 0.25)
HIGHEST: Final = 14.0  # log of a mean
LOWEST: Final = -6.0


def seasonal_epidemics(rng: np.random.Generator, count: int, steps: int, steps_a_year: float) -> tuple[Floats, float]:
    """Return the share of each of N populations that falls ill in each of T steps, (N, T), and the time of year of the start.

    This is an SIR model with waning immunity (Kermack & McKendrick 1927, doi:10.1098/rspa.1927.0118), seasonal transmission
    (Dushoff et al. 2004, doi:10.1073/pnas.0407293101), imported cases, school holidays, randomly varying transmission, and
    drift of the pathogen, which makes some of the immune susceptible again. Most infections spread fastest in the northern
    winter, some in the southern winter, some at any time; New Year and the summer holidays reduce contacts.
    """
    parts = max(1, int(np.ceil(YEAR / steps_a_year / LONGEST_STEP)))
    part = YEAR / steps_a_year / parts  # days
    recovery = min(part / log_uniform(rng, 2.5, 14), 0.95)
    reproduction = log_uniform(rng, 1.2, 6 if rng.random() < 0.8 else 14)
    waning = part / YEAR / log_uniform(rng, 0.3, 30)
    seasonality = rng.uniform(0, 0.35) if rng.random() < 0.85 else 0.0
    easiest = WINTERS[int(rng.choice(len(WINTERS), p=WINTER_SHARES))]
    phase = (rng.uniform(0, 1) if easiest is None else rng.normal(easiest, 0.06)) + 0.04 * rng.normal(size=count)
    wander, memory, common = log_uniform(rng, 0.005, 0.12), rng.uniform(0.8, 0.99), rng.uniform(0, 1)
    drift = rng.uniform(0, 0.06)
    holidays = rng.uniform(0, 0.35) if rng.random() < 0.6 else 0.0
    imports = log_uniform(rng, 1e-8, 1e-5)
    place = np.exp(0.1 * rng.normal(size=count))
    susceptible = np.clip(1 / reproduction + 0.15 * rng.normal(size=count), 0.02, 1)
    infectious = log_uniforms(rng, 1e-6, 1e-3, count)
    burn_in = int(rng.uniform(0, MAX_BURN_IN) * steps_a_year) + int(rng.uniform(0, 1) * steps_a_year)
    ill = np.empty((count, steps))
    noise, strain, year = np.zeros(count), np.zeros(count), -1
    for step in range(burn_in + steps):
        now = step / steps_a_year
        if int(now) != year:
            year = int(now)
            strain = drift * (rng.normal() + 0.3 * rng.normal(size=count))
            if rng.random() < drift / 0.12:
                susceptible += rng.uniform(0, 0.15) * np.clip(1 - susceptible - infectious, 0, 1)
        season = 1 + seasonality * np.cos(2 * np.pi * (now - phase))
        rate = reproduction * recovery * place * season * np.exp(noise + strain)
        if holidays and (abs((now + 0.5) % 1 - 0.49) < 0.025 or abs(now % 1 - 0.58) < 0.06):  # new year, summer
            rate = rate * (1 - holidays)
        total = np.zeros(count)
        for _ in range(parts):
            new = susceptible * (1 - np.exp(-np.minimum(rate * infectious, 5))) + imports
            new = np.minimum(new, susceptible)
            returning = waning * np.clip(1 - susceptible - infectious, 0, 1)
            susceptible = np.clip(susceptible - new + returning, 1e-6, 1)
            infectious = np.clip(infectious * (1 - recovery) + new, 0, 1)
            total += new
        noise = memory * noise + wander * (common * rng.normal() + (1 - common) * rng.normal(size=count))
        if step >= burn_in:
            ill[:, step - burn_in] = total
    return ill, burn_in / steps_a_year % 1


def waves(rng: np.random.Generator, count: int, steps: int, steps_a_year: float) -> Floats:
    """Return the log of expected counts (N, T) of one or several waves, by a growth rate that changes its sign.

    Growth rates are as in Wallinga & Lipsitch 2007, doi:10.1098/rspb.2006.3754; they turn negative as people react, and
    positive again if there are several waves.
    """
    days = YEAR / steps_a_year
    fastest = days * rng.uniform(0.02, 0.35) / max(1, days / 3)
    several = rng.random() < 0.5  # half of them
    begin = rng.integers(0, max(1, steps // 3), count)
    longest = max(6, steps / 2)
    wander = log_uniform(rng, 0.01, 0.1)
    level = rng.uniform(-3, 2, count)
    silent = -8.0 if rng.random() < 0.5 else -3.0  # nothing at all, or a case now and then
    target = fastest * np.exp(0.3 * rng.normal(size=count))
    until = begin + log_uniforms(rng, 4, longest, count)
    growth, values = np.zeros(count), np.empty((count, steps))
    for step in range(steps):
        begun = step >= begin
        turning = begun & (step >= until)
        down = -fastest * rng.uniform(0.2, 1.2, count)
        up = fastest * rng.uniform(0.1, 1, count) if several else -fastest * rng.uniform(0.1, 0.5, count)
        target = np.where(turning, np.where(target > 0, down, up), target)
        until = np.where(turning, step + log_uniforms(rng, 4, longest, count), until)
        growth = growth + 0.3 * (target - growth) + wander * rng.normal(size=count)
        level = np.where(begun, np.clip(level + growth, LOWEST, HIGHEST), level)
        values[:, step] = np.where(begun, level, silent)
    return values


def sporadic_outbreaks(rng: np.random.Generator, count: int, steps: int, steps_a_year: float) -> Floats:
    """Return expected counts (N, T) of a disease with long silence, imported cases, and rare explosive outbreaks.

    Outbreaks begin at random, more often in season, grow at a rate that falls as people become immune, and fade, like dengue
    in small areas or measles where most people are vaccinated.
    """
    often, base = log_uniform(rng, 0.003, 0.05), log_uniform(rng, 0.002, 0.5) * np.exp(rng.normal(size=count))
    seasonal, phase = rng.random() < 0.6, rng.uniform(0, 1)  # most of them
    size, growth, left = np.zeros(count), np.zeros(count), np.zeros(count)
    longest = max(6, min(steps / 3, 60))
    values = np.empty((count, steps))
    for step in range(steps):
        season = 1 + np.cos(2 * np.pi * (step / steps_a_year - phase)) if seasonal else 1.0
        begins = (left <= 0) & (rng.random(count) < often * season)
        size = np.where(begins, log_uniforms(rng, 0.5, 5, count), size)
        growth = np.where(begins, log_uniforms(rng, 0.1, 0.9, count), growth)
        left = np.where(begins, log_uniforms(rng, 3, longest, count), left)
        grown = size * np.exp(growth + 0.15 * rng.normal(size=count))
        faded = size * np.exp(-log_uniforms(rng, 0.1, 0.7, count))
        size = np.minimum(np.where(left > 0, grown, faded), 20_000)
        size = np.where(size < 0.02, 0, size)  # nobody is ill any more
        growth = np.where(left > 0, growth - log_uniforms(rng, 0.02, 0.15, count), growth)
        left -= 1
        values[:, step] = size + base * season
    return values
