"""Units as devices and apps write them, and the one unit each signal is stored in.

Here: names, spellings and conversion. Spellings follow UCUM (ucum.org) and what exports really
hold ("count/min", "degF", "mL/min·kg"). Not here: which unit a signal has (`content/signals/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.vocabulary import Unit

DECIMALS: Final = 6
"""Converted values are rounded to a millionth: what lies beyond is the conversion, not a sensor."""


class UnknownUnit(ValueError):
    """A unit nobody has described, or one of another kind than the signal's."""


def _unit(base: str, **others: float) -> dict[str, Unit]:
    return {base: Unit(base, base)} | {id: Unit(id, base, factor) for id, factor in others.items()}


_STANDARD_DRINK_GRAMS: Final = 14.0
"""One United States standard drink (NIAAA): 14 g of pure alcohol."""
_GLUCOSE_GRAMS_PER_MOL: Final = 180.16

UNITS: Final[Mapping[str, Unit]] = {
    **_unit("/min", Hz=60.0),
    **_unit("ms", us=0.001),
    **_unit("min"),
    "s": Unit("s", "min", 1 / 60),
    "h": Unit("h", "min", 60.0),
    "d": Unit("d", "min", 1440.0),
    "millisecond": Unit("millisecond", "min", 1 / 60_000),
    **_unit("m", km=1000.0, cm=0.01, mi=1609.344, ft=0.3048, yd=0.9144),
    "in": Unit("in", "m", 0.0254),
    **_unit("kcal", kJ=1 / 4.184, J=1 / 4184, cal=0.001, Cal=1.0),
    **_unit("kg", lb=0.45359237, st=6.35029318),
    **_unit("g"),
    **_unit("mg", ug=0.001),
    **_unit("mL", L=1000.0, fl_oz_us=29.5735295625, fl_oz_imp=28.4130625, cup_us=236.5882365),
    **_unit("Cel"),
    "degF": Unit("degF", "Cel", 5 / 9, -160 / 9),
    **_unit("%"),
    "fraction": Unit("fraction", "%", 100.0),
    **_unit("mm[Hg]", kPa=7.500616827),
    **_unit("mmol/L"),
    "mg/dL": Unit("mg/dL", "mmol/L", 10 / _GLUCOSE_GRAMS_PER_MOL),
    **_unit("km/h"),
    "m/s": Unit("m/s", "km/h", 3.6),
    "mi/h": Unit("mi/h", "km/h", 1.609344),
    **_unit("kg/m2"),
    **_unit("mL/min/kg"),
    **_unit("dB"),
    **_unit("mm"),
    **_unit("hPa"),
    "mmHg_air": Unit("mmHg_air", "hPa", 1.33322387415),
    **_unit("{drink}"),
    "g_alcohol": Unit("g_alcohol", "{drink}", 1 / _STANDARD_DRINK_GRAMS),
    **_unit("{count}"),
    **_unit("{score}"),
    **_unit("{stage}"),
    **_unit("{code}"),
    **_unit("{-1..1}"),
}
"""Every unit by id, with its base and its factor (and offset) to it."""

SPELLINGS: Final[Mapping[str, str]] = {
    "count/min": "/min",
    "bpm": "/min",
    "beats/min": "/min",
    "breaths/min": "/min",
    "rpm": "/min",
    "1/min": "/min",
    "count": "{count}",
    "steps": "{count}",
    "": "{count}",
    "kilocalorie": "kcal",
    "calories": "kcal",
    "kcal/day": "kcal",
    "cal_food": "kcal",
    "degc": "Cel",
    "°c": "Cel",
    "celsius": "Cel",
    "°f": "degF",
    "fahrenheit": "degF",
    "lbs": "lb",
    "pound": "lb",
    "mile": "mi",
    "miles": "mi",
    "meter": "m",
    "metre": "m",
    "meters": "m",
    "minute": "min",
    "minutes": "min",
    "mins": "min",
    "sec": "s",
    "second": "s",
    "seconds": "s",
    "hr": "h",
    "hour": "h",
    "hours": "h",
    "mmhg": "mm[Hg]",
    "km/hr": "km/h",
    "kmh": "km/h",
    "mi/hr": "mi/h",
    "mph": "mi/h",
    "mcg": "ug",
    "µg": "ug",
    "μg": "ug",
    "ml": "mL",
    "l": "L",
    "ml/min·kg": "mL/min/kg",
    "ml/min*kg": "mL/min/kg",
    "ml/kg*min": "mL/min/kg",
    "dbaspl": "dB",
    "dba": "dB",
    "db(spl)": "dB",
    "percent": "%",
    "mmol<180.1558800000541>/l": "mmol/L",
    "mmol<180.15588000005408>/l": "mmol/L",
    "mg/dl": "mg/dL",
    "mmol/l": "mmol/L",
    "kj": "kJ",
    "hpa": "hPa",
    "mbar": "hPa",
    "kpa": "kPa",
    "drinks": "{drink}",
}
"""How exports spell a unit, in lower case, and which unit it is."""


def unit_of(spelling: str) -> Unit:
    """The unit a file names. Raises `UnknownUnit`.

    >>> unit_of("count/min").id, unit_of("degF").base
    ('/min', 'Cel')
    """
    name = spelling.strip()
    found = UNITS.get(name) or UNITS.get(SPELLINGS.get(name.lower(), ""))
    if found is None:
        raise UnknownUnit(f"The unit {spelling!r} is not known.")
    return found


def convert(values: NDArray[np.float64], spelling: str, to: str) -> NDArray[np.float64]:
    """`values` (float64, any shape) from the unit a file names into the base unit `to`.

    Raises `UnknownUnit` where the two are of different kinds. Factors: BIPM SI brochure and NIST
    SP 811 (pound, mile, degree Fahrenheit, calorie 4.184 J).

    >>> [round(float(v), 2) for v in convert(np.array([98.6, 212.0]), "degF", "Cel")]
    [37.0, 100.0]
    >>> float(convert(np.array([1.0]), "mi", "m")[0])
    1609.344
    """
    unit = unit_of(spelling)
    if unit.id == to:
        return values
    if unit.base != to:
        raise UnknownUnit(f"{spelling!r} cannot become {to!r}.")
    return np.round(values * unit.factor + unit.offset, DECIMALS)
