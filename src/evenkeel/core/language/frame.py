"""How a message is to be taken: about whom, when, denied or not, meant literally or not.

Here: the rules over the matches of `frame.yaml`. They err towards doubt: an idiom beside plain
distress is doubtful, not idiom. Not here: risk (`core.safety` reads the frame and decides itself).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

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

Heads = Mapping[str, Mapping[str, float]]

# Below this chance of being meant literally a message is a figure of speech; up to LITERAL, doubt.
# Low, because the head learnt from lines half of which are not literal, and of members' few are.
NOT_LITERAL, LITERAL = 0.1, 0.25
# From this chance on a message denies what it names, whatever the rules find.
DENIED_OUTRIGHT = 0.65
# From this chance on the model's word for about, or for tense, counts against the rules'.
CLEAR, CLEAR_TENSE = 0.6, 0.75
# A story or a what-if that no listed word gives away must be very sure: short news sounds like one.
ABOUT_A_STORY = 0.95
# The same where others do something and the member stands in it ("he cheated on me").
ABOUT_THEM = 0.95

_SELF_NAMED = frozenset(("i", "me", "my", "myself", "mine"))
_MYSELF = frozenset(("i", "me", "myself"))
_I_THINK = frozenset((("i", "think"), ("i", "guess"), ("i", "believe"), ("i", "reckon")))
_FOR_THEM = frozenset(("help", "support", "comfort", "reach", "tell", "say"))
_ENDS_NEGATION = frozenset((".", "!", "?", "but", "just", "only", "because", "so", "though"))
# Feelings that an idiom may stand beside without being doubted.
_LIGHT = frozenset(("amusement", "joy", "exhausted", "annoyance", "stressed", "excitement"))
_SHORT = 3


def read_frame(found: Found, heads: Heads | None = None) -> Frame:
    """The frame of a message from what the lexicon found in it and, where there are `heads`
    ({head: {label: probability}}), from what the model makes of it.

    The rules settle what they are sure of (a named film, "what if"); the model decides the rest.

    >>> from evenkeel.core.language.lexicon import load_lexicon
    >>> read_frame(load_lexicon().find("in the film she dies and everyone cries".split())).about
    <About.FICTION: 'fiction'>
    """
    heads = heads or {}
    denied = [negated(found, match) for match in found.of("feelings")]
    listed = found.labelled("frame", "idiom") + found.labelled("frame", "sarcasm")
    literal = heads.get("literal", {}).get("literal", 0.0 if listed else 1.0)
    if len(found.words) <= _SHORT and not listed:
        literal = 1.0  # too short to tell a joke from "hi"
    unmeant = bool(listed) or literal < NOT_LITERAL
    serious = unmeant and _serious(found, listed)
    said_no = heads.get("negation", {}).get("negated", 0.0)
    return Frame(
        about=_about(found, heads.get("about", {})),
        tense=_tense(found, heads.get("tense", {})),
        negated=(bool(denied) and all(denied))
        or (said_no >= DENIED_OUTRIGHT and not found.labelled("frame", "negation_kept")),
        idiom=unmeant and not serious,
        doubt=bool(found.labelled("frame", "doubt")) or serious or NOT_LITERAL <= literal < LITERAL,
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


def _about(found: Found, chances: Mapping[str, float]) -> About:
    best = max(chances, key=lambda name: chances[name], default="")
    ruled = _ruled_about(found)
    mine = ruled is About.SELF and not _SELF_NAMED.isdisjoint(found.words)
    # What others do to me is about me, unless the model is very sure that it is about them.
    least = ABOUT_THEM if mine and best == About.OTHER else CLEAR
    if best in (About.FICTION, About.HYPOTHETICAL) and ruled is About.SELF:
        least = ABOUT_A_STORY
    return About(best) if best and chances[best] >= least else ruled


def _ruled_about(found: Found) -> About:
    words = found.words
    if found.labelled("frame", "fiction"):
        return About.FICTION
    if found.labelled("frame", "hypothetical"):
        return About.HYPOTHETICAL
    others = found.labelled("frame", "others")
    if not others:
        return About.SELF
    first_person = not _MYSELF.isdisjoint(words[_opening(words) :])
    if found.labelled("frame", "others_need"):
        begins_with_them = others[0].first <= 1 and words[0] not in _MYSELF
        return About.OTHER if begins_with_them or not first_person else About.SELF
    feels = any(match.label in OTHERS_STATES for match in found.of("feelings"))
    return About.OTHER if feels and not first_person else About.SELF


def _opening(words: Sequence[str]) -> int:
    """How many first words only lead up to somebody else: "I think", "how can I help"."""
    if tuple(words[:2]) in _I_THINK:
        return 2
    asks = len(words) > 3 and words[0] in ("how", "what") and words[2] == "i"
    return 4 if asks and words[3] in _FOR_THEM else 0


def _tense(found: Found, chances: Mapping[str, float]) -> Tense:
    best = max(chances, key=lambda name: chances[name], default="")
    ruled = _ruled_tense(found)
    if ruled is Tense.FUTURE and best == Tense.NOW:
        return ruled  # felt now, about what is to come
    return Tense(best) if best and chances[best] >= CLEAR_TENSE else ruled


def _ruled_tense(found: Found) -> Tense:
    counts = Counter(match.label for match in found.of("frame"))
    if counts["past_marked"] and not counts["future"]:
        return Tense.PAST
    if counts["future"]:
        return Tense.FUTURE
    return Tense.PAST if counts["past"] > counts["now_marked"] else Tense.NOW
