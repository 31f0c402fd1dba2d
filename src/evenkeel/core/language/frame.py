"""How a message is to be taken: about whom, when, denied or not, meant literally or not.

Here: the rules over the matches of `frame.yaml`. They err towards doubt: an idiom beside plain
distress is doubtful, not idiom. Not here: risk (`core.safety` reads the frame and decides itself).
"""

from __future__ import annotations

from collections.abc import Sequence

from evenkeel.core.language.lexicon import Lexicon
from evenkeel.core.language.phrases import Match
from evenkeel.core.vocabulary import About, Frame, Tense

# How many words before a feeling word a "not" still denies it ("not really all that sad").
NEGATION_REACH = 3

_FIRST_PERSON = frozenset(["i", "me", "my", "mine", "myself", "we", "us", "our"])
_STOPS = frozenset(".!?")


def read_frame(words: Sequence[str], lexicon: Lexicon, feelings: Sequence[Match]) -> Frame:
    """The frame of a message from its plain words and the feeling words found in it.

    >>> from evenkeel.core.language.lexicon import load_lexicon
    >>> read_frame("in the film she dies and everyone cries".split(), load_lexicon(), []).about
    <About.FICTION: 'fiction'>
    """
    found: dict[str, list[Match]] = {}
    for match in lexicon.frame.find(words):
        found.setdefault(match.label, []).append(match)
    denied = [negated(words, match, found) for match in feelings]
    idiom = bool(found.get("idiom") or found.get("sarcasm"))
    serious = idiom and _serious(words, feelings, found)
    return Frame(
        about=_about(words, found),
        tense=_tense(found),
        negated=bool(denied) and all(denied),
        idiom=idiom and not serious,
        doubt=bool(found.get("doubt")) or serious,
    )


def negated(words: Sequence[str], match: Match, found: dict[str, list[Match]]) -> bool:
    """Whether the words of `match` are denied just before, within the same sentence."""
    kept = [m for m in found.get("negation_kept", ()) if m.first <= match.first]
    for denial in found.get("negators", ()):
        distance = match.first - denial.last
        if not 0 <= distance <= NEGATION_REACH:
            continue
        if any(word in _STOPS or word == "but" for word in words[denial.last : match.first]):
            continue
        if any(m.first <= denial.first < m.last for m in kept):
            continue
        return True
    return False


def _serious(
    words: Sequence[str], feelings: Sequence[Match], found: dict[str, list[Match]]
) -> bool:
    inside = found.get("idiom", []) + found.get("sarcasm", [])
    outside = [m for m in feelings if not any(i.first <= m.first < i.last for i in inside)]
    light = frozenset(("amusement", "joy", "exhausted", "annoyance", "stressed", "excitement"))
    return any(m.label not in light for m in outside) and len(words) > 3


def _about(words: Sequence[str], found: dict[str, list[Match]]) -> About:
    if found.get("fiction"):
        return About.FICTION
    if found.get("hypothetical"):
        return About.HYPOTHETICAL
    first_person = sum(word in _FIRST_PERSON for word in words)
    others = found.get("others", ())
    mine = sum(1 for m in others if words[m.first] == "my")
    spoken_of = bool(others) and not any(w in ("i", "me", "myself") for w in words)
    starts_with_other = bool(others) and others[0].first <= 1 and first_person <= mine + 1
    return About.OTHER if spoken_of or (starts_with_other and "me" not in words) else About.SELF


def _tense(found: dict[str, list[Match]]) -> Tense:
    if found.get("past_marked") and not found.get("future"):
        return Tense.PAST
    if found.get("future"):
        return Tense.FUTURE
    past, now = len(found.get("past", ())), len(found.get("now_marked", ()))
    return Tense.PAST if past > now else Tense.NOW
