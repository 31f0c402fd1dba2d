"""What is said of then is not said of now: a sign dated long ago, somebody else's past.

Here: the clause around a sign, what its date makes of it. Not here: what counts as a date or as
having come through (cues, data), levels over a conversation (`assess`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from evenkeel.core.safety.decision import Evidence, Sign
from evenkeel.core.vocabulary import RiskLevel

Range = tuple[int, int]
Found = dict[tuple[str, str], Evidence]
#: Signs that, dated long ago in their own clause, are of then: what was done or had at hand.
DONE_THEN = frozenset({Sign.PAST_ATTEMPT, Sign.SELF_HARM, Sign.ATTEMPT_NOW, Sign.MEANS})
#: Signs that are of then only when they are also said in the past tense.
FELT_THEN = frozenset({Sign.ACTIVE, Sign.WISH, Sign.PLAN})
#: Signs that can go on for years: of then only for somebody who says they came through.
LASTING = frozenset({Sign.CONCERN, Sign.DANGER, Sign.VOICES})
#: Signs that are the other's where they stand inside what is told of the other.
OF_ONESELF = frozenset(
    {Sign.ACTIVE, Sign.WISH, Sign.PAST_ATTEMPT, Sign.SELF_HARM, Sign.BURDEN, Sign.HOPELESS,
     Sign.AMBIGUOUS, Sign.MEANS, Sign.PLAN}
)  # fmt: skip
_WAS = re.compile(r"\b(?:was|were|wanted|felt|had|made|wrote|planned|used)\b")
#: What was done to somebody, over and told as over: "my dad tried to kill me when i was nine".
_DONE = re.compile(
    r"\b(?:tried|strangled|choked|broke|beat|held|pulled|threatened|hit|hurt|burned)\b"
)
#: What an emergency is now, whatever year stands beside it: "isn't breathing", "having a stroke".
_GOES_ON = re.compile(r"\b(?:is|isnt|s|wont|cant|not|stopped|hes|shes|theyre|having|im|blue)\b")
#: Somebody else, and then: "my sister was suicidal", "a friend tried to".
_THEY_WERE = re.compile(
    r"\b(?:was|were|had|tried|took|told|used|thinks?|thinking|says|said|feels|reckons|believes)\b"
)
#: Words that bring a clause back to these days, and a body's pull that is not of then.
_LATELY = re.compile(
    r"\b(?:today|tonight|yesterday|lately|recently|(?:last|this) (?:night|week|month|time|year|"
    r"morning|evening)|(?:hours|days|weeks) ago|want|wants|need|urges?|going|about to|"
    r"(?:is|its|came|come|coming|comes) back)\b"
)
#: A sentence that dates the one before it: "he strangled me once. that was 1998".
_THAT_WAS = re.compile(
    r" \. (?:that|this|it|itwas) ?(?:was )?(?=(?:in )?(?:\d{4}|years|decades|when|back|before))"
)
_CLAUSE_ENDS = re.compile(r" (?:\.|but|now|still|again|tonight|except|yet)(?= )")


def dated_back(
    one: Evidence, text: str, span: Range, dates: list[Range], *, survived: bool
) -> Evidence:
    """The sign at `span`, lowered where its own clause dates it long ago (`dates`)."""
    start, stop = _clause(text, span)
    if not any(a < stop and start < b for a, b in dates) or _LATELY.search(text, start, stop):
        return one
    was = bool(_WAS.search(text, start, span[1]))
    return _of_then(one, was=was, survived=survived)


def of_somebody_else(found: Mapping[tuple[str, str], Evidence]) -> Found:
    """Signs said inside somebody else's past ("my sister was suicidal") are theirs."""
    theirs = [one.phrase for one in found.values() if one.sign is Sign.OTHER_AT_RISK]
    theirs = [words for words in theirs if _THEY_WERE.search(words)]
    return {name: _anothers(one, theirs) for name, one in found.items()}


def _clause(text: str, span: Range) -> Range:
    """The clause around a sign: what is said of then ends where now, but or still begins."""
    ends = [match.start() for match in _CLAUSE_ENDS.finditer(text)]
    start = max((end for end in ends if end <= span[0]), default=0)
    stop = min((end for end in ends if end >= span[1]), default=len(text))
    if _THAT_WAS.match(text, stop):
        stop = min((end for end in ends if end > stop), default=len(text))
    return start, stop


def _of_then(one: Evidence, *, was: bool, survived: bool) -> Evidence:
    """A sign dated long ago in its own clause: watched if they came through, else a past attempt
    that may be stirring. What can go on for years needs both the past tense and coming through.
    """
    if one.sign in DONE_THEN or (one.sign in FELT_THEN and was):
        hurt = one.sign is Sign.SELF_HARM
        most = RiskLevel.WATCH if survived or hurt else RiskLevel.RAISED
        sign = Sign.SELF_HARM if hurt else Sign.PAST_ATTEMPT
        return replace(one, level=min(one.level, most), sign=sign)
    if one.sign is Sign.EMERGENCY and not _GOES_ON.search(one.phrase):
        sign = Sign.OTHER_AT_RISK if _THEY_WERE.search(one.phrase) else one.sign
        return replace(one, level=RiskLevel.WATCH, sign=sign)
    if one.sign is Sign.OTHER_AT_RISK or (one.sign in LASTING and survived):
        return replace(one, level=min(one.level, RiskLevel.WATCH))
    if one.sign in LASTING and _DONE.search(one.phrase):
        return replace(one, level=min(one.level, RiskLevel.RAISED))
    return one


def _goes_on(words: str, phrase: str) -> bool:
    """Whether a sign begins with the last words of what is told of the other."""
    tail = " ".join(words.split()[-2:])
    return phrase.startswith(f"{tail} ")


def _anothers(one: Evidence, theirs: list[str]) -> Evidence:
    """What is said inside somebody else's past ("my sister was suicidal") is not the member's."""
    inside = any(one.phrase in words or _goes_on(words, one.phrase) for words in theirs)
    if inside and one.sign in OF_ONESELF:
        return replace(one, level=min(one.level, RiskLevel.WATCH), sign=Sign.OTHER_AT_RISK)
    return one


__all__ = ["dated_back", "of_somebody_else"]
