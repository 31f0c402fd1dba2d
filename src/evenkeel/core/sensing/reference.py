"""The reference page of daily numbers: what each is worked out from, its least data, its paper.

Here: Markdown from features and signals. Not here: the features.
"""

from __future__ import annotations

from collections.abc import Mapping

from evenkeel.core.sensing.feature import Feature
from evenkeel.core.sensing.signals import Daily, SignalText

_HEAD = """# Daily numbers

A day of a member's body is a row of a table; every cell says how much of what it rests on was
there. A missing day is missing, never nought. Where two devices measured the same hour, one of them
counts: the one the member put first, else the one that measured most. A night belongs to the day on
which it ends.
"""


def page(features: Mapping[str, Feature], signals: Mapping[str, SignalText]) -> str:
    """The page as Markdown, sorted by id.

    >>> page({}, {}).splitlines()[0]
    '# Daily numbers'
    """
    lines = [_HEAD.rstrip("\n"), "", "## Worked out", ""]
    lines += [
        "| id | what | unit | from | least | source |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for id, one in sorted(features.items()):
        needs = ", ".join(f"`{need}`" for need in one.needs)
        lines.append(f"| `{id}` | {one.name} | {one.unit} | {needs} | {one.least} | {one.source} |")
    lines += ["", "## A signal's own", ""]
    lines += [
        "| id | what | unit | a day's number | plausible |",
        "| --- | --- | --- | --- | --- |",
    ]
    for id, text in sorted(signals.items()):
        daily = "none of its own" if text.daily is Daily.NONE else text.daily.value
        low, high = text.plausible
        lines.append(f"| `{id}` | {text.name} | {text.unit} | {daily} | {low:g} to {high:g} |")
    return "\n".join(lines) + "\n"
