"""Words used: which of their own words the member comes back to in writing.

Here: in how many pieces of writing a word occurs. Not here: what the words mean (themes belong to
`core.language`), languages written without spaces, and languages
without a list of grammar words (`writing_words`): nothing is said of those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from evenkeel.core.insights import ink
from evenkeel.core.insights.insight import Insight, Picture, View, whole
from evenkeel.core.insights.writing_words import words_in
from evenkeel.core.vocabulary import Finding

FEWEST_TEXTS = 3
"""Pieces of writing before words are counted at all, and in which a word must occur."""

MOST_WORDS = 12
SHORTEST_WORD = 3
"""Letters. Shorter words carry grammar more often than meaning."""


def words_of(
    text: str, *, stop_words: frozenset[str], elided: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The different words of one text, small letters, without stop words and very short ones.

    >>> sorted(words_of("The night, THE Night: I didn’t sleep", stop_words=frozenset({"the"})))
    ["didn't", 'night', 'sleep']
    """
    found = words_in(text, elided=elided)
    return frozenset(w for w in found if len(w) >= SHORTEST_WORD and w not in stop_words)


def counted(view: View) -> tuple[tuple[str, int], ...]:
    """(word, pieces of writing it occurs in), most first, at least `FEWEST_TEXTS` each."""
    pieces: Counter[str] = Counter()
    for text in view.texts:
        pieces.update(words_of(text.text, stop_words=view.stop_words, elided=view.elided))
    often = [(word, n) for word, n in pieces.items() if n >= FEWEST_TEXTS]
    return tuple(sorted(often, key=lambda pair: (-pair[1], pair[0]))[:MOST_WORDS])


def find(view: View, subject: str) -> Finding | None:
    """The words that occur in most pieces of writing; `None` when nothing was written."""
    del subject
    if not view.texts:
        return None
    days = tuple(sorted({text.on for text in view.texts}))
    missing = len(view.days.dates) - len(days)
    n = len(view.texts)
    often = counted(view)
    if not often:
        few = {"n": n, "fewest": FEWEST_TEXTS}
        return Finding("words_used", "too_few", few, n, days, missing)
    top = ", ".join(word for word, _ in often[:3])
    return Finding(
        "words_used",
        "often",
        {"n": n, "words": top, "word": often[0][0], "count": often[0][1]},
        n,
        days,
        missing,
        effect=float(often[0][1]),
        reason="number of pieces of writing that hold the word at least once",
        what_would_change_it="more_writing",
    )


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """One bar per word, longest first."""
    del subject, words
    rows = counted(view)
    if not rows:
        return None
    values = [{"word": word, "n": n} for word, n in rows]
    spec = ink.chart(
        height=22 * len(values),
        values=values,
        encoding={
            "y": {
                "field": "word",
                "type": "nominal",
                "sort": None,
                "title": None,
                "axis": {"grid": False, "labelLimit": 130},
            },
            "x": {
                "field": "n",
                "type": "quantitative",
                "axis": None,
                "scale": {"domainMin": 0},
            },
        },
        layer=[
            {"mark": {"type": "bar", "height": 12, "cornerRadius": 3}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "color": ink.TEXT},
                "encoding": {"text": {"field": "n", "type": "quantitative"}},
            },
        ],
    )
    return Picture(spec=spec, rows=rows)


def subjects(view: View) -> tuple[str, ...]:
    """The writing as a whole, in a language whose grammar words are known."""
    return whole(view) if view.stop_words else ()


INSIGHT = Insight("words_used", subjects=subjects, find=find, picture=picture, sparse=True)
