"""One page about the whole person, in plain words: which findings are told, where, in what order.

Here: choosing and ordering, and what may be worth trying because of them. Not here: finding
(each insight), the sentences (`content/insights`, `content/picture`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenkeel.core.insights.insight import Insight
from evenkeel.core.vocabulary import Finding

SECTIONS = ("how", "moved", "helped", "words", "missing")
"""In the order a tired person wants them."""
MOST = {"how": 7, "moved": 6, "helped": 4, "words": 3, "missing": 2}
"""Sentences a section tells before the rest waits behind one more tap."""
MOST_TO_TRY = 3
SURELY = ("almost_surely", "probably")

Found = tuple[Insight, str, Finding]


@dataclass(frozen=True, slots=True)
class Section:
    """`told` in plain sight, `further` behind a tap, `quiet`: looked for and not found."""

    id: str
    told: tuple[Found, ...]
    further: tuple[Found, ...]
    quiet: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Try:
    """Something that may be worth trying, with the finding that is its reason.

    `kind`: "again" (a few more tries would tell), "when_hard" (what eased most), "trial" (whether a
    link to something one can choose is a cause), "check_in" (too little is known yet).
    """

    kind: str
    because: Found


def sections(found: Sequence[Found]) -> tuple[Section, ...]:
    """The findings by section; those with no section are left to their own pages."""
    made = []
    for name in SECTIONS:
        mine = [one for one in found if one[0].section == name]
        news = [one for one in mine if one[2].sentence not in one[0].quiet and not _thin(one)]
        quiet = [one for one in mine if one[2].sentence in one[0].quiet and not _empty(one)]
        thin = [one for one in mine if _thin(one)]
        most = MOST[name]
        if name == "moved":
            news.sort(key=lambda one: _doubt(one[2]))
        made.append(Section(name, tuple(news[:most]), (*news[most:], *thin), tuple(quiet)))
    return tuple(made)


def _thin(one: Found) -> bool:
    return one[2].sentence in ("not_enough", "little_so_far")


def _empty(one: Found) -> bool:
    """Not enough days to have looked at all: no news, and no finding either."""
    return one[2].sentence in ("too_few", "nothing_beside")


def _doubt(finding: Finding) -> int:
    word = finding.values.get("sure_word", "")
    return {"almost_surely": 0, "probably": 1, "perhaps": 2}.get(str(word), 3)


def to_try(found: Sequence[Found]) -> tuple[Try, ...]:
    """What may be worth trying, at most three, each for a different reason."""
    made: list[Try] = []
    helped = [one for one in found if one[0].section == "helped"]
    best = [one for one in helped if one[2].sentence in ("helps", "helps_when")]
    if best:
        made.append(Try("when_hard", max(best, key=lambda one: one[2].effect or 0)))
    hopeful = [
        one for one in helped if one[2].sentence == "not_enough" and (one[2].effect or 0) > 0
    ]
    if hopeful:
        made.append(Try("again", min(hopeful, key=lambda one: float(one[2].values["more"]))))
    linked = [
        one
        for one in found
        if one[2].values.get("sure_word") in SURELY and "chosen" in one[2].values
    ]
    if linked:
        made.append(Try("trial", linked[0]))
    few = [one for one in found if one[2].sentence == "too_few" and one[0].section]
    if not made and few:
        made.append(Try("check_in", few[0]))
    return tuple(made[:MOST_TO_TRY])
