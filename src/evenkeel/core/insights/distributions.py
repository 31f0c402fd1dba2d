"""The normal distribution and Student's t: chances, and the points at which they are reached.

Here: what findings and forecasts need of the two, for numbers and arrays. Not here: tests, error
rates, anything that decides. Written out because scipy, which has them, costs every process 24 MB
and a fifth of a second; the tests hold them against it.

Student's chances are regularised incomplete beta functions (NIST Digital Library of Mathematical
Functions, DLMF, section 8.17): near the middle by a power series, in the tails by a continued
fraction, each where few terms are enough and no digits are lost.
"""

from __future__ import annotations

from functools import lru_cache
from math import erfc, exp, inf, lgamma, log, nan, pi, sqrt
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

MIDDLE: Final = 9.0
"""Largest t squared that is summed from the middle. The chance outside is then one minus the
chance inside; a normal shape leaves 0.003 there, so twelve digits stay."""
NEAR: Final = 0.5
"""Largest t^2 / (freedom + t^2) that is summed from the middle: over it the series is slow."""
SERIES_TERMS: Final = 80
FRACTION_TERMS: Final = 26
"""Within the borders above 66 and 21 terms reach 14 digits at any freedom from 0.5 on."""
ENOUGH: Final = 1e-17
"""What a term of a sum that is over 1 may be when the rest is left out."""
FAR: Final = 1e150
"""A t over this leaves no chance."""
AS_NORMAL: Final = 1e15
"""Degrees of freedom from which Student's t is the normal distribution to the last digit."""
STIRLING_FROM: Final = 24.0
"""Half the freedom from which four terms of Stirling's series reach the last digit."""
STEPS: Final = 30


def normal_cdf(z: float) -> float:
    """The chance that a standard normal number is at most `z`; `nan` gives `nan`.

    By the complementary error function, exact far out in both tails (DLMF 7.2.2).

    >>> round(normal_cdf(1.6448536269514722), 12)
    0.95
    """
    return 0.5 * erfc(-z / sqrt(2))


def normal_quantile(p: float) -> float:
    """The standard normal number that chance `p` lies under; infinite at 0 and 1, else `nan`.

    Wichura 1988, Appl. Statist. 37, 477 (algorithm AS 241).

    >>> round(normal_quantile(0.95), 6)
    1.644854
    """
    if 0 < p < 1:
        return NormalDist().inv_cdf(p)
    return {0.0: -inf, 1.0: inf}.get(p, nan)


def student_cdf(t: ArrayLike, freedom: ArrayLike) -> Array:
    """The chance that Student's t with `freedom` degrees of freedom is at most `t`.

    Any two shapes that broadcast; the answer has the broadcast shape. `freedom` need not be whole;
    infinite is the normal distribution. `nan` where either is `nan` or freedom is not over 0.

    >>> student_cdf([-12.706204736, 0, 12.706204736], 1).round(6).tolist()
    [0.025, 0.5, 0.975]
    """
    signed = np.asarray(t, dtype=float)
    beyond = student_tail(np.abs(signed), freedom)
    made: Array = np.where(signed > 0, 1 - beyond, beyond)
    return made


def student_tail(t: ArrayLike, freedom: ArrayLike) -> Array:
    """The chance that Student's t is over `t`, of 0 or more: I_x(freedom / 2, 1/2) / 2.

    x is freedom / (freedom + t^2). Shapes and freedom as for `student_cdf`; `nan` where t is under
    0. Relative error under 1e-9 (tests: freedom 1 to 1e5, chances down to 1e-12). One freedom for
    all of `t` is quicker than one for each. Source: DLMF 8.17.4 and 8.17.5.

    >>> student_tail([0.0, 1.0], 1).round(12).tolist()
    [0.5, 0.25]
    """
    at, free = np.asarray(t, dtype=float), np.asarray(freedom, dtype=float)
    shape = np.broadcast_shapes(at.shape, free.shape)
    flat = np.broadcast_to(at, shape).ravel()
    half = np.minimum(free, AS_NORMAL) / 2
    half = half.reshape(1) if free.ndim == 0 else np.broadcast_to(half, shape).ravel()
    made = np.full(flat.shape, nan)
    square = np.minimum(flat, FAR) ** 2
    fine = (flat >= 0) & (half > 0)
    inside = fine & (square <= np.minimum(MIDDLE, 2 * half * (NEAR / (1 - NEAR))))
    for which, chance in ((inside, _near), (fine & ~inside, _far)):
        if which.any():
            made[which] = chance(square[which], half if free.ndim == 0 else half[which])
    made[fine & (flat > FAR)] = 0.0
    return made.reshape(shape)


