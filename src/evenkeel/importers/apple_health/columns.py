"""Dates, numbers and beat times of many lines at once, from their bytes.

Here: arithmetic over matrices of characters (one row a line). Not here: where they stand in a line
(`scanning.py`).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
DATE_CHARS: Final = 25
"""`2026-01-15 08:00:00 +0100`"""
EXACT_CHARS: Final = 16
"""Up to 15 digits and a point are exact as whole number over power of ten (IEEE 754 double)."""

_ZERO, _MINUS, _PLUS, _DOT, _COLON, _SPACE = b"0-+.: "
_FIRST_YEAR: Final = 1970
_YEARS: Final = 130
_MONTHS: Final = np.arange(
    f"{_FIRST_YEAR}-01", f"{_FIRST_YEAR + _YEARS}-01", dtype="datetime64[M]"
).astype("datetime64[D]")
_MONTH_DAY: Final = _MONTHS.astype(np.int64)
_MONTH_LENGTH: Final = np.diff(np.append(_MONTH_DAY, _MONTH_DAY[-1] + 31))
_TENS: Final = 10.0 ** np.arange(EXACT_CHARS + 1)
_DIGIT_COLUMNS: Final = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 21, 22, 23, 24)


class Dates(NamedTuple):
    """Milliseconds since 1970 UTC, minutes east, and which rows are dates at all."""

    ms: NDArray[np.int64]
    offset: NDArray[np.int16]
    fine: NDArray[np.bool_]


def dates(text: Bytes) -> Dates:
    """`text`: (n, 25) characters `YYYY-MM-DD HH:MM:SS +HHMM`.

    >>> one = dates(np.frombuffer(b"2026-01-15 08:00:00 +0100", np.uint8).reshape(1, 25))
    >>> int(one.ms[0]), int(one.offset[0]), bool(one.fine[0])
    (1768460400000, 60, True)
    """
    digit = {k: text[:, k].astype(np.int32) - _ZERO for k in _DIGIT_COLUMNS}

    def two(at: int) -> NDArray[np.int32]:
        return digit[at] * 10 + digit[at + 1]

    year = two(0) * 100 + two(2)
    month, day, hour, minute, second = two(5), two(8), two(11), two(14), two(17)
    fine = (text[:, 4] == _MINUS) & (text[:, 7] == _MINUS) & (text[:, 10] == _SPACE)
    fine &= (text[:, 13] == _COLON) & (text[:, 16] == _COLON) & (text[:, 19] == _SPACE)
    sign = text[:, 20]
    fine &= (sign == _PLUS) | (sign == _MINUS)
    for column in digit.values():
        fine &= (column >= 0) & (column <= 9)
    fine &= (month >= 1) & (month <= 12) & (hour <= 24) & (minute <= 59) & (second <= 60)
    index = (year - _FIRST_YEAR) * 12 + month - 1
    fine &= (index >= 0) & (index < len(_MONTH_DAY))
    index = np.where(fine, index, 0)
    fine &= (day >= 1) & (day <= _MONTH_LENGTH[index])
    offset = two(21) * 60 + two(23)
    offset = np.where(sign == _MINUS, -offset, offset)
    seconds = (_MONTH_DAY[index] + day - 1) * 86400 + hour * 3600 + minute * 60 + second
    ms = (seconds - offset.astype(np.int64) * 60) * 1000
    return Dates(ms, offset.astype(np.int16), fine)


def numbers(
    text: Bytes, length: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Plain decimal numbers, written flush right in `text` (n, w), `length` characters each.

    Gives the values and which rows are such numbers; others (exponents, words, more digits than a
    double holds exactly) are for the slow path. The values equal `float(text)` bit for bit.

    >>> row = np.frombuffer(b"   -0.965", np.uint8).reshape(1, 9)
    >>> value, fine = numbers(row, np.array([6]))
    >>> float(value[0]), bool(fine[0])
    (-0.965, True)
    """
    n, width = text.shape
    fine = (length >= 1) & (length <= EXACT_CHARS)
    longest = int(min(length.max(initial=0), EXACT_CHARS, width))
    whole = np.zeros(n, np.int64)
    after = np.zeros(n, np.int8)
    point = np.zeros(n, bool)
    digits = np.zeros(n, np.int8)
    minus = np.zeros(n, bool)
    first = width - length
    for column in range(width - longest, width):
        here = column >= first
        char = text[:, column]
        value = char - np.uint8(_ZERO)
        is_digit = (value < 10) & here
        np.copyto(whole, whole * 10 + value, where=is_digit)
        after += is_digit & point
        digits += is_digit
        is_point = (char == _DOT) & here
        is_minus = (char == _MINUS) & (column == first)
        fine &= is_digit | is_point & ~point | is_minus | ~here
        point |= is_point
        minus |= is_minus
    fine &= (digits >= 1) & (digits <= EXACT_CHARS - 1)
    found = whole / _TENS[after]
    np.negative(found, out=found, where=minus)
    return found, fine


def clock_times(text: Bytes) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Times of day in milliseconds from `text` (n, w), flush right, anything before it blank.

    Reads `6:14:48.94 PM`, `08:34:05,10`, and a narrow no-break space before AM. Rows with letters
    other than A, P, M are for the slow path.

    >>> rows = np.frombuffer(b" 6:14:48.94 PM  08:34:05,10", np.uint8)
    >>> [int(clock_times(rows[a:b].reshape(1, -1))[0][0]) for a, b in ((0, 14), (14, 27))]
    [65688940, 30845100]
    """
    n, width = text.shape
    fields = [np.zeros(n, np.int64) for _ in range(4)]
    digits_after = np.zeros(n, np.int8)
    field = np.zeros(n, np.int8)
    inside = np.zeros(n, bool)
    fine = np.ones(n, bool)
    afternoon, morning = np.zeros(n, bool), np.zeros(n, bool)
    for column in range(width):
        char = text[:, column]
        value = char - np.uint8(_ZERO)
        is_digit = value < 10
        field += inside & ~is_digit
        inside = is_digit
        for k, target in enumerate(fields):
            np.copyto(target, target * 10 + value, where=is_digit & (field == k))
        digits_after += is_digit & (field == 3)
        letter = char | np.uint8(0x20)
        afternoon |= letter == ord("p")
        morning |= letter == ord("a")
        other = (letter >= ord("a")) & (letter <= ord("z"))
        other &= (letter != ord("p")) & (letter != ord("a")) & (letter != ord("m"))
        fine &= ~other & (~is_digit | (field <= 3))
    hour, minute, second, part = fields
    field += inside
    fine &= (field >= 3) & (minute <= 59) & (second <= 60) & (hour <= 24) & (digits_after <= 3)
    twelve = afternoon | morning
    fine &= ~(afternoon & morning) & (~twelve | ((hour >= 1) & (hour <= 12)))
    hour = np.where(twelve, hour % 12 + 12 * afternoon, hour)
    scale = np.array([1, 100, 10, 1])[np.minimum(digits_after, 3)]
    return ((hour * 60 + minute) * 60 + second) * 1000 + part * scale, fine
