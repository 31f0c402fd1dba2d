"""What the body's pages say: names, units, reasons, in sentences that can be translated.

Here: every text that is chosen by code. Not here: names of signals (`content/signals`) and of
derived numbers (`core.sensing.features`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from evenkeel.core.content.languages import SOURCE
from evenkeel.core.sensing.feature import features
from evenkeel.core.sensing.signals import SignalText, texts_in
from evenkeel.importers.contract import Reason

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REFUSED: Mapping[str, _StrPromise] = {
    Reason.EMPTY: gettext_lazy(
        "There is nothing in this file. Export it again, and wait until the export says it is done."
    ),
    Reason.TOO_BIG: gettext_lazy(
        "This file is larger than Evenkeel reads (8 GB). If it is a collection of several exports, "
        "give them one at a time."
    ),
    Reason.TOO_MANY: gettext_lazy(
        "This archive holds more files than any export we know. Unpack it and give the part with "
        "the health data."
    ),
    Reason.BOMB: gettext_lazy(
        "This file would grow far too large when unpacked, so it was not opened. Nothing was kept."
    ),
    Reason.NAMES: gettext_lazy(
        "Names in this archive point outside of it, which no honest export does. It was not opened."
    ),
    Reason.PASSWORD: gettext_lazy(
        "This ZIP has a password. Unpack it, make a plain ZIP of what was in it, and try that."
    ),
    Reason.DAMAGED: gettext_lazy(
        "This file is damaged or was cut off while copying. Copy it again, or export it again."
    ),
    Reason.CUT_SHORT: gettext_lazy(
        "This file was cut off while copying. Copy it again, or export it again."
    ),
    Reason.UNKNOWN_FILE: gettext_lazy(
        "We do not know this kind of file. The list below says which files can be read; any table "
        "with a time and numbers can be read as CSV."
    ),
    Reason.NOT_THIS: gettext_lazy("There is no health export in this file."),
    Reason.NEEDS_CHOICES: gettext_lazy(
        "Say which column is the time and what at least one other column is."
    ),
}
BROKEN: Mapping[str, _StrPromise] = {
    Reason.TIME: gettext_lazy("the time could not be read"),
    Reason.NUMBER: gettext_lazy("the number could not be read"),
    Reason.RANGE: gettext_lazy("a value that no body has"),
    Reason.UNIT: gettext_lazy("a unit we do not know"),
    Reason.SHAPE: gettext_lazy("the row is not whole"),
    Reason.WORDS: gettext_lazy("a word we do not know"),
    Reason.CUT_SHORT: gettext_lazy("the file ends too early; what came before was read"),
    Reason.DAMAGED: gettext_lazy("this part is damaged"),
}
GROUPS: Mapping[str, _StrPromise] = {
    "heart": gettext_lazy("Heart"),
    "sleep": gettext_lazy("Sleep"),
    "breath": gettext_lazy("Breathing"),
    "movement": gettext_lazy("Movement"),
    "temperature": gettext_lazy("Temperature"),
    "scores": gettext_lazy("Scores of your device"),
    "mind": gettext_lazy("Mind"),
    "body": gettext_lazy("Body"),
    "intake": gettext_lazy("Food, drink, medication"),
    "cycle": gettext_lazy("Cycle"),
    "surroundings": gettext_lazy("Surroundings"),
    "phone": gettext_lazy("Phone"),
    "people": gettext_lazy("People"),
}
UNITS: Mapping[str, _StrPromise] = {
    "/min": gettext_lazy("a minute"),
    "Cel": gettext_lazy("°C"),
    "{drink}": gettext_lazy("drinks"),
    "mm[Hg]": gettext_lazy("mmHg"),
    "kg/m2": gettext_lazy("kg/m²"),
    "mL/min/kg": gettext_lazy("mL/min/kg"),
    "d": gettext_lazy("days"),
}
_MINUTES_AS_HOURS = 90.0


def signal_texts() -> Mapping[str, SignalText]:
    """Every signal with its words, in the language of the pages."""
    return texts_in(get_language() or SOURCE)


def column_name(id: str) -> str:
    """The name of a column of the daily table."""
    text = signal_texts().get(id)
    return text.name if text else str(_(features()[id].name)) if id in features() else id


def column_unit(id: str) -> str:
    """The unit of a column, as stored."""
    text = signal_texts().get(id)
    return text.unit if text else features()[id].unit if id in features() else ""


def amount(value: float, unit: str) -> str:
    """A number with its unit, as a person says it."""
    if unit == "min" and abs(value) >= _MINUTES_AS_HOURS:
        hours, minutes = divmod(round(value), 60)
        return _("%(h)d h %(m)02d min") % {"h": hours, "m": minutes}
    told = number(value)
    if unit in UNITS:
        return f"{told} {UNITS[unit]}"
    return told if unit.startswith("{") or not unit else f"{told} {unit}"


def number(value: float) -> str:
    """Whole from twenty up, one decimal below."""
    if abs(value) >= 20 or value == round(value):
        return str(number_format(round(value), force_grouping=True))
    return str(number_format(round(value, 1), decimal_pos=1))


def day_of(ms: int) -> date:
    """The day of a moment."""
    return datetime.fromtimestamp(ms / 1000, UTC).date()


def day(on: date) -> str:
    return str(date_format(on, "DATE_FORMAT"))


def rows(count: int) -> str:
    """A count of measurements, rounded as people say it."""
    if count >= 1_000_000:
        told = number_format(count / 1_000_000, decimal_pos=1)
        return _("%(n)s million values") % {"n": told}
    told = number_format(count, force_grouping=True)
    return ngettext("%(n)s value", "%(n)s values", count) % {"n": told}


def refusal(reason: str, detail: str = "") -> str:
    """Why a file was refused, and what to do next."""
    return str(REFUSED.get(reason) or REFUSED[Reason.DAMAGED])


def broken(reason: str) -> str:
    return str(BROKEN.get(reason) or BROKEN[Reason.SHAPE])
