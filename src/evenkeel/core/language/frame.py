"""How a message is to be taken: about whom, when, denied or not, meant literally or not.

Here: the rules over the matches of `frame.yaml`. They err towards doubt: an idiom beside plain
distress is doubtful, not idiom. Not here: risk (`core.safety` reads the frame and decides itself).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evenkeel.core.language.lexicon import Found
from evenkeel.core.language.phrases import Match
from evenkeel.core.vocabulary import About, Frame, Tense

# Said of another person these are their states; "annoying" would be what they do to me.
OTHERS_STATES = frozenset(
    (
        "sadness", "fear", "nervousness", "lonely", "hopeless", "numb", "ashamed", "stressed",
        "exhausted", "overwhelmed", "remorse",
    )
)  # fmt: skip

# How many words before a feeling word a "not" still denies it ("not really all that sad").
NEGATION_REACH = 3

_MYSELF = frozenset(("i", "me", "myself"))
_ENDS_NEGATION = frozenset((".", "!", "?", "but", "just", "only", "because", "so", "though"))
# Feelings that an idiom may stand beside without being doubted.
_LIGHT = frozenset(("amusement", "joy", "exhausted", "annoyance", "stressed", "excitement"))
_SHORT = 3


def read_frame(found: Found) -> Frame:
    """The frame of a message from what the lexicon found in it.

    >>> from evenkeel.core.language.lexicon import load_lexicon
    >>> read_frame(load_lexicon().find("in the film she dies and everyone cries".split())).about
    <About.FICTION: 'fiction'>
    """
    denied = [negated(found, match) for match in found.of("feelings")]
    idiom = found.labelled("frame", "idiom") + found.labelled("frame", "sarcasm")
    serious = bool(idiom) and _serious(found, idiom)
    return Frame(
        about=_about(found),
        tense=_tense(found),
        negated=bool(denied) and all(denied),
        idiom=bool(idiom) and not serious,
        doubt=bool(found.labelled("frame", "doubt")) or serious,
    )


def negated(found: Found, match: Match) -> bool:
    """Whether the words of `match` are denied just before, within the same sentence."""
    kept = found.labelled("frame", "negation_kept")
    for denial in found.labelled("frame", "negators"):
        distance = match.first - denial.last
        if not 0 <= distance <= NEGATION_REACH:
            continue
        if _ENDS_NEGATION & set(found.words[denial.last : match.first]):
            continue
        if not any(m.first <= denial.first < m.last for m in kept):
            return True
    return False


def _serious(found: Found, idiom: Sequence[Match]) -> bool:
    outside = [
        m for m in found.of("feelings") if not any(i.first <= m.first < i.last for i in idiom)
    ]
    return len(found.words) > _SHORT and any(m.label not in _LIGHT for m in outside)


def _about(found: Found) -> About:
    words = found.words
    if found.labelled("frame", "fiction"):
        return About.FICTION
    if found.labelled("frame", "hypothetical"):
        return About.HYPOTHETICAL
    others = found.labelled("frame", "others")
    if not others:
        return About.SELF
    first_person = not _MYSELF.isdisjoint(words)
    if found.labelled("frame", "others_need"):
        begins_with_them = others[0].first <= 1 and words[0] not in _MYSELF
        return About.OTHER if begins_with_them or not first_person else About.SELF
    feels = any(match.label in OTHERS_STATES for match in found.of("feelings"))
    return About.OTHER if feels and not first_person else About.SELF


def _tense(found: Found) -> Tense:
    counts = Counter(match.label for match in found.of("frame"))
    if counts["past_marked"] and not counts["future"]:
        return Tense.PAST
    if counts["future"]:
        return Tense.FUTURE
    return Tense.PAST if counts["past"] > counts["now_marked"] else Tense.NOW
