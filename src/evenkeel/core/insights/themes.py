"""What the member comes back to in writing: pieces alike in meaning, named by their own words.

Here: grouping of vectors and what goes with each group. Not here: making the vectors (the shell
asks the reader, in session), quoting (nothing written is shown; a theme is named by single words).

Average-link grouping by cosine (Sokal & Michener 1958), cut where two pieces are no more alike than
strangers of the same writer; a group's words are those far more usual in it than elsewhere
(log-odds with a prior: Monroe, Colaresi & Quinn 2008, Polit. Anal. 16, 372).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan, log, sqrt

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.insights import ink
from evenkeel.core.insights.distributions import student_quantile
from evenkeel.core.insights.insight import DatedText, Insight, Picture, View
from evenkeel.core.insights.words_used import words_of
from evenkeel.core.vocabulary import Finding

ID = "themes"
FEWEST_TEXTS = 12
"""Pieces of writing before they are grouped at all."""
FEWEST_IN_THEME, FEWEST_DAYS = 3, 3
LONGER_THAN = 14
"""Days between first and last: shorter is an event, not a theme that comes back."""
MOST_TEXTS = 400
MOST_THEMES = 6
MOST_WORDS = 3
STRANGERS = 0.85
"""Pieces are alike when they are nearer than this share of all pairs of the same writer."""
LEAST_ALIKE, ALIKE_ENOUGH = 0.30, 0.50
"""Cosines between which that border is held, whatever the writer is like."""
OUTCOME = "mood"
CHANCE = 0.05
"""That any one theme is told to go with mood when none does; the range is as wide as that asks."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One group of pieces: its words, the days it came up, and mood there against other days.

    `apart` is (difference, low, high) in points, None when days with a mood are too few.
    """

    words: tuple[str, ...]
    days: tuple[date, ...]
    pieces: int
    apart: tuple[float, float, float] | None


def themes(view: View) -> tuple[Theme, ...]:
    """The themes of this view, the most frequent first. Worked out once."""
    if ID not in view.memo:
        view.memo[ID] = _themes(view)
    done: tuple[Theme, ...] = view.memo[ID]
    return done


def _themes(view: View) -> tuple[Theme, ...]:
    texts = [text for text in view.texts if len(text.vector)][-MOST_TEXTS:]
    if len(texts) < FEWEST_TEXTS:
        return ()
    vectors = np.array([text.vector for text in texts], dtype=float)
    groups = grouped(vectors)
    words = [words_of(text.text, stop_words=view.stop_words, elided=view.elided) for text in texts]
    everywhere = Counter(word for piece in words for word in piece)
    made = []
    for group in groups:
        days = tuple(sorted({texts[i].on for i in group}))
        long = (days[-1] - days[0]).days >= LONGER_THAN
        if len(group) < FEWEST_IN_THEME or len(days) < FEWEST_DAYS or not long:
            continue
        named = _named([words[i] for i in group], everywhere, len(texts))
        if named:
            made.append((named, days, len(group)))
    kept = sorted(made, key=lambda one: (-len(one[1]), one[0]))[:MOST_THEMES]
    return tuple(Theme(*one, _apart(view, one[1], len(kept))) for one in kept)


def grouped(vectors: NDArray[np.float64]) -> list[list[int]]:
    """Places of the pieces in each group, from vectors of unit length (pieces x any).

    >>> grouped(np.repeat(np.eye(2), 3, axis=0))
    [[0, 1, 2], [3, 4, 5]]
    """
    alike = vectors @ vectors.T
    pairs = alike[np.triu_indices(len(vectors), 1)]
    border = float(np.clip(np.quantile(pairs, STRANGERS), LEAST_ALIKE, ALIKE_ENOUGH))
    return _joined(np.clip(1 - alike, 0, 2), 1 - border)


def _joined(apart: NDArray[np.float64], cut: float) -> list[list[int]]:
    """Groups after joining the two nearest, by their mean distance, as long as that is in `cut`."""
    between = apart.copy()
    np.fill_diagonal(between, np.inf)
    groups = [[place] for place in range(len(between))]
    for _ in range(len(groups) - 1):
        at, other = divmod(int(between.argmin()), len(between))
        if between[at, other] > cut:
            break
        one, two = len(groups[at]), len(groups[other])
        mean = (one * between[at] + two * between[other]) / (one + two)
        between[at] = between[:, at] = mean
        between[other] = between[:, other] = between[at, at] = np.inf
        groups[at] += groups[other]
        groups[other] = []
    return [sorted(group) for group in groups if group]


def _named(
    pieces: Sequence[frozenset[str]], everywhere: Mapping[str, int], texts: int
) -> tuple[str, ...]:
    """Words of two pieces or more that are far more usual here than elsewhere."""
    here = Counter(word for piece in pieces for word in piece)
    scored = []
    for word, n in here.items():
        if n < 2:
            continue
        there = everywhere[word] - n
        odds = log((n + 0.5) / (len(pieces) - n + 0.5))
        odds -= log((there + 0.5) / (texts - len(pieces) - there + 0.5))
        scored.append((odds / sqrt(1 / (n + 0.5) + 1 / (there + 0.5)), word))
    best = sorted(scored, key=lambda pair: (-pair[0], pair[1]))
    return tuple(word for score, word in best[:MOST_WORDS] if score > 1.0)


def _apart(view: View, days: tuple[date, ...], looks: int) -> tuple[float, float, float] | None:
    """Mood on these days against the others (Welch), for `looks` themes held against it."""
    values = view.days.columns.get(OUTCOME, ())
    on = set(days)
    pairs = [(d, v) for d, v in zip(view.days.dates, values, strict=False) if not isnan(v)]
    inside = np.array([v for d, v in pairs if d in on])
    outside = np.array([v for d, v in pairs if d not in on])
    if min(len(inside), len(outside)) < 5:
        return None
    error = sqrt(inside.var(ddof=1) / len(inside) + outside.var(ddof=1) / len(outside))
    difference = float(inside.mean() - outside.mean())
    reach = student_quantile(1 - CHANCE / 2 / looks, len(inside) - 1) * error
    return difference, difference - reach, difference + reach


def subjects(view: View) -> tuple[str, ...]:
    """Each theme, by its words."""
    return tuple(" ".join(theme.words) for theme in themes(view))


def find(view: View, subject: str) -> Finding | None:
    """How often a theme came up, when last, and mood on its days."""
    theme = next((one for one in themes(view) if " ".join(one.words) == subject), None)
    if theme is None:
        return None
    days = tuple(day for day in theme.days if day in set(view.days.dates))
    said: dict[str, str | int | float] = {
        "theme": ", ".join(theme.words), "n": len(theme.days), "pieces": theme.pieces,
        "last_day": theme.days[-1].isoformat(), "first_day": theme.days[0].isoformat(),
    }  # fmt: skip
    sentence, effect, interval = "comes_back", None, None
    if theme.apart is not None:
        effect, low, high = theme.apart
        interval = (low, high)
        if low > 0 or high < 0:
            sentence = "comes_back_higher" if low > 0 else "comes_back_lower"
            said |= {"effect": abs(effect), "low": min(abs(low), abs(high)),
                     "high": max(abs(low), abs(high))}  # fmt: skip
    return Finding(
        ID, sentence, said, len(theme.days), days, len(view.days.dates) - len(days),
        effect=effect, interval=interval,
        reason="pieces of writing alike in meaning", what_would_change_it="more_writing",
    )  # fmt: skip


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """When a theme came up: one mark a day."""
    del words
    found = [one for one in themes(view) if " ".join(one.words) == subject]
    if not found:
        return None
    values = [
        {"theme": ", ".join(theme.words), "day": f"{day}T00:00:00"}
        for theme in found
        for day in theme.days
    ]
    rows = tuple((day,) for theme in found for day in theme.days)
    domain = [f"{day}T00:00:00" for day in (view.days.dates[0], view.days.dates[-1])]
    spec = ink.chart(
        height=30 * len(found) + 10,
        values=values,
        mark={"type": "tick", "thickness": 3, "color": ink.LINE},
        encoding={
            "x": {
                "field": "day", "type": "temporal", "title": None, "scale": {"domain": domain},
                "axis": {"grid": False, "tickCount": 4, "format": "%-d %b"},
            },
            "y": {
                "field": "theme", "type": "nominal", "title": None, "sort": None,
                "axis": {"labelLimit": 170},
            },
        },
    )  # fmt: skip
    return Picture(spec=spec, rows=rows)


INSIGHT = Insight(
    ID, subjects=subjects, find=find, picture=picture, all_days=True, section="words", sparse=True
)


def with_vectors(
    texts: Sequence[DatedText], vectors: Sequence[Sequence[float]]
) -> tuple[DatedText, ...]:
    """The same pieces with their vectors."""
    return tuple(
        DatedText(text.on, text.text, vector) for text, vector in zip(texts, vectors, strict=True)
    )
