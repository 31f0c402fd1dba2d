"""Which of the member's clauses can be said back to them, and how.

Here: turning clauses to "you" and refusing those that would come out broken. Not here: finding
clauses in a text (the reader does) or the sentences they are set into (content).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evenkeel.core.language.reflect import to_second_person
from evenkeel.core.vocabulary import Reading, Span

# A clause shorter than three words says nothing; one longer than sixteen is a recital.
MIN_WORDS = 3
MAX_WORDS = 16
FRAGMENT_MAX_WORDS = 6

_LEAD = re.compile(
    r"^(?:(?:and|but|so|because|cause|cuz|cos|coz|bc|then|also|plus|well|like|just|ok|okay|oh|yeah|yes|no|um|uh|ugh|"
    r"honestly|basically|anyway|literally|actually|idk|i guess|i mean|i think|i feel like|tbh|lol|haha|hi|hello|hey|sorry)\b[\s,]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:[\s,]+(?:lol|haha|i guess|tbh|idk|and|but|so|because|or|you know))+$", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|im|i've|ive|i'd|i'll|me|my|mine|myself|we|us|our|ours)\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"^(?:yesterday |today |tonight |last night |this morning |now |again |every \w+ )?"
    r"(?:you(?:'re|'ve|'d|'ll)?|your|he|she|they|it|there|nobody|no one|everyone|everybody|someone|people|the|a|an|this|that|these|"
    r"those|one|two|three|some|all|nothing|everything|both|another|[A-Z]\w+)\b"
)
_VERB = re.compile(
    r"\b(?:am|is|are|was|were|be|been|has|have|had|do|does|did|can|can't|could|couldn't|will|won't|would|wouldn't|should|"
    r"didn't|don't|doesn't|isn't|aren't|wasn't|weren't|hasn't|haven't|hadn't|never|keeps?|kept|feels?|felt|gets?|got|goes|went|gone|"
    r"makes?|made|says?|said|tells?|told|wants?|needs?|thinks?|thought|knows?|knew|leaves?|left|lost|lose|loses|took|takes?|gave|gives?|"
    r"came|comes?|ran|runs?|saw|sees?|put|puts|cut|hit|met|sat|sits?|stood|stands?|spoke|broke|breaks?|fell|falls?|found|finds?|"
    r"hate|hates|miss|misses|love|loves|cry|cries|cried|sleep|slept|eat|ate|drank|drink|quit|died|dies|hurts?|"
    r"forgot|forgets?|woke|wakes?|spent|spends?|sent|paid|failed|fail|work|works|live|lives|"
    r"\w{3,}ed|(?:you|he|she|they|it)'(?:re|s|ve|d|ll)|\w+n't)\b",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"\b(?:to|and|the|a|an|of|but|because|with|for|is|was|are|were|your|my|if|when|that|which|who|or|at|in|on|from|as|than|like|"
    r"about|so|not|really|very|just|don't|can't|didn't)$",
    re.IGNORECASE,
)
_UNFIT = re.compile(
    r"[?!:;<>{}\[\]()@#/\\|*_=+~^\"\n\t]|https?|www\.|\d{5,}|\b(?:you should|can you|could you|do you|are you|will you|please)\b|"
    r"\b(?:fuck|shit|cunt|bitch|whore|slut)\w*",
    re.IGNORECASE,
)
_DANGER = re.compile(
    r"\b(?:kill|suicid|die\b|dying|dead\b|death|overdos|cut(?:ting)? (?:my|your)self|self.?harm|hang(?:ing)?\b|pills|end it|"
    r"better off without|not (?:be )?here|disappear|worthless|pointless|hopeless|burden|hurt (?:my|your)self|raped?|hits? (?:me|you))",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"^(?:in|on|at|from|with|about|my|the|a|every|all|since|after|before|when|like|just|mostly)\b", re.IGNORECASE)


def said_back(text: str) -> str | None:
    """One clause turned to "you", without its capital and full stop; `None` if it would limp.

    >>> said_back("because my manager moved the deadline again")
    'your manager moved the deadline again'
    >>> said_back("my manager and the") is None
    True
    """
    bare = _TAIL.sub("", _LEAD.sub("", text.strip())).strip(" ,.-…'\u2026")
    if not bare or _UNFIT.search(bare) or _DANGER.search(bare):
        return None
    you = (to_second_person(bare) or "").strip(" .,")
    words = you.split()
    if not MIN_WORDS <= len(words) <= MAX_WORDS or _FIRST_PERSON.search(you) or _DANGLING.search(you):
        return None
    if not _SUBJECT.match(_lower_start(you)) or not _VERB.search(you):
        return None
    return _lower_start(you)


def fragment_back(text: str) -> str | None:
    """A short answer such as "in my chest" turned to "you"; `None` if it cannot stand alone.

    >>> fragment_back("in my chest mostly")
    'in your chest mostly'
    """
    bare = _LEAD.sub("", text.strip()).strip(" ,.-…")
    if not bare or len(bare.split()) > FRAGMENT_MAX_WORDS or _UNFIT.search(bare) or _DANGER.search(bare):
        return None
    if not _FRAGMENT.match(bare) or _DANGLING.search(bare):
        return None
    you = turned(bare).strip(" .,")
    return None if _FIRST_PERSON.search(you) else _lower_start(you)


def turned(text: str) -> str:
    """Pronouns of a phrase that is no clause, turned to "you": "text my sister" keeps its shape.

    >>> turned("text my sister when I'm home")
    "text your sister when you're home"
    """
    swapped = to_second_person(text) if len(text.split()) > FRAGMENT_MAX_WORDS else None
    if swapped:
        return swapped
    return _PRONOUN.sub(lambda m: _PRONOUNS[m.group(0).lower()], text)


_PRONOUNS = {
    "i'm": "you're", "im": "you're", "i've": "you've", "i'll": "you'll", "i'd": "you'd", "i am": "you are",
    "i was": "you were", "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
}  # fmt: skip
_PRONOUN = re.compile("|".join(rf"\b{p}\b" for p in sorted(_PRONOUNS, key=len, reverse=True)), re.IGNORECASE)


def clauses_back(reading: Reading) -> tuple[str, ...]:
    """The message's clauses that can be said back: the one that names a trigger first.

    Nothing is said back of a message about somebody invented, or in an unreadable one.
    """
    spans: Sequence[Span] = [t.clause for t in reading.triggers if t.clause] + list(reading.clauses)
    return tuple(_unique(back for span in spans if (back := said_back(span.text))))


def _unique(items: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for item in items:
        if not any(item in other or other in item for other in kept):
            kept.append(item)
    return kept


def _lower_start(text: str) -> str:
    first = text.split(" ", 1)[0]
    if first.lower().split("'")[0] in _OPENERS:
        return text[0].lower() + text[1:]
    return text


_OPENERS = frozenset(
    "you your he she they it there nobody no everyone everybody someone people the a an this that these those one "
    "two three some all nothing everything both another yesterday today tonight last now again every in on at from "
    "with about since after before when like just mostly".split()
)