def _near(square: Array, a: Array) -> Array:
    """(1 - I_y(1/2, a)) / 2 for t squared and half the freedom, y = 1 - x, by DLMF 8.17.8."""
    z = square / (2 + square / a)  # a y: a power of it and its factor never overflow
    n = np.arange(SERIES_TERMS)[:, None]
    factors = np.cumprod((1 + (n + 0.5) / a) / (n + 1.5), axis=0)
    small = (factors * z.max() ** (n + 1)).max(axis=1) < ENOUGH
    last = int(small.argmax()) or len(small) - 1
    powers = np.cumprod(np.broadcast_to(z, (last + 1, len(z))), axis=0)
    total = 1 + (factors[: last + 1] * powers).sum(axis=0)
    made: Array = 0.5 - _front(square, a) * total
    return made


def _far(square: Array, a: Array) -> Array:
    """I_x(a, 1/2) / 2 by its continued fraction, DLMF 8.17.24, from its last term up.

    Its denominators are written by y = 1 - x, so that nothing cancels where freedom is large.
    """
    y = square / (2 * a + square)
    n = np.arange(FRACTION_TERMS)[:, None]
    below = np.maximum(a + 2 * n - 1, 0.5)  # it is under that only at n = 0, where it drops out
    share, own = (a + n) / (a + 2 * n + 1), n * (0.5 - n) / below
    denominators = n + own + share * (n + 0.5) + (share * (a + n + 0.5) - own) * y
    numerators = (a + n - 1) * (a + n - 0.5) * own / below * (1 - y) ** 2
    made: Array = denominators[-1]
    for over, under in zip(numerators[:0:-1], denominators[-2::-1], strict=True):
        made = under + over / made
    return 0.5 * _front(square, a) / made


def _front(square: Array, a: Array) -> Array:
    """x^a y^(1/2) / B(a, 1/2): what stands before both sums."""
    odds = square / (2 * a)
    size = np.array([_log_beta_half(one) for one in a.tolist()])
    made: Array = np.exp(-a * np.log1p(odds) - size) * np.sqrt(square / (2 * a + square))
    return made


@lru_cache(maxsize=4096)
def _log_beta_half(a: float) -> float:
    """ln B(a, 1/2), by Stirling's series where a is large (the difference of DLMF 5.11.8)."""
    if a < STIRLING_FROM:
        return lgamma(a) - lgamma(a + 0.5) + log(pi) / 2
    series = 1 / 8 / a - 1 / 192 / a**3 + 1 / 640 / a**5 - 17 / 14336 / a**7
    return (log(pi) - log(a)) / 2 + series


@lru_cache(maxsize=512)
def student_quantile(p: float, freedom: float) -> float:
    """The number that Student's t with `freedom` degrees of freedom is under with chance `p`.

    Infinite at 0 and 1; `nan` for any other `p` outside, or freedom not over 0. Newton's method on
    the logarithms of t and of its tail, between which the curve only ever bends down, so that it
    arrives from anywhere.

    >>> round(student_quantile(0.975, 10), 6), round(student_quantile(0.05, 10), 6)
    (2.228139, -1.812461)
    """
    if not (0 < p < 1 and freedom > 0):
        return normal_quantile(p) if freedom > 0 else nan
    tail = min(p, 1 - p)
    if tail == 0.5:
        return 0.0
    a = np.array([min(freedom, AS_NORMAL) / 2])
    place = log(-normal_quantile(tail))
    for _ in range(STEPS):
        t = exp(place)
        chance = float(student_tail(t, freedom))
        slope = float(_front(np.array([t * t]), a)[0]) / chance  # t times the density is the front
        step = log(chance / tail) / slope
        place = min(place + step, log(FAR))
        if abs(step) < 1e-13:
            break
    return exp(place) if p > tail else -exp(place)
