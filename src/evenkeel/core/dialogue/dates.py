"""Days named in words: "tomorrow", "next Tuesday", "the 24th", "in two weeks" -> a date.

Here: a bounded grammar of days to come: English, and what another language says (`Days`).
Not here: clock times, days past, months without a day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict

from evenkeel.core.language import folded

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT: Final = {
    "mon": 0, "tue": 1, "tues": 1, "weds": 2, "thu": 3, "thurs": 3, "fri": 4,
}  # fmt: skip
MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_NUMBERS: Final = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
}  # fmt: skip
# Further ahead than this a day is more likely misread than meant.
FURTHEST: Final = timedelta(days=400)
# "The 31st" is looked for in this many months.
MONTHS_AHEAD: Final = 4

_DAY = "|".join((*WEEKDAYS, *sorted(_SHORT, key=len, reverse=True)))
_MONTH = "|".join((*MONTHS, *(m[:3] for m in MONTHS if m != "may"), "sept"))
_COUNT = "|".join(_NUMBERS)
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
WHEN: Final = (
    r"(?P<when>(?:the day after tomorrow|today|tonight|tomorrow|tmrw|tmr"
    rf"|(?:this |next |on |this coming |the coming )*(?:{_DAY})\b"
    rf"(?:(?:,)? (?:the )?{_NTH}(?: (?:of )?(?:{_MONTH})\b)?| week\b)?"
    rf"|in (?:\d{{1,2}}|{_COUNT}) (?:days?|weeks?)(?: time| from now)?"
    rf"|(?:on )?(?:the )?{_NTH}(?: of)? (?:{_MONTH})\b"
    rf"|(?:on )?(?:{_MONTH}) (?:the )?{_NTH}\b"
    r"|(?:on )?the \d{1,2}(?:st|nd|rd|th)\b))(?:,? (?:morning|afternoon|evening|night))?"
)
"""The pattern of a day to come; its group `when` is what `day_named` reads."""


def day_named(words: str, today: date) -> date | None:
    """The day, counted from `today`; None where the words hold none or one that cannot be.

    "Next Tuesday" is the Tuesday of next week; "Tuesday" is the next one after today; "Tuesday
    week" is seven days after that.

    >>> friday = date(2026, 3, 6)
    >>> day_named("tuesday", friday).isoformat(), day_named("the 24th", friday).isoformat()
    ('2026-03-10', '2026-03-24')
    >>> day_named("next friday", friday).isoformat(), day_named("in two weeks", friday).isoformat()
    ('2026-03-13', '2026-03-20')
    >>> day_named("30 february", friday) is None
    True
    """
    lower = " ".join(words.lower().replace(",", " ").split())
    found = _plain(lower, today) or _dated(lower, today) or _weekday(lower, today)
    return found if found is not None and today <= found <= today + FURTHEST else None


class Days(BaseModel):
    """How another language names a day to come; all but `when` meets text without accents.

    `when`: the pattern with its group `when`; `plain`: words a phrase begins with, and the days
    ahead; `ahead`: groups `count` and `weeks` (empty for days); `numbers`, `weekdays` and `months`
    are words; `dated`: groups `nth` and `month` (its name or number, or empty); `week_later`: a
    weekday is that of next week.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    when: str
    plain: Mapping[str, int]
    ahead: str
    numbers: Mapping[str, int]
    weekdays: str
    months: str
    dated: str
    week_later: str


def day_in(words: str, today: date, days: Days) -> date | None:
    """The day that words of another language name, counted from `today`; None where none can be.

    A weekday is the next one after today.
    """
    lower = folded(" ".join(words.lower().replace(",", " ").split()))
    found = _begun(lower, today, days) or _by_number(lower, today, days)
    found = found or _by_weekday(lower, today, days)
    return found if found is not None and today <= found <= today + FURTHEST else None


def _begun(words: str, today: date, days: Days) -> date | None:
    for name in sorted(days.plain, key=len, reverse=True):
        if re.match(rf"{re.escape(name)}\b", words):
            return today + timedelta(days=days.plain[name])
    if ahead := re.search(days.ahead, words):
        count = ahead["count"]
        number = int(count) if count.isdigit() else days.numbers[count]
        return today + timedelta(days=number * (7 if ahead["weeks"] else 1))
    return None


def _by_number(words: str, today: date, days: Days) -> date | None:
    found = re.search(days.dated, words)
    if found is None:
        return None
    day, name = int(found["nth"]), found["month"]
    if name:
        named = [one.startswith(name[:3]) for one in days.months.split()]
        month = int(name) if name.isdigit() else named.index(True) + 1
        months = [(today.year, month), (today.year + 1, month)]
    else:
        counted = (today.month - 1 + ahead for ahead in range(MONTHS_AHEAD))
        months = [(today.year + at // 12, at % 12 + 1) for at in counted]
    made = (_day(year, month, day) for year, month in months)
    return next((one for one in made if one is not None and one >= today), None)


def _by_weekday(words: str, today: date, days: Days) -> date | None:
    for at, name in enumerate(days.weekdays.split()):
        if re.search(rf"\b{name}\b", words):
            if re.search(days.week_later, words):
                return today + timedelta(days=7 - today.weekday() + at)
            return today + timedelta(days=(at - today.weekday()) % 7 or 7)
    return None


def _plain(words: str, today: date) -> date | None:
    if words in {"today", "tonight"}:
        return today
    if words == "the day after tomorrow":
        return today + timedelta(days=2)
    if words in {"tomorrow", "tmrw", "tmr"}:
        return today + timedelta(days=1)
    if ahead := re.match(rf"in (\d{{1,2}}|{_COUNT}) (day|week)", words):
        count = int(ahead[1]) if ahead[1].isdigit() else _NUMBERS[ahead[1]]
        return today + timedelta(days=count * (7 if ahead[2] == "week" else 1))
    return None


def _dated(words: str, today: date) -> date | None:
    number = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", words)
    if number is None:
        return None
    named = re.search(rf"\b({_MONTH})\b", words)
    if named is not None:
        month = next(at for at, name in enumerate(MONTHS, 1) if name.startswith(named[1][:3]))
        months = [(today.year, month), (today.year + 1, month)]
    else:
        counted = (today.month - 1 + ahead for ahead in range(MONTHS_AHEAD))
        months = [(today.year + at // 12, at % 12 + 1) for at in counted]
    days = (_day(year, month, int(number[1])) for year, month in months)
    return next((day for day in days if day is not None and day >= today), None)


def _weekday(words: str, today: date) -> date | None:
    named = re.search(rf"\b({_DAY})\b", words)
    if named is None:
        return None
    name = named[1]
    wanted = WEEKDAYS.index(name) if name in WEEKDAYS else _SHORT[name]
    ahead = (wanted - today.weekday()) % 7 or 7
    if re.search(r"\bnext\b", words):
        ahead = 7 - today.weekday() + wanted
    if words.endswith(" week"):
        ahead += 7
    return today + timedelta(days=ahead)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
