"""Whether the member's way of writing has lately moved away from their own usual.

Here: shares of four kinds of words (about oneself, painful feelings, always-and-never, what lies
ahead) in the latest four weeks against everything before, and the days where it shows most. Never
a word they wrote. Not here: what they write about (`themes`), any sign of danger (`core.safety`).

The kinds follow findings on groups: Rude, Gortner & Pennebaker 2004 (Cogn. Emot. 18, 1121: I-words
and negative emotion), Al-Mosaiwi & Johnstone 2018 (Clin. Psychol. Sci. 6, 529: absolutist words).
For one person only their own baseline is a measure. Days of writing are the units; the difference
is held against all splits that keep neighbouring days together (circular shifts), times four.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from evenkeel.core.insights import ink
from evenkeel.core.insights.distributions import normal_quantile, student_tail
from evenkeel.core.insights.insight import Insight, Picture, View, whole
from evenkeel.core.insights.whitening import Vector
from evenkeel.core.insights.writing_words import words_in
from evenkeel.core.vocabulary import Finding

ID = "word_drift"
LATELY = 28
FEWEST_WORDS = 300
"""Words on each side: under that, one long entry decides."""
FEWEST_DAYS_EACH = 5
CHANCE = 0.05
SURE, FAIRLY = 0.002, 0.01
MOST_EXAMPLES = 3
MOST_SHIFTS = 100
KINDS = ("self", "painful", "absolute", "ahead")


@dataclass(frozen=True, slots=True)
class Drift:
    """Words of one kind in 100: `before`, `lately`, their difference with its interval, and p."""

    kind: str
    before: float
    lately: float
    interval: tuple[float, float]
    p: float
    examples: tuple[date, ...]


def counted(view: View) -> tuple[tuple[date, ...], Vector, Mapping[str, Vector]]:
    """Days of writing, words written on each, and how many of each kind."""
    words: defaultdict[date, int] = defaultdict(int)
    kinds = {kind: defaultdict[date, int](int) for kind in KINDS}
    for text in view.texts:
        found = words_in(text.text, elided=view.elided)
        words[text.on] += len(found)
        for kind in KINDS:
            listed = view.lists.get(kind, frozenset())
            kinds[kind][text.on] += sum(word in listed for word in found)
    days = tuple(sorted(day for day, n in words.items() if n))
    total = np.array([words[day] for day in days], dtype=float)
    return days, total, {k: np.array([kinds[k][day] for day in days], dtype=float) for k in KINDS}


def drifts(view: View) -> tuple[Drift, ...]:
    """Every kind, the surest drift first; empty when there is too little writing on either side."""
    if ID not in view.memo:
        view.memo[ID] = _drifts(view)
    done: tuple[Drift, ...] = view.memo[ID]
    return done


def _drifts(view: View) -> tuple[Drift, ...]:
    if not view.lists or not view.days.dates:
        return ()
    days, total, kinds = counted(view)
    since = view.days.dates[-1] - timedelta(days=LATELY - 1)
    new = np.array([day >= since for day in days], dtype=bool)
    if min(new.sum(), (~new).sum()) < FEWEST_DAYS_EACH:
        return ()
    if min(total[new].sum(), total[~new].sum()) < FEWEST_WORDS:
        return ()
    made = [_drift(kind, kinds[kind], total, new, days) for kind in KINDS]
    return tuple(sorted(made, key=lambda one: one.p))


def _drift(
    kind: str, count: Vector, total: Vector, new: np.ndarray[tuple[int], np.dtype[np.bool_]],
    days: tuple[date, ...],
) -> Drift:  # fmt: skip
    before, lately, error = _apart(count, total, new)
    t = (lately - before) / error if error > 0 else 0.0
    freedom = max(min(int(new.sum()), int((~new).sum())) - 1, 1) * 2
    p = 2 * float(student_tail(abs(t), freedom))
    shifted = []
    for shift in range(1, len(new), 1 + len(new) // MOST_SHIFTS):
        a, b, wide = _apart(count, total, np.roll(new, shift))
        shifted.append(abs(b - a) / wide if wide > 0 else 0.0)
    p = max(p, (1 + sum(value >= abs(t) for value in shifted)) / (3 * (len(shifted) + 1)))
    margin = normal_quantile(0.95) * error
    share = np.where(total >= 20, count / np.maximum(total, 1), -1.0)
    share = np.where(new, share if lately > before else -share, -2.0)
    order = [int(i) for i in np.argsort(-share)[:MOST_EXAMPLES] if new[i] and total[i] >= 20]
    return Drift(
        kind, before * 100, lately * 100,
        ((lately - before - margin) * 100, (lately - before + margin) * 100),
        min(1.0, p * len(KINDS)), tuple(sorted(days[i] for i in order)),
    )  # fmt: skip


def _apart(
    count: Vector, total: Vector, new: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[float, float, float]:
    """Rates before and lately, and the error of their difference; days are the units."""
    rates, variance = [], 0.0
    for side in (~new, new):
        words = float(total[side].sum())
        if not words:
            return 0.0, 0.0, 0.0
        rate = float(count[side].sum()) / words
        n = int(side.sum())
        rest = count[side] - rate * total[side]
        variance += float(rest @ rest) / words**2 * n / max(n - 1, 1)
        variance += max(rate, 1 / words) / words * 0.25  # a floor: words themselves are few
        rates.append(rate)
    return rates[0], rates[1], float(np.sqrt(variance))


def find(view: View, subject: str) -> Finding | None:
    """The surest drift, or that the writing is as it usually is."""
    del subject
    found = drifts(view)
    if not found:
        return None
    within = set(view.days.dates)
    days = tuple(sorted({text.on for text in view.texts} & within))
    missing = len(view.days.dates) - len(days)
    best = found[0]
    said: dict[str, str | int | float] = {"n": len(days), "lately_days": LATELY}
    if best.p > CHANCE:
        return Finding(
            ID, "as_usual", said, len(days), days, missing,
            reason="no kind of word drifts", what_would_change_it="more_writing",
        )  # fmt: skip
    sure = "almost_surely" if best.p <= SURE else "probably" if best.p <= FAIRLY else "perhaps"
    said |= {
        "kind_word": best.kind, "before": best.before, "lately": best.lately, "sure_word": sure,
    }  # fmt: skip
    if best.examples:
        said["example_day"] = best.examples[-1].isoformat()
    way = "more" if best.lately > best.before else "fewer"
    shown = "_days" if best.examples else ""
    return Finding(
        ID, f"{way}{shown}", said, len(days), days, missing,
        effect=best.lately - best.before, interval=best.interval,
        reason="words of one kind in 100, the latest weeks against before; four kinds paid for",
        what_would_change_it="more_writing",
    )  # fmt: skip


def subjects(view: View) -> tuple[str, ...]:
    """The writing as a whole, when there is enough of it on both sides."""
    return whole(view) if drifts(view) else ()


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """Each kind: before and lately, in words of 100."""
    del subject
    found = drifts(view)
    if not found:
        return None
    order = sorted(found, key=lambda one: KINDS.index(one.kind))
    values = [
        {"kind": words[one.kind], "when": words[when], "share": share}
        for one in order
        for when, share in (("before", one.before), ("lately", one.lately))
    ]
    rows = tuple(
        (words[one.kind], one.before, one.lately, one.interval[0], one.interval[1]) for one in order
    )
    spec = ink.chart(
        height=44 * len(order),
        values=values,
        mark={"type": "bar", "cornerRadius": 2},
        encoding={
            "y": {
                "field": "kind", "type": "nominal", "title": None, "sort": None,
                "axis": {"labelLimit": 150, "grid": False},
            },
            "yOffset": {"field": "when", "sort": None},
            "x": {"field": "share", "type": "quantitative", "title": words["in_100"]},
            "color": {
                "field": "when", "type": "nominal", "title": None, "sort": None,
                "scale": {
                    "domain": [words["before"], words["lately"]], "range": [ink.FILL, ink.LINE],
                },
                "legend": {"orient": "top", "labelColor": ink.TEXT},
            },
        },
    )  # fmt: skip
    return Picture(spec=spec, rows=rows)


INSIGHT = Insight(
    ID, subjects=subjects, find=find, picture=picture, all_days=True, section="words", sparse=True
)
