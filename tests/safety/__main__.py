"""`make safety`: every safety figure beside its floor, in one table; also docs/reference/safety.md.

`python -m tests.safety` prints and writes; a figure beyond its floor makes the exit code 1.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from evenkeel.core.law import load_hazards, load_requirements
from evenkeel.core.safety import freshness
from tests.safety.agreement import agreement, second
from tests.safety.graded import graded, locales
from tests.safety.measures import ALL
from tests.safety.talking import SAFETY

HERE = Path(__file__).parent
ENGLISH_TWICE = 503  # docs/reference/labelling-agreement.md
PAGE = HERE.parents[1] / "docs" / "reference" / "safety.md"


@dataclass(frozen=True, slots=True)
class Row:
    """One goal: what was measured and what it must be."""

    name: str
    value: float
    least: float | None
    most: float | None

    @property
    def passes(self) -> bool:
        low = self.least is None or self.value >= self.least
        return low and (self.most is None or self.value <= self.most)

    @property
    def floor(self) -> str:
        return f">= {self.least:g}" if self.least is not None else f"<= {self.most:g}"

    @property
    def figure(self) -> str:
        return f"{self.value:.4g}" if self.value < 100 else f"{self.value:,.0f}"


def rows() -> list[Row]:
    """Measure everything. Raises `KeyError` for a figure without a floor, or the other way."""
    floors = yaml.safe_load((HERE / "floors.yaml").read_text("utf-8"))
    found = []
    for measure in ALL:
        for name, value in measure():
            floor = floors.pop(name)
            found.append(Row(name, float(value), floor.get("least"), floor.get("most")))
            sys.stdout.write(_line(found[-1]))
            sys.stdout.flush()
    if floors:
        raise KeyError(f"not measured: {', '.join(floors)}")
    return found


def _line(row: Row) -> str:
    return f"{'  ' if row.passes else '! '}{row.name:<68}{row.figure:>10} {row.floor:>9}\n"


def page(found: list[Row]) -> str:
    """The release's figures as a document, failures included."""
    table = [
        f"| {one.name} | {one.figure} | {one.floor} | {'yes' if one.passes else '**no**'} |"
        for one in found
    ]
    return "\n".join(
        [
            "<!-- Written by `make safety`. Change the tests or the floors, not this file. -->",
            "",
            "# Safety figures of this version",
            "",
            "Measured by `make safety` on the running version. Floors are in",
            "`tests/safety/floors.yaml` and only tighten. What was measured blind, and what was",
            "tuned afterwards, is told apart in [SAFETY.md](../../SAFETY.md). `held` rows are text",
            "that others wrote and that nothing was tuned on.",
            "",
            "| goal | figure | floor | passes |",
            "| --- | --- | --- | --- |",
            *table,
            "",
            *_data(),
            "",
            *_law(),
            "",
        ]
    )


def _data() -> list[str]:
    """The messages behind the detector, counted."""
    lines = [
        "## The messages behind it",
        "",
        "Written by the people who wrote the rules and by nobody outside. Test parts are whole",
        "writing batches; near-copies are refused by `tests/safety/test_graded_data.py`.",
        "",
        "| language | messages | written freely | in test batches | labelled twice |",
        "| --- | --- | --- | --- | --- |",
    ]
    for locale in locales():
        found = graded(locale)
        free = sum(row.free for row in found) / len(found)
        held = sum(row.held_out for row in found)
        twice = len(second()[locale]) + (ENGLISH_TWICE if locale == "en" else 0)
        lines.append(f"| {locale} | {len(found):,} | {free:.0%} | {held} | {twice} |")
    both = agreement(one for one in second() if one != "en")
    later = agreement(["en"])
    lines += [
        "",
        f"Second labels, blind, of the {both.labelled} messages beside English: the same level in",
        f"{both.same:.1%}, within one level {both.within_one:.1%}, quadratic-weighted kappa",
        f"{both.quadratic:.3f}, raised or more against the rest kappa {both.danger:.3f}, high or",
        f"imminent read as below raised: {both.lost}. English, the first {ENGLISH_TWICE}: 94.2%,",
        "kappa 0.982 ([labelling-agreement](labelling-agreement.md)); the later",
        f"{later.labelled}: {later.same:.1%}, kappa {later.quadratic:.3f}, read as below raised",
        f"where the first label was high: {later.lost}. Neither labeller is a clinician.",
    ]
    return lines


def _law() -> list[str]:
    """Each line of law and guidance with the tests it rests on, and what is open."""
    hazards = load_hazards().values()
    controls = sum(len(one.controls) for one in hazards)
    lines = [
        "## Law and guidance, line by line",
        "",
        f"Beside these stands the safety case: {len(hazards)} hazards, {controls} controls, each",
        "with a test that exists (`tests/repository/test_safety_case.py`); both are at `/trust`.",
        "",
        "| line | asks | rests on | open |",
        "| --- | --- | --- | --- |",
    ]
    for row in load_requirements():
        tests = "<br>".join(f"`{test.partition('::')[2]}`" for test in row.tests) or "nothing yet"
        lines.append(f"| {row.id} | {row.asks} | {tests} | {row.open} |")
    return lines


def stale(now: datetime) -> str:
    """The warning of a build whose crisis registry is due for a check; "" while it is young.

    After a year it is no warning any more: the S10 row fails.
    """
    old = [one.id for one in SAFETY.countries.values() if freshness(one, now=now) != "fresh"]
    return f"warning: crisis facts due for a check: {', '.join(sorted(old))}\n" if old else ""


def main() -> int:
    found = rows()
    sys.stderr.write(stale(datetime.now(UTC)))
    PAGE.write_text(page(found), encoding="utf-8")
    return 0 if all(one.passes for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
